// The true-peak meter against EBU Tech 3341 (v4, 2023), against tones whose peak is known by formula, and its kernel against the plain version.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { describe, expect, test } from 'vitest'
import { fadedSine, noise } from '../../signals.ts'
import { interpolatorFor } from './interpolator.ts'
import { TruePeak } from './meter.ts'
import { PlainTruePeak } from './plain.ts'

const RATE = 48_000
const ORACLE = fileURLToPath(new URL('../../../../../shared/corpus/dsp/true_peak_tones.json', import.meta.url))
const kernels = new Kernels(kernelsModule())
const db = (x: number) => 20 * Math.log10(x)

function feed(meter: TruePeak, data: readonly Float32Array[], block = 1000): TruePeak {
  for (let at = 0; at < data[0]!.length; at += block) meter.push(data.map((x) => x.subarray(at, at + block)))
  meter.flush()
  return meter
}
const readings = (m: TruePeak) => ({ max: m.max(), at: m.at, channels: m.perChannel(), sample: m.samplePeak() })
const plain = (sampleRate: number, data: readonly Float32Array[], block?: number) =>
  readings(feed(new TruePeak({ sampleRate, channels: data.length }), data, block))
function fast(sampleRate: number, data: readonly Float32Array[], block?: number) {
  const mark = kernels.mark
  const result = readings(feed(new TruePeak({ sampleRate, channels: data.length }, { kernels }), data, block))
  kernels.release(mark)
  return result
}
const truePeak = (sampleRate: number, x: Float32Array) => plain(sampleRate, [x]).max

/** Case 20 to 23: a tone of fs/6 at half scale with one period of fs/4 at full scale in it, made at 4 fs, low-passed, every 4th frame kept. */
function spliced(offset: number): Float32Array {
  const at4 = (n: number, period: number) => Math.sin((2 * Math.PI * n) / period)
  const [quiet, loud] = [24, 16]
  const long = Float64Array.from({ length: 24 * 200 + loud + 24 * 200 }, (_, n) => {
    if (n < 24 * 200) return 0.5 * at4(n, quiet)
    return n < 24 * 200 + loud ? at4(n - 24 * 200, loud) : 0.5 * at4(n - 24 * 200 - loud, quiet)
  })
  const reach = 256
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const x = (i - reach) / 4
    return (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * (i - reach)) / (reach + 1))) * 0.25
  })
  return Float32Array.from({ length: Math.floor(long.length / 4) }, (_, n) => {
    let sum = 0
    for (let t = 0; t < taps.length; t++) sum += taps[t]! * (long[4 * n + offset + t - reach] ?? 0)
    const edge = 480
    return sum * Math.min(1, n / edge, (long.length / 4 - 1 - n) / edge)
  })
}

describe('EBU Tech 3341, table 1', () => {
  // Wanted +0.2/−0.4 dB; beside it what an ideal meter reads, which ours is within 0.05 dB of.
  test.each([
    [15, 'fs/4, phase 0°', fadedSine(RATE, RATE / 4, { amplitude: 0.5 }), -6, db(0.5)],
    [16, 'fs/4, phase 45°', fadedSine(RATE, RATE / 4, { amplitude: 0.5, degrees: 45 }), -6, db(0.5)],
    [17, 'fs/6, phase 60°', fadedSine(RATE, RATE / 6, { amplitude: 0.5, degrees: 60 }), -6, db(0.5)],
    [18, 'fs/8, phase 67.5°', fadedSine(RATE, RATE / 8, { amplitude: 0.5, degrees: 67.5 }), -6, db(0.5)],
    [19, 'fs/4, phase 45°, 3 dB over', fadedSine(RATE, RATE / 4, { amplitude: 1.41, degrees: 45 }), 3, db(1.41)],
    [20, 'a loud period within a tone, offset 0', spliced(0), 0, -0.079],
    [21, 'offset 1', spliced(1), 0, -0.079],
    [22, 'offset 2', spliced(2), 0, -0.079],
    [23, 'offset 3', spliced(3), 0, -0.079],
  ])('case %i: %s', (_, __, x, wanted, ideal) => {
    const value = truePeak(RATE, x)
    expect(value).toBeGreaterThanOrEqual(wanted - 0.4)
    expect(value).toBeLessThanOrEqual(wanted + 0.2)
    expect(Math.abs(value - ideal)).toBeLessThan(0.05)
  })
})

