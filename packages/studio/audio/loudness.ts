// Loudness of the main output while it plays: the metering package's meters, fed from the readings' ring.
import { Kernels } from '@tonmeister/dsp'
import { Loudness as LoudnessMeterOf, TruePeak } from '@tonmeister/metering'
import type { Loudness } from './host.ts'

export interface LoudnessMeter {
  push(left: Float32Array, right: Float32Array): void
  read(): Loudness
  reset(sampleRate: number): void
}

/** @param bytes  kernels.wasm: the page meters with an instance of its own, apart from the one that sounds */
export function createLoudness(sampleRate: number, bytes: ArrayBuffer): LoudnessMeter {
  const kernels = new Kernels(new WebAssembly.Module(bytes))
  const { mark } = kernels
  const make = (rate: number) => {
    kernels.release(mark)
    return { loudness: new LoudnessMeterOf(rate, 2, { kernels }), truePeak: new TruePeak({ sampleRate: rate, channels: 2 }, { kernels }) }
  }
  let meters = make(sampleRate)
  return {
    push(left, right) {
      const block = [left, right]
      meters.loudness.push(block)
      meters.truePeak.push(block)
    },
    read() {
      const { loudness, truePeak } = meters
      return {
        momentary: loudness.momentary(),
        shortTerm: loudness.shortTerm(),
        integrated: loudness.integrated(),
        range: loudness.range(),
        truePeak: truePeak.max(),
        maxMomentary: loudness.maxMomentary().lufs,
        maxShortTerm: loudness.maxShortTerm().lufs,
      }
    },
    reset(rate) {
      meters = make(rate)
    },
  }
}
