// The drawn curve and the kernel are the same filter.
import { describe, expect, test } from 'vitest'
import { Group, magnitude, silence } from '../render.ts'
import device from './device.ts'
import { bandOf, eqCurve, responseDb, sectionsOf } from './response.ts'
import { TYPES, worksOn } from './types.ts'

const defaults = (name: string): number => (device.params as Record<string, { default: number }>)[name]!.default
/** What the kernel does to left or mid, from its answer to an impulse on both sides. */
function heard(settings: Record<string, number>, freqs: readonly number[], rate: number): number[] {
  const frames = 1 << 16
  const h = new Group(device as never, rate).set(settings).run(silence(frames).map((l) => l.fill(1, 0, 1)))[0]!
  return freqs.map((f) => magnitude(h, f, rate))
}
const alone = (type: number, freq: number, gain: number, q: number) => ({
  ...{ b2on: 0, b4on: 0, b5on: 0, b3on: 1, b3type: type, b3freq: freq, b3gain: gain, b3q: q },
})
function worst(settings: Record<string, number>, rate: number): number {
  const value = (name: string) => settings[name] ?? defaults(name)
  const sections = [1, 2, 3, 4, 5, 6].flatMap((b) =>
    bandOf(value, b).on && worksOn(bandOf(value, b).where)[0] ? sectionsOf(bandOf(value, b), rate) : [],
  )
  const freqs = Array.from({ length: 40 }, (_, i) => 25 * ((0.9 * rate) / 2 / 25) ** (i / 39))
  return heard(settings, freqs, rate).reduce((most, db, i) => {
    const drawn = responseDb(sections, freqs[i]!, rate) + value('output')
    // Down where 32-bit samples end there is nothing to compare.
    return db < -90 && drawn < -90 ? most : Math.max(most, Math.abs(db - drawn))
  }, 0)
}

describe('the drawn curve is what the kernel does, within 0.3 dB up to 0.9 of half the rate', () => {
  test.each([44_100, 48_000, 96_000])('every type, at %i Hz', (rate) => {
    for (const [type, freq, gain, q] of [
      [0, 60, 9, 1],
      [0, 1000, -12, 4],
      [0, 15_000, 12, 0.7],
      [0, 300, 18, 0.2],
      [1, 120, 8, 0.71],
      [1, 900, -10, 0.71],
      [2, 8000, 6, 0.71],
      [2, 5000, -9, 1.2],
      [3, 80, 0, 0.71],
      [4, 400, 0, 0.71],
      [5, 3000, 0, 2],
      [6, 9000, 0, 0.71],
      [7, 1000, 0, 5],
      [3, 300, 0, 0.3],
      [8, 700, 12, 1],
      [8, 3000, -20, 1],
      [9, 900, 0, 2],
      ...TYPES.flatMap(({ slope }, type) => (slope ? [[type, 500, 0, Math.SQRT1_2] as const] : [])),
    ] as const)
      expect(worst(alone(type, freq, gain, q), rate), `type ${type} at ${freq} Hz`).toBeLessThan(0.3)
  })
  test('every factory preset', () => {
    for (const preset of device.presets) expect(worst(preset.params as Record<string, number>, 48_000), preset.name).toBeLessThan(0.3)
  })
})
test('a flat equaliser is a line at its output', () => {
  expect([...eqCurve((name) => (name === 'output' ? -3 : defaults(name)), 5)]).toEqual([-3, -3, -3, -3, -3])
})
