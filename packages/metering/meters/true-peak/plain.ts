// True peak of one channel in plain TypeScript: what kernel.ts does, for where there are no kernels, and its reference in tests.
import { HALF, type Interpolator, TAPS } from './interpolator.ts'

/** Frames looked at together. */
const BLOCK = 256
/** A bound this close below the peak counts as above it: room for rounding, and for the slope of a ramp, which the taps see 4e-4 too steep. */
const MARGIN = 0.999

/** One channel: its greatest true peak and sample peak since the start, in full scale. */
export class PlainTruePeak {
  /** Greatest true peak, and the frame at or before it. */
  most = 0
  at = 0
  /** Greatest sample. */
  sample = 0
  private frames = 0
  /** The last TAPS frames, then the new ones. */
  private readonly line = new Float64Array(TAPS + BLOCK + 8)
  /** Greatest second difference of each group of four frames of the line. */
  private readonly bends = new Float64Array((TAPS + BLOCK) / 4 + 1)
  private readonly by: Interpolator

  constructor(by: Interpolator) {
    this.by = by
  }

  push(x: Float32Array, frames: number): void {
    for (let at = 0; at < frames; at += BLOCK) this.look(x, at, Math.min(BLOCK, frames - at))
  }

  private look(x: Float32Array, at: number, n: number): void {
    const { line } = this
    const start = TAPS
    let peak = 0
    let peakAt = 0
    for (let i = 0; i < n; i++) {
      const v = x[at + i]!
      const size = Math.abs(v)
      // A NaN or an infinity is no sound.
      const isSound = size < Infinity
      line[start + i] = isSound ? v : 0
      if (isSound && size > peak) {
        peak = size
        peakAt = i
      }
    }
    line.fill(0, start + n, start + n + 8)
    if (peak > this.sample) this.sample = peak
    if (peak > this.most) {
      this.most = peak
      this.at = this.frames + peakAt
    }
    this.search(n)
    line.copyWithin(0, n, n + start)
    this.frames += n
  }

  /** Computes the curve of those groups of frames in which it can be higher than what was found. */
  private search(n: number): void {
    const { line, bends } = this
    const { lifts } = this.by
    const half = HALF
    const groups = Math.ceil(n / 4)
    for (let g = 0; g < groups + lifts.length - 1; g++) {
      let most = 0
      for (let k = 4 * g; k < 4 * g + 4; k++) most = Math.max(most, Math.abs(line[k]! - 2 * line[k + 1]! + line[k + 2]!))
      bends[g] = most
    }
    for (let g = 0; g < groups; g++) {
      let top = 0
      for (let k = 4 * g + half; k <= 4 * g + half + 4; k++) top = Math.max(top, Math.abs(line[k]!))
      let lift = 0
      for (let j = 0; j < lifts.length; j++) lift += lifts[j]! * bends[g + j]!
      if (top + lift > this.most * MARGIN) this.compute(4 * g, Math.min(n, 4 * g + 4), lift)
    }
  }

  /** The curve from each frame `from` to `to` of the line to the next one, where its samples and `lift` together are high enough. */
  private compute(from: number, to: number, lift: number): void {
    const { line } = this
    const { rows, overshoot } = this.by
    const half = HALF
    for (let i = from, computed = -2, before = 0; i < to; i++) {
      let here = line[i + half]!
      const following = line[i + half + 1]!
      if (Math.max(Math.abs(here), Math.abs(following)) + lift <= this.most * MARGIN) continue
      if (computed !== i - 1) before = valueAt(rows[rows.length - 1]!, line, i)
      computed = i
      for (let p = 0; p <= rows.length; p++) {
        const next = p < rows.length ? valueAt(rows[p]!, line, i + 1) : following
        const size = Math.abs(here)
        if (size * overshoot > this.most) {
          const left = here < 0 ? -before : before
          const right = here < 0 ? -next : next
          if (size >= left && size >= right) this.take(summit(left, size, right, overshoot), this.frames + i - half)
        }
        before = here
        here = next
      }
    }
  }

  private take(value: number, frame: number): void {
    if (!(value > this.most)) return
    this.most = value
    this.at = Math.max(0, frame)
  }
}

/** The taps of a row over the frames from `start` on. */
function valueAt(row: Float64Array, line: Float64Array, start: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let t = 0; t < row.length; t += 4) {
    a += row[t]! * line[start + t]!
    b += row[t + 1]! * line[start + t + 1]!
    c += row[t + 2]! * line[start + t + 2]!
    d += row[t + 3]! * line[start + t + 3]!
  }
  return a + c + (b + d)
}

/** Height of the parabola through a highest place and its neighbours, but never more than a band-limited curve can have. */
function summit(left: number, middle: number, right: number, overshoot: number): number {
  const curve = 0.5 * (left + right) - middle
  if (!(curve < 0)) return middle
  const slope = 0.5 * (right - left)
  return Math.min(middle - (slope * slope) / (4 * curve), middle * overshoot)
}
