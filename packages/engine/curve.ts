// Automation as a pure function of time: the value just before a frame, and where it jumps.
import type { Curve } from './plan.ts'

/** Index of the last point at or before `frame`, −1 when all lie behind. */
export function pointBefore(curve: Curve, frame: number): number {
  const { at } = curve
  let low = 0
  let high = at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (at[middle]! <= frame) low = middle + 1
    else high = middle
  }
  return low - 1
}
/**
 * The value that a stretch ending at `end` (exclusive) arrives at: the limit from the left, so that a jump at `end` belongs to the next stretch.
 */
export function valueTowards(curve: Curve, end: number): number {
  let i = pointBefore(curve, end)
  // Points exactly at `end` belong to what follows.
  while (i > 0 && curve.at[i] === end) i--
  if (i < 0 || curve.at[i] === end) return curve.value[0]!
  const value = curve.value[i]!
  if (!curve.linear[i] || i + 1 >= curve.at.length) return value
  const from = curve.at[i]!
  const to = curve.at[i + 1]!
  return value + ((curve.value[i + 1]! - value) * (end - from)) / (to - from)
}
/** The value at `frame`. */
export function valueAt(curve: Curve, frame: number): number {
  const i = pointBefore(curve, frame)
  if (i < 0) return curve.value[0]!
  const value = curve.value[i]!
  if (!curve.linear[i] || i + 1 >= curve.at.length) return value
  const from = curve.at[i]!
  return value + ((curve.value[i + 1]! - value) * (frame - from)) / (curve.at[i + 1]! - from)
}
/** Writes `valueTowards` (or `valueAt`) into `out[index]`: a number that is returned may be an object for the collector, one in an array is not. */
export function valueInto(curve: Curve, frame: number, towards: boolean, out: Float64Array | Float32Array, index: number): void {
  const { at, value } = curve
  let i = pointBefore(curve, frame)
  if (towards) {
    while (i > 0 && at[i] === frame) i--
    if (i >= 0 && at[i] === frame) i = -1
  }
  if (i < 0) out[index] = value[0]!
  else if (!curve.linear[i] || i + 1 >= at.length) out[index] = value[i]!
  else out[index] = value[i]! + ((value[i + 1]! - value[i]!) * (frame - at[i]!)) / (at[i + 1]! - at[i]!)
}
/** The first point after `frame`, or Infinity. */
export function nextPoint(curve: Curve, frame: number): number {
  return curve.at[pointBefore(curve, frame) + 1] ?? Infinity
}
/** True when nothing moves between the two frames, jumps at `from` included. */
export function constantOver(curve: Curve, from: number, to: number): boolean {
  const i = pointBefore(curve, from)
  if (i >= 0 && curve.at[i] === from && i > 0 && curve.value[i] !== curve.value[i - 1]) return false
  if (nextPoint(curve, from) < to) return false
  if (i < 0 || !curve.linear[i] || i + 1 >= curve.at.length) return true
  return curve.value[i] === curve.value[i + 1]
}
