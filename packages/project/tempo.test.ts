// The tempo map: jumps and ramps against numeric integration, and its inverse.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TempoRecord } from './records.ts'
import { tempoMap } from './tempo.ts'
import { FLICKS_PER_SECOND, framesOfFlicks, TICKS_PER_QUARTER } from './time.ts'

const Q = TICKS_PER_QUARTER
const SECOND = FLICKS_PER_SECOND
let n = 0
const tempo = (at: number, bpm: number, curve: 'jump' | 'ramp' = 'jump'): TempoRecord => ({
  id: `t${String(n++).padStart(6, '0')}`,
  type: 'tempo',
  at,
  bpm,
  curve,
})
/** Up to twelve tempos within 200 quarters, from the slowest to the fastest allowed. */
const records = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 200 * Q }),
      fc.double({ min: 5, max: 999, noNaN: true }),
      fc.constantFrom<'jump' | 'ramp'>('jump', 'ramp'),
    )
    .map(([at, bpm, curve]) => tempo(at, bpm, curve)),
  { maxLength: 12 },
)
const place = fc.integer({ min: -50 * Q, max: 400 * Q })

describe('constant tempo', () => {
  test('without a record it is 120 beats per minute', () => {
    const map = tempoMap([])
    expect([map.flicks(Q), map.flicks(-Q), map.bpm(0), map.ticks(SECOND), map.frames(2 * Q, 48_000)]).toEqual([
      SECOND / 2,
      -SECOND / 2,
      120,
      2 * Q,
      48_000,
    ])
  })
  test.each([60, 90, 100, 120, 125, 140, 150, 160, 180, 200])(
    'at %i beats per minute a quarter note is a whole number of flicks',
    (bpm) => {
      const map = tempoMap([tempo(0, bpm)])
      expect(map.flicks(bpm * Q)).toBe(60 * SECOND)
      expect(map.flicks(Q)).toBe((60 * SECOND) / bpm)
    },
  )
  test('the first tempo also holds before its point and before 0', () => {
    const map = tempoMap([tempo(4 * Q, 60), tempo(8 * Q, 120)])
    expect([-4, 0, 4, 8, 10].map((q) => map.flicks(q * Q) / SECOND)).toEqual([-4, 0, 4, 8, 9])
  })
  test('of two tempos at one place the one with the later id holds', () => {
    const map = tempoMap([
      { ...tempo(Q, 200), id: 'b' },
      { ...tempo(Q, 50), id: 'a' },
      { ...tempo(0, 100), id: 'z' },
    ])
    expect([map.bpm(Q), map.bpm(Q - 1)]).toEqual([200, 100])
  })
})
describe('ramps', () => {
  test('from 60 to 120 over 16 quarters last 16·ln 2 seconds', () => {
    const map = tempoMap([tempo(0, 60, 'ramp'), tempo(16 * Q, 120)])
    expect(map.flicks(16 * Q) / SECOND).toBeCloseTo(16 * Math.LN2, 12)
    expect([map.bpm(0), map.bpm(8 * Q), map.bpm(16 * Q), map.bpm(99 * Q)]).toEqual([60, 90, 120, 120])
  })
  test('agree with numeric integration of 60/bpm to one part in a billion', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5, max: 999, noNaN: true }),
        fc.double({ min: 5, max: 999, noNaN: true }),
        fc.integer({ min: 1, max: 64 }),
        (a, b, quarters) => {
          const map = tempoMap([tempo(0, a, 'ramp'), tempo(quarters * Q, b)])
          // Simpson's rule; 16 384 panels are exact enough for that.
          const steps = 16_384
          const h = quarters / steps
          let sum = 0
          for (let i = 0; i <= steps; i++) sum += ((i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * 60) / (a + ((b - a) * i) / steps)
          expect(Math.abs(map.flicks(quarters * Q) / SECOND / ((sum * h) / 3) - 1)).toBeLessThan(1e-9)
        },
      ),
      { numRuns: 60 },
    )
  })
  test('a ramp of a billionth of a beat per minute over ten hours lasts what its middle tempo says', () => {
    const quarters = 72_000
    for (const by of [1e-6, 1e-9, 1e-12]) {
      const map = tempoMap([tempo(0, 120, 'ramp'), tempo(quarters * Q, 120 + by)])
      expect(Math.abs(map.flicks(quarters * Q) - (quarters * 60 * SECOND) / (120 + by / 2))).toBeLessThan(1)
    }
  })
  test('a steep ramp at 0 does not run backwards: before it its first tempo holds', () => {
    const map = tempoMap([tempo(0, 5, 'ramp'), tempo(1, 999)])
    expect(map.flicks(-Q)).toBe(-12 * SECOND)
    expect(map.ticks(-12 * SECOND)).toBe(-Q)
    expect(map.bpm(-Q)).toBe(5)
  })
})
describe('for any tempo map', () => {
  test('ticks to whole flicks and back is right within half a tick, flicks to whole ticks and back within half a tick too', () => {
    fc.assert(
      fc.property(records, place, (list, at) => {
        const map = tempoMap(list)
        expect(Math.abs(map.ticks(map.flicks(at)) - at)).toBeLessThan(1e-3)
        expect(Math.round(map.ticks(Math.round(map.flicks(at))))).toBe(at)
        const flicks = Math.round(map.flicks(at)) + 12_345
        expect(Math.abs(map.ticks(map.flicks(Math.round(map.ticks(flicks)))) - map.ticks(flicks))).toBeLessThanOrEqual(0.5 + 1e-3)
      }),
      { numRuns: 1000 },
    )
  })
  test('bars, samples and back: a tick comes back from its nearest sample within half a sample', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 0, max: 400 * Q }), fc.constantFrom(44_100, 48_000, 96_000), (list, at, rate) => {
        const map = tempoMap(list)
        const frames = map.frames(at, rate)
        const back = map.flicks(map.ticks((frames * SECOND) / rate))
        expect(Math.abs((back * rate) / SECOND - (map.flicks(at) * rate) / SECOND)).toBeLessThanOrEqual(0.5 + 1e-6)
        expect(frames).toBe(framesOfFlicks(map.flicks(at), rate))
      }),
      { numRuns: 500 },
    )
  })
  test('time rises strictly and is 0 at 0', () => {
    fc.assert(
      fc.property(records, fc.array(place, { minLength: 2, maxLength: 20 }), (list, places) => {
        const map = tempoMap(list)
        const sorted = [...new Set(places)].sort((a, b) => a - b)
        for (let i = 1; i < sorted.length; i++) expect(map.flicks(sorted[i]!)).toBeGreaterThan(map.flicks(sorted[i - 1]!))
        expect(map.flicks(0)).toBe(0)
      }),
      { numRuns: 500 },
    )
  })
  test('a short stretch lasts what the tempo at its place says', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 0, max: 400 * Q }), (list, at) => {
        const map = tempoMap(list)
        fc.pre(list.every((r) => Math.abs(r.at - at) > Q))
        const lasts = map.flicks(at + 1) - map.flicks(at)
        const bpm = map.bpm(at + 0.5)
        expect(lasts).toBeCloseTo((60 * SECOND) / (bpm * Q), -1)
      }),
      { numRuns: 500 },
    )
  })
  test('the order of the records does not matter', () => {
    fc.assert(
      fc.property(records, place, (list, at) => {
        expect(tempoMap([...list].reverse()).flicks(at)).toBe(tempoMap(list).flicks(at))
      }),
      { numRuns: 200 },
    )
  })
})
test('records that say nothing usable are passed over', () => {
  const bad = [tempo(0, 0), tempo(0, -5), tempo(0, Number.NaN), tempo(Number.NaN, 90), tempo(0, Infinity)]
  expect(tempoMap(bad).flicks(Q)).toBe(SECOND / 2)
  expect(tempoMap([tempo(-Q, 60)]).flicks(Q)).toBe(SECOND)
  expect(tempoMap([tempo(-Q, 60)]).flicks(0)).toBe(0)
})
