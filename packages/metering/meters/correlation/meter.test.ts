// The correlation meter on signals whose correlation follows from how they are made.
import { expect, test } from 'vitest'
import { noise } from '../../signals.ts'
import { correlation } from './meter.ts'

const FRAMES = 48_000
const left = noise(FRAMES, 1)
const other = noise(FRAMES, 2)
const sine = (degrees: number) => Float32Array.from({ length: FRAMES }, (_, n) => Math.sin(2 * Math.PI * (n / 48 + degrees / 360)))

test('the same is +1, at any level; opposite is −1', () => {
  expect(correlation(left, left)).toBeCloseTo(1, 12)
  expect(
    correlation(
      left,
      left.map((x) => 0.125 * x),
    ),
  ).toBeCloseTo(1, 12)
  expect(
    correlation(
      left,
      left.map((x) => -2 * x),
    ),
  ).toBeCloseTo(-1, 12)
})
test('unrelated noise is 0 within what chance allows', () => {
  // Standard deviation 1 / √frames.
  expect(Math.abs(correlation(left, other))).toBeLessThan(4 / Math.sqrt(FRAMES))
})
test.each([0, 30, 45, 60, 90, 120, 180, 270])('sines %i° apart correlate by the cosine of it', (degrees) => {
  expect(correlation(sine(0), sine(degrees))).toBeCloseTo(Math.cos((degrees * Math.PI) / 180), 6)
})
test.each([0.1, 0.5, 0.9])('a share of %f in common with the rest unrelated is that correlation', (share) => {
  const right = left.map((x, n) => share * x + Math.sqrt(1 - share * share) * other[n]!)
  expect(Math.abs(correlation(left, right) - share)).toBeLessThan(0.02)
})
test('silence, and silence on one side, is 0', () => {
  const silence = new Float32Array(FRAMES)
  expect(correlation(silence, silence)).toBe(0)
  expect(correlation(left, silence)).toBe(0)
  expect(correlation(silence, left)).toBe(0)
})
test('it lies in −1 … +1 for any input, sides may change places, and only the frames asked for count', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const [a, b] = [noise(16, seed), noise(16, seed + 1000)]
    const c = correlation(a, b)
    expect(Math.abs(c), `seed ${seed}`).toBeLessThanOrEqual(1)
    expect(correlation(b, a), `seed ${seed}`).toBe(c)
    expect(correlation(a, a), `seed ${seed}`).toBeLessThanOrEqual(1)
    expect(correlation(a, b, 8), `seed ${seed}`).toBe(correlation(a.slice(0, 8), b.slice(0, 8)))
  }
})
test('even a quiet signal is read: −100 dBFS', () => {
  const quiet = left.map((x) => 1e-5 * x)
  expect(correlation(quiet, quiet)).toBeCloseTo(1, 9)
  expect(correlation(quiet, quiet, 256)).toBeCloseTo(1, 9)
})
test('a NaN or an infinity costs its frame', () => {
  for (const broken of [Number.NaN, Infinity, -Infinity]) {
    const struck = left.slice()
    struck[100] = broken
    expect(correlation(struck, left)).toBeCloseTo(1, 9)
  }
})
