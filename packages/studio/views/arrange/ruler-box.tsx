// The rulers: their canvas, the corner with their names and menu, fields for names and values where they stand, and the same things as a list.
import {
  formatNumber,
  moveTimeline,
  removeFromTimeline,
  renameMarker,
  type SectionRecord,
  setSection,
  setSignature,
  setTempo,
} from '@tonmeister/project'
import { fitCanvas, onFrame, t } from '@tonmeister/ui'
import { ListFilter } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { arrangementOf, RULERS, type Ruler } from '../../app/arrangement.ts'
import { type MenuItem, type Session, useSession } from '../../app/session.ts'
import { fontsLoaded } from './draw.ts'
import { gridTicks } from './gestures.ts'
import { InPlace } from './in-place.tsx'
import { itemMenu, rulerCursor, rulerDouble, rulerDrag, rulerHit, rulerMenu, type TimelineRecord } from './ruler-gestures.ts'
import { inTime, markersOf, metersOf, paintRulers, rulerRows, sectionsOf, tempoRange, temposOf, tempoY } from './rulers.ts'

/** Things of the timeline that the list holds. */
const LISTED = 500

export const rulerName = (ruler: Ruler): string =>
  ({
    sections: t('Sections'),
    markers: t('Markers'),
    tempo: t('Tempo'),
    meter: t('Meter'),
    bars: t('Bars'),
    time: t('Time'),
    timecode: t('Timecode'),
    samples: t('Samples'),
  })[ruler]
export function rulerItems(s: Session): MenuItem[] {
  const own = arrangementOf(s)
  const shown = own.rulers()
  return RULERS.map((r) => ({ title: rulerName(r), on: shown.includes(r), run: () => own.showRuler(r, !shown.includes(r)) }))
}

export function Corner({ s }: { readonly s: Session }) {
  const { rows } = rulerRows(s)
  return (
    <div className="corner" style={{ gridTemplateRows: rows.map((r) => `${r.height}px`).join(' ') }}>
      {rows.map((r) => (
        <span key={r.id}>{rulerName(r.id)}</span>
      ))}
      <button
        type="button"
        className="corner-menu"
        id="rulers-menu"
        aria-label={t('Rulers')}
        aria-haspopup="menu"
        title={t('Show or hide rulers')}
        onClick={(e) => s.openMenu(e, t('Rulers'), rulerItems(s))}
      >
        <ListFilter />
      </button>
    </div>
  )
}

export function Rulers({ onWheel, children }: { readonly onWheel: (e: React.WheelEvent) => void; readonly children: React.ReactNode }) {
  const s = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let last = ''
    return onFrame(() => {
      const c = canvas.current
      if (!c) return
      const v = s.viewport
      const resized = fitCanvas(c)
      const state = `${s.key} ${v.version} ${rulerRows(s).height} ${s.arrangeVersion} ${s.looping} ${s.loopStart} ${s.loopEnd} ${document.documentElement.dataset.theme} ${fontsLoaded()}`
      if (state === last && !resized) return
      last = state
      paintRulers(c.getContext('2d')!, s)
    })
  }, [s])
  return (
    <div className="rulers" data-where="timeline">
      <canvas
        ref={canvas}
        aria-hidden="true"
        onWheel={onWheel}
        onPointerDown={(e) => rulerDrag(e, s, canvas.current!)}
        onPointerMove={(e) => {
          if (e.buttons) return
          const box = canvas.current!.getBoundingClientRect()
          const cursor = rulerCursor(rulerHit(s, e.clientX - box.left, e.clientY - box.top))
          if (canvas.current!.style.cursor !== cursor) canvas.current!.style.cursor = cursor
        }}
        onDoubleClick={(e) => rulerDouble(e, s, canvas.current!)}
        onContextMenu={(e) => rulerMenu(e, s, canvas.current!)}
      />
      {children}
      <Naming s={s} />
      <Items s={s} version={`${s.key} ${s.arrangeVersion}`} />
    </div>
  )
}

const itemRuler = (r: TimelineRecord): Ruler =>
  r.type === 'section' ? 'sections' : r.type === 'marker' ? 'markers' : r.type === 'tempo' ? 'tempo' : 'meter'
/** A thing's name or value as it is typed. */
export const typed = (r: TimelineRecord): string =>
  r.type === 'tempo'
    ? formatNumber(r.bpm as number, 3).replace(/\.?0+$/, '')
    : r.type === 'signature'
      ? `${r.numerator}/${r.denominator}`
      : String(r.name)