const hasOracle = existsSync(ORACLE)
describe.skipIf(!hasOracle)(`tones with known peaks${hasOracle ? '' : ' (skipped: no ../shared/corpus)'}`, () => {
  type Row = {
    fs: number
    freq: number
    phase_deg: number
    amplitude: number
    fade_s: number
    duration_s: number
    analytic_true_peak_db: number
  }
  test('every one is read within 0.03 dB', () => {
    const rows: Row[] = JSON.parse(readFileSync(ORACLE, 'utf8'))
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) {
      const x = fadedSine(row.fs, row.freq, { amplitude: row.amplitude, degrees: row.phase_deg, seconds: row.duration_s, fade: row.fade_s })
      expect(Math.abs(truePeak(row.fs, x) - row.analytic_true_peak_db), JSON.stringify(row)).toBeLessThan(0.03)
    }
  })
})

describe('error against the true peak', () => {
  /** A beginning without an edge, which would have a peak of its own. */
  const swell = (n: number) => (n < 256 ? 0.5 - 0.5 * Math.cos((Math.PI * n) / 256) : 1)
  // Tones whose period is a whole number of frames visit few places on the curve: the worst case.
  test.each([
    [48_000, 0.4535, 0.01],
    [96_000, 0.25, 0.01],
    [96_000, 0.4535, 0.04],
    [192_000, 0.25, 0.01],
  ])('steady tones at %i Hz up to %f of the rate: within %f dB', (rate, highest, tolerance) => {
    let tried = 0
    for (let q = 3; q <= 21; q++)
      for (let p = 1; p / q <= highest; p++)
        for (let phase = 0; phase < 3; phase++) {
          const turns = phase / 6 / q
          const x = Float32Array.from({ length: 16 * q + 400 }, (_, n) => {
            const u = (n * p) / q + turns
            return swell(n) * Math.sin(2 * Math.PI * (u - Math.floor(u)))
          })
          const meter = new TruePeak({ sampleRate: rate, channels: 1 })
          meter.push([x])
          tried++
          expect(Math.abs(meter.max()), `${p}/${q} of the rate, ${turns} turns`).toBeLessThan(tolerance)
        }
    expect(tried).toBeGreaterThan(100)
  })
  test('curves of many random lines up to 20 kHz at 44.1 kHz: within 0.01 dB', () => {
    const period = 256
    for (let seed = 1; seed <= 8; seed++) {
      const lines = noise(2 * Math.floor((20 / 44.1) * period), seed)
      const curve = (t: number) => {
        let y = 0
        for (let k = 0; k < lines.length / 2; k++) {
          const turns = (k * t) / period
          const w = 2 * Math.PI * (turns - Math.floor(turns))
          y += lines[2 * k]! * Math.cos(w) + lines[2 * k + 1]! * Math.sin(w)
        }
        return y / 64
      }
      let most = 0
      for (let i = 0; i < period * 32; i++) most = Math.max(most, Math.abs(curve(i / 32)))
      const one = Float32Array.from({ length: period }, (_, n) => curve(n))
      const meter = new TruePeak({ sampleRate: RATE, channels: 1 })
      meter.push([one.map((x, n) => x * swell(n))])
      for (let i = 0; i < 3; i++) meter.push([one])
      expect(Math.abs(meter.perChannel()[0]! - db(most)), `seed ${seed}`).toBeLessThan(0.01)
    }
  })
})

/** Programmes that search differently: noise, a slow tone, clipped tones, clicks, a step, music-like sums. */
const programmes = (frames: number): [string, Float32Array][] => {
  const sine = (period: number) => Float32Array.from({ length: frames }, (_, n) => 0.9 * Math.sin((2 * Math.PI * n) / period))
  const sum = noise(frames, 5, 0.05)
  const [bass, lead] = [sine(871.3), sine(23.17)]
  return [
    ['noise', noise(frames, 1)],
    ['a slow tone', sine(1000.1)],
    ['a fast tone', sine(2.09)],
    ['a clipped tone', sine(7.3).map((x) => Math.max(-0.5, Math.min(0.5, x)))],
    ['clicks', noise(frames, 2).map((x) => (x > 0.99 ? 1 : 0))],
    ['a step at the end', new Float32Array(frames).fill(0.7, frames - 3)],
    ['tones and noise', sum.map((x, n) => x + 0.5 * bass[n]! + 0.3 * lead[n]!)],
    ['rising noise', noise(frames, 3).map((x, n) => (x * n) / frames)],
    ['silence', new Float32Array(frames)],
  ]
}

