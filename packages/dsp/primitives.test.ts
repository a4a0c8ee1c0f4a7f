// The primitives, measured: compiled here from measured.ts, because only kernels are in kernels.wasm.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { beforeAll, describe, expect, test } from 'vitest'
import { Kernels, LANES } from './kernels.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let k: Kernels
beforeAll(async () => {
  let binary: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    [
      'packages/dsp/assembly/measured.ts',
      '--baseDir',
      root,
      '--outFile',
      'measured.wasm',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--enable',
      'threads',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '64',
      '--maximumMemory',
      '32768',
      '--memoryBase',
      '1024',
      '-O3',
      '--noAssert',
      '--disableWarning',
      '112',
    ],
    {
      readFile: (name: string, base: string) => {
        try {
          return readFileSync(name.startsWith('/') ? name : `${base}/${name}`, 'utf8')
        } catch {
          return null
        }
      },
      writeFile: (_: string, contents: string | Uint8Array) => {
        binary = contents as Uint8Array
      },
    },
  )
  if (error || !binary) throw new Error(String(stderr))
  k = new Kernels(new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>))
})

const RATE = 48_000
/** Writes `x` into all lanes from `at` on. */
const put = (at: number, x: ArrayLike<number>) => {
  const f = k.f32
  for (let i = 0; i < x.length; i++) f.fill(x[i]!, at / 4 + i * LANES, at / 4 + i * LANES + LANES)
}
const take = (at: number, n: number, lane = 0) => Float32Array.from({ length: n }, (_, i) => k.f32[at / 4 + i * LANES + lane]!)
const mapped = (id: number, x: Float32Array) => {
  const io = k.allocate(x.length * 16)
  put(io, x)
  k.get('map')(id, io, x.length)
  return take(io, x.length)
}
const line = (from: number, to: number, n = 20_001) => Float32Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1))
/** Largest error of function `id` over `x`, relative to `scale` of the true value. */
function worst(id: number, x: Float32Array, truth: (x: number) => number, scale: (y: number) => number): number {
  const y = mapped(id, x)
  let most = 0
  for (let i = 0; i < x.length; i++) {
    const t = truth(x[i]!)
    most = Math.max(most, Math.abs(y[i]! - t) / scale(t))
  }
  return most
}
const relative = (y: number) => Math.abs(y) || 1
const absolute = () => 1

describe('math: stated bounds hold', () => {
  test('exp2 < 2e-7 relative', () => expect(worst(0, line(-126, 126), (x) => 2 ** x, relative)).toBeLessThan(2e-7))
  test('exp2 is exact at integers', () => {
    const x = Float32Array.from({ length: 253 }, (_, i) => i - 126)
    expect(mapped(0, x)).toEqual(x.map((v) => 2 ** v))
  })
  test('exp < 8e-6 relative, 2e-7 near 0', () => {
    expect(worst(1, line(-87, 87), Math.exp, relative)).toBeLessThan(8e-6)
    expect(worst(1, line(-1, 1), Math.exp, relative)).toBeLessThan(2e-7)
  })
  test('log2 < 2e-7 of max(1, |log2 x|)', () => {
    const x = line(-125, 120).map((v) => 2 ** v)
    expect(worst(2, x, Math.log2, (y) => Math.max(1, Math.abs(y)))).toBeLessThan(2e-7)
    expect(worst(2, line(0.9, 1.1), Math.log2, absolute)).toBeLessThan(2e-7)
    expect(mapped(2, Float32Array.of(1, 2, 0.25, 0, -1))).toEqual(Float32Array.of(0, 1, -2, -126, -126))
  })
  test('decibels there and back', () => {
    expect(worst(3, line(-120, 120), (x) => 10 ** (x / 20), relative)).toBeLessThan(1e-6)
    const x = line(-200, 60).map((v) => 10 ** (v / 20))
    expect(worst(4, x, (v) => 20 * Math.log10(v), absolute)).toBeLessThan(1e-4)
    expect(mapped(3, Float32Array.of(0))[0]).toBe(1)
    expect(mapped(4, Float32Array.of(1))[0]).toBe(0)
  })
  test('sine and cosine', () => {
    expect(worst(5, line(-3, 3), (x) => Math.sin(2 * Math.PI * x), absolute)).toBeLessThan(3e-7)
    expect(worst(6, line(-1, 1), (x) => Math.cos(2 * Math.PI * x), absolute)).toBeLessThan(5e-7)
    expect(worst(7, line(-10_000, 10_000, 40_001), Math.sin, absolute)).toBeLessThan(4e-7)
    expect(worst(8, line(-10_000, 10_000, 40_001), Math.cos, absolute)).toBeLessThan(4e-7)
  })
  test('tangent', () => {
    expect(worst(9, line(-1, 1), Math.tan, relative)).toBeLessThan(4e-7)
    expect(worst(9, line(1, 1.56), Math.tan, relative)).toBeLessThan(1e-5)
    // The half turn is what the float holds, so the truth is taken from it.
    expect(worst(10, line(0.0001, 0.499), (x) => Math.tan(Math.PI * x), relative)).toBeLessThan(4e-7)
  })
  test('tanh < 4e-7 relative', () => expect(worst(11, line(-20, 20), Math.tanh, relative)).toBeLessThan(4e-7))
  test('one-pole step from microseconds to minutes < 1e-6 relative', () => {
    const x = line(-6, 2).map((v) => 10 ** v)
    expect(worst(12, x, (s) => -Math.expm1(-1 / Math.max(s * RATE, 1e-3)), relative)).toBeLessThan(1e-6)
  })
})

