// Deutsch.
import type { Language } from '@tonmeister/ui'
import { ANALYSIS } from './de/analysis.ts'
import { AUTOMATION } from './de/automation.ts'
import { CHANNEL } from './de/channel.ts'
import { COMMANDS } from './de/commands.ts'
import { CONSOLE } from './de/console.ts'
import { CONVOLUTION } from './de/convolution.ts'
import { DEVICES } from './de/devices.ts'
import { DRIVE } from './de/drive.ts'
import { DYNAMICS } from './de/dynamics.ts'
import { MODULATION } from './de/modulation.ts'
import { PITCH } from './de/pitch.ts'
import { PRESETS } from './de/presets.ts'
import { SENTENCES } from './de/sentences.ts'
import { WINDOW } from './de/window.ts'

export default {
  id: 'de',
  name: 'Deutsch',
  messages: {
    ...ANALYSIS,
    ...AUTOMATION,
    ...CHANNEL,
    ...CONSOLE,
    ...CONVOLUTION,
    ...DEVICES,
    ...DRIVE,
    ...DYNAMICS,
    ...MODULATION,
    ...PITCH,
    ...PRESETS,
    ...COMMANDS,
    ...SENTENCES,
    ...WINDOW,
  },
} satisfies Language
