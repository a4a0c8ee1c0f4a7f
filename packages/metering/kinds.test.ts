// Every kind of live meter: its scale is one, and its needle moves as its standard says, with the standard's own signals and tolerances.
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { gainOfDb } from '@tonmeister/dsp/math.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { describe, expect, test } from 'vitest'
import { kinds } from './catalog/kinds.ts'
import { figureOf, type MeterKind } from './kind.ts'
import { loudnessOf } from './meters/lufs/law.ts'
import { noise, tones } from './signals.ts'

const RATE = 48_000
const all = Object.entries(kinds as Record<string, MeterKind>)
const db = (x: number) => 20 * Math.log10(x)
const kernels = new Kernels(kernelsModule())

/** What a needle shows after each block of a sound on all four channels, from rest. */
function follow(id: keyof typeof kinds, x: Float32Array, { rate = RATE, block = 48 } = {}): number[] {
  const { law } = kinds[id] as MeterKind
  if (!law) throw new Error(`${id} has no needle`)
  const mark = kernels.mark
  const state = kernels.allocate(kernels.get(`${law.kernel}_stateBytes`)(rate))
  const buffer = kernels.allocate(block * 16)
  kernels.get(`${law.kernel}_init`)(state, ...law.constants(rate))
  const process = kernels.get(`${law.kernel}_process`)
  const shown: number[] = []
  for (let at = 0; at < x.length; at += block) {
    const n = Math.min(block, x.length - at)
    const { f32 } = kernels
    for (let i = 0; i < n; i++) {
      const slot = (buffer >> 2) + i * 4
      f32[slot] = f32[slot + 1] = f32[slot + 2] = f32[slot + 3] = x[at + i]!
    }
    process(state, buffer, n)
    const reading = state >> 2
    if (f32[reading] !== f32[reading + 1] || f32[reading] !== f32[reading + 2] || f32[reading] !== f32[reading + 3])
      throw new Error('channels of the same sound read differently')
    shown.push(f32[reading]!)
    f32.fill(0, reading, reading + 4)
  }
  kernels.release(mark)
  return shown
}
/** A tone of so many seconds and so much silence behind it. */
const tone = (seconds: number, level = 0, { hz = 1000, silence = 0, rate = RATE } = {}) =>
  tones(rate, 1, [[seconds, level], ...(silence ? [[silence, -Infinity] as const] : [])], hz).data[0]!
/** dB that a burst of 5 kHz shows less than the tone that goes on. */
const burst = (id: keyof typeof kinds, ms: number) => db(Math.max(...follow(id, tone(ms / 1000, 0, { hz: 5000, silence: 0.05 }))))

describe.each(all)('%s', (key, kind) => {
  test('says what it is; scale and marks rise; warnings lie on the scale', () => {
    expect(kind.id).toBe(key)
    expect(kind.name.length).toBeGreaterThan(1)
    expect([kind.scale[0]![1], kind.scale.at(-1)![1]]).toEqual([0, 1])
    for (let i = 1; i < kind.scale.length; i++) {
      expect(kind.scale[i]![0]).toBeGreaterThan(kind.scale[i - 1]![0])
      expect(kind.scale[i]![1]).toBeGreaterThan(kind.scale[i - 1]![1])
    }
    const [bottom, top] = [kind.scale[0]![0], kind.scale.at(-1)![0]]
    kind.marks.forEach(([level], i) => {
      expect(level).toBeGreaterThanOrEqual(bottom)
      expect(level).toBeLessThanOrEqual(top)
      if (i) expect(level).toBeGreaterThan(kind.marks[i - 1]![0])
    })
    expect(kind.warn).toBeLessThan(kind.hot)
    expect(kind.hot).toBeLessThan(top)
  })
  test.runIf(kind.law)(
    'shows the same at every block size, ends in silence, and reads a steady sine at its level at every sample rate',
    () => {
      const id = key as keyof typeof kinds
      const sound = noise(4_800, 7)
      // Both fall between two readings here and there: what is compared is the last.
      expect(follow(id, sound, { block: 4_800 }).at(-1)).toBe(
        Math.max(...(kind.loudness ? [follow(id, sound, { block: 33 }).at(-1)!] : follow(id, sound, { block: 33 }))),
      )
      expect(
        follow(id, tone(0.1, 0, { silence: kind.loudness ? 3.2 : 14, rate: 8_000 }), { rate: 8_000, block: 8_000 }).at(-1)!,
      ).toBeLessThan(1e-5)
      for (const rate of [44_100, 96_000]) {
        const steady = follow(id, tone(id === 'lufs-short-term' ? 3.1 : 1.2, -18, { rate }), { rate, block: 1024 }).at(-1)!
        const reads = kind.loudness ? loudnessOf(steady, steady) : db(steady)
        expect(reads).toBeCloseTo(key === 'rms' ? -21.01 : -18, 1)
      }
    },
  )
})

