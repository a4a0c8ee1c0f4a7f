// MIDI files as projects: other people's files note by note, tempo and metre, and what is said about the rest.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FLICKS_PER_SECOND, type Rec, type TempoRecord, TICKS_PER_QUARTER, tempoMap } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import type { Loss } from '../format.ts'
import { meta, midi, noteOff, noteOn, track } from './bytes.ts'
import format from './format.ts'
import { readMidi } from './read.ts'

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus/midi')
const there = existsSync(join(CORPUS, 'oracle.json'))
const context = {
  name: 'song.mid',
  instrumentFor: (channel: number, program: number) => ({ device: channel === 9 ? 'drums' : 'synth', version: 1, preset: `${program}` }),
}
const read = (bytes: Uint8Array) => format.read(bytes, context)
const of = (records: readonly Rec[], type: string) => records.filter((r) => r.type === type)
const flicks = (records: readonly Rec[]) => tempoMap(of(records, 'tempo') as unknown as TempoRecord[]).flicks
const said = (losses: readonly Loss[]) => losses.map((l) => l.what)

interface Note {
  readonly at: number
  readonly end: number
  readonly channel: number
  readonly key: number
  readonly velocity: number
}
/** Notes with the channel that their clip's id names. */
const notesOf = (records: readonly Rec[]): Note[] =>
  of(records, 'note').map((n) => ({
    at: n.at as number,
    end: (n.at as number) + (n.length as number),
    channel: Number(String(n.clip).split('-')[2]) - 1,
    key: n.key as number,
    velocity: n.velocity as number,
  }))
const sorted = (lines: readonly string[]) => [...lines].sort()

describe.skipIf(!there)("other people's files", () => {
  interface Mido {
    readonly division: number
    readonly format: number
    readonly notes: number
    readonly length_s: number
    readonly unended_notes: number
    readonly 'first_notes_[start_s,dur_s,ch,key,vel]': readonly (readonly [number, number, number, number, number])[]
    readonly tracks: readonly { readonly name: string; readonly ticks: number }[]
    readonly error?: string
  }
  const oracle: Record<string, { readonly mido_1_2_10: Mido; readonly midicsv_rc: number }> = there
    ? JSON.parse(readFileSync(join(CORPUS, 'oracle.json'), 'utf8'))
    : {}
  const load = (path: string) => new Uint8Array(readFileSync(join(CORPUS, path)))
  const counted = Object.keys(oracle).filter((path) => oracle[path]!.mido_1_2_10.notes !== undefined && !/illegal-message-f[13]/.test(path))
  const readable = Object.keys(oracle).filter((path) => !/empty-file/.test(path))

  test.each(counted)('%s: notes, their seconds and the length as mido counts them', (path) => {
    const mido = oracle[path]!.mido_1_2_10
    const { records } = read(load(path))
    const notes = notesOf(records)
    expect(notes.length).toBe(mido.notes)
    const at = flicks(records)
    const seconds = (ticks: number) => at(ticks) / FLICKS_PER_SECOND
    const ours = notes
      .map((n) => [seconds(n.at), seconds(n.end) - seconds(n.at), n.channel, n.key, n.velocity])
      .sort((a, b) => a[0]! - b[0]! || a[2]! - b[2]! || a[3]! - b[3]!)
    const theirs = mido['first_notes_[start_s,dur_s,ch,key,vel]']
    // They are listed as they come; where several begin together, any order will do.
    for (const note of theirs) {
      const found = ours.find(
        (o) =>
          Math.abs(o[0]! - note[0]) < 1e-4 && Math.abs(o[1]! - note[1]) < 1e-4 && o[2] === note[2] && o[3] === note[3] && o[4] === note[4],
      )
      expect(found, `${note}`).toBeDefined()
    }
    if (!notes.length) return
    const end = Math.max(...of(records, 'clip').map((c) => (c.at as number) + (c.length as number)))
    expect(seconds(end)).toBeCloseTo(mido.length_s, 3)
  })
  test.each(readable)(
    '%s: every note begins at its tick with its key, velocity and channel; tempo and metre stand where they are written',
    (path) => {
      const file = readMidi(load(path), path)
      const { records } = read(load(path))
      const tick = (t: number) => Math.round((t * TICKS_PER_QUARTER) / file.ppq)
      const all = file.tracks.flatMap((t) => t.events)
      const begun = all.filter((e) => e.status >> 4 === 9 && e.b > 0)
      const notes = notesOf(records)
      const place = (t: number) => Math.round(((t * TICKS_PER_QUARTER) / file.ppq) * 256) / 256
      expect(sorted(notes.map((n) => `${n.at} ${n.channel} ${n.key} ${n.velocity}`))).toEqual(
        sorted(begun.map((e) => `${place(e.tick)} ${e.status & 15} ${e.a} ${e.b}`)),
      )
      const tempos = new Map([
        [0, 120],
        ...all
          .filter((e) => e.meta === 0x51)
          .map((e) => [tick(e.tick), 60_000_000 / ((e.data[0]! << 16) | (e.data[1]! << 8) | e.data[2]!)] as const),
      ])
      expect(of(records, 'tempo').map((r) => [r.at, r.bpm])).toEqual([...tempos].sort((a, b) => a[0] - b[0]))
      const metres = new Map([
        [0, '4/4'],
        ...all.filter((e) => e.meta === 0x58).map((e) => [tick(e.tick), `${e.data[0]}/${2 ** e.data[1]!}`] as const),
      ])
      expect(of(records, 'signature').map((r) => [r.at, `${r.numerator}/${r.denominator}`])).toEqual(
        [...metres].sort((a, b) => a[0] - b[0]),
      )
    },
  )
})

