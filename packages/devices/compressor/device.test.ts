import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  clickOf,
  constant,
  crossing,
  everywhere,
  firstDifference,
  Group,
  highestIn,
  inDb,
  jump,
  level,
  noises,
  peak,
  reductionOf,
  silence,
  sine,
  spectrum,
  toneIn,
} from '../render.ts'
import device from './device.ts'

const group = (rate = 48_000) => new Group(device as never, rate)
const reduction = (settings: Record<string, number>, from: number, to: number, at: number, frames: number, rate = 48_000) =>
  reductionOf(device as never, settings, from, to, at, frames, rate)

describe('the static curve', () => {
  type Case = { threshold_db: number; ratio: number; knee_db: number; x_db: number[]; y_db: number[] }
  let cases: Case[] | undefined
  try {
    cases = JSON.parse(
      readFileSync(fileURLToPath(new URL('../../../../shared/corpus/dsp/compressor_static.json', import.meta.url)), 'utf8'),
    )
  } catch {}
  test.skipIf(!cases)('is the textbook one within 0.005 dB, from −80 to +6 dBFS (skipped: no corpus)', () => {
    expect(cases!.length).toBeGreaterThan(5)
    for (const c of cases!) {
      const g = group().set({ threshold: c.threshold_db, ratio: c.ratio, knee: c.knee_db, attack: 0.0001, release: 0.005 })
      for (let i = 0; i < c.x_db.length; i += 2) {
        // Two levels at once, one to a pair.
        const [a, b] = [constant(9600, c.x_db[i]!), constant(9600, c.x_db[i + 1]!)]
        const y = g.run([a, a, b, b])
        expect(Math.abs(inDb(y[1]!.at(-1)!) - c.y_db[i]!), `${c.x_db[i]} dB`).toBeLessThan(0.005)
        expect(Math.abs(inDb(y[2]!.at(-1)!) - c.y_db[i + 1]!), `${c.x_db[i + 1]} dB`).toBeLessThan(0.005)
      }
    }
  })
  test('below the knee not one bit differs', () => {
    const x = noises(4000, level(-25))
    expect(firstDifference(group().set({ threshold: -20, knee: 6, ratio: 20 }).run(x), x)).toBe(-1)
  })
  test('make-up is a gain, mix a parallel path', () => {
    const settings = { threshold: -30, ratio: 4, knee: 0, attack: 0.001, release: 0.05 }
    const last = (more: Record<string, number>) =>
      group()
        .set({ ...settings, ...more })
        .run(everywhere(constant(24_000, -10)))[0]!
        .at(-1)!
    expect(inDb(last({}))).toBeCloseTo(-10 - 15, 2)
    expect(inDb(last({ makeup: 6 }))).toBeCloseTo(-19, 2)
    expect(last({ mix: 40 })).toBeCloseTo(0.6 * level(-10) + 0.4 * level(-25), 5)
    expect(last({ mix: 0 })).toBe(Math.fround(level(-10)))
  })
})

