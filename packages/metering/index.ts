// How loudness is measured and judged.

export { kinds } from './catalog/kinds.ts'
export { specs } from './catalog/specs.ts'
export { MeteringError, type MeteringErrorCode } from './error.ts'
export { type Finding, judge } from './judge.ts'
export { figureOf, type MeterKind, type MeterLaw } from './kind.ts'
export { Measurement, type MeasurementOptions, measure, type Report } from './measure.ts'
export { correlation } from './meters/correlation/meter.ts'
export { layoutOfMask, type Speaker } from './meters/loudness/channels.ts'
export { Loudness, type LoudnessOptions, type Maximum } from './meters/loudness/meter.ts'
export { loudnessOf } from './meters/lufs/law.ts'
export { TruePeak, type TruePeakOptions } from './meters/true-peak/meter.ts'
export { defineSpec, type Spec, type Target } from './spec.ts'
