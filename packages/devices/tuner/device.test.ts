// The tuner: what it finds in sines, plucked strings and voices with faint fundamentals, and how it falls silent.
import { describe, expect, test } from 'vitest'
import { hzOfKey, nearest, noteOf } from '../note.ts'
import { clickOf, firstDifference, Group, noise, noises, peak } from '../render.ts'
import device from './device.ts'
import { PitchFinder, pitchFrames } from './pitch.ts'
import { STRINGS } from './strings.ts'

const tuner = device as unknown as ConstructorParameters<typeof Group>[0]
/** E1 to E6 in fourths. */
const KEYS = Array.from({ length: 13 }, (_, i) => 28 + 5 * i)
const cents = (hz: number, from: number) => 1200 * Math.log2(hz / from)
const finders = new Map([4096, 8192].map((frames) => [frames, new PitchFinder(frames)]))
const find = (x: Float32Array, rate = 48_000) => finders.get(x.length)!.find(x, rate)
/** A string plucked at a fifth of its length: partials as 1/n² · sin(nπ/5), each falling by its own 60 dB time, stretched by stiffness. */
function plucked(hz: number, frames: number, rate: number, { decay = 4, stiffness = 0, after = 0.1 } = {}): Float32Array {
  const x = new Float32Array(frames)
  for (let n = 1; n * hz < 0.45 * rate && n <= 40; n++) {
    const f = n * hz * Math.sqrt((1 + stiffness * n * n) / (1 + stiffness))
    const fall = 6.9078 / (decay / (1 + 0.15 * (n - 1)))
    const level = (0.3 * Math.sin((n * Math.PI) / 5)) / n ** 2
    for (let i = 0; i < frames; i++) {
      const t = i / rate + after
      x[i] = x[i]! + level * Math.exp(-fall * t) * Math.sin(2 * Math.PI * f * t + n)
    }
  }
  return x
}

describe('pitch', () => {
  test.each([44_100, 48_000, 96_000])('of sines from E1 to E6 and between them is within 0.1 cent at %d Hz', (rate) => {
    const frames = pitchFrames(rate)
    for (const key of KEYS)
      for (const off of [0, 0.37]) {
        const hz = hzOfKey(key + off)
        const x = Float32Array.from({ length: frames }, (_, i) => 0.2 * Math.sin((2 * Math.PI * hz * i) / rate + key))
        expect(Math.abs(cents(find(x, rate).hz, hz)), `${hz} Hz`).toBeLessThan(0.1)
      }
  })
  test('of plucked strings from E1 to E6 is within 0.5 cent', () => {
    for (const key of KEYS)
      for (const after of [0.02, 0.4]) {
        const hz = hzOfKey(key + 0.21)
        const x = plucked(hz, pitchFrames(48_000), 48_000, { after })
        expect(Math.abs(cents(find(x).hz, hz)), `${hz} Hz after ${after} s`).toBeLessThan(0.5)
      }
  })
  test('of stiff strings, whose partials are sharp, lies between fundamental and partials', () => {
    for (const key of KEYS) {
      const hz = hzOfKey(key)
      const off = cents(find(plucked(hz, 4096, 48_000, { stiffness: 5e-5 })).hz, hz)
      expect(off, `${hz} Hz`).toBeGreaterThan(-0.5)
      expect(off, `${hz} Hz`).toBeLessThan(1.5)
    }
  })
  test('is the fundamental, however faint it is, and no octave of it', () => {
    for (const key of KEYS) {
      const hz = hzOfKey(key)
      const x = Float32Array.from({ length: 4096 }, (_, i) => {
        const w = (2 * Math.PI * hz * i) / 48_000
        return 0.01 * Math.sin(w) + 0.2 * Math.sin(2 * w) + 0.15 * Math.sin(3 * w + 1) + (hz < 500 ? 0.1 * Math.sin(5 * w) : 0)
      })
      expect(Math.abs(cents(find(x).hz, hz)), `${hz} Hz`).toBeLessThan(0.5)
    }
  })
  test('is found within 2 cents under noise 26 dB below, and on a constant', () => {
    const n = noise(4096, 3, 0.02)
    for (const key of KEYS) {
      const hz = hzOfKey(key)
      const x = plucked(hz, 4096, 48_000, { after: 0 }).map((v, i) => v + n[i]! / 4 + 0.1)
      expect(Math.abs(cents(find(x).hz, hz)), `${hz} Hz`).toBeLessThan(2)
    }
  })
  test('there is none in silence, and little clarity in noise', () => {
    expect(find(new Float32Array(4096)).hz).toBe(0)
    expect(find(new Float32Array(4096).fill(Number.NaN)).hz).toBe(0)
    expect(find(noise(4096, 9, 0.3)).clarity).toBeLessThan(0.5)
  })
})
test('notes: A4 is 69, quarter tones lie 50 cents off, strings are the nearest of the instrument', () => {
  expect(noteOf(440)).toEqual({ key: 69, cents: 0 })
  expect(noteOf(442, 442).key).toBe(69)
  expect(noteOf(440 * 2 ** (0.3 / 12)).cents).toBeCloseTo(30, 6)
  expect(nearest(100, STRINGS[1]!)).toMatchObject({ key: 45 })
  expect(nearest(100, STRINGS[1]!).cents).toBeCloseTo(-165, 0)
  expect(STRINGS.length).toBe(device.params.tuning.max + 1)
})
test('muted it is exactly silent after 100 ms; it clicks neither down nor up', () => {
  const group = new Group(tuner)
  const input = noises(9600)
  expect(firstDifference(group.run(input), input)).toBe(-1)
  const muted = group.set({ mute: 1 }).run(input)
  expect(Math.max(...muted.map((l) => peak(l.subarray(4800))))).toBe(0)
  for (const [a, b] of [
    [{ mute: 0 }, { mute: 1 }],
    [{ mute: 1 }, { mute: 0 }],
  ])
    expect(clickOf(tuner, a!, b!)).toBeLessThan(-80)
})
