import { describe, expect, test } from 'vitest'
import { firstDifference, Group, highestIn, inDb, peak, rms, spectrum, toneIn } from '../render.ts'
import device from './device.ts'

/** General MIDI's percussion keys. */
const KEYS = Array.from({ length: 81 - 35 + 1 }, (_, i) => 35 + i)
const KICKS = [35, 36]
const SNARES = [38, 40]
const TOMS = [41, 43, 45, 47, 48, 50]
const HATS = [42, 44, 46]
const CYMBALS = [49, 51, 52, 55, 57, 59]
const group = (settings: Record<string, number> = {}, rate = 48_000) => new Group(device as never, rate).set(settings)
const start = (g: Group, lane: number, key: number, velocity = 1, seed = 12_345) =>
  g.call('start')(g.state, g.params, lane, key, velocity, seed)
interface Hit {
  readonly left: Float32Array
  readonly right: Float32Array
  readonly both: Float32Array
  /** Frame of the last sample that is not 0; frame after which it stays 60 dB below its peak. */
  readonly end: number
  readonly fallen: number
}
function heard(left: Float32Array, right: Float32Array): Hit {
  const both = left.map((v, i) => (v + right[i]!) / 2)
  const top = peak(both)
  return { left, right, both, end: both.findLastIndex((v) => v !== 0), fallen: both.findLastIndex((v) => Math.abs(v) > top / 1000) }
}
function hit(
  key: number,
  settings: Record<string, number> = {},
  { velocity = 1, rate = 48_000, seed = 12_345, frames = 66_000 } = {},
): Hit {
  const g = group(settings, rate)
  start(g, 0, key, velocity, seed)
  const out = g.play(frames, 4000)
  return heard(out.left[0]!, out.right[0]!)
}
/** Middle of a sound's power, Hz, and the part of it below a frequency, dB. */
function colour(x: Float32Array): { centroid: number; below: (hz: number) => number } {
  const power = spectrum(x.subarray(0, 32_768), false)
  const bin = 48_000 / 32_768
  const all = power.reduce((s, v) => s + v, 0)
  return {
    centroid: power.reduce((s, v, i) => s + v * i * bin, 0) / all,
    below: (hz) => 10 * Math.log10(power.subarray(0, Math.round(hz / bin)).reduce((s, v) => s + v, 0) / all),
  }
}
/** The kit as it is, each drum to its end: four at a time, a note being the same in any lane. */
const kit = new Map<number, Hit>()
for (let first = 0; first < KEYS.length; first += 4) {
  const g = group()
  const keys = KEYS.slice(first, first + 4)
  for (const [lane, key] of keys.entries()) start(g, lane, key)
  const parts = [g.play(36_000, 4000)]
  while (g.call('sounding')(g.state)) parts.push(g.play(36_000, 4000))
  for (const [lane, key] of keys.entries()) {
    const side = (which: 'left' | 'right') => {
      const whole = new Float32Array(parts.length * 36_000)
      for (const [i, part] of parts.entries()) whole.set(part[which][lane]!, i * 36_000)
      return whole
    }
    kit.set(key, heard(side('left'), side('right')))
  }
}
const plain = (key: number) => kit.get(key)!

