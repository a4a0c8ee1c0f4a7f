// What is done to clips keeps what sounds where it sounded.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { History } from '../history.ts'
import { asset, idsOf, seeded, session } from '../random-edits.ts'
import type { AudioClipRecord, NoteClipRecord, Rec, TempoRecord } from '../records.ts'
import { tempoMap } from '../tempo.ts'
import { TICKS_PER_QUARTER as Q, FLICKS_PER_SECOND as SECOND } from '../time.ts'
import {
  addAudioClip,
  addAudioTrack,
  clipsOf,
  duplicateClips,
  moveClips,
  removeClips,
  setClipGain,
  setFade,
  splitClip,
  toggleClip,
  trimClip,
} from './clips.ts'

const audio = (id: string, more: Partial<AudioClipRecord> = {}): Rec => ({
  id,
  type: 'clip',
  kind: 'audio',
  track: 'track-drums',
  order: 'V',
  anchor: 'flicks',
  at: 10 * SECOND,
  length: 8 * SECOND,
  name: id,
  asset: 'asset-1',
  from: 2 * SECOND,
  gain: 0,
  fadeIn: SECOND,
  fadeOut: 2 * SECOND,
  fadeInShape: 'fast',
  fadeOutShape: 'slow',
  reverse: false,
  ...more,
})
/** The session without its clips, with these. */
function open(...clips: Rec[]) {
  const document = new Document([...session().filter((r) => !['clip', 'note', 'event'].includes(r.type)), ...clips])
  const newId = idsOf('n')
  const clip = (id: string) => document.get(id) as AudioClipRecord & NoteClipRecord
  return { document, newId, clip, tempo: tempoMap(document.byType<TempoRecord>('tempo')) }
}
type Opened = ReturnType<typeof open>
/** Where in the asset a clip is at a moment; as the engine plays it: reversed from its end back. */
function heard({ tempo }: Opened, clip: AudioClipRecord, flicks: number): number | undefined {
  const place = (at: number) => (clip.anchor === 'flicks' ? at : tempo.flicks(at))
  const [start, end] = [place(clip.at), place(clip.at + clip.length)]
  if (flicks < start || flicks >= end) return undefined
  return clip.reverse ? clip.from + (end - flicks) : clip.from + (flicks - start)
}
/** What notes clips play: where on the timeline, in ticks, and which key. */
function played({ document, tempo }: Opened, ids: readonly string[]): string[] {
  return ids
    .flatMap((id) => {
      const clip = document.get(id) as NoteClipRecord
      const ticks = (at: number) => (clip.anchor === 'ticks' ? at : tempo.ticks(at))
      return document.children('clip', id, 'note').flatMap((note) => {
        const at = ticks(clip.at) + Number(note.at) - clip.from
        return Number(note.at) >= clip.from && at < ticks(clip.at + clip.length) ? [`${Math.round(at)} ${note.key}`] : []
      })
    })
    .sort()
}
/** Variants of one audio clip: both anchors, both directions. */
const VARIANTS: readonly [string, Partial<AudioClipRecord>][] = [
  ['in absolute time', {}],
  ['in musical time, over a tempo ramp', { anchor: 'ticks', at: 10 * Q, length: 20 * Q }],
  ['reversed', { reverse: true }],
  ['reversed in musical time', { reverse: true, anchor: 'ticks', at: 10 * Q, length: 20 * Q }],
]

