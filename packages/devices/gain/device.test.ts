import { expect, test } from 'vitest'
import { firstDifference, Group, inDb, magnitude, noises, silence, sine } from '../render.ts'
import device from './device.ts'

const group = () => new Group(device as never)

test('at its defaults every bit passes', () => {
  const x = noises(1000)
  expect(firstDifference(group().run(x), x)).toBe(-1)
})
test('gain is exact within 1e-6, polarity a sign', () => {
  const x = noises(500)
  const y = group().set({ gain: -6, invert: 1 }).run(x)
  for (let i = 0; i < 500; i++) expect(Math.abs(y[0]![i]! + x[0]![i]! * 10 ** (-6 / 20))).toBeLessThan(1e-6)
})
test('mono, swapped, left and right route as they say; width 0 is mono; the side alone is what mono loses', () => {
  const x = noises(200)
  const [l, r] = [x[0]!, x[1]!]
  const out = (values: Record<string, number>) => group().set(values).run(x)
  const near = (a: Float32Array, f: (i: number) => number) => a.forEach((v, i) => expect(Math.abs(v - f(i))).toBeLessThan(1e-6))
  for (const values of [{ channels: 1 }, { width: 0 }]) for (const c of [0, 1]) near(out(values)[c]!, (i) => (l[i]! + r[i]!) / 2)
  near(out({ channels: 2 })[0]!, (i) => r[i]!)
  near(out({ channels: 2 })[1]!, (i) => l[i]!)
  for (const c of [0, 1]) near(out({ channels: 3 })[c]!, (i) => l[i]!)
  for (const c of [0, 1]) near(out({ channels: 4 })[c]!, (i) => r[i]!)
  near(out({ width: 200 })[0]!, (i) => (l[i]! + r[i]!) / 2 + (l[i]! - r[i]!))
  near(out({ channels: 1, invertright: 1 })[1]!, (i) => (l[i]! - r[i]!) / 2)
})
test('direct current is gone, 20 Hz loses less than 0.3 dB, 100 Hz less than 0.02 dB', () => {
  const impulse = silence(48_000).map((l) => l.fill(1, 0, 1))
  const h = group().set({ dc: 1 }).run(impulse)[0]!
  expect(magnitude(h, 0.01)).toBeLessThan(-50)
  expect(Math.abs(magnitude(h, 20))).toBeLessThan(0.3)
  expect(Math.abs(magnitude(h, 100))).toBeLessThan(0.02)
})
test('a jump of gain is a straight line over one call', () => {
  const g = group()
  const x = silence(256).map((l) => l.fill(1))
  g.run(x)
  const y = g.set({ gain: -inDb(2) }).run(x, 128)[0]!
  for (let i = 0; i < 128; i++) expect(Math.abs(y[i]! - (1 - (0.5 * (i + 1)) / 128))).toBeLessThan(1e-5)
  expect(y[200]).toBe(y[255])
  expect(g.run([sine(64, 100), sine(64, 100), sine(64, 100), sine(64, 100)])[0]!.length).toBe(64)
})
