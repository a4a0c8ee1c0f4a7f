// Phaser: a chain of all-passes whose corner swings, against the sound that went in: notches that sweep.
import { exp2, pow } from '@tonmeister/dsp'
import { defineDevice, hertz, note, noteIndex, number, percent } from '@tonmeister/project'

const turn = 2 * Math.PI
/** Octaves to either side of the centre at a depth of 100 %. The kernel has the same number. */
export const OCTAVES = 2.5

export default defineDevice({
  id: 'phaser',
  version: 1,
  name: 'Phaser',
  kind: 'effect',
  category: 'modulation',
  params: {
    stages: number({ name: 'Stages', min: 4, max: 12, default: 4, step: 2 }),
    center: hertz({ name: 'Centre', min: 100, max: 6000, default: 700 }),
    depth: percent({ name: 'Depth', min: 0, max: 100, default: 50 }),
    rate: hertz({ name: 'Rate', min: 0.01, max: 10, default: 0.4 }),
    sync: note({ name: 'Sync', sets: 'rate', turn: 'turn' }),
    feedback: percent({ name: 'Feedback', min: -95, max: 95, default: 20 }),
    spread: percent({ name: 'Stereo phase', min: 0, max: 100, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 50 }),
    turn: number({ name: 'Turn', min: 0, max: 1, default: 0, hidden: true }),
  },
  tail: (v) => {
    // The slowest of the loop's poles, with as many all-passes as there are in a row, at the lowest corner of the sweep; from +48 dB to −300 dB.
    const root = pow(Math.max(1e-3, Math.abs(v.feedback) / 100), 1 / v.stages)
    const slowest = (turn * v.center * exp2((-OCTAVES * v.depth) / 100) * (1 - root)) / (1 + root)
    return (40 + 3 * v.stages) / slowest + 0.01
  },
  panel: [
    ['stages', 'center', 'depth'],
    ['rate', 'sync', 'spread'],
    ['feedback', 'mix'],
  ],
  presets: [
    { name: 'Guitar: four stages, slow', tags: ['guitar'], params: { stages: 4, center: 650, depth: 55, rate: 0.3, feedback: 0, mix: 50 } },
    {
      name: 'Guitar: lead with bite',
      tags: ['guitar'],
      params: { stages: 4, center: 900, depth: 45, rate: 1.1, feedback: 45, mix: 50 },
    },
    {
      name: 'Guitar: funk, fast',
      tags: ['guitar', 'rhythm'],
      params: { stages: 6, center: 800, depth: 35, rate: 3.2, feedback: 10, mix: 45 },
    },
    {
      name: 'Keys: electric piano, wide',
      tags: ['keys', 'wide'],
      params: { stages: 6, center: 600, depth: 50, rate: 0.55, feedback: 15, spread: 50, mix: 45 },
    },
    {
      name: 'Keys: organ, nearly a rotor',
      tags: ['keys', 'wide'],
      params: { stages: 4, center: 1100, depth: 30, rate: 5.5, feedback: 0, spread: 50, mix: 50 },
    },
    {
      name: 'Strings: machine of the seventies',
      tags: ['strings', 'synth', 'wide'],
      params: { stages: 8, center: 900, depth: 65, rate: 0.12, feedback: 35, spread: 100, mix: 50 },
    },
    {
      name: 'Synth: deep sweep in 20 seconds',
      tags: ['synth', 'wide'],
      params: { stages: 12, center: 800, depth: 100, rate: 0.05, feedback: 55, spread: 25, mix: 50 },
    },
    { name: 'Bass: moving middle', tags: ['bass'], params: { stages: 6, center: 1400, depth: 35, rate: 0.25, feedback: -35, mix: 35 } },
    { name: 'Drums: hollow loop', tags: ['drums'], params: { stages: 8, center: 1200, depth: 60, rate: 0.2, feedback: -60, mix: 40 } },
    {
      name: 'Vocal: dream',
      tags: ['vocal', 'wide'],
      params: { stages: 6, center: 1500, depth: 40, rate: 0.18, spread: 75, feedback: 20, mix: 30 },
    },
    {
      name: 'Vibrato: no dry sound',
      tags: ['guitar', 'keys'],
      params: { stages: 8, center: 700, depth: 25, rate: 5, feedback: 0, mix: 100 },
    },
    { name: 'Still: notches to move by hand', tags: ['start'], params: { stages: 6, center: 1000, depth: 0, feedback: 60, mix: 50 } },
    {
      name: 'Sync: sweep in two bars',
      tags: ['sync', 'wide'],
      params: { sync: noteIndex('2/1'), stages: 6, center: 800, depth: 70, feedback: 40, spread: 50, mix: 50 },
    },
    {
      name: 'Sync: quarters, funk',
      tags: ['sync', 'rhythm'],
      params: { sync: noteIndex('1/4'), stages: 4, center: 1000, depth: 45, feedback: 25, mix: 50 },
    },
  ],
})
