import { describe, expect, test } from 'vitest'
import { firstDifference, Group, inDb, noise, noises, peak, RATE, rms, type Settings, silence } from '../render.ts'
import device from './device.ts'

const group = (rate = RATE) => new Group(device as never, rate)
const seconds = (s: number) => Math.round(s * RATE)
/** Left and right of the wet response to an impulse on the left, the right, or both. */
function response(settings: Settings, length: number, where: 'left' | 'right' | 'both' = 'both'): [Float32Array, Float32Array] {
  const x = silence(seconds(length))
  if (where !== 'right') x[0]![0] = 1
  if (where !== 'left') x[1]![0] = 1
  const [l, r] = group()
    .set({ mix: 100, ...settings })
    .run(x, 1024)
  return [l!, r!]
}
const energy = (x: Float32Array) => x.reduce((sum, v) => sum + v * v, 0)
function correlation(a: Float32Array, b: Float32Array): number {
  let p = 0
  for (let i = 0; i < a.length; i++) p += a[i]! * b[i]!
  return p / Math.sqrt(energy(a) * energy(b))
}
/** Two band-passes of an octave in series. */
function band(v: Float32Array, hz: number): Float32Array {
  const w = (2 * Math.PI * hz) / RATE
  const a = Math.sin(w) / 2 / 1.4
  const [gain, back1, back2] = [a / (1 + a), (2 * Math.cos(w)) / (1 + a), (1 - a) / (1 + a)]
  let x = v
  for (let pass = 0; pass < 2; pass++) {
    const out = new Float32Array(x.length)
    let x1 = 0
    let x2 = 0
    let y1 = 0
    let y2 = 0
    for (let i = 0; i < x.length; i++) {
      const s = x[i]!
      const y = gain * (s - x2) + back1 * y1 - back2 * y2
      x2 = x1
      x1 = s
      y2 = y1
      y1 = y
      out[i] = y
    }
    x = out
  }
  return x
}
/** RT60 in a band by backward integration (Schroeder 1965), from the slope between −5 and −35 dB, as ISO 3382 has it (T30). */
function decayTime(h: Float32Array, hz: number): number {
  const y = band(h, hz)
  const left = new Float64Array(y.length + 1)
  for (let i = y.length - 1; i >= 0; i--) left[i] = left[i + 1]! + y[i]! ** 2
  const level = (i: number) => 10 * Math.log10(left[i]! / left[0]!)
  let [n, st, sl, stt, stl] = [0, 0, 0, 0, 0]
  for (let i = 0; i < y.length; i += 24) {
    const l = level(i)
    if (l > -5) continue
    if (l < -35) break
    const t = i / RATE
    n++
    st += t
    sl += l
    stt += t * t
    stl += t * l
  }
  return (-60 * (n * stt - st * st)) / (n * stl - st * sl)
}
/** Normalised echo density over 20 ms around a time: 1 for Gaussian noise. Source: J. S. Abel, P. Huang, AES 121, 2006. */
function echoDensity(h: Float32Array, at: number): number {
  const part = h.subarray(seconds(at - 0.01), seconds(at + 0.01))
  const deviation = rms(part)
  return part.filter((v) => Math.abs(v) > deviation).length / part.length / 0.3173
}
/** Mean fourth power over squared mean square: 3 for Gaussian noise. */
const kurtosis = (x: Float32Array) => x.reduce((s, v) => s + v ** 4, 0) / x.length / rms(x) ** 4
/** |X|² under a Hann window at `count` frequencies from `low` to `high`, further apart than the window's resolution (Goertzel). */
function spectrum(x: Float32Array, low: number, high: number, count: number): number[] {
  const hann = x.map((v, i) => v * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / x.length)))
  return Array.from({ length: count }, (_, k) => {
    const c = 2 * Math.cos((2 * Math.PI * (low + ((high - low) * k) / count)) / RATE)
    let a = 0
    let b = 0
    for (let i = 0; i < hann.length; i++) {
      const next = hann[i]! + c * a - b
      b = a
      a = next
    }
    return a * a + b * b - c * a * b
  })
}
const mean = (x: readonly number[]) => x.reduce((s, v) => s + v, 0) / x.length
/** Pink noise by P. Kellet's filter: −3 dB per octave. */
function pink(frames: number, seed: number): Float32Array {
  const POLES = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616]
  const GAINS = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898]
  const m = POLES.map(() => 0)
  return noise(frames, seed).map((v) => {
    let sum = v * 0.5362
    for (let i = 0; i < 6; i++) sum += m[i] = POLES[i]! * m[i]! + GAINS[i]! * v
    return sum * 0.1
  })
}

