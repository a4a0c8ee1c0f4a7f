// Flanger: the sound against itself, a few milliseconds later – or, through zero, earlier too.
import { defineDevice, hertz, note, noteIndex, number, percent, seconds, toggle } from '@tonmeister/project'

/** How late the dry sound is when the sweep may go through zero, in seconds. The kernel has the same number. */
const ZERO = 0.005
/** What goes round below −180 dB of full scale is dropped. */
const DROPPED = 1e-9

export default defineDevice({
  id: 'flanger',
  version: 1,
  name: 'Flanger',
  kind: 'effect',
  category: 'modulation',
  params: {
    manual: seconds({ name: 'Manual', min: 0, max: 0.01, default: 0.0016, curve: 'linear' }),
    depth: seconds({ name: 'Depth', min: 0, max: 0.0045, default: 0.0013, curve: 'linear' }),
    rate: hertz({ name: 'Rate', min: 0.01, max: 10, default: 0.2 }),
    sync: note({ name: 'Sync', sets: 'rate', turn: 'turn' }),
    feedback: percent({ name: 'Feedback', min: -95, max: 95, default: 40 }),
    zero: toggle({ name: 'Through zero', default: false }),
    invert: toggle({ name: 'Invert', default: false }),
    spread: percent({ name: 'Stereo phase', min: 0, max: 100, default: 25 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 50 }),
    turn: number({ name: 'Turn', min: 0, max: 1, default: 0, hidden: true }),
  },
  latency: (v, rate) => (v.zero >= 0.5 ? Math.round(ZERO * rate) : 0),
  tail: (v) => {
    // The interpolator lets at most 0.04 dB too much pass.
    const gain = (Math.abs(v.feedback) / 100) * 1.005
    let rounds = 1
    for (let level = 8 / (1 - gain); level > DROPPED && gain > 0; level *= gain) rounds++
    return (rounds + 1) * (v.manual + v.depth + 0.001) + ZERO + 0.02
  },
  panel: [
    ['manual', 'depth', 'feedback'],
    ['rate', 'sync', 'spread'],
    ['zero', 'invert', 'mix'],
  ],
  presets: [
    { name: 'Guitar: classic jet', tags: ['guitar'], params: { manual: 0.0022, depth: 0.0019, rate: 0.12, feedback: 65, mix: 50 } },
    { name: 'Guitar: gentle motion', tags: ['guitar'], params: { manual: 0.003, depth: 0.0012, rate: 0.35, feedback: 15, mix: 35 } },
    {
      name: 'Tape: two machines',
      tags: ['tape'],
      params: { manual: 0, depth: 0.0025, rate: 0.08, feedback: 0, zero: 1, spread: 0, mix: 50 },
    },
    {
      name: 'Tape: cancels at zero',
      tags: ['tape'],
      params: { manual: 0, depth: 0.002, rate: 0.06, feedback: 0, zero: 1, invert: 1, spread: 0, mix: 50 },
    },
    { name: 'Drums: metal room', tags: ['drums'], params: { manual: 0.0045, depth: 0.0004, rate: 0.1, feedback: 70, spread: 50, mix: 30 } },
    { name: 'Hats: slow sweep', tags: ['drums'], params: { manual: 0.0008, depth: 0.0006, rate: 0.1, feedback: 30, mix: 40 } },
    {
      name: 'Bass: hollow',
      tags: ['bass'],
      params: { manual: 0.0028, depth: 0.0016, rate: 0.18, feedback: -45, invert: 1, spread: 0, mix: 30 },
    },
    {
      name: 'Synth: wide pad',
      tags: ['synth', 'wide'],
      params: { manual: 0.0035, depth: 0.0028, rate: 0.07, feedback: -55, spread: 100, mix: 50 },
    },
    {
      name: 'Vocal: phased double',
      tags: ['vocal'],
      params: { manual: 0.0006, depth: 0.0018, rate: 0.15, feedback: 0, zero: 1, spread: 50, mix: 35 },
    },
    { name: 'Still: comb to tune by hand', tags: ['start'], params: { manual: 0.0045, depth: 0, feedback: 85, spread: 0, mix: 50 } },
    {
      name: 'Sync: jet in four bars',
      tags: ['sync'],
      params: { sync: noteIndex('4/1'), manual: 0.0025, depth: 0.0023, feedback: 60, mix: 50 },
    },
  ],
})
