// What a pointer does in the lanes: select, move, copy, trim, fade, bend, gain, slip, repeat, ranges, split; with touch, pan and zoom.
import {
  addClipGain,
  type ClipRecord,
  clipRows,
  copyClips,
  type FadeShape,
  formatBars,
  moveClips,
  pasteClips,
  rippleMove,
  setClipLoop,
  setFade,
  slipClips,
  splitClip,
  trimClip,
  withGroups,
} from '@tonmeister/project'
import { onFrame, t } from '@tonmeister/ui'
import { announce } from '../../app/announce.ts'
import type { Placed } from '../../app/clip-index.ts'
import { editing, setEditing } from '../../app/editing.ts'
import { rowAt, rowsOf } from '../../app/rows.ts'
import type { Session } from '../../app/session.ts'
import { gridTicks, snap, snapTo, targets } from './snapping.ts'

export { gridTicks, snap }

/** Pixels at a clip's ends that trim instead of move: for a mouse, for a finger. */
const TRIM = 8
const TRIM_COARSE = 16
/** Pixels of a clip's top in which its corners fade. */
const TITLE = 15
/** Pixels before a press becomes a drag. */
const SLACK = 4
/** Pixels from the edge in which a drag scrolls, and how much of the way beyond it a frame. */
const SCROLL_ZONE = 32
const SCROLL_SHARE = 0.35
/** dB for a pixel of a gain drag. */
const DB_PER_PIXEL = 0.1
/** Milliseconds of a touch that opens the menu. */
const LONG_PRESS = 500
/** From hollow to full: what bending a fade goes through. */
const SHAPES: readonly FadeShape[] = ['slow', 's-curve', 'linear', 'equal-power', 'fast']

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
const AT_REST = { on: false, ids: new Set<string>(), placed: [], copies: false, ticks: 0, rows: 0, line: null, marquee: null, tip: null }
export const dragging: Dragging = { ...AT_REST, version: 0 }
const show = (change: Partial<Dragging>): void => {
  Object.assign(dragging, change)
  dragging.version++
}
const rest = (): void => show(AT_REST)

/** Moves clips by ticks and rows; those that hang on absolute time by what the ticks last there. With ripple, what is later goes along. */
export function move(s: Session, ids: readonly string[], ticks: number, rows = 0): void {
  s.edit(t('{n, plural, one {Move clip} other {Move # clips}}', { n: ids.length }), () => {
    let at = Infinity
    for (const id of ids) {
      const clip = s.document.get(id) as ClipRecord | undefined
      if (clip?.type === 'clip') at = Math.min(at, s.clipTicks(clip)[0])
    }
    if (!Number.isFinite(at)) return
    const to = Math.max(0, at + ticks)
    const delta = { ticks: Math.round(to - at), flicks: Math.round(s.tempo.flicks(to) - s.tempo.flicks(at)) }
    if (editing.ripple && !rows) rippleMove(s.document, ids, delta)
    else moveClips(s.document, ids, { ...delta, rows })
  })
}
/** Follows the pointer until it is let go; Escape or a lost pointer cancels. `scroll`: what to do while it stays near an edge. */
export function follow(
  e: React.PointerEvent,
  on: (e: PointerEvent) => void,
  end: (cancelled: boolean) => void,
  scroll?: (e: PointerEvent) => boolean,
): void {
  const target = e.currentTarget as HTMLElement
  target.setPointerCapture(e.pointerId)
  let latest: PointerEvent | null = null
  let done = false
  const finish = (cancelled: boolean) => {
    if (done) return
    done = true
    stop?.()
    target.removeEventListener('pointermove', moved)
    target.removeEventListener('pointerup', up)
    target.removeEventListener('pointercancel', cancel)
    target.removeEventListener('lostpointercapture', cancel)
    removeEventListener('keydown', key, true)
    if (current === finish) current = null
    end(cancelled)
  }
  const moved = (m: PointerEvent) => {
    if (m.pointerId !== e.pointerId) return
    latest = m
    on(m)
  }
  const up = (u: PointerEvent) => {
    if (u.pointerId === e.pointerId) finish(false)
  }
  const cancel = (c: PointerEvent) => {
    if (c.pointerId === e.pointerId) finish(true)
  }
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    event.preventDefault()
    finish(true)
  }
  target.addEventListener('pointermove', moved)
  target.addEventListener('pointerup', up)
  target.addEventListener('pointercancel', cancel)
  target.addEventListener('lostpointercapture', cancel)
  addEventListener('keydown', key, true)
  const stop = scroll && onFrame(() => latest && scroll(latest) && on(latest))
  current = finish
}
/** Ends the drag that is under way. */
let current: ((cancelled: boolean) => void) | null = null

