import { describe, expect, test } from 'vitest'
import { clickOf, firstDifference, Group, inDb, magnitude, noises, RATE, type Settings, silence } from '../render.ts'
import device, { OCTAVES } from './device.ts'
import { phaserDb } from './response.ts'

const BARE = { depth: 0, feedback: 0, spread: 0, mix: 50, stages: 4, center: 700 }
const group = (settings: Settings) => new Group(device as never).set({ ...BARE, ...settings })
const impulse = (frames: number) => silence(frames).map((l) => l.fill(1, 0, 1))

describe('notches', () => {
  test('lie where the formula says for every number of stages and any feedback, within 0.01 dB, and are deeper than −60 dB', () => {
    for (const [stages, center, feedback] of [
      [4, 700, 0],
      [6, 1000, 60],
      [8, 2500, -60],
      [10, 500, 30],
      [12, 5000, 0],
    ] as const) {
      const settings = { ...BARE, stages, center, feedback }
      const h = group(settings).run(impulse(8192))[0]!
      for (let hz = 40; hz < 22_000; hz *= 1.13) {
        const law = phaserDb((n) => settings[n as keyof typeof settings], hz, center, RATE)
        if (law > -25) expect(Math.abs(magnitude(h, hz) - law), `${stages} ${hz}`).toBeLessThan(0.01)
      }
      // A quarter turn of 2·stages·atan past the centre: tan((2k + 1)π / 2·stages) times the corner, warped.
      if (feedback) continue
      const notch = (RATE / Math.PI) * Math.atan(Math.tan(Math.PI / (2 * stages)) * Math.tan((Math.PI * center) / RATE))
      expect(magnitude(h, notch)).toBeLessThan(-60)
    }
  })
  test('feedback raises the peaks by 1 / (1 − g)', () => {
    for (const feedback of [50, 90, -90]) {
      const h = group({ feedback, mix: 100, stages: 6 }).run(impulse(32_768))[0]!
      // At the corner six stages have turned by one and a half: the top of a peak with negative feedback.
      const hz = feedback > 0 ? (RATE / Math.PI) * Math.atan(Math.tan(Math.PI / 6) * Math.tan((Math.PI * 700) / RATE)) : 700
      expect(magnitude(h, hz)).toBeCloseTo(inDb(1 / (1 - Math.abs(feedback) / 100)), 2)
    }
  })
})
test('the corner swings by depth in octaves, the right side ahead by the stereo phase', () => {
  const [rate, depth, gap] = [2, 40, 4800]
  const x = silence(gap * 6).map((l) => l.map((_, i) => (i % gap ? 0 : 1)))
  // One quarter turn of 2 Hz is 6000 frames; each click hears a corner that hardly moves while it rings.
  const y = group({ rate, depth, spread: 50, center: 3000 }).run(x, 1024)
  for (const side of [0, 1])
    for (let c = 0; c < 6; c++) {
      const h = y[side]!.slice(c * gap, (c + 1) * gap)
      const swing = Math.sin(2 * Math.PI * ((rate * (c * gap + 3)) / RATE + side / 4))
      const corner = 3000 * 2 ** ((OCTAVES * depth * swing) / 100)
      for (const hz of [1000, 3000, 6000, 9000]) {
        const law = phaserDb((n) => ({ ...BARE })[n as keyof typeof BARE], hz, corner, RATE)
        if (law > -10) expect(Math.abs(magnitude(h, hz) - law), `${side} ${c} ${hz}`).toBeLessThan(0.1)
      }
    }
})
test('at mix 0 every bit is that of the input; without feedback and dry sound nothing is louder or softer', () => {
  const x = noises(3000)
  expect(firstDifference(group({ mix: 0, feedback: 80, depth: 50 }).run(x), x)).toBe(-1)
  const h = group({ mix: 100, stages: 12 }).run(impulse(8192))[0]!
  for (let hz = 30; hz < 23_000; hz *= 1.4) expect(Math.abs(magnitude(h, hz))).toBeLessThan(0.005)
})
test('a jump of a parameter leaves no click above −90 dB', () => {
  const from = { stages: 4, center: 400, depth: 20, rate: 0.3, feedback: 0, spread: 0, mix: 50 }
  const to = { stages: 12, center: 2500, depth: 50, rate: 2, feedback: 70, spread: 100, mix: 100 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    for (const [a, b] of [
      [from, { ...from, [name]: to[name] }],
      [to, { ...to, [name]: from[name] }],
    ] as const)
      expect(clickOf(device as never, a, b), name).toBeLessThan(-90)
})
