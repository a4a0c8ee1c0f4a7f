// Loudness of the main output while it plays: the metering package's meters, fed from the readings' ring.
import { Loudness as LoudnessMeterOf, TruePeak } from '@tonmeister/metering'
import type { Loudness } from './host.ts'

export interface LoudnessMeter {
  push(left: Float32Array, right: Float32Array): void
  read(): Loudness
  reset(sampleRate: number): void
}

export function createLoudness(sampleRate: number): LoudnessMeter {
  let loudness = new LoudnessMeterOf(sampleRate, 2)
  let truePeak = new TruePeak({ sampleRate, channels: 2 })
  return {
    push(left, right) {
      const block = [left, right]
      loudness.push(block)
      truePeak.push(block)
    },
    read: () => ({
      momentary: loudness.momentary(),
      shortTerm: loudness.shortTerm(),
      integrated: loudness.integrated(),
      range: loudness.range(),
      truePeak: truePeak.max(),
      maxMomentary: loudness.maxMomentary().lufs,
      maxShortTerm: loudness.maxShortTerm().lufs,
    }),
    reset(rate) {
      loudness = new LoudnessMeterOf(rate, 2)
      truePeak = new TruePeak({ sampleRate: rate, channels: 2 })
    },
  }
}