test('in double precision: e^x of falling x and the sine of a quarter turn < 1e-15', () => {
  const double = k.get('double')
  for (let i = 0; i <= 2000; i++) {
    const x = -(((i / 2000) * 26) ** 2)
    expect(Math.abs(double(0, x) / Math.exp(x) - 1)).toBeLessThan(1e-15 + Math.abs(x) * 2e-16)
    const y = (i / 1000 - 1) * (Math.PI / 2)
    expect(Math.abs(double(1, y) - Math.sin(y))).toBeLessThan(1e-15)
  }
  expect(double(0, 0)).toBe(1)
  expect(double(0, -800)).toBe(0)
})
describe('sinc kernels', () => {
  const weights = (set: number, fraction: number) => {
    const out = k.allocate(32 * 16)
    k.get('sinc')(set, fraction, out)
    return take(out, 32)
  }
  const CUTOFFS = [
    [0.5, 9],
    [0.36, 9],
    [0.265, 9],
    [0.19, 8.5],
    [0.14, 8],
  ] as const
  /** Modified Bessel function of the first kind, order 0. */
  const bessel = (x: number) => {
    let [sum, term] = [1, 1]
    for (let i = 1; i < 40; i++) sum += term *= (x / 2 / i) ** 2
    return sum
  }
  test('every point is the windowed sinc it stands for within 1e-6, and their sum is 1', () => {
    for (const [set, [cutoff, beta]] of CUTOFFS.entries())
      for (const fraction of [0, 0.1, 0.25, 0.5, 0.77, 0.999]) {
        const truth = Array.from({ length: 32 }, (_, i) => {
          const t = i - 15 - fraction
          const x = 2 * Math.PI * cutoff * t
          return (Math.abs(t) < 1e-9 ? 1 : Math.sin(x) / x) * bessel(beta * Math.sqrt(Math.max(0, 1 - (t / 16) ** 2)))
        })
        const sum = truth.reduce((a, b) => a + b, 0)
        const got = weights(set, fraction)
        for (let i = 0; i < 32; i++) expect(Math.abs(got[i]! - truth[i]! / sum), `${cutoff} ${fraction} ${i}`).toBeLessThan(1e-6)
        expect(Math.abs(got.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-6)
      }
  })
  test('on a sample the first one is that sample alone within 1e-6', () => {
    for (const [i, w] of weights(0, 0).entries()) expect(Math.abs(w - (i === 15 ? 1 : 0))).toBeLessThan(1e-6)
  })
})
describe('ramp', () => {
  test('jumps first, then moves in a straight line and arrives; constants change no bit', () => {
    const s = k.allocate(k.get('rampBytes')())
    const out = k.allocate(128 * 16)
    const go = (target: number, n: number) => {
      k.get('ramp')(s, target, out, n)
      return take(out, n)
    }
    expect(new Set(go(0.3, 128))).toEqual(new Set([Math.fround(0.3)]))
    const moving = go(1.7, 128)
    for (let i = 0; i < 128; i++) expect(moving[i]).toBeCloseTo(0.3 + (1.4 * (i + 1)) / 128, 5)
    expect(new Set(go(1.7, 37))).toEqual(new Set([Math.fround(1.7)]))
  })
})

describe('state-variable filter', () => {
  type Case = { type: string; fs: number; f0: number; Q: number; gain_db: number; freqs: number[]; digital_db: number[] }
  const TYPES: Record<string, number> = {
    peaking: 0,
    bell: 0,
    lowshelf: 1,
    highshelf: 2,
    lowpass: 3,
    highpass: 4,
    bandpass: 5,
    notch: 6,
    allpass: 7,
  }
  /** |H| in dB by the transform of a long impulse response. */
  function response(type: number, fs: number, f0: number, q: number, db: number, freqs: number[], n: number): number[] {
    const mark = k.mark
    const at = k.allocate(512)
    const io = k.allocate(n * 16)
    put(io, [1])
    k.get('svf')(at, type, f0, q, db, fs, io, n)
    const h = take(io, n)
    k.release(mark)
    return freqs.map((f) => {
      let re = 0
      let im = 0
      const w = (2 * Math.PI * f) / fs
      for (let i = 0; i < n; i++) {
        re += h[i]! * Math.cos(w * i)
        im -= h[i]! * Math.sin(w * i)
      }
      return 10 * Math.log10(re * re + im * im)
    })
  }
  let cases: Case[] = []
  try {
    cases = JSON.parse(readFileSync(`${root}../shared/corpus/dsp/biquads_rbj_and_analog.json`, 'utf8'))
  } catch {}
  test.skipIf(!cases.length)('answers like the bilinear sections of the corpus within 0.001 dB of full scale (skipped: no corpus)', () => {
    let used = 0
    let most = 0
    for (const c of cases) {
      const type = TYPES[c.type.toLowerCase().replace(/[^a-z]/g, '')]
      if (type === undefined) continue
      used++
      // Long enough for the ring of the filter to end.
      const n = Math.min(200_000, Math.ceil((12 * c.Q * c.fs) / c.f0) + 2000)
      const got = response(type, c.fs, c.f0, c.Q, c.gain_db, c.freqs, n)
      c.digital_db.forEach((want, i) => {
        // Beside a notch a float's error counts against full scale, not against what little is left.
        most = Math.max(most, Math.abs(got[i]! - want) * Math.min(1, 10 ** (want / 20)))
      })
    }
    expect(used).toBeGreaterThan(40)
    expect(most).toBeLessThan(0.001)
  })
  test('a sweep from 20 Hz to 20 kHz in 10 ms at Q 20 stays bounded', () => {
    const n = 4800
    const io = k.allocate(n * 16)
    const state = k.allocate(64)
    put(
      io,
      Array.from({ length: n }, (_, i) => (i % 97 < 48 ? 1 : -1)),
    )
    k.get('svfSweep')(state, 20, 20_000, 20, RATE, io, 480)
    expect(Math.max(...take(io, 480).map(Math.abs))).toBeLessThan(20)
  })
})

describe('delay lines', () => {
  test('whole, linear and cubic reads find what was written, each lane at its own time, aligned or not', () => {
    const n = 512
    const slots = k.get('slots')(200)
    expect(slots).toBe(256)
    const run = (kind: number, times: number[], where: number[]) => {
      const ring = k.allocate(slots * 16)
      const w = k.allocate(16)
      const t = k.allocate(16)
      const io = k.allocate(n * 16)
      put(
        io,
        Array.from({ length: n }, (_, i) => Math.sin(i * 0.1)),
      )
      new Int32Array(k.memory.buffer, w, 4).set(where)
      k.f32.set(times, t / 4)
      k.get('delay')(kind, ring, slots, w, t, io, n)
      return [0, 1, 2, 3].map((lane) => take(io, n, lane))
    }
    const whole = run(0, [0, 1, 57, 200], [0, 0, 0, 0])
    const apart = run(0, [0, 1, 57, 200], [5, -3, 1000, 77])
    expect(apart).toEqual(whole)
    for (const [lane, d] of [0, 1, 57, 200].entries()) expect(whole[lane]![300]).toBe(Math.fround(Math.sin((300 - d) * 0.1)))
    expect(run(3, [57, 57, 57, 57], [0, 0, 0, 0])).toEqual(run(3, [57, 57, 57, 57], [9, 8, 7, 6]))
    const linear = run(1, [1.5, 10.25, 99.75, 199.5], [0, 0, 0, 0])
    const cubic = run(2, [1.5, 10.25, 99.75, 199.5], [0, 0, 0, 0])
    for (const [lane, d] of [1.5, 10.25, 99.75, 199.5].entries()) {
      expect(Math.abs(linear[lane]![400]! - Math.sin((400 - d) * 0.1))).toBeLessThan(2e-3)
      expect(Math.abs(cubic[lane]![400]! - Math.sin((400 - d) * 0.1))).toBeLessThan(2e-5)
    }
  })
})

describe('envelopes', () => {
  test('an ADSR takes the times it was given and ends in exact silence', () => {
    const at = k.allocate(k.get('adsrBytes')())
    const out = k.allocate(RATE * 16)
    const run = (n: number) => {
      const sounding = k.get('adsr')(at, 0.01, 0.1, 0.5, 0.2, RATE, out, n)
      return { v: take(out, n, 2), sounding }
    }
    k.get('adsrGate')(at, 2, 1)
    const up = run(4800 + 480 + 4800)
    expect(Math.abs(up.v.indexOf(1) - 479)).toBeLessThanOrEqual(1)
    expect(Math.abs(up.v[480 + 4800]! - 0.5)).toBeLessThan(0.5 * 0.0015)
    expect(up.sounding).toBe(4)
    k.get('adsrGate')(at, 2, 2)
    const down = run(9700)
    const end = down.v.indexOf(0)
    expect(end).toBeGreaterThan(8400)
    expect(end).toBeLessThan(9601)
    expect(down.sounding).toBe(0)
  })
  test('an ADSR filled in blocks is the one taken frame by frame, bit for bit, and a decay to 0 ends in exact 0', () => {
    const play = (go: (at: number, out: number, sustain: number, n: number) => void) => {
      const at = k.allocate(k.get('adsrBytes')())
      const out = k.allocate(9000 * 16)
      k.get('adsrGate')(at, 1, 1)
      const seen: Float32Array[] = []
      const run = (sustain: number, n: number) => {
        go(at, out, sustain, n)
        seen.push(take(out, n, 1))
      }
      run(0.4, 2000)
      k.get('adsrGate')(at, 2, 1)
      k.get('adsrGate')(at, 1, 2)
      run(0.4, 1000)
      k.get('adsrGate')(at, 1, 1)
      run(0, 9000)
      return seen
    }
    const single = play((at, out, sustain, n) => k.get('adsr')(at, 0.003, 0.02, sustain, 0.05, RATE, out, n))
    for (const block of [16, 1, 37])
      expect(play((at, out, sustain, n) => k.get('adsrFilled')(at, 0.003, 0.02, sustain, 0.05, RATE, out, n, block))).toEqual(single)
    expect(single[2]!.at(-1)).toBe(0)
    expect(Math.max(...single[2]!.subarray(144))).toBeLessThan(1)
    expect(Math.min(...single[2]!.map((v) => (v === 0 ? 1 : v)))).toBeGreaterThan(1e-16)
  })
  test('followers reach 63.2 % in their time constant', () => {
    const n = 2400
    for (const kind of [0, 1, 2]) {
      const s = k.allocate(16)
      const io = k.allocate(n * 16)
      put(io, new Float32Array(n).fill(1))
      k.get('follow')(kind, s, 0.01, 0.1, io, n)
      expect(Math.abs(take(io, n).findIndex((v) => v >= 1 - Math.exp(-1)) - 479)).toBeLessThanOrEqual(1)
    }
  })
})

describe('oscillators', () => {
  /** Power spectrum of n samples (n a power of two), by a plain radix-2 transform. */
  function power(x: Float64Array): Float64Array {
    const n = x.length
    const re = Float64Array.from(x)
    const im = new Float64Array(n)
    for (let i = 1, j = 0; i < n; i++) {
      let bit = n >> 1
      for (; j & bit; bit >>= 1) j ^= bit
      j |= bit
      if (i < j) [re[i], re[j]] = [re[j]!, re[i]!]
    }
    for (let size = 2; size <= n; size <<= 1)
      for (let j = 0; j < size / 2; j++) {
        const c = Math.cos((2 * Math.PI * j) / size)
        const s = -Math.sin((2 * Math.PI * j) / size)
        for (let i = j; i < n; i += size) {
          const o = i + size / 2
          const tr = re[o]! * c - im[o]! * s
          const ti = re[o]! * s + im[o]! * c
          re[o] = re[i]! - tr
          im[o] = im[i]! - ti
          re[i] = re[i]! + tr
          im[i] = im[i]! + ti
        }
      }
    return Float64Array.from({ length: n / 2 }, (_, i) => re[i]! ** 2 + im[i]! ** 2)
  }
  const N = 32_768
  /** Aliases against harmonics in 20 Hz…16 kHz, dB, and the largest deviation of a harmonic from the ideal shape up to 16 kHz. */
  function aliases(shape: number, hz: number, rate: number, width = 0.5): number {
    const turns = Math.round((hz * N) / rate) | 1
    const out = k.allocate(N * 16)
    const phase = k.allocate(16)
    k.get('oscillate')(shape, phase, (turns * rate) / N, width, rate, out, N)
    const p = power(Float64Array.from(take(out, N)))
    let wanted = 0
    let unwanted = 0
    for (let i = Math.ceil((20 * N) / rate); i < (16_000 * N) / rate; i++) {
      if (i % turns === 0) wanted += p[i]!
      else unwanted += p[i]!
    }
    return 10 * Math.log10(unwanted / wanted)
  }
  test('saw: aliases ≤ −65 dB at 1245 Hz and ≤ −60 dB at 4186 Hz, at 44.1 and 48 kHz', () => {
    for (const rate of [44_100, 48_000]) {
      expect(aliases(0, 1245, rate)).toBeLessThan(-65)
      expect(aliases(0, 4186, rate)).toBeLessThan(-60)
    }
  })
  test('pulse: aliases ≤ −60 dB at 1245 Hz and ≤ −50 dB at 4186 Hz for any width', () => {
    for (const width of [0.5, 0.25, 0.1]) {
      expect(aliases(1, 1245, 44_100, width)).toBeLessThan(-60)
      expect(aliases(1, 4186, 44_100, width)).toBeLessThan(-50)
    }
  })
  test('a square is the pulse of width ½ within −100 dB, at any frequency', () => {
    const play = (shape: number, hz: number) => {
      const out = k.allocate(4096 * 16)
      k.get('oscillate')(shape, k.allocate(16), hz, 0.5, RATE, out, 4096)
      return take(out, 4096)
    }
    for (const hz of [55, 441, 1245, 2900, 3100, 9000]) {
      const [a, b] = [play(4, hz), play(1, hz)]
      // At the steps themselves the phase's rounding decides on which side a sample lies; the residual is steep there.
      expect(Math.max(...a.map((v, i) => Math.abs(v - b[i]!)))).toBeLessThan(1e-3)
      expect(Math.sqrt(a.reduce((s, v, i) => s + (v - b[i]!) ** 2, 0) / 4096)).toBeLessThan(1e-5)
    }
  })
  test('triangle: aliases ≤ −75 dB at 4186 Hz', () => expect(aliases(2, 4186, 44_100)).toBeLessThan(-75))
  test('above a quarter of the rate every shape is its fundamental alone, and silent at half of it', () => {
    // Short enough that a float phase's rounding does not count.
    const n = 4096
    const level = (shape: number, about: number) => {
      const hz = (Math.round((about * n) / RATE) * RATE) / n
      const out = k.allocate(n * 16)
      k.get('oscillate')(shape, k.allocate(16), hz, 0.25, RATE, out, n)
      const x = take(out, n)
      let re = 0
      let im = 0
      x.forEach((v, i) => {
        re += v * Math.cos((2 * Math.PI * hz * i) / RATE)
        im += v * Math.sin((2 * Math.PI * hz * i) / RATE)
      })
      const fundamental = 2 * ((re / n) ** 2 + (im / n) ** 2)
      const rest = x.reduce((s, v) => s + v * v, 0) / n - fundamental
      return { amplitude: Math.sqrt(2 * fundamental), rest: 10 * Math.log10(Math.max(1e-12, rest / fundamental)) }
    }
    const fourier = [2 / Math.PI, (4 / Math.PI) * Math.sin(Math.PI / 4), 8 / Math.PI ** 2, 1]
    for (const [shape, amplitude] of fourier.entries()) {
      const high = level(shape, 14_000)
      expect(Math.abs(high.amplitude / amplitude - 1)).toBeLessThan(1e-3)
      expect(high.rest).toBeLessThan(-60)
      // Just below, where the kernel still shapes it, it is as loud.
      if (shape < 3) expect(Math.abs(level(shape, 11_900).amplitude / amplitude - 1)).toBeLessThan(0.05)
    }
    for (const shape of [0, 1, 2]) {
      const out = k.allocate(64 * 16)
      k.get('oscillate')(shape, k.allocate(16), 30_000, 0.25, RATE, out, 64)
      expect(Math.max(...take(out, 64).map(Math.abs))).toBe(0)
    }
  })
  test('nothing exceeds full scale by more than the ring of the kernel, up to a quarter of the rate', () => {
    for (const shape of [0, 1, 2, 3])
      for (const hz of [1, 55, 880, 7000, 11_999, 40_000]) {
        const out = k.allocate(2048 * 16)
        k.get('oscillate')(shape, k.allocate(16), hz, 0.5, RATE, out, 2048)
        expect(Math.max(...take(out, 2048).map(Math.abs))).toBeLessThan(1.35)
      }
  })
})

describe('oversampling', () => {
  /** |H| in dB of an impulse response at `hz`. */
  const magnitude = (h: Float32Array, hz: number, rate: number) => {
    let [re, im] = [0, 0]
    h.forEach((v, i) => {
      re += v * Math.cos((2 * Math.PI * hz * i) / rate)
      im += v * Math.sin((2 * Math.PI * hz * i) / rate)
    })
    return 10 * Math.log10(re * re + im * im)
  }
  const rest = () => {
    const at = k.allocate(k.get('overBytes')())
    k.f32.fill(0, at / 4, (at + k.get('overBytes')()) / 4)
    return at
  }
  const up = (x: Float32Array, stages: number) => {
    const [io, high] = [k.allocate(x.length * 16), k.allocate((x.length * 16) << stages)]
    put(io, x)
    k.get('overUp')(rest(), stages, io, x.length, high)
    return take(high, x.length << stages)
  }
  const down = (x: Float32Array, stages: number, inner = 1) => {
    const [high, io] = [k.allocate(x.length * 16), k.allocate((x.length * 16) >> stages)]
    put(high, x)
    k.get('overDown')(rest(), stages, inner, high, x.length >> stages, io)
    return take(io, x.length >> stages)
  }
  const shaped = (x: Float32Array, curve: readonly number[], bias = 0) => {
    const at = k.allocate(16 * 16)
    const io = k.allocate(x.length * 16)
    put(at, [0, 0, 0, 0, 0, ...curve, -1, 1, 0])
    put(io, x)
    k.get('shaper')(at, bias, io, x.length)
    return take(io, x.length)
  }
  const impulse = (n: number, at = 0) => new Float32Array(n).fill(1, at, at + 1)

  test('is flat within 0.001 dB to 20 kHz at 48 kHz and keeps images and aliases below −100 dB from 27.8 kHz on', () => {
    for (const stages of [1, 2, 3]) {
      const rate = RATE << stages
      const h = up(impulse(128), stages)
      // Down is the same filter turned round: the impulse goes in at every place within a frame.
      const back = Array.from({ length: 1 << stages }, (_, i) => down(impulse(128 << stages, i), stages))
      const whole = new Float32Array(128 << stages)
      back.forEach((b, i) => b.forEach((v, n) => (whole[(n << stages) + (1 << stages) - 1 - i] = v)))
      for (const [filter, gain] of [
        [h, 6.0205999 * stages],
        [whole, 0],
      ] as const) {
        for (let hz = 20; hz <= 20_200; hz += 720) expect(Math.abs(magnitude(filter, hz, rate) - gain)).toBeLessThan(0.001)
        for (let hz = 27_800; hz <= rate / 2; hz += 411)
          if (Math.abs(hz - Math.round(hz / RATE) * RATE) < 20_200) expect(magnitude(filter, hz, rate) - gain).toBeLessThan(-100)
      }
    }
  })
  test('is a whole number of frames late there and back, whatever the work between takes', () => {
    for (const stages of [1, 2, 3])
      for (const inner of [0, 1, 2, 3, 8]) {
        const latency = k.get('overLatency')(stages, inner)
        const high = up(impulse(128), stages)
        const y = down(Float32Array.of(...new Float32Array(inner), ...high.subarray(0, high.length - inner)), stages, inner)
        // Symmetric about it.
        for (let i = 1; i < 40; i++) expect(Math.abs(y[latency + i]! - y[latency - i]!)).toBeLessThan(1e-6)
        expect(y[latency]).toBeGreaterThan(0.95)
        if (inner === 1) expect(latency).toBe([0, 40, 44, 45][stages])
      }
  })
  test('a shaper answers a slow signal with its curve, biased or not, and rests at exactly 0', () => {
    const curve = [1.5, -0.5, -0.5, 0.25, 0]
    const f = (u: number) => curve.reduce((s, c, i) => s + c * Math.min(1, Math.max(-1, u)) ** (i + 1), 0)
    const x = line(-2, 2)
    for (const bias of [0, 0.4, -0.7]) {
      const y = shaped(x, curve, bias)
      for (let i = 9; i < x.length; i += 7) expect(Math.abs(y[i]! - (f(x[i - 1]! + bias) - f(bias)))).toBeLessThan(1e-5)
      expect(shaped(new Float32Array(9), curve, bias)).toEqual(new Float32Array(9))
    }
  })
  test('a shaper at 8 times the rate leaves aliases below −80 dB of 10 kHz driven by 60 dB into a square', () => {
    const n = 8192
    const bin = 1707
    const x = Float32Array.from({ length: n + 512 }, (_, i) => 1000 * Math.sin((2 * Math.PI * bin * i) / n))
    const y = down(shaped(up(x, 3), [1.875, 0, -1.25, 0, 0.375]), 3).subarray(512)
    const level = (b: number) => magnitude(y, b, n)
    // Where odd harmonics below 60 times the tone fold to.
    let most = -200
    for (let h = 3; h < 60; h += 2) {
      const folded = Math.abs(h * bin - Math.round((h * bin) / n) * n)
      if (folded < (20_000 / RATE) * n && folded !== bin) most = Math.max(most, level(folded) - level(bin))
    }
    expect(most).toBeLessThan(-80)
    expect(most).toBeGreaterThan(-100)
  })
})

test('noise: uniform, its own in every lane, the same for the same seed', () => {
  const n = 20_000
  const run = (seed: number) => {
    const out = k.allocate(n * 16)
    k.get('noise')(seed, k.allocate(16), out, n)
    return [0, 1, 2, 3].map((lane) => take(out, n, lane))
  }
  const a = run(7)
  expect(run(7)).toEqual(a)
  expect(run(8)[0]).not.toEqual(a[0])
  for (const x of a) {
    expect(Math.abs(x.reduce((s, v) => s + v, 0) / n)).toBeLessThan(0.02)
    expect(Math.abs(x.reduce((s, v) => s + v * v, 0) / n - 1 / 3)).toBeLessThan(0.01)
  }
  const cross = a[0]!.reduce((s, v, i) => s + v * a[1]![i]!, 0) / n
  expect(Math.abs(cross)).toBeLessThan(0.02)
})

test('what dies away is flushed on the same frame however time is split, and becomes exactly 0', () => {
  const run = (blocks: number[]) => {
    const beat = k.allocate(16)
    const slot = k.allocate(16)
    put(slot, [1])
    const seen: number[] = []
    let at = 0
    for (let i = 0; at < 4000; i++) {
      const n = Math.min(blocks[i % blocks.length]!, 4000 - at)
      k.get('fade')(beat, slot, 0.99, n)
      at += n
      if (at % 500 === 0) seen.push(k.f32[slot / 4]!)
    }
    return seen
  }
  const a = run([500])
  expect(run([125])).toEqual(a)
  expect(run([100, 1, 399])).toEqual(a)
  expect(a.at(-1)).toBe(0)
})

/** Planar floats in memory. */
const planar = (x: ArrayLike<number>) => {
  const at = k.allocate(x.length * 4)
  k.f32.set(x, at / 4)
  return at
}
const floats = (at: number, n: number) => k.f32.slice(at / 4, at / 4 + n)
const hiss = (n: number, seed: number, level = 1) => {
  let s = seed | 0
  return Float32Array.from({ length: n }, () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
    return (level * s) / 2 ** 31
  })
}
const power = (x: ArrayLike<number>) => Array.from(x).reduce((s, v) => s + v * v, 0)

