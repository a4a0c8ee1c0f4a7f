import { describe, expect, test } from 'vitest'
import {
  everywhere,
  firstDifference,
  Group,
  inDb,
  magnitude,
  noise,
  noises,
  peak,
  RATE,
  rms,
  type Settings,
  silence,
  sine,
} from '../render.ts'
import device from './device.ts'

const group = (rate = RATE) => new Group(device as never, rate)
/** Nothing in the loop, nothing dry: only the delay. */
const BARE = { lowcut: 20, highcut: 20_000, feedback: 0, mix: 100 }
const impulse = (frames: number, sides: readonly number[] = [0, 1]) =>
  silence(frames).map((l, c) => (sides.includes(c) ? l.fill(1, 0, 1) : l))
const run = (settings: Settings, x = impulse(RATE)) =>
  group()
    .set({ ...BARE, ...settings })
    .run(x, 1024)
/** Frames at which something is heard, with its value. */
const echoes = (x: Float32Array) => [...x.entries()].filter(([, v]) => Math.abs(v) > 1e-6)

describe('echoes', () => {
  test('come after the time that was set, to the frame, and bit for bit', () => {
    for (const time of [0.001, 0.0213, 0.1, 0.2503]) {
      const x = noises(20_000)
      const y = run({ time }, x)
      const d = Math.round(time * RATE)
      expect(
        firstDifference(
          y,
          x.map((l) => Float32Array.from(l, (_, i) => l[i - d] ?? 0)),
        ),
      ).toBe(-1)
    }
  })
  test('repeat at feedback of 50 % with half the level each, 6.02 dB a round', () => {
    expect(echoes(run({ time: 0.1, feedback: 50 })[0]!).slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5].map((n) => [4800 * (n + 1), 0.5 ** n]))
  })
  test('ping-pong: what comes in on either side answers left, right, left', () => {
    const [l, r] = run({ time: 0.1, feedback: 50, pingpong: 1 }, impulse(RATE, [1]))
    expect(echoes(l!).slice(0, 3)).toEqual([
      [4800, 0.5],
      [14_400, 0.125],
      [24_000, 0.03125],
    ])
    expect(echoes(r!).slice(0, 2)).toEqual([
      [9600, 0.25],
      [19_200, 0.0625],
    ])
  })
  test('a stereo offset makes the right later, a negative one the left', () => {
    const first = (offset: number) =>
      run({ time: 0.1, offset })
        .slice(0, 2)
        .map((l) => echoes(l)[0]![0])
    expect(first(25)).toEqual([4800, 6000])
    expect(first(-50)).toEqual([7200, 4800])
  })
  test('width 0 makes both sides one and keeps the level of the middle', () => {
    const x = noises(9000)
    const [l, r] = run({ time: 0.05, width: 0 }, x)
    expect(firstDifference([l!], [r!])).toBe(-1)
    expect(Math.abs(l![5000]! - (x[0]![2600]! + x[1]![2600]!) / 2)).toBeLessThan(1e-6)
  })
  test('mix moves by power: −3.01 dB each at 50 %, every dry bit at 0 %', () => {
    const y = run({ time: 0.1, mix: 50 })[0]!
    expect(inDb(y[0]!)).toBeCloseTo(-3.01, 2)
    expect(inDb(y[4800]!)).toBeCloseTo(-3.01, 2)
    const x = noises(3000)
    expect(firstDifference(run({ mix: 0 }, x), x)).toBe(-1)
  })
})

describe('in the loop', () => {
  test.each([1, 2, 3])('round %i has passed the cuts that often: −3.01 dB each at both corners', (n) => {
    const y = run({ time: 0.25, feedback: 100, lowcut: 300, highcut: 3000 })[0]!
    const h = y.slice(12_000 * n, 12_000 * (n + 1))
    const plain = n * (-10 * Math.log10(1 + 0.01))
    expect(magnitude(h, 300)).toBeCloseTo(-3.01 * n + plain, 1)
    expect(magnitude(h, 3000)).toBeCloseTo(-3.01 * n + plain, 1)
  })
  test('saturation leaves quiet sound alone and holds loud sound: third harmonic below −90 dB at −60 dBFS, above −30 dB at 0 dBFS', () => {
    const third = (level: number) => {
      const y = run({ time: 0.01, drive: 50 }, everywhere(sine(RATE / 2, 500, level)))[0]!.subarray(4800, 4800 + 9600)
      return magnitude(y, 1500) - magnitude(y, 500)
    }
    expect(third(0.001)).toBeLessThan(-90)
    expect(third(1)).toBeGreaterThan(-30)
    const whole = run({ time: 0.01, drive: 100 }, everywhere(sine(9600, 500)))[0]!
    expect(peak(whole)).toBeLessThan(0.26)
  })
  test('above 100 % it sings, and stays below +18 dB', () => {
    const y = run({ time: 0.02, feedback: 110 }, everywhere(noise(RATE * 4, 3).fill(0, 4800)))[0]!
    expect(peak(y.subarray(RATE * 3))).toBeGreaterThan(2)
    expect(peak(y)).toBeLessThan(8)
  })
})

