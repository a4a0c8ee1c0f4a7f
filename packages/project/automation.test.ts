// Automation: values between points, and thinning within its tolerance.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LanePoint, laneValue, thin } from './automation.ts'

const point = (at: number, value: number, curve: 'hold' | 'linear' = 'linear'): LanePoint => ({ at, value, curve })
const lane = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 400 }),
      value: fc.integer({ min: -60, max: 12 }),
      curve: fc.constantFrom<'hold' | 'linear'>('hold', 'linear', 'linear', 'linear'),
    }),
    { maxLength: 60 },
  )
  .map((points) => points.sort((a, b) => a.at - b.at))

describe('laneValue', () => {
  test('holds before the first and after the last point and goes straight between them', () => {
    const points = [point(100, 0), point(200, 10)]
    expect([-50, 100, 150, 175, 200, 999].map((at) => laneValue(points, at))).toEqual([0, 0, 5, 7.5, 10, 10])
  })
  test('a held point lasts until the next one', () => {
    const points = [point(0, 1, 'hold'), point(100, 5)]
    expect([0, 99.99, 100].map((at) => laneValue(points, at))).toEqual([1, 1, 5])
  })
  test('of two points at one place the later counts from there on, the earlier just before it', () => {
    const points = [point(0, 0), point(100, 10), point(100, -10), point(200, -10)]
    expect([50, 100, 150].map((at) => laneValue(points, at))).toEqual([5, -10, -10])
    expect(laneValue(points, 100 - 1e-9)).toBeCloseTo(10, 6)
  })
  test('no points have no value', () => expect(laneValue([], 0)).toBeUndefined())
  test('never leaves the range of its points', () => {
    fc.assert(
      fc.property(lane, fc.double({ min: -10, max: 500, noNaN: true }), (points, at) => {
        fc.pre(points.length > 0)
        const v = laneValue(points, at)!
        const values = points.map((p) => p.value)
        return v >= Math.min(...values) - 1e-9 && v <= Math.max(...values) + 1e-9
      }),
      { numRuns: 2000 },
    )
  })
})
describe('thin', () => {
  test('moves the curve nowhere by more than the tolerance', () => {
    fc.assert(
      fc.property(lane, fc.double({ min: 0, max: 20, noNaN: true }), (points, tolerance) => {
        const thinned = thin(points, tolerance)
        for (let at = -1; at <= 401; at += 1.5)
          if (points.length) expect(Math.abs(laneValue(thinned, at)! - laneValue(points, at)!)).toBeLessThanOrEqual(tolerance + 1e-9)
      }),
      { numRuns: 60 },
    )
  })
  test('keeps points in order, the ends, jumps and held points, and is done after one go', () => {
    fc.assert(
      fc.property(lane, fc.double({ min: 0, max: 20, noNaN: true }), (points, tolerance) => {
        const thinned = thin(points, tolerance)
        expect(thinned.filter((p) => points.includes(p))).toEqual(thinned)
        expect([thinned[0], thinned.at(-1)]).toEqual([points[0], points.at(-1)])
        points.forEach((p, i) => {
          if (p.curve === 'hold' || points[i + 1]?.at === p.at || points[i - 1]?.at === p.at) expect(thinned).toContain(p)
        })
        expect(thin(thinned, tolerance)).toEqual(thinned)
      }),
      { numRuns: 300 },
    )
  })
  test('a straight line of 10,000 points becomes its two ends', () => {
    const points = Array.from({ length: 10_000 }, (_, i) => point(i * 10, i / 4))
    expect(thin(points, 1e-6)).toEqual([points[0], points.at(-1)])
  })
})
