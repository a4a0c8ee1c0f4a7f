// What is done to clips keeps what sounds where it sounded.
import { describe, expect, test } from 'vitest'
import { loopOf } from '../clip.ts'
import { Document } from '../document.ts'
import { History } from '../history.ts'
import { asset, idsOf, seeded, session } from '../random-edits.ts'
import type { AudioClipRecord, NoteClipRecord, Rec, TempoRecord } from '../records.ts'
import { tempoMap } from '../tempo.ts'
import { TICKS_PER_QUARTER as Q, FLICKS_PER_SECOND as SECOND } from '../time.ts'
import {
  addAudioClip,
  addAudioTrack,
  addClipGain,
  clipsOf,
  duplicateClips,
  groupClips,
  lockClips,
  moveClips,
  removeClips,
  renameClips,
  repeatClips,
  setClipColor,
  setClipGain,
  setClipLoop,
  setFade,
  slipClips,
  splitClip,
  toggleClip,
  trimClip,
  ungroupClips,
  withGroups,
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
  const looped = loopOf(clip)
  if (looped) {
    const own = clip.anchor === 'flicks' ? flicks : tempo.ticks(flicks)
    const cycle = clip.at - looped.phase + Math.floor((own - clip.at + looped.phase) / looped.loop) * looped.loop
    return clip.from + (clip.reverse ? place(cycle + looped.loop) - flicks : flicks - place(cycle))
  }
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
  ['looped', { loop: 3 * SECOND }],
  ['looped in musical time', { anchor: 'ticks', at: 10 * Q, length: 20 * Q, loop: 3 * Q, phase: 4 * Q }],
  ['looped and reversed', { loop: 2.5 * SECOND, phase: SECOND, reverse: true }],
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

describe('rows', () => {
  const three = () => {
    const opened = open(audio('a', { track: 'track-drums' }), audio('b', { track: 'track-bass', at: 3 * SECOND }))
    opened.document.transact(() => {
      for (const [id, order] of [
        ['track-x', 'X'],
        ['track-y', 'Y'],
      ] as const)
        opened.document.create({ id, type: 'track', order, name: id, color: 1, strip: 'main' })
    })
    return opened
  }
  const tracks = ({ clip }: Opened) => ['a', 'b'].map((id) => clip(id).track.slice(6))
  test('move clips of several tracks together, and stop together at the first and the last', () => {
    const opened = three()
    const by = (rows: number) => moveClips(opened.document, ['a', 'b'], { ticks: 0, flicks: SECOND, rows })
    by(1)
    expect([tracks(opened), opened.clip('a').at]).toEqual([['bass', 'x'], 11 * SECOND])
    by(9)
    expect(tracks(opened)).toEqual(['x', 'y'])
    by(-9)
    expect(tracks(opened)).toEqual(['drums', 'bass'])
  })
  test('leave folders out', () => {
    const opened = three()
    opened.document.transact(() => opened.document.set('track-x', 'folder', true))
    moveClips(opened.document, ['b'], { ticks: 0, flicks: 0, rows: 1 })
    expect(tracks(opened)).toEqual(['drums', 'y'])
  })
})
describe('slipping', () => {
  test.each(VARIANTS)('moves what an audio clip plays %s, later by the delta; the clip stays', (_, more) => {
    const opened = open(audio('a', { ...more, at: 0, ...(more.anchor ? { length: 8 * Q } : {}) }))
    const before = opened.clip('a')
    // Up to the first change of tempo a quarter is half a second.
    slipClips(opened.document, ['a'], { ticks: Q, flicks: SECOND / 2 })
    expect(opened.clip('a')).toMatchObject({ at: before.at, length: before.length })
    for (const t of [1, 2.2, 3.4])
      expect(heard(opened, opened.clip('a'), t * SECOND)).toBeCloseTo(heard(opened, before, (t - 0.5) * SECOND)!, -1)
  })
  test('moves notes by ticks', () => {
    const { document, clip } = open({ ...session().find((r) => r.id === 'clip-2')! })
    slipClips(document, ['clip-2', 'gone'], { ticks: -Q, flicks: 7 })
    expect(clip('clip-2').from).toBe(Q)
    slipClips(document, ['clip-2'], { ticks: Number.NaN, flicks: 7 })
    expect(clip('clip-2').from).toBe(Q)
  })
})
describe('a loop', () => {
  test.each(VARIANTS.slice(0, 4))('put on and taken off an audio clip %s leaves what is heard at its start', (_, more) => {
    const opened = open(audio('a', more))
    const start = (clip: AudioClipRecord) => (clip.anchor === 'flicks' ? clip.at : opened.tempo.flicks(clip.at))
    const before = opened.clip('a')
    const first = heard(opened, before, start(before))!
    const unit = before.anchor === 'ticks' ? Q : SECOND
    setClipLoop(opened.document, 'a', 3 * unit)
    expect(Math.abs(heard(opened, opened.clip('a'), start(before))! - first)).toBeLessThan(3)
    expect(opened.clip('a').loop).toBe(3 * unit)
    trimClip(opened.document, 'a', 'start', before.at + unit, opened.tempo)
    const second = heard(opened, opened.clip('a'), start(opened.clip('a')))!
    setClipLoop(opened.document, 'a', null)
    expect(opened.clip('a')).not.toHaveProperty('loop')
    expect(opened.clip('a')).not.toHaveProperty('phase')
    expect(Math.abs(heard(opened, opened.clip('a'), start(opened.clip('a')))! - second)).toBeLessThan(3)
  })
  test('is not shorter than can be heard as one, and what is no length changes nothing', () => {
    const { document, clip } = open(audio('a'))
    setClipLoop(document, 'a', 1)
    expect(clip('a').loop).toBe(7_056_000)
    for (const bad of [Number.NaN, Infinity]) setClipLoop(document, 'a', bad)
    expect(clip('a').loop).toBe(7_056_000)
  })
  test('reversed in its place plays all of it backwards, a cycle cut short included', () => {
    const opened = open(audio('a', { loop: 3 * SECOND, phase: SECOND }))
    const before = opened.clip('a')
    toggleClip(opened.document, ['a'], 'reverse')
    const after = opened.clip('a')
    for (const t of [0.4, 1.3, 2.6, 4.7, 7.9])
      expect(heard(opened, after, before.at + t * SECOND)).toBe(heard(opened, before, before.at + before.length - t * SECOND))
    toggleClip(opened.document, ['a'], 'reverse')
    expect(opened.clip('a')).toEqual(before)
  })
})
describe('locked clips', () => {
  test('are passed over by what would move, cut, slip or remove them; copies are free', () => {
    const { document, newId, tempo, clip } = open(audio('a'), audio('b', { at: 0, length: SECOND }))
    lockClips(document, ['a'], true)
    const before = clip('a')
    moveClips(document, ['a', 'b'], { ticks: 0, flicks: SECOND }, 'track-bass')
    slipClips(document, ['a'], { ticks: 1, flicks: 1 })
    trimClip(document, 'a', 'end', 12 * SECOND, tempo)
    setClipLoop(document, 'a', SECOND)
    expect(splitClip(document, newId, 'a', 12 * SECOND, tempo)).toBeUndefined()
    removeClips(document, ['a'])
    removeClips(document, ['b'], true)
    expect(clip('a')).toBe(before)
    expect(clip(duplicateClips(document, newId, ['a'])[0]!)).not.toHaveProperty('locked')
    lockClips(document, ['a'], false)
    expect(clip('a')).not.toHaveProperty('locked')
  })
})
describe('groups', () => {
  test('are found by one of them; copies of one are another, and a single copy is in none', () => {
    const { document, newId, clip } = open(audio('a'), audio('b'), audio('c'))
    const group = groupClips(document, newId, ['a', 'b', 'gone'])
    expect(withGroups(document, ['b', 'c'])).toEqual(['b', 'a', 'c'])
    const copies = duplicateClips(document, newId, ['a', 'b'])
    expect(new Set([...copies.map((id) => clip(id).group), group]).size).toBe(2)
    expect(withGroups(document, [copies[0]!]).sort()).toEqual([...copies].sort())
    expect(clip(duplicateClips(document, newId, ['a'])[0]!)).not.toHaveProperty('group')
    ungroupClips(document, ['a'])
    expect(withGroups(document, ['a'])).toEqual(['a'])
    expect(clip('b')).not.toHaveProperty('group')
    expect(groupClips(document, newId, ['a', 'gone'])).toBeUndefined()
  })
})
test('repeating puts copies one behind the other', () => {
  const { document, newId, clip } = open(audio('a', { at: SECOND, length: SECOND }), audio('b', { at: 2 * SECOND, length: SECOND }))
  const made = repeatClips(document, newId, ['a', 'b'], 3)
  expect(made.map((id) => clip(id).at / SECOND)).toEqual([3, 4, 5, 6, 7, 8])
  expect(repeatClips(document, newId, ['a'], 0)).toEqual([])
})
test('removing with ripple closes up by what is taken away; what two share counts once, other tracks and locked clips stay', () => {
  const at = (id: string, from: number, length: number, more: Partial<AudioClipRecord> = {}) =>
    audio(id, { at: from * SECOND, length: length * SECOND, ...more })
  const { document, clip } = open(
    at('before', 0, 1),
    at('a', 1, 4),
    at('b', 3, 3),
    at('within', 4, 1),
    at('after', 8, 1),
    at('locked', 9, 1, { locked: true }),
    at('other', 8, 1, { track: 'track-bass' }),
    // Eight quarters at 120 are four seconds.
    audio('ticks', { anchor: 'ticks', at: 14 * Q, length: Q }),
  )
  removeClips(document, ['a', 'b'], true)
  expect(['before', 'within', 'after', 'locked', 'other'].map((id) => clip(id).at / SECOND)).toEqual([0, 1, 3, 9, 8])
  expect(clip('ticks').at).toBe(4 * Q)
})
test('colour, name and gain of several: a colour may be the track\u2019s, a gain goes from each clip\u2019s own', () => {
  const { document, clip } = open(audio('a', { gain: -3 }), audio('b', { gain: 59 }), { ...session().find((r) => r.id === 'clip-2')! })
  setClipColor(document, ['a', 'b', 'gone', 'main'], 12)
  setClipColor(document, ['b'], null)
  renameClips(document, ['a', 'b'], 'Take')
  addClipGain(document, ['a', 'b', 'clip-2'], 4)
  addClipGain(document, ['a'], Number.NaN)
  expect(clip('a')).toMatchObject({ color: 8, name: 'Take', gain: 1 })
  expect(clip('b')).toMatchObject({ name: 'Take', gain: 60 })
  expect(clip('b')).not.toHaveProperty('color')
  expect([clip('clip-2').gain, document.get('main')!.name]).toEqual([undefined, 'Main'])
})
