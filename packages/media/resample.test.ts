// Sample-rate conversion measured: level, distortion, aliases, images, delay, length, and the same bits however it is read.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AudioReader, audioFromArrays } from '@tonmeister/dsp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resampled } from './resample.ts'

const references = join(import.meta.dirname, '../../../shared/corpus/dsp/src_reference_measurements.json')

// ── A small language ───────────────────────────────────────────────────────

const sine = (rate: number, hz: number, frames = Math.round(rate / 12)): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate))
function convert(from: number, to: number, ...channels: Float32Array[]): Float32Array[] {
  const reader = resampled(audioFromArrays(from, channels), to)
  const out = channels.map(() => new Float32Array(reader.frames))
  expect(reader.read(0, out)).toBe(reader.frames)
  return out
}
const inDb = (power: number) => 10 * Math.log10(power)
/** Leaves out both ends, where the silence around the file is heard. */
const middle = (x: Float32Array) => x.subarray(Math.floor(x.length / 5), Math.ceil((x.length * 4) / 5))
/** A sine of the known frequency, fitted by least squares: its level against 0.5, its phase at frame 0, and everything else. */
function heard(y: Float32Array, rate: number, hz: number): { gainDb: number; radians: number; restDb: number } {
  const from = Math.floor(y.length / 5)
  const to = Math.ceil((y.length * 4) / 5)
  let [ss, cc, sc, ys, yc] = [0, 0, 0, 0, 0]
  for (let i = from; i < to; i++) {
    const p = (2 * Math.PI * hz * i) / rate
    const s = Math.sin(p)
    const c = Math.cos(p)
    ss += s * s
    cc += c * c
    sc += s * c
    ys += y[i]! * s
    yc += y[i]! * c
  }
  const d = ss * cc - sc * sc
  const a = (ys * cc - yc * sc) / d
  const b = (yc * ss - ys * sc) / d
  let rest = 0
  for (let i = from; i < to; i++) {
    const p = (2 * Math.PI * hz * i) / rate
    rest += (y[i]! - a * Math.sin(p) - b * Math.cos(p)) ** 2
  }
  const power = (a * a + b * b) / 2
  return { gainDb: inDb(power / 0.125), radians: Math.atan2(b, a), restDb: inDb(rest / (to - from) / power) }
}
const levelDb = (y: Float32Array) => inDb(middle(y).reduce((s, v) => s + v * v, 0) / middle(y).length / 0.125 + 1e-40)
/** Seeded noise in ±0.5. */
function noise(frames: number, seed: number): Float32Array {
  let s = Math.imul(seed, 2_654_435_761) | 1
  return Float32Array.from({ length: frames }, () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
    return s / 2 ** 32
  })
}
const RATIOS: readonly (readonly [number, number])[] = [
  [44_100, 48_000],
  [48_000, 44_100],
  [96_000, 48_000],
  [96_000, 44_100],
  [192_000, 44_100],
  [8000, 48_000],
  [44_100, 96_000],
  [22_050, 48_000],
  [44_100, 47_999],
]

// ── Quality ────────────────────────────────────────────────────────────────

describe.each(RATIOS)('%i to %i Hz', (from, to) => {
  const lower = Math.min(from, to)
  // The pass band ends at 20 kHz of a lower rate of 44.1 kHz, and in proportion.
  const tones = [0.02, 0.34, 0.4535].map((part) => Math.round(part * lower) + 0.5)

  test.each(tones)('a sine of %f Hz keeps its level within 0.0001 dB and its phase within 1e-8; all else lies below -147 dB', (hz) => {
    const { gainDb, radians, restDb } = heard(convert(from, to, sine(from, hz))[0]!, to, hz)
    expect(Math.abs(gainDb)).toBeLessThan(1e-4)
    expect(Math.abs(radians)).toBeLessThan(1e-8)
    expect(restDb).toBeLessThan(-147)
  })
  test('a constant stays what it is', () => {
    const [y] = convert(from, to, new Float32Array(Math.max(800, Math.round(from / 20))).fill(0.7))
    for (const v of middle(y!)) expect(Math.abs(v - Math.fround(0.7))).toBeLessThan(1e-7)
  })
  if (to < from)
    test.each([1.0001, 1.1, 1.99].map((part) => (part * to) / 2).filter((hz) => hz < from / 2))(
      'a sine of %f Hz, which the new rate cannot hold, is gone: below -145 dB',
      (hz) => {
        expect(levelDb(convert(from, to, sine(from, hz))[0]!)).toBeLessThan(-145)
      },
    )
})
test('a sine just below the old Nyquist frequency leaves no image above it', () => {
  // 20 kHz at 44.1 kHz would have an image at 24.1 kHz, which 96 kHz can hold.
  const [y] = convert(44_100, 96_000, sine(44_100, 20_000))
  const window = middle(y!)
  let re = 0
  let im = 0
  for (let i = 0; i < window.length; i++) {
    const hann = 1 - Math.cos((2 * Math.PI * i) / window.length)
    re += hann * window[i]! * Math.cos((2 * Math.PI * 24_100 * i) / 96_000)
    im += hann * window[i]! * Math.sin((2 * Math.PI * 24_100 * i) / 96_000)
  }
  expect(20 * Math.log10((2 * Math.hypot(re, im)) / window.length / 0.5)).toBeLessThan(-150)
})
test('distortion and aliases are at or below those of libsamplerate at its best and of every ffmpeg and SoX setting up to 24 bits (skipped where ../shared/corpus is not there)', ({
  skip,
}) => {
  if (!existsSync(references)) skip('../shared/corpus is not there')
  const all = JSON.parse(readFileSync(references, 'utf8')) as { [name: string]: { [measure: string]: number } }
  const known = new Map<string, number>()
  const measured = (from: number, to: number, kind: string, hz: number): number => {
    const key = `${from} ${to} ${kind} ${hz}`
    const [y] = known.has(key) ? [] : convert(from, to, sine(from, hz))
    if (y) known.set(key, kind === 'alias_db' ? levelDb(y) : heard(y, to, hz).restDb)
    return known.get(key)!
  }
  let compared = 0
  for (const [from, to] of [
    [44_100, 48_000],
    [48_000, 44_100],
    [96_000, 44_100],
    [44_100, 96_000],
  ] as const)
    for (const other of ['src 0', 'src 1', 'src 2', 'sox -h', 'sox -m', 'ffmpeg swr'])
      for (const [measure, theirs] of Object.entries(all[`${from}->${to} ${other}`]!)) {
        const [kind, at] = measure.split('@')
        if (kind === 'gain_db') continue
        // What a 32-bit float holds ends at about -150 dB.
        expect(measured(from, to, kind!, Number(at)), `${from} → ${to}, ${measure}, ${other}: ${theirs}`).toBeLessThan(
          Math.max(theirs, -147),
        )
        compared++
      }
  expect(compared).toBeGreaterThan(150)
})

