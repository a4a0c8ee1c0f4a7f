import { expect, test } from 'vitest'
import { clickOf, everywhere, firstDifference, Group, noises, RATE, type Settings } from '../render.ts'
import device from './device.ts'

const group = (settings: Settings) => new Group(device as never).set(settings)
const steady = everywhere(new Float32Array(RATE).fill(1))

test('the gain swings by depth and rate as a sine, the right side ahead by the stereo phase', () => {
  const [l, r] = group({ rate: 3, depth: 80, spread: 50 }).run(steady, 1024)
  for (let i = 0; i < RATE; i += 7) {
    expect(Math.abs(l![i]! - (0.6 + 0.4 * Math.cos((2 * Math.PI * 3 * i) / RATE)))).toBeLessThan(2e-5)
    expect(Math.abs(r![i]! - (0.6 + 0.4 * Math.cos(2 * Math.PI * ((3 * i) / RATE + 0.25))))).toBeLessThan(2e-5)
  }
})
test('as auto-pan the sum of both sides stays', () => {
  const [l, r] = group({ rate: 2, depth: 100, spread: 100 }).run(steady, 1024)
  for (let i = 0; i < RATE; i += 11) expect(Math.abs(l![i]! + r![i]! - 1)).toBeLessThan(1e-5)
})
test('a square is loud and silent for half its time each, with edges of 4 ms', () => {
  const l = group({ rate: 5, depth: 100, shape: 100 }).run(steady, 1024)[0]!
  expect(l.filter((v) => v > 0.5).length / RATE).toBeCloseTo(0.5, 3)
  const edges = l.filter((v) => v > 1e-4 && v < 0.9999).length / 10 / RATE
  expect(edges).toBeGreaterThan(0.0037)
  expect(edges).toBeLessThan(0.0041)
})
test('at depth 0 every bit is that of the input', () => {
  const x = noises(3000)
  expect(firstDifference(group({ depth: 0, shape: 60 }).run(x), x)).toBe(-1)
})
test('a jump of a parameter leaves no click above −75 dB', () => {
  const from = { rate: 1, depth: 40, shape: 0, spread: 0 }
  const to = { rate: 15, depth: 100, shape: 100, spread: 100 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    for (const [a, b] of [
      [from, { ...from, [name]: to[name] }],
      [to, { ...to, [name]: from[name] }],
    ] as const)
      expect(clickOf(device as never, a, b), name).toBeLessThan(-75)
})
