import { describe, expect, test } from 'vitest'
import {
  clickOf,
  everywhere,
  firstDifference,
  Group,
  inDb,
  magnitude,
  noises,
  RATE,
  rms,
  type Settings,
  sine,
  toneIn,
  vowel,
} from '../render.ts'
import device from './device.ts'

const group = (settings: Settings) => new Group(device as never).set(settings)
const late = (x: readonly Float32Array[], frames: number) => x.map((l) => Float32Array.from(l, (_, i) => l[i - frames] ?? 0))
const WINDOW = 1440

describe('a sine', () => {
  test.each([
    [-24, 0, 997],
    [-12, 0, 220],
    [-1, 37, 3000],
    [0, 7, 997],
    [3, 0, 80],
    [7, -50, 997],
    [12, 0, 220],
    [24, 0, 3000],
  ])(
    'moved by %i semitones and %i cents from %i Hz is right within 0.05 cent and 0.05 dB, and nothing else is louder than −25 dB',
    (semitones, cents, hz) => {
      const y = group({ semitones, cents })
        .run(everywhere(sine(1.2 * RATE, hz, 0.5)), 1024)[0]!
        .subarray(0.2 * RATE)
      const wanted = hz * 2 ** ((semitones + cents / 100) / 12)
      const [a, b] = [toneIn(y.subarray(0, RATE / 2), wanted), toneIn(y.subarray(RATE / 2), wanted)]
      const turns = (b.phase - a.phase) / (2 * Math.PI) - wanted / 2
      // Half a second between the two.
      expect(1200 * Math.log2(1 + (2 * (turns - Math.round(turns))) / wanted)).toBeCloseTo(0, 1)
      expect(Math.abs(inDb(a.amplitude / 0.5))).toBeLessThan(0.05)
      expect(a.restDb).toBeLessThan(-25)
    },
  )
})
test('without a shift, and dry, every bit is that of the input after the window; coming back to none it is so again', () => {
  const x = noises(6000)
  expect(firstDifference(group({}).run(x), late(x, WINDOW))).toBe(-1)
  expect(firstDifference(group({ mix: 0, semitones: 5, window: 0.01 }).run(x), late(x, 480))).toBe(-1)
  const g = group({ semitones: 5 })
  g.run(noises(20_000))
  g.set({})
  const y = g.run(noises(40_000))
  expect(
    firstDifference(
      y.map((l) => l.subarray(30_000)),
      late(noises(40_000), WINDOW).map((l) => l.subarray(30_000)),
    ),
  ).toBe(-1)
})
test('what would fold is taken off: 16 kHz an octave up is 30 dB down', () => {
  const y = group({ semitones: 12 })
    .run(everywhere(sine(RATE / 2, 16_000, 0.5)), 1024)[0]!
    .subarray(RATE / 4)
  expect(inDb(rms(y) * Math.SQRT2) - inDb(0.5)).toBeLessThan(-30)
})
test('a stereo pair is spliced at the same places: what is the same on both sides stays the same', () => {
  const x = noises(20_000)
  const [l, r] = group({ semitones: 4 }).run([x[0]!, x[0]!, x[2]!, x[3]!])
  expect(firstDifference([l!], [r!])).toBe(-1)
})
test('kept formants stay where they are while the pitch moves', () => {
  const x = vowel(RATE, 110)
  const part = (y: Float32Array) => y.subarray(RATE / 3, RATE / 3 + 21_818)
  const power = (y: Float32Array, pitch: number, from: number, to: number) => {
    let sum = 0
    for (let n = Math.ceil(from / pitch); n * pitch < to; n++) sum += 10 ** (magnitude(y, n * pitch) / 10)
    return 10 * Math.log10(sum)
  }
  const pitch = 110 * 2 ** (5 / 12)
  // The first formant's octave against the one above the second: shifted along they change, kept they do not.
  const balance = (y: Float32Array, p: number) => power(y, p, 500, 900) - power(y, p, 1300, 2000)
  const own = balance(part(x), 110)
  const moved = balance(part(group({ semitones: 5 }).run(everywhere(x), 1024)[0]!), pitch)
  const kept = balance(part(group({ semitones: 5, formants: 1 }).run(everywhere(x), 1024)[0]!), pitch)
  expect(Math.abs(moved - own)).toBeGreaterThan(8)
  expect(Math.abs(kept - own)).toBeLessThan(3)
})
test('a jump of a parameter leaves no click above −60 dB', () => {
  const from = { semitones: -3, cents: 0, formants: 0, window: 0.03, mix: 60 }
  const to = { semitones: 4, cents: 40, formants: 1, window: 0.05, mix: 100 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    for (const [a, b] of [
      [from, { ...from, [name]: to[name] }],
      [to, { ...to, [name]: from[name] }],
    ] as const)
      expect(clickOf(device as never, a, b), name).toBeLessThan(-60)
})