export type Part = 'body' | 'start' | 'end' | 'fade-in' | 'fade-out' | 'bend-in' | 'bend-out' | 'repeat'
export interface Hit {
  readonly row: number
  readonly track: string | undefined
  readonly clip: ClipRecord | undefined
  /** What of the clip the pointer is on. */
  readonly part: Part | undefined
  readonly ticks: number
}
/** What lies under a place of the lanes, in pixels of the canvas. @param zone  pixels of the ends */
export function hitAt(s: Session, x: number, y: number, zone = TRIM): Hit {
  const here = rowAt(s, y + s.viewport.top)
  const ticks = s.viewport.ticks(x)
  const inside = here && y + s.viewport.top < here.top + here.height
  const track = here?.track
  const clip = inside && track ? s.clips.at(track.id, ticks)?.clip : undefined
  const part = clip && here ? partAt(s, clip, x, y + s.viewport.top - here.top, here.height, zone) : undefined
  return { row: here?.index ?? -1, track: track?.id, clip, part, ticks }
}
function partAt(s: Session, clip: ClipRecord, x: number, y: number, height: number, zone: number): Part {
  const [from, to] = s.clipTicks(clip)
  const v = s.viewport
  const [left, right] = [v.x(from), v.x(to)]
  const edge = Math.min(zone, (right - left) / 4)
  if (clip.kind === 'audio' && right - left > 40) {
    const [inside, outside] = fadeEnds(s, clip).map((at) => v.x(at)) as [number, number]
    if (y < TITLE) {
      // The corner, or the place to which it has been pulled.
      if (Math.abs(x - inside) < zone || x - left < edge) return 'fade-in'
      if (Math.abs(x - outside) < zone || right - x < edge) return 'fade-out'
    } else if (x - left >= edge && right - x >= edge) {
      if (inside - left > 24 && Math.abs(x - (left + inside) / 2) < 10 && Math.abs(y - (TITLE + height) / 2) < 12) return 'bend-in'
      if (right - outside > 24 && Math.abs(x - (right + outside) / 2) < 10 && Math.abs(y - (TITLE + height) / 2) < 12) return 'bend-out'
    }
  }
  if (x - left < edge) return 'start'
  if (right - x < edge) return y > height * 0.66 ? 'repeat' : 'end'
  return 'body'
}
/** Ticks where a clip's fade in ends and its fade out begins. */
function fadeEnds(s: Session, clip: ClipRecord): readonly [number, number] {
  const [from, to] = s.clipTicks(clip)
  const fadeIn = Number(clip.fadeIn ?? 0)
  const fadeOut = Number(clip.fadeOut ?? 0)
  return [fadeIn ? s.tempo.ticks(s.tempo.flicks(from) + fadeIn) : from, fadeOut ? s.tempo.ticks(s.tempo.flicks(to) - fadeOut) : to]
}
/** The pointer's shape over a place. */
export function cursorAt(s: Session, x: number, y: number): string {
  const { clip, part } = hitAt(s, x, y)
  if (editing.tool === 'range') return 'text'
  if (!clip) return 'default'
  if (editing.tool === 'split') return 'col-resize'
  if (part === 'start' || part === 'end') return 'ew-resize'
  if (part === 'repeat') return 'copy'
  if (part === 'fade-in' || part === 'fade-out') return part === 'fade-in' ? 'nesw-resize' : 'nwse-resize'
  if (part === 'bend-in' || part === 'bend-out') return 'ns-resize'
  return 'default'
}
const zoneOf = (e: { readonly pointerType: string }) => (e.pointerType === 'touch' ? TRIM_COARSE : TRIM)

// ── Pressing ──────────────────────────────────────────────────────────────────

/** Fingers on the lanes; the second one turns a drag into panning and zooming. */
const fingers = new Map<number, { x: number; y: number }>()

