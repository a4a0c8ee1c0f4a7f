// Gain: level, balance of middle and side, polarity, channels, and removal of direct current.
import { choice, db, defineDevice, percent, toggle } from '@tonmeister/project'

const MONO = 1
const SWAPPED = 2
const LEFT = 3
const RIGHT = 4

export default defineDevice({
  id: 'gain',
  version: 1,
  name: 'Gain',
  kind: 'effect',
  category: 'utility',
  params: {
    gain: db({ name: 'Gain', min: -96, max: 24, default: 0 }),
    width: percent({ name: 'Width', min: 0, max: 200, default: 100 }),
    channels: choice({ name: 'Channels', choices: ['Stereo', 'Mono', 'Swapped', 'Left to both', 'Right to both'], default: 0 }),
    invert: toggle({ name: 'Polarity', default: false }),
    invertright: toggle({ name: 'Polarity right', default: false }),
    dc: toggle({ name: 'Block DC', default: false }),
  },
  // The direct-current filter's corner lies at 5 Hz.
  tail: (v) => (v.dc >= 0.5 ? 1.2 : 0),
  panel: [
    ['gain', 'width'],
    ['channels', 'invert', 'invertright', 'dc'],
  ],
  presets: [
    { name: 'Unity', tags: ['start'], params: {} },
    { name: 'Six decibels down', tags: ['level'], params: { gain: -6 } },
    { name: 'Six decibels up', tags: ['level'], params: { gain: 6 } },
    { name: 'Mono check', tags: ['check'], params: { channels: MONO } },
    { name: 'Listen to the side', tags: ['check'], params: { invertright: 1, channels: MONO } },
    { name: 'Polarity flipped', tags: ['repair'], params: { invert: 1 } },
    { name: 'Right microphone flipped', tags: ['repair'], params: { invertright: 1 } },
    { name: 'Channels swapped', tags: ['repair'], params: { channels: SWAPPED } },
    { name: 'Left channel only', tags: ['repair'], params: { channels: LEFT } },
    { name: 'Right channel only', tags: ['repair'], params: { channels: RIGHT } },
    { name: 'Narrower', tags: ['stereo'], params: { width: 60 } },
    { name: 'Wider', tags: ['stereo'], params: { width: 135 } },
    { name: 'Offset removed', tags: ['repair'], params: { dc: 1 } },
  ],
})
