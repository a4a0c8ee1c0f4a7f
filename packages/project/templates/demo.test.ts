// The demo's score: what a musician would check on paper. How it sounds is measured in demo.long.test.ts.
import { devices } from '@tonmeister/devices'
import { describe, expect, test } from 'vitest'
import { TICKS_PER_QUARTER } from '../index.ts'
import type { Rec } from '../records.ts'
import demo, { BAR } from './demo.ts'

const records = demo.records()
const of = (type: string) => records.filter((r) => r.type === type)
interface Sounding {
  readonly track: string
  /** Beats from the start of the song. */
  readonly from: number
  readonly to: number
  readonly key: number
  readonly velocity: number
}
const clips = new Map(of('clip').map((c) => [c.id, c]))
const notes = of('note').map((n): Sounding => {
  const clip = clips.get(n.clip as string)!
  const from = ((clip.at as number) + (n.at as number)) / TICKS_PER_QUARTER
  return {
    track: (clip.track as string).replace('track-', ''),
    from,
    to: from + (n.length as number) / TICKS_PER_QUARTER,
    key: n.key as number,
    velocity: n.velocity as number,
  }
})
const on = (...tracks: string[]) => notes.filter((n) => tracks.includes(n.track))
/** What sounds a little after a beat: notes breathe by up to a hundredth of a beat. */
const at = (beat: number, ...tracks: string[]) => on(...tracks).filter((n) => n.from < beat + 0.1 && n.to > beat + 0.15)
const barOf = (n: Sounding) => Math.floor((n.from + 0.1) / 4)
const PITCHED = ['bass', 'keys', 'pad', 'pluck', 'lead']
/** Pitch classes of A natural minor. */
const A_MINOR = [0, 2, 4, 5, 7, 9, 11]
const G_SHARP = 8

describe('the form', () => {
  test('is intro 4 bars, verse 12, chorus twice 8, verse 8, chorus 8, and two to ring out: 2 minutes and 5 seconds', () => {
    const sections = of('section').map((s) => [s.name, (s.at as number) / BAR, (s.length as number) / BAR])
    expect(sections).toEqual([
      ['Intro', 0, 4],
      ['Verse', 4, 12],
      ['Chorus ×2', 16, 16],
      ['Verse', 32, 8],
      ['Chorus', 40, 8],
      ['Out', 48, 2],
    ])
    const bpm = of('tempo')[0]!.bpm as number
    expect((50 * 4 * 60) / bpm).toBe(125)
  })
  test('every chorus is louder than every verse on paper too: more notes, struck harder', () => {
    const weight = (from: number, to: number) =>
      notes.filter((n) => barOf(n) >= from && barOf(n) < to).reduce((sum, n) => sum + n.velocity, 0) / (to - from)
    for (const chorus of [weight(16, 24), weight(24, 32), weight(40, 48)])
      for (const verse of [weight(4, 16), weight(32, 40)]) expect(chorus).toBeGreaterThan(1.4 * verse)
  })
  test('a fill leads into every new section, with a crash where a chorus begins', () => {
    for (const bar of [15, 23, 31, 39, 47]) {
      const toms = on('drums').filter((n) => barOf(n) === bar && [45, 47, 50].includes(n.key))
      expect(toms.length, `bar ${bar + 1}`).toBeGreaterThanOrEqual(2)
    }
    for (const bar of [16, 24, 40, 48]) expect(at(bar * 4, 'drums').some((n) => n.key === 49)).toBe(true)
  })
})

