// What is done to stretches of time: what is heard before and after them stays, and only moves.
import { describe, expect, test } from 'vitest'
import { laneValue } from '../automation.ts'
import { Document } from '../document.ts'
import { History } from '../history.ts'
import { idsOf, seeded, session } from '../random-edits.ts'
import type { AudioClipRecord, Rec, SignatureRecord, TempoRecord } from '../records.ts'
import { repair } from '../schema.ts'
import { signatureMap } from '../signature.ts'
import { tempoMap } from '../tempo.ts'
import { TICKS_PER_QUARTER as Q, FLICKS_PER_SECOND as SECOND } from '../time.ts'
import { lanePoints } from './automation.ts'
import { pasteClips } from './clipboard.ts'
import { lockClips } from './clips.ts'
import { copyRange, duplicateSection, insertTime, removeRange, removeTime, rippleMove, splitAtRange } from './ranges.ts'

const audio = (id: string, more: Partial<AudioClipRecord>): Rec => ({
  ...session().find((r) => r.id === 'clip-1')!,
  id,
  fadeIn: 0,
  fadeOut: 0,
  ...more,
})
const ALL = ['track-drums', 'track-bass']
/** Tempo jumps and ramps, meters, clips of both anchors, looped and reversed, over and behind each other. */
function open() {
  const document = new Document([
    ...session(),
    { id: 'signature-2', type: 'signature', at: 24 * Q, numerator: 3, denominator: 4 },
    { id: 'marker-2', type: 'marker', at: 20 * Q, name: 'Two' },
    { id: 'point-3', type: 'point', target: 'strip-bass', param: 'gain', at: 40 * Q, value: 0, curve: 'linear' },
    { id: 'point-4', type: 'point', target: 'strip-bass', param: 'gain', at: 41 * Q, value: -30, curve: 'hold' },
    audio('f', { at: 6 * SECOND, length: 9 * SECOND }),
    audio('t', { anchor: 'ticks', at: 12 * Q, length: 16 * Q }),
    audio('r', { at: 16 * SECOND, length: 6 * SECOND, reverse: true }),
    audio('l', { at: 15 * SECOND, length: 8 * SECOND, loop: 1.3 * SECOND }),
  ])
  return { document, newId: idsOf('n') }
}
const tempoOf = (document: Document) => tempoMap(document.byType<TempoRecord>('tempo'))
/** What audio clips play at a moment, in order. */
function heard(document: Document, flicks: number): number[] {
  const tempo = tempoOf(document)
  return document
    .byType<AudioClipRecord>('clip')
    .filter((c) => c.kind === 'audio')
    .flatMap((c) => {
      const place = (at: number) => (c.anchor === 'flicks' ? at : tempo.flicks(at))
      const now = c.anchor === 'flicks' ? flicks : tempo.ticks(flicks)
      if (flicks < place(c.at) || flicks >= place(c.at + c.length)) return []
      let [start, end] = [c.at, c.at + c.length]
      if (c.loop) {
        start = c.at - (c.phase ?? 0) + Math.floor((now - c.at + (c.phase ?? 0)) / c.loop) * c.loop
        end = start + c.loop
      }
      return [c.from + (c.reverse ? place(end) - flicks : flicks - place(start))]
    })
    .sort((a, b) => a - b)
}
/** Starts of notes, ticks. */
const notes = (document: Document): number[] =>
  document
    .byType('clip')
    .filter((c) => c.kind === 'notes')
    .flatMap((c) =>
      document.children('clip', c.id, 'note').flatMap((n) => {
        const at = Number(n.at) - Number(c.from)
        return at >= 0 && at < Number(c.length) ? [Number(c.at) + at] : []
      }),
    )
    .sort((a, b) => a - b)
const bpm = (document: Document, at: number) => tempoOf(document).bpm(at)
const gain = (document: Document, at: number) => laneValue(lanePoints(document, 'strip-bass', 'gain'), at)!
const near = (a: readonly number[], b: readonly number[], by: number, what: string) => {
  expect(a.length, what).toBe(b.length)
  for (const [i, x] of a.entries()) expect(Math.abs(x - b[i]!), what).toBeLessThanOrEqual(by)
}