describe('Fourier transform for convolution', () => {
  test('there: the values of the block as a polynomial at the roots of z^B = i, below −135 dB of a double sum', () => {
    for (const block of [64, 256, 1024]) {
      const x = hiss(block, block)
      const [table, work] = [k.allocate(k.get('fftBytes')(block)), k.allocate(block * 8)]
      k.get('fft')(table, planar(x), work, block)
      // Each root once, in whatever order: a value's root is found by its place in the first four and then by quarters of angles.
      const got = floats(work, block * 2)
      let [error, all] = [0, 0]
      for (let e = 0; e < block / 4; e++)
        for (let lane = 0; lane < 4; lane++) {
          let turn = 1 / 16 + lane / 4
          for (let nodes = block / 16; nodes >= 1; nodes /= 4) turn = (turn + (Math.floor(e / nodes) % 4)) / 4
          let [re, im] = [0, 0]
          for (let n = 0; n < block; n++) {
            re += x[n]! * Math.cos(2 * Math.PI * turn * n)
            im += x[n]! * Math.sin(2 * Math.PI * turn * n)
          }
          error += (got[e * 8 + lane]! - re) ** 2 + (got[e * 8 + 4 + lane]! - im) ** 2
          all += re * re + im * im
        }
      expect(10 * Math.log10(error / all), `${block}`).toBeLessThan(-135)
    }
  })
  test('there and back: the block in the first half, nothing in the second, below −130 dB up to 16,384', () => {
    for (const block of [64, 256, 1024, 4096, 16_384]) {
      const x = hiss(block, 3)
      const [table, work, out] = [k.allocate(k.get('fftBytes')(block)), k.allocate(block * 8), k.allocate(block * 8)]
      k.get('fft')(table, planar(x), work, block)
      k.get('fftBack')(table, work, block, out)
      const y = floats(out, 2 * block).map((v, i) => v / block - (i < block ? x[i]! : 0))
      expect(10 * Math.log10(power(y) / power(x)), `${block}`).toBeLessThan(-130)
    }
  })
})

