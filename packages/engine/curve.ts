// Automation as a pure function of time: the value just before a frame, and where it jumps.
import { bowed } from '@tonmeister/project'
import type { Curve } from './plan.ts'

/** Between point `i` and the next one, a line or a bow. */
function between(curve: Curve, i: number, frame: number): number {
  const from = curve.at[i]!
  const to = curve.at[i + 1]!
  const value = curve.value[i]!
  const bend = curve.bend[i]!
  if (bend) return value + (curve.value[i + 1]! - value) * bowed((frame - from) / (to - from), bend)
  return value + ((curve.value[i + 1]! - value) * (frame - from)) / (to - from)
}

/** What a curve's value means: of turns only the fraction. */
const meant = (curve: Curve, value: number): number => (curve.wraps ? value - Math.floor(value) : value)

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
  if (i < 0 || curve.at[i] === end) return meant(curve, curve.value[0]!)
  return meant(curve, !curve.linear[i] || i + 1 >= curve.at.length ? curve.value[i]! : between(curve, i, end))
}
/** The value at `frame`. */
export function valueAt(curve: Curve, frame: number): number {
  const i = pointBefore(curve, frame)
  if (i < 0) return meant(curve, curve.value[0]!)
  return meant(curve, !curve.linear[i] || i + 1 >= curve.at.length ? curve.value[i]! : between(curve, i, frame))
}
/** Writes `valueTowards` (or `valueAt`) into `out[index]`: a number that is returned may be an object for the collector, one in an array is not. */
export function valueInto(curve: Curve, frame: number, towards: boolean, out: Float64Array | Float32Array, index: number): void {
  const { at, value } = curve
  let i = pointBefore(curve, frame)
  if (towards) {
    while (i > 0 && at[i] === frame) i--
    if (i >= 0 && at[i] === frame) i = -1
  }
  let v = value[Math.max(0, i)]!
  if (i >= 0 && curve.linear[i] && i + 1 < at.length) {
    const way = frame - at[i]!
    const whole = at[i + 1]! - at[i]!
    const rise = value[i + 1]! - v
    v += curve.bend[i] ? rise * bowed(way / whole, curve.bend[i]!) : (rise * way) / whole
  }
  // Before it is rounded to what the array holds: of a large number the fraction would be coarse.
  out[index] = curve.wraps ? v - Math.floor(v) : v
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