describe('the kit', () => {
  test('every key of General MIDI sounds, peaks between −22 and −3 dBFS and ends by itself within the tail', () => {
    const defaults = Object.fromEntries(Object.entries(device.params).map(([n, p]) => [n, p.default])) as never
    for (const key of KEYS) {
      const { both, end } = plain(key)
      expect(inDb(peak(both)), `${key}`).toBeGreaterThan(-22)
      expect(inDb(peak(both)), `${key}`).toBeLessThan(-3)
      expect(end / 48_000, `${key}`).toBeLessThan(device.tail(defaults))
      // What is cut off at the end is not heard.
      expect(inDb(Math.abs(both[end]!)), `${key}`).toBeLessThan(-95)
    }
  })
  test('keys beyond it are silent and take no voice', () => {
    for (const key of [0, 34, 82, 127]) {
      const g = group()
      start(g, 0, key)
      expect(g.call('sounding')(g.state)).toBe(0)
      expect(peak(g.play(1000).left[0]!)).toBe(0)
    }
  })
  test('no direct current: of every drum less than −28 dB of the power lies below 15 Hz', () => {
    for (const key of KEYS) expect(colour(plain(key).both).below(15), `${key}`).toBeLessThan(-28)
  })
  test('kicks are low, hats and cymbals high, snares between; toms rise with their keys', () => {
    const centroid = (key: number) => colour(plain(key).both).centroid
    for (const key of KICKS) expect(centroid(key)).toBeLessThan(160)
    for (const key of SNARES) expect(centroid(key)).toBeGreaterThan(3000)
    for (const key of SNARES) expect(centroid(key)).toBeLessThan(8000)
    for (const key of HATS) expect(centroid(key)).toBeGreaterThan(10_000)
    for (const key of CYMBALS) expect(centroid(key)).toBeGreaterThan(4000)
    for (let i = 1; i < TOMS.length; i++) expect(centroid(TOMS[i]!)).toBeGreaterThan(centroid(TOMS[i - 1]!))
  })
  test('tones settle at the pitch of their row: kick 54 Hz, low tom 78 Hz, high conga 330 Hz, within 2 %', () => {
    for (const [key, hz, from, n] of [
      [36, 54, 14_400, 9600],
      [41, 78, 19_200, 9600],
      [63, 330, 4800, 4800],
    ] as const) {
      const x = plain(key).both.subarray(from, from + n)
      const level = (f: number) => toneIn(x, f).amplitude
      let best: number = hz
      for (let f = hz * 0.95; f < hz * 1.05; f += hz * 0.005) if (level(f) > level(best)) best = f
      expect(Math.abs(best / hz - 1), `${key}: ${best}`).toBeLessThan(0.02)
    }
  })
  test('decays are those of the rows, at any rate: kick 0.5 s, snare 0.25 s, closed hat 55 ms, open hat 0.5 s, crash 1.5 s to −60 dB', () => {
    for (const rate of [44_100, 96_000])
      for (const [key, seconds] of [
        [36, 0.5],
        [38, 0.25],
        [42, 0.055],
        [46, 0.5],
        [49, 1.5],
      ] as const) {
        const { fallen } = hit(key, { drive: 0 }, { rate, frames: Math.ceil(1.3 * seconds * rate) })
        expect(Math.abs(fallen / rate / seconds - 1), `${key} at ${rate}: ${fallen / rate}`).toBeLessThan(0.15)
      }
  })
  test('a clap is four bursts 11 ms apart', () => {
    const x = hit(39, { drive: 0 }).both
    const level = (ms: number) => rms(x.subarray(Math.round(ms * 48), Math.round((ms + 2.5) * 48)))
    for (const burst of [11, 22, 33]) expect(level(burst) / level(burst - 3.5), `${burst} ms`).toBeGreaterThan(1.7)
    expect(level(44) / level(40.5)).toBeLessThan(1.5)
  })
})

