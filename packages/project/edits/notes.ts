// What is done to notes. Each function is one transaction.
import type { Document } from '../document.ts'
import type { Id, NoteRecord } from '../records.ts'
import type { NewId } from './tracks.ts'

/** Adds a note to a clip; `at` counts from the start of the clip's content. */
export function addNote(
  document: Document,
  newId: NewId,
  note: { readonly clip: Id; readonly at: number; readonly length: number; readonly key: number; readonly velocity: number },
): Id {
  const id = newId('note')
  document.transact(() => document.create({ id, type: 'note', ...note }))
  return id
}
/** A merge or a foreign file may have left a note without a number: it counts as 0. */
const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
const each = (document: Document, ids: readonly Id[], change: (note: NoteRecord) => { readonly [field: string]: number }) =>
  document.transact(() => {
    for (const id of new Set(ids)) {
      const note = document.get(id) as NoteRecord | undefined
      if (note?.type === 'note')
        document.update(id, change({ ...note, at: numberOf(note.at), length: numberOf(note.length), key: numberOf(note.key) }))
    }
  })
/** Moves notes in time and pitch. At the ends of the keyboard a chord stops as a whole and keeps its intervals. */
export function moveNotes(document: Document, ids: readonly Id[], ticks: number, keys: number): void {
  const all = ids.flatMap((id) => {
    const note = document.get(id)
    return note?.type === 'note' ? [numberOf(note.key)] : []
  })
  const by = Math.max(-Math.min(...all), Math.min(127 - Math.max(...all), keys))
  each(document, ids, (n) => ({ at: n.at + ticks, key: n.key + by }))
}
/** Lengthens notes by ticks; none gets shorter than one. */
export function resizeNotes(document: Document, ids: readonly Id[], ticks: number): void {
  each(document, ids, (n) => ({ length: Math.max(1, n.length + ticks) }))
}
/** 1 to 127. */
export function setVelocity(document: Document, ids: readonly Id[], velocity: number): void {
  each(document, ids, () => ({ velocity: Math.min(127, Math.max(1, Math.round(velocity))) }))
}
/** Pulls starts towards the grid of ticks; strength 0 to 1. */
export function quantiseNotes(document: Document, ids: readonly Id[], grid: number, strength = 1): void {
  if (!(grid > 0)) return
  each(document, ids, (n) => ({ at: Math.round(n.at + (Math.round(n.at / grid) * grid - n.at) * strength) }))
}
/** Removes notes. */
export function removeNotes(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of ids) if (document.get(id)?.type === 'note') document.remove(id)
  })
}
