// A window of many notes.
import { addNotes, Document, moveNotes, type NoteRecord, removeNotes } from '@tonmeister/project'
import { idsOf, seeded } from '@tonmeister/project/random-edits.ts'
import { expect, test } from 'vitest'
import { indexNotes, notesBetween, notesOf } from './notes.ts'

const random = seeded(7)
const many = (count: number, longest: number) =>
  Array.from({ length: count }, () => ({
    at: Math.floor(random() * 1e7),
    length: 1 + Math.floor(random() * longest),
    key: Math.floor(random() * 128),
    velocity: 90,
  }))
const records = (count: number, longest: number): NoteRecord[] =>
  many(count, longest).map((n, i) => ({ ...n, id: `n${i}`, type: 'note', clip: 'c' }))

test('a window holds the notes that sound in it, and no other, long ones from before it too', () => {
  const notes = records(2000, 400_000)
  const index = indexNotes(notes)
  for (let from = -1e5; from < 1.1e7; from += 333_331) {
    const to = from + 250_000
    const plain = notes.filter((n) => n.at < to && n.at + n.length > from)
    const found = notesBetween(index, from, to)
    expect(found.map((n) => n.id).sort()).toEqual(plain.map((n) => n.id).sort())
    expect(found.every((n, i) => i === 0 || found[i - 1]!.at <= n.at)).toBe(true)
  }
})
test('what is no note is left out', () => {
  const bad = [{ at: Number.NaN }, { length: 0 }, { key: 300 }].map((x, i) => ({ ...records(1, 10)[0]!, id: `b${i}`, ...x }))
  expect(indexNotes(bad as NoteRecord[]).notes).toEqual([])
})
test('the index follows adding, moving, removing and undoing, and stays the same when another clip changes', () => {
  const document = new Document([
    { id: 'c', type: 'clip' },
    { id: 'd', type: 'clip' },
  ])
  const ids = addNotes(document, idsOf('a'), 'c', many(10, 100))
  const first = notesOf(document, 'c')
  expect(first.notes.length).toBe(10)
  addNotes(document, idsOf('b'), 'd', many(10, 100))
  expect(notesOf(document, 'c')).toBe(first)
  moveNotes(document, [ids[0]!], 5, 0)
  expect(notesOf(document, 'c')).not.toBe(first)
  removeNotes(document, ids.slice(0, 4))
  expect(notesOf(document, 'c').notes.length).toBe(6)
})
