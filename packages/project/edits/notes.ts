// What is done to notes. Each function is one transaction.
import type { Document } from '../document.ts'
import type { Id, NoteRecord } from '../records.ts'
import { type NewId, topOrders } from './tracks.ts'

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
  each(document, ids, () => ({ velocity: clamped(velocity, 1, 127) }))
}
/** Changes velocities by an amount, each from its own; 1 to 127 in the end. */
export function addVelocity(document: Document, ids: readonly Id[], by: number): void {
  if (Number.isFinite(by)) each(document, ids, (n) => ({ velocity: clamped(numberOf(n.velocity) + by, 1, 127) }))
}
/**
 * Pulls starts towards the grid of ticks; strength 0 to 1.
 * @param origin  a place of the clip's content that lies on the grid
 */
export function quantiseNotes(document: Document, ids: readonly Id[], grid: number, strength = 1, origin = 0): void {
  if (!(grid > 0) || !Number.isFinite(origin)) return
  each(document, ids, (n) => ({ at: Math.round(n.at + (Math.round((n.at - origin) / grid) * grid + origin - n.at) * strength) }))
}
const clamped = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.round(value)))
/** A note without its clip. */
export interface NoteValues {
  readonly at: number
  readonly length: number
  /** 0 to 127. */
  readonly key: number
  /** 1 to 127. */
  readonly velocity: number
}
/** Gives notes other values, each its own; what is out of range is held at its end, what is no number stays. */
export function setNotes(document: Document, changes: readonly (Partial<NoteValues> & { readonly id: Id })[]): void {
  document.transact(() => {
    for (const { id, at, length, key, velocity } of changes) {
      if (document.get(id)?.type !== 'note') continue
      const is = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value)
      document.update(id, {
        ...(is(at) ? { at: Math.round(at) } : {}),
        ...(is(length) ? { length: Math.max(1, Math.round(length)) } : {}),
        ...(is(key) ? { key: clamped(key, 0, 127) } : {}),
        ...(is(velocity) ? { velocity: clamped(velocity, 1, 127) } : {}),
      })
    }
  })
}
/** Adds notes to a clip: a paste, a copy by dragging. @returns their ids, in order; none where the clip is gone */
export function addNotes(document: Document, newId: NewId, clip: Id, notes: readonly NoteValues[]): Id[] {
  if (document.get(clip)?.type !== 'clip') return []
  const ids: Id[] = []
  document.transact(() => {
    for (const { at, length, key, velocity } of notes) {
      const id = newId('note')
      document.create({
        id,
        type: 'note',
        clip,
        at: Math.round(numberOf(at)),
        length: Math.max(1, Math.round(numberOf(length))),
        key: clamped(numberOf(key), 0, 127),
        velocity: clamped(numberOf(velocity), 1, 127),
      })
      ids.push(id)
    }
  })
  return ids
}
/** Lengthens or shortens notes so that each ends where the next of them begins; those of one chord together, the last ones stay. */
export function legatoNotes(document: Document, ids: readonly Id[]): void {
  const starts = [...new Set(ids.flatMap((id) => (document.get(id)?.type === 'note' ? [numberOf(document.get(id)?.at)] : [])))]
  starts.sort((a, b) => a - b)
  const next = new Map(starts.map((at, i) => [at, starts[i + 1]]))
  each(document, ids, (n) => ({ length: Math.max(1, (next.get(n.at) ?? n.at + n.length) - n.at) }))
}
/** An empty note clip on a track, over what is there; `at` and `length` in ticks. */
export function addNoteClip(document: Document, newId: NewId, track: Id, at: number, length: number, name: string): Id {
  const id = newId('clip')
  document.transact(() =>
    document.create({
      id,
      type: 'clip',
      kind: 'notes',
      track,
      order: topOrders(document)(track),
      anchor: 'ticks',
      at: Math.max(0, Math.round(at)),
      length: Math.max(1, Math.round(length)),
      name,
      from: 0,
    }),
  )
  return id
}
/** Removes notes. */
export function removeNotes(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of ids) if (document.get(id)?.type === 'note') document.remove(id)
  })
}
