// What a pointer does in the rulers: the play head, the loop, zoom, and the markers, sections, tempos and meters themselves.
import {
  addMarker,
  addSection,
  formatBars,
  formatNumber,
  type MarkerRecord,
  moveTimeline,
  type SectionRecord,
  type SignatureRecord,
  setSection,
  setSignature,
  setTempo,
  type TempoRecord,
} from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { arrangementOf, type Ruler } from '../../app/arrangement.ts'
import type { Session } from '../../app/session.ts'
import { snap } from './gestures.ts'
import { track } from './head-gestures.ts'
import { lines } from './menus.ts'
import { readout } from './readout.ts'
import { BRACE, markersOf, markerWidth, metersOf, rulerRows, sectionsOf, tempoAt, tempoRange, temposOf, tempoY } from './rulers.ts'

/** Pixels around an edge, a point or a line that take hold of it. */
const GRAB = 6
/** Pixels of height that zoom by e. */
const ZOOM = 90

export type TimelineRecord = MarkerRecord | SectionRecord | TempoRecord | SignatureRecord
export interface RulerHit {
  readonly ruler: Ruler | undefined
  readonly ticks: number
  /** Pixels from the top of the ruler. */
  readonly y: number
  readonly item: TimelineRecord | undefined
  /** Of a section or of the loop. */
  readonly edge: 'start' | 'end' | undefined
  readonly isLoop: boolean
}
/** What lies at a place of the rulers, in pixels of the canvas. */
export function rulerHit(s: Session, x: number, y: number): RulerHit {
  const v = s.viewport
  const row = rulerRows(s).rows.find((r) => y >= r.top && y < r.top + r.height)
  const ticks = Math.max(0, v.ticks(x))
  const inRow = y - (row?.top ?? 0)
  const hit: RulerHit = { ruler: row?.id, ticks, y: inRow, item: undefined, edge: undefined, isLoop: false }
  const near = (at: number) => Math.abs(v.x(at) - x) <= GRAB
  switch (row?.id) {
    case 'sections': {
      const item = sectionsOf(s).findLast((r) => v.x(r.at) - 2 <= x && x < v.x(r.at + r.length) + 2)
      if (!item) return hit
      const narrow = v.x(item.at + item.length) - v.x(item.at) < GRAB * 3
      return { ...hit, item, edge: near(item.at + item.length) ? 'end' : near(item.at) && !narrow ? 'start' : undefined }
    }
    case 'markers': {
      const all = markersOf(s)
      return { ...hit, item: all.findLast((m) => x >= v.x(m.at) - GRAB && x <= v.x(m.at) + markerWidth(m)) }
    }
    case 'tempo': {
      const range = tempoRange(s)
      return { ...hit, item: temposOf(s).findLast((p) => near(p.at) && Math.abs(tempoY(range, p.bpm) - inRow) <= GRAB + 3) }
    }
    case 'meter':
      return { ...hit, item: metersOf(s).findLast((m) => x >= v.x(m.at) - GRAB && x <= v.x(m.at) + 40) }
    case 'bars': {
      if (inRow > BRACE || s.loopEnd <= s.loopStart) return hit
      const edge = near(s.loopEnd) ? 'end' : near(s.loopStart) ? 'start' : undefined
      return { ...hit, edge, isLoop: edge !== undefined || (x >= v.x(s.loopStart) && x < v.x(s.loopEnd)) }
    }
  }
  return hit
}
export const rulerCursor = ({ item, edge, isLoop, ruler }: RulerHit): string =>
  edge ? 'ew-resize' : isLoop || item ? 'grab' : ruler === 'tempo' ? 'crosshair' : 'default'

/** Where something stands, as it is read and spoken. */
export const placeText = (s: Session, ticks: number): string => formatBars(s.signatures.position(Math.max(0, Math.round(ticks))))

export function rulerDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement): void {
  if (e.button !== 0) return
  const box = canvas.getBoundingClientRect()
  const hit = rulerHit(s, e.clientX - box.left, e.clientY - box.top)
  const at = (m: { clientX: number }) => Math.max(0, s.viewport.ticks(m.clientX - box.left))
  const own = arrangementOf(s)
  const { item } = hit
  if (e.shiftKey) drawLoop(e, s, at)
  else if (hit.isLoop) moveLoop(e, s, at, hit)
  else {
    own.chooseItem(item?.id ?? null)
    if (item?.type === 'section') moveSection(e, s, at, item as SectionRecord, hit)
    else if (item?.type === 'marker') moveItem(e, s, at, item as MarkerRecord, t('Move marker'))
    else if (item?.type === 'tempo') moveTempo(e, s, at, item as TempoRecord, e.clientY - hit.y)
    else if (item?.type === 'signature') moveItem(e, s, at, item as SignatureRecord, t('Move meter'))
    else if (hit.ruler === 'sections') drawSection(e, s, at)
    else seek(e, s, at, e.clientX - box.left)
  }
}
type At = (m: { clientX: number }) => number

