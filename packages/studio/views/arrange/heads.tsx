// Track heads: name, colour, folders, mute, solo, level of each row, and the heads of its automation lanes. Only those in sight are in the page.
import { type Rec, renameTrack, setFolded, setTrackHeight, type TrackRecord, toggleMute, toggleSolo } from '@tonmeister/project'
import { color, fitCanvas, onFrame, sizeOf, t, travelOfDb } from '@tonmeister/ui'
import { ChevronDown, ChevronRight, Lock, Spline, X } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { arrangementOf } from '../../app/arrangement.ts'
import { laneParam, laneValueText, showLanes } from '../../app/automate.ts'
import { modeOf } from '../../app/passes.ts'
import { indexAt, type LaneRow, ROW_MAX, ROW_MIN, type Row, rowsOf } from '../../app/rows.ts'
import type { Session } from '../../app/session.ts'
import { ModeButton } from '../automation-mode.tsx'
import { track as follow, headMenu, laneItems, orderDrag, wheelGesture } from './head-gestures.ts'
import { InPlace } from './in-place.tsx'

/** Rows that are kept in the page above and below those in sight. */
const OVER = 3
/** dB per second that the small meters fall. */
const FALL = 20 / 1.7

/** Left edges and width of a track's two small meters, pixels, and the room above and below in a row, a low one included. */
const BARS = [0, 3] as const
const BAR = 2
const ROOM = 5
const ROOM_LOW = 3

/** The levels of all tracks in sight, on one canvas: a box each whose size moves would have the browser lay out all heads in every frame. */
class Levels {
  private readonly db = new Map<string, Float32Array>()
  private readonly peaks = new Float32Array(4)
  private readonly fills = new Map<number, CanvasGradient>()
  private last = 0
  private painted = ''
  paint(canvas: HTMLCanvasElement, s: Session, now: number): void {
    const v = s.viewport
    const { rows } = rowsOf(s)
    const resized = fitCanvas(canvas)
    const fall = FALL * Math.min(0.1, (now - this.last) / 1000)
    this.last = now
    const bars: [number, number, number, number][] = []
    for (let i = indexAt(rows, v.top); i < rows.length && rows[i]!.top < v.top + v.height; i++) {
      const { track, top, height } = rows[i]!
      s.host.meter(track.strip, this.peaks)
      let db = this.db.get(track.strip)
      if (!db) this.db.set(track.strip, (db = new Float32Array([-60, -60])))
      const room = height < 40 ? ROOM_LOW : ROOM
      for (let c = 0; c < 2; c++) {
        const x = this.peaks[c]!
        db[c] = Math.max(x > 0.001 ? 20 * Math.log10(x) : -60, db[c]! - fall)
        const whole = Math.max(1, height - 1 - 2 * room)
        bars.push([BARS[c]!, top - v.top + room, whole, Math.round(travelOfDb(db[c]!) * whole)])
      }
    }
    const state = `${bars.join(' ')} ${document.documentElement.dataset.theme}`
    if (state === this.painted && !resized) return
    this.painted = state
    if (resized) this.fills.clear()
    const g = canvas.getContext('2d')!
    const { width, height } = sizeOf(canvas)
    g.clearRect(0, 0, width, height)
    const well = document.documentElement.dataset.theme === 'light' ? color('--hair') : WELL
    for (const [x, y, whole, level] of bars) {
      g.fillStyle = well
      g.fillRect(x, y, BAR, whole)
      if (!level) continue
      let fill = this.fills.get(whole)
      if (!fill) {
        this.fills.set(whole, (fill = g.createLinearGradient(0, whole, 0, 0)))
        for (const [at, css] of COLORS) fill.addColorStop(at, css)
      }
      g.translate(0, y)
      g.fillStyle = fill
      g.fillRect(x, whole - level, BAR, level)
      g.translate(0, -y)
    }
  }
}
const WELL = '#0b0b0d'
const COLORS = [
  [0, '#2f8f66'],
  [0.62, '#4fb286'],
  [0.74, '#e6b450'],
  [0.8, '#e5484d'],
] as const

