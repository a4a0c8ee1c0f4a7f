// What a pointer does in the lanes: select, move, trim.
import { type ClipRecord, moveClips, trimClip } from '@tonmeister/project'
import type { Placed } from '../../app/clip-index.ts'
import { rowAt } from '../../app/rows.ts'
import { BAR, type Session } from '../../app/session.ts'

/** Pixels at a clip's ends that trim instead of move. */
const TRIM = 8
/** Pixels before a press becomes a drag. */
const SLACK = 4
/** Pixels from the edge in which a drag scrolls. */
const SCROLL_ZONE = 32

/** A drag of clips that is under way and not yet an edit; painted where it would land. */
export interface Dragging {
  on: boolean
  /** Rises with every move. */
  version: number
  /** Clips that move, and their places before. */
  ids: ReadonlySet<string>
  placed: readonly Placed[]
  /** What moves is a copy: the clips stay where they are as well. */
  copies: boolean
  ticks: number
  rows: number
  /** Ticks of the line to which it snaps. */
  line: number | null
  /** Ticks, and pixels from the top of the first row. */
  marquee: { readonly from: number; readonly to: number; readonly top: number; readonly bottom: number } | null
  /** What it would be, in numbers, beside the pointer. */
  tip: { readonly x: number; readonly y: number; readonly text: string } | null
}
export const dragging: Dragging = {
  on: false,
  version: 0,
  ids: new Set(),
  placed: [],
  copies: false,
  ticks: 0,
  rows: 0,
  line: null,
  marquee: null,
  tip: null,
}

/** The finest grid that is drawn. */
export function gridTicks(s: Session): number {
  const px = s.viewport.perPixel
  for (const grid of [BAR / 32, BAR / 16, BAR / 8, BAR / 4, BAR / 2, BAR]) if (grid / px >= 9) return grid
  return BAR
}
export function snap(s: Session, ticks: number, off: boolean): number {
  if (off) return Math.round(ticks)
  const grid = gridTicks(s)
  return Math.round(ticks / grid) * grid
}
/** Moves clips by ticks; those that hang on absolute time by what the ticks last there. */
export function move(s: Session, ids: readonly string[], ticks: number, track?: string): void {
  s.edit(ids.length === 1 ? 'Move clip' : `Move ${ids.length} clips`, () => {
    const first = s.document.get(ids[0]!) as ClipRecord | undefined
    const at = first ? s.clipTicks(first)[0] : 0
    moveClips(
      s.document,
      ids,
      { ticks: Math.round(ticks), flicks: Math.round(s.tempo.flicks(Math.max(0, at + ticks)) - s.tempo.flicks(at)) },
      track,
    )
  })
}
/** Follows the pointer until it is let go; Escape or a lost pointer cancels. */
export function follow(e: React.PointerEvent, on: (e: PointerEvent) => void, end: (cancelled: boolean) => void): void {
  const target = e.currentTarget as HTMLElement
  target.setPointerCapture(e.pointerId)
  const finish = (cancelled: boolean) => {
    target.removeEventListener('pointermove', on)
    target.removeEventListener('pointerup', up)
    target.removeEventListener('pointercancel', cancel)
    removeEventListener('keydown', key, true)
    end(cancelled)
  }
  const up = () => finish(false)
  const cancel = () => finish(true)
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    finish(true)
  }
  target.addEventListener('pointermove', on)
  target.addEventListener('pointerup', up)
  target.addEventListener('pointercancel', cancel)
  addEventListener('keydown', key, true)
}

const placedOf = (s: Session, ids: Iterable<string>): Placed[] =>
  [...ids].flatMap((id) => {
    const clip = s.document.get(id) as ClipRecord | undefined
    return clip?.type === 'clip' ? [s.clips.place(clip)] : []
  })

