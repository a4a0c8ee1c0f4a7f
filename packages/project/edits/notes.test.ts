// What is done to notes.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { idsOf } from '../random-edits.ts'
import type { Json } from '../records.ts'
import { addNote, moveNotes, quantiseNotes, removeNotes, resizeNotes, setVelocity } from './notes.ts'

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