describe('decay', () => {
  test.each([
    [0.4, 20],
    [0.8, 40],
    [1.8, 55],
    [2.4, 62],
    [4, 15],
    [6, 95],
  ])('of %s s at size %s: 500 Hz and 1 kHz fall by 60 dB in that time, within 9 in a hundred', (decay, size) => {
    const [l, r] = response({ decay, size, lowdecay: 100 }, decay * 1.2 + 0.2)
    const times = [500, 1000].flatMap((hz) => [decayTime(l, hz), decayTime(r, hz)])
    for (const t of times) expect(Math.abs(t / decay - 1)).toBeLessThan(0.09)
  })
  test('without damping all octaves decay alike, within 5 %', () => {
    const [l] = response({ decay: 2, size: 50, highdecay: 100, lowdecay: 100, moddepth: 0 }, 2.6)
    for (const hz of [125, 250, 500, 1000, 2000, 4000, 8000]) expect(Math.abs(decayTime(l, hz) / 2 - 1)).toBeLessThan(0.05)
  })
  test('high and low decay are parts of it: two octaves beyond the crossovers they are there within 15 %', () => {
    const [l] = response({ decay: 2, size: 50, highdecay: 40, highfreq: 2000, lowdecay: 160, lowfreq: 400, lowcut: 20, moddepth: 0 }, 4)
    expect(Math.abs(decayTime(l, 9000) / 0.8 - 1)).toBeLessThan(0.15)
    expect(Math.abs(decayTime(l, 90) / 3.2 - 1)).toBeLessThan(0.15)
  })
})

describe('density', () => {
  test.each([
    ['defaults', {}, 0.08],
    ['small room', { decay: 0.5, size: 15 }, 0.04],
    ['large hall', { decay: 3, size: 85 }, 0.13],
  ] as const)('%s: echoes are soon as dense as in noise', (_, settings, by) => {
    const [l, r] = response({ ...settings, predelay: 0 }, by + 0.2, 'left')
    for (const h of [l, r]) expect(mean([0, 0.02, 0.04, 0.06].map((t) => echoDensity(h, by + t)))).toBeGreaterThan(0.93)
  })
  test('diffusion makes it dense earlier', () => {
    const at = (diffusion: number) =>
      mean([0.03, 0.04, 0.05].map((t) => echoDensity(response({ diffusion, predelay: 0, early: 0 }, 0.2)[0], t)))
    expect(at(100)).toBeGreaterThan(2 * at(0))
  })
  test.each([
    ['defaults', {}, 0.4, 12.5],
    ['a plate', { decay: 2, size: 35, diffusion: 100, highdecay: 70 }, 0.34, 12.5],
    ['a long hall', { decay: 5, size: 80 }, 0.4, 12.5],
    // More decay than so small a space can fill with modes.
    ['a small space with a long tail', { decay: 3, size: 25 }, 0.28, 15],
  ] as const)('%s: the tail is Gaussian in time, and no mode stands out of its spectrum', (_, settings, flatness, highest) => {
    const [l, r] = response(settings, 1.6)
    for (const h of [l, r]) {
      const tail = h.subarray(seconds(0.5), seconds(1.5))
      // The decay taken out, so that the whole second counts.
      const T = (settings as Settings).decay ?? device.params.decay.default
      const even = tail.map((v, i) => v * 10 ** ((3 * i) / RATE / T))
      expect(Math.abs(kurtosis(even) - 3)).toBeLessThan(0.6)
      // Of noise: |X|² is exponentially distributed, flatness e^−γ = 0.56, the highest of 400 is 8 dB above the mean.
      const p = spectrum(even, 600, 1400, 400)
      expect(Math.exp(mean(p.map(Math.log))) / mean(p)).toBeGreaterThan(flatness)
      expect(10 * Math.log10(Math.max(...p) / mean(p))).toBeLessThan(highest)
    }
  })
})