// ── Time ───────────────────────────────────────────────────────────────────

test('an impulse stays at its moment, and the response is the same on both sides of it', () => {
  const x = new Float32Array(4411)
  x[2205] = 1
  const [y] = convert(44_100, 88_200, x)
  const most = y!.reduce((best, v, i) => (v > y![best]! ? i : best), 0)
  expect(most).toBe(4410)
  for (let k = 1; k < 400; k++) expect(Math.abs(y![4410 - k]! - y![4410 + k]!)).toBeLessThan(1e-9)
})
test('the length is round(frames × out / in), whatever the rates', () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.integer({ min: 1000, max: 200_000 }), fc.integer({ min: 8000, max: 200_000 }), (frames, from, to) => {
      // Lengths need no tables: only rates of few phases, which are quickly made, are tried.
      const reader = { sampleRate: from - (from % 1000), channels: 1, frames, read: () => 0, close() {} }
      const rate = to - (to % 1000)
      expect(resampled(reader, rate).frames).toBe(reader.sampleRate === rate ? frames : Math.round((frames * rate) / reader.sampleRate))
    }),
    { numRuns: 60 },
  )
})
test('there and back again is the same sound below 20 kHz, within -140 dB', () => {
  const x = sine(44_100, 3000).map((v, i) => v + 0.3 * Math.sin(i * 1.7))
  const [there] = convert(44_100, 48_000, x)
  const [back] = convert(48_000, 44_100, there!)
  expect(Math.abs(back!.length - x.length)).toBeLessThanOrEqual(1)
  expect(levelDb(back!.subarray(0, 5500).map((v, i) => v - x[i]!))).toBeLessThan(-140)
})
test('a reader that has the rate already is handed back itself', () => {
  const reader = audioFromArrays(48_000, [new Float32Array(3)])
  expect(resampled(reader, 48_000)).toBe(reader)
})

// ── The same bits ──────────────────────────────────────────────────────────

test.each(RATIOS)('%i to %i Hz: read in any pieces, forwards or not, alone or beside other channels, the bits are the same', (from, to) => {
  const channels = [1, 2, 3].map((seed) => noise(Math.round(from / 20), seed))
  const whole = convert(from, to, ...channels)
  const reader = resampled(audioFromArrays(from, channels), to)
  const out = channels.map(() => new Float32Array(reader.frames))
  const pieces: [number, number][] = []
  for (let at = 0, n = 1; at < reader.frames; at += n, n = ((n * 7) % 1013) + 1) pieces.push([at, Math.min(n, reader.frames - at)])
  for (const [at, n] of pieces.reverse())
    expect(
      reader.read(
        at,
        out.map((c) => c.subarray(at, at + n)),
        n,
      ),
    ).toBe(n)
  for (const c of [0, 1, 2]) {
    expect(Buffer.from(out[c]!.buffer).equals(Buffer.from(whole[c]!.buffer))).toBe(true)
    const [alone] = convert(from, to, channels[c]!)
    expect(Buffer.from(alone!.buffer).equals(Buffer.from(whole[c]!.buffer))).toBe(true)
  }
})
test('a reader asked beyond the end gives what there is', () => {
  const reader = resampled(audioFromArrays(48_000, [noise(480, 1)]), 44_100)
  const out = [new Float32Array(1000).fill(9)]
  expect(reader.read(400, out)).toBe(41)
  expect(out[0]![41]).toBe(9)
  expect(reader.read(441, out)).toBe(0)
})
test('closing closes what it reads from', () => {
  let closed = 0
  const reader: AudioReader = { ...audioFromArrays(48_000, [new Float32Array(3)]), close: () => void closed++ }
  resampled(reader, 44_100).close()
  expect(closed).toBe(1)
})
test.each([
  [9_999_991, 48_000],
  [10_000_000, 44_100],
  [383_999, 8000],
  [1001, 383_999],
])('%i to %i Hz, as no converter has it: made in a table of at most 40 MB, in seconds, and right', (from, to) => {
  const before = process.memoryUsage().arrayBuffers
  const lower = Math.min(from, to)
  const hz = lower * 0.1
  const { gainDb, restDb } = heard(convert(from, to, sine(from, hz, Math.max(500, Math.round((800 * from) / to))))[0]!, to, hz)
  expect(Math.abs(gainDb)).toBeLessThan(1e-3)
  expect(restDb).toBeLessThan(-100)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20 * 120)
})
