// Chorus: two to four voices of one moving delay line, spread over the stereo field.
import { defineDevice, hertz, note, noteIndex, number, percent, seconds } from '@tonmeister/project'

const turn = 2 * Math.PI
/** Below, the low cut is out of circuit. The kernel has the same number. */
const LOWCUT_OUT = 20.5

export default defineDevice({
  id: 'chorus',
  version: 1,
  name: 'Chorus',
  kind: 'effect',
  category: 'modulation',
  params: {
    voices: number({ name: 'Voices', min: 2, max: 4, default: 2, step: 1 }),
    rate: hertz({ name: 'Rate', min: 0.02, max: 10, default: 0.6 }),
    sync: note({ name: 'Sync', sets: 'rate', turn: 'turn' }),
    depth: seconds({ name: 'Depth', min: 0, max: 0.01, default: 0.0025, curve: 'linear' }),
    delay: seconds({ name: 'Delay', min: 0.001, max: 0.04, default: 0.009 }),
    lowcut: hertz({ name: 'Low cut', min: 20, max: 1000, default: 120 }),
    width: percent({ name: 'Width', min: 0, max: 100, default: 100 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 45 }),
    turn: number({ name: 'Turn', min: 0, max: 1, default: 0, hidden: true }),
  },
  // A delay that has just been shortened may still be on its way: what it holds is at most 50 ms old.
  tail: (v) => 0.052 + (v.lowcut > LOWCUT_OUT ? 45 / (turn * v.lowcut) : 0),
  panel: [
    ['rate', 'sync', 'depth'],
    ['voices', 'delay', 'lowcut'],
    ['width', 'mix'],
  ],
  presets: [
    { name: 'Guitar: clean and wide', tags: ['guitar', 'wide'], params: { voices: 2, rate: 0.7, depth: 0.0022, delay: 0.008, mix: 45 } },
    {
      name: 'Guitar: slow shimmer',
      tags: ['guitar', 'wide'],
      params: { voices: 4, rate: 0.18, depth: 0.004, delay: 0.014, lowcut: 200, mix: 50 },
    },
    {
      name: 'Bass: only above the fundamental',
      tags: ['bass'],
      params: { voices: 2, rate: 0.45, depth: 0.0018, delay: 0.007, lowcut: 320, width: 80, mix: 35 },
    },
    { name: 'Keys: electric piano', tags: ['keys', 'wide'], params: { voices: 2, rate: 1.1, depth: 0.0015, delay: 0.006, mix: 42 } },
    {
      name: 'Strings: ensemble',
      tags: ['strings', 'synth'],
      params: { voices: 3, rate: 0.6, depth: 0.0032, delay: 0.012, lowcut: 90, mix: 65 },
    },
    { name: 'Synth: poly, slow', tags: ['synth'], params: { voices: 2, rate: 0.5, depth: 0.0018, delay: 0.0035, lowcut: 60, mix: 50 } },
    {
      name: 'Synth: poly, fast',
      tags: ['synth'],
      params: { voices: 2, rate: 0.83, depth: 0.0019, delay: 0.0036, lowcut: 60, mix: 50 },
    },
    {
      name: 'Vocal: thicker, hardly heard',
      tags: ['vocal'],
      params: { voices: 3, rate: 0.25, depth: 0.0028, delay: 0.021, lowcut: 220, mix: 20 },
    },
    {
      name: 'Backing vocals: four singers',
      tags: ['vocal', 'wide'],
      params: { voices: 4, rate: 0.33, depth: 0.0045, delay: 0.026, lowcut: 180, mix: 50 },
    },
    {
      name: 'Vibrato: no dry sound',
      tags: ['guitar', 'keys'],
      params: { voices: 2, rate: 5.2, depth: 0.0003, delay: 0.003, width: 0, lowcut: 20, mix: 100 },
    },
    {
      name: 'Send: wide, wet',
      tags: ['send', 'wide'],
      params: { voices: 4, rate: 0.4, depth: 0.003, delay: 0.015, lowcut: 200, mix: 100 },
    },
    {
      name: 'Sync: one swing in two bars',
      tags: ['sync', 'wide'],
      params: { sync: noteIndex('2/1'), voices: 3, depth: 0.005, delay: 0.014, mix: 45 },
    },
  ],
})