describe('notes', () => {
  test('overlapping notes of one key end in the order in which they began', () => {
    const { records } = read(midi(0, 96, track(noteOn(0, 60), noteOn(10, 60), noteOff(10, 60), noteOff(10, 60))))
    expect(notesOf(records).map((n) => [n.at / 280, n.end / 280])).toEqual([
      [0, 20],
      [10, 30],
    ])
  })
  test('a note-on of velocity 0 ends a note', () => {
    const { records } = read(midi(0, 96, track(noteOn(0, 60), [10, 0x90, 60, 0])))
    expect(notesOf(records)).toEqual([{ at: 0, end: 2800, channel: 0, key: 60, velocity: 100 }])
  })
  test('a note without an end is held to the end of its track, and that is said', () => {
    const { records, losses } = read(midi(0, 96, track(noteOn(0, 60), noteOn(48, 62), noteOff(48, 62))))
    expect(notesOf(records).map((n) => [n.key, n.end])).toEqual([
      [60, TICKS_PER_QUARTER],
      [62, TICKS_PER_QUARTER],
    ])
    expect(losses).toEqual([{ at: 'track 1', what: '1 note without an end', became: 'held to the end of the track' }])
  })
  test('a note without length lasts a tick, and lies inside its clip even at the very end', () => {
    const { records } = read(midi(0, 96, track(noteOn(96, 60), noteOff(0, 60))))
    expect(notesOf(records)).toMatchObject([{ at: TICKS_PER_QUARTER, end: TICKS_PER_QUARTER + 1 }])
    expect(of(records, 'clip')[0]!.length).toBe(TICKS_PER_QUARTER + 1)
  })
  test('each track and channel is a part of its own', () => {
    const { records } = read(
      midi(
        1,
        96,
        track(meta(0, 3, [65]), noteOn(0, 60, 0), noteOn(0, 60, 1), noteOff(9, 60, 0), noteOff(0, 60, 1)),
        track(noteOn(0, 36, 9), noteOff(9, 36, 9)),
      ),
    )
    expect(of(records, 'track').map((t) => t.name)).toEqual(['A 1', 'A 2', 'Drums'])
    expect(of(records, 'device').map((d) => d.device)).toEqual(['synth', 'synth', 'drums'])
  })
})

