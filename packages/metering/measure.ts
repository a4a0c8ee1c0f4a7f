// Measures a whole programme, block by block: memory does not grow with its length, but for one number per 100 ms.
import type { AudioReader } from '@tonmeister/dsp/audio.ts'
import type { Kernels } from '@tonmeister/dsp/kernels.ts'
import type { Speaker } from './meters/loudness/channels.ts'
import { Loudness } from './meters/loudness/meter.ts'
import { TruePeak } from './meters/true-peak/meter.ts'

/** What was measured of a programme. */
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

/** How to measure. */
export interface MeasurementOptions {
  /** Measures in WASM: the same numbers, several times as fast. */
  readonly kernels?: Kernels
  /** Which loudspeaker each channel is; by default what so many channels mean in a WAV file. */
  readonly layout?: readonly Speaker[]
}

/** Takes a programme in pieces and reports at the end. With kernels, memory is taken from their arena and stays taken. */
export class Measurement {
  private readonly loudness: Loudness
  private readonly truePeak: TruePeak
  private readonly format: { readonly sampleRate: number; readonly channels: number }
  private frames = 0

  /** @throws MeteringError 'unsupported-rate' | 'unsupported-channels' */
  constructor(format: { readonly sampleRate: number; readonly channels: number }, options: MeasurementOptions = {}) {
    this.format = format
    this.loudness = new Loudness(format.sampleRate, format.channels, options)
    this.truePeak = new TruePeak(format, options)
  }
  /** Takes the first `frames` frames of a planar block (all of it by default). */
  push(block: readonly Float32Array[], frames: number = block[0]?.length ?? 0): void {
    this.loudness.push(block, frames)
    this.truePeak.push(block, frames)
    this.frames += frames
  }
  /** What was measured: once, at the end. */
  report(): Report {
    const { loudness, truePeak } = this
    const { sampleRate, channels } = this.format
    truePeak.flush()
    const momentary = loudness.maxMomentary()
    const shortTerm = loudness.maxShortTerm()
    const truePeakDbtp = truePeak.max()
    return {
      integratedLufs: loudness.integrated(),
      loudnessRangeLu: loudness.range(),
      maxMomentaryLufs: momentary.lufs,
      maxShortTermLufs: shortTerm.lufs,
      truePeakDbtp,
      samplePeakDbfs: truePeak.samplePeak(),
      channels,
      sampleRate,
      seconds: this.frames / sampleRate,
      at: {
        momentary: momentary.at,
        shortTerm: shortTerm.at,
        truePeak: truePeakDbtp > -Infinity ? truePeak.at / sampleRate : Number.NaN,
      },
    }
  }
}

/**
 * Measures everything from start to end. Memory taken from `kernels` is given back.
 * @throws MeteringError for rates and channel counts that cannot be measured; whatever the reader or `onProgress` throws
 */
export function measure(
  reader: AudioReader,
  options: MeasurementOptions & { readonly onProgress?: (done: number, total: number) => void } = {},
): Report {
  const { kernels, onProgress } = options
  const mark = kernels?.mark
  try {
    const measurement = new Measurement(reader, options)
    // In the kernels' own memory what is read need not be copied. All of it is taken first: memory that grows is another buffer.
    const places = kernels ? Array.from({ length: reader.channels }, () => kernels.allocate(BLOCK * 4)) : []
    const block = Array.from({ length: reader.channels }, (_, c) =>
      kernels ? new Float32Array(kernels.memory.buffer, places[c]!, BLOCK) : new Float32Array(BLOCK),
    )
    for (let at = 0; at < reader.frames; at += BLOCK) {
      const wanted = Math.min(BLOCK, reader.frames - at)
      const n = reader.read(at, block, wanted)
      measurement.push(block, n)
      onProgress?.(at + n, reader.frames)
      if (n < wanted) break
    }
    return measurement.report()
  } finally {
    if (mark !== undefined) kernels?.release(mark)
  }
}