export function Heads({ s, onWheel }: { readonly s: Session; readonly onWheel: (e: React.WheelEvent) => void }) {
  const own = arrangementOf(s)
  const box = useRef<HTMLDivElement>(null)
  const moving = useRef<HTMLDivElement>(null)
  const levels = useRef<HTMLCanvasElement>(null)
  const [range, setRange] = useState<readonly [number, number]>([0, 30])
  const [drop, setDrop] = useState<{ readonly y: number; readonly depth: number; readonly into: string | null } | null>(null)
  const { rows } = rowsOf(s)
  // The head that is to get the focus as soon as it is there.
  const wanted = useRef<string | null>(null)

  useEffect(() => {
    const meters = new Levels()
    let top = Number.NaN
    let seen: readonly [number, number] = [-1, -1]
    return onFrame((now) => {
      const v = s.viewport
      const { rows } = rowsOf(s)
      if (v.top !== top && moving.current) {
        top = v.top
        moving.current.style.transform = `translateY(${-top}px)`
      }
      const from = Math.max(0, indexAt(rows, v.top) - OVER)
      const to = Math.min(rows.length, indexAt(rows, v.top + v.height) + 1 + OVER)
      if (from !== seen[0] || to !== seen[1]) setRange((seen = [from, to]))
      if (levels.current) meters.paint(levels.current, s, now)
    })
  }, [s])
  useLayoutEffect(() => {
    if (!wanted.current) return
    const head = moving.current?.querySelector<HTMLElement>(`[data-track="${CSS.escape(wanted.current)}"]`)
    if (!head) return
    wanted.current = null
    head.focus({ preventScroll: true })
  })

  const chosen = own.chosen()
  const current = rows.find((r) => r.track.id === chosen.at(-1))?.index ?? 0
  // The current row stays in the page wherever the view is: the focus may be in it.
  const shown = rows.filter((r) => (r.index >= range[0] && r.index < range[1]) || r.index === current)

  const rowOf = (target: EventTarget | null): Row | undefined => {
    const id = (target as HTMLElement | null)?.closest?.<HTMLElement>('[data-track]')?.dataset.track
    return id === undefined ? undefined : rowsOf(s).of.get(id)
  }
  const order = () => rowsOf(s).rows.map((r) => r.track.id)
  const go = (to: number, extend: boolean) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))]
    if (!row) return
    wanted.current = row.track.id
    own.choose(row.track.id, extend ? 'range' : 'only', order())
  }
  const pressed = (e: React.PointerEvent) => {
    const target = e.target as HTMLElement
    const row = rowOf(target)
    if (e.button !== 0 || !row || target.closest('button, input')) return
    const lane = target.closest<HTMLElement>('[data-lane]')
    const edge = target.closest('.edge')
    if (edge && lane) return void laneEdge(s, e, row, Number(lane.dataset.lane))
    if (edge) return void heightEdge(s, e, row)
    if (lane) return
    const several = e.shiftKey || e.ctrlKey || e.metaKey
    if (several) own.choose(row.track.id, e.shiftKey ? 'range' : 'add', order())
    else if (!own.isChosen(row.track) || own.chosen().length === 0) own.choose(row.track.id)
    orderDrag(e, s, box.current!, {
      show: setDrop,
      // A click on one of several leaves only that one.
      click: () => !several && own.chosen().length > 1 && own.choose(row.track.id),
    })
  }
  const keys = (e: React.KeyboardEvent) => {
    const row = rowOf(e.target)
    if (!row || (e.target as HTMLElement).closest('input') || e.ctrlKey || e.metaKey || e.altKey) return
    const head = (e.target as HTMLElement).closest<HTMLElement>('[data-track]')!
    const isHead = e.target === head
    const buttons = [...head.querySelectorAll<HTMLElement>('button')]
    const at = buttons.indexOf(e.target as HTMLElement)
    if (e.key === 'ArrowDown') go(row.index + 1, e.shiftKey)
    else if (e.key === 'ArrowUp') go(row.index - 1, e.shiftKey)
    else if (e.key === 'Home') go(0, e.shiftKey)
    else if (e.key === 'End') go(rows.length - 1, e.shiftKey)
    else if (e.key === 'PageDown') go(row.index + 8, e.shiftKey)
    else if (e.key === 'PageUp') go(row.index - 8, e.shiftKey)
    else if (e.key === 'ArrowRight') {
      if (isHead && row.track.folder && row.track.folded) s.edit(t('Unfold'), () => setFolded(s.document, row.track.id, false))
      else buttons[at + 1]?.focus()
    } else if (e.key === 'ArrowLeft') {
      if (at > 0) buttons[at - 1]!.focus()
      else if (at === 0) head.focus()
      else if (row.track.folder && !row.track.folded) s.edit(t('Fold'), () => setFolded(s.document, row.track.id, true))
      else if (row.track.parent) go(rowsOf(s).of.get(row.track.parent)?.index ?? row.index, false)
    } else if (e.key === 'Enter' && isHead) own.name(row.track.id)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const wheel = (e: React.WheelEvent) => {
    const row = e.altKey ? rowOf(e.target) : undefined
    if (!row) return onWheel(e)
    const ids = own.isChosen(row.track) ? own.chosen() : [row.track.id]
    const by = e.deltaY < 0 ? 1.12 : 1 / 1.12
    wheelGesture(s, t('Height'), () => {
      for (const id of ids) {
        const r = rowsOf(s).of.get(id)
        if (r && r.track.heightLocked !== true) setTrackHeight(s.document, [id], within((r.height / own.scale) * by))
      }
    })
  }
  return (
    <div className="heads" data-where="tracks" ref={box} onWheel={wheel}>
      <div
        ref={moving}
        className="heads-rows"
        role="treegrid"
        aria-label={t('Tracks')}
        aria-multiselectable="true"
        aria-rowcount={rows.length}
        tabIndex={rows.length ? -1 : undefined}
        onPointerDown={pressed}
        onKeyDown={keys}
        onFocus={(e) => {
          const row = rowOf(e.target)
          if (row && e.target === (e.target as HTMLElement).closest('[data-track]') && !own.isChosen(row.track)) own.choose(row.track.id)
        }}
        onDoubleClick={(e) => {
          const row = rowOf(e.target)
          const target = e.target as HTMLElement
          if (row && target.closest('.edge') && !target.closest('[data-lane]'))
            s.edit(t('Height'), () => setTrackHeight(s.document, [row.track.id], null))
          else if (row && target.closest('.head-name')) own.name(row.track.id)
        }}
        onContextMenu={(e) => {
          const row = rowOf(e.target)
          e.preventDefault()
          if (!row) return
          const lane = (e.target as HTMLElement).closest<HTMLElement>('[data-lane]')
          if (lane) return s.openMenu(e, row.track.name, laneItems(s, row.track, Number(lane.dataset.lane)))
          if (!own.isChosen(row.track)) own.choose(row.track.id)
          headMenu(s, e, row.track)
        }}
      >
        {shown.map((row) => (
          <Head
            key={row.track.id}
            s={s}
            row={row}
            count={rows.length}
            strip={s.document.get(row.track.strip)}
            isChosen={own.isChosen(row.track)}
            isCurrent={row.index === current}
            isNamed={own.naming === row.track.id}
            isTarget={drop?.into === row.track.id}
            rail={railOf(s, row)}
          />
        ))}
        {drop && !drop.into && <i className="drop-line" style={{ top: drop.y - 1, left: drop.depth * 12 }} />}
      </div>
      <canvas ref={levels} className="levels" aria-hidden="true" />
    </div>
  )
}
const within = (height: number) => Math.min(ROW_MAX, Math.max(ROW_MIN, Math.round(height)))
/** Colours of the folders around a row, from the outside. */
function railOf(s: Session, row: Row): string {
  const out: number[] = []
  for (let at = row.track.parent; at && out.length < row.depth; ) {
    const folder = s.document.get(at) as TrackRecord | undefined
    if (!folder) break
    out.unshift(folder.color)
    at = folder.parent
  }
  return out.join(' ')
}
function heightEdge(s: Session, e: React.PointerEvent, row: Row): void {
  const own = arrangementOf(s)
  const ids = own.isChosen(row.track) ? own.chosen() : [row.track.id]
  const end = s.gesture(t('Height'))
  const { scale } = own
  follow(e, {
    move: (m) => {
      const height = row.height + m.clientY - e.clientY
      setTrackHeight(s.document, ids, within(row.track.heightLocked === true ? height : height / scale))
    },
    end,
  })
}
function laneEdge(s: Session, e: React.PointerEvent, row: Row, at: number): void {
  const own = arrangementOf(s)
  const before = own.openLanes(row.track.id)
  const put = (height: number) =>
    own.setLanes(row.track.id, own.openLanes(row.track.id).with(at, { ...before[at]!, height: within(height) }))
  follow(e, {
    move: (m) => put(before[at]!.height + m.clientY - e.clientY),
    end: (cancelled) => cancelled && put(before[at]!.height),
  })
}

