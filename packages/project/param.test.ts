// Parameters as people see and type them: laws for every unit.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cents,
  choice,
  db,
  degrees,
  format,
  formatDb,
  formatNumber,
  fromNormal,
  hertz,
  metres,
  number,
  type Param,
  pan,
  parseValue,
  percent,
  quantise,
  ratio,
  seconds,
  semitones,
  toggle,
  toNormal,
} from './param.ts'

const PARAMS: readonly Param[] = [
  db({ name: 'Gain', min: -70, max: 24, default: 0 }),
  hertz({ name: 'Cutoff', min: 20, max: 20_000, default: 1000 }),
  seconds({ name: 'Attack', min: 0.0001, max: 10, default: 0.01 }),
  seconds({ name: 'Delay', min: 0, max: 2, default: 0.25 }),
  percent({ name: 'Mix', min: 0, max: 100, default: 50 }),
  percent({ name: 'Width', min: -100, max: 200, default: 100 }),
  ratio({ name: 'Ratio', min: 1, max: 100, default: 4 }),
  semitones({ name: 'Transpose', min: -24, max: 24, default: 0 }),
  semitones({ name: 'Bend', min: -48, max: 48, default: 0, step: 0 }),
  cents({ name: 'Tune', min: -100, max: 100, default: 0 }),
  number({ name: 'Drive', min: -20, max: 20, default: 1 }),
  number({ name: 'Voices', min: 1, max: 16, default: 8, step: 1 }),
  pan({ name: 'Pan', min: -100, max: 100, default: 0 }),
  metres({ name: 'Distance', min: 0.2, max: 5, default: 1 }),
  degrees({ name: 'Angle', min: 0, max: 180, default: 90 }),
  toggle({ name: 'Sync', default: true }),
  choice({ name: 'Filter', choices: ['Low pass', 'Low', 'Saw, soft', '2', 'High pass'], default: 0 }),
]
/** Any value that the parameter can have. */
const anyValue = (p: Param) => fc.double({ min: p.min, max: p.max, noNaN: true }).map((v) => quantise(p, v))
/** How far the shown digits may be from the value: half of the last one. */
const shownWithin = (p: Param, v: number): number => {
  const a = Math.abs(v)
  switch (p.unit) {
    case 'dB':
      return 0.05
    case 'Hz':
      return a < 100 ? 0.05 : a < 999.5 ? 0.5 : a < 10_000 ? 5 : 50
    case 's':
      return a < 0.01 ? 5e-6 : a < 0.1 ? 5e-5 : a < 1 ? 5e-4 : 5e-3
    case '%':
      return a < 10 ? 0.05 : 0.5
    case 'ratio':
      return a < 10 ? 0.05 : 0.5
    case 'semitones':
    case 'm':
      return 0.005
    case 'cents':
    case '°':
      return 0.5
    case 'pan':
      return 0.5
    case 'number':
      return a < 10 ? 0.005 : 0.05
    default:
      return 0
  }
}

describe.each(PARAMS.map((p) => [`${p.name} in ${p.unit}`, p] as const))('%s', (_, p) => {
  test('what is shown, typed in again, is the value to half of the last digit', () => {
    fc.assert(
      fc.property(anyValue(p), (v) => {
        const back = parseValue(p, format(p, v))
        expect(back, `${v} was shown as ${format(p, v)}`).toBeDefined()
        expect(Math.abs(back! - v)).toBeLessThanOrEqual(shownWithin(p, v) * (1 + 1e-9))
      }),
      { numRuns: 120 },
    )
  })
  test('showing what was typed shows the same', () => {
    fc.assert(
      fc.property(anyValue(p), (v) => {
        const shown = format(p, v)
        expect(format(p, parseValue(p, shown)!)).toBe(shown)
      }),
      { numRuns: 120 },
    )
  })
  test('travel and value are inverse, rise together, and meet the ends exactly', () => {
    fc.assert(
      fc.property(anyValue(p), anyValue(p), (v, w) => {
        expect(Math.abs(fromNormal(p, toNormal(p, v)) - v)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(v)))
        if (v < w) expect(toNormal(p, v)).toBeLessThanOrEqual(toNormal(p, w))
      }),
      { numRuns: 120 },
    )
    expect([fromNormal(p, 0), fromNormal(p, 1), toNormal(p, p.min), toNormal(p, p.max)]).toEqual([p.min, p.max, 0, 1])
  })
  test('whatever is typed, the answer is a value in range or nothing', () => {
    const typed = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.stringMatching(/^[+−-]?\d{0,16}[.,]?\d{0,4} ?(dB|Hz|k|ms|s|%|st|ct|: 1|left|R)?$/),
    )
    fc.assert(
      fc.property(typed, fc.double(), (text, current) => {
        const v = parseValue(p, text, current)
        expect(v === undefined || (v >= p.min && v <= p.max && v === quantise(p, v))).toBe(true)
      }),
      { numRuns: 250 },
    )
    expect(fromNormal(p, Number.NaN)).toBe(quantise(p, p.default))
    expect(quantise(p, Number.NaN)).toBe(quantise(p, p.default))
  })
})

