// The bus compressor's static curve, for drawing and tests: where the loop of kernel.ts comes to rest, in decibels.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'

const RATIOS = [1.5, 2, 4, 10]

/** dB of reduction at a level in dB, when it lasts. */
export function reductionAt(value: (name: string) => number, level: number): number {
  const knee = Math.max(value('knee'), 0.01)
  const slope = RATIOS[Math.round(value('ratio'))]! - 1
  const wanted = (out: number) => {
    const over = out - value('threshold')
    const bent = Math.max(0, Math.min(knee, over + knee / 2))
    return slope * ((bent * bent) / (2 * knee) + Math.max(0, over - knee / 2))
  }
  // The more is taken away, the less is wanted: halving finds where both agree.
  let [low, high] = [0, 120]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (wanted(level - middle) > middle) low = middle
    else high = middle
  }
  return low < 1e-9 ? 0 : low
}
/** dB out at a level in dB in, with make-up and mix. */
export function outputAt(value: (name: string) => number, level: number): number {
  const mix = value('mix') / 100
  return level + dbOfGain(1 - mix + mix * gainOfDb(value('makeup') - reductionAt(value, level)))
}
