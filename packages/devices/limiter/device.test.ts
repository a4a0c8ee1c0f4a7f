import { describe, expect, test } from 'vitest'
import { everywhere, firstDifference, Group, inDb, noise, noises, peak, rms, sine } from '../render.ts'
import device from './device.ts'

const group = (rate = 48_000) => new Group(device as never, rate)
const latency = (rate = 48_000) => device.latency!({} as never, rate)

/** True peak by 16 points a sample, 128 taps of a Kaiser-windowed sinc: far better than what the kernel uses. */
function truePeak(x: Float32Array): number {
  const HALF = 64
  const bessel = (v: number) => {
    let sum = 1
    let term = 1
    for (let k = 1; k < 40; k++) sum += term *= (v / 2 / k) ** 2
    return sum
  }
  let most = peak(x)
  for (let phase = 1; phase < 16; phase++) {
    const taps = Array.from({ length: 2 * HALF }, (_, i) => {
      const t = i - HALF + 1 - phase / 16
      return (Math.sin(Math.PI * t) / (Math.PI * t)) * (bessel(9 * Math.sqrt(Math.max(0, 1 - (t / HALF) ** 2))) / bessel(9))
    })
    for (let n = HALF; n < x.length - HALF; n++) {
      // Only where the samples are high can the curve be highest.
      if (Math.abs(x[n]!) < 0.5 * most && Math.abs(x[n + 1]!) < 0.5 * most) continue
      let y = 0
      for (let i = 0; i < 2 * HALF; i++) y += taps[i]! * x[n - HALF + 1 + i]!
      most = Math.max(most, Math.abs(y))
    }
  }
  return most
}
/** A maximum-length sequence of full scale. */
function sequence(n: number): Float32Array {
  let s = 1
  return Float32Array.from({ length: n }, () => {
    s = s & 1 ? (s >> 1) ^ 0x6000 : s >> 1
    return s & 1 ? 1 : -1
  })
}
const tone = (n: number, part: number, degrees: number, level: number) =>
  Float32Array.from(
    { length: n },
    (_, i) => level * Math.sin((2 * Math.PI * i) / part + (degrees * Math.PI) / 180) * Math.min(1, i / 480, (n - i) / 480),
  )

describe('the true peak never passes the ceiling by 0.04 dB', () => {
  const N = 9600
  const signals: Record<string, Float32Array> = {
    'EBU 15: a quarter of the rate, 0°, +6 dB': tone(N, 4, 0, 2),
    'EBU 16: a quarter of the rate, 45°, +6 dB': tone(N, 4, 45, 2),
    'EBU 17: a sixth of the rate, 60°, +6 dB': tone(N, 6, 60, 2),
    'EBU 18: an eighth of the rate, 67.5°, +6 dB': tone(N, 8, 67.5, 2),
    'EBU 19: a quarter of the rate, 45°, 1.41': tone(N, 4, 45, 1.41),
    'a maximum-length sequence': sequence(N),
    'full-scale squares of 1 kHz': sine(N, 1000).map((v) => (v >= 0 ? 1 : -1)),
    'full-scale squares of 100 Hz': sine(N, 100).map((v) => (v >= 0 ? 1 : -1)),
    // The two that the interpolator sees worst, of the first 48.
    'noise, +12 dB, seed 46': noise(N, 46, 4),
    'noise, +12 dB, seed 6': noise(N, 6, 4),
    'a sweep to 20 kHz, +3 dB': Float32Array.from({ length: N }, (_, i) => 1.41 * Math.sin((Math.PI * 20_000 * i * i) / N / 48_000)),
    'a single sample of +20 dB': new Float32Array(N).fill(10, 5000, 5001),
  }
  for (const [name, x] of Object.entries(signals))
    test(name, () => {
      const y = group().set({ ceiling: -1 }).run(everywhere(x))[0]!
      expect(inDb(truePeak(y))).toBeLessThan(-1 + 0.04)
      if (name.startsWith('EBU 1')) expect(inDb(truePeak(y.subarray(3000, 8000)))).toBeGreaterThan(-1.2)
    })
  test('noise in bursts, +12 dB, at 44.1 and 96 kHz', () => {
    for (const rate of [44_100, 96_000]) {
      const x = noise(N, 9, 4).map((v, i) => (i % 1700 < 300 ? v : v * 0.05))
      expect(inDb(truePeak(group(rate).set({ ceiling: -2, release: 0.01 }).run(everywhere(x))[0]!))).toBeLessThan(-2 + 0.04)
    }
  })
})

test('a signal below the ceiling is only delayed: not one bit differs', () => {
  for (const rate of [44_100, 48_000, 96_000, 192_000]) {
    const x = noises(6000, 0.3)
    const y = group(rate).run(x)
    const d = latency(rate)
    expect(
      firstDifference(
        y.map((l) => l.slice(d)),
        x.map((l) => l.slice(0, 6000 - d)),
      ),
    ).toBe(-1)
  }
})
test('after a peak it comes back to exactly 1', () => {
  const x = sine(48_000, 997, 0.5).map((v, i) => (i === 1000 ? 3 : v))
  const y = group().set({ release: 0.05 }).run(everywhere(x))[0]!
  const d = latency()
  expect(firstDifference([y.subarray(40_000)], [x.subarray(40_000 - d, 48_000 - d)])).toBe(-1)
})
test('the look-ahead is 5.8 ms at 48 kHz, and about that at other rates', () => {
  expect(latency(48_000)).toBe(278)
  for (const rate of [8000, 22_050, 44_100, 88_200, 96_000, 192_000]) expect(Math.abs(latency(rate) / rate - 0.0058)).toBeLessThan(0.003)
})
test('both channels of a pair are turned down alike', () => {
  const loud = noise(4000, 1, 3)
  const quiet = sine(4000, 440, 0.2)
  const y = group().run([loud, quiet, quiet, quiet])
  const d = latency()
  expect(rms(y[1]!.subarray(1000)) / rms(quiet)).toBeLessThan(0.5)
  expect(firstDifference([y[2]!.subarray(d)], [quiet.subarray(0, 4000 - d)])).toBe(-1)
})
test('50 Hz pushed 6 dB into it keeps its distortion below 1 % (release 80 ms)', () => {
  const y = group()
    .set({ input: 6, ceiling: 0 })
    .run(everywhere(sine(48_000, 50)))[0]!
    .subarray(24_000, 33_600)
  let re = 0
  let im = 0
  for (let i = 0; i < y.length; i++) {
    re += y[i]! * Math.cos((2 * Math.PI * 50 * i) / 48_000)
    im += y[i]! * Math.sin((2 * Math.PI * 50 * i) / 48_000)
  }
  const [a, b] = [(2 * re) / y.length, (2 * im) / y.length]
  const rest = y.map((v, i) => v - a * Math.cos((2 * Math.PI * 50 * i) / 48_000) - b * Math.sin((2 * Math.PI * 50 * i) / 48_000))
  expect(rms(rest) / rms(y)).toBeLessThan(0.01)
})
test('the reading is what was taken away', () => {
  const g = group().set({ ceiling: -6 })
  const x = sine(24_000, 1000, 1)
  const y = g.run(everywhere(x))[0]!
  const taken = inDb(rms(x.subarray(14_400)) / rms(y.subarray(14_400)))
  expect(Math.abs(taken - 6)).toBeLessThan(0.25)
  expect(Math.abs(g.reading('reduction') - taken)).toBeLessThan(0.05)
})
