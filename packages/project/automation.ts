// Automation lanes as records: value at a place, thinning. Pure functions of musical time.
import type { PointRecord } from './records.ts'
import type { Ticks } from './time.ts'

export type LanePoint = Pick<PointRecord, 'at' | 'value' | 'curve' | 'bend'>

/** A bow is never so tight that it is a jump. */
export const BEND_MAX = 0.98
/** How the line from a point to the next one bows, −BEND_MAX to BEND_MAX; 0 = straight. */
export const bendOf = (point: LanePoint): number =>
  point.curve === 'hold' || typeof point.bend !== 'number' ? 0 : Math.min(BEND_MAX, Math.max(-BEND_MAX, point.bend)) || 0
/**
 * How far a line that bows is at a share of its way, both 0 to 1. `bend` above 0: early, below 0: late; 0 is straight. A hyperbola: it needs no
 * powers, so that its bits are the same everywhere, and a part of one is one again.
 */
export const bowed = (way: number, bend: number): number => (way * (1 + bend)) / (1 + bend * (2 * way - 1))
/** The bend of a part of a line that bows by `bend`, between two shares of its way. */
export function bendBetween(bend: number, from: number, to: number): number {
  // The slope at its beginning tells the bend: (1 + bend) ÷ (1 − bend) for the whole of one.
  const slope = (1 - bend * bend) / (1 + bend * (2 * from - 1)) ** 2
  const steepness = (slope * (to - from)) / (bowed(to, bend) - bowed(from, bend))
  return (steepness - 1) / (steepness + 1)
}

/** The bends of the two parts into which a place cuts the line from `a` to `b`. */
export function cutBend(a: LanePoint, b: LanePoint, at: Ticks): readonly [before: number, after: number] {
  const bend = bendOf(a)
  const way = (at - a.at) / (b.at - a.at)
  if (!bend || !(way > 0 && way < 1)) return [bend, bend]
  return [bendBetween(bend, 0, way), bendBetween(bend, way, 1)]
}

/** Value at `at` of points in order of time; undefined without points. Before the first point its value holds. */
export function laneValue(points: readonly LanePoint[], at: Ticks): number | undefined {
  if (!points.length) return undefined
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  const a = points[low - 1]
  if (!a) return points[0]!.value
  const b = points[low]
  if (!b || a.curve === 'hold') return a.value
  const bend = bendOf(a)
  if (bend) return a.value + (b.value - a.value) * bowed((at - a.at) / (b.at - a.at), bend)
  return a.value + ((b.value - a.value) * (at - a.at)) / (b.at - a.at)
}
/**
 * Leaves out linear points that the line between their neighbours passes within `tolerance` (in the parameter's unit; or by the value there).
 * Jumps, bows and held points stay.
 * Source: Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized line", 1973.
 */
export function thin<P extends LanePoint>(points: readonly P[], tolerance: number | ((value: number) => number)): P[] {
  const within = typeof tolerance === 'number' ? () => tolerance : tolerance
  if (points.length < 3) return [...points]
  const keep = new Uint8Array(points.length)
  keep[0] = keep[points.length - 1] = 1
  const isStraight = (p: LanePoint | undefined) => !p || (p.curve !== 'hold' && !bendOf(p))
  points.forEach((p, i) => {
    if (!isStraight(p) || points[i + 1]?.at === p.at || points[i - 1]?.at === p.at || !isStraight(points[i - 1])) keep[i] = 1
  })
  const reduce = (from: number, to: number) => {
    const stack = [[from, to]]
    while (stack.length) {
      const [a, b] = stack.pop() as [number, number]
      let worst = 0
      let at = -1
      for (let i = a + 1; i < b; i++) {
        const line =
          points[a]!.value + ((points[b]!.value - points[a]!.value) * (points[i]!.at - points[a]!.at)) / (points[b]!.at - points[a]!.at)
        const off = Math.abs(points[i]!.value - line) - within(points[i]!.value)
        if (off > worst) {
          worst = off
          at = i
        }
      }
      if (at >= 0) {
        keep[at] = 1
        stack.push([a, at], [at, b])
      }
    }
  }
  let start = 0
  for (let i = 1; i < points.length; i++)
    if (keep[i]) {
      reduce(start, i)
      start = i
    }
  return points.filter((_, i) => keep[i])
}
