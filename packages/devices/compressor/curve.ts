// The compressor's static curve, for drawing: the gain computer of kernel.ts in decibels.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'

/** dB of reduction at a level in dB, when it lasts. */
export function reductionAt(value: (name: string) => number, level: number): number {
  const knee = Math.max(value('knee'), 0.01)
  const over = level - value('threshold')
  const bent = Math.max(0, Math.min(knee, over + knee / 2))
  return (1 - 1 / value('ratio')) * ((bent * bent) / (2 * knee) + Math.max(0, over - knee / 2))
}
/** dB out at a level in dB in, with make-up and mix. */
export function outputAt(value: (name: string) => number, level: number): number {
  const mix = value('mix') / 100
  return level + dbOfGain(1 - mix + mix * gainOfDb(value('makeup') - reductionAt(value, level)))
}
