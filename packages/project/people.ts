// Several people at one project, off and on line, for laws about merging: seeded, in memory, without a network.
import { expect } from 'vitest'
import * as Y from 'yjs'
import { Document } from './document.ts'
import { serialise } from './file.ts'
import { History } from './history.ts'
import { idsOf, randomEdit, seeded, session, type World, worldOf } from './random-edits.ts'
import { mirror } from './yjs.ts'

export interface Person extends World {
  readonly history: History
  readonly ydoc: Y.Doc
}
export const text = (document: Document): string => serialise(document.all().values())

/** A room with the random session in it. */
const room = ((): Uint8Array => {
  const ydoc = new Y.Doc()
  ydoc.clientID = 1
  mirror(new Document(session()), ydoc)()
  return Y.encodeStateAsUpdate(ydoc)
})()
/** People who have all opened the same room. */
export const people = (count: number, seed: number): Person[] =>
  Array.from({ length: count }, (_, i) => {
    const ydoc = new Y.Doc()
    // Yjs draws client ids by lot; who wins a conflict is decided by them, so a seed names them.
    ydoc.clientID = seed * 10 + i + 2
    Y.applyUpdate(ydoc, room)
    const document = new Document()
    mirror(document, ydoc)
    return { document, ydoc, history: new History(document), newId: idsOf(`${'abcdef'[i]}`), random: seeded(seed * 7919 + i) }
  })
/** What one has and the other has not, one way. */
export const send = (from: Person, to: Person): void =>
  Y.applyUpdate(to.ydoc, Y.encodeStateAsUpdate(from.ydoc, Y.encodeStateVector(to.ydoc)))

/** Edits, undoes and redoes at random with seeded merges of any two, then merges all and looks whether everybody has the same, whole. */
export function expectConvergence(count: number, seed: number, turns: number): void {
  const everybody = people(count, seed)
  const random = seeded(seed)
  const pick = () => everybody[Math.floor(random() * count)]!
  for (let i = 0; i < turns; i++) {
    const person = pick()
    const what = random()
    if (what < 0.55) randomEdit(person)
    else if (what < 0.75) person.history.undo()
    else if (what < 0.85) person.history.redo()
    else send(person, pick())
  }
  for (let round = 0; round < 2; round++) for (const a of everybody) for (const b of everybody) if (a !== b) send(a, b)
  const texts = everybody.map((p) => text(p.document))
  for (const other of texts) expect(other, `seed ${seed}`).toBe(texts[0])
  // What the documents say is what somebody who comes later gets, and no record is half a record.
  const late = new Document()
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(everybody[seed % count]!.ydoc))
  mirror(late, ydoc)
  expect(text(late), `seed ${seed}`).toBe(texts[0])
  const half = [...late.all()].filter(([id, record]) => record.id !== id || typeof record.type !== 'string')
  expect(half, `seed ${seed}`).toEqual([])
}

/** 1,000 random edits of one person, undone and redone one by one. */
export function expectUndoLaw(seed: number): void {
  const world = worldOf(session(), 'a', seed)
  const history = new History(world.document)
  const before = text(world.document)
  for (let i = 0; history.steps.length < 1000; i++) {
    expect(i).toBeLessThan(4000)
    randomEdit(world)
  }
  const after = text(world.document)
  expect(after).not.toBe(before)
  for (let i = 0; i < 1000; i++) expect(history.undo()).toBe(true)
  expect(history.undo()).toBe(false)
  expect(text(world.document)).toBe(before)
  for (let i = 0; i < 1000; i++) expect(history.redo()).toBe(true)
  expect(history.redo()).toBe(false)
  expect(text(world.document)).toBe(after)
  history.goTo(0)
  expect(text(world.document)).toBe(before)
  history.goTo(500)
  history.goTo(1000)
  expect(text(world.document)).toBe(after)
}
