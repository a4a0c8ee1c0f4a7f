// The meter map: bars and beats to ticks and back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SignatureRecord } from './records.ts'
import { formatBars, parseBars, signatureMap } from './signature.ts'
import { TICKS_PER_QUARTER as Q } from './time.ts'

let n = 0
const signature = (at: number, numerator: number, denominator: number): SignatureRecord => ({
  id: `s${String(n++).padStart(6, '0')}`,
  type: 'signature',
  at,
  numerator,
  denominator,
})
const records = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 400 * Q }), fc.integer({ min: 1, max: 15 }), fc.constantFrom(1, 2, 4, 8, 16, 32, 64))
    .map(([at, numerator, denominator]) => signature(at, numerator, denominator)),
  { maxLength: 10 },
)
const place = fc.integer({ min: -40 * Q, max: 600 * Q })

test('without a record it is 4/4', () => {
  const map = signatureMap([])
  expect(map.position(0)).toEqual({ bar: 1, beat: 1, ticks: 0 })
  expect(map.position(17 * Q + 120)).toEqual({ bar: 5, beat: 2, ticks: 120 })
  expect(map.position(-1)).toEqual({ bar: 0, beat: 4, ticks: Q - 1 })
})
test('7/8 after two bars of 4/4, then 3/4: bars are counted through', () => {
  const map = signatureMap([signature(0, 4, 4), signature(8 * Q, 7, 8), signature(8 * Q + 7 * Q, 3, 4)])
  expect(map.ticks({ bar: 3 })).toBe(8 * Q)
  expect(map.ticks({ bar: 4 })).toBe(11.5 * Q)
  expect(map.ticks({ bar: 5, beat: 3 })).toBe(15 * Q + 2 * Q)
  expect(map.at(12 * Q)).toEqual({ numerator: 7, denominator: 8, barStart: 11.5 * Q, barTicks: 3.5 * Q, beatTicks: Q / 2 })
})
test('a change inside a bar takes effect at the next bar line; of two at one line the later counts', () => {
  const map = signatureMap([signature(Q, 3, 4), signature(2 * Q, 5, 4)])
  expect(map.at(0).numerator).toBe(4)
  expect(map.at(4 * Q).numerator).toBe(5)
  expect(map.ticks({ bar: 3 })).toBe(9 * Q)
})
describe('for any meter map', () => {
  test('a place in ticks comes back from bars, and its beat lies in the bar', () => {
    fc.assert(
      fc.property(records, place, (list, at) => {
        const map = signatureMap(list)
        const position = map.position(at)
        const meter = map.at(at)
        expect(map.ticks(position)).toBe(at)
        expect(position.beat).toBeGreaterThanOrEqual(1)
        expect(position.beat).toBeLessThanOrEqual(meter.numerator)
        expect(position.ticks).toBeGreaterThanOrEqual(0)
        expect(position.ticks).toBeLessThan(meter.beatTicks)
        expect(map.position(meter.barStart)).toEqual({ bar: position.bar, beat: 1, ticks: 0 })
        expect(map.position(meter.barStart + meter.barTicks).bar).toBe(position.bar + 1)
        expect(parseBars(formatBars(position))).toEqual(position)
      }),
      { numRuns: 1500 },
    )
  })
})
test('bars are shown and read as BAR|BEAT and BAR|BEAT|TICKS', () => {
  expect([formatBars({ bar: 17, beat: 1, ticks: 0 }), formatBars({ bar: 17, beat: 3, ticks: 120 })]).toEqual(['17|1', '17|3|120'])
  expect([parseBars(' 17|1 '), parseBars('-2|3|7')]).toEqual([
    { bar: 17, beat: 1, ticks: 0 },
    { bar: -2, beat: 3, ticks: 7 },
  ])
})
test.each(['17', '17|', '|1', '17|0', '17|1|', 'a|b', '1|1|1|1', '1.5|1', '17|-1'])('%j is no place in bars, said in words', (text) => {
  expect(() => parseBars(text)).toThrow(
    expect.objectContaining({ code: 'position', message: `'${text}' is no place in bars.`, hint: expect.stringContaining('17|1') }),
  )
})
