// What every clip kind must satisfy. A new folder is tested here without being named here.
import {
  type ClipContext,
  type ClipKind,
  type ClipOutput,
  type ClipRecord,
  Document,
  type Rec,
  splitClip,
  TICKS_PER_QUARTER,
  tempoMap,
  validate,
} from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { clips } from './index.ts'

type Out<K extends keyof ClipOutput> = Parameters<ClipOutput[K]>[0]
interface Played {
  readonly notes: Out<'note'>[]
  readonly events: Out<'event'>[]
  readonly audio: Out<'audio'>[]
}
function play(kind: ClipKind, clip: Rec, records: readonly Rec[] = [], ticks?: ClipContext['ticks']): Played {
  const played: Played = { notes: [], events: [], audio: [] }
  const context = {
    children: (id: string, type: string) => records.filter((r) => r.clip === id && r.type === type),
    get: (id: string) => records.find((r) => r.id === id),
    ...(ticks ? { ticks } : {}),
  }
  kind.play({ ...kind.fields, ...clip } as ClipRecord, context, {
    note: (n) => played.notes.push(n),
    event: (e) => played.events.push(e),
    audio: (a) => played.audio.push(a),
  })
  return played
}
const LENGTH = 8 * TICKS_PER_QUARTER
const base = (kind: ClipKind, more: object = {}): Rec => ({
  id: 'c',
  type: 'clip',
  kind: kind.id,
  track: 't',
  order: 'V',
  anchor: 'ticks',
  at: 3 * TICKS_PER_QUARTER,
  length: LENGTH,
  name: '',
  ...more,
})
/** A seeded generator: the same numbers everywhere. */
function chance(seed: number) {
  let s = seed
  return (n: number) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((s / 2 ** 32) * n)
  }
}
/** Notes and events within, across and outside the clip, in no order. */
function content(seed: number): Rec[] {
  const random = chance(seed)
  const at = () => random(3 * LENGTH) - LENGTH
  return Array.from(
    { length: 60 },
    (_, i): Rec =>
      i % 3
        ? { id: `n${i}`, type: 'note', clip: 'c', at: at(), length: 1 + random(LENGTH), key: random(128), velocity: 1 + random(127) }
        : {
            id: `e${String(i).padStart(3, '0')}`,
            type: 'event',
            clip: 'c',
            at: at(),
            kind: 'controller',
            number: random(128),
            value: random(128),
          },
  )
}
const asset: Rec = { id: 'a', type: 'asset', name: 'a', file: 'media/a.wav', hash: '', sampleRate: 48_000, channels: 2, frames: 480_000 }
const frozen = <T extends object>(list: readonly T[]): readonly T[] => list.map((r) => Object.freeze({ ...r }))