describe('a time that moves', () => {
  const STEEP = (2 * Math.PI * 220) / RATE
  const steepest = (x: Float32Array) => x.reduce((m, v, i) => (i ? Math.max(m, Math.abs(v - x[i - 1]!)) : m), 0)
  const x = everywhere(sine(RATE, 220, 1))
  test('by a fade: no step steeper than the tones that cross, no pitch bent, arrived bit for bit after 30 ms', () => {
    const g = group().set({ ...BARE, time: 0.1 })
    g.run(x)
    const y = g.set({ ...BARE, time: 0.2017 }).run(x)[0]!
    expect(steepest(y)).toBeLessThan(STEEP * 1.25)
    const still = group().set({ ...BARE, time: 0.2017 })
    still.run(x)
    expect(firstDifference([y.slice(1500)], [still.run(x)[0]!.slice(1500)])).toBe(-1)
  })
  test('by a glide: bends by half the speed at most, and arrives exactly', () => {
    for (const [from, to, speed] of [
      [0.3, 0.1, 1.5],
      [0.1, 0.3, 0.5],
    ] as const) {
      const g = group().set({ ...BARE, change: 1, time: from })
      g.run(x)
      const y = g.set({ ...BARE, change: 1, time: to }).run([...x])[0]!
      expect(steepest(y)).toBeLessThan(STEEP * Math.max(1, speed) * 1.01)
      // Zero crossings in 0.2 s of the steady part count the pitch.
      const part = y.subarray(2400, 12_000)
      const ups = part.reduce((n, v, i) => (i && part[i - 1]! < 0 && v >= 0 ? n + 1 : n), 0)
      expect(Math.abs(ups / 0.2 / (220 * speed) - 1)).toBeLessThan(0.05)
      g.run(x)
      const still = group().set({ ...BARE, time: to })
      still.run(x)
      still.run(x)
      still.run(x)
      expect(firstDifference([g.run(x)[0]!], [still.run(x)[0]!])).toBe(-1)
    }
  })
  test('under automation in steps of 32 frames there is no zipper noise: the rest of a 1 kHz tone lies below −45 dB', () => {
    const n = RATE
    const g = group().set({ ...BARE, change: 1, time: 0.1 })
    const tone = sine(n, 1000, 0.5)
    const y = new Float32Array(n)
    for (let at = 0; at < n; at += 32) {
      g.set({ ...BARE, change: 1, time: 0.1 + (0.02 * at) / n })
      y.set(g.run(everywhere(tone.slice(at, at + 32)), 32)[0]!, at)
    }
    // Moving at 2 % of the speed of sound in the line: the tone falls to 980 Hz. All else is noise.
    const end = y.subarray(n / 2).map((v, i) => v * (0.5 - 0.5 * Math.cos((4 * Math.PI * i) / n)))
    const carrier = magnitude(end, 980)
    for (const hz of [700, 850, 1150, 1500, 2000, 3000, 6000, 12_000]) expect(magnitude(end, hz) - carrier).toBeLessThan(-45)
  })
  test('the grid of blocks is not heard: the same bits in long and short blocks while a fade and a glide run', () => {
    for (const change of [0, 1]) {
      const result = (block: number) => {
        const g = group().set({ ...BARE, change, wow: 8, time: 0.1 })
        g.run(noises(2048), 1024)
        g.set({ ...BARE, change, wow: 8, time: 0.17, feedback: 60 }).run(noises(32), 32)
        g.set({ ...BARE, change, wow: 8, time: 0.13, feedback: 60 }).run(noises(32), 32)
        return g.run(noises(8192), block)
      }
      expect(firstDifference(result(1024), result(128))).toBe(-1)
      expect(firstDifference(result(1024), result(57))).toBe(-1)
    }
  })
})

