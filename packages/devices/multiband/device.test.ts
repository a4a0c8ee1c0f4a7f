import { describe, expect, test } from 'vitest'
import {
  clickOf,
  constant,
  crossing,
  everywhere,
  firstDifference,
  Group,
  inDb,
  level,
  magnitude,
  noises,
  reductionOf,
  type Settings,
  sine,
  toneIn,
} from '../render.ts'
import { reductionAt, responseDb, sharesAt } from './curve.ts'
import device from './device.ts'

const group = (rate = 48_000) => new Group(device as never, rate)
const of = (settings: Settings) => (name: string) => settings[name] ?? (device.params as Record<string, { default: number }>)[name]!.default
const idle = { b1ratio: 1, b2ratio: 1, b3ratio: 1, b4ratio: 1 }
const impulse = everywhere(new Float32Array(16_384).fill(1, 0, 1))
const HZ = [25, 60, 120, 200, 500, 800, 1500, 3000, 5000, 8000, 12_000, 19_000]

describe('the bands', () => {
  test('sum to the whole within 0.01 dB when idle, wherever the crossovers are', () => {
    for (const [rate, more] of [
      [48_000, {}],
      [44_100, { x1: 30, x2: 100, x3: 1000 }],
      [96_000, { x1: 500, x2: 600, x3: 1000 }],
      // Pushed by the first: bands two and three are nothing.
      [48_000, { x1: 1000, x2: 100, x3: 1000 }],
    ] as const) {
      const h = group(rate)
        .set({ ...idle, ...more })
        .run(impulse)[0]!
      for (const hz of HZ) expect(Math.abs(magnitude(h, hz, rate)), `${hz} Hz at ${rate}`).toBeLessThan(0.01)
    }
  })
  test('each alone falls with 24 dB per octave, −6 dB at the crossovers, as drawn within 0.01 dB', () => {
    for (const band of [1, 2, 3, 4]) {
      const h = group()
        .set({ ...idle, [`b${band}solo`]: 1 })
        .run(impulse)[0]!
      for (const hz of HZ) {
        const share = sharesAt(of({}), hz, 48_000)[band - 1]!
        if (share > 1e-3) expect(Math.abs(magnitude(h, hz) - inDb(share)), `band ${band}, ${hz} Hz`).toBeLessThan(0.01)
        else expect(magnitude(h, hz)).toBeLessThan(-59)
      }
    }
  })
  test('gains and mix do what is drawn; a band that is off has neither', () => {
    const gains = { ...idle, b1gain: 6, b2gain: -12, b3gain: 9, b4gain: 3, b4on: 0 }
    for (const mix of [100, 40]) {
      const h = group()
        .set({ ...gains, mix })
        .run(impulse)[0]!
      const amplitudes = [6, -12, 9, 0].map((db) => 1 - mix / 100 + (mix / 100) * level(db))
      for (const hz of HZ) expect(Math.abs(magnitude(h, hz) - responseDb(of({}), amplitudes, hz, 48_000))).toBeLessThan(0.01)
    }
  })
})
describe('each band compresses', () => {
  test('as its curve says within 0.05 dB, by the level it gets itself', () => {
    const settings = { detector: 1, x1: 200, knee: 8 }
    for (const [band, hz] of [
      [1, 100],
      [2, 420],
      [3, 2000],
      [4, 9000],
    ] as const)
      for (const [threshold, ratio] of [
        [-30, 3],
        [-18, 12],
      ] as const) {
        const own = { [`b${band}threshold`]: threshold, [`b${band}ratio`]: ratio, [`b${band}attack`]: 0.02, [`b${band}release`]: 0.02 }
        const s = { ...settings, ...own, [`b${band}solo`]: 1 }
        const share = inDb(sharesAt(of(s), hz, 48_000)[band - 1]!)
        const levels = [-34, -20, -4]
        const [a, b, c] = levels.map((db) => sine(19_200, hz, level(db)))
        // Three levels at once: two to one pair would be linked.
        for (const [x, db] of [a!, b!, c!].map((x, i) => [x, levels[i]!] as const)) {
          const y = group().set(s).run(everywhere(x))[0]!
          const out = inDb(toneIn(y.subarray(12_000), hz).amplitude)
          const expected = db + share - reductionAt(of(s), band, db + share - 3.0103)
          expect(Math.abs(out - expected), `band ${band} at ${db} dB, ${threshold} dB ${ratio}:1`).toBeLessThan(0.05)
        }
      }
  })
  test('attack and release are time constants of its reduction in dB, within 1 %', () => {
    // A constant is all in the lowest band, whose filter has settled when a tenth of the way is done.
    const s = { x1: 1000, x2: 2000, b1threshold: -40, b1ratio: 4, knee: 0, b1attack: 0.03, b1release: 0.08 }
    const up = reductionOf(device as never, s, -60, -10, 480, 12_000)
    const reached = (r: Float64Array, from: number, share: number) => crossing(r, from, 22.5 * share)
    const attack = reached(up, 680, 1 - 0.8 * Math.exp(-1)) - reached(up, 680, 0.2)
    expect(Math.abs(attack / (0.03 * 48_000) - 1)).toBeLessThan(0.01)
    const down = reductionOf(device as never, s, -10, -70, 14_400, 28_800)
    const release = reached(down, 14_600, 0.8 * Math.exp(-1)) - reached(down, 14_600, 0.8)
    expect(Math.abs(release / (0.08 * 48_000) - 1)).toBeLessThan(0.01)
  })
  test('the readings are the reductions of the bands and the most of them; both channels of a pair go together', () => {
    const [loud, quiet] = [constant(19_200, -10), constant(19_200, -60)]
    const g = group().set({ b1threshold: -40, b1ratio: 4, b1release: 0.05, knee: 0 })
    const y = g.run([quiet, loud, quiet, quiet])
    expect(g.reading('reduction1')).toBeCloseTo(22.5, 2)
    expect(g.reading('reduction')).toBe(g.reading('reduction1'))
    expect(g.reading('reduction3')).toBeCloseTo(0, 2)
    expect(inDb(y[0]!.at(-1)! / quiet[0]!)).toBeCloseTo(-22.5, 2)
    expect(inDb(y[2]!.at(-1)! / quiet[0]!)).toBeCloseTo(0, 2)
  })
})
test('what one band does leaves the others alone', () => {
  const x = noises(4800, 0.5)
  const [free, pressed] = [24, -60].map(
    (db) =>
      group()
        .set({ ...idle, b4ratio: 20, b4threshold: Math.min(0, db), b1solo: 1 })
        .run(x)[0]!,
  )
  expect(firstDifference([pressed!], [free!])).toBe(-1)
})
test('no jump of a parameter leaves a click above −80 dB', () => {
  // The test's tone lies in the second band.
  const from = { b2threshold: -40, b2ratio: 4, b2attack: 0.005 }
  const to = { x1: 500, x2: 150, b2on: 0, b1solo: 1, b2threshold: 0, b2gain: 12, detector: 1, mix: 0 }
  for (const [name, value] of Object.entries(to)) {
    const other = { ...from, [name]: value }
    expect(Math.max(clickOf(device as never, from, other), clickOf(device as never, other, from)), name).toBeLessThan(-80)
  }
})
