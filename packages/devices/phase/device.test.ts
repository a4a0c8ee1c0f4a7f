// The stereo field's numbers on sounds whose correlation is known, as a whole and by band.
import { describe, expect, test } from 'vitest'
import { noise, sine } from '../render.ts'
import { StereoField } from './stereo.ts'

const FRAMES = 2048
const STEPS = 24
/** Correlations of all, low, mid and high, after a second of it. */
const field = (left: Float32Array, right: Float32Array) => {
  const field = new StereoField(FRAMES)
  for (let i = 0; i < STEPS; i++) {
    const part = (x: Float32Array) => x.subarray(i * FRAMES, (i + 1) * FRAMES)
    field.take(part(left), part(right), 48_000, 200, 4000, 1, FRAMES / 48_000)
  }
  return field
}
const [a, b] = [noise(FRAMES * STEPS, 1, 0.3), noise(FRAMES * STEPS, 2, 0.3)]
const mixed = (x: Float32Array, y: Float32Array, part: number) => x.map((v, i) => v + part * y[i]!)

describe('correlation', () => {
  test('is 1 of the same, −1 of the opposite, 0 of silence on one side, at any level', () => {
    for (const gain of [1, 0.01]) {
      for (const c of field(
        a,
        a.map((v) => gain * v),
      ).correlation)
        expect(c).toBeCloseTo(1, 6)
      for (const c of field(
        a,
        a.map((v) => -gain * v),
      ).correlation)
        expect(c).toBeCloseTo(-1, 6)
    }
    expect([...field(a, new Float32Array(a.length)).correlation]).toEqual([0, 0, 0, 0])
  })
  test('is near 0 of different noises, and what the formula says of mixtures', () => {
    expect(Math.abs(field(a, b).correlation[0]!)).toBeLessThan(0.03)
    for (const part of [0.5, -0.5, 2]) expect(field(a, mixed(b, a, part)).correlation[0]!).toBeCloseTo(part / Math.sqrt(1 + part * part), 1)
    // A quarter of a turn is no correlation, an eighth is √½.
    const turned = (turns: number) => sine(a.length, 997).map((_, i) => Math.sin(2 * Math.PI * ((997 * i) / 48_000 + turns)))
    for (const turns of [0, 0.125, 0.25, 0.4])
      expect(field(turned(0), turned(turns)).correlation[0]!).toBeCloseTo(Math.cos(2 * Math.PI * turns), 3)
  })
  test('is told apart by band', () => {
    const low = sine(a.length, 80)
    const mid = sine(a.length, 1000)
    const high = sine(a.length, 9000)
    const left = low.map((v, i) => v + mid[i]! + high[i]!)
    const right = low.map((v, i) => v - mid[i]! + high[i]!)
    const [all, ...bands] = field(left, right).correlation
    expect(all).toBeCloseTo(1 / 3, 2)
    ;[1, -1, 1].forEach((c, i) => expect(bands[i]).toBeCloseTo(c, 3))
  })
  test('a NaN counts as silence', () => {
    const broken = a.slice()
    broken[5000] = Number.NaN
    for (const c of field(broken, a).correlation) expect(c).toBeGreaterThan(0.9)
  })
})
test('balance is the right by the left', () => {
  expect(field(a, mixed(a, a, 1)).rightByLeft).toBeCloseTo(4, 3)
  expect(field(new Float32Array(a.length), new Float32Array(a.length)).rightByLeft).toBe(1)
})