describe('laws', () => {
  test.each(programmes(20_000))('%s: passing over what cannot be a peak changes no bit', (_, x) => {
    for (const rate of [48_000, 96_000]) {
      const by = interpolatorFor(rate)
      const [searched, complete] = [new PlainTruePeak(by), new PlainTruePeak({ ...by, lifts: by.lifts.map(() => 1e9) })]
      for (const meter of [searched, complete]) meter.push(x, x.length)
      expect([searched.most, searched.at, searched.sample]).toEqual([complete.most, complete.at, complete.sample])
    }
  })
  test.each(programmes(20_003))('%s: the kernel gives the bits of the plain version', (_, x) => {
    for (const rate of [44_100, 88_200, 192_000]) expect(fast(rate, [x, x.toReversed()])).toEqual(plain(rate, [x, x.toReversed()]))
  })
  test.each(programmes(5000))('%s: the block size changes no bit', (_, x) => {
    const wanted = plain(RATE, [x], 100_000)
    for (const block of [1, 3, 64, 127, 128, 256, 257, 1024]) {
      expect(plain(RATE, [x], block), `plain, ${block}`).toEqual(wanted)
      expect(fast(RATE, [x], block), `kernel, ${block}`).toEqual(wanted)
    }
  })
  test('blocks that lie in the memory of the kernels give the same bits as blocks that are copied there', () => {
    const x = noise(9999, 8)
    const mark = kernels.mark
    const meter = new TruePeak({ sampleRate: RATE, channels: 1 }, { kernels })
    const at = kernels.allocate(x.byteLength)
    const inside = new Float32Array(kernels.memory.buffer, at, x.length)
    inside.set(x)
    expect(readings(feed(meter, [inside]))).toEqual(plain(RATE, [x]))
    kernels.release(mark)
  })
  test('the sign does not matter, and twice the amplitude is 6.02 dB more', () => {
    const x = noise(5000, 4, 0.25)
    const value = truePeak(RATE, x)
    expect(
      truePeak(
        RATE,
        x.map((v) => -v),
      ),
    ).toBe(value)
    expect(
      truePeak(
        RATE,
        x.map((v) => 2 * v),
      ) - value,
    ).toBeCloseTo(db(2), 9)
  })
  test('a true peak is never below the sample peak', () => {
    for (const [name, x] of programmes(3000)) {
      const { max, sample } = plain(RATE, [x])
      expect(max, name).toBeGreaterThanOrEqual(sample)
    }
  })
  test.each([Number.NaN, Infinity, -Infinity])('a sample of %f counts as silence', (broken) => {
    const x = fadedSine(RATE, 100, { amplitude: 0.5 })
    const [struck, mended] = [x.slice(), x.slice()]
    struck[12_345] = broken
    mended[12_345] = 0
    expect(plain(RATE, [struck])).toEqual(plain(RATE, [mended]))
    expect(fast(RATE, [struck])).toEqual(plain(RATE, [mended]))
  })
  test('the loudest finite samples give a finite reading, the same with kernels', () => {
    const x = noise(3000, 6, 3.4e38)
    expect(Number.isFinite(truePeak(RATE, x))).toBe(true)
    expect(fast(RATE, [x])).toEqual(plain(RATE, [x]))
  })
})

describe('readings', () => {
  test('silence, and no frame at all, have no peak', () => {
    expect(plain(RATE, [new Float32Array(100)])).toEqual({ max: -Infinity, at: 0, channels: [-Infinity], sample: -Infinity })
    expect(new TruePeak({ sampleRate: RATE, channels: 1 }).max()).toBe(-Infinity)
  })
  test('the peak stands at the frame at or before it, the first of equals, in whichever channel', () => {
    const [early, late, over] = [0, 0, 0].map(() => new Float32Array(4000)) as [Float32Array, Float32Array, Float32Array]
    early[700] = early[3000] = 1
    late[2000] = 1
    // Equal samples have their summit between them.
    over[1500] = over[1501] = 0.9
    expect(plain(RATE, [early]).at).toBe(700)
    for (const block of [64, 4000]) {
      expect(plain(RATE, [late, early], block).at).toBe(700)
      expect(fast(RATE, [late, early], block).at).toBe(700)
      expect(plain(RATE, [late, early, over], block).at).toBe(1500)
      expect(fast(RATE, [late, early, over], block).at).toBe(1500)
    }
  })
  test('the last frames count once the meter is flushed', () => {
    const x = new Float32Array(1000)
    x[998] = x[999] = 0.5
    const meter = new TruePeak({ sampleRate: RATE, channels: 1 })
    meter.push([x])
    expect(meter.max()).toBeCloseTo(db(0.5), 12)
    meter.flush()
    expect(meter.max()).toBeGreaterThan(db(0.5) + 1)
  })
  test('each channel has its own reading', () => {
    const { channels, max } = plain(RATE, [fadedSine(RATE, 1000, { amplitude: 0.1 }), fadedSine(RATE, 1000, { amplitude: 1 })])
    expect(channels[0]).toBeCloseTo(-20, 2)
    expect(channels[1]).toBeCloseTo(0, 2)
    expect(max).toBe(channels[1])
  })
  test('rates and channel counts that cannot be measured are refused in words', () => {
    expect(() => new TruePeak({ sampleRate: 100, channels: 1 })).toThrow('100 Hz')
    expect(() => new TruePeak({ sampleRate: RATE, channels: 0 })).toThrow('no audio channel')
  })
})
