// Bit crusher: fewer bits, a lower rate, with the converters' filters or without.
import { choice, db, defineDevice, hertz, number, percent } from '@tonmeister/project'

export default defineDevice({
  id: 'crusher',
  version: 1,
  name: 'Bit crusher',
  kind: 'effect',
  category: 'distortion',
  params: {
    input: db({ name: 'Input', min: -24, max: 24, default: 0 }),
    bits: number({ name: 'Bits', min: 1, max: 24, default: 12 }),
    rounding: choice({ name: 'Rounding', choices: ['Nearest', 'Towards zero'], default: 0 }),
    rate: hertz({ name: 'Sample rate', min: 200, max: 48_000, default: 48_000 }),
    filter: choice({ name: 'Filters', choices: ['None', 'Before', 'Before and after'], default: 0 }),
    output: db({ name: 'Output', min: -24, max: 12, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
  },
  // Edges between frames are known one frame later.
  latency: () => 1,
  // The last sample is held for a turn; Butterworth filters of the eighth order ring for some, at the lowest rate that may still be on its way.
  tail: (v) => 0.2 + 2 / v.rate + (v.filter >= 0.5 ? 250 / v.rate : 0),
  panel: [
    ['input', 'bits', 'rounding'],
    ['rate', 'filter'],
    ['output', 'mix'],
  ],
  presets: [
    { name: 'Sampler: 12 bits at 26 kHz', tags: ['drums'], params: { bits: 12, rate: 26_040, filter: 1 } },
    { name: 'Sampler: 8 bits at 22 kHz', tags: ['drums', 'keys'], params: { bits: 8, rate: 22_050, filter: 1, input: 3 } },
    { name: 'Drum computer: 8 bits, no filter', tags: ['drums'], params: { bits: 8, rate: 27_500 } },
    { name: 'Home computer: 4 bits', tags: ['synth'], params: { bits: 4, rate: 15_700, filter: 2 } },
    { name: 'Telephone line', tags: ['vocal', 'film'], params: { bits: 8, rate: 8000, filter: 2, input: 4 } },
    { name: 'Ringing metal', tags: ['synth', 'drums'], params: { bits: 24, rate: 3400 } },
    { name: 'Bass: gritty edges', tags: ['bass'], params: { bits: 6, rate: 18_000, filter: 2, mix: 40 } },
    { name: 'Drums: parallel dirt', tags: ['drums', 'bus'], params: { bits: 5, rate: 12_000, mix: 25 } },
    { name: 'Gated by its last bit', tags: ['drums'], params: { bits: 4, rounding: 1, rate: 30_000 } },
    { name: 'Vocal: broken radio', tags: ['vocal'], params: { bits: 3, rate: 6000, filter: 1, mix: 60 } },
  ],
})
