import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  everywhere,
  firstDifference,
  Group,
  highestIn,
  inDb,
  magnitude,
  noise,
  noises,
  peak,
  rms,
  silence,
  sine,
  spectrum,
  toneIn,
} from '../render.ts'
import device from './device.ts'
import { TYPES } from './types.ts'

const [BELL, LOW_SHELF, HIGH_SHELF, HIGH_PASS_12, HIGH_PASS_24, LOW_PASS_12, LOW_PASS_24, NOTCH, TILT] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const
const group = (rate = 48_000) => new Group(device as never, rate)
/** The third band alone. */
const band = (type: number, freq: number, q: number, gain = 0) => ({
  ...{ b1on: 0, b2on: 0, b4on: 0, b5on: 0, b6on: 0 },
  ...{ b3on: 1, b3type: type, b3freq: freq, b3q: q, b3gain: gain },
})
/** |H| in dB at some frequencies. */
function response(settings: Record<string, number>, freqs: readonly number[], rate = 48_000, frames = 8192): number[] {
  const h = group(rate)
    .set(settings)
    .run(silence(frames).map((l) => l.fill(1, 0, 1)))[0]!
  return freqs.map((f) => magnitude(h, f, rate))
}
/** The analogue models, in dB: RBJ's, with s = i f / f0. */
function analogue(type: number, f: number, f0: number, q: number, gain: number): number {
  const u = (f / f0) ** 2
  const A = 10 ** (gain / 40)
  const v = (1 - u) ** 2
  const shelfTop = (A - u) ** 2 + (u * A) / q ** 2
  const shelfBottom = (1 - A * u) ** 2 + (u * A) / q ** 2
  const square = {
    [BELL]: (v + (u * A * A) / q ** 2) / (v + u / (A * q) ** 2),
    [LOW_SHELF]: (A * A * shelfTop) / shelfBottom,
    [HIGH_SHELF]: (A * A * shelfBottom) / shelfTop,
    [HIGH_PASS_12]: (u * u) / (v + u / q ** 2),
    [LOW_PASS_12]: 1 / (v + u / q ** 2),
    [NOTCH]: v / (v + u / q ** 2),
  }[type]!
  return 10 * Math.log10(square)
}
/** Frames in which a band has rung out to −120 dB. */
const ring = (f0: number, q: number, gain: number, rate: number) =>
  Math.ceil((4.4 * Math.max(q, 1 / q) * 10 ** (Math.abs(gain) / 40) * rate) / f0) + 2000
const FREQS = [20, 50, 100, 200, 500, 1000, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000]
/** Largest deviation from the analogue in dB up to 20 kHz, where the analogue is above −40 dB; several settings at 44.1 kHz. */
function deviation(type: number, freqs: readonly number[], qs: readonly number[], gains: readonly number[] = [0]): number {
  let most = 0
  for (const f0 of freqs)
    for (const q of qs)
      for (const gain of gains)
        response(band(type, f0, q, gain), FREQS, 44_100, ring(f0, q, gain, 44_100)).forEach((got, i) => {
          const want = analogue(type, FREQS[i]!, f0, q, gain)
          if (want > -40) most = Math.max(most, Math.abs(got - want))
        })
  return most
}

describe('up to 20 kHz at 44.1 kHz the response is that of the analogue model', () => {
  test('bell to 4 kHz, ±12 dB: within 0.5 dB', () => expect(deviation(BELL, [100, 1000, 4000], [0.5, 1, 4], [-12, 12])).toBeLessThan(0.5))
  test('bell at 8 and 12 kHz, ±6 dB: within 0.5 dB', () => expect(deviation(BELL, [8000, 12_000], [0.7, 1, 4], [-6, 6])).toBeLessThan(0.5))
  test('bell at 16 kHz, ±12 dB: within 1.5 dB', () => expect(deviation(BELL, [16_000], [0.7, 1, 4], [-12, -6, 6, 12])).toBeLessThan(1.5))
  test('low shelf to 2 kHz, ±12 dB: within 0.05 dB', () =>
    expect(deviation(LOW_SHELF, [60, 300, 2000], [0.5, 0.71, 1], [-12, 12])).toBeLessThan(0.05))
  test('high shelf at 2 to 12 kHz, ±12 dB: within 0.6 dB', () =>
    expect(deviation(HIGH_SHELF, [2000, 6000, 12_000], [0.5, 0.71], [-12, 12])).toBeLessThan(0.6))
  test('high-pass to 4 kHz: within 0.2 dB; at 12 kHz within 1 dB', () => {
    expect(deviation(HIGH_PASS_12, [30, 300, 4000], [0.5, 0.71, 2])).toBeLessThan(0.2)
    expect(deviation(HIGH_PASS_12, [12_000], [0.5, 0.71, 2])).toBeLessThan(1)
  })
  test('low-pass 1 to 16 kHz: within 1.2 dB (a bilinear one is 25 dB off)', () =>
    expect(deviation(LOW_PASS_12, [1000, 4000, 8000, 16_000], [0.5, 0.71, 2])).toBeLessThan(1.2))
  test('notch: within 0.4 dB outside its hole', () => {
    expect(deviation(NOTCH, [50, 1000, 6000], [0.7, 2, 20])).toBeLessThan(0.4)
    expect(deviation(NOTCH, [12_000], [2, 20])).toBeLessThan(0.4)
  })
})

