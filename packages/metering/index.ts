// How loudness is measured and judged.

export { specs } from './catalog/specs.ts'
export { MeteringError } from './error.ts'
export { type Finding, judge } from './judge.ts'
export { Measurement, measure, type Report } from './measure.ts'
export { correlation } from './meters/correlation/meter.ts'
export { Loudness, type LoudnessOptions } from './meters/loudness/meter.ts'
export { Spectrum } from './meters/spectrum/meter.ts'
export { TruePeak } from './meters/true-peak/meter.ts'
export { defineSpec, type Spec, type Target } from './spec.ts'