export interface Hit {
  readonly row: number
  readonly track: string | undefined
  readonly clip: ClipRecord | undefined
  /** The pointer is on this end of the clip. */
  readonly edge: 'start' | 'end' | undefined
  readonly ticks: number
}
/** What lies under a place of the lanes, in pixels of the canvas. */
export function hitAt(s: Session, x: number, y: number): Hit {
  const here = rowAt(s, y + s.viewport.top)
  const track = here?.track
  const ticks = s.viewport.ticks(x)
  const clip = track && s.clips.at(track.id, ticks)?.clip
  let edge: Hit['edge']
  if (clip) {
    const [from, to] = s.clipTicks(clip)
    const zone = Math.min(TRIM, (to - from) / s.viewport.perPixel / 4)
    if (x - s.viewport.x(from) < zone) edge = 'start'
    else if (s.viewport.x(to) - x < zone) edge = 'end'
  }
  return { row: here?.index ?? -1, track: track?.id, clip, edge, ticks }
}

/** In the lanes: a click selects, a drag moves, at the ends it trims. */
export function lanesDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement): void {
  if (e.button !== 0) return
  const box = canvas.getBoundingClientRect()
  const { row, track, clip, edge, ticks } = hitAt(s, e.clientX - box.left, e.clientY - box.top)
  const tracks = s.tracks()
  if (track) s.select(tracks[row]!.strip)
  if (!clip) {
    s.selectClips([])
    s.locate(snap(s, Math.max(0, ticks), e.ctrlKey))
    return
  }
  if (e.shiftKey || e.ctrlKey) {
    const next = new Set(s.selectedClips)
    if (!next.delete(clip.id)) next.add(clip.id)
    s.selectClips(next)
  } else if (!s.selectedClips.has(clip.id)) s.selectClips([clip.id])
  if (edge && !e.shiftKey && !e.ctrlKey) {
    trimDrag(e, s, canvas, clip, edge)
    return
  }
  const [start] = s.clipTicks(clip)
  const scrolled = s.viewport.from
  follow(
    e,
    (m) => {
      if (!dragging.on && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) <= SLACK) return
      dragging.on = true
      if (dragging.ids !== s.selectedClips) dragging.placed = placedOf(s, s.selectedClips)
      dragging.ids = s.selectedClips
      scrollAtEdge(s, m.clientX - box.left)
      const ticks = (m.clientX - e.clientX) * s.viewport.perPixel + s.viewport.from - scrolled
      dragging.ticks = Math.max(-start, snap(s, start + ticks, m.ctrlKey) - start)
      const to = rowAt(s, Math.max(0, m.clientY - box.top + s.viewport.top))?.index ?? tracks.length - 1
      dragging.rows = s.selectedClips.size === 1 ? to - row : 0
      dragging.version++
    },
    (cancelled) => {
      const moved = dragging.on && !cancelled
      const { ticks, rows } = dragging
      dragging.on = false
      dragging.version++
      const to = tracks[row + rows]
      if (moved && (ticks || rows)) move(s, [...s.selectedClips], ticks, to && to.id !== clip.track ? to.id : undefined)
    },
  )
}
function trimDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, clip: ClipRecord, edge: 'start' | 'end'): void {
  const box = canvas.getBoundingClientRect()
  const end = s.gesture('Trim clip')
  follow(
    e,
    (m) => {
      const ticks = Math.max(0, snap(s, s.viewport.ticks(m.clientX - box.left), m.ctrlKey))
      trimClip(s.document, clip.id, edge, clip.anchor === 'ticks' ? ticks : s.tempo.flicks(ticks), s.tempo)
    },
    (cancelled) => end(cancelled),
  )
}
function scrollAtEdge(s: Session, x: number): void {
  const { width } = s.viewport
  if (x > width - SCROLL_ZONE) s.viewport.scroll(x - (width - SCROLL_ZONE), 0)
  else if (x < SCROLL_ZONE) s.viewport.scroll(x - SCROLL_ZONE, 0)
}