describe('the notes', () => {
  test('of every clip lie inside it, and everything in it sounds', () => {
    const outside = of('note').filter((n) => {
      const [start, length] = [n.at as number, n.length as number]
      return start < 0 || length <= 0 || start + length > (clips.get(n.clip as string)!.length as number)
    })
    expect(outside).toEqual([])
    const filled = new Set(of('note').map((n) => n.clip))
    expect([...clips.keys()].filter((id) => !filled.has(id))).toEqual([])
    expect(Math.max(...notes.map((n) => n.to))).toBeLessThanOrEqual(200)
  })
  test('stand in A minor, with G sharp only over E7', () => {
    const dominant = [15, 23, 31, 39, 47]
    for (const n of on(...PITCHED)) {
      const known = A_MINOR.includes(n.key % 12) || (n.key % 12 === G_SHARP && dominant.includes(barOf(n)))
      expect(known, `${n.track}, bar ${barOf(n) + 1}, key ${n.key}`).toBe(true)
    }
  })
  test('stay where their instruments sound well', () => {
    const ranges: Record<string, readonly [number, number]> = {
      bass: [28, 52],
      keys: [52, 74],
      pad: [52, 76],
      pluck: [64, 86],
      lead: [62, 84],
    }
    for (const [track, [low, high]] of Object.entries(ranges))
      for (const n of on(track)) {
        expect(n.key).toBeGreaterThanOrEqual(low)
        expect(n.key).toBeLessThanOrEqual(high)
      }
    // General MIDI percussion that the drum machine knows.
    for (const n of on('drums')) expect([36, 37, 38, 39, 42, 45, 46, 47, 49, 50, 51, 70]).toContain(n.key)
  })
  test('on strong beats nobody rubs: no minor second or ninth between lead, chords and bass', () => {
    for (let beat = 0; beat < 200; beat += 2) {
      const chord = at(beat, 'keys', 'pad', 'bass')
      for (const upper of at(beat, 'lead', 'pluck', 'keys', 'pad'))
        for (const lower of chord)
          expect(
            (upper.key - lower.key > 0 && (upper.key - lower.key) % 12 === 1) || false,
            `bar ${Math.floor(beat / 4) + 1}, beat ${(beat % 4) + 1}: ${upper.track} ${upper.key} over ${lower.track} ${lower.key}`,
          ).toBe(false)
    }
  })
  test('the bass plays on every first beat, and comes to it by a step, a third, fourth, fifth or octave', () => {
    const line = [...on('bass')].sort((a, b) => a.from - b.from)
    for (let bar = 5; bar < 48; bar++) {
      const first = line.findIndex((n) => n.from > bar * 4 - 0.2)
      expect(line[first]!.from, `bar ${bar + 1}`).toBeLessThan(bar * 4 + 0.1)
      expect([0, 1, 2, 3, 4, 5, 7, 12], `bar ${bar + 1}`).toContain(Math.abs(line[first]!.key - line[first - 1]!.key))
    }
  })
  test('no voice is asked to play the same key twice at once', () => {
    for (const track of PITCHED) {
      const sorted = on(track).sort((a, b) => a.key - b.key || a.from - b.from)
      for (let i = 1; i < sorted.length; i++) {
        const [a, b] = [sorted[i - 1]!, sorted[i]!]
        if (a.key === b.key) expect(b.from, `${track} key ${a.key} at ${b.from}`).toBeGreaterThan(a.from + 0.1)
      }
    }
  })
})

describe('the mix', () => {
  test('names only devices that exist, and parameters within their range', () => {
    const known = devices as unknown as Record<string, { params: Record<string, { min: number; max: number }> }>
    for (const record of of('device')) {
      const device = known[record.device as string]
      expect(device, record.id).toBeDefined()
      for (const [field, value] of Object.entries(record)) {
        if (!field.startsWith('p.')) continue
        const param = device!.params[field.slice(2)]
        expect(param, `${record.id} ${field}`).toBeDefined()
        expect(value as number, `${record.id} ${field}`).toBeGreaterThanOrEqual(param!.min)
        expect(value as number, `${record.id} ${field}`).toBeLessThanOrEqual(param!.max)
      }
    }
  })
  test('automates only what exists', () => {
    const ids = new Set(records.map((r: Rec) => r.id))
    for (const point of of('point')) expect(ids.has(point.target as string), `${point.target}`).toBe(true)
  })
  test('is the same every time it is made', () => expect(demo.records()).toEqual(records))
})
