// Peaks: least, greatest and rms value per bucket of frames, in levels, for drawing waveforms at any zoom.
// PEAKS v1, little-endian.  0 u32 'PEAK' | 4 u16 version 1 | 6 u16 channels | 8 u32 frames per bucket of level 0 | 12 u32 levels | 16 f64 frames | 24 f64 sample rate
// then per level, per channel: buckets × (i16 min, i16 max, u16 rms), full scale 32767; each level has a quarter of the buckets of the one before.
import type { AudioReader } from '@tonmeister/dsp'

export const PEAK_FRAMES = 256
const FACTOR = 4
const HEADER = 32
const SCALE = 32_767

interface Level {
  readonly frames: number
  readonly buckets: number
  /** Per channel: min, max, rms of each bucket. */
  readonly data: readonly Int16Array[]
}
export interface Column {
  readonly min: Float32Array
  readonly max: Float32Array
  readonly rms: Float32Array
}
export class Peaks {
  constructor(
    readonly sampleRate: number,
    readonly frames: number,
    readonly channels: number,
    private readonly levels: readonly Level[],
  ) {}
  /**
   * What to draw of frames [from, to) in `columns` columns; values −1…1 (rms 0…1), silence outside the file.
   * Exact to a bucket: below 256 frames a column, read the samples themselves.
   */
  query(channel: number, from: number, to: number, columns: number): Column {
    const min = new Float32Array(columns)
    const max = new Float32Array(columns)
    const rms = new Float32Array(columns)
    const per = (to - from) / columns
    let level = this.levels[0]
    for (const l of this.levels) if (l.frames <= per) level = l
    const data = level?.data[Math.min(channel, this.channels - 1)]
    if (!level || !data) return { min, max, rms }
    for (let x = 0; x < columns; x++) {
      const first = Math.max(0, Math.floor((from + x * per) / level.frames))
      const last = Math.min(level.buckets - 1, Math.max(first, Math.ceil((from + (x + 1) * per) / level.frames) - 1))
      if (from + (x + 1) * per <= 0 || from + x * per >= this.frames) continue
      let low = Infinity
      let high = -Infinity
      let energy = 0
      let n = 0
      for (let b = first; b <= last; b++, n++) {
        const i = b * 3
        if (data[i]! < low) low = data[i]!
        if (data[i + 1]! > high) high = data[i + 1]!
        energy += (data[i + 2]! & 0xffff) ** 2
      }
      if (!n) continue
      min[x] = low / SCALE
      max[x] = high / SCALE
      rms[x] = Math.sqrt(energy / n) / SCALE
    }
    return { min, max, rms }
  }
  toBytes(): Uint8Array<ArrayBuffer> {
    const size = this.levels.reduce((n, l) => n + l.buckets * 6 * this.channels, HEADER)
    const out = new Uint8Array(size)
    const view = new DataView(out.buffer)
    view.setUint32(0, 0x4b414550, true)
    view.setUint16(4, 1, true)
    view.setUint16(6, this.channels, true)
    view.setUint32(8, PEAK_FRAMES, true)
    view.setUint32(12, this.levels.length, true)
    view.setFloat64(16, this.frames, true)
    view.setFloat64(24, this.sampleRate, true)
    let at = HEADER
    for (const level of this.levels)
      for (const data of level.data) for (let i = 0; i < data.length; i++, at += 2) view.setInt16(at, data[i]!, true)
    return out
  }
  /** undefined when the bytes are not peaks of this version: build them again. */
  static fromBytes(bytes: Uint8Array): Peaks | undefined {
    if (bytes.length < HEADER) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (view.getUint32(0, true) !== 0x4b414550 || view.getUint16(4, true) !== 1 || view.getUint32(8, true) !== PEAK_FRAMES) return undefined
    const channels = view.getUint16(6, true)
    const count = view.getUint32(12, true)
    const frames = view.getFloat64(16, true)
    const sampleRate = view.getFloat64(24, true)
    if (!channels || !Number.isSafeInteger(frames) || frames < 0 || !(sampleRate > 0) || count < 1 || count > 32) return undefined
    let at = HEADER
    const levels: Level[] = []
    let size = PEAK_FRAMES
    for (let l = 0; l < count; l++, size *= FACTOR) {
      const buckets = Math.ceil(frames / size)
      const data: Int16Array[] = []
      for (let c = 0; c < channels; c++) {
        if (at + buckets * 6 > bytes.length) return undefined
        const values = new Int16Array(buckets * 3)
        for (let i = 0; i < values.length; i++, at += 2) values[i] = view.getInt16(at, true)
        data.push(values)
      }
      levels.push({ frames: size, buckets, data })
    }
    return at === bytes.length ? new Peaks(sampleRate, frames, channels, levels) : undefined
  }
}
const BLOCK = PEAK_FRAMES * 64

/** Reads the whole file once. */
export function buildPeaks(reader: AudioReader, onProgress?: (done: number, total: number) => void): Peaks {
  const { frames, channels } = reader
  const levels: Level[] = []
  const base: Level = {
    frames: PEAK_FRAMES,
    buckets: Math.ceil(frames / PEAK_FRAMES),
    data: Array.from({ length: channels }, () => new Int16Array(Math.ceil(frames / PEAK_FRAMES) * 3)),
  }
  levels.push(base)
  const block = Array.from({ length: channels }, () => new Float32Array(BLOCK))
  for (let at = 0; at < frames; at += BLOCK) {
    const n = reader.read(at, block, Math.min(BLOCK, frames - at))
    for (let c = 0; c < channels; c++) {
      const samples = block[c]!
      for (let from = 0; from < n; from += PEAK_FRAMES) {
        const to = Math.min(n, from + PEAK_FRAMES)
        let low = Infinity
        let high = -Infinity
        let energy = 0
        for (let i = from; i < to; i++) {
          const x = samples[i]!
          if (x < low) low = x
          if (x > high) high = x
          energy += x * x
        }
        put(base.data[c]!, ((at + from) / PEAK_FRAMES) * 3, low, high, Math.sqrt(energy / (to - from)))
      }
    }
    onProgress?.(Math.min(frames, at + BLOCK), frames)
    if (n < Math.min(BLOCK, frames - at)) break
  }
  for (let below = base; below.buckets > 64; ) {
    const buckets = Math.ceil(below.buckets / FACTOR)
    const data = below.data.map((source) => {
      const out = new Int16Array(buckets * 3)
      for (let b = 0; b < buckets; b++) {
        let low = 32_767
        let high = -32_768
        let energy = 0
        let n = 0
        for (let k = b * FACTOR; k < Math.min(below.buckets, (b + 1) * FACTOR); k++, n++) {
          low = Math.min(low, source[k * 3]!)
          high = Math.max(high, source[k * 3 + 1]!)
          energy += (source[k * 3 + 2]! & 0xffff) ** 2
        }
        out[b * 3] = low
        out[b * 3 + 1] = high
        out[b * 3 + 2] = Math.round(Math.sqrt(energy / Math.max(1, n)))
      }
      return out
    })
    below = { frames: below.frames * FACTOR, buckets, data }
    levels.push(below)
  }
  return new Peaks(reader.sampleRate, frames, channels, levels)
}
const step = (x: number) => Math.max(-32_768, Math.min(32_767, Math.round(x * SCALE)))
function put(data: Int16Array, at: number, low: number, high: number, rms: number): void {
  data[at] = step(low)
  data[at + 1] = step(high)
  data[at + 2] = Math.min(65_535, Math.round(rms * SCALE))
}