const corpus = (name: string) => {
  try {
    return JSON.parse(readFileSync(fileURLToPath(new URL(`../../../../shared/corpus/dsp/${name}`, import.meta.url)), 'utf8'))
  } catch {
    return undefined
  }
}
describe('against values computed by others', () => {
  type Case = { type: string; fs: number; f0: number; Q: number; gain_db: number; freqs: number[]; analog_db: number[] }
  const cases: Case[] | undefined = corpus('biquads_rbj_and_analog.json')
  const NUMBERS: Record<string, number> = {
    peaking: BELL,
    lowshelf: LOW_SHELF,
    highshelf: HIGH_SHELF,
    highpass: HIGH_PASS_12,
    lowpass: LOW_PASS_12,
    notch: NOTCH,
  }
  test.skipIf(!cases)(
    'within 0.1 dB of the analogue to an eighth of the rate, 0.6 dB to a quarter, 1.2 dB to 20 kHz (skipped: no corpus)',
    () => {
      let used = 0
      for (const c of cases!) {
        const type = NUMBERS[c.type]
        // Beyond an octave below half the rate, and for shelves with a resonance of their own, the deviation is larger: see the README.
        if (type === undefined || c.f0 > c.fs / 4 || (c.type.endsWith('shelf') && c.Q > 3 && c.f0 > 1000)) continue
        used++
        response(band(type, c.f0, c.Q, c.gain_db), c.freqs, c.fs, ring(c.f0, c.Q, c.gain_db, c.fs)).forEach((got, i) => {
          const want = c.analog_db[i]!
          if (want < -60) return
          const part = Math.max(c.freqs[i]!, c.f0) / c.fs
          const bound = part < 1 / 8 ? 0.1 : part < 1 / 4 ? 0.6 : 1.2
          expect(Math.abs(got - want), `${c.type} ${c.f0} Hz Q ${c.Q} ${c.gain_db} dB at ${c.fs}: ${c.freqs[i]} Hz`).toBeLessThan(bound)
        })
      }
      expect(used).toBeGreaterThan(35)
    },
  )
  type Butterworth = { kind: string; order: number; fs: number; fc: number; freqs: number[]; db: number[] }
  const butterworth: Butterworth[] | undefined = corpus('butterworth.json')
  test.skipIf(!butterworth)(
    'the passes at Q 0.7071 are Butterworth: within 0.15 dB to a twentieth of the rate (skipped: no corpus)',
    () => {
      let used = 0
      for (const c of butterworth!) {
        const type = TYPES.findIndex((x) => x.kind === c.kind.replace('pass', '-pass') && x.slope === 6 * c.order)
        // The reference is bilinear: above, it is itself off the analogue.
        if (type < 0 || c.fc > c.fs / 30) continue
        used++
        response(band(type, c.fc, Math.SQRT1_2), c.freqs, c.fs, ring(c.fc, 1.3, 0, c.fs)).forEach((got, i) => {
          if (c.freqs[i]! <= c.fs / 20 && c.db[i]! > -80)
            expect(Math.abs(got - c.db[i]!), `${c.kind} ${c.order} ${c.fc} ${c.freqs[i]}`).toBeLessThan(0.15)
        })
      }
      expect(used).toBe(4)
    },
  )
})

