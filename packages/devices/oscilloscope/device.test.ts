// What the oscilloscope draws: the same picture of a periodic sound at any moment, no edge out of noise, no peak lost.
import { expect, test } from 'vitest'
import { noise, sine } from '../render.ts'
import { extremes, Latest, triggerAt } from './sweep.ts'

test('a trigger finds the same phase of a sine at any moment, between frames too', () => {
  for (const hz of [41.3, 997, 7001])
    for (let shift = 0; shift < 40; shift++) {
      const x = sine(9600, hz).map((_, i) => 0.5 * Math.sin((2 * Math.PI * hz * (i + shift * 37.3)) / 48_000))
      for (const way of [1, -1] as const) {
        const at = triggerAt(x, 0.1, way, 4800, 9600)
        const turns = (hz * (at + shift * 37.3)) / 48_000
        const expected = way > 0 ? Math.asin(0.2) / 2 / Math.PI : 0.5 - Math.asin(0.2) / 2 / Math.PI
        // A straight line between two frames is not quite the sine.
        expect(Math.abs(((turns - expected + 1.5) % 1) - 0.5), `${hz} Hz`).toBeLessThan(hz > 5000 ? 6e-3 : 1e-4)
        expect(9600 - at).toBeLessThan(48_000 / hz + 2)
      }
    }
})
test('noise 40 dB below makes no edges of its own, and a level that is not reached has no trigger', () => {
  const n = noise(9600, 1, 0.005)
  const x = sine(9600, 100, 0.5).map((v, i) => v + n[i]!)
  for (let end = 5000; end < 9600; end += 61) {
    const turns = (100 * triggerAt(x, 0, 1, end - 1000, end)) / 48_000
    expect(Math.abs(turns - Math.round(turns))).toBeLessThan(0.01)
  }
  expect(triggerAt(x, 0.8, 1, 0, 9600)).toBe(-1)
  expect(triggerAt(new Float32Array(100), 0, 1, 0, 100)).toBe(-1)
})
test('every frame is in the extremes of a column, whatever their number', () => {
  for (const columns of [100, 333, 520])
    for (const at of [0, 1234, 4799]) {
      const x = new Float32Array(4800)
      x[at] = -0.7
      const [low, high] = [new Float32Array(columns), new Float32Array(columns)]
      extremes(x, 0, 4800, low, high)
      expect(Math.min(...low)).toBeCloseTo(-0.7, 6)
      expect(low.indexOf(Math.min(...low))).toBeGreaterThanOrEqual(Math.floor((at / 4800) * columns) - 1)
      expect(Math.max(...high)).toBe(0)
    }
})
test('the latest sound is what was pushed, newest last', () => {
  const latest = new Latest(5)
  const ramp = (from: number, n: number) => Float32Array.from({ length: n }, (_, i) => from + i)
  latest.push(ramp(1, 4), ramp(11, 4), 3)
  expect([...latest.left]).toEqual([0, 0, 2, 3, 4])
  latest.push(ramp(5, 4), ramp(15, 4), 4)
  expect([...latest.right]).toEqual([14, 15, 16, 17, 18])
  latest.push(ramp(1, 9), ramp(1, 9), 100)
  expect([...latest.left]).toEqual([5, 6, 7, 8, 9])
})