/** Takes over what was typed for a thing; what cannot be read is told. */
export function takeTyped(s: Session, r: TimelineRecord, text: string): void {
  if (r.type === 'tempo') {
    const bpm = Number(text.replace(',', '.'))
    if (bpm > 0) s.edit(t('Tempo'), () => setTempo(s.document, s.newId, r.at, bpm, (r.curve as 'jump' | 'ramp') ?? 'jump'))
    else s.notify(t('“{text}” is no tempo: nothing was changed. Type beats per minute, for example 120.', { text }), true)
  } else if (r.type === 'signature') {
    const [numerator, denominator] = text.split('/').map(Number)
    if (!s.edit(t('Meter'), () => setSignature(s.document, s.newId, r.at, numerator!, denominator!)))
      s.notify(t('“{text}” is no meter: nothing was changed. Type for example 3/4 or 7/8.', { text }), true)
  } else if (text.trim()) s.edit(t('Rename to {name}', { name: text.trim() }), () => renameMarker(s.document, r.id, text.trim()))
}
/** The field over what is being named. */
function Naming({ s }: { s: Session }) {
  const own = arrangementOf(s)
  const r = own.naming === null ? undefined : (s.document.get(own.naming) as TimelineRecord | undefined)
  const row = r && rulerRows(s).rows.find((x) => x.id === itemRuler(r))
  if (!r || !row || r.type === ('track' as string)) return null
  const x = Math.max(0, Math.min(s.viewport.width - 90, s.viewport.x(r.at)))
  const y = r.type === 'tempo' ? Math.min(row.height - 22, Math.max(0, tempoY(tempoRange(s), r.bpm as number) - 11)) : 1
  return (
    <InPlace
      key={r.id}
      label={r.type === 'tempo' ? t('Tempo, beats per minute') : r.type === 'signature' ? t('Meter') : t('Name')}
      value={typed(r)}
      number={r.type === 'tempo' || r.type === 'signature'}
      style={{ position: 'absolute', left: x, top: row.top + y, width: r.type === 'tempo' || r.type === 'signature' ? 70 : 130 }}
      onTake={(text) => takeTyped(s, r, text)}
      onEnd={() => own.name(null)}
    />
  )
}
export function spoken(s: Session, r: TimelineRecord): string {
  const p = s.signatures.position(Math.round(r.at))
  const place = t('bar {bar} beat {beat}', { bar: p.bar, beat: p.beat })
  if (r.type === 'section') {
    const to = s.signatures.position(Math.round(r.at + (r as SectionRecord).length))
    return t('Section {name}, {place} to bar {bar} beat {beat}', { name: String(r.name), place, bar: to.bar, beat: to.beat })
  }
  if (r.type === 'marker') return t('Marker {name}, {place}', { name: String(r.name), place })
  if (r.type === 'signature') return t('Meter {value}, {place}', { value: typed(r), place })
  const ramp = r.curve === 'ramp' ? t('ramp') : t('jump')
  return t('Tempo {value}, {place}, {ramp}', { value: typed(r), place, ramp })
}
/** All things of the timeline, in order of time, for keys and for those who do not see the canvas. */
const Items = memo(function Items({ s }: { s: Session; version: string }) {
  const own = arrangementOf(s)
  const list = useRef<HTMLDivElement>(null)
  const all: TimelineRecord[] = inTime<TimelineRecord>([...sectionsOf(s), ...markersOf(s), ...temposOf(s), ...metersOf(s)]).slice(0, LISTED)
  const at = Math.max(
    0,
    all.findIndex((r) => r.id === own.item),
  )
  const go = (to: number) => list.current?.querySelectorAll<HTMLElement>('[role=option]')[to]?.focus()
  const keys = (e: React.KeyboardEvent, r: TimelineRecord, i: number) => {
    const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    const up = e.key === 'ArrowUp' ? 1 : e.key === 'ArrowDown' ? -1 : 0
    const grid = r.type === 'signature' ? s.signatures.at(r.at).barTicks : gridTicks(s)
    if (e.ctrlKey || e.metaKey) return
    if (by && e.altKey && e.shiftKey && r.type === 'section')
      s.edit(t('Resize section'), () => setSection(s.document, r.id, { length: Math.max(grid, (r as SectionRecord).length + by * grid) }))
    else if (by && e.altKey) s.edit(t('Move'), () => moveTimeline(s.document, [r.id], by * grid))
    else if (up && r.type === 'tempo' && !e.altKey)
      s.edit(t('Tempo'), () =>
        setTempo(s.document, s.newId, r.at, (r.bpm as number) + up * (e.shiftKey ? 0.1 : 1), r.curve as 'jump' | 'ramp'),
      )
    else if (by && !e.altKey && !e.shiftKey) go(Math.min(all.length - 1, Math.max(0, i + by)))
    else if (e.key === 'Home') go(0)
    else if (e.key === 'End') go(all.length - 1)
    else if (e.key === 'Enter') own.name(r.id)
    else if (e.key === 'Delete' || e.key === 'Backspace') {
      s.edit(t('Delete'), () => removeFromTimeline(s.document, [r.id]))
      if (!s.document.get(r.id)) setTimeout(() => go(Math.max(0, i - 1)))
    } else return
    e.preventDefault()
    e.stopPropagation()
  }
  return (
    <div className="sr" role="listbox" aria-label={t('Sections, markers, tempo and meter')} ref={list} tabIndex={-1}>
      {all.map((r, i) => (
        <div
          key={r.id}
          role="option"
          tabIndex={i === at ? 0 : -1}
          aria-selected={r.id === own.item}
          onFocus={() => {
            own.chooseItem(r.id)
            const x = s.viewport.x(r.at)
            if (x < 0 || x > s.viewport.width) s.viewport.scroll(x - s.viewport.width / 3, 0)
          }}
          onKeyDown={(e) => keys(e, r, i)}
          onContextMenu={(e) => {
            e.preventDefault()
            itemMenu(s, e, r)
          }}
        >
          {spoken(s, r)}
        </div>
      ))}
    </div>
  )
})
