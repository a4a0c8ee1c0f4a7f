// The compressor's static curve, for drawing and tests: where kernel.ts comes to rest, in decibels.
import { feedbackReduction, mixedOut, overKnee } from '../curves.ts'

type Value = (name: string) => number
/** Level in dB that an automatic make-up leaves as it is, as in the kernel. */
const KEPT_LEVEL = -12
/** dB of reduction at a level in dB, when it lasts. */
export const reductionAt = (value: Value, level: number): number =>
  value('topology') >= 0.5 ? feedbackReduction(value, value('ratio') - 1, level) : (1 - 1 / value('ratio')) * overKnee(value, level)
/** dB out at a level in dB in, with make-up and mix. */
export function outputAt(value: Value, level: number): number {
  const makeup = value('makeup') + (value('automakeup') >= 0.5 ? reductionAt(value, KEPT_LEVEL) : 0)
  return mixedOut((name) => (name === 'makeup' ? makeup : value(name)), level, reductionAt(value, level))
}
