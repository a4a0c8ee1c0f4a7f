import { describe, expect, test } from 'vitest'
import {
  clickOf,
  crossing,
  everywhere,
  firstDifference,
  Group,
  inDb,
  level,
  magnitude,
  noises,
  type Settings,
  sine,
  toneIn,
} from '../render.ts'
import { detectionDb, reductionAt, responseDb } from './curve.ts'
import device from './device.ts'

const RATE = 48_000
const group = () => new Group(device as never)
const of = (settings: Settings) => (name: string) => settings[name] ?? (device.params as Record<string, { default: number }>)[name]!.default
const added = (...parts: Float32Array[]) => parts[0]!.map((_, i) => parts.reduce((sum, p) => sum + p[i]!, 0))
/** dB by which a tone that lasts is reduced. */
const reducedBy = (settings: Settings, hz: number, db: number): number => {
  const x = sine(9600, hz, level(db))
  const y = group().set(settings).run(everywhere(x))[0]!
  return -inDb(toneIn(y.subarray(7200), hz).amplitude / level(db))
}

describe('what is taken away', () => {
  const settings = { mode: 1, range: 24, attack: 0.003, release: 0.005 }
  test('relative: as the curve says within 0.05 dB, the same from −50 to 0 dBFS', () => {
    for (const shape of [0, 1])
      for (const hz of [3000, 5500, 9000]) {
        const s = { ...settings, shape, ratio: 4 }
        const expected = reductionAt(of(s), detectionDb(of(s), hz, RATE))
        for (const db of [-50, -20, 0]) expect(Math.abs(reducedBy(s, hz, db) - expected), `${hz} Hz at ${db} dB`).toBeLessThan(0.05)
      }
  })
  test('absolute: by the level in the band, a sine 3.01 dB below its peak', () => {
    for (const [threshold, ratio, range] of [
      [-30, 3, 24],
      [-40, 20, 12],
      [-20, 1.5, 24],
    ] as const)
      for (const db of [-36, -27, -18, -3]) {
        const s = { ...settings, detection: 1, shape: 1, threshold, ratio, range }
        expect(Math.abs(reducedBy(s, 5500, db) - reductionAt(of(s), db - 3.0103)), `${threshold}, ${db}`).toBeLessThan(0.05)
      }
  })
  test('what has no sibilants passes bit by bit, however loud; so does hiss of −86 dB', () => {
    // Faded in: a sudden beginning has highs.
    const voice = added(sine(9600, 200, 0.5), sine(9600, 600, 0.4)).map((v, i) => v * Math.min(1, i / 960))
    expect(firstDifference(group().run(everywhere(voice)), everywhere(voice))).toBe(-1)
    const hiss = noises(4800, level(-86))
    expect(firstDifference(group().run(hiss), hiss)).toBe(-1)
  })
  test('split: a shelf or bell as drawn, within 0.05 dB, while the whole range is taken away', () => {
    for (const shape of [0, 1]) {
      const s = { shape, range: 12, threshold: -40, ratio: 20, frequency: 6000, q: 2 }
      for (const hz of [150, 3000, 5000, 9000, 15_000]) {
        const x = added(sine(9600, 7000, 0.25), sine(9600, hz, 0.002))
        const y = group().set(s).run(everywhere(x))[0]!.subarray(4800)
        // The loud tone first: what is left of it would drown the other.
        const loud = toneIn(y, 7000)
        const rest = y.map((v, i) => v - loud.amplitude * Math.sin((2 * Math.PI * 7000 * i) / RATE + loud.phase))
        expect(Math.abs(inDb(toneIn(rest, hz).amplitude / 0.002) - responseDb(of(s), 12, hz, RATE)), `${hz} Hz`).toBeLessThan(0.05)
      }
    }
  })
})
test('attack and release are time constants of the reduction in dB, within 1 %, once the level has settled', () => {
  const s = { mode: 1, detection: 1, shape: 1, threshold: -40, range: 12, ratio: 20, attack: 0.02, release: 0.06 }
  const x = sine(14_400, 5500, level(-10)).map((v, i) => (i < 7200 ? v : v * 1e-4))
  const y = group().set(s).run(everywhere(x))[0]!
  // Between the tone's own zeros.
  const r = Float64Array.from(y, (v, i) => -inDb(v / x[i]!))
  const reached = (from: number, db: number) =>
    crossing(
      Float64Array.from(r, (v, i) => (Number.isFinite(v) ? v : r[i + 1]!)),
      from,
      db,
    )
  const attack = reached(0, 12 - 6 * Math.exp(-1)) - reached(0, 6)
  expect(Math.abs(attack / (0.02 * RATE) - 1)).toBeLessThan(0.01)
  const release = reached(7200, 10 * Math.exp(-1)) - reached(7200, 10)
  expect(Math.abs(release / (0.06 * RATE) - 1)).toBeLessThan(0.01)
})
test('look-ahead is the latency that is reported, to the frame', () => {
  for (const rate of [44_100, 96_000])
    for (const lookahead of [0, 0.00123, 0.005]) {
      const late = device.latency!({ lookahead } as never, rate)
      const x = noises(2000, 0.5)
      const y = new Group(device as never, rate).set({ lookahead, range: 0 }).run(x)
      const moved = y.map((l) => l.slice(late))
      expect(
        firstDifference(
          moved,
          x.map((l) => l.slice(0, 2000 - late)),
        ),
      ).toBe(-1)
    }
})
test('one hears what is detected, and what is taken away: that and the rest are the whole', () => {
  const impulse = new Float32Array(4096).fill(1, 0, 1)
  for (const shape of [0, 1]) {
    const h = group().set({ shape, listen: 1, range: 0 }).run(everywhere(impulse))[0]!
    for (const hz of [500, 2000, 5500, 12_000])
      expect(Math.abs(magnitude(h, hz) - detectionDb(of({ shape }), hz, RATE)), `${hz} Hz`).toBeLessThan(0.01)
  }
  const x = noises(4000, 0.5)
  const [left, taken] = [0, 2].map((listen) => group().set({ listen, lookahead: 0.001 }).run(x)[0]!)
  for (let i = 48; i < 4000; i++) expect(Math.abs(left![i]! + taken![i]! - x[0]![i - 48]!)).toBeLessThan(1e-6)
})
test('no jump of a parameter leaves a click above −80 dB', () => {
  // Low enough that the test's tone steers.
  const wide = { frequency: 1500, detection: 1, threshold: -50, range: 12, mode: 1, lookahead: 0.001 }
  const split = { ...wide, mode: 0, shape: 1 }
  const jumps: [Settings, Settings][] = [
    [wide, { mode: 0, detection: 0, threshold: -20, ratio: 1, range: 0, lookahead: 0.005, listen: 1 }],
    [split, { shape: 0, frequency: 9000, q: 8, listen: 2 }],
  ]
  for (const [from, to] of jumps)
    for (const [name, value] of Object.entries(to)) {
      const other = { ...from, [name]: value }
      const click = Math.max(clickOf(device as never, from, other), clickOf(device as never, other, from))
      expect(click, name).toBeLessThan(-80)
    }
})
