// What a pointer does at track heads: order and folders by dragging, heights; and their menus.
import { moveTracks, type TrackRecord } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { arrangementOf } from '../../app/arrangement.ts'
import { automatable, automatedOn, openLane } from '../../app/automate.ts'
import { indexAt, rowsOf } from '../../app/rows.ts'
import type { MenuItem, Session } from '../../app/session.ts'
import { lines } from './menus.ts'

/** Pixels before a press becomes a drag. */
const SLACK = 4
/** Milliseconds of stillness after which turning the wheel was one step of undo. */
const WHEEL_REST = 500
/** Pixels from the edge in which a drag scrolls. */
const SCROLL_ZONE = 24

/** Follows a pointer through the window until it is let go; Escape cancels. `click` instead of `end` when it never moved. */
export function track(
  e: React.PointerEvent,
  on: { readonly move: (m: PointerEvent) => void; readonly end: (cancelled: boolean) => void; readonly click?: () => void },
): void {
  let isDrag = false
  const { pointerId, clientX, clientY } = e
  const move = (m: PointerEvent) => {
    if (m.pointerId !== pointerId) return
    if (!isDrag && Math.hypot(m.clientX - clientX, m.clientY - clientY) <= SLACK) return
    isDrag = true
    on.move(m)
  }
  const finish = (cancelled: boolean) => {
    removeEventListener('pointermove', move)
    removeEventListener('pointerup', up)
    removeEventListener('pointercancel', cancel)
    removeEventListener('keydown', key, true)
    if (!isDrag && !cancelled && on.click) on.click()
    else on.end(cancelled)
  }
  const up = (m: PointerEvent) => m.pointerId === pointerId && finish(false)
  const cancel = (m: PointerEvent) => m.pointerId === pointerId && finish(true)
  const key = (k: KeyboardEvent) => {
    if (k.key !== 'Escape') return
    k.stopPropagation()
    k.preventDefault()
    finish(true)
  }
  addEventListener('pointermove', move)
  addEventListener('pointerup', up)
  addEventListener('pointercancel', cancel)
  addEventListener('keydown', key, true)
}

/** Where tracks that are dragged would go. */
export interface Drop {
  /** Pixels from the top of the first row. */
  readonly y: number
  readonly depth: number
  /** The folder that they would go into at its end. */
  readonly into: string | null
}
interface Target extends Drop {
  readonly before: string | undefined
  readonly parent: string | null
}
/** The place that a height means, for tracks that are dragged. */
function targetAt(s: Session, y: number, moved: ReadonlySet<string>): Target | null {
  const { rows, height } = rowsOf(s)
  const row = rows[indexAt(rows, y)]
  if (!row) return null
  const end = (depth: number): Target => ({ y: height, depth, into: null, before: undefined, parent: null })
  if (y >= height) return end(0)
  const share = (y - row.top) / row.whole
  const { track } = row
  if (track.folder && share > 0.3 && share < 0.7 && !moved.has(track.id))
    return { y: row.top, depth: row.depth + 1, into: track.id, before: undefined, parent: track.id }
  if (share < 0.5) return { y: row.top, depth: row.depth, into: null, before: track.id, parent: track.parent ?? null }
  const next = rows[row.index + 1]
  if (!next) return end(0)
  return { y: next.top, depth: next.depth, into: null, before: next.track.id, parent: next.track.parent ?? null }
}
/** Drags the chosen tracks to another place, into or out of folders. */
export function orderDrag(
  e: React.PointerEvent,
  s: Session,
  box: HTMLElement,
  on: { readonly show: (drop: Drop | null) => void; readonly click: () => void },
): void {
  const own = arrangementOf(s)
  let target: Target | null = null
  track(e, {
    click: on.click,
    move: (m) => {
      const { top, height } = box.getBoundingClientRect()
      const y = m.clientY - top
      if (y < SCROLL_ZONE) s.viewport.scroll(0, y - SCROLL_ZONE)
      else if (y > height - SCROLL_ZONE) s.viewport.scroll(0, y - (height - SCROLL_ZONE))
      target = targetAt(s, Math.max(0, y + s.viewport.top), new Set(own.chosen()))
      on.show(target)
    },
    end: (cancelled) => {
      on.show(null)
      if (!cancelled && target) place(s, own.chosen(), target.before, target.parent)
    },
  })
}
export function place(s: Session, ids: readonly string[], before: string | undefined, parent: string | null): void {
  if (!ids.length) return
  s.edit(t('{n, plural, one {Move track} other {Move # tracks}}', { n: ids.length }), () => moveTracks(s.document, ids, before, parent))
}

let turning: { readonly end: () => void; timer: ReturnType<typeof setTimeout> } | null = null
/** Turns of the wheel that follow one another are one step of undo. */
export function wheelGesture(s: Session, label: string, edit: () => void): void {
  if (!turning) {
    const end = s.gesture(label)
    turning = { end: () => end(), timer: setTimeout(() => {}) }
  }
  clearTimeout(turning.timer)
  turning.timer = setTimeout(() => {
    turning?.end()
    turning = null
  }, WHEEL_REST)
  edit()
}

/** What a right click on a head offers; the chosen tracks are meant. */
export function headMenu(s: Session, e: React.MouseEvent, track: TrackRecord): void {
  const n = arrangementOf(s).chosen().length
  s.openMenu(e, n > 1 ? t('{n, plural, other {# tracks}}', { n }) : track.name, [
    ...lines(s, 'rename-track', 'color-track', 'duplicate-tracks', 'remove-tracks', null, 'group-tracks', 'ungroup-tracks'),
    ...lines(s, 'fold-tracks', null, 'track-up', 'track-down', null, 'automation', 'automated', null),
    ...lines(s, 'height-small', 'height-normal', 'height-large', 'lock-height', null, 'add-track'),
    {
      title: t('Name, colour, output'),
      run: () => {
        s.layout.show('inspector')
        s.changed()
      },
    },
    {
      title: t('Show its devices'),
      run: () => {
        s.layout.show('devices')
        s.changed()
      },
    },
  ])
}
/** Other parameters for a lane: the strip's, what is automated, and the search for all. */
export function laneItems(s: Session, track: TrackRecord, at: number): MenuItem[] {
  const own = arrangementOf(s)
  const open = own.openLanes(track.id)
  const all = automatable(s, track.strip)
  const usual = all.filter((a) => s.document.get(a.target)?.type !== 'device')
  const automated = automatedOn(s, track).filter((a) => !usual.some((u) => u.target === a.target && u.param === a.param))
  const line = (a: (typeof all)[number]): MenuItem => ({
    title: a.name,
    on: open[at]?.target === a.target && open[at]?.param === a.param,
    run: () => {
      if (open.some((x) => x.target === a.target && x.param === a.param)) return openLane(s, track.id, a)
      own.lane = { target: a.target, param: a.param }
      own.setLanes(track.id, open.with(at, { target: a.target, param: a.param, height: open[at]!.height }))
    },
  })
  return [
    ...usual.map(line),
    ...(automated.length ? [null, ...automated.map(line)] : []),
    null,
    ...lines(s, 'automation', 'automated', null, 'clear-lane'),
  ]
}