/** A press moves the play head; what follows sideways goes on moving it, up and down zooms. */
function seek(e: React.PointerEvent, s: Session, at: At, x: number): void {
  let way: 'seek' | 'zoom' | undefined
  let y = e.clientY
  s.locate(at(e))
  track(e, {
    move: (m) => {
      way ??= Math.abs(m.clientY - e.clientY) > Math.abs(m.clientX - e.clientX) * 1.5 ? 'zoom' : 'seek'
      if (way === 'seek') return s.locate(at(m))
      s.viewport.zoom(Math.exp((y - m.clientY) / ZOOM), x)
      y = m.clientY
    },
    end: () => {},
  })
}
function drawLoop(e: React.PointerEvent, s: Session, at: At): void {
  const before = [s.looping, s.loopStart, s.loopEnd] as const
  const here = at(e)
  track(e, {
    move: (m) => {
      s.setLoop(true, snap(s, here, m.ctrlKey), snap(s, at(m), m.ctrlKey))
      readout(`${placeText(s, s.loopStart)} – ${placeText(s, s.loopEnd)}`, m.clientX, m.clientY)
    },
    end: (cancelled) => {
      readout(null)
      if (cancelled) s.setLoop(...before)
    },
  })
}
function moveLoop(e: React.PointerEvent, s: Session, at: At, { edge }: RulerHit): void {
  const before = [s.looping, s.loopStart, s.loopEnd] as const
  const [, start, end] = before
  const here = at(e)
  track(e, {
    // A click on the brace moves the play head, as everywhere in this ruler.
    click: () => s.locate(here),
    move: (m) => {
      if (edge === 'start') s.setLoop(s.looping, snap(s, at(m), m.ctrlKey), end)
      else if (edge === 'end') s.setLoop(s.looping, start, snap(s, at(m), m.ctrlKey))
      else {
        const to = Math.max(0, snap(s, start + at(m) - here, m.ctrlKey))
        s.setLoop(s.looping, to, to + end - start)
      }
      readout(`${placeText(s, s.loopStart)} – ${placeText(s, s.loopEnd)}`, m.clientX, m.clientY)
    },
    end: (cancelled) => {
      readout(null)
      if (cancelled) s.setLoop(...before)
    },
  })
}
/**
 * A drag that edits; begins its step of undo with the first move. Every move starts from how it was: what is dragged over others must not take
 * them along.
 */
function editing(e: React.PointerEvent, s: Session, label: string, move: (m: PointerEvent) => string, click?: () => void): void {
  let end: ((cancel?: boolean) => void) | undefined
  track(e, {
    move: (m) => {
      end?.(true)
      end = s.gesture(label)
      readout(move(m), m.clientX, m.clientY)
    },
    end: (cancelled) => {
      readout(null)
      end?.(cancelled)
    },
    click: click ?? (() => {}),
  })
}
function moveSection(e: React.PointerEvent, s: Session, at: At, item: SectionRecord, { edge }: RulerHit): void {
  const here = at(e)
  const { id, at: start } = item
  const stop = start + item.length
  editing(
    e,
    s,
    edge ? t('Resize section') : t('Move section'),
    (m) => {
      if (edge === 'end') setSection(s.document, id, { length: Math.max(1, snap(s, at(m), m.ctrlKey) - start) })
      else if (edge === 'start') {
        const to = Math.min(stop - 1, snap(s, at(m), m.ctrlKey))
        setSection(s.document, id, { at: to, length: stop - to })
      } else moveTimeline(s.document, [id], snap(s, start + at(m) - here, m.ctrlKey) - start)
      const next = s.document.get(id) as SectionRecord | undefined
      return next ? `${placeText(s, next.at)} – ${placeText(s, next.at + next.length)}` : ''
    },
    // A click on a section moves the play head to it.
    () => s.locate(start),
  )
}
function moveItem(e: React.PointerEvent, s: Session, at: At, item: MarkerRecord | SignatureRecord, label: string): void {
  const here = at(e)
  editing(
    e,
    s,
    label,
    (m) => {
      moveTimeline(s.document, [item.id], snap(s, item.at + at(m) - here, m.ctrlKey) - item.at)
      return placeText(s, Number(s.document.get(item.id)?.at ?? item.at))
    },
    () => s.locate(item.at),
  )
}
/** @param top  of the tempo ruler, in the window's pixels */
function moveTempo(e: React.PointerEvent, s: Session, at: At, item: TempoRecord, top: number): void {
  // The scale stands while it is dragged; beyond its ends the tempo goes on by the pixel.
  const range = tempoRange(s)
  const from = s.viewport.ticks(s.viewport.x(item.at))
  const here = at(e)
  const offset = tempoY(range, item.bpm) - (e.clientY - top)
  let travel = 0
  let y = e.clientY
  editing(e, s, t('Tempo'), (m) => {
    travel += (m.clientY - y) * (m.shiftKey ? 0.1 : 1)
    y = m.clientY
    const digits = m.shiftKey ? 100 : 10
    const bpm = Math.round(tempoAt(range, e.clientY + travel - top + offset) * digits) / digits
    moveTimeline(s.document, [item.id], snap(s, from + at(m) - here, m.ctrlKey) - item.at)
    setTempo(s.document, s.newId, Number(s.document.get(item.id)?.at ?? item.at), bpm, item.curve)
    const now = s.document.get(item.id) as TempoRecord | undefined
    return now ? `${formatNumber(now.bpm, 2)} · ${placeText(s, now.at)}` : ''
  })
}
function drawSection(e: React.PointerEvent, s: Session, at: At): void {
  const here = at(e)
  const own = arrangementOf(s)
  const name = sectionName(s)
  const hue = nextColor(s)
  let end: ((cancel?: boolean) => void) | undefined
  let id: string | undefined
  track(e, {
    click: () => s.locate(here),
    move: (m) => {
      const a = snap(s, Math.min(here, at(m)), m.ctrlKey)
      const b = snap(s, Math.max(here, at(m)), m.ctrlKey)
      end ??= s.gesture(t('Add section'))
      if (b <= a) return
      if (id === undefined) id = addSection(s.document, s.newId, a, b - a, name, hue)
      else setSection(s.document, id, { at: a, length: b - a })
      readout(`${placeText(s, a)} – ${placeText(s, b)}`, m.clientX, m.clientY)
    },
    end: (cancelled) => {
      readout(null)
      end?.(cancelled)
      if (cancelled || id === undefined) return
      own.chooseItem(id)
      own.name(id)
    },
  })
}
export const sectionName = (s: Session): string => t('Section {n}', { n: s.document.byType('section').length + 1 })
export const nextColor = (s: Session): number => (s.document.byType('section').length % 8) + 1

