// What an oscilloscope draws: the latest sound, where a trigger holds it, and its extremes in every column.

/** The latest frames of a stereo sound, newest last. */
export class Latest {
  readonly left: Float32Array
  readonly right: Float32Array
  constructor(readonly frames: number) {
    this.left = new Float32Array(frames)
    this.right = new Float32Array(frames)
  }
  /** Takes in the last `count` frames of what was read. */
  push(left: Float32Array, right: Float32Array, count: number): void {
    const n = Math.min(count, left.length, this.frames)
    this.left.copyWithin(0, n)
    this.right.copyWithin(0, n)
    for (let i = 0; i < n; i++) {
      this.left[this.frames - n + i] = left[left.length - n + i]!
      this.right[this.frames - n + i] = right[right.length - n + i]!
    }
  }
}
/** What a signal must have gone back by, of its peak, before it can trigger again: noise on an edge is no edge. */
const HYSTERESIS = 0.02
/**
 * The last place in [from, to) at which the signal passes a level, between frames as the straight line goes.
 * @param way  1 rising, −1 falling
 * @returns −1 where it does not
 */
export function triggerAt(x: Float32Array, level: number, way: 1 | -1, from: number, to: number): number {
  let most = 0
  for (let i = from; i < to; i++) most = Math.max(most, Math.abs(x[i]!))
  const back = level * way - HYSTERESIS * most
  let armed = false
  let found = -1
  for (let i = Math.max(1, from); i < to; i++) {
    const v = x[i]! * way
    if (v < back) armed = true
    else if (armed && v >= level * way && most > 0) {
      armed = false
      const before = x[i - 1]! * way
      found = i - 1 + (v > before ? (level * way - before) / (v - before) : 0)
    }
  }
  return found
}
/** Lowest and highest value of each column, of `length` frames from `start` on; columns outside the sound hold 0. */
export function extremes(x: Float32Array, start: number, length: number, low: Float32Array, high: Float32Array): void {
  const columns = low.length
  for (let c = 0; c < columns; c++) {
    const from = Math.floor(start + (c * length) / columns)
    // One frame of the next column, so that there is no gap between them.
    const to = Math.floor(start + ((c + 1) * length) / columns) + 1
    let a = Infinity
    let b = -Infinity
    for (let i = Math.max(0, from); i < to && i < x.length; i++) {
      a = Math.min(a, x[i]!)
      b = Math.max(b, x[i]!)
    }
    low[c] = a <= b ? a : 0
    high[c] = a <= b ? b : 0
  }
}
