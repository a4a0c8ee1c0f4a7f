// Rotary speaker: a horn and a drum that turn, each with its own inertia, heard by two microphones.
import { choice, defineDevice, degrees, hertz, metres, percent, seconds } from '@tonmeister/project'

const [BRAKE, SLOW, FAST] = [0, 1, 2]

export default defineDevice({
  id: 'rotary',
  version: 1,
  name: 'Rotary speaker',
  kind: 'effect',
  category: 'modulation',
  params: {
    speed: choice({ name: 'Speed', choices: ['Brake', 'Slow', 'Fast'], default: SLOW }),
    slow: hertz({ name: 'Slow', min: 0.1, max: 2, default: 0.8 }),
    fast: hertz({ name: 'Fast', min: 2, max: 12, default: 6.7 }),
    horntime: seconds({ name: 'Horn inertia', min: 0.1, max: 10, default: 1 }),
    drumtime: seconds({ name: 'Drum inertia', min: 0.1, max: 20, default: 4.5 }),
    balance: percent({ name: 'Drum | horn', min: -100, max: 100, default: 0 }),
    distance: metres({ name: 'Mic distance', min: 0.3, max: 3, default: 0.6 }),
    angle: degrees({ name: 'Mic angle', min: 0, max: 180, default: 90 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
  },
  readings: {
    horn: { name: 'Horn', unit: 'Hz', min: 0, max: 12 },
    drum: { name: 'Drum', unit: 'Hz', min: 0, max: 12 },
  },
  // The farthest way over the back wall, and the lowest filter.
  tail: () => 0.06,
  panel: [
    ['speed', 'slow', 'fast'],
    ['horntime', 'drumtime', 'balance'],
    ['distance', 'angle', 'mix'],
  ],
  presets: [
    { name: 'Organ: chorale', tags: ['keys', 'organ'], params: { speed: SLOW } },
    { name: 'Organ: tremolo', tags: ['keys', 'organ'], params: { speed: FAST } },
    { name: 'Organ: gospel, close and wide', tags: ['keys', 'organ', 'wide'], params: { speed: FAST, distance: 0.35, angle: 150 } },
    { name: 'Organ: studio, two metres away', tags: ['keys', 'organ'], params: { speed: SLOW, distance: 2, angle: 70 } },
    { name: 'Organ: rock, heavy drum', tags: ['keys', 'organ'], params: { speed: FAST, balance: -30, drumtime: 6, distance: 0.45 } },
    { name: 'Organ: mono microphone', tags: ['keys', 'organ'], params: { speed: SLOW, angle: 0, distance: 0.8 } },
    { name: 'Guitar: slow, half dry', tags: ['guitar'], params: { speed: SLOW, slow: 0.9, balance: 20, mix: 60 } },
    {
      name: 'Guitar: fast, small cabinet',
      tags: ['guitar'],
      params: { speed: FAST, fast: 5.8, horntime: 0.5, drumtime: 1.2, balance: -20 },
    },
    { name: 'Vocal: psychedelic', tags: ['vocal'], params: { speed: FAST, fast: 6.2, balance: 40, distance: 0.5, angle: 120, mix: 80 } },
    { name: 'Electric piano: gentle', tags: ['keys'], params: { speed: SLOW, slow: 0.6, distance: 1.2, angle: 110, mix: 70 } },
    { name: 'Pad: wide and slow', tags: ['synth', 'wide'], params: { speed: SLOW, slow: 0.35, angle: 180, distance: 0.7 } },
    { name: 'Brake: standing still', tags: ['start'], params: { speed: BRAKE } },
  ],
})