describe('playing', () => {
  test('the same note is the same bits; another seed is another noise, of the same level within 1 dB', () => {
    for (const key of [36, 38, 46, 49]) {
      expect(firstDifference([hit(key, {}, { frames: 36_000 }).left], [plain(key).left])).toBe(-1)
      const other = hit(key, {}, { seed: 999_999, frames: 36_000 })
      if (key !== 36) expect(firstDifference([other.left], [plain(key).left])).toBeGreaterThanOrEqual(0)
      expect(Math.abs(inDb(rms(other.both) / rms(plain(key).both.subarray(0, 36_000))))).toBeLessThan(1)
    }
  })
  test('velocity: half is about 12 dB less at 100 %, and darker; at 0 % the level stays', () => {
    for (const key of [36, 38, 49]) {
      const level = (velocity: number, amount: number) => peak(hit(key, { velocity: amount, drive: 0 }, { velocity, frames: 9600 }).both)
      expect(Math.abs(inDb(level(0.5, 100) / level(1, 100)) + 12), `${key}`).toBeLessThan(2.5)
      expect(Math.abs(inDb(level(0.5, 0) / level(1, 0))), `${key}`).toBeLessThan(2.5)
    }
    // A guiro is noise through a band-pass: its middle goes down by 0.25 · 0.7.
    const middle = (velocity: number) => colour(hit(73, { drive: 0 }, { velocity }).both).centroid
    expect(Math.abs(middle(0.3) / middle(1) - (1 - 0.25 * 0.7))).toBeLessThan(0.06)
  })
  test('tune, decay and level do what they say, to their family alone', () => {
    const pitch = (settings: Record<string, number>, hz: number) => toneIn(hit(36, settings).both.subarray(14_400, 24_000), hz).amplitude
    expect(pitch({ kickTune: 12 }, 108)).toBeGreaterThan(10 * pitch({ kickTune: 12 }, 54))
    expect(hit(36, { kickDecay: 200, drive: 0 }).fallen / hit(36, { drive: 0 }).fallen).toBeCloseTo(2, 0)
    expect(inDb(peak(hit(38, { snareLevel: -6, drive: 0 }).both) / peak(hit(38, { drive: 0 }).both))).toBeCloseTo(-6, 2)
    expect(
      firstDifference(
        [hit(38, { kickTune: 5, kickDecay: 50, kickLevel: -9, hatLevel: 3, tomTune: 2 }, { frames: 36_000 }).left],
        [plain(38).left],
      ),
    ).toBe(-1)
  })
  test('width 0 is mono; at full width the toms stand from left to right as they rise', () => {
    for (const key of [41, 46, 49]) {
      const { left, right } = hit(key, { width: 0 }, { frames: 4000 })
      expect(firstDifference([left], [right])).toBe(-1)
    }
    const balance = TOMS.map((key) => {
      const { left, right } = hit(key, { width: 100 }, { frames: 8000 })
      return inDb(rms(right) / rms(left))
    })
    for (let i = 1; i < balance.length; i++) expect(balance[i]!).toBeGreaterThan(balance[i - 1]!)
  })
  test('the groups that silence each other are keys of the kit, each in one group only; the hats are one', () => {
    const keys = device.choke!.flat()
    expect(new Set(keys).size).toBe(keys.length)
    for (const key of keys) expect(KEYS).toContain(key)
    expect(device.choke).toContainEqual(HATS)
  })
  test('an open hat that is silenced fades within 4 ms without a click', () => {
    const g = group()
    start(g, 0, 46)
    g.play(4800)
    g.call('choke')(g.state, 0)
    const x = g.play(480).left[0]!
    const part = (from: number, to: number) => rms(x.subarray(from, to))
    expect(part(96, 144) / part(0, 48)).toBeLessThan(0.7)
    expect(peak(x.subarray(193))).toBe(0)
    expect(g.call('sounding')(g.state)).toBe(0)
  })
})

test('level and drive move without steps: a kick through moving parameters has nothing above −90 dBFS beyond 5 kHz', () => {
  const g = group({ kickPunch: 10, kickDecay: 300, drive: 0 })
  start(g, 0, 36)
  const x = new Float32Array(16_384 + 4800)
  for (let at = 0; at < x.length; at += 32) {
    const s = Math.sin((2 * Math.PI * 5 * at) / 48_000)
    g.set({ level: 6 * s, drive: 6 + 6 * s })
    x.set(g.play(32, 32).left[0]!.subarray(0, Math.min(32, x.length - at)), at)
  }
  expect(highestIn(spectrum(x.subarray(4800)), 5000, 24_000)).toBeLessThan(-90)
})
test('every preset plays its kick, snare and hat between −30 and 0 dBFS', () => {
  for (const preset of device.presets)
    for (const key of [36, 38, 42, 46]) {
      const top = inDb(peak(hit(key, preset.params as Record<string, number>, { frames: 9600, velocity: 0.9 }).both))
      expect(top, `${preset.name}: ${key}`).toBeGreaterThan(-30)
      expect(top, `${preset.name}: ${key}`).toBeLessThan(0)
    }
})
