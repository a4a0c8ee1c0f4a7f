// Automation lanes as records: value at a place, thinning. Pure functions of musical time.
import type { PointRecord } from './records.ts'
import type { Ticks } from './time.ts'

export type LanePoint = Pick<PointRecord, 'at' | 'value' | 'curve'>

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
  return a.value + ((b.value - a.value) * (at - a.at)) / (b.at - a.at)
}
/**
 * Leaves out linear points that the line between their neighbours passes within `tolerance` (in the parameter's unit).
 * Jumps and held points stay.
 */
export function thin<P extends LanePoint>(points: readonly P[], tolerance: number): P[] {
  if (points.length < 3) return [...points]
  const keep = new Uint8Array(points.length)
  keep[0] = keep[points.length - 1] = 1
  points.forEach((p, i) => {
    if (p.curve === 'hold' || points[i + 1]?.at === p.at || points[i - 1]?.at === p.at || points[i - 1]?.curve === 'hold') keep[i] = 1
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
        const off = Math.abs(points[i]!.value - line)
        if (off > worst) {
          worst = off
          at = i
        }
      }
      if (at >= 0 && worst > tolerance) {
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