describe('stereo', () => {
  test('left and right are hardly related, so mono loses nothing: |r| < 0.1 and within 0.5 dB, early and late, whatever comes in', () => {
    for (const where of ['left', 'right', 'both'] as const)
      for (const settings of [{}, { decay: 0.6, size: 20 }, { decay: 4, size: 90, early: 0 }]) {
        const [l, r] = response(settings, 2, where)
        for (const [from, to] of [
          [0.12, 0.5],
          [0.5, 2],
        ] as const)
          expect(Math.abs(correlation(l.subarray(seconds(from), seconds(to)), r.subarray(seconds(from), seconds(to))))).toBeLessThan(0.1)
        const sum = l.map((v, i) => v + r[i]!)
        expect(Math.abs(10 * Math.log10(energy(sum) / (energy(l) + energy(r))))).toBeLessThan(0.5)
      }
  })
  test('both sides are alike in level, and width 0 makes them one', () => {
    const [l, r] = response({}, 2)
    expect(Math.abs(10 * Math.log10(energy(l) / energy(r)))).toBeLessThan(0.5)
    const [a, b] = response({ width: 0 }, 1)
    expect(firstDifference([a], [b])).toBe(-1)
  })
  test('a sound from the left comes back from both sides, the left a little louder', () => {
    const [l, r] = response({}, 2, 'left')
    const louder = 10 * Math.log10(energy(l) / energy(r))
    expect(louder).toBeGreaterThan(0.2)
    expect(louder).toBeLessThan(3)
  })
})

describe('level', () => {
  test.each([
    [0.5, 20],
    [1.8, 55],
    [3, 75],
    [6, 95],
  ])('wet pink noise is as loud as the dry, within 2 dB: decay %s s, size %s', (decay, size) => {
    const x = [1, 2, 3, 4].map((seed) => pink(seconds(decay + 2), seed))
    const y = group().set({ decay, size, mix: 100, lowcut: 20 }).run(x, 1024)
    const end = (v: Float32Array) => v.subarray(v.length - seconds(1.5))
    for (const c of [0, 1]) expect(Math.abs(inDb(rms(end(y[c]!)) / rms(end(x[c]!))))).toBeLessThan(2)
  })
  test('mix 0 passes every bit', () => {
    const x = noises(4000)
    expect(firstDifference(group().set({ mix: 0 }).run(x), x)).toBe(-1)
  })
  test('pre-delay is the time before anything comes, in frames', () => {
    for (const predelay of [0, 0.01, 0.25]) {
      const first = (p: number) => response({ predelay: p, early: 100 }, 0.5)[0].findIndex((v) => v !== 0)
      expect(first(predelay) - first(0)).toBe(Math.round(predelay * RATE))
    }
  })
})

test('nothing that is turned while it sounds clicks: the steepest step is at most 4 times that of the sound', () => {
  const hum = (n: number) => Float32Array.from({ length: n }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 220 * i) / RATE))
  const steepest = (x: Float32Array) => x.reduce((m, v, i) => (i ? Math.max(m, Math.abs(v - x[i - 1]!)) : m), 0)
  const x = hum(RATE)
  for (const change of [
    { size: 20 },
    { size: 100 },
    { predelay: 0.2 },
    { decay: 0.3 },
    { early: 100 },
    { diffusion: 0 },
    { moddepth: 100 },
  ]) {
    const g = group().set({ mix: 100 })
    const still = steepest(g.run([x, x, x, x])[0]!.subarray(RATE / 2))
    const moved = g.set({ mix: 100, ...change }).run([x, x, x, x])[0]!
    expect(steepest(moved), JSON.stringify(change)).toBeLessThan(still * 4)
  }
})
test('the same bits when a size that moves has come to rest within a long block', () => {
  const run = (block: number) => {
    const g = group()
    const parts = [20, 60, 90].map((size) => g.set({ size, moddepth: 0 }).run(noises(1024), 1024))
    parts.push(g.run(noises(12_288), block))
    return parts.at(-1)!
  }
  expect(firstDifference(run(1024), run(128))).toBe(-1)
  expect(firstDifference(run(1024), run(37))).toBe(-1)
})
test('after its tail it is exactly silent, also after +12 dB of noise', () => {
  const rate = 24_000
  for (const settings of [
    {},
    { decay: 1.2, size: 4, lowdecay: 150, highdecay: 100 },
    { decay: 0.1, size: 100, diffusion: 100 },
    { decay: 0.9, size: 100, moddepth: 100, modrate: 3 },
  ]) {
    const values = { ...Object.fromEntries(Object.entries(device.params).map(([n, p]) => [n, p.default])), ...settings } as never
    const end = Math.ceil(device.tail(values) * rate)
    const x = noises(12_000 + end + 500, 4).map((l) => l.fill(0, 12_000))
    const y = group(rate).set(settings).run(x, 1024)
    for (const l of y) expect(peak(l.subarray(12_000 + end))).toBe(0)
    // Not declared much longer than it is, either.
    expect(Math.max(...y.map((l) => peak(l.subarray(12_000 + Math.floor(end * 0.55)))))).toBeGreaterThan(0)
  }
})
