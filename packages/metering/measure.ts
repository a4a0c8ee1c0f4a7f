// Measures a whole programme, block by block: memory does not grow with its length, but for one number per 100 ms.
import type { AudioReader } from '@tonmeister/dsp'
import { Loudness } from './meters/loudness/meter.ts'
import { TruePeak } from './meters/true-peak/meter.ts'

export interface Report {
  /** LUFS; −Infinity when nothing passes the gate. */
  readonly integratedLufs: number
  readonly loudnessRangeLu: number
  readonly maxMomentaryLufs: number
  readonly maxShortTermLufs: number
  readonly truePeakDbtp: number
  readonly samplePeakDbfs: number
  readonly channels: number
  readonly sampleRate: number
  readonly seconds: number
  /** Seconds at which the windows of the greatest values begin, and the true peak stands; NaN where there is none. */
  readonly at: { readonly momentary: number; readonly shortTerm: number; readonly truePeak: number }
}
const BLOCK = 1 << 14

/** Takes a programme in pieces and reports at the end. */
export class Measurement {
  private readonly loudness: Loudness
  private readonly truePeak: TruePeak
  private frames = 0
  constructor(private readonly format: { readonly sampleRate: number; readonly channels: number }) {
    this.loudness = new Loudness(format.sampleRate, format.channels)
    this.truePeak = new TruePeak(format)
  }
  push(block: readonly Float32Array[], frames = block[0]?.length ?? 0): void {
    this.loudness.push(block, frames)
    this.truePeak.push(block, frames)
    this.frames += frames
  }
  report(): Report {
    const { loudness, truePeak } = this
    const { sampleRate, channels } = this.format
    truePeak.flush()
    const momentary = loudness.maxMomentary()
    const shortTerm = loudness.maxShortTerm()
    return {
      integratedLufs: loudness.integrated(),
      loudnessRangeLu: loudness.range(),
      maxMomentaryLufs: momentary.lufs,
      maxShortTermLufs: shortTerm.lufs,
      truePeakDbtp: truePeak.max(),
      samplePeakDbfs: truePeak.samplePeak(),
      channels,
      sampleRate,
      seconds: this.frames / sampleRate,
      at: { momentary: momentary.at, shortTerm: shortTerm.at, truePeak: truePeak.at / sampleRate },
    }
  }
}
/**
 * Measures everything from start to end.
 * @throws MeteringError for rates and channel counts that cannot be measured; whatever the reader throws
 */
export function measure(reader: AudioReader, onProgress?: (done: number, total: number) => void): Report {
  const measurement = new Measurement(reader)
  const block = Array.from({ length: reader.channels }, () => new Float32Array(BLOCK))
  for (let at = 0; at < reader.frames; at += BLOCK) {
    const n = reader.read(at, block, Math.min(BLOCK, reader.frames - at))
    measurement.push(block, n)
    onProgress?.(Math.min(reader.frames, at + n), reader.frames)
    if (n < Math.min(BLOCK, reader.frames - at)) break
  }
  return measurement.report()
}