const named = (name: string) => PARAMS.find((p) => p.name === name)!
test.each([
  ['Gain', '-6', -6],
  ['Gain', '−6 dB', -6],
  ['Gain', '-6,5', -6.5],
  ['Gain', '−∞ dB', -70],
  ['Gain', '-inf', -70],
  ['Gain', '.5', 0.5],
  ['Gain', '100', 24],
  ['Cutoff', '1.2k', 1200],
  ['Cutoff', '1,2 kHz', 1200],
  ['Cutoff', '440Hz', 440],
  ['Attack', '2,5 ms', 0.0025],
  ['Attack', '1 s', 1],
  ['Mix', '30 %', 30],
  ['Ratio', '4:1', 4],
  ['Ratio', '4 : 1', 4],
  ['Transpose', '−12 st', -12],
  ['Pan', '30 left', -30],
  ['Pan', '30 % left', -30],
  ['Pan', 'L30', -30],
  ['Pan', '30R', 30],
  ['Pan', 'c', 0],
  ['Pan', '-30', -30],
  ['Sync', 'off', 0],
  ['Filter', 'low', 1],
  ['Filter', 'low p', 0],
  ['Filter', 'hi', 4],
  ['Filter', '2', 3],
  ['Filter', '0', 0],
])('%s: %j means %d', (name, text, value) => {
  expect(parseValue(named(name), text)).toBe(value)
})
test.each([
  ['Gain', '440 Hz'],
  ['Gain', '6 ms'],
  ['Cutoff', '-6 dB'],
  ['Cutoff', 'loud'],
  ['Attack', '3 st'],
  ['Mix', '30 left'],
  ['Filter', 'comb'],
  ['Sync', 'maybe'],
  ['Gain', ''],
  ['Gain', '1.2.3'],
  ['Gain', '6 constructor'],
])('%s: %j is not understood', (name, text) => {
  expect(parseValue(named(name), text)).toBeUndefined()
})
test('a plus sign adds to the current value, in the unit typed', () => {
  expect(parseValue(named('Gain'), '+3', -6)).toBe(-3)
  expect(parseValue(named('Cutoff'), '+1k', 500)).toBe(1500)
  expect(parseValue(named('Attack'), '+10 ms', 0.02)).toBeCloseTo(0.03, 12)
  expect(parseValue(named('Gain'), '+3')).toBe(3)
})
test('numbers have a true minus sign and never a negative zero', () => {
  expect([formatNumber(-0.04, 1), formatNumber(-0.06, 1), formatNumber(2, 1)]).toEqual(['0.0', '−0.1', '2.0'])
  expect([formatDb(null), formatDb(-Infinity), formatDb(-0.01)]).toEqual(['−∞ dB', '−∞ dB', '0.0 dB'])
})
test('units change over where rounding does', () => {
  const shown = (name: string, v: number) => format(named(name), v)
  expect([999.4, 999.6, 9994, 9996].map((v) => shown('Cutoff', v))).toEqual(['999 Hz', '1.00 kHz', '9.99 kHz', '10.0 kHz'])
  expect([0.00999, 0.0999, 0.9994, 0.9996].map((v) => shown('Attack', v))).toEqual(['9.99 ms', '99.9 ms', '999 ms', '1.00 s'])
  expect([9.94, 9.96].map((v) => shown('Ratio', v))).toEqual(['9.9 : 1', '10 : 1'])
  expect([9.97, 2.04, 2.06].map((v) => shown('Mix', v))).toEqual(['10 %', '2 %', '2.1 %'])
})
