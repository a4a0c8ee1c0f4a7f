import { describe, expect, test } from 'vitest'
import { constant, crossing, everywhere, firstDifference, Group, inDb, jump, level, magnitude, noises, peak, sine } from '../render.ts'
import { reductionAt } from './curve.ts'
import device from './device.ts'

const group = (rate = 48_000) => new Group(device as never, rate)
/** Gain reduction over time, dB, of a constant signal under a key that jumps from one level to another after `at` frames. */
function reduction(settings: Record<string, number>, from: number, to: number, at: number, frames: number, rate = 48_000): Float64Array {
  const key = jump(from, to, at, frames)
  const y = group(rate)
    .set(settings)
    .run(everywhere(constant(frames, 0)), 128, everywhere(key))[0]!
  return Float64Array.from(y, (v) => -inDb(v))
}

describe('the static curve', () => {
  const fast = { attack: 0.00005, release: 0.005, hold: 0.01 }
  test('a 1 kHz tone that lasts is reduced as the curve is drawn, within 0.02 dB, for any threshold, ratio, range and mode', () => {
    for (const settings of [
      { threshold: -30, ratio: 100, range: 50 },
      { threshold: -20, ratio: 2, range: 80 },
      { threshold: -35, ratio: 3.5, range: 24 },
      { threshold: -30, mode: 1, range: 12 },
    ] as Record<string, number>[]) {
      const value = (name: string) => settings[name] ?? (device.params as Record<string, { default: number }>)[name]!.default
      for (const db of [-60, -40, -33, -25, -12]) {
        const tone = sine(6000, 1000, level(db))
        const g = group().set({ ...settings, ...fast })
        const y = g.run(everywhere(tone))[0]!
        const out = inDb(peak(y.subarray(5520)) / peak(tone.subarray(5520)))
        expect(Math.abs(-out - reductionAt(value, db)), JSON.stringify([settings, db])).toBeLessThan(0.02)
        expect(Math.abs(inDb(g.reading('level') / 100) - db)).toBeLessThan(0.02)
      }
    }
  })
  test('open, not one bit differs', () => {
    const x = noises(3000, 0.5)
    expect(firstDifference(group().set({ threshold: -60, hold: 0.05 }).run(x), x)).toBe(-1)
  })
  test('hysteresis: it closes only so many decibels below where it opens', () => {
    const settings = { ...fast, threshold: -30, hysteresis: 6, range: 40 }
    expect(reduction(settings, -60, -33, 4800, 9600).at(-1)).toBeCloseTo(40, 1)
    expect(reduction(settings, -20, -33, 4800, 9600).at(-1)).toBeCloseTo(0, 2)
    expect(reduction(settings, -20, -37, 4800, 9600).at(-1)).toBeCloseTo(40, 1)
  })
})

