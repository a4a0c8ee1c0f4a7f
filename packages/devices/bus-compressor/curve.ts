// The bus compressor's static curve, for drawing and tests: where the loop of kernel.ts comes to rest, in decibels.
import { mixedOut, overKnee } from '../curves.ts'

type Value = (name: string) => number
const RATIOS = [1.5, 2, 4, 10]

/** dB of reduction at a level in dB, when it lasts. */
export function reductionAt(value: Value, level: number): number {
  const slope = RATIOS[Math.round(value('ratio'))]! - 1
  // The more is taken away, the less is wanted: halving finds where both agree.
  let [low, high] = [0, 120]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (slope * overKnee(value, level - middle) > middle) low = middle
    else high = middle
  }
  return low < 1e-9 ? 0 : low
}
/** dB out at a level in dB in, with make-up and mix. */
export const outputAt = (value: Value, level: number): number => mixedOut(value, level, reductionAt(value, level))