/** @param menu  opens the context menu at a place, for a finger that stays */
export function lanesDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, menu?: (e: React.PointerEvent) => void): void {
  if (e.button !== 0) return
  if (e.pointerType === 'touch') {
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY })
    const lift = (u: PointerEvent) => {
      if (u.pointerId !== e.pointerId) return
      fingers.delete(u.pointerId)
      removeEventListener('pointerup', lift, true)
      removeEventListener('pointercancel', lift, true)
    }
    addEventListener('pointerup', lift, true)
    addEventListener('pointercancel', lift, true)
    if (fingers.size === 2) {
      current?.(true)
      pinch(s, canvas)
      return
    }
    if (fingers.size > 2) return
    if (menu) longPress(e, menu)
  }
  const box = canvas.getBoundingClientRect()
  const hit = hitAt(s, e.clientX - box.left, e.clientY - box.top, zoneOf(e))
  const { row, track, clip, part, ticks } = hit
  if (track) {
    const strip = rowsOf(s).rows[row]?.track.strip
    if (strip) s.select(strip)
  }
  if (editing.tool === 'range') {
    rangeDrag(e, s, canvas, ticks, row)
    return
  }
  if (editing.range) setEditing(s, { range: null })
  if (clip && editing.tool === 'split') splitAt(s, clip, ticks, e.ctrlKey)
  else if (clip) clipDrag(e, s, canvas, clip, part, row)
  else if (e.pointerType === 'touch') panDrag(e, s)
  else emptyDrag(e, s, canvas, ticks)
}
function clipDrag(
  e: React.PointerEvent,
  s: Session,
  canvas: HTMLCanvasElement,
  clip: ClipRecord,
  part: Part | undefined,
  row: number,
): void {
  if (!s.selectedClips.has(clip.id) && !e.shiftKey && !e.ctrlKey) s.selectClips(withGroups(s.document, [clip.id]))
  // A locked clip is chosen and copied, no more.
  const isFree = clip.locked !== true
  if (e.altKey && isFree) slipDrag(e, s, clip)
  else if (e.shiftKey) gainDrag(e, s, canvas, clip)
  else if (e.ctrlKey || part === 'body' || !isFree) moveDrag(e, s, canvas, clip, row)
  else if (part === 'start' || part === 'end') trimDrag(e, s, canvas, clip, part)
  else if (part === 'fade-in' || part === 'fade-out') fadeDrag(e, s, canvas, clip, part === 'fade-in' ? 'in' : 'out')
  else if (part === 'repeat') repeatDrag(e, s, canvas, clip)
  else bendDrag(e, s, clip, part === 'bend-in' ? 'in' : 'out')
}
/** A click with Shift or Ctrl that did not become a drag: the clip comes into the selection or leaves it. */
function toggle(s: Session, clip: ClipRecord): void {
  const ids = withGroups(s.document, [clip.id])
  const next = new Set(s.selectedClips)
  const on = !next.has(clip.id)
  for (const id of ids)
    if (on) next.add(id)
    else next.delete(id)
  s.selectClips(next)
}
function longPress(e: React.PointerEvent, menu: (e: React.PointerEvent) => void): void {
  const stop = () => {
    clearTimeout(timer)
    removeEventListener('pointermove', moved, true)
    removeEventListener('pointerup', stop, true)
    removeEventListener('pointercancel', stop, true)
  }
  const moved = (m: PointerEvent) => {
    if (Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) > 10) stop()
  }
  const timer = setTimeout(() => {
    stop()
    current?.(true)
    menu(e)
  }, LONG_PRESS)
  addEventListener('pointermove', moved, true)
  addEventListener('pointerup', stop, true)
  addEventListener('pointercancel', stop, true)
}
/** Two fingers: their middle moves the view, their distance zooms it. */
function pinch(s: Session, canvas: HTMLCanvasElement): void {
  const box = canvas.getBoundingClientRect()
  const span = () => {
    const [a, b] = [...fingers.values()] as [{ x: number; y: number }, { x: number; y: number }]
    return { x: (a.x + b.x) / 2 - box.left, y: (a.y + b.y) / 2, width: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)) }
  }
  let before = span()
  const moved = (m: PointerEvent) => {
    if (!fingers.has(m.pointerId)) return
    fingers.set(m.pointerId, { x: m.clientX, y: m.clientY })
    if (fingers.size < 2) return
    const now = span()
    s.viewport.zoom(before.width / now.width, now.x)
    s.viewport.scroll(before.x - now.x, before.y - now.y)
    before = now
  }
  const end = () => {
    if (fingers.size >= 2) return
    removeEventListener('pointermove', moved, true)
    removeEventListener('pointerup', end)
    removeEventListener('pointercancel', end)
  }
  addEventListener('pointermove', moved, true)
  addEventListener('pointerup', end)
  addEventListener('pointercancel', end)
}
/** One finger on empty lanes moves the view; a tap takes the selection back. */
function panDrag(e: React.PointerEvent, s: Session): void {
  let { clientX: x, clientY: y } = e
  let moved = false
  follow(
    e,
    (m) => {
      moved ||= Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) > SLACK
      s.viewport.scroll(x - m.clientX, y - m.clientY)
      x = m.clientX
      y = m.clientY
    },
    (cancelled) => !moved && !cancelled && s.selectClips([]),
  )
}
/** Scrolls while the pointer is near an edge of the lanes. */
function scroller(s: Session, box: DOMRect): (m: PointerEvent) => boolean {
  const beyond = (at: number, size: number) =>
    at < SCROLL_ZONE ? at - SCROLL_ZONE : at > size - SCROLL_ZONE ? at - (size - SCROLL_ZONE) : 0
  return (m) => {
    if (!dragging.on) return false
    const dx = beyond(m.clientX - box.left, box.width) * SCROLL_SHARE
    const dy = beyond(m.clientY - box.top, box.height) * SCROLL_SHARE
    const { from, top } = s.viewport
    if (dx || dy) s.viewport.scroll(dx, dy)
    return from !== s.viewport.from || top !== s.viewport.top
  }
}

