import { expect, test } from 'vitest'
import { clickOf, firstDifference, Group, magnitude, noise, noises, type Settings, silence } from '../render.ts'
import device from './device.ts'

const run = (settings: Settings, x: readonly Float32Array[]) => new Group(device as never).set(settings).run(x as Float32Array[])
const impulse = (l: number, r: number) => {
  const x = silence(8192)
  x[0]![0] = l
  x[1]![0] = r
  return x
}
const db = (h: Float32Array, hz: number) => magnitude(h, hz)

test('at its defaults every bit passes', () => {
  expect(firstDifference(run({}, noises(3000)), noises(3000))).toBe(-1)
})
test('what both sides share stays flat within 0.01 dB through the crossover, whatever the widths', () => {
  for (const frequency of [60, 120, 1000]) {
    const [l, r] = run({ split: 1, frequency, low: 0, width: 170 }, impulse(1, 1))
    for (const hz of [30, 60, 120, 240, 1000, 5000, 15_000]) expect(Math.abs(db(l!, hz))).toBeLessThan(0.01)
    expect(firstDifference([l!], [r!])).toBe(-1)
  }
})
test('the side is halved at the crossover, gone an octave and more below, whole above', () => {
  const l = run({ split: 1, frequency: 200, low: 0 }, impulse(1, -1))[0]!
  expect(db(l, 200)).toBeCloseTo(-6.02, 1)
  expect(db(l, 50)).toBeLessThan(-48)
  expect(Math.abs(db(l, 3000))).toBeLessThan(0.01)
  const same = run({ split: 1, frequency: 200, low: 100 }, impulse(1, -1))[0]!
  for (const hz of [50, 200, 800]) expect(Math.abs(db(same, hz))).toBeLessThan(0.01)
})
test('left plus right is the same at every width, in one band and in two', () => {
  const x = [noise(4000, 1), noise(4000, 2), noise(4000, 3), noise(4000, 4)]
  for (const split of [0, 1]) {
    const [a, b] = run({ split, low: 100 }, x)
    for (const [width, low] of [
      [0, 200],
      [200, 0],
      [60, 30],
    ] as const) {
      const [l, r] = run({ split, width, low }, x)
      for (let i = 0; i < 4000; i += 3) expect(Math.abs(l![i]! + r![i]! - a![i]! - b![i]!)).toBeLessThan(2e-6)
    }
  }
})
test('mid and side have their levels', () => {
  expect(run({ mid: -6, side: 3 }, impulse(1, 1))[1]![0]).toBeCloseTo(10 ** (-6 / 20), 5)
  expect(run({ mid: -6, side: 3 }, impulse(1, -1))[1]![0]).toBeCloseTo(-(10 ** (3 / 20)), 5)
})
test('a jump of a parameter leaves no click above −100 dB', () => {
  const from = { mid: 0, side: 0, width: 0, split: 0, frequency: 40, low: 0 }
  const to = { mid: -30, side: 12, width: 200, split: 1, frequency: 2000, low: 200 }
  for (const name of Object.keys(to) as (keyof typeof to)[]) {
    const a = name === 'frequency' || name === 'low' ? { ...from, split: 1 } : from
    const b = { ...a, [name]: to[name] }
    // The tone is louder on the left, so that middle and side both have some.
    const click = Math.max(clickOf(device as never, a, b, 256, -0.5), clickOf(device as never, b, a, 256, -0.5))
    expect(click, name).toBeLessThan(-100)
  }
})
