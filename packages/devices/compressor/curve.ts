// The compressor's static curve, for drawing: the gain computer of kernel.ts in decibels.
import { mixedOut, overKnee } from '../curves.ts'

type Value = (name: string) => number
/** dB of reduction at a level in dB, when it lasts. */
export const reductionAt = (value: Value, level: number): number => (1 - 1 / value('ratio')) * overKnee(value, level)
/** dB out at a level in dB in, with make-up and mix. */
export const outputAt = (value: Value, level: number): number => mixedOut(value, level, reductionAt(value, level))
