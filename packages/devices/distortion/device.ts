// Distortion: three pedals for guitar, bass and whatever else: overdrive, distortion, fuzz.
import { choice, db, defineDevice, percent, toggle } from '@tonmeister/project'
import { shapingLatency } from '../shaping.ts'

export default defineDevice({
  id: 'distortion',
  version: 1,
  name: 'Distortion',
  kind: 'effect',
  category: 'distortion',
  params: {
    pedal: choice({ name: 'Pedal', choices: ['Overdrive', 'Distortion', 'Fuzz'], default: 0 }),
    drive: percent({ name: 'Drive', min: 0, max: 100, default: 50 }),
    tight: percent({ name: 'Tightness', min: 0, max: 100, default: 50 }),
    tone: percent({ name: 'Tone', min: 0, max: 100, default: 50 }),
    level: toggle({ name: 'Same level', default: true }),
    output: db({ name: 'Output', min: -24, max: 24, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
  },
  readings: { input: { name: 'Input', unit: '%', min: 0, max: 100 } },
  latency: shapingLatency,
  // The blocker of direct current: 50 time constants of 8 Hz, for what its gains add.
  tail: () => 1.1,
  panel: [
    ['pedal', 'drive', 'tight', 'tone'],
    ['level', 'output', 'mix'],
  ],
  presets: [
    { name: 'Overdrive: edge of breakup', tags: ['guitar'], params: { pedal: 0, drive: 25, tone: 55 } },
    { name: 'Overdrive: lead', tags: ['guitar'], params: { pedal: 0, drive: 75, tone: 60, output: 2 } },
    {
      name: 'Overdrive: tightens an amplifier',
      tags: ['guitar'],
      params: { pedal: 0, drive: 5, tight: 65, tone: 60, level: 0, output: 6 },
    },
    { name: 'Distortion: rhythm', tags: ['guitar'], params: { pedal: 1, drive: 55, tight: 60, tone: 45 } },
    { name: 'Distortion: scooped', tags: ['guitar'], params: { pedal: 1, drive: 80, tight: 55, tone: 55 } },
    { name: 'Fuzz: sustaining lead', tags: ['guitar'], params: { pedal: 2, drive: 65, tone: 45 } },
    { name: 'Fuzz: wall', tags: ['guitar', 'synth'], params: { pedal: 2, drive: 100, tight: 35, tone: 35 } },
    { name: 'Bass: grit above, clean below', tags: ['bass'], params: { pedal: 1, drive: 50, tight: 85, tone: 40, mix: 45 } },
    { name: 'Bass: fuzz', tags: ['bass'], params: { pedal: 2, drive: 60, tight: 20, tone: 30, mix: 70 } },
    { name: 'Drums: trashed room', tags: ['drums'], params: { pedal: 1, drive: 60, tight: 30, tone: 40, mix: 35 } },
    { name: 'Vocal: megaphone', tags: ['vocal'], params: { pedal: 0, drive: 70, tight: 90, tone: 70 } },
    { name: 'Synth: bite', tags: ['synth'], params: { pedal: 0, drive: 60, tight: 30, tone: 75, mix: 70 } },
  ],
})