test("at Q 0.7071 the passes have Butterworth's response of their order, within 1.2 dB to 12 kHz at 48 kHz, 3 dB to 16", () => {
  TYPES.forEach(({ kind, slope }, type) => {
    if (!slope) return
    for (const fc of [60, 700, 5000])
      response(band(type, fc, Math.SQRT1_2), FREQS, 48_000, ring(fc, 2.6, 0, 48_000)).forEach((got, i) => {
        const want = -10 * Math.log10(1 + (FREQS[i]! / fc) ** ((kind === 'low-pass' ? 1 : -1) * (slope / 3)))
        if (want > -60 && FREQS[i]! <= 16_000)
          expect(Math.abs(got - want), `${slope} ${kind} ${fc} ${FREQS[i]}`).toBeLessThan(FREQS[i]! <= 12_000 ? 1.2 : 3)
      })
  })
})
test('a tilt turns the spectrum about its frequency: half of its gain above and half below, by the formula within 0.2 dB to 16 kHz', () => {
  for (const gain of [-12, 6, 18])
    for (const f0 of [300, 2000])
      response(band(TILT, f0, 1, gain), FREQS, 48_000, 20_000).forEach((got, i) => {
        const A = 10 ** (gain / 20)
        const u = (FREQS[i]! / f0) ** 2
        if (FREQS[i]! <= 16_000)
          expect(Math.abs(got - 10 * Math.log10((1 + A * u) / (A + u))), `${gain} ${f0} ${FREQS[i]}`).toBeLessThan(0.2)
      })
})
describe('a band works on', () => {
  const [left, right] = [noise(6000, 1, 0.25), noise(6000, 2, 0.25)]
  const bell = { ...band(BELL, 1500, 1, 9) }
  const run = (settings: object, l = left, r = right) =>
    group()
      .set({ ...bell, ...settings })
      .run([l, r, l, r])
  const both = run({})
  const restDb = (a: Float32Array, b: Float32Array) => inDb(rms(a.map((x, i) => x - b[i]!)) / rms(b))
  test.each([
    ['left', 1, 0],
    ['right', 2, 1],
  ] as const)('%s alone: the other side keeps every bit', (_, where, side) => {
    const out = run({ b3where: where })
    expect(firstDifference([out[side]!], [both[side]!])).toBe(-1)
    expect(firstDifference([out[1 - side]!], [[left, right][1 - side]!])).toBe(-1)
  })
  test('mid and side: together they are stereo, each leaves the other, below −110 dB', () => {
    const twice = group()
      .set({ ...bell, b3where: 3, b4on: 1, b4type: BELL, b4freq: 1500, b4q: 1, b4gain: 9, b4where: 4 })
      .run([left, right, left, right])
    expect(restDb(twice[0]!, both[0]!)).toBeLessThan(-110)
    const turned = left.map((x) => -x)
    expect(restDb(run({ b3where: 3 }, left, turned)[0]!, left)).toBeLessThan(-110)
    expect(restDb(run({ b3where: 4 }, left, left)[0]!, left)).toBeLessThan(-110)
    expect(restDb(run({ b3where: 4 }, left, turned)[0]!, run({}, left, turned)[0]!)).toBeLessThan(-110)
  })
  test('another side without a click: what is above 3 kHz stays below −80 dB', () => {
    const g = group()
    const x = sine(48_000, 200, 0.5)
    const y = new Float32Array(x.length)
    const input = (at: number) => [x.subarray(at, at + 128), x.subarray(at, at + 128).map((v) => v * 0.3)]
    for (let at = 0, i = 0; at < x.length; at += 128, i++) {
      const [l, r] = input(at)
      y.set(g.set({ ...band(BELL, 200, 1, 12), b3where: Math.floor(i / 20) % 5 }).run([l!, r!, l!, r!], 128)[0]!, at)
    }
    expect(highestIn(spectrum(y.subarray(4096, 4096 + 32_768)), 3000, 24_000)).toBeLessThan(-80)
  })
})

