// What the piano roll shows and what is selected in it: one per session, for its view and for the commands of notes.
import {
  type ClipRecord,
  loopOf,
  type NoteRecord,
  type NoteValues,
  TICKS_PER_QUARTER,
  type TrackRecord,
  trimClip,
} from '@tonmeister/project'
import { Viewport, word } from '@tonmeister/ui'
import { type NoteIndex, notesOf } from './notes.ts'
import { BAR, type Session } from './session.ts'
import { setSettings, settings } from './settings.ts'

/** Pixels of a key. */
export const ROW_MIN = 7
export const ROW_MAX = 32
const ROW_USUAL = 14
export const KEYS = 128
const WHOLE = 4 * TICKS_PER_QUARTER
/** Grids that can be chosen: ticks; 0 = the finest that is drawn. */
export const GRIDS: readonly { readonly name: string; readonly ticks: number }[] = [
  { name: '1/1', ticks: WHOLE },
  { name: '1/2', ticks: WHOLE / 2 },
  { name: '1/4', ticks: WHOLE / 4 },
  { name: '1/8', ticks: WHOLE / 8 },
  { name: '1/16', ticks: WHOLE / 16 },
  { name: '1/32', ticks: WHOLE / 32 },
  { name: '1/64', ticks: WHOLE / 64 },
  { name: '1/4T', ticks: WHOLE / 6 },
  { name: '1/8T', ticks: WHOLE / 12 },
  { name: '1/16T', ticks: WHOLE / 24 },
]
export const SCALES: readonly { readonly id: string; readonly name: string; readonly steps: readonly number[] }[] = [
  { id: 'major', name: word('Major'), steps: [0, 2, 4, 5, 7, 9, 11] },
  { id: 'minor', name: word('Minor'), steps: [0, 2, 3, 5, 7, 8, 10] },
  { id: 'harmonic-minor', name: word('Harmonic minor'), steps: [0, 2, 3, 5, 7, 8, 11] },
  { id: 'dorian', name: word('Dorian'), steps: [0, 2, 3, 5, 7, 9, 10] },
  { id: 'mixolydian', name: word('Mixolydian'), steps: [0, 2, 4, 5, 7, 9, 10] },
  { id: 'major-pentatonic', name: word('Major pentatonic'), steps: [0, 2, 4, 7, 9] },
  { id: 'minor-pentatonic', name: word('Minor pentatonic'), steps: [0, 3, 5, 7, 10] },
  { id: 'blues', name: word('Blues'), steps: [0, 3, 5, 6, 7, 10] },
]
export type Ghosts = 'none' | 'selected' | 'all'
/** What this person has chosen; kept in the browser. */
export interface RollChoice {
  readonly grid: number
  readonly ghosts: Ghosts
  readonly hear: boolean
  readonly list: boolean
  readonly tool: 'draw' | 'select'
  /** '' = no scale is shown. */
  readonly scale: string
  /** 0 = C … 11 = B. */
  readonly root: number
  /** Of quantising, 0 to 1. */
  readonly strength: number
}
const USUAL: RollChoice = { grid: WHOLE / 16, ghosts: 'all', hear: true, list: false, tool: 'draw', scale: '', root: 0, strength: 1 }
function stored(): RollChoice {
  const s = (settings().roll ?? {}) as Partial<Record<keyof RollChoice, unknown>>
  const flag = (value: unknown, usual: boolean) => (typeof value === 'boolean' ? value : usual)
  return {
    grid: s.grid === 0 || GRIDS.some((g) => g.ticks === s.grid) ? (s.grid as number) : USUAL.grid,
    ghosts: s.ghosts === 'none' || s.ghosts === 'selected' ? s.ghosts : USUAL.ghosts,
    hear: flag(s.hear, USUAL.hear),
    list: flag(s.list, USUAL.list),
    tool: s.tool === 'select' ? 'select' : 'draw',
    scale: SCALES.some((x) => x.id === s.scale) ? String(s.scale) : '',
    root: typeof s.root === 'number' && s.root >= 0 && s.root < 12 ? Math.floor(s.root) : 0,
    strength: typeof s.strength === 'number' && s.strength >= 0 && s.strength <= 1 ? s.strength : 1,
  }
}

/** A gesture that is under way and not yet an edit: what would come of it. */
export interface Preview {
  /** Notes that would change, with what they would be. */
  readonly notes: ReadonlyMap<string, NoteValues>
  /** Notes that would be added. */
  readonly added: readonly NoteValues[]
  /** Ticks of the clip's content and keys. */
  readonly marquee?: { readonly from: number; readonly to: number; readonly low: number; readonly high: number }
  /** Said beside the pointer. */
  readonly text: string
  readonly x: number
  readonly y: number
}
/** What was copied, ticks from the first note. */
let clipboard: readonly NoteValues[] = []
export const copied = (): readonly NoteValues[] => clipboard
export const copy = (notes: readonly NoteRecord[]): void => {
  const first = notes.reduce((least, n) => Math.min(least, n.at), Infinity)
  clipboard = notes.map(({ at, length, key, velocity }) => ({ at: at - first, length, key, velocity }))
}

