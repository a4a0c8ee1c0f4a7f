// What is done to notes.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { idsOf } from '../random-edits.ts'
import type { Json } from '../records.ts'
import {
  addNote,
  addNoteClip,
  addNotes,
  addVelocity,
  legatoNotes,
  moveNotes,
  quantiseNotes,
  removeNotes,
  resizeNotes,
  setNotes,
  setVelocity,
} from './notes.ts'

/** Notes a, b, c… with these fields. */
const open = (...notes: { readonly [field: string]: Json }[]) =>
  new Document(notes.map((n, i) => ({ id: 'abcdef'[i]!, type: 'note', clip: 'c', at: 0, length: 100, key: 60, velocity: 100, ...n })))
const all = (document: Document, field: string) => document.byType('note').map((n) => n[field])
const ids = (document: Document) => [...document.all().keys()]

test('a note is added as it is said', () => {
  const document = open()
  const id = addNote(document, idsOf('n'), { clip: 'c', at: 5, length: 7, key: 60, velocity: 90 })
  expect(document.get(id)).toEqual({ id, type: 'note', clip: 'c', at: 5, length: 7, key: 60, velocity: 90 })
})
test('notes move in time and pitch; a chord stops as a whole at the ends of the keyboard', () => {
  const document = open({ key: 60 }, { key: 64, at: 50 }, { key: 67 })
  moveNotes(document, ids(document), 10, 12)
  expect([all(document, 'key'), all(document, 'at')]).toEqual([
    [72, 76, 79],
    [10, 60, 10],
  ])
  moveNotes(document, ids(document), 0, 100)
  expect(all(document, 'key')).toEqual([120, 124, 127])
  moveNotes(document, ids(document), 0, -999)
  expect(all(document, 'key')).toEqual([0, 4, 7])
})
test('a note that is named twice moves once', () => {
  const document = open({ key: 60 })
  moveNotes(document, ['a', 'a'], 10, 2)
  expect([all(document, 'at'), all(document, 'key')]).toEqual([[10], [62]])
})
test('lengths change together and stay above nothing', () => {
  const document = open({ length: 100 }, { length: 30 })
  resizeNotes(document, ids(document), -50)
  expect(all(document, 'length')).toEqual([50, 1])
})
test('a velocity is a whole number from 1 to 127', () => {
  const document = open({})
  const after = (velocity: number) => {
    setVelocity(document, ['a'], velocity)
    return all(document, 'velocity')[0]
  }
  expect([64.4, 0, -5, 200].map(after)).toEqual([64, 1, 1, 127])
})
describe('quantising', () => {
  test('pulls starts to the grid, by as much as is said', () => {
    const document = open({ at: 90 }, { at: 140 }, { at: 100 })
    quantiseNotes(document, ids(document), 100, 0.5)
    expect(all(document, 'at')).toEqual([95, 120, 100])
    quantiseNotes(document, ids(document), 100)
    expect(all(document, 'at')).toEqual([100, 100, 100])
  })
  test('on no grid, or by nothing, moves nothing', () => {
    const document = open({ at: 90 })
    document.onChange(() => expect.unreachable())
    for (const grid of [0, -1, Number.NaN]) quantiseNotes(document, ['a'], grid)
    quantiseNotes(document, ['a'], 100, 0)
    expect(all(document, 'at')).toEqual([90])
  })
})
test('what is gone, or no note, is passed over by all of them', () => {
  const document = new Document([{ id: 'c', type: 'clip', at: 0, length: 9, key: 1, velocity: 1 }])
  document.onChange(() => expect.unreachable())
  for (const edit of [
    (x: string[]) => moveNotes(document, x, 1, 1),
    (x: string[]) => resizeNotes(document, x, 1),
    (x: string[]) => setVelocity(document, x, 9),
    (x: string[]) => quantiseNotes(document, x, 7),
    (x: string[]) => removeNotes(document, x),
  ])
    edit(['c', 'gone'])
  expect(document.all().size).toBe(1)
})
test('a note that a merge left without a number is moved from 0, not to nowhere', () => {
  const document = new Document([{ id: 'a', type: 'note', clip: 'c', at: 'x', key: null }])
  moveNotes(document, ['a'], 5, 7)
  resizeNotes(document, ['a'], 9)
  expect(document.get('a')).toMatchObject({ at: 5, key: 7, length: 9 })
})
test('removing takes the notes', () => {
  const document = open({}, {}, {})
  removeNotes(document, ['a', 'c'])
  expect(ids(document)).toEqual(['b'])
})

test('velocities change each from its own and stay in range', () => {
  const document = open({ velocity: 100 }, { velocity: 20 })
  addVelocity(document, ids(document), 40)
  expect(all(document, 'velocity')).toEqual([127, 60])
  addVelocity(document, ids(document), Number.NaN)
  expect(all(document, 'velocity')).toEqual([127, 60])
})
test('the grid may lie anywhere in the content', () => {
  const document = open({ at: 33 }, { at: 96 })
  quantiseNotes(document, ids(document), 50, 1, 10)
  expect(all(document, 'at')).toEqual([10, 110])
})
test('each note takes values of its own; what is no number stays, what is too much stops at the end', () => {
  const document = open({}, {})
  setNotes(document, [
    { id: 'a', at: 5.4, key: 200, velocity: Number.NaN },
    { id: 'b', length: -3, velocity: 0 },
    { id: 'gone', at: 1 },
  ])
  expect(document.get('a')).toMatchObject({ at: 5, length: 100, key: 127, velocity: 100 })
  expect(document.get('b')).toMatchObject({ at: 0, length: 1, key: 60, velocity: 1 })
})
test('pasted notes belong to the clip; without a clip there are none', () => {
  const document = new Document([{ id: 'c', type: 'clip' }])
  const made = addNotes(document, idsOf('n'), 'c', [{ at: 1, length: 0, key: 300, velocity: 500 }])
  expect(document.get(made[0]!)).toMatchObject({ clip: 'c', at: 1, length: 1, key: 127, velocity: 127 })
  expect(addNotes(document, idsOf('n'), 'gone', [{ at: 0, length: 1, key: 1, velocity: 1 }])).toEqual([])
})
test('legato: every chord ends where the next begins, the last one stays', () => {
  const document = open({ at: 0, length: 10 }, { at: 0, length: 500 }, { at: 100, length: 10 }, { at: 250, length: 7 })
  legatoNotes(document, ids(document))
  expect(all(document, 'length')).toEqual([100, 100, 150, 7])
})
test('a new note clip is empty, lies on top and never before the start', () => {
  const document = new Document([
    { id: 't', type: 'track' },
    { id: 'old', type: 'clip', track: 't', order: 'V', at: 0, length: 9 },
  ])
  const clip = document.get(addNoteClip(document, idsOf('n'), 't', -5, 400, 'Line'))!
  expect(clip).toMatchObject({ kind: 'notes', anchor: 'ticks', at: 0, length: 400, name: 'Line', from: 0 })
  expect(String(clip.order) > 'V').toBe(true)
})
