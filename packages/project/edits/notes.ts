// What is done to notes. Each function is one transaction.
import type { Document } from '../document.ts'
import type { Id, NoteRecord } from '../records.ts'
import type { NewId } from './tracks.ts'

export function addNote(
  document: Document,
  newId: NewId,
  note: { readonly clip: Id; readonly at: number; readonly length: number; readonly key: number; readonly velocity: number },
): Id {
  const id = newId('note')
  document.transact(() => document.create({ id, type: 'note', ...note }))
  return id
}
const each = (document: Document, ids: readonly Id[], change: (note: NoteRecord) => { readonly [field: string]: number }) =>
  document.transact(() => {
    for (const id of ids) {
      const note = document.get(id) as NoteRecord | undefined
      if (note?.type === 'note') document.update(id, change(note))
    }
  })
export function moveNotes(document: Document, ids: readonly Id[], ticks: number, keys: number): void {
  each(document, ids, (n) => ({ at: n.at + ticks, key: Math.min(127, Math.max(0, n.key + keys)) }))
}
export function resizeNotes(document: Document, ids: readonly Id[], ticks: number): void {
  each(document, ids, (n) => ({ length: Math.max(1, n.length + ticks) }))
}
export function setVelocity(document: Document, ids: readonly Id[], velocity: number): void {
  each(document, ids, () => ({ velocity: Math.min(127, Math.max(1, Math.round(velocity))) }))
}
/** Pulls starts towards the grid; strength 0 to 1. */
export function quantiseNotes(document: Document, ids: readonly Id[], grid: number, strength = 1): void {
  each(document, ids, (n) => ({ at: Math.round(n.at + (Math.round(n.at / grid) * grid - n.at) * strength) }))
}
export function removeNotes(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of ids) document.remove(id)
  })
}
