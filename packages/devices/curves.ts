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
/** dB out at a level in dB in that is reduced by `reduction` dB, with make-up and mix. */
export function mixedOut(value: Value, level: number, reduction: number): number {
  const mix = value('mix') / 100
  return level + dbOfGain(1 - mix + mix * gainOfDb(value('makeup') - reduction))
}
