// Static curves that devices of the dynamics share, for drawing and tests: the gain computer of dsp/assembly/dynamics.ts in decibels.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'

type Value = (name: string) => number
/** dB by which a level is over the threshold, bent softly over the width of the knee. */
export function overKnee(value: Value, level: number): number {
  const knee = Math.max(value('knee'), 0.01)
  const over = level - value('threshold')
  const bent = Math.max(0, Math.min(knee, over + knee / 2))
  return (bent * bent) / (2 * knee) + Math.max(0, over - knee / 2)
}
/** dB of reduction at which a loop comes to rest that takes `slope` dB for each dB over the threshold that it lets out. */
export function feedbackReduction(value: Value, slope: number, level: number): number {
  // The more is taken away, the less is wanted: halving finds where both agree.
  let [low, high] = [0, 120]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (slope * overKnee(value, level - middle) > middle) low = middle
    else high = middle
  }
  return low < 1e-9 ? 0 : low
}
/** dB out at a level in dB in that is reduced by `reduction` dB, with make-up and mix. */
export function mixedOut(value: Value, level: number, reduction: number): number {
  const mix = value('mix') / 100
  return level + dbOfGain(1 - mix + mix * gainOfDb(value('makeup') - reduction))
}