describe.each(VARIANTS)('an audio clip %s', (_, more) => {
  test('split anywhere, and its parts split again, plays the same at every moment', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const opened = open(audio('a', more))
      const whole = opened.clip('a')
      const parts = ['a']
      for (let i = 0; i < 5; i++) {
        const id = parts[Math.floor(random() * parts.length)]!
        const { at, length } = opened.clip(id)
        const right = splitClip(opened.document, opened.newId, id, at + random() * length, opened.tempo)
        if (right) parts.push(right)
      }
      expect(parts.length).toBeGreaterThan(3)
      for (let t = 0; t < 60; t++) {
        const moment = (t / 60) * 40 * SECOND
        const now = parts.flatMap((id) => heard(opened, opened.clip(id), moment) ?? [])
        const before = heard(opened, whole, moment)
        expect(now.length, `seed ${seed}`).toBe(before === undefined ? 0 : 1)
        if (before !== undefined) expect(Math.abs(now[0]! - before)).toBeLessThanOrEqual(parts.length)
      }
    }
  })
  test.each(['start', 'end'] as const)('trimmed at its %s, inwards and outwards, does not shift what is heard', (edge) => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const opened = open(audio('a', more))
      const before = opened.clip('a')
      const at = before.at + before.length * ((edge === 'start' ? -0.3 : 0.4) + random() * 0.9)
      trimClip(opened.document, 'a', edge, at, opened.tempo)
      const after = opened.clip('a')
      expect(edge === 'start' ? after.at + after.length : after.at).toBe(edge === 'start' ? before.at + before.length : before.at)
      expect(edge === 'start' ? after.at : after.at + after.length).toBe(Math.round(at))
      for (let t = 0; t < 60; t++) {
        const moment = (t / 60) * 40 * SECOND
        const [was, is] = [heard(opened, before, moment), heard(opened, after, moment)]
        if (was !== undefined && is !== undefined) expect(Math.abs(was - is), `seed ${seed}`).toBeLessThanOrEqual(2)
      }
    }
  })
  test('keeps its fades at the outer edges when it is split; one that reaches over the cut ends at it', () => {
    const opened = open(audio('a', more))
    const { at, length } = opened.clip('a')
    const right = splitClip(opened.document, opened.newId, 'a', at + length / 2, opened.tempo)!
    expect(opened.clip('a')).toMatchObject({ fadeIn: SECOND, fadeOut: 0, fadeInShape: 'fast' })
    expect(opened.clip(right)).toMatchObject({ fadeIn: 0, fadeOut: 2 * SECOND, fadeOutShape: 'slow' })
    const place = (t: number) => (opened.clip('a').anchor === 'flicks' ? t : opened.tempo.flicks(t))
    const early = splitClip(opened.document, opened.newId, 'a', at + length / 100, opened.tempo)!
    expect(Math.abs(opened.clip('a').fadeIn - (place(at + Math.round(length / 100)) - place(at)))).toBeLessThanOrEqual(1)
    expect(opened.clip(early)).toMatchObject({ fadeIn: 0, fadeOut: 0 })
  })
})
describe('splitting', () => {
  test('notes: every note sounds once, where it was, whatever the place, the slip and the anchor', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed)
      const ticks = random() < 0.5
      const clip: Rec = {
        id: 'n',
        type: 'clip',
        kind: 'notes',
        track: 'track-bass',
        order: 'V',
        anchor: ticks ? 'ticks' : 'flicks',
        at: ticks ? 8 * Q : 4 * SECOND,
        length: ticks ? 32 * Q : 16 * SECOND,
        name: 'N',
        from: Math.floor(random() * 4 * Q),
      }
      const notes = Array.from(
        { length: 30 },
        (_, i): Rec => ({ id: `x${i}`, type: 'note', clip: 'n', at: Math.floor(random() * 40 * Q), length: Q / 4, key: i, velocity: 100 }),
      )
      const opened = open(clip, ...notes)
      const before = played(opened, ['n'])
      const parts = ['n']
      for (let i = 0; i < 4; i++) {
        const id = parts[Math.floor(random() * parts.length)]!
        const part = opened.clip(id)
        const right = splitClip(opened.document, opened.newId, id, part.at + random() * part.length, opened.tempo)
        if (right) parts.push(right)
      }
      expect(played(opened, parts), `seed ${seed}`).toEqual(before)
    }
  })
  test('a place that is not inside, or not a number, or a clip that is gone, changes nothing', () => {
    const { document, newId, tempo } = open(audio('a'))
    document.onChange(() => expect.unreachable())
    for (const at of [0, 10 * SECOND, 18 * SECOND, 99 * SECOND, Number.NaN, Infinity, 10 * SECOND + 0.4])
      expect(splitClip(document, newId, 'a', at, tempo)).toBeUndefined()
    for (const id of ['gone', 'track-drums']) expect(splitClip(document, newId, id, SECOND, tempo)).toBeUndefined()
  })
  test('keeps both parts between the clips below and above, also where two people gave the same order', () => {
    for (const orders of [
      ['A', 'B', 'C'],
      ['V', 'V', 'V'],
      ['A', 'V', 'V'],
    ]) {
      const opened = open(...['below', 'mine', 'top'].map((id, i) => audio(id, { order: orders[i]! })))
      const right = splitClip(opened.document, opened.newId, 'mine', 14 * SECOND, opened.tempo)!
      expect(clipsOf(opened.document, 'track-drums').map((c) => c.id)).toEqual(['below', 'mine', right, 'top'])
    }
  })
  test('keeps fields that nobody knows, on both parts', () => {
    const opened = open({ ...audio('a'), warp: { x: [1] } })
    const right = splitClip(opened.document, opened.newId, 'a', 14 * SECOND, opened.tempo)!
    expect([opened.document.get('a')!.warp, opened.document.get(right)!.warp]).toEqual([{ x: [1] }, { x: [1] }])
  })
})
describe('trimming', () => {
  test('leaves at least one unit, and never starts before 0', () => {
    const opened = open(audio('a'))
    trimClip(opened.document, 'a', 'end', 0, opened.tempo)
    expect(opened.clip('a').length).toBe(1)
    trimClip(opened.document, 'a', 'start', -SECOND, opened.tempo)
    expect(opened.clip('a')).toMatchObject({ at: 0, length: 10 * SECOND + 1, from: -8 * SECOND })
    trimClip(opened.document, 'a', 'start', 99 * SECOND, opened.tempo)
    expect(opened.clip('a')).toMatchObject({ at: 10 * SECOND, length: 1, from: 2 * SECOND })
    trimClip(opened.document, 'a', 'end', Number.NaN, opened.tempo)
    expect(opened.clip('a').length).toBe(1)
  })
  test('notes stay where they are', () => {
    const opened = open(
      {
        id: 'n',
        type: 'clip',
        kind: 'notes',
        track: 'track-bass',
        order: 'V',
        anchor: 'ticks',
        at: 8 * Q,
        length: 8 * Q,
        name: 'N',
        from: Q,
      },
      { id: 'x', type: 'note', clip: 'n', at: 5 * Q, length: Q, key: 60, velocity: 1 },
    )
    expect(played(opened, ['n'])).toEqual([`${12 * Q} 60`])
    trimClip(opened.document, 'n', 'start', 10 * Q, opened.tempo)
    trimClip(opened.document, 'n', 'end', 30 * Q, opened.tempo)
    expect(played(opened, ['n'])).toEqual([`${12 * Q} 60`])
    trimClip(opened.document, 'n', 'start', 13 * Q, opened.tempo)
    expect(played(opened, ['n'])).toEqual([])
  })
})
describe('moving', () => {
  test('stops as a whole at 0: distances stay', () => {
    const { document, clip } = open(
      audio('a', { at: 3 * SECOND }),
      audio('b', { at: 5 * SECOND }),
      audio('t', { anchor: 'ticks', at: 4 * Q }),
    )
    moveClips(document, ['a', 'b', 't'], { ticks: -9 * Q, flicks: -9 * SECOND })
    expect([clip('a').at, clip('b').at, clip('t').at]).toEqual([0, 2 * SECOND, 0])
  })
  test('to another track puts them on top there, in the layers they had', () => {
    const { document } = open(audio('a', { order: 'B' }), audio('b', { order: 'A' }), audio('c', { track: 'track-bass' }))
    moveClips(document, ['a', 'b', 'gone', 'track-bass'], { ticks: 0, flicks: SECOND }, 'track-bass')
    expect(clipsOf(document, 'track-bass').map((c) => [c.id, c.at / SECOND])).toEqual([
      ['c', 10],
      ['b', 11],
      ['a', 11],
    ])
    expect(clipsOf(document, 'track-drums')).toEqual([])
  })
})
describe('duplicating', () => {
  test('puts copies with what they hold right behind, as far apart as they were, in their layers', () => {
    const { document, newId, clip } = open(
      audio('a', { at: 0, length: SECOND, order: 'B' }),
      audio('b', { at: 2 * SECOND, length: SECOND, order: 'A' }),
      { id: 'x', type: 'note', clip: 'a', at: 7, length: 1, key: 60, velocity: 1 },
    )
    const made = duplicateClips(document, newId, ['a', 'b', 'a', 'gone'])
    expect(made.map((id) => [clip(id).name, clip(id).at / SECOND])).toEqual([
      ['b', 5],
      ['a', 3],
    ])
    expect(clipsOf(document, 'track-drums').map((c) => c.id)).toEqual(['b', 'a', ...made])
    expect(document.children('clip', made[1]!)).toEqual([
      { id: expect.any(String), type: 'note', clip: made[1], at: 7, length: 1, key: 60, velocity: 1 },
    ])
    expect(document.children('clip', 'a')).toHaveLength(1)
  })
  test('of musical and absolute clips together goes by the time that both fill', () => {
    // 120 beats per minute up to bar 5: a quarter is half a second.
    const { document, newId, clip } = open(
      audio('f', { at: 0, length: 2 * SECOND }),
      audio('t', { anchor: 'ticks', at: 4 * Q, length: 4 * Q }),
    )
    const made = duplicateClips(document, newId, ['f', 't'])
    expect(made.map((id) => clip(id).at)).toEqual([4 * SECOND, 12 * Q])
  })
  test('nothing makes nothing', () => {
    const { document, newId } = open()
    expect(duplicateClips(document, newId, ['gone'])).toEqual([])
  })
})
describe('an import', () => {
  test('is an asset, a track with a strip, and a clip of the whole length, in one step', () => {
    const { document, newId } = open()
    const history = new History(document)
    const { track, clip } = addAudioTrack(document, newId, { ...asset('take', 3), name: 'Take 1.wav', channels: 1 }, SECOND)
    expect(document.get(track)).toMatchObject({ name: 'Take 1', note: 'Mono' })
    expect(document.get(clip)).toMatchObject({
      at: SECOND,
      length: 3 * SECOND,
      name: 'Take 1',
      asset: 'take',
      from: 0,
      fadeIn: 0,
      fadeOut: 0,
      track,
    })
    expect(document.get(document.get(track)!.strip as string)).toMatchObject({ kind: 'track', name: 'Take 1', output: null })
    expect(document.get('take')!.name).toBe('Take 1.wav')
    expect(history.steps).toHaveLength(1)
    history.undo()
    expect([document.get(track), document.get(clip), document.get('take')]).toEqual([undefined, undefined, undefined])
  })
  test('of a file that is there already uses it', () => {
    const { document, newId } = open()
    const before = document.get('asset-1')
    addAudioTrack(document, newId, { ...asset('asset-1'), name: 'other.wav', channels: 6 })
    expect(document.get('asset-1')).toBe(before)
    expect(document.byType('track').some((t) => t.name === 'other' && t.note === '6 channels')).toBe(true)
  })
  test('lasts as long as its frames at its own rate', () => {
    const { document, newId, clip } = open()
    const id = addAudioClip(document, newId, 'track-bass', { ...asset('x'), sampleRate: 44_100, frames: 44_100 * 2 }, 0)
    expect(clip(id).length).toBe(2 * SECOND)
  })
})
test('removing takes what clips hold with them, and nothing else', () => {
  const { document } = open(
    audio('a'),
    { id: 'x', type: 'note', clip: 'a' },
    { id: 'e', type: 'event', clip: 'a' },
    { id: 'y', type: 'note', clip: 'b' },
  )
  removeClips(document, ['a', 'gone', 'track-drums'])
  expect(['a', 'x', 'e', 'y', 'track-drums'].map((id) => document.get(id) !== undefined)).toEqual([false, false, false, true, true])
})
test('a fade lies between nothing and the whole clip; shapes stay unless said', () => {
  const { document, clip } = open(audio('a'), audio('t', { anchor: 'ticks', at: 0, length: 4 * Q }))
  setFade(document, 'a', 'in', -5)
  setFade(document, 'a', 'out', 99 * SECOND, 'linear')
  setFade(document, 't', 'in', 99 * SECOND)
  expect(clip('a')).toMatchObject({ fadeIn: 0, fadeInShape: 'fast', fadeOut: 8 * SECOND, fadeOutShape: 'linear' })
  expect(clip('t').fadeIn).toBe(2 * SECOND)
  setFade(document, 'a', 'in', Number.NaN)
  expect(clip('a').fadeIn).toBe(0)
})
test('a gain is decibels; what is no number changes nothing', () => {
  const { document, clip } = open(audio('a'))
  setClipGain(document, 'a', -6)
  for (const bad of [Number.NaN, Infinity, -Infinity]) setClipGain(document, 'a', bad)
  expect(clip('a').gain).toBe(-6)
})
test('a flag is set on all, and cleared only where all have it', () => {
  const { document, clip } = open(audio('a'), audio('b', { muted: true }))
  toggleClip(document, ['a', 'b'], 'muted')
  expect([clip('a').muted, clip('b').muted]).toEqual([true, true])
  toggleClip(document, ['a', 'b'], 'muted')
  expect([clip('a').muted, clip('b').muted]).toEqual([false, false])
})
test('reversing plays the same stretch backwards in its place', () => {
  const opened = open(audio('a'))
  const before = opened.clip('a')
  toggleClip(opened.document, ['a'], 'reverse')
  const after = opened.clip('a')
  for (const t of [10, 11.5, 14, 17.9])
    expect(heard(opened, after, t * SECOND)! + heard(opened, before, t * SECOND)!).toBe(2 * before.from + before.length)
})

test('controllers of one tick keep their order in copies: a parameter has its number before its value', () => {
  const rpn = [101, 100, 6, 38].map(
    (number, i): Rec => ({ id: `e${i}`, type: 'event', clip: 'clip-2', at: 0, kind: 'controller', number, value: i }),
  )
  const numbers = (d: Document, clip: string) =>
    d
      .children('clip', clip, 'event')
      .filter((e) => e.id !== 'event-1')
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((e) => e.number)
      .filter((n) => n !== 1)
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed)
    const newId = (prefix: string) => `${prefix}-${random().toString(36).slice(2, 8)}`
    const d = new Document([...session(), ...rpn])
    const right = splitClip(d, newId, 'clip-2', 4 * Q, tempoMap(d.byType<TempoRecord>('tempo')))!
    const [copy] = duplicateClips(d, newId, [right])
    expect(numbers(d, right), `seed ${seed}`).toEqual([101, 100, 6, 38])
    expect(numbers(d, copy!), `seed ${seed}`).toEqual([101, 100, 6, 38])
  }
})
