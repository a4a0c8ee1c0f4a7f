// Clips by track in order of time, for what is painted, pointed at and stepped through: kept up to date from the document's diffs, a track at
// a time. With 200,000 clips nothing that happens often may look at all of them.
import type { ClipRecord, Diff, Document, NoteRecord, TempoMap } from '@tonmeister/project'

/** A clip with its place in ticks, which for those that hang on absolute time follows the tempo. */
export interface Placed {
  readonly clip: ClipRecord
  readonly start: number
  readonly end: number
}
/** Notes of a clip as they are drawn. */
export interface Drawn {
  readonly notes: readonly NoteRecord[]
  readonly low: number
  readonly high: number
}
interface Lane {
  /** By start. */
  readonly placed: readonly Placed[]
  /** The latest end up to each. */
  readonly ends: Float64Array
}
const NONE: Lane = { placed: [], ends: new Float64Array() }

export class ClipIndex {
  private readonly lanes = new Map<string, Lane>()
  private readonly notes = new Map<string, Drawn>()
  private endKnown: number | undefined

  constructor(
    private readonly document: Document,
    private tempo: TempoMap,
  ) {}
  /** The document has changed. */
  follow(diff: Diff): void {
    for (const [id, fields] of diff) {
      const record = this.document.get(id)
      for (const type of [record?.type, fields.get('type')?.[0]])
        if (type === 'clip') {
          this.forget(record?.track)
          this.forget(fields.get('track')?.[0])
          this.notes.delete(id)
        } else if (type === 'note') {
          for (const clip of [record?.clip, fields.get('clip')?.[0]]) if (typeof clip === 'string') this.notes.delete(clip)
        }
    }
  }
  /** Places of clips that hang on absolute time are others now. */
  setTempo(tempo: TempoMap): void {
    this.tempo = tempo
    this.lanes.clear()
    this.endKnown = undefined
  }
  private forget(track: unknown): void {
    if (typeof track === 'string') this.lanes.delete(track)
    this.endKnown = undefined
  }
  place(clip: ClipRecord): Placed {
    return clip.anchor === 'ticks'
      ? { clip, start: clip.at, end: clip.at + clip.length }
      : { clip, start: this.tempo.ticks(clip.at), end: this.tempo.ticks(clip.at + clip.length) }
  }
  private lane(track: string): Lane {
    let lane = this.lanes.get(track)
    if (lane) return lane
    const clips = this.document.children<ClipRecord>('track', track, 'clip')
    if (!clips.length) return NONE
    const placed = clips.map((c) => this.place(c)).sort((a, b) => a.start - b.start || a.end - b.end)
    const ends = new Float64Array(placed.length)
    let last = -Infinity
    for (let i = 0; i < placed.length; i++) ends[i] = last = Math.max(last, placed[i]!.end)
    this.lanes.set(track, (lane = { placed, ends }))
    return lane
  }
  /** Clips of a track by start. */
  of(track: string): readonly Placed[] {
    return this.lane(track).placed
  }
  /**
   * Calls `each` for the clips of a track that reach into [from, to) ticks, by start.
   * @returns whether some of them lie over each other
   */
  between(track: string, from: number, to: number, each: (placed: Placed) => void): boolean {
    const { placed, ends } = this.lane(track)
    let last = -Infinity
    let overlap = false
    for (let i = firstAbove(ends, from); i < placed.length; i++) {
      const p = placed[i]!
      if (p.start >= to) break
      if (p.end <= from) continue
      if (p.start < last) overlap = true
      last = Math.max(last, p.end)
      each(p)
    }
    return overlap
  }
  /** The clip of a track at a place, the topmost where several lie. */
  at(track: string, ticks: number): Placed | undefined {
    let top: Placed | undefined
    this.between(track, ticks, ticks + 1e-6, (p) => {
      if (!top || isAbove(p.clip, top.clip)) top = p
    })
    return top
  }
  /** Number of a track's first clip that ends after a place. */
  indexAt(track: string, ticks: number): number {
    return firstAbove(this.lane(track).ends, ticks)
  }
  /** End of the last clip, ticks. */
  get end(): number {
    if (this.endKnown !== undefined) return this.endKnown
    let end = 0
    for (const { id } of this.document.byType('track')) end = Math.max(end, this.lane(id).ends.at(-1) ?? 0)
    this.endKnown = end
    return end
  }
  notesOf(clip: string): Drawn {
    let found = this.notes.get(clip)
    if (found) return found
    const notes = this.document.children<NoteRecord>('clip', clip, 'note')
    let low = 127
    let high = 0
    for (const n of notes) {
      if (n.key < low) low = n.key
      if (n.key > high) high = n.key
    }
    this.notes.set(clip, (found = { notes, low, high }))
    return found
  }
}
/** Layers: of two clips at one place, the one that is heard and seen. */
export const isAbove = (a: ClipRecord, b: ClipRecord): boolean => {
  const x = String(a.order ?? '')
  const y = String(b.order ?? '')
  return x > y || (x === y && a.id > b.id)
}
/** The first place in rising numbers that is above a limit. */
function firstAbove(rising: Float64Array, limit: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}