test('flat, it passes every bit', () => {
  const x = noises(2000)
  expect(firstDifference(group().run(x), x)).toBe(-1)
})
test('a boost and the same cut cancel: less than −110 dB is left', () => {
  for (const [type, f0] of [
    [BELL, 12_000],
    [LOW_SHELF, 150],
    [HIGH_SHELF, 9000],
  ] as const) {
    const x = noises(8000, 0.25)
    const y = group()
      .set(band(type, f0, 0.9, 9))
      .run(x)
    const z = group()
      .set(band(type, f0, 0.9, -9))
      .run(y)[0]!
    expect(inDb(rms(z.map((v, i) => v - x[0]![i]!)) / rms(x[0]!))).toBeLessThan(-110)
  }
})
test('noise and distortion of its own stay below −120 dB, at 25 Hz and 96 kHz too', () => {
  for (const [rate, settings, hz] of [
    [48_000, band(BELL, 30, 4, 12), 30],
    [96_000, band(HIGH_PASS_24, 25, 0.71), 50],
    [44_100, band(LOW_SHELF, 60, 0.7, -12), 40],
    [48_000, band(LOW_PASS_24, 8000, 0.71), 1000],
  ] as const) {
    const y = group(rate)
      .set(settings)
      .run(everywhere(sine(3 * rate, hz, 0.5, rate)))[0]!
    expect(toneIn(y.subarray(2 * rate), hz, rate).restDb).toBeLessThan(-120)
  }
})
test('a notch takes 80 dB at its frequency and nothing a decade away', () => {
  for (const f0 of [50, 1000, 15_000]) {
    const y = group()
      .set(band(NOTCH, f0, 4))
      .run(everywhere(sine(96_000, f0, 0.5)))[0]!
    expect(inDb(peak(y.subarray(72_000)) / 0.5)).toBeLessThan(-80)
  }
  for (const g of response(band(NOTCH, 1000, 4), [100, 10_000])) expect(Math.abs(g)).toBeLessThan(0.02)
})
describe('moving parameters make no noise', () => {
  /** Highest component above 3 kHz, dB, of a 200 Hz sine at −6 dBFS through settings that change every 32 frames. */
  const zipper = (settings: (t: number) => Record<string, number>) => {
    const g = group()
    const x = sine(32_768 + 4096, 200, 0.5)
    const y = new Float32Array(x.length)
    for (let at = 0; at < x.length; at += 32) y.set(g.set(settings(at / 48_000)).run(everywhere(x.subarray(at, at + 32)), 32)[0]!, at)
    return highestIn(spectrum(y.subarray(4096)), 3000, 24_000)
  }
  test('gain of a bell, ±12 dB at 3 Hz: below −100 dB', () =>
    expect(zipper((t) => band(BELL, 250, 1, 12 * Math.sin(2 * Math.PI * 3 * t)))).toBeLessThan(-100))
  test('frequency of a bell, 100 to 4000 Hz at 2 Hz: below −100 dB', () =>
    expect(zipper((t) => band(BELL, 632 * 6.32 ** Math.sin(2 * Math.PI * 2 * t), 2, 12))).toBeLessThan(-100))
  test('cutoff of a low-pass, 150 to 2000 Hz at 2 Hz: below −100 dB', () =>
    expect(zipper((t) => band(LOW_PASS_24, 548 * 3.65 ** Math.sin(2 * Math.PI * 2 * t), 0.71))).toBeLessThan(-100))
})
test('switching a band on is a crossfade over the call: no sample jumps by more than the sine itself moves', () => {
  const g = group()
  const x = sine(768, 100, 0.5)
  const before = g
    .set({ ...band(BELL, 100, 1, 12), b3on: 0 })
    .run(everywhere(x.subarray(0, 256)))[0]!
    .at(-1)!
  const y = g.set(band(BELL, 100, 1, 12)).run(everywhere(x.subarray(256)))[0]!
  // The fastest a 100 Hz sine of four times the level moves is 0.026 per frame.
  let step = Math.abs(y[0]! - before)
  for (let i = 1; i < y.length; i++) step = Math.max(step, Math.abs(y[i]! - y[i - 1]!))
  expect(step).toBeLessThan(0.026)
})
test('a sweep from 20 Hz to 20 kHz in 10 ms at Q 40 stays bounded', () => {
  const g = group()
  const x = noise(512, 4, 0.5)
  let most = 0
  for (let i = 0; i < 15; i++)
    most = Math.max(
      most,
      peak(g.set(band(LOW_PASS_12, 20 * 1000 ** (i / 14), 40)).run(everywhere(x.subarray(32 * i, 32 * i + 32)), 32)[0]!),
    )
  expect(most).toBeLessThan(40)
})
test('six bands and the output add up: the sum of their responses in dB', () => {
  const all = { b1on: 1, b1type: HIGH_PASS_24, b1freq: 40, b2gain: 3, b3gain: -4, b4gain: 2, b5gain: -3, b6on: 1, output: 1.5 }
  const alone = (n: number) => {
    const off = Object.fromEntries([1, 2, 3, 4, 5, 6].filter((b) => b !== n).map((b) => [`b${b}on`, 0]))
    return response({ ...all, ...off, output: 0 }, FREQS)
  }
  const sum = FREQS.map(() => 1.5)
  for (let n = 1; n <= 6; n++)
    alone(n).forEach((v, i) => {
      sum[i]! += v
    })
  response(all, FREQS).forEach((v, i) => expect(Math.abs(v - sum[i]!)).toBeLessThan(0.01))
})