// ── Drags ─────────────────────────────────────────────────────────────────────

const tip = (m: PointerEvent, box: DOMRect, ...lines: string[]) => ({
  x: m.clientX - box.left,
  y: m.clientY - box.top,
  text: lines.join('\n'),
})
/** A place in words: bars, and minutes with seconds. */
export function inWords(s: Session, ticks: number): string {
  const seconds = s.tempo.flicks(Math.max(0, ticks)) / 705_600_000
  const minutes = Math.floor(seconds / 60)
  return `${formatBars(s.signatures.position(Math.round(Math.max(0, ticks))))}  ${minutes}:${(seconds - minutes * 60).toFixed(3).padStart(6, '0')}`
}
function moveDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, clip: ClipRecord, row: number): void {
  const box = canvas.getBoundingClientRect()
  const [start] = s.clipTicks(clip)
  const grabbed = s.viewport.ticks(e.clientX - box.left) - start
  const copies = e.ctrlKey
  let near: number[] = []
  let low = 0
  let high = 0
  let first = 0
  const lanes = rowsOf(s).rows.filter((r) => r.track.folder !== true)
  const laneAt = new Map(lanes.map((r, i) => [r.track.id, i]))
  const begin = () => {
    if (!s.selectedClips.has(clip.id)) s.selectClips(withGroups(s.document, [clip.id]))
    const placed = [...s.selectedClips].flatMap((id) => {
      const c = s.document.get(id) as ClipRecord | undefined
      return c?.type === 'clip' && (copies || c.locked !== true) ? [s.clips.place(c)] : []
    })
    if (!placed.length) return false
    show({ on: true, copies, ids: new Set(placed.map((p) => p.clip.id)), placed })
    near = targets(s, copies ? new Set() : dragging.ids)
    const places = placed.flatMap((p) => laneAt.get(p.clip.track) ?? [])
    low = places.reduce((a, b) => Math.min(a, b), Infinity)
    high = places.reduce((a, b) => Math.max(a, b), -Infinity)
    first = placed.reduce((a, p) => Math.min(a, p.start), Infinity)
    return true
  }
  const from = laneAt.get(clip.track) ?? row
  follow(
    e,
    (m) => {
      if (!dragging.on && (Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) <= SLACK || !begin())) return
      const wanted = s.viewport.ticks(m.clientX - box.left) - grabbed
      const { ticks: to, line } = snapTo(s, wanted, m.ctrlKey && !copies, near)
      const ticks = Math.max(-first, to - start)
      const y = Math.max(0, m.clientY - box.top + s.viewport.top)
      const under = rowAt(s, y)
      const at = under ? (laneAt.get(under.track.id) ?? from) : lanes.length - 1
      const rows = Math.max(-low, Math.min(lanes.length - 1 - high, at - from))
      show({ ticks, rows, line, tip: tip(m, box, inWords(s, start + ticks), ...(rows ? [lanes[from + rows]?.track.name ?? ''] : [])) })
    },
    (cancelled) => {
      const { on, ticks, rows, ids } = dragging
      rest()
      if (!on) {
        // A click: alone it chooses this one of several.
        if (cancelled) return
        if (copies) toggle(s, clip)
        else if (s.selectedClips.size > 1 && !e.shiftKey) s.selectClips(withGroups(s.document, [clip.id]))
        return
      }
      if (cancelled || (!ticks && !rows)) return
      if (copies) copyTo(s, [...ids], ticks, rows, first)
      else move(s, [...ids], ticks, rows)
      announce(t('{n, plural, one {Clip} other {# clips}} moved to {place}', { n: ids.size, place: inWords(s, start + ticks) }))
    },
    scroller(s, box),
  )
}
/** Puts copies of clips later by ticks and lower by rows. */
function copyTo(s: Session, ids: readonly string[], ticks: number, rows: number, first: number): void {
  const bundle = copyClips(s.document, ids)
  const lanes = clipRows(s.document)
  const top = lanes.findIndex((x) => x.id === bundle.rows[0]?.track)
  const at = first + ticks
  s.edit(t('{n, plural, one {Copy clip} other {Copy # clips}}', { n: ids.length }), () =>
    s.selectClips(
      pasteClips(s.document, s.newId, bundle, { ticks: Math.round(at), flicks: Math.round(s.tempo.flicks(at)) }, lanes[top + rows]?.id),
    ),
  )
}
/** Runs live edits inside one step of undo. */
function liveDrag(
  e: React.PointerEvent,
  s: Session,
  label: string,
  on: (m: PointerEvent) => void,
  scroll?: (m: PointerEvent) => boolean,
  click?: () => void,
): void {
  let end: ((cancel?: boolean) => void) | null = null
  follow(
    e,
    (m) => {
      if (!end) {
        if (Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) <= SLACK) return
        end = s.gesture(label)
        show({ on: true })
      }
      on(m)
    },
    (cancelled) => {
      rest()
      if (end) end(cancelled)
      else if (!cancelled) click?.()
    },
    scroll,
  )
}
const own = (s: Session, clip: ClipRecord, ticks: number) => (clip.anchor === 'ticks' ? ticks : s.tempo.flicks(ticks))
/** Of each track of some clips: what begins after the last of them, with the end that it keeps its distance to, and how far it has gone along. */
function laterThan(s: Session, ids: readonly string[]): { last: string; end: number; ids: string[]; ticks: number; flicks: number }[] {
  const lasts = new Map<string, { last: string; end: number }>()
  for (const id of ids) {
    const clip = s.document.get(id) as ClipRecord | undefined
    if (clip?.type !== 'clip') continue
    const [, end] = s.clipTicks(clip)
    if (end > (lasts.get(clip.track)?.end ?? -Infinity)) lasts.set(clip.track, { last: id, end })
  }
  return [...lasts].map(([track, x]) => ({
    ...x,
    ids: s.clips
      .of(track)
      .filter((p) => p.start >= x.end - 1 && p.clip.id !== x.last)
      .map((p) => p.clip.id),
    ticks: 0,
    flicks: 0,
  }))
}
function trimDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, clip: ClipRecord, edge: 'start' | 'end'): void {
  const box = canvas.getBoundingClientRect()
  const [from, to] = s.clipTicks(clip)
  const grabbed = s.viewport.ticks(e.clientX - box.left) - (edge === 'start' ? from : to)
  // With several chosen, all are trimmed by as much.
  const ids = s.selectedClips.has(clip.id) ? [...s.selectedClips] : [clip.id]
  const before = new Map(ids.map((id) => [id, s.document.get(id) as ClipRecord]))
  const near = targets(s, new Set(ids))
  const later = edge === 'end' && editing.ripple ? laterThan(s, ids) : []
  liveDrag(
    e,
    s,
    t('Trim clip'),
    (m) => {
      const { ticks, line } = snapTo(s, Math.max(0, s.viewport.ticks(m.clientX - box.left) - grabbed), m.ctrlKey, near)
      const by = ticks - (edge === 'start' ? from : to)
      s.document.transact(() => {
        for (const [id, was] of before) {
          if (was?.type !== 'clip') continue
          const [a, b] = s.clipTicks(was)
          const at = edge === 'start' ? Math.min(a + by, b - 1) : Math.max(b + by, a + 1)
          trimClip(s.document, id, edge, own(s, was, Math.max(0, at)), s.tempo)
        }
        for (const follow of later) {
          const end = s.clipTicks(s.document.get(follow.last) as ClipRecord)[1]
          const ticks = Math.round(end - follow.end)
          const flicks = Math.round(s.tempo.flicks(end) - s.tempo.flicks(follow.end))
          moveClips(s.document, follow.ids, { ticks: ticks - follow.ticks, flicks: flicks - follow.flicks })
          follow.ticks = ticks
          follow.flicks = flicks
        }
      })
      show({ line, tip: tip(m, box, inWords(s, ticks)) })
    },
    scroller(s, box),
  )
}
function fadeDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, clip: ClipRecord, edge: 'in' | 'out'): void {
  const box = canvas.getBoundingClientRect()
  const [from, to] = s.clipTicks(clip)
  liveDrag(e, s, edge === 'in' ? t('Fade in') : t('Fade out'), (m) => {
    const at = Math.min(to, Math.max(from, s.viewport.ticks(m.clientX - box.left)))
    const flicks = edge === 'in' ? s.tempo.flicks(at) - s.tempo.flicks(from) : s.tempo.flicks(to) - s.tempo.flicks(at)
    setFade(s.document, clip.id, edge, Math.max(0, Math.round(flicks)))
    show({ tip: tip(m, box, `${(flicks / 705_600_000).toFixed(3)} s`) })
  })
}
function bendDrag(e: React.PointerEvent, s: Session, clip: ClipRecord, edge: 'in' | 'out'): void {
  const canvas = e.currentTarget.getBoundingClientRect()
  const field = edge === 'in' ? 'fadeIn' : 'fadeOut'
  const began = Math.max(0, SHAPES.indexOf(String(clip[`${field}Shape`] ?? 'equal-power') as FadeShape))
  liveDrag(e, s, t('Fade shape'), (m) => {
    const shape = SHAPES[Math.min(SHAPES.length - 1, Math.max(0, began + Math.round((e.clientY - m.clientY) / 12)))]!
    if (s.document.get(clip.id)?.[`${field}Shape`] !== shape) setFade(s.document, clip.id, edge, Number(clip[field] ?? 0), shape)
    show({ tip: tip(m, canvas, shape) })
  })
}
function slipDrag(e: React.PointerEvent, s: Session, clip: ClipRecord): void {
  const box = e.currentTarget.getBoundingClientRect()
  const ids = s.selectedClips.has(clip.id) ? [...s.selectedClips] : [clip.id]
  const [start] = s.clipTicks(clip)
  let done = { ticks: 0, flicks: 0 }
  liveDrag(e, s, t('Slip clip'), (m) => {
    const ticks = Math.round((m.clientX - e.clientX) * s.viewport.perPixel)
    const flicks = Math.round(s.tempo.flicks(start + ticks) - s.tempo.flicks(start))
    slipClips(s.document, ids, { ticks: ticks - done.ticks, flicks: flicks - done.flicks })
    done = { ticks, flicks }
    show({ tip: tip(m, box, `${flicks < 0 ? '−' : '+'}${Math.abs(flicks / 705_600_000).toFixed(3)} s`) })
  })
}
function gainDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, clip: ClipRecord): void {
  const box = canvas.getBoundingClientRect()
  const ids = s.selectedClips.has(clip.id) ? [...s.selectedClips] : [clip.id]
  let done = 0
  liveDrag(
    e,
    s,
    t('Clip gain'),
    (m) => {
      if (clip.kind !== 'audio') return
      const by = Math.round((e.clientY - m.clientY) * DB_PER_PIXEL * 10) / 10
      addClipGain(s.document, ids, by - done)
      done = by
      const db = Number(s.document.get(clip.id)?.gain ?? 0)
      show({ tip: tip(m, box, `${db < 0 ? '−' : '+'}${Math.abs(db).toFixed(1)} dB`) })
    },
    undefined,
    () => toggle(s, clip),
  )
}
/** The lower right corner: pulled beyond its end, a clip repeats what it holds. */
function repeatDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, clip: ClipRecord): void {
  const box = canvas.getBoundingClientRect()
  const [, to] = s.clipTicks(clip)
  const grabbed = s.viewport.ticks(e.clientX - box.left) - to
  const near = targets(s, new Set([clip.id]))
  liveDrag(
    e,
    s,
    t('Repeat clip'),
    (m) => {
      const { ticks, line } = snapTo(s, Math.max(0, s.viewport.ticks(m.clientX - box.left) - grabbed), m.ctrlKey, near)
      s.document.transact(() => {
        if (clip.loop === undefined) setClipLoop(s.document, clip.id, ticks > to ? clip.length : null)
        trimClip(s.document, clip.id, 'end', own(s, clip, Math.max(ticks, s.clipTicks(clip)[0] + 1)), s.tempo)
      })
      const now = s.document.get(clip.id) as ClipRecord
      show({ line, tip: tip(m, box, `${inWords(s, ticks)}${now.loop ? `  ×${(now.length / Number(now.loop)).toFixed(2)}` : ''}`) })
    },
    scroller(s, box),
  )
}
/** On empty lanes: a click moves the play head, a drag draws a box around clips; with Shift they come to the selection. */
function emptyDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, ticks: number): void {
  const box = canvas.getBoundingClientRect()
  const y0 = e.clientY - box.top + s.viewport.top
  const before = e.shiftKey ? new Set(s.selectedClips) : new Set<string>()
  follow(
    e,
    (m) => {
      if (!dragging.on && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) <= SLACK) return
      const here = s.viewport.ticks(m.clientX - box.left)
      const y = m.clientY - box.top + s.viewport.top
      const [from, to, top, bottom] = [Math.min(ticks, here), Math.max(ticks, here), Math.min(y0, y), Math.max(y0, y)]
      show({ on: true, marquee: { from, to, top, bottom } })
      const next = new Set(before)
      for (const row of rowsOf(s).rows)
        if (row.top < bottom && row.top + row.height > top)
          s.clips.between(row.track.id, from, to, (p) => {
            next.add(p.clip.id)
          })
      if (next.size !== s.selectedClips.size || [...next].some((id) => !s.selectedClips.has(id)))
        s.selectClips(withGroups(s.document, [...next]))
    },
    (cancelled) => {
      const { on } = dragging
      rest()
      if (on) {
        if (cancelled) s.selectClips(before)
        else announce(t('{n, plural, =0 {Nothing selected} one {1 clip selected} other {# clips selected}}', { n: s.selectedClips.size }))
      } else if (!cancelled && !e.shiftKey) {
        s.selectClips([])
        s.locate(snap(s, Math.max(0, ticks), e.ctrlKey))
      }
    },
    scroller(s, box),
  )
}
/** With the range tool: a stretch of time on the rows that are passed over. */
function rangeDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, ticks: number, row: number): void {
  const box = canvas.getBoundingClientRect()
  const near = targets(s, new Set())
  const before = editing.range
  const begin = snapTo(s, Math.max(0, ticks), e.ctrlKey, near).ticks
  follow(
    e,
    (m) => {
      if (!dragging.on && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) <= SLACK) return
      const { ticks: here, line } = snapTo(s, Math.max(0, s.viewport.ticks(m.clientX - box.left)), m.ctrlKey, near)
      const { rows } = rowsOf(s)
      const under = rowAt(s, Math.max(0, m.clientY - box.top + s.viewport.top))?.index ?? rows.length - 1
      const start = row < 0 ? rows.length - 1 : row
      const tracks = new Set(rows.slice(Math.min(start, under), Math.max(start, under) + 1).map((r) => r.track.id))
      show({ on: true, line, tip: tip(m, box, `${inWords(s, Math.min(begin, here))} – ${inWords(s, Math.max(begin, here))}`) })
      setEditing(s, { range: here === begin ? null : { from: Math.min(begin, here), to: Math.max(begin, here), tracks } })
    },
    (cancelled) => {
      const { on } = dragging
      rest()
      if (cancelled) setEditing(s, { range: before })
      else if (!on) {
        setEditing(s, { range: null })
        s.locate(begin)
      }
    },
    scroller(s, box),
  )
}
/** The split tool: at the pointer; all chosen clips when one of them is hit. */
function splitAt(s: Session, clip: ClipRecord, ticks: number, off: boolean): void {
  const at = snap(s, ticks, off)
  const ids = s.selectedClips.has(clip.id) ? [...s.selectedClips] : [clip.id]
  s.edit(t('Split clip'), () =>
    s.document.transact(() => {
      for (const id of ids) {
        const c = s.document.get(id) as ClipRecord
        splitClip(s.document, s.newId, id, own(s, c, at), s.tempo)
      }
    }),
  )
}