describe('VU, IEC 60268-17', () => {
  test('reaches 99 % of a steady tone in 300 ms ± 10 % and goes 1 to 1.5 % too far', () => {
    const shown = follow('vu', tone(1.5))
    const rest = shown.at(-1)!
    const ms = shown.findIndex((x) => x >= 0.99 * rest)
    expect(ms).toBeGreaterThan(270)
    expect(ms).toBeLessThan(330)
    const over = Math.max(...shown) / rest
    expect(over).toBeGreaterThan(1.01)
    expect(over).toBeLessThan(1.015)
  })
  test('falls as it rises', () => {
    const shown = follow('vu', tone(1.5, 0, { silence: 0.5 }))
    const ms = shown.findIndex((x, i) => i > 1500 && x <= 0.01 * shown[1499]!) - 1500
    expect(ms).toBeGreaterThan(270)
    expect(ms).toBeLessThan(330)
  })
  test('0 VU is −18 dBFS, and the middle of two tones is shown, not their peak', () => {
    expect(figureOf(kinds.vu, -18)).toBe(0)
    // Half of the time: half of the mean.
    const shown = follow(
      'vu',
      tone(1).map((x, i) => (i % 480 < 240 ? x : 0)),
    )
    expect(db(shown.at(-1)!)).toBeCloseTo(-6.02, 0)
  })
})
describe('PPM, IEC 60268-10', () => {
  test.each([
    ['ppm-1', 10, -1, 0.5],
    ['ppm-1', 5, -2, 1],
    ['ppm-1', 3, -4, 1],
    ['ppm-1', 0.4, -15, 4],
    ['ppm-2-ebu', 100, 0, 0.5],
    ['ppm-2-ebu', 10, -2.5, 0.5],
    ['ppm-2-ebu', 5, -4, 0.75],
    ['ppm-2-ebu', 1.5, -9, 1],
    ['ppm-2-ebu', 0.5, -17, 2],
  ] as const)('%s: a burst of %s ms of 5 kHz reads %s dB ± %s', (id, ms, wanted, tolerance) => {
    expect(Math.abs(burst(id, ms) - wanted)).toBeLessThanOrEqual(tolerance)
  })
  test.each([
    ['ppm-1', 20, 1.7, 0.3],
    ['ppm-2-bbc', 24, 2.8, 0.3],
  ] as const)('%s falls %s dB in %s s ± %s', (id, fall, seconds, tolerance) => {
    const shown = follow(id, tone(0.5, 0, { silence: 3.5 }))
    const from = shown[499]!
    const s = shown.findIndex((x, i) => i > 500 && db(x / from) <= -fall) / 1000 - 0.5
    expect(Math.abs(s - seconds)).toBeLessThanOrEqual(tolerance)
  })
  test('both polarities read alike', () => {
    const pulse = Float32Array.from({ length: 4_800 }, (_, i) => (i < 96 ? 0.5 : 0))
    expect(follow('ppm-1', pulse)).toEqual(
      follow(
        'ppm-1',
        pulse.map((x) => -x),
      ),
    )
  })
  test('PPM 4 of the BBC, TEST of the EBU and of the Nordic countries are −18 dBFS, 0 dB of the DIN scale is −9 dBFS', () => {
    expect([kinds['ppm-2-bbc'], kinds['ppm-2-ebu'], kinds['ppm-1-nordic']].map((k) => figureOf(k, -18))).toEqual([4, 0, 0])
    expect(figureOf(kinds['ppm-2-bbc'], -10)).toBe(6)
    expect(figureOf(kinds['ppm-1'], -9)).toBe(0)
  })
})
describe('K-System and RMS', () => {
  test.each([
    ['k-20', 600],
    ['rms', 300],
  ] as const)('%s shows 99 %% of a steady tone after %s ms', (id, ms) => {
    const shown = follow(id, tone(1.5))
    expect(shown.findIndex((x) => x >= 0.99 * shown.at(-1)!) / ms).toBeCloseTo(1, 1)
  })
  test('0 of K-20 is a sine of −20 dBFS; a full-scale square reads 3.01 dB more than a sine', () => {
    expect(figureOf(kinds['k-20'], -20)).toBe(0)
    const square = Float32Array.from({ length: RATE * 1.5 }, (_, i) => (i % 48 < 24 ? 1 : -1))
    expect(db(follow('k-14', square).at(-1)!)).toBeCloseTo(3.01, 2)
    expect(db(follow('rms-aes17', tone(1)).at(-1)!)).toBeCloseTo(0, 1)
  })
})
describe('loudness, EBU Tech 3341', () => {
  const lufs = (id: 'lufs-momentary' | 'lufs-short-term', x: Float32Array) => follow(id, x, { block: 480 }).map((v) => loudnessOf(v, v))
  test('a stereo tone of −23 dBFS reads −23.0 LUFS ± 0.1 as soon as the window is full', () => {
    for (const [id, seconds] of [
      ['lufs-momentary', 0.4],
      ['lufs-short-term', 3],
    ] as const) {
      const read = lufs(id, tone(seconds + 0.2, -23))
      expect(Math.abs(read.at(-1)! + 23)).toBeLessThanOrEqual(0.1)
      // Half the window holds half the power.
      expect(read[Math.round((seconds * 100) / 2) - 1]!).toBeCloseTo(-26, 1)
    }
  })
  test('case 13: 400 ms of −23 dBFS between silences read at most −23.0 ± 0.1, wherever they begin', () => {
    for (const offset of [0, 0.02, 0.137]) {
      const read = lufs(
        'lufs-momentary',
        tones(RATE, 1, [
          [offset + 0.01, -Infinity],
          [0.4, -23],
          [0.3, -Infinity],
        ]).data[0]!,
      )
      expect(Math.abs(Math.max(...read) + 23)).toBeLessThanOrEqual(0.1)
    }
  })
})
test('a level of full scale is 0 dBFS of the sample peak meter', () => {
  expect(figureOf(kinds.peak, db(gainOfDb(0)))).toBe(0)
})