describe('time', () => {
  test('ticks of an SMPTE file are of that length, whatever tempo it says', () => {
    // 25 frames of 40 ticks: 1 ms each.
    const { records } = read(midi(0, 0xe728, track(meta(0, 0x51, [9, 0, 0]), noteOn(250, 60), noteOff(500, 60))))
    expect(notesOf(records).map((n) => flicks(records)(n.at) / FLICKS_PER_SECOND)).toEqual([0.25])
    expect(notesOf(records).map((n) => flicks(records)(n.end) / FLICKS_PER_SECOND)).toEqual([0.75])
  })
  test.each([24, 48, 96, 120, 192, 240, 384, 480, 768, 960, 1920, 3840])(
    '%i ticks per quarter note: every tick is a whole tick of ours',
    (ppq) => {
      for (let t = 1; t < ppq; t += 7) {
        const at = notesOf(read(midi(0, ppq, track(noteOn(t, 60), noteOff(1, 60)))).records)[0]!.at
        expect(at * ppq).toBe(t * TICKS_PER_QUARTER)
      }
    },
  )
  test('a tempo that a project cannot have becomes the nearest it can, and that is said', () => {
    const { records, losses } = read(
      midi(
        0,
        96,
        track(meta(0, 0x51, [255, 255, 255]), meta(96, 0x51, [0, 0, 1]), meta(96, 0x51, [0, 0, 0]), noteOn(0, 60), noteOff(1, 60)),
      ),
    )
    expect(of(records, 'tempo').map((t) => t.bpm)).toEqual([5, 999])
    expect(losses.map((l) => l.became)).toEqual(['5 beats per minute', '999 beats per minute', undefined])
  })
  test('what lies later than a project can be is left out, and that is said', () => {
    const far = [0xff, 0xff, 0xff, 0x7f]
    const late = Array.from({ length: 200 }, () => [...far, 0x90, 60, 1])
    const { records, losses } = read(midi(0, 1, track(noteOn(0, 60), noteOff(1, 60), ...late)))
    expect(said(losses).some((what) => what.includes('later than a project can be'))).toBe(true)
    for (const n of notesOf(records)) expect(n.end).toBeLessThanOrEqual(2 ** 40)
  })
})

describe('what cannot be carried over is said once for each kind', () => {
  test.each<[string, number[], string]>([
    ['system exclusive', [0, 0xf0, 2, 1, 0xf7], 'system exclusive message'],
    ['lyrics', meta(0, 5, [65]), 'lyric'],
    ['copyright', meta(0, 2, [65]), 'copyright notice'],
    ['SMPTE offset', meta(0, 0x54, [0, 0, 0, 0, 0]), 'SMPTE offset'],
    ['a later program', [0, 0xc0, 5], 'program change on channel 1 after the first'],
    ['a later volume', [0, 0xb0, 7, 90], 'volume change on channel 1 after the first note'],
    ['a later pan', [0, 0xb0, 10, 90], 'pan change on channel 1 after the first note'],
  ])('%s', (_, event, what) => {
    const start = [[0, 0xc0, 1], [0, 0xb0, 7, 100], [0, 0xb0, 10, 64], noteOn(0, 60)]
    expect(read(midi(0, 96, track(...start, event, noteOff(9, 60)))).losses).toEqual([{ at: 'track 1', what: `1 ${what}` }])
    expect(read(midi(0, 96, track(...start, event, event, event, noteOff(9, 60)))).losses).toEqual([{ at: 'track 1', what: `3 × ${what}` }])
  })
  test('a file that says nothing else has no losses', () => {
    const all = track(
      meta(0, 3, [65]),
      meta(0, 0x51, [7, 161, 32]),
      meta(0, 0x58, [3, 2, 24, 8]),
      meta(0, 0x59, [2, 0]),
      [0, 0xc0, 1],
      noteOn(0, 60),
      [1, 0xe0, 0, 64],
      noteOff(9, 60),
    )
    expect(read(midi(0, 96, all)).losses).toEqual([])
  })
})