interface HeadProps {
  readonly s: Session
  readonly row: Row
  readonly count: number
  readonly strip: Rec | undefined
  readonly isChosen: boolean
  /** The one that Tab goes to. */
  readonly isCurrent: boolean
  readonly isNamed: boolean
  /** What is dragged would go into it. */
  readonly isTarget: boolean
  readonly rail: string
}
const Head = memo(
  function Head({ s, row, count, strip, isChosen, isCurrent, isNamed, isTarget, rail }: HeadProps) {
    const { track, height } = row
    const own = arrangementOf(s)
    const stripId = track.strip
    const tab = isCurrent ? 0 : -1
    const name = track.name
    return (
      <div
        role="row"
        data-track={track.id}
        data-strip={stripId}
        className={`head${isChosen ? ' sel' : ''}${isTarget ? ' into' : ''}${height < 40 ? ' low' : ''}`}
        style={{ top: row.top, height: row.whole }}
        tabIndex={tab}
        aria-label={rowName(s, track)}
        aria-level={row.depth + 1}
        aria-posinset={row.index + 1}
        aria-setsize={count}
        aria-rowindex={row.index + 1}
        aria-selected={isChosen}
        aria-expanded={track.folder ? track.folded !== true : undefined}
      >
        <div className="head-main" style={{ height, paddingLeft: row.depth * 12 }}>
          {rail && (
            <span className="rails" aria-hidden="true">
              {rail.split(' ').map((n, i) => (
                <i key={i} style={{ left: i * 12, background: `var(--t${n})` }} />
              ))}
            </span>
          )}
          <u style={{ background: `var(--t${track.color})` }} />
          <div className="head-name" role="gridcell">
            {track.folder && (
              <button
                type="button"
                className="fold"
                tabIndex={tab}
                aria-label={track.folded ? t('Unfold {name}', { name }) : t('Fold {name}', { name })}
                aria-expanded={track.folded !== true}
                onClick={() => s.edit(track.folded ? t('Unfold') : t('Fold'), () => setFolded(s.document, track.id, track.folded !== true))}
              >
                {track.folded ? <ChevronRight /> : <ChevronDown />}
              </button>
            )}
            {isNamed ? (
              <InPlace
                label={t('Name of the track')}
                value={name}
                onTake={(text) =>
                  text.trim() && s.edit(t('Rename to {name}', { name: text.trim() }), () => renameTrack(s.document, track.id, text.trim()))
                }
                onEnd={() => own.name(null)}
              />
            ) : (
              <p>
                <b title={name}>{name}</b>
                <span title={track.note ?? ''}>{track.note ?? ''}</span>
              </p>
            )}
            {track.heightLocked && <Lock className="locked" aria-label={t('Height is locked')} />}
          </div>
          <div className="msr" role="gridcell">
            <button
              type="button"
              className="tog m"
              tabIndex={tab}
              aria-pressed={strip?.mute === true}
              aria-label={t('Mute {name}', { name })}
              onClick={() => muteAll(s, track)}
            >
              M
            </button>
            <button
              type="button"
              className="tog s"
              tabIndex={tab}
              aria-pressed={strip?.solo === true}
              aria-label={t('Solo {name}', { name })}
              onClick={(e) => s.edit(t('Solo'), () => toggleSolo(s.document, stripId, e.altKey))}
            >
              S
            </button>
            <ModeButton s={s} strip={stripId} mode={modeOf(s, stripId)} name={name} tab={tab} isShort />
            <button
              type="button"
              className="tog a"
              tabIndex={tab}
              aria-pressed={row.lanes.length > 0}
              aria-label={t('Automation of {name}', { name })}
              title={t('Automation lanes')}
              onClick={() => (row.lanes.length ? own.setLanes(track.id, []) : showLanes(s, track))}
            >
              <Spline />
            </button>
          </div>
          <i className="edge" />
        </div>
        {row.lanes.map((lane, i) => (
          <LaneHead key={`${lane.target} ${lane.param}`} s={s} row={row} lane={lane} at={i} tab={tab} />
        ))}
      </div>
    )
  },
  (a, b) =>
    a.s === b.s &&
    a.strip === b.strip &&
    a.count === b.count &&
    a.isChosen === b.isChosen &&
    a.isCurrent === b.isCurrent &&
    a.isNamed === b.isNamed &&
    a.isTarget === b.isTarget &&
    a.rail === b.rail &&
    sameRow(a.row, b.row),
)
const sameRow = (a: Row, b: Row) =>
  a.track === b.track &&
  a.top === b.top &&
  a.height === b.height &&
  a.whole === b.whole &&
  a.index === b.index &&
  a.depth === b.depth &&
  // A lane names what may have another name meanwhile.
  a.lanes.length === 0 &&
  b.lanes.length === 0
