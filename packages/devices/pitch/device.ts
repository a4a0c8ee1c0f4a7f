// Pitch shifter: moves by semitones and cents, in time, formants along or kept.
import { cents, defineDevice, percent, seconds, semitones, toggle } from '@tonmeister/project'

/** Seconds after which a voice whose formants are kept has died away. The filters follow what sounds by 10 ms. */
const FORMANTS_TAIL = 0.6

export default defineDevice({
  id: 'pitch',
  version: 1,
  name: 'Pitch shifter',
  kind: 'effect',
  category: 'modulation',
  params: {
    semitones: semitones({ name: 'Pitch', min: -24, max: 24, default: 0 }),
    cents: cents({ name: 'Fine', min: -100, max: 100, default: 0 }),
    formants: toggle({ name: 'Keep formants', default: false }),
    window: seconds({ name: 'Window', min: 0.01, max: 0.08, default: 0.03 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
  },
  latency: (v, rate) => Math.round(v.window * rate),
  // What the reader may be late by, and the filter before it.
  tail: (v) => 1.25 * v.window + 0.02 + (v.formants >= 0.5 ? FORMANTS_TAIL : 0),
  panel: [['semitones', 'cents'], ['formants', 'window'], ['mix']],
  presets: [
    { name: 'Vocal: octave below', tags: ['vocal'], params: { semitones: -12, formants: 1, mix: 40 } },
    { name: 'Vocal: third above, half', tags: ['vocal', 'harmony'], params: { semitones: 4, formants: 1, mix: 50 } },
    { name: 'Vocal: fifth above, half', tags: ['vocal', 'harmony'], params: { semitones: 7, formants: 1, mix: 50 } },
    { name: 'Vocal: thicker by nine cents', tags: ['vocal'], params: { cents: 9, window: 0.02, mix: 50 } },
    { name: 'Guitar: octave above', tags: ['guitar'], params: { semitones: 12, window: 0.025, mix: 40 } },
    { name: 'Guitar: twelve strings', tags: ['guitar'], params: { semitones: 12, cents: 4, window: 0.02, mix: 30 } },
    { name: 'Bass: octave below, mixed', tags: ['bass'], params: { semitones: -12, window: 0.05, mix: 45 } },
    { name: 'Drums: lower by three', tags: ['drums'], params: { semitones: -3, window: 0.012 } },
    { name: 'Synth: detuned double', tags: ['synth'], params: { cents: -12, window: 0.04, mix: 50 } },
    { name: 'Voice: giant', tags: ['vocal', 'effect'], params: { semitones: -7, window: 0.04 } },
    { name: 'Voice: small animal', tags: ['vocal', 'effect'], params: { semitones: 9, window: 0.025 } },
    { name: 'Tape: a semitone slower, in time', tags: ['mix'], params: { semitones: -1, window: 0.06 } },
  ],
})