describe('times', () => {
  const settings = { threshold: -30, hysteresis: 0, range: 40 }
  test('attack and release are time constants of the reduction in dB: 63.2 % within 1 % or one frame, gate and ducker', () => {
    for (const rate of [44_100, 96_000])
      for (const mode of [0, 1])
        for (const seconds of [0.002, 0.03]) {
          const at = Math.ceil(0.25 * rate)
          const up = reduction(
            { ...settings, mode, attack: seconds, release: 0.02, hold: 0.001 },
            -70,
            0,
            at,
            at + Math.ceil(seconds * 2 * rate),
            rate,
          )
          const from = up[at - 1]!
          expect(Math.abs(from - (mode ? 0 : 40))).toBeLessThan(0.01)
          const attacked = crossing(up, at - 1, from + ((mode ? 40 : 0) - from) * (1 - Math.exp(-1))) - (at - 1)
          expect(Math.abs(attacked - seconds * rate), `attack ${seconds} s at ${rate}`).toBeLessThan(Math.max(1, 0.01 * seconds * rate))
          const release = seconds * 5
          const down = reduction(
            { ...settings, mode, attack: 0.01, release, hold: 0.001 },
            0,
            -70,
            at,
            at + Math.ceil(release * 2.5 * rate),
            rate,
          )
          // It lets go when the held level has fallen through the threshold.
          let moves = at
          while (Math.abs(down[moves]! - down[at]!) < 0.01 * (1 / (seconds * 20))) moves++
          const released = crossing(down, moves, mode ? 40 * Math.exp(-1) : 40 * (1 - Math.exp(-1))) - (moves - 1)
          expect(Math.abs(released - release * rate), `release ${release} s at ${rate}: ${released}`).toBeLessThan(
            Math.max(2, 0.01 * release * rate),
          )
        }
  })
  test('hold: it stays open for so long after the key has ended, and falls through the threshold 2 ms per 8.7 dB later', () => {
    for (const hold of [0.01, 0.1]) {
      const r = reduction({ ...settings, hold, release: 0.005 }, 0, -100, 4800, 14_400)
      const closes = crossing(r, 4799, 1) - 4799
      const expected = hold * 48_000 + 0.002 * 48_000 * Math.log(level(30))
      expect(Math.abs(closes - expected)).toBeLessThan(20)
    }
  })
  test('a 50 Hz tone above the threshold does not chatter when held for half a wave', () => {
    const x = sine(24_000, 50, level(-20))
    const y = group().set({ threshold: -26, hysteresis: 0, hold: 0.012, release: 0.005 }).run(everywhere(x))[0]!
    expect(firstDifference([y.subarray(9600)], [x.subarray(9600)])).toBe(-1)
  })
  test('look-ahead is the latency that is reported, to the frame, and lets the attack begin before the sound', () => {
    for (const rate of [44_100, 48_000])
      for (const lookahead of [0, 1, 2, 3]) {
        const late = device.latency!({ lookahead } as never, rate)
        const x = noises(4000, 0.5)
        const y = group(rate).set({ lookahead, range: 0 }).run(x)
        expect(
          firstDifference(
            y.map((l) => l.slice(late)),
            x.map((l) => l.slice(0, 4000 - late)),
          ),
        ).toBe(-1)
      }
    const burst = sine(9600, 1000, 0.5).fill(0, 0, 4800)
    const first = (lookahead: number) => {
      const late = device.latency!({ lookahead } as never, 48_000)
      const y = group().set({ lookahead, attack: 0.001, threshold: -30 }).run(everywhere(burst))[0]!
      return Math.abs(y[4800 + late + 12]! / burst[4812]!)
    }
    expect(first(0)).toBeLessThan(0.3)
    expect(first(3)).toBeGreaterThan(0.999)
  })
})

describe('the key', () => {
  test('its filters cut 12 dB per octave, heard with key listen', () => {
    const impulse = new Float32Array(8192)
    impulse[0] = 1
    const h = group().set({ listen: 1, lowcut: 1000, highcut: 4000 }).run(everywhere(impulse))[0]!
    const butterworth = (hz: number) => -10 * Math.log10(1 + (1000 / hz) ** 4)
    for (const hz of [125, 250]) expect(Math.abs(magnitude(h, hz) - butterworth(hz))).toBeLessThan(0.1)
    expect(magnitude(h, 4000)).toBeLessThan(-2.9)
    expect(magnitude(h, 16_000)).toBeLessThan(-24)
  })
  test('a key alone steers, and both channels of a pair go together', () => {
    const x = everywhere(constant(9600, -6))
    const quiet = constant(9600, -90)
    const y = group()
      .set({ threshold: -30, range: 50, release: 0.01 })
      .run(x, 128, [quiet, constant(9600, -10), quiet, quiet])
    expect(y[0]!.at(-1)).toBe(x[0]![0])
    expect(y[1]!.at(-1)).toBe(x[0]![0])
    expect(inDb(y[2]!.at(-1)! / level(-6))).toBeCloseTo(-50, 0)
  })
})
test('another look-ahead while it plays makes no step', () => {
  const g = group().set({ threshold: -60 })
  const x = sine(4096, 100, 0.5)
  const a = g.run(everywhere(x.subarray(0, 2048)))[0]!
  const b = g.set({ threshold: -60, lookahead: 3 }).run(everywhere(x.subarray(2048)))[0]!
  const y = Float32Array.from([...a, ...b])
  let step = 0
  for (let i = 1100; i < 3000; i++) step = Math.max(step, Math.abs(y[i]! - y[i - 1]!))
  // A tone of 100 Hz moves by 0.0066 a frame; a cut would be up to 1.
  expect(step).toBeLessThan(0.02)
})
