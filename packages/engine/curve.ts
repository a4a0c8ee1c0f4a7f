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