/** A double click names what is there, or makes something where nothing is. */
export function rulerDouble(e: React.MouseEvent, s: Session, canvas: HTMLCanvasElement): void {
  const box = canvas.getBoundingClientRect()
  const { item, ruler, ticks } = rulerHit(s, e.clientX - box.left, e.clientY - box.top)
  const own = arrangementOf(s)
  if (item) own.name(item.id)
  else addTo(s, ruler, snap(s, ticks, e.ctrlKey))
}
/** Makes a marker, tempo, meter or section at a place, and lets it be named. */
export function addTo(s: Session, ruler: Ruler | undefined, at: number): void {
  const own = arrangementOf(s)
  let id: string | undefined
  if (ruler === 'markers') id = s.edit(t('Add marker'), () => addMarker(s.document, s.newId, at, markerName(s)))
  else if (ruler === 'tempo') id = s.edit(t('Add tempo'), () => setTempo(s.document, s.newId, at, Math.round(s.tempo.bpm(at) * 100) / 100))
  else if (ruler === 'meter') {
    const { numerator, denominator } = s.signatures.at(at)
    id = s.edit(t('Add meter'), () => setSignature(s.document, s.newId, at, numerator, denominator))
  } else if (ruler === 'sections') {
    const { barTicks, barStart } = s.signatures.at(at)
    id = s.edit(t('Add section'), () => addSection(s.document, s.newId, barStart, barTicks * 4, sectionName(s), nextColor(s)))
  }
  if (!id) return
  own.chooseItem(id)
  own.name(id)
}
export const markerName = (s: Session): string => t('Marker {n}', { n: s.document.byType('marker').length + 1 })

export function rulerMenu(e: React.MouseEvent, s: Session, canvas: HTMLCanvasElement): void {
  e.preventDefault()
  const box = canvas.getBoundingClientRect()
  const { item, ruler, ticks } = rulerHit(s, e.clientX - box.left, e.clientY - box.top)
  const own = arrangementOf(s)
  own.chooseItem(item?.id ?? null)
  const at = snap(s, ticks, e.ctrlKey)
  if (item) {
    itemMenu(s, e, item)
    return
  }
  const add = { markers: t('Add marker here'), tempo: t('Add tempo here'), meter: t('Add meter here'), sections: t('Add section here') }
  s.openMenu(e, t('Timeline'), [
    ...(ruler && ruler in add ? [{ title: add[ruler as keyof typeof add], run: () => addTo(s, ruler, at) }, null] : []),
    { title: t('Play from here'), run: () => playFrom(s, ticks) },
    ...lines(s, 'loop', null, 'add-marker', 'add-section', 'add-tempo', 'add-meter', null, 'markers', 'tempos', null, 'rulers'),
  ])
}
function playFrom(s: Session, ticks: number): void {
  s.locate(ticks)
  if (!s.host.playing) s.togglePlay()
}
/** What can be done with a marker, section, tempo or meter. */
export function itemMenu(s: Session, e: Parameters<Session['openMenu']>[0], item: TimelineRecord): void {
  const name = item.type === 'tempo' ? t('Tempo') : item.type === 'signature' ? t('Meter') : String((item as MarkerRecord).name)
  s.openMenu(e, name, [
    ...lines(s, 'rename-item'),
    ...(item.type === 'section' ? lines(s, 'color-item', 'loop-section') : []),
    ...(item.type === 'tempo' ? lines(s, 'tempo-ramp') : []),
    ...lines(s, 'locate-item', null, 'delete-item'),
  ])
}
