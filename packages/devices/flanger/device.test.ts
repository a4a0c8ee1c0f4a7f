import { describe, expect, test } from 'vitest'
import { clickOf, firstDifference, Group, inDb, magnitude, noises, peak, RATE, type Settings, silence } from '../render.ts'
import device from './device.ts'

const BARE = { depth: 0, feedback: 0, spread: 0, mix: 50 }
const group = (settings: Settings) => new Group(device as never).set({ ...BARE, ...settings })
const impulse = (frames: number) => silence(frames).map((l) => l.fill(1, 0, 1))
const LATE = 240

describe('the comb', () => {
  test('has its peaks and notches where the delay puts them, within 0.05 dB', () => {
    for (const [manual, sign] of [
      [0.0016, 1],
      [0.00213, 1],
      [0.0007, -1],
    ] as const) {
      const h = group({ manual, invert: sign < 0 ? 1 : 0 }).run(impulse(2048))[0]!
      for (let f = 100; f < 8000; f += 171) {
        const [c, s] = [1 + sign * Math.cos(2 * Math.PI * f * manual), Math.sin(2 * Math.PI * f * manual)]
        const law = Math.SQRT1_2 * Math.hypot(c, s)
        if (law > 0.1) expect(Math.abs(magnitude(h, f) - inDb(law)), `${f}`).toBeLessThan(0.05)
      }
      expect(magnitude(h, sign > 0 ? 0.5 / manual : 1 / manual)).toBeLessThan(-65)
    }
  })
  test('feedback of either sign raises the peaks by 1 / (1 − g)', () => {
    for (const feedback of [50, 80, -80]) {
      const h = group({ manual: 0.002, feedback, mix: 100 }).run(impulse(16_384))[0]!
      for (const n of [1, 2, 5])
        expect(magnitude(h, (feedback > 0 ? n : n - 0.5) * 500)).toBeCloseTo(inDb(1 / (1 - Math.abs(feedback) / 100)), 1)
    }
  })
})
test('the sweep is manual ± depth at the rate that was set, and goes through zero, within 0.02 frames', () => {
  for (const zero of [0, 1]) {
    const [manual, depth, rate, gap] = [zero ? 0.0005 : 0.004, 0.003, 1.3, 4001]
    const x = silence(gap * 20).map((l) => l.map((_, i) => (i % gap ? 0 : 1)))
    const y = group({ manual, depth, rate, zero, spread: 50, mix: 100 }).run(x, 1024)
    let [least, most] = [Infinity, -Infinity]
    for (const side of [0, 1])
      for (let c = 0; c < 20; c++) {
        let d = 0
        for (let i = 0; i < 30; i++)
          d = zero * LATE + RATE * (manual + depth * Math.sin(2 * Math.PI * ((rate * (c * gap + d)) / RATE + side / 4)))
        const from = Math.round(c * gap + d) - 10
        if (from < 0) continue
        const part = y[side]!.subarray(from, from + 21)
        const found = part.reduce((s, v, i) => s + v * i, 0) / part.reduce((s, v) => s + v, 0) + from - c * gap
        expect(Math.abs(found - d)).toBeLessThan(0.02)
        least = Math.min(least, found - zero * LATE)
        most = Math.max(most, found - zero * LATE)
      }
    if (zero) expect([least < -100, most > 100]).toEqual([true, true])
  }
})
test('inverted it cancels exactly at zero; at mix 0 every bit is that of the input after the latency', () => {
  expect(peak(group({ manual: 0, zero: 1, invert: 1 }).run(noises(3000))[0]!.subarray(LATE))).toBe(0)
  const x = noises(3000)
  expect(firstDifference(group({ mix: 0, feedback: 60 }).run(x), x)).toBe(-1)
  const late = x.map((l) => Float32Array.from(l, (_, i) => l[i - LATE] ?? 0))
  expect(firstDifference(group({ mix: 0, zero: 1, feedback: 60 }).run(x), late)).toBe(-1)
})
test('a jump of a parameter leaves no click above −90 dB', () => {
  const from = { manual: 0.001, depth: 0.0004, rate: 0.3, feedback: 0, zero: 0, invert: 0, spread: 0, mix: 50 }
  const to = { manual: 0.006, depth: 0.0008, rate: 3, feedback: 60, zero: 1, invert: 1, spread: 100, mix: 100 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    for (const [a, b] of [
      [from, { ...from, [name]: to[name] }],
      [to, { ...to, [name]: from[name] }],
    ] as const)
      expect(clickOf(device as never, a, b), name).toBeLessThan(-90)
})