describe('attack and release are time constants of the reduction in dB', () => {
  const settings = { threshold: -40, ratio: 4, knee: 0 }
  test('attack: 63.2 % of the way within 1 % or one frame, at 44.1, 48 and 96 kHz', () => {
    for (const rate of [44_100, 48_000, 96_000])
      for (const attack of [0.0001, 0.001, 0.01, 0.1]) {
        const at = 480
        const r = reduction({ ...settings, attack, release: 0.1 }, -60, -10, at, at + Math.ceil(3 * attack * rate) + 50, rate)
        const frames = crossing(r, at - 1, 22.5 * (1 - Math.exp(-1))) - (at - 1)
        expect(Math.abs(frames - attack * rate), `${attack} s at ${rate}: ${frames}`).toBeLessThan(Math.max(1, 0.01 * attack * rate))
      }
  })
  test('release: likewise', () => {
    for (const rate of [44_100, 48_000, 96_000])
      for (const release of [0.005, 0.05, 0.5]) {
        const at = 2400
        const r = reduction({ ...settings, attack: 0.001, release }, -10, -60, at, at + Math.ceil(2 * release * rate), rate)
        expect(r[at - 1]).toBeCloseTo(22.5, 2)
        const frames = crossing(r, at - 1, 22.5 * Math.exp(-1)) - (at - 1)
        expect(Math.abs(frames - release * rate), `${release} s at ${rate}: ${frames}`).toBeLessThan(Math.max(1, 0.01 * release * rate))
      }
  })
  test('feedback: likewise, at every ratio, though the loop by itself would be quicker', () => {
    for (const [rate, ratio, attack, release] of [
      [44_100, 2, 0.001, 0.05],
      [48_000, 10, 0.02, 0.1],
      [96_000, 50, 0.005, 0.01],
    ] as const) {
      const [at, end] = [Math.ceil(8 * attack * rate), Math.ceil((8 * attack + 1.5 * release) * rate)]
      const s = { ...settings, ratio, topology: 1, attack, release }
      const up = reduction(s, -60, -10, 480, 480 + 2 * at, rate)
      const attacked = crossing(up, 479, 30 * (1 - 1 / ratio) * (1 - Math.exp(-1))) - 479
      expect(Math.abs(attacked - attack * rate), `attack at ${ratio}:1`).toBeLessThan(Math.max(1, 0.01 * attack * rate))
      const down = reduction(s, -10, -90, at, end, rate)
      const released = crossing(down, at - 1, down[at - 1]! * Math.exp(-1)) - (at - 1)
      expect(Math.abs(released - release * rate), `release at ${ratio}:1`).toBeLessThan(Math.max(1, 0.01 * release * rate))
    }
  })
  test('automatic release: a short peak lets go at the release, a long passage slowly, in both topologies', () => {
    for (const topology of [0, 1]) {
      const half = (loud: number) => {
        const s = { ...settings, topology, autorelease: 1, attack: 0.001, release: 0.05 }
        const r = reduction(s, -10, -70, loud, loud + 48_000)
        return (crossing(r, loud - 1, r[loud - 1]! / 2) - loud) / 48_000
      }
      expect(half(960)).toBeLessThan(0.05)
      expect(half(96_000)).toBeGreaterThan(0.4)
    }
  })
  test('attack does not add to release: falling from 20 dB over the threshold to 10 is at the release alone', () => {
    const r = reduction({ ...settings, attack: 0.2, release: 0.02 }, -10, -20, 96_000, 96_000 + 9600)
    expect(crossing(r, 95_999, 15 + 7.5 * Math.exp(-1)) - 95_999).toBeCloseTo(960, -1)
  })
})

describe('the detector', () => {
  const settings = { threshold: -40, ratio: 4, knee: 0, attack: 0.01, release: 0.05 }
  test('RMS: a 1 kHz sine counts 3.01 dB below its peak', () => {
    const y = group()
      .set({ ...settings, detector: 1 })
      .run(everywhere(sine(48_000, 1000, level(-10))))[0]!
    const out = inDb(toneIn(y.subarray(24_000), 1000).amplitude)
    expect(Math.abs(out - (-10 - 0.75 * (30 - 3.0103)))).toBeLessThan(0.05)
  })
  test('the key low cut takes 12 dB/octave away from what steers, not from what sounds', () => {
    const read = (lowcut: number) => {
      const g = group().set({ ...settings, detector: 1, lowcut })
      const y = g.run(everywhere(sine(48_000, 50, level(-10))))[0]!
      return { reading: g.reading('reduction'), out: inDb(toneIn(y.subarray(24_000), 50).amplitude) }
    }
    const [open, cut] = [read(20), read(200)]
    // Two octaves below the corner of a Butterworth high-pass: −24.1 dB, of which three quarters count.
    expect(cut.out - open.out).toBeGreaterThan(0.75 * 24.1 - 0.4)
    expect(cut.out - open.out).toBeLessThan(0.75 * 24.1 + 0.4)
    expect(open.reading - cut.reading).toBeGreaterThan(16)
    // And at 20 Hz, its lowest, it is not there.
    const x = noises(3000)
    expect(firstDifference(group().set({ lowcut: 20 }).run(x), group().run(x))).toBe(-1)
  })
  test('both channels of a pair are turned down alike, by the louder one; the other pair is not', () => {
    const [loud, quiet] = [constant(9600, -4), constant(9600, -50)]
    const y = group().set(settings).run([quiet, loud, quiet, quiet])
    const gain = y[1]!.at(-1)! / loud[0]!
    expect(inDb(gain)).toBeCloseTo(-27, 1)
    expect(y[0]!.at(-1)! / quiet[0]!).toBeCloseTo(gain, 6)
    expect(y[2]!.at(-1)).toBe(quiet[0])
  })
  test('a key alone steers: a loud signal under a silent key passes, a quiet one under a loud key ducks', () => {
    const x = everywhere(constant(9600, -6))
    expect(firstDifference(group().set(settings).run(x, 128, silence(9600)), x)).toBe(-1)
    const ducked = group()
      .set(settings)
      .run(everywhere(constant(9600, -50)), 128, everywhere(constant(9600, -10)))[0]!
    expect(inDb(ducked.at(-1)!)).toBeCloseTo(-50 - 22.5, 1)
  })
  test('the reading is the reduction', () => {
    const g = group().set(settings)
    const y = g.run(everywhere(constant(48_000, -10)))[0]!
    expect(g.reading('reduction')).toBeCloseTo(-inDb(y.at(-1)! / level(-10)), 3)
    expect(g.reading('reduction')).toBeCloseTo(22.5, 3)
    g.run(everywhere(constant(48_000, -50)))
    expect(g.reading('reduction')).toBeLessThan(1e-3)
  })
})

