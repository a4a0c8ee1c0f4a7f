// The bus compressor's static curve, for drawing and tests: where the loop of kernel.ts comes to rest, in decibels.
import { feedbackReduction, mixedOut } from '../curves.ts'

type Value = (name: string) => number
const RATIOS = [1.5, 2, 4, 10]

/** dB of reduction at a level in dB, when it lasts. */
export const reductionAt = (value: Value, level: number): number => feedbackReduction(value, RATIOS[Math.round(value('ratio'))]! - 1, level)
/** dB out at a level in dB in, with make-up and mix. */
export const outputAt = (value: Value, level: number): number => mixedOut(value, level, reductionAt(value, level))