describe('between frames', () => {
  /** Slow wow passes through all fractions: what the tone's level does then is the interpolator's. */
  const swayed = (hz: number) => run({ time: 0.05, wow: 0.5, wowrate: 0.1 }, everywhere(sine(RATE * 2, hz)))[0]!.subarray(RATE / 2)
  test.each([
    [1000, 0.001],
    [5000, 0.01],
    [10_000, 0.01],
    [15_000, 0.06],
  ])('a tone of %i Hz keeps its level within %d dB at every fraction', (hz, db) => {
    const y = swayed(hz)
    const levels: number[] = []
    const n = 240
    for (let at = 0; at + n < y.length; at += n) {
      const part = y.subarray(at, at + n)
      levels.push(inDb(rms(part)))
    }
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(2 * db)
  })
  test.each([
    [1000, -95],
    [5000, -70],
    [10_000, -70],
  ])('of a tone of %i Hz nothing else comes out above %i dB', (hz, limit) => {
    const y = swayed(hz)
    const hann = y.map((v, i) => v * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / y.length)))
    const carrier = Math.max(...[-2, -1, 0, 1, 2].map((d) => magnitude(hann, hz + d)))
    let most = -Infinity
    for (let f = 150; f < 23_000; f += 517) if (Math.abs(f - hz) > 150) most = Math.max(most, magnitude(hann, f) - carrier)
    expect(most).toBeLessThan(limit)
  })
  test('wow of 20 cents bends by 20 cents', () => {
    // One turn a second: between the extremes of the delay lie 2·(2^(20/1200) − 1)/2π seconds.
    const y = run({ time: 0.1, wow: 20, wowrate: 1 }, everywhere(sine(RATE * 3, 1000)))[0]!.subarray(RATE)
    const ups = [...y.keys()].filter((i) => i && y[i - 1]! < 0 && y[i]! >= 0).map((i) => i - y[i]! / (y[i]! - y[i - 1]!))
    const periods = ups.slice(20).map((t, i) => (t - ups[i]!) / 20)
    const cents = (p: number) => 1200 * Math.log2(RATE / 1000 / p)
    expect(cents(Math.min(...periods))).toBeCloseTo(20, 0)
    expect(cents(Math.max(...periods))).toBeCloseTo(-20, 0)
  })
})

test('ducking takes the echoes back while something plays, and gives them again within a second', () => {
  const n = RATE * 3
  const loud = sine(n, 500, 0.5).map((v, i) => (i < RATE ? v : 0))
  const at = (duck: number) => run({ time: 0.3, feedback: 90, mix: 100, duck }, everywhere(loud))[0]!
  const [free, ducked] = [at(0), at(12)]
  const level = (x: Float32Array, from: number, to: number) => inDb(rms(x.subarray(RATE * from, RATE * to)))
  expect(level(ducked, 0.5, 0.9) - level(free, 0.5, 0.9)).toBeCloseTo(-12, 0)
  expect(level(ducked, 2.5, 3) - level(free, 2.5, 3)).toBeGreaterThan(-0.1)
})
test('after its tail it is exactly silent, also after +12 dB of noise, and the tail is not declared much too long', () => {
  const rate = 24_000
  const cases: Settings[] = [
    {},
    { time: 0.02, feedback: 80, highcut: 700, lowcut: 300 },
    { time: 0.11, feedback: 60, wow: 30, wowrate: 0.3, offset: 40, pingpong: 1 },
    { time: 0.003, feedback: 95, highcut: 500, lowcut: 20 },
    { time: 0.05, feedback: 0, lowcut: 60 },
  ]
  for (const settings of cases) {
    const values = { ...Object.fromEntries(Object.entries(device.params).map(([n, p]) => [n, p.default])), ...settings } as never
    const end = Math.ceil(device.tail(values) * rate)
    const x = noises(12_000 + end + 500, 4).map((l) => l.fill(0, 12_000))
    const y = group(rate).set(settings).run(x, 1024)
    for (const l of y) expect(peak(l.subarray(12_000 + end)), JSON.stringify(settings)).toBe(0)
    expect(Math.max(...y.map((l) => peak(l.subarray(12_000 + Math.floor(end * 0.3))))), JSON.stringify(settings)).toBeGreaterThan(0)
  }
  expect(
    device.tail({ ...Object.fromEntries(Object.entries(device.params).map(([n, p]) => [n, p.default])), feedback: 100 } as never),
  ).toBe(Infinity)
})
