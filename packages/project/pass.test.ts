// A pass over a lane: inside it is what the hand said, outside what was there.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LanePoint, laneValue } from './automation.ts'
import { overwritten, type Pass } from './pass.ts'

const lane = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 4000 }),
      value: fc.integer({ min: -60, max: 10 }),
      curve: fc.constantFrom<'hold' | 'linear'>('hold', 'linear', 'linear'),
      bend: fc.constantFrom(0, 0, 0.5, -0.9),
    }),
    { maxLength: 12 },
  )
  .map((points) => [...new Map(points.map((p) => [p.at, p])).values()].sort((a, b) => a.at - b.at))
const hand = fc
  .record({
    from: fc.integer({ min: 0, max: 3000 }),
    moves: fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -20, max: 10 })), { minLength: 1, maxLength: 30 }),
  })
  .map(({ from, moves }): LanePoint[] => {
    let at = from
    return moves.map(([by, value], i) => ({ at: i ? (at += by) : at, value, curve: 'linear' }))
  })
const pass = (before: LanePoint[], samples: LanePoint[], more: Partial<Pass> = {}): Pass => ({
  before,
  standing: -7,
  from: samples[0]!.at,
  samples,
  trims: false,
  steps: false,
  min: -60,
  max: 10,
  tolerance: () => 0.5,
  ...more,
})
const value = (points: readonly LanePoint[], at: number) => laneValue(points, at) ?? -7
const places = (from: number, to: number) => Array.from({ length: 25 }, (_, i) => from + ((to - from) * i) / 24)

describe('a lane after a pass', () => {
  test('is outside of it what it was, wherever it began and however it bows', () => {
    fc.assert(
      fc.property(lane, hand, fc.integer({ min: 0, max: 300 }), fc.boolean(), fc.boolean(), (before, samples, glide, trims, steps) => {
        const to = samples.at(-1)!.at + 20
        const after = overwritten(pass(before, samples, { trims, steps }), to, glide, false)
        expect(after.map((p) => p.at)).toEqual(after.map((p) => p.at).toSorted((a, b) => a - b))
        for (const at of [...(samples[0]!.at ? places(0, samples[0]!.at - 1) : []), ...places(to + glide + 2, 4100)])
          expect(value(after, at), `at ${at}`).toBeCloseTo(value(before, at), 6)
      }),
      { numRuns: 100 },
    )
  })
  test('keeps a jump in the tick before it', () => {
    const jump: LanePoint[] = [
      { at: 0, value: 0, curve: 'hold' },
      { at: 8, value: -1, curve: 'hold' },
    ]
    const after = overwritten(pass(jump, [{ at: 9, value: 0, curve: 'linear' }]), 29, 0, false)
    expect([7, 8, 9, 30].map((at) => value(after, at))).toEqual([0, -1, 0, -1])
  })
  test('is inside what the hand said, within the tolerance', () => {
    fc.assert(
      fc.property(lane, hand, (before, samples) => {
        const to = samples.at(-1)!.at + 20
        const after = overwritten(pass(before, samples), to, 100, false)
        for (const at of places(samples[0]!.at, to)) expect(Math.abs(value(after, at) - value(samples, at))).toBeLessThanOrEqual(0.5 + 1e-9)
      }),
      { numRuns: 80 },
    )
  })
  test('is inside the old one and what the hand added, within the range, when it trims: jumps stay jumps', () => {
    fc.assert(
      fc.property(lane, hand, (before, samples) => {
        const to = samples.at(-1)!.at + 20
        for (const p of overwritten(pass(before, samples, { trims: true }), to, 100, false)) {
          if (p.at < samples[0]!.at || p.at > to) continue
          const said = Math.min(10, Math.max(-60, value(before, p.at) + value(samples, p.at)))
          expect(Math.abs(p.value - said)).toBeLessThanOrEqual(0.5)
        }
      }),
      { numRuns: 80 },
    )
    const jump: LanePoint[] = [
      { at: 0, value: -20, curve: 'hold' },
      { at: 500, value: -10, curve: 'hold' },
    ]
    const up = overwritten(pass(jump, [{ at: 300, value: 3, curve: 'linear' }], { trims: true }), 700, 100, false)
    expect([200, 299, 300, 499, 500, 700, 800].map((at) => value(up, at))).toEqual([-20, -20, -17, -17, -7, -7, -10])
  })
  test('has of switches only the places where they switched, held', () => {
    const samples: LanePoint[] = [0, 1, 1, 0, 1].map((v, i) => ({ at: 100 + i * 10, value: v, curve: 'linear' }))
    const after = overwritten(pass([{ at: 0, value: 0, curve: 'hold' }], samples, { steps: true }), 200, 50, false)
    expect(after.map((p) => [p.at, p.value, p.curve])).toEqual([
      [0, 0, 'hold'],
      [100, 0, 'hold'],
      [110, 1, 'hold'],
      [130, 0, 'hold'],
      [140, 1, 'hold'],
      [200, 0, 'hold'],
    ])
  })
  test('where there was none keeps the last value when it shall, and else goes back to where the parameter stood', () => {
    const samples: LanePoint[] = [
      { at: 100, value: -3, curve: 'linear' },
      { at: 200, value: 5, curve: 'linear' },
    ]
    expect(value(overwritten(pass([], samples), 300, 50, true), 9999)).toBe(5)
    const back = overwritten(pass([], samples), 300, 50, false)
    expect([0, 99, 100, 200, 300, 350, 9999].map((at) => value(back, at))).toEqual([-7, -7, -3, 5, 5, -7, -7])
  })
  test('of a fader that rests for minutes is two points', () => {
    const samples = Array.from({ length: 5000 }, (_, i): LanePoint => ({ at: i * 100, value: -6, curve: 'linear' }))
    expect(overwritten(pass([], samples), 500_000, 0, true)).toHaveLength(2)
  })
})