describe('time put in on all tracks', () => {
  test('leaves what is before it, moves what is behind it, and holds the tempo at its place (seeds 1 to 40)', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const at = [0, 16 * Q, 32 * Q, 24 * Q][seed - 1] ?? Math.floor(random() * 45 * Q)
      const length = Math.floor((1 + random() * 20) * Q)
      const { document: was } = open()
      const { document, newId } = open()
      insertTime(document, newId, at, length)
      const [old, now] = [tempoOf(was), tempoOf(document)]
      const said = `seed ${seed}, at ${at}`
      const start = old.flicks(at)
      const shift = now.flicks(at + length) - start
      for (let i = 0; i < 60; i++) {
        const t = i * 0.4 * SECOND + 12_345
        if (t < start - 2) near(heard(document, t), heard(was, t), 4, said)
        else if (t > start + 2) near(heard(document, t + shift), heard(was, t), 4, said)
      }
      for (const share of [0.1, 0.5, 0.9]) {
        expect(heard(document, start + shift * share), said).toEqual([])
        expect(bpm(document, at + length * share), said).toBeCloseTo(at ? bpm(was, at - 1e-6) : bpm(was, 0), 4)
      }
      near(
        notes(document),
        notes(was).map((n) => (n < at ? n : n + length)),
        0,
        said,
      )
      for (let ticks = 0; ticks < 48 * Q; ticks += 7777) {
        const moved = ticks < at ? ticks : ticks + length
        expect(bpm(document, moved), said).toBeCloseTo(bpm(was, ticks), 6)
        expect(gain(document, moved), said).toBeCloseTo(gain(was, ticks), 6)
      }
      expect(repair(document.all().values()).repaired).toEqual([])
    }
  })
  test('moves markers, meters and the loop, and lengthens a section that reaches over it', () => {
    const { document, newId } = open()
    document.transact(() => document.update('project', { loopStart: 4 * Q, loopEnd: 12 * Q }))
    insertTime(document, newId, 8 * Q, 4 * Q)
    const place = (id: string) => document.get(id)!.at
    expect([place('marker-1'), place('marker-2'), place('section-1'), document.get('section-1')!.length]).toEqual([0, 24 * Q, 0, 20 * Q])
    expect(document.get('project')).toMatchObject({ loopStart: 4 * Q, loopEnd: 16 * Q })
    const meters = signatureMap(document.byType<SignatureRecord>('signature'))
    expect([meters.at(28 * Q - 1).numerator, meters.at(28 * Q).numerator]).toEqual([4, 3])
  })
  test('and taken out again leaves everything as it was heard (seeds 1 to 30)', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seeded(seed)
      const at = seed === 1 ? 0 : Math.floor(random() * 45 * Q)
      const length = Math.floor((1 + random() * 20) * Q)
      const { document: was } = open()
      const { document, newId } = open()
      insertTime(document, newId, at, length)
      removeTime(document, newId, at, at + length)
      for (let i = 0; i < 60; i++) near(heard(document, i * 0.4 * SECOND + 999), heard(was, i * 0.4 * SECOND + 999), 2000, `seed ${seed}`)
      expect(notes(document)).toEqual(notes(was))
      for (let ticks = 0; ticks < 48 * Q; ticks += 7777) {
        if (Math.abs(ticks - at) < 2) continue
        expect(bpm(document, ticks), `seed ${seed} at ${at}, ${ticks}`).toBeCloseTo(bpm(was, ticks), 1)
        expect(gain(document, ticks), `seed ${seed}`).toBeCloseTo(gain(was, ticks), 1)
      }
      for (const id of ['marker-1', 'marker-2', 'section-1']) expect(document.get(id)).toEqual(was.get(id))
    }
  })
})
describe('time taken out of all tracks', () => {
  test('closes up: before it all stays, behind it all is as it was there (seeds 1 to 40)', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const from = [0, 16 * Q, 8 * Q][seed - 1] ?? Math.floor(random() * 36 * Q)
      const to = [16 * Q, 32 * Q, 32 * Q][seed - 1] ?? from + Math.floor((1 + random() * 12) * Q)
      const { document: was } = open()
      const { document, newId } = open()
      removeTime(document, newId, from, to)
      const [old, now] = [tempoOf(was), tempoOf(document)]
      const said = `seed ${seed}, ${from} to ${to}`
      const shift = now.flicks(from) - old.flicks(to)
      for (let i = 0; i < 60; i++) {
        const t = i * 0.4 * SECOND + 54_321
        if (t < old.flicks(from) - 2000) near(heard(document, t), heard(was, t), 2000, said)
        else if (t > old.flicks(to) + 2000) near(heard(document, t + shift), heard(was, t), 2000, said)
      }
      near(
        notes(document),
        notes(was).flatMap((n) => (n < from ? [n] : n >= to ? [n + from - to] : [])),
        0,
        said,
      )
      for (let ticks = 0; ticks < 48 * Q; ticks += 3333) {
        if (ticks >= from - 1 && ticks < to) continue
        const moved = ticks < to ? ticks : ticks + from - to
        expect(bpm(document, moved), said).toBeCloseTo(bpm(was, ticks), 1)
        expect(gain(document, moved), said).toBeCloseTo(gain(was, ticks), 1)
        const meter = (d: Document, at: number) => signatureMap(d.byType<SignatureRecord>('signature')).at(at).numerator
        if ((to - from) % (12 * Q) === 0 && from % (4 * Q) === 0) expect(meter(document, moved), said).toBe(meter(was, ticks))
      }
      expect(repair(document.all().values()).repaired).toEqual([])
    }
  })
  test('markers in it go, sections are cut, one inside goes; it is one step', () => {
    const { document, newId } = open()
    const history = new History(document)
    document.transact(() => document.create({ id: 's', type: 'section', at: 18 * Q, length: 2 * Q, name: 'In', color: 1 }))
    removeTime(document, newId, 12 * Q, 21 * Q)
    expect([document.get('marker-2'), document.get('s'), document.get('section-1')!.length]).toEqual([undefined, undefined, 12 * Q])
    expect(history.steps).toHaveLength(2)
  })
})
describe('a range of some tracks', () => {
  test('is split at its edges: what is inside is named, what is heard stays', () => {
    const { document, newId } = open()
    const { document: was } = open()
    const inside = splitAtRange(document, newId, ['track-drums'], 14 * Q, 20 * Q)
    expect(inside.map((id) => document.get(id)!.name)).toEqual(['Loop', 'Loop'])
    for (let i = 0; i < 60; i++) near(heard(document, i * 0.4 * SECOND + 7), heard(was, i * 0.4 * SECOND + 7), 4, 'split')
    const [from, to] = [tempoOf(was).flicks(14 * Q), tempoOf(was).flicks(20 * Q)]
    removeRange(document, newId, ['track-drums'], 14 * Q, 20 * Q)
    for (let i = 0; i < 60; i++) {
      const t = i * 0.4 * SECOND + 7
      near(heard(document, t), t < from || t >= to ? heard(was, t) : [], 4, 'removed')
    }
    expect(notes(document)).toEqual(notes(was))
    expect(splitAtRange(document, newId, ALL, 9, 9)).toEqual([])
    expect(splitAtRange(document, newId, ALL, Number.NaN, 9)).toEqual([])
  })
  test('with ripple closes up on these tracks, by what it lasts in each unit; the timeline stays', () => {
    const { document, newId } = open()
    const tempo = tempoOf(document)
    const [f, l] = [Number(document.get('r')!.at), Number(document.get('l')!.at)]
    removeRange(document, newId, ['track-drums'], 2 * Q, 6 * Q, true)
    expect([Number(document.get('r')!.at), Number(document.get('l')!.at)]).toEqual([f - 2 * SECOND, l - 2 * SECOND])
    expect([document.get('marker-2')!.at, notes(document), tempoOf(document).flicks(40 * Q)]).toEqual([
      20 * Q,
      [0, Q],
      tempo.flicks(40 * Q),
    ])
  })
  test('put in moves only these tracks', () => {
    const { document, newId } = open()
    insertTime(document, newId, 0, 4 * Q, ['track-bass'])
    expect([notes(document), document.get('clip-1')!.at, document.get('marker-2')!.at]).toEqual([[4 * Q, 5 * Q], 0, 20 * Q])
    removeTime(document, newId, 0, 4 * Q, ['track-bass'])
    expect(notes(document)).toEqual([0, Q])
  })
  test('of a folder is that of what is in it; locked clips stay whole and in place', () => {
    const { document, newId } = open()
    document.transact(() => {
      document.create({ id: 'folder', type: 'track', order: '1', name: 'F', color: 1, strip: 'bus-band', folder: true })
      document.set('track-drums', 'parent', 'folder')
    })
    lockClips(document, ['f'], true)
    const locked = document.get('f')
    removeRange(document, newId, ['folder'], 0, 60 * Q, true)
    expect(document.children('track', 'track-drums', 'clip').map((c) => c.id)).toEqual(['f'])
    expect(document.get('f')).toBe(locked)
    expect(notes(document)).toEqual([0, Q])
  })
  test('is copied without changing anything, and put down as far from its start as it was', () => {
    const { document, newId } = open()
    const unsubscribe = document.onChange(() => expect.unreachable())
    lockClips(document, [], true)
    const bundle = copyRange(document, ALL, Q / 2, 4 * Q)
    unsubscribe()
    expect(bundle.length).toEqual({ ticks: 3.5 * Q, flicks: 1.75 * SECOND })
    const made = pasteClips(document, newId, bundle, { ticks: 100 * Q, flicks: 100 * SECOND }, 'track-drums')
    const byTrack = made.map((id) => document.get(id)!).map((c) => [c.track, c.anchor, Number(c.at)])
    expect(byTrack.sort()).toEqual([
      ['track-bass', 'ticks', 100 * Q],
      ['track-drums', 'flicks', 100 * SECOND],
    ])
    expect(notes(document).filter((n) => n >= 100 * Q)).toEqual([100.5 * Q])
    // An empty first track is a row all the same.
    const low = pasteClips(document, newId, copyRange(document, ALL, 100 * Q, 102 * Q), { ticks: 200 * Q, flicks: 0 }, 'track-drums')
    expect(low.map((id) => document.get(id)!.track)).toEqual(['track-bass'])
    expect(copyRange(document, ALL, 5, 5).clips).toEqual([])
  })
})
test('a ripple move takes along what begins later on its tracks, and nothing else', () => {
  const { document } = open()
  const at = () => ['clip-1', 'f', 't', 'r', 'l', 'clip-2'].map((id) => Number(document.get(id)!.at))
  const before = at()
  rippleMove(document, ['t', 'gone'], { ticks: Q, flicks: SECOND })
  expect(at().map((x, i) => x - before[i]!)).toEqual([0, SECOND, Q, SECOND, SECOND, 0])
})
describe('a section', () => {
  test('is copied by name behind itself, or with what is played in it as new time', () => {
    const { document, newId } = open()
    const copy = duplicateSection(document, newId, 'section-1')!
    expect(document.get(copy)).toMatchObject({ at: 16 * Q, length: 16 * Q, name: 'Verse', color: 3 })
    expect(notes(document)).toEqual([0, Q])
    const again = duplicateSection(document, newId, 'section-1', true)!
    expect([document.get(again)!.at, document.get(copy)!.at, document.get('marker-2')!.at]).toEqual([16 * Q, 32 * Q, 36 * Q])
    expect(notes(document)).toEqual([0, Q, 16 * Q, 17 * Q])
    expect(duplicateSection(document, newId, 'clip-1')).toBeUndefined()
  })
})
