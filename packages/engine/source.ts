// Sources: where a renderer gets the samples of an asset.
import type { AudioReader } from '@tonmeister/dsp'

/** Opens asset `index` of a plan at the plan's rate; undefined = missing, it plays silence. */
export type OpenSource = (asset: { readonly id: string; readonly file: string; readonly sampleRate: number }) => AudioReader | undefined

const SQRT_HALF = 0.7071067811865476
/** Left and right weight of each channel in SMPTE/WAV order L R C LFE Ls Rs (Lss Rss): Lo = L + 0.707 C + 0.707 Ls, LFE left out. */
const FOLD: { readonly [channels: number]: readonly (readonly [number, number])[] } = {
  3: [
    [1, 0],
    [0, 1],
    [SQRT_HALF, SQRT_HALF],
  ],
  4: [
    [1, 0],
    [0, 1],
    [SQRT_HALF, 0],
    [0, SQRT_HALF],
  ],
  5: [
    [1, 0],
    [0, 1],
    [SQRT_HALF, SQRT_HALF],
    [SQRT_HALF, 0],
    [0, SQRT_HALF],
  ],
  6: [
    [1, 0],
    [0, 1],
    [SQRT_HALF, SQRT_HALF],
    [0, 0],
    [SQRT_HALF, 0],
    [0, SQRT_HALF],
  ],
  8: [
    [1, 0],
    [0, 1],
    [SQRT_HALF, SQRT_HALF],
    [0, 0],
    [SQRT_HALF, 0],
    [0, SQRT_HALF],
    [SQRT_HALF, 0],
    [0, SQRT_HALF],
  ],
}

/**
 * A reader that fills left and right: mono on both, stereo as it is, 3 to 8 channels folded down, others by their first two channels.
 * @param framesMax  the largest read
 */
export function stereoSource(reader: AudioReader, framesMax: number): AudioReader {
  const { channels } = reader
  if (channels === 2) return reader
  const fold = FOLD[channels]
  const all = fold ? Array.from({ length: channels }, () => new Float32Array(framesMax)) : []
  const one: Float32Array[] = [new Float32Array(0)]
  return {
    sampleRate: reader.sampleRate,
    channels: 2,
    frames: reader.frames,
    close: () => reader.close(),
    read(at, out, frames = out[0]!.length) {
      if (channels === 1) {
        one[0] = out[0]!
        const n = reader.read(at, one, frames)
        for (let i = 0; i < n; i++) out[1]![i] = out[0]![i]!
        return n
      }
      if (!fold) return reader.read(at, out, frames)
      const n = reader.read(at, all, frames)
      const left = out[0]!
      const right = out[1]!
      for (let i = 0; i < n; i++) {
        let l = 0
        let r = 0
        for (let c = 0; c < channels; c++) {
          const x = all[c]![i]!
          l += fold[c]![0] * x
          r += fold[c]![1] * x
        }
        left[i] = l
        right[i] = r
      }
      return n
    },
  }
}
