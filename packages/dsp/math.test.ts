// The control path's own transcendental functions against the engine's, which are good to an ulp or so but not the same everywhere.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cos, dbOfGain, exp2, gainOfDb, log, log2, pow, sin, tan } from './math.ts'

const relative = (a: number, b: number) => Math.abs(a - b) / (Math.abs(b) || 1)

test('exp2 agrees with 2^x within 1e-15, which includes the rounding of the reference, and is exact at integers', () => {
  fc.assert(fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (x) => relative(exp2(x), 2 ** x) < 1e-15))
  for (let n = -1000; n <= 1000; n++) expect(exp2(n)).toBe(2 ** n)
  expect(exp2(2000)).toBe(Infinity)
  expect(exp2(-2000)).toBe(0)
  expect(exp2(Number.NaN)).toBeNaN()
})
test('log and exp2 undo each other', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      (x) => Math.abs(log(x) - Math.log(x)) <= 1e-15 * Math.max(1, Math.abs(Math.log(x))),
    ),
  )
  fc.assert(fc.property(fc.double({ min: -900, max: 900, noNaN: true }), (x) => Math.abs(log2(exp2(x)) - x) <= 1e-12))
  expect(log(0)).toBe(-Infinity)
  expect(log(-1)).toBeNaN()
  expect(log(Infinity)).toBe(Infinity)
})
test('sine, cosine and tangent', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -100, max: 100, noNaN: true }),
      (x) => Math.abs(sin(x) - Math.sin(x)) < 1e-13 && Math.abs(cos(x) - Math.cos(x)) < 1e-13,
    ),
  )
  fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => Math.abs(sin(x) - Math.sin(x)) < 1e-10))
  fc.assert(fc.property(fc.double({ min: -1.5, max: 1.5, noNaN: true }), (x) => relative(tan(x), Math.tan(x)) < 1e-13))
})
test('decibels: 0 dB is exactly 1, silence is −Infinity, and there and back is the same', () => {
  expect(gainOfDb(0)).toBe(1)
  expect(gainOfDb(-Infinity)).toBe(0)
  expect(dbOfGain(0)).toBe(-Infinity)
  fc.assert(fc.property(fc.double({ min: -200, max: 60, noNaN: true }), (db) => Math.abs(dbOfGain(gainOfDb(db)) - db) < 1e-12))
})
test('pow', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1000, noNaN: true }),
      fc.double({ min: -20, max: 20, noNaN: true }),
      (x, y) => relative(pow(x, y), x ** y) < 1e-12,
    ),
  )
  expect(pow(0, 2)).toBe(0)
})