describe('convolver', () => {
  const TAPS = 70_000
  /** Four responses that decay by 60 dB, one after the other. */
  const responses = (seed: number, taps = TAPS) => {
    const h = hiss(4 * taps, seed)
    return h.map((v, i) => v * 10 ** ((-3 * (i % taps)) / taps))
  }
  const make = (h: Float32Array, taps = TAPS, straight = 0) => {
    const c = k.allocate(k.get('convolverSize')(taps))
    k.get('convolverMake')(c, taps)
    k.get('convolverSet')(c, planar(h), taps, straight, 0)
    return c
  }
  const run = (c: number, left: Float32Array, right: Float32Array, block = 128) => {
    const [l, r] = [planar(left), planar(right)]
    k.get('convolveAll')(c, l, r, left.length, block)
    return [floats(l, left.length), floats(r, left.length)] as const
  }
  /** What should come out at a frame. */
  const direct = (h: Float32Array, x: readonly Float32Array[], at: number, side: 0 | 1, taps = TAPS) => {
    let sum = 0
    for (let n = Math.min(at, taps - 1); n >= 0; n--)
      sum += h[side * taps + n]! * x[0]![at - n]! + h[(2 + side) * taps + n]! * x[1]![at - n]!
    return sum
  }
  test('is the direct sum in double precision, below −120 dB, from the first frame on', () => {
    const h = responses(1)
    const x = [hiss(90_000, 2), hiss(90_000, 3)]
    const y = run(make(h), x[0]!, x[1]!)
    const frames = [
      0,
      1,
      2,
      63,
      64,
      65,
      127,
      128,
      511,
      512,
      2047,
      2048,
      8191,
      8192,
      32_767,
      32_768,
      ...Array.from({ length: 60 }, (_, i) => 89_999 - i * 1487),
    ]
    for (const side of [0, 1] as const) {
      let [error, all] = [0, 0]
      for (const at of frames) {
        const want = direct(h, x, at, side)
        error += (y[side]![at]! - want) ** 2
        all += want * want
      }
      expect(10 * Math.log10(error / all)).toBeLessThan(-120)
    }
  })
  test('an impulse gives the four responses, and then exact silence', () => {
    const taps = 3000
    const h = responses(5, taps)
    for (const side of [0, 1]) {
      const x = [new Float32Array(12_000), new Float32Array(12_000)]
      x[side]![0] = 1
      const y = run(make(h, taps), x[0]!, x[1]!)
      for (const out of [0, 1]) {
        const want = h.subarray((2 * side + out) * taps, (2 * side + out + 1) * taps)
        expect(10 * Math.log10(power(y[out]!.map((v, i) => v - (want[i] ?? 0))) / power(want))).toBeLessThan(-130)
        expect(y[out]!.subarray(taps + 4096).every((v) => v === 0)).toBe(true)
      }
    }
  })
  test('the same bits in whatever calls: 1 to 4096 frames', () => {
    const h = responses(7, 9000)
    const x = [hiss(20_000, 8), hiss(20_000, 9)]
    const whole = run(make(h, 9000), x[0]!, x[1]!, 4096)
    for (const block of [1, 7, 64, 100, 128, 1000]) {
      const cut = run(make(h, 9000), x[0]!, x[1]!, block)
      for (const side of [0, 1] as const)
        expect(
          cut[side].findIndex((v, i) => v !== whole[side][i]),
          `${block}`,
        ).toBe(-1)
    }
  })
  test('responses that do not cross sound the same when that is said', () => {
    const h = responses(11, 9000)
    h.fill(0, 9000, 27_000)
    const x = [hiss(20_000, 8), hiss(20_000, 9)]
    const [all, straight] = [run(make(h, 9000), x[0]!, x[1]!), run(make(h, 9000, 1), x[0]!, x[1]!)]
    for (const side of [0, 1])
      expect(10 * Math.log10(power(all[side]!.map((v, i) => v - straight[side]![i]!)) / power(all[side]!))).toBeLessThan(-130)
  })
  test('fades to another response and is then as if it had always had it', () => {
    const [a, b] = [responses(1, 40_000), responses(13, 40_000)]
    const x = [hiss(200_064, 2), hiss(200_064, 3)]
    const c = make(a, 40_000)
    const part = (from: number, to: number) => run(c, x[0]!.subarray(from, to), x[1]!.subarray(from, to))
    part(0, 64_000)
    expect(k.get('convolverSet')(c, planar(b), 40_000, 0, 1)).toBe(1)
    expect(k.get('convolverSet')(c, planar(b), 40_000, 0, 1)).toBe(0)
    part(64_000, 160_064)
    const y = part(160_064, 200_064)
    const z = run(make(b, 40_000), x[0]!, x[1]!)
    for (const side of [0, 1])
      expect(10 * Math.log10(power(y[side]!.map((v, i) => v - z[side]![i + 160_064]!)) / power(y[side]!))).toBeLessThan(-130)
    expect(k.get('convolverSet')(c, planar(a), 40_000, 0, 1)).toBe(1)
  })
})
