// The notes of a clip by time, so that a window of ten thousand costs what the window costs.
import type { Document, NoteRecord } from '@tonmeister/project'

/** Notes of one block: whose latest end is known, so that it can be passed over as a whole. */
const BLOCK = 64
export interface NoteIndex {
  /** By start, then by key. */
  readonly notes: readonly NoteRecord[]
  /** Place of a note in `notes`. */
  readonly place: ReadonlyMap<string, number>
  /** Latest end within each block of notes. */
  readonly ends: Float64Array
  /** Lowest and highest key; 60 and 60 without notes. */
  readonly low: number
  readonly high: number
}
const isNote = (n: NoteRecord): boolean => Number.isFinite(n.at) && n.length > 0 && n.key >= 0 && n.key <= 127

/** Puts notes in order; what is no note (a damaged file, another's merge) is left out. */
export function indexNotes(records: readonly NoteRecord[]): NoteIndex {
  const notes = records.filter(isNote).sort((a, b) => a.at - b.at || a.key - b.key || (a.id < b.id ? -1 : 1))
  const ends = new Float64Array(Math.ceil(notes.length / BLOCK)).fill(-Infinity)
  let low = 127
  let high = 0
  for (const [i, n] of notes.entries()) {
    const block = Math.floor(i / BLOCK)
    if (n.at + n.length > ends[block]!) ends[block] = n.at + n.length
    if (n.key < low) low = n.key
    if (n.key > high) high = n.key
  }
  return { notes, place: new Map(notes.map((n, i) => [n.id, i])), ends, low: notes.length ? low : 60, high: notes.length ? high : 60 }
}
/** The first note that starts at `at` or later. */
export function firstFrom({ notes }: NoteIndex, at: number): number {
  let low = 0
  let high = notes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (notes[middle]!.at < at) low = middle + 1
    else high = middle
  }
  return low
}
/** Notes that sound within [from, to), in order of time. */
export function notesBetween(index: NoteIndex, from: number, to: number): NoteRecord[] {
  const { notes, ends } = index
  const out: NoteRecord[] = []
  const last = firstFrom(index, to)
  for (let i = 0; i < last; ) {
    if (ends[Math.floor(i / BLOCK)]! <= from) {
      i = (Math.floor(i / BLOCK) + 1) * BLOCK
      continue
    }
    const n = notes[i++]!
    if (n.at + n.length > from) out.push(n)
  }
  return out
}

interface Known {
  readonly indexes: Map<string, NoteIndex>
}
const known = new WeakMap<Document, Known>()
/** The index of a clip; made again only when a note of that clip has changed. */
export function notesOf(document: Document, clip: string): NoteIndex {
  let mine = known.get(document)
  if (!mine) {
    const indexes = new Map<string, NoteIndex>()
    known.set(document, (mine = { indexes }))
    document.onChange((diff) => {
      if (!indexes.size) return
      for (const [id, fields] of diff) {
        const now = document.get(id)
        if ((now?.type ?? fields.get('type')?.[0]) !== 'note') continue
        if (now) indexes.delete(String(now.clip))
        const before = fields.get('clip')?.[0]
        if (before !== undefined) indexes.delete(String(before))
      }
    })
  }
  let index = mine.indexes.get(clip)
  if (!index) mine.indexes.set(clip, (index = indexNotes(document.children<NoteRecord>('clip', clip, 'note'))))
  return index
}