describe.each(Object.entries(clips))('%s', (id, kind) => {
  test('says its folder name, a version, and a default for each field of its own that is plain JSON', () => {
    expect(kind.id).toBe(id)
    expect(kind.version).toBeGreaterThanOrEqual(1)
    expect(kind.name).toMatch(/\S/)
    expect(JSON.parse(JSON.stringify(kind.fields))).toEqual(kind.fields)
    for (const field of ['id', 'type', 'kind', 'track', 'order', 'anchor', 'at', 'length', 'name', 'muted', 'loop', 'phase'])
      expect(kind.fields).not.toHaveProperty(field)
    expect(validate({ ...kind.fields, ...base(kind) })).toEqual([])
  })
  test('a clip that says none of its own fields plays as one that says the defaults', () => {
    for (const anchor of ['ticks', 'flicks']) {
      const bare = base(kind, { anchor })
      expect(play(kind, bare, content(1))).toEqual(play(kind, { ...kind.fields, ...bare }, content(1)))
    }
  })
  test('is pure: frozen records, the same twice, and in any order of its children', () => {
    const clip = Object.freeze(base(kind, 'asset' in kind.fields ? { asset: 'a' } : {}))
    const records = frozen([...content(2), asset])
    const once = play(kind, clip, records)
    expect(play(kind, clip, records)).toEqual(once)
    const sorted = (p: Played) => ({ ...p, notes: [...p.notes].sort((a, b) => a.at - b.at || a.key - b.key || a.velocity - b.velocity) })
    expect(sorted(play(kind, clip, [...records].reverse()))).toEqual(sorted(once))
  })
  test('plays only inside its length (seeds 1 to 50)', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = chance(seed)
      const clip = base(kind, 'from' in kind.fields ? { from: random(2 * LENGTH) - LENGTH } : {})
      const { notes, events } = play(kind, clip, content(seed))
      for (const n of notes) {
        expect(n.at, `seed ${seed}`).toBeGreaterThanOrEqual(0)
        expect(n.length, `seed ${seed}`).toBeGreaterThan(0)
        expect(n.at + n.length, `seed ${seed}`).toBeLessThanOrEqual(LENGTH)
      }
      for (const e of events) {
        expect(e.at, `seed ${seed}`).toBeGreaterThanOrEqual(0)
        expect(e.at, `seed ${seed}`).toBeLessThan(LENGTH)
      }
    }
  })
  test('looped, what a cycle plays comes again in each, cut at its end', () => {
    const loop = 2 * TICKS_PER_QUARTER
    const phase = TICKS_PER_QUARTER / 2
    const content = (at: number, length: number, key: number): Rec => ({
      id: `n${key}`,
      type: 'note',
      clip: 'c',
      at,
      length,
      key,
      velocity: 90,
    })
    const children = [content(0, 10, 1), content(TICKS_PER_QUARTER, 9 * TICKS_PER_QUARTER, 2), content(loop, 10, 3), content(-5, 10, 4)]
    const { notes, audio } = play(kind, base(kind, { loop, phase, asset: 'a' }), [...children, asset])
    // What is heard in one whole cycle is heard in the next, wherever the kind takes it from.
    const cycle = (k: number) =>
      notes.filter((n) => n.at >= k * loop - phase && n.at < (k + 1) * loop - phase).map((n) => [n.at - k * loop, n.key, n.velocity])
    for (const k of [2, 3]) expect(cycle(k)).toEqual(cycle(1))
    if (notes.some((n) => n.key === 1)) {
      const at = (key: number) => notes.filter((n) => n.key === key).map((n) => n.at)
      expect(at(1)).toEqual([1, 2, 3, 4].map((k) => k * loop - phase))
      expect(at(2)).toEqual([0, 1, 2, 3].map((k) => k * loop + phase))
      expect([at(3), at(4)]).toEqual([[], []])
      for (const n of notes) if (n.key === 2) expect(n.length).toBe(TICKS_PER_QUARTER)
    }
    for (const [k, a] of audio.entries()) expect([a.at, a.length]).toEqual([k * loop - phase, loop])
    expect(notes.length + audio.length).toBeGreaterThan(4)
    for (const odd of [null, 0, -1, 1, Number.NaN, '2', 1e-9])
      expect(play(kind, base(kind, { loop: odd, asset: 'a' }), children)).toEqual(play(kind, base(kind, { asset: 'a' }), children))
  })
  test('events come in order of time', () => {
    const { events } = play(kind, base(kind), content(3))
    expect(events.map((e) => e.at)).toEqual(events.map((e) => e.at).sort((a, b) => a - b))
  })
  test('fields of any kind do not make it throw or play what is no number', () => {
    const odd = [null, '', 'x', -1, 1e308, Number.NaN, true, [], {}]
    for (const field of Object.keys(kind.fields))
      for (const value of odd) {
        const { notes, events, audio } = play(kind, base(kind, { asset: 'a', [field]: value }), [...content(4), asset])
        for (const n of notes) expect(Object.values(n).every(Number.isFinite), `${field} = ${value}`).toBe(true)
        for (const e of events) expect([e.at, e.number, e.value].every(Number.isFinite), `${field} = ${value}`).toBe(true)
        for (const a of audio) expect([a.from, a.gain, a.fadeIn, a.fadeOut].every(Number.isFinite), `${field} = ${value}`).toBe(true)
      }
  })
  test('children with fields of any kind do not either', () => {
    for (const value of [null, 'x', Number.NaN, undefined, {}])
      for (const field of ['at', 'length', 'key', 'velocity', 'number', 'value']) {
        const { notes, events } = play(
          kind,
          base(kind),
          content(5).map((r) => ({ ...r, [field]: value }) as Rec),
        )
        for (const n of notes) expect(Object.values(n).every(Number.isFinite), `${field} = ${value}`).toBe(true)
        for (const e of events) expect([e.at, e.number, e.value].every(Number.isFinite), `${field} = ${value}`).toBe(true)
      }
  })
  test('looped and split anywhere, every note begins once and where it was (seeds 1 to 40)', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = chance(seed)
      const anchor = random(2) ? 'ticks' : 'flicks'
      const tempo = tempoMap([{ id: 'a', type: 'tempo', at: 0, bpm: 126, curve: 'jump' }])
      const per = anchor === 'ticks' ? 1 : 12_500
      const loop = (500 + random(LENGTH / 3)) * per
      const whole = base(kind, {
        anchor,
        at: 1000 * per,
        length: LENGTH * per,
        from: random(1000),
        loop,
        phase: random(2 * loop),
        asset: 'a',
      })
      const children = content(seed)
      const document = new Document([{ id: 't', type: 'track', order: 'V', name: '', color: 1, strip: 's' }, asset, whole, ...children])
      let serial = 0
      for (let i = 0; i < 5; i++) {
        const clip = document.byType('clip')[random(document.byType('clip').length)]!
        splitClip(document, (type) => `new ${type} ${serial++}`, clip.id, Number(clip.at) + 1 + random(Number(clip.length) - 1), tempo)
      }
      expect(document.byType('clip').length).toBeGreaterThan(2)
      const starts = (clip: Rec, records: readonly Rec[]) =>
        play(kind, clip, records, (c, place) =>
          c.anchor === 'ticks' ? place : tempo.ticks(Number(c.at) + place) - tempo.ticks(Number(c.at)),
        ).notes.map(
          (n) => `${Math.round((anchor === 'ticks' ? Number(clip.at) : tempo.ticks(Number(clip.at))) + n.at)} ${n.key} ${n.velocity}`,
        )
      const parts = document.byType('clip').flatMap((c) => starts(c, [...document.all().values()]))
      expect(parts.sort(), `seed ${seed}`).toEqual(starts(whole, children).sort())
    }
  })
  test.skipIf(!('from' in kind.fields))('split anywhere it plays the same (seeds 1 to 40)', () => {
    const tempo = tempoMap([
      { id: 'a', type: 'tempo', at: 0, bpm: 97, curve: 'jump' },
      { id: 'b', type: 'tempo', at: 5 * TICKS_PER_QUARTER, bpm: 141, curve: 'jump' },
    ])
    for (let seed = 1; seed <= 40; seed++) {
      const random = chance(seed)
      const reverse = 'reverse' in kind.fields && random(2) === 1
      const own = {
        ...('asset' in kind.fields ? { asset: 'a', gain: -3 } : {}),
        ...('reverse' in kind.fields ? { reverse } : {}),
        from: 1 + random(1000),
      }
      const whole = base(kind, own)
      const children = content(seed)
      const document = new Document([{ id: 't', type: 'track', order: 'V', name: '', color: 1, strip: 's' }, asset, whole, ...children])
      let serial = 0
      const cut = (whole.at as number) + 1 + random(LENGTH - 1)
      expect(splitClip(document, (type) => `new ${type} ${serial++}`, 'c', cut, tempo)).toBeDefined()
      const parts = document.byType('clip').sort((a, b) => (a.at as number) - (b.at as number))
      const at = (clip: Rec, ticks: number) => (clip.at as number) + ticks
      const one = play(kind, whole, children)
      const played = parts.map((clip) => ({ clip, ...play(kind, clip, [...document.all().values()]) }))
      const line = (on: number, off: number, n: Out<'note'>) => `${on}-${off} ${n.key} ${n.velocity}`
      // Every note begins once; one that sounds over the cut ends there.
      expect(
        played.flatMap((p) => p.notes.map((n) => line(at(p.clip, n.at), at(p.clip, n.at + n.length), n))).sort(),
        `seed ${seed}`,
      ).toEqual(
        one.notes
          .map((n) => {
            const on = at(whole, n.at)
            const off = at(whole, n.at + n.length)
            return line(on, on < cut ? Math.min(off, cut) : off, n)
          })
          .sort(),
      )
      // What lies at a moment of the timeline is the same content, within half a flick.
      const place = (clip: Rec, a: Out<'audio'>) =>
        a.reverse ? tempo.flicks((clip.at as number) + (clip.length as number)) + a.from : tempo.flicks(clip.at as number) - a.from
      for (const p of played)
        for (const [i, a] of p.audio.entries()) {
          expect(Math.abs(place(p.clip, a) - place(whole, one.audio[i]!)), `seed ${seed}`).toBeLessThanOrEqual(0.5 + 1e-6)
          expect([a.asset, a.gain, a.reverse]).toEqual([one.audio[i]!.asset, one.audio[i]!.gain, one.audio[i]!.reverse])
        }
      expect(played.every((p) => p.audio.length === one.audio.length)).toBe(true)
    }
  })
})