test('10 dB of a 1 kHz sine at the default times: distortion below 0.05 %, of 100 Hz below 0.5 %', () => {
  const distortion = (hz: number) => {
    const y = group()
      .set({ threshold: -25, ratio: 3, attack: 0.01, release: 0.12 })
      .run(everywhere(sine(72_000, hz, level(-10))))[0]!
    return 100 * level(toneIn(y.subarray(48_000), hz).restDb)
  }
  expect(distortion(1000)).toBeLessThan(0.05)
  expect(distortion(100)).toBeLessThan(0.5)
})
test('threshold, ratio, knee, make-up and mix move without steps: nothing above −100 dBFS beyond 3 kHz', () => {
  const g = group()
  const frames = 16_384 + 9600
  const x = constant(frames, -12).map((v, i) => v * Math.sin((2 * Math.PI * 200 * i) / 48_000))
  const key = constant(32, -12)
  const y = new Float32Array(frames)
  for (let at = 0; at < frames; at += 32) {
    const s = Math.sin((2 * Math.PI * 4 * at) / 48_000)
    g.set({ threshold: -30 + 12 * s, ratio: 4 + 3 * s, knee: 8 + 6 * s, makeup: 4 * s, mix: 60 + 30 * s, attack: 0.003, release: 0.02 })
    y.set(g.run(everywhere(x.subarray(at, at + 32)), 32, everywhere(key.subarray(0, Math.min(32, frames - at))))[0]!, at)
  }
  expect(highestIn(spectrum(y.subarray(9600)), 3000, 24_000)).toBeLessThan(-100)
  expect(peak(y)).toBeGreaterThan(0.01)
})
test('look-ahead is the latency that is reported, to the frame, in one group and in two, and lets the gain fall before the sound', () => {
  for (const rate of [44_100, 96_000])
    for (const lookahead of [0.00123, 0.02]) {
      const late = device.latency!({ lookahead } as never, rate)
      const x = noises(4000, level(-30))
      const first = group(rate).set({ lookahead })
      const second = new Group(device as never, rate, first.kernels)
      const [y, z] = first.runPair(second, [x, x])
      expect(
        firstDifference(
          y.map((l) => l.slice(late)),
          x.map((l) => l.slice(0, 4000 - late)),
        ),
      ).toBe(-1)
      expect(firstDifference(z, x)).toBe(-1)
    }
  const peakAt = (lookahead: number) =>
    peak(
      group()
        .set({ threshold: -40, ratio: 50, knee: 0, attack: 0.001, lookahead })
        .run(everywhere(jump(-90, 0, 4800, 9600)))[0]!,
    )
  expect(inDb(peakAt(0))).toBeGreaterThan(-3)
  expect(inDb(peakAt(0.01))).toBeLessThan(-38)
})
test('no jump of a parameter leaves a click above −80 dB, another topology none above −70', () => {
  const from = { threshold: -30, ratio: 4, lookahead: 0.004 }
  const to = { threshold: 0, ratio: 1, makeup: 12, mix: 0, detector: 1, lowcut: 400, topology: 1, automakeup: 1, lookahead: 0.02 }
  for (const [name, value] of Object.entries(to)) {
    const other = { ...from, [name]: value }
    const click = Math.max(clickOf(device as never, from, other), clickOf(device as never, other, from))
    expect(click, name).toBeLessThan(name === 'topology' ? -70 : -80)
  }
})