/** Mutes a track, or all that are chosen with it, or ends that. */
function muteAll(s: Session, track: TrackRecord): void {
  const own = arrangementOf(s)
  const strips = own.isChosen(track) ? own.strips() : [track.strip]
  const on = s.document.get(track.strip)?.mute !== true
  s.edit(t('Mute'), () =>
    s.document.transact(() => {
      for (const id of strips) if ((s.document.get(id)?.mute === true) !== on) toggleMute(s.document, id)
    }),
  )
}
const rowName = (s: Session, track: TrackRecord): string => {
  const strip = s.document.get(track.strip)
  const states = [track.folder ? t('folder') : '', strip?.mute ? t('muted') : '', strip?.solo ? t('solo') : ''].filter(Boolean)
  return [track.name, ...states].join(', ')
}

function LaneHead({ s, row, lane, at, tab }: { s: Session; row: Row; lane: LaneRow; at: number; tab: number }) {
  const own = arrangementOf(s)
  const described = laneParam(s, lane.target, lane.param)
  const readout = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      onFrame(() => {
        const text = laneValueText(s, lane.target, lane.param, s.host.positionTicks())
        if (readout.current && readout.current.textContent !== text) readout.current.textContent = text
      }),
    [s, lane.target, lane.param],
  )
  if (!described) return null
  const { name } = described
  return (
    <div className="lane-head" data-lane={at} style={{ height: lane.height, paddingLeft: row.depth * 12 }} role="gridcell">
      <button
        type="button"
        className="lane-name"
        tabIndex={tab}
        title={t('Another parameter…')}
        aria-label={t('Automation lane {name}', { name })}
        onClick={(e) => s.openMenu(e, name, laneItems(s, row.track, at))}
      >
        <Spline />
        <span>{name}</span>
        <ChevronDown />
      </button>
      <button
        type="button"
        className="lane-close"
        tabIndex={tab}
        aria-label={t('Close the lane {name}', { name })}
        onClick={() =>
          own.setLanes(
            row.track.id,
            own.openLanes(row.track.id).filter((_, i) => i !== at),
          )
        }
      >
        <X />
      </button>
      <span className="num" ref={readout} />
      <i className="edge" />
    </div>
  )
}