export class Roll {
  clip: string | null = null
  selected: ReadonlySet<string> = new Set()
  /** The note from which keys go on. */
  cursor: string | null = null
  choice: RollChoice = stored()
  row = ROW_USUAL
  preview: Preview | null = null
  /** Velocity and length of the next note that is drawn: those of the last one touched. */
  velocity = 100
  length = 0
  version = 0
  /** The key of the keyboard that is held down. */
  pressed: number | null = null
  /** The note that a click has just made: the second click of a double click shall not remove it. */
  made: { readonly id: string; readonly until: number } | undefined
  readonly view: Viewport
  /** Draws it now; set by the view while there is one. */
  paint = (): void => {}
  private shownClip: string | null = null

  constructor(private readonly s: Session) {
    this.view = new Viewport({
      perPixelMin: 4,
      perPixelMax: BAR / 8,
      length: () => {
        const span = this.span()
        return Math.max(span ? span.to : 0, s.length) + 8 * BAR
      },
      rows: () => KEYS * this.row,
    })
  }
  changed(): void {
    this.version++
    this.s.changed()
  }
  put(change: Partial<RollChoice>): void {
    this.choice = { ...this.choice, ...change }
    setSettings({ roll: this.choice })
    this.changed()
  }
  /** The clip that is edited: the first selected note clip, else the one that was. */
  get record(): ClipRecord | undefined {
    const { document } = this.s
    let first: ClipRecord | undefined
    for (const id of this.s.selectedClips) {
      const clip = document.get(id) as ClipRecord | undefined
      if (clip?.type === 'clip' && clip.kind === 'notes' && (!first || this.s.clipTicks(clip)[0] < this.s.clipTicks(first)[0])) first = clip
    }
    if (!first && this.clip) {
      const last = document.get(this.clip) as ClipRecord | undefined
      if (last?.type === 'clip' && last.kind === 'notes') first = last
    }
    if ((first?.id ?? null) !== this.clip) {
      this.clip = first?.id ?? null
      this.selected = new Set()
      this.cursor = null
      this.version++
    }
    return first
  }
  get index(): NoteIndex | undefined {
    const clip = this.record
    return clip && notesOf(this.s.document, clip.id)
  }
  get track(): TrackRecord | undefined {
    return this.record && (this.s.document.get(this.record.track) as TrackRecord | undefined)
  }
  /** Ticks of the song: where the clip's content begins to count, where the clip begins and ends, where its cycle ends. */
  span(): { readonly origin: number; readonly from: number; readonly to: number; readonly cycle: number | undefined } | undefined {
    const clip = this.record
    if (!clip) return undefined
    const [from, to] = this.s.clipTicks(clip).map(Math.round) as [number, number]
    const looped = loopOf(clip)
    const phase = looped ? looped.phase % looped.loop : 0
    const ticks = (x: number) => (clip.anchor === 'ticks' ? x : Math.round(this.s.tempo.ticks(clip.at + x)) - from)
    const origin = from - ticks(phase) - Number(clip.from ?? 0)
    return { origin, from, to, cycle: looped ? from - ticks(phase) + ticks(looped.loop) : undefined }
  }
  /** The selected notes that are there, by time. */
  chosen(): NoteRecord[] {
    const index = this.index
    if (!index || !this.selected.size) return []
    const out: NoteRecord[] = []
    for (const id of this.selected) {
      const i = index.place.get(id)
      if (i !== undefined) out.push(index.notes[i]!)
    }
    return out.sort((a, b) => index.place.get(a.id)! - index.place.get(b.id)!)
  }
  select(ids: Iterable<string>, cursor?: string): void {
    this.selected = new Set(ids)
    this.cursor = cursor ?? [...this.selected].at(-1) ?? null
    this.changed()
  }
  /** What the grid is now, ticks. */
  gridTicks(): number {
    if (this.choice.grid) return this.choice.grid
    for (const grid of [WHOLE / 32, WHOLE / 16, WHOLE / 8, WHOLE / 4, WHOLE / 2]) if (grid / this.view.perPixel >= 9) return grid
    return WHOLE
  }
  /** Onto the grid of the song, which begins anew with every bar. @param how  Math.round or Math.floor */
  snap(ticks: number, off = false, how: (x: number) => number = Math.round): number {
    if (off) return Math.round(ticks)
    const at = Math.max(0, ticks)
    const { barStart, barTicks } = this.s.signatures.at(at)
    const grid = this.gridTicks()
    const next = Math.min(barTicks, how((at - barStart) / grid) * grid)
    return Math.round(barStart + next)
  }
  /** Shows the whole clip, and its notes in the middle. */
  fit(): void {
    const span = this.span()
    if (!span) return
    const { from, to } = span
    const room = Math.min(to - from, 8 * BAR)
    this.view.fit(from - room * 0.02, from + room * 1.02)
    this.centre()
    this.changed()
  }
  private centre(): void {
    const index = this.index
    if (!index) return
    const middle = index.notes.length ? (index.low + index.high) / 2 : 66
    this.view.scroll(0, (127.5 - middle) * this.row - this.view.height / 2 - this.view.top)
  }
  /** Called before drawing: a clip that is shown for the first time is fitted. */
  arrive(): void {
    const clip = this.record?.id ?? null
    if (clip === this.shownClip || this.view.width <= 1 || this.view.height <= 1) return
    this.shownClip = clip
    if (clip) this.fit()
  }
  zoomRows(factor: number, y: number): void {
    const at = (y + this.view.top) / this.row
    this.row = Math.min(ROW_MAX, Math.max(ROW_MIN, this.row * factor))
    this.view.scroll(0, at * this.row - y - this.view.top)
    this.changed()
  }
  /** Brings a note into view. */
  reveal(note: { readonly at: number; readonly length: number; readonly key: number }): void {
    const span = this.span()
    if (!span) return
    const { view } = this
    view.reveal((127 - note.key - 1) * this.row, (127 - note.key + 2) * this.row)
    const at = span.origin + note.at
    if (at < view.from || at + Math.min(note.length, view.width * view.perPixel * 0.5) > view.ticks(view.width))
      view.scroll((at - view.from) / view.perPixel - view.width * 0.2, 0)
  }
  /** Plays a note for a moment, when notes shall be heard. */
  hear(key: number, velocity: number, always = false): void {
    const strip = this.track?.strip
    if (!strip || !(this.choice.hear || always)) return
    this.silence()
    this.s.host.note(strip, key, velocity / 127)
    this.sounding = { strip, key }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.silence(), HEARD)
  }
  /** @param velocity  0 to 1, 0 ends it */
  play(strip: string, key: number, velocity: number): void {
    this.s.host.note(strip, key, velocity)
  }
  silence(): void {
    if (this.sounding) this.s.host.note(this.sounding.strip, this.sounding.key, 0)
    this.sounding = null
  }
  private sounding: { readonly strip: string; readonly key: number } | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  /** Lengthens the clip by bars until notes that begin outside it are heard; a looped or locked clip stays. Part of the edit that put them there. */
  reach(notes: readonly { readonly at: number }[]): void {
    const clip = this.record
    const span = this.span()
    if (!clip || !span || span.cycle !== undefined) return
    const { signatures, tempo, document } = this.s
    const unit = (ticks: number) => (clip.anchor === 'ticks' ? ticks : tempo.flicks(ticks))
    const first = notes.reduce((least, n) => Math.min(least, n.at), Infinity) + span.origin
    const last = notes.reduce((most, n) => Math.max(most, n.at), -Infinity) + span.origin
    if (last >= span.to) {
      const { barStart, barTicks } = signatures.at(last)
      trimClip(document, clip.id, 'end', unit(barStart + barTicks), tempo)
    }
    if (first < span.from && first >= 0) trimClip(document, clip.id, 'start', unit(signatures.at(first).barStart), tempo)
  }
}
/** Milliseconds that a touched note is heard. */
const HEARD = 260
export const inScale = (choice: RollChoice, key: number): boolean => {
  const scale = SCALES.find((x) => x.id === choice.scale)
  return !scale || scale.steps.includes((((key - choice.root) % 12) + 12) % 12)
}
/** A length in words of music: '1/8', '1/8T', '3/16', else in quarters. */
export function lengthName(ticks: number): string {
  const named = GRIDS.find((g) => g.ticks === ticks)
  if (named) return named.name
  for (const [over, of] of [
    [3, 8],
    [3, 16],
    [3, 4],
    [3, 32],
  ] as const)
    if (ticks === (WHOLE / of) * over) return `${over}/${of}`
  if (ticks % WHOLE === 0) return `${ticks / WHOLE}/1`
  return (ticks / TICKS_PER_QUARTER).toFixed(2)
}
/** '1/8', '1/16T', '3/16', '2/1', '0.75' quarters; undefined when it is none. */
export function parseLength(text: string): number | undefined {
  const fraction = /^\s*(\d{1,3})\s*\/\s*(\d{1,3})\s*(t?)\s*$/i.exec(text)
  if (fraction) {
    const ticks = Math.round((((Number(fraction[1]) * WHOLE) / Number(fraction[2])) * (fraction[3] ? 2 : 3)) / 3)
    return ticks > 0 && Number.isFinite(ticks) ? ticks : undefined
  }
  const quarters = /^\s*(\d{1,4}(?:[.,]\d{1,6})?)\s*$/.exec(text)
  const ticks = quarters ? Math.round(Number(quarters[1]!.replace(',', '.')) * TICKS_PER_QUARTER) : 0
  return ticks > 0 ? ticks : undefined
}
