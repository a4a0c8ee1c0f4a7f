// Automation lanes: the curve of a parameter with its points over a ghost of the clips. One canvas for all lanes in sight;
// each lane is a place of its own for the pointer, and holds its points as a list for keys and for those who do not see the canvas.
import { lanePoints, laneValue, movePoints, type PointRecord, removePoints, setPoint } from '@tonmeister/project'
import { color, fitCanvas, onFrame, t } from '@tonmeister/ui'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { arrangementOf } from '../../app/arrangement.ts'
import { type Automatable, laneParam, normalOf, pointsOf, read, standing, textOf, valueAt, within } from '../../app/automate.ts'
import { indexAt, type LaneRow, rowsOf } from '../../app/rows.ts'
import type { Session } from '../../app/session.ts'
import { label, mix, PLAIN } from './draw.ts'
import { gridTicks, snap } from './gestures.ts'
import { track as followPointer } from './head-gestures.ts'
import { InPlace } from './in-place.tsx'
import { lines } from './menus.ts'
import { readout } from './readout.ts'
import { placeText } from './ruler-gestures.ts'

/** Pixels above and below the travel. */
const MARGIN = 7
/** Pixels around a point that take hold of it. */
const GRAB = 9
/** Pixels between two points of a curve that is no straight line on its scale. */
const BEND = 6
/** Least pixels between two points that are both drawn. */
const DENSE = 7
/** Pixels between two points that the pencil draws. */
const PENCIL = 4
/** Points of a lane that the list holds, around the chosen one. */
const LISTED = 300

const yOf = (a: Automatable, height: number, value: number): number => MARGIN + (1 - normalOf(a, value)) * (height - 2 * MARGIN)
const valueIn = (a: Automatable, height: number, y: number): number => valueAt(a, 1 - (y - MARGIN) / (height - 2 * MARGIN))
/** Is a line between two values a line in the lane too? */
const isStraight = (a: Automatable): boolean => !a.isLevel && a.unit.curve === 'linear'

/** What is drawn around points while they are being chosen. */
interface Box {
  readonly lane: LaneRow
  readonly x1: number
  readonly x2: number
  readonly y1: number
  readonly y2: number
}
let box: Box | null = null
let boxVersion = 0

export function AutomationLanes({ s, onWheel }: { readonly s: Session; readonly onWheel: (e: React.WheelEvent) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const moving = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState<readonly [number, number]>([0, 0])
  const all = rowsOf(s).rows.flatMap((r) => r.lanes)
  const some = all.length > 0
  useEffect(() => {
    if (!some) return
    let last = ''
    let sized = ''
    let top = Number.NaN
    let seen: readonly [number, number] = [-1, -1]
    return onFrame(() => {
      const c = canvas.current
      if (!c) return
      const v = s.viewport
      if (v.top !== top && moving.current) {
        top = v.top
        moving.current.style.transform = `translateY(${-top}px)`
      }
      const { rows } = rowsOf(s)
      const from = indexAt(rows, v.top)
      const to = indexAt(rows, v.top + v.height) + 1
      if (from !== seen[0] || to !== seen[1]) setRange((seen = [from, to]))
      // Its box is the lanes': to ask the page for it in every frame would have it laid out in every frame.
      const size = `${v.width} ${v.height} ${devicePixelRatio}`
      const resized = size !== sized && fitCanvas(c)
      sized = size
      const state = `${s.version} ${v.version} ${s.arrangeVersion} ${boxVersion} ${document.documentElement.dataset.theme}`
      if (state === last && !resized) return
      last = state
      const g = c.getContext('2d')!
      g.clearRect(0, 0, v.width, v.height)
      for (let i = from; i < to; i++) for (const lane of rows[i]?.lanes ?? []) paintLane(g, s, lane)
    })
  }, [s, some])
  if (!some) return null
  const { rows } = rowsOf(s)
  const own = arrangementOf(s)
  const shown = rows.slice(Math.max(0, range[0] - 1), range[1] + 1).flatMap((r) => r.lanes)
  const current = own.lane && all.find((l) => l.target === own.lane!.target && l.param === own.lane!.param)
  if (current && !shown.includes(current)) shown.push(current)
  return (
    <>
      <canvas ref={canvas} className="lanes automation" aria-hidden="true" />
      <div ref={moving} className="auto-lanes" data-where="automation">
        {shown.map((lane) => (
          <Lane key={`${lane.track.id} ${lane.target} ${lane.param}`} s={s} lane={lane} onWheel={onWheel} />
        ))}
      </div>
    </>
  )
}
function paintLane(g: CanvasRenderingContext2D, s: Session, lane: LaneRow): void {
  const a = laneParam(s, lane.target, lane.param)
  if (!a) return
  const v = s.viewport
  const { width } = v
  const own = arrangementOf(s)
  const { height } = lane
  g.save()
  g.translate(0, lane.top - v.top)
  g.beginPath()
  g.rect(0, 0, width, height)
  g.clip()
  // The clips above, dim, so that one sees what the curve is for.
  const hue = `--t${lane.track.color}`
  g.fillStyle = mix(hue, 60)
  g.globalAlpha = 0.13
  // Clips that touch are one stretch: of 2,000 in sight that leaves one.
  let from = 0
  let to = -1
  const stretch = () => {
    if (to > from) g.fillRect(from, 2, to - from, height - 5)
  }
  s.clips.between(lane.track.id, v.ticks(0), v.ticks(width), (p) => {
    const a = v.x(p.start)
    const b = v.x(p.end)
    if (a > to + 1) {
      stretch()
      from = a
      to = b
    } else if (b > to) to = b
  })
  stretch()
  g.globalAlpha = 1
  g.fillStyle = color('--line')
  g.fillRect(0, height - 1, width, 1)
  // Where the default lies.
  const middle = Math.round(yOf(a, height, a.unit.default)) + 0.5
  g.strokeStyle = color('--hair')
  g.setLineDash([2, 4])
  g.lineWidth = 1
  g.beginPath()
  g.moveTo(0, middle)
  g.lineTo(width, middle)
  g.stroke()
  g.setLineDash([])

  const points = pointsOf(s, lane.target, lane.param)
  if (!points.length) {
    const y = yOf(a, height, standing(s, a))
    g.strokeStyle = color('--quiet')
    g.setLineDash([5, 4])
    g.beginPath()
    g.moveTo(0, y)
    g.lineTo(width, y)
    g.stroke()
    g.setLineDash([])
    label(
      g,
      t('Click to set a point'),
      10,
      Math.max(14, Math.min(height - 6, y < height / 2 ? y + 16 : y - 7)),
      220,
      color('--faint'),
      PLAIN,
    )
    g.restore()
    return
  }
  const stroke = color(hue)
  g.strokeStyle = stroke
  g.lineWidth = 1.5
  g.beginPath()
  let i = Math.max(0, firstAfter(points, v.ticks(0)) - 1)
  const begin = points[i]!
  g.moveTo(Math.min(0, v.x(begin.at)), yOf(a, height, begin.value))
  if (v.x(begin.at) > 0) g.lineTo(v.x(begin.at), yOf(a, height, begin.value))
  const straight = isStraight(a)
  for (; i < points.length; i++) {
    const p = points[i]!
    const next = points[i + 1]
    const x = v.x(p.at)
    const y = yOf(a, height, p.value)
    g.lineTo(x, y)
    if (x > width) break
    if (!next) {
      g.lineTo(width, y)
      break
    }
    const x2 = v.x(next.at)
    if (p.curve === 'hold') g.lineTo(x2, y)
    else if (!straight && x2 - x > BEND && p.value !== next.value)
      for (let bx = Math.max(x, -BEND) + BEND; bx < Math.min(x2, width + BEND); bx += BEND)
        g.lineTo(bx, yOf(a, height, p.value + ((next.value - p.value) * (bx - x)) / (x2 - x)))
  }
  g.stroke()
  // Points, where they do not stand closer than they are wide; all of one kind at once.
  const plain = new Path2D()
  const marked = new Path2D()
  let last = Number.NEGATIVE_INFINITY
  for (let k = Math.max(0, firstAfter(points, v.ticks(-6)) - 1); k < points.length; k++) {
    const p = points[k]!
    const x = v.x(p.at)
    if (x > width + 6) break
    const chosen = own.points.has(p.id)
    if (x - last < DENSE && !chosen) continue
    last = x
    const y = yOf(a, height, p.value)
    const path = chosen ? marked : plain
    if (p.curve === 'hold') path.rect(x - 3, y - 3, 6, 6)
    else {
      path.moveTo(x + 3.5, y)
      path.arc(x, y, 3.5, 0, 7)
    }
  }
  g.fillStyle = color('--bg')
  g.fill(plain)
  g.strokeStyle = stroke
  g.stroke(plain)
  g.fillStyle = color('--accent')
  g.fill(marked)
  if (box && box.lane.target === lane.target && box.lane.param === lane.param) {
    g.fillStyle = color('--accent')
    g.globalAlpha = 0.12
    g.fillRect(box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1)
    g.globalAlpha = 1
    g.strokeStyle = color('--accent')
    g.lineWidth = 1
    g.strokeRect(box.x1 + 0.5, box.y1 + 0.5, box.x2 - box.x1, box.y2 - box.y1)
  }
  g.restore()
}
/** Index of the first point after a place. */
function firstAfter(points: readonly PointRecord[], at: number): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  return low
}
function pointAt(s: Session, lane: LaneRow, a: Automatable, x: number, y: number): PointRecord | undefined {
  const v = s.viewport
  const points = pointsOf(s, lane.target, lane.param)
  let best: PointRecord | undefined
  let least = GRAB
  for (let i = Math.max(0, firstAfter(points, v.ticks(x - GRAB)) - 1); i < points.length; i++) {
    const p = points[i]!
    if (v.x(p.at) > x + GRAB) break
    const distance = Math.hypot(v.x(p.at) - x, yOf(a, lane.height, p.value) - y)
    if (distance < least) {
      least = distance
      best = p
    }
  }
  return best
}

function Lane({ s, lane, onWheel }: { s: Session; lane: LaneRow; onWheel: (e: React.WheelEvent) => void }) {
  const own = arrangementOf(s)
  const place = useRef<HTMLDivElement>(null)
  const [typing, setTyping] = useState<string | null>(null)
  const a = laneParam(s, lane.target, lane.param)
  if (!a) return null
  const where = (e: { clientX: number; clientY: number }) => {
    const { left, top } = place.current!.getBoundingClientRect()
    return { x: e.clientX - left, y: e.clientY - top }
  }
  const use = () => {
    own.lane = { target: lane.target, param: lane.param }
  }
  const put = (at: number, value: number, curve?: 'hold' | 'linear') => {
    const near = laneValueCurve(pointsOf(s, lane.target, lane.param), at)
    return setPoint(s.document, s.newId, { target: lane.target, param: lane.param, at, value: within(a, value), curve: curve ?? near })
  }
  const say = (m: { clientX: number; clientY: number }, at: number, value: number) =>
    readout(`${textOf(a, value)} · ${placeText(s, at)}`, m.clientX, m.clientY)
  const press = (e: React.PointerEvent) => {
    if (e.button !== 0 || (e.target as HTMLElement).closest('input')) return
    use()
    s.select(lane.track.strip)
    const { x, y } = where(e)
    const hit = pointAt(s, lane, a, x, y)
    if (hit) return movePoint(e, hit)
    if (e.ctrlKey || e.metaKey || tool(s) === 'pencil') return draw(e)
    marquee(e)
  }
  const movePoint = (e: React.PointerEvent, hit: PointRecord) => {
    const several = e.shiftKey || e.ctrlKey || e.metaKey
    if (several) {
      const next = new Set(own.points)
      if (!next.delete(hit.id)) next.add(hit.id)
      own.choosePoints(next)
      if (!next.has(hit.id)) return
    } else if (!own.points.has(hit.id)) own.choosePoints([hit.id])
    const ids = [...own.points].filter((id) => s.document.get(id)?.target === lane.target && s.document.get(id)?.param === lane.param)
    const points = ids.map((id) => s.document.get(id) as PointRecord)
    // Together they stop where the first of them meets an end.
    const room = points.reduce(([down, up], p) => [Math.max(down, a.unit.min - p.value), Math.min(up, a.unit.max - p.value)] as const, [
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ] as readonly [number, number])
    let end: ((cancel?: boolean) => void) | undefined
    let travel = 0
    let last = e.clientY
    const startY = yOf(a, lane.height, hit.value)
    followPointer(e, {
      click: () => !several && own.choosePoints([hit.id]),
      move: (m) => {
        end ??= s.gesture(t('Move points'))
        travel += (m.clientY - last) * (m.shiftKey ? 0.1 : 1)
        last = m.clientY
        const value = Math.min(room[1], Math.max(room[0], valueIn(a, lane.height, startY + travel) - hit.value))
        const now = s.document.get(hit.id) as PointRecord | undefined
        if (!now) return
        const at = snap(s, hit.at + (m.clientX - e.clientX) * s.viewport.perPixel, m.ctrlKey || m.metaKey)
        movePoints(
          s.document,
          ids,
          Math.max(0, at) - now.at,
          Math.abs(travel) < 0.5 ? hit.value - now.value : hit.value + value - now.value,
        )
        const moved = s.document.get(hit.id) as PointRecord
        say(m, moved.at, moved.value)
      },
      end: (cancelled) => {
        readout(null)
        end?.(cancelled)
        own.choosePoints(ids)
      },
    })
  }
  const draw = (e: React.PointerEvent) => {
    const end = s.gesture(t('Draw automation'))
    let lastX = where(e).x
    const dot = (x: number, y: number) => put(Math.round(s.viewport.ticks(Math.max(0, x))), valueIn(a, lane.height, y), 'linear')
    const first = where(e)
    dot(first.x, first.y)
    followPointer(e, {
      move: (m) => {
        const { x, y } = where(m)
        if (Math.abs(x - lastX) < PENCIL) return
        s.document.transact(() => {
          // What lay between two places of the pencil makes way.
          const from = Math.round(s.viewport.ticks(Math.max(0, Math.min(lastX, x))))
          const to = Math.round(s.viewport.ticks(Math.max(0, lastX, x)))
          const old = lanePoints(s.document, lane.target, lane.param).filter((p) => p.at > from && p.at < to)
          removePoints(
            s.document,
            old.map((p) => p.id),
          )
          dot(x, y)
        })
        lastX = x
        say(m, s.viewport.ticks(x), valueIn(a, lane.height, y))
      },
      end: (cancelled) => {
        readout(null)
        end(cancelled)
      },
      click: () => end(),
    })
  }
  const marquee = (e: React.PointerEvent) => {
    const begin = where(e)
    const before = e.shiftKey ? own.points : new Set<string>()
    followPointer(e, {
      click: () => {
        const at = snap(s, Math.max(0, s.viewport.ticks(begin.x)), e.ctrlKey)
        const id = s.edit(t('Add point'), () => put(at, valueIn(a, lane.height, begin.y)))
        fresh = id ?? ''
        if (id) own.choosePoints([id])
      },
      move: (m) => {
        const now = where(m)
        box = {
          lane,
          x1: Math.min(begin.x, now.x),
          x2: Math.max(begin.x, now.x),
          y1: Math.max(0, Math.min(begin.y, now.y)),
          y2: Math.min(lane.height - 1, Math.max(begin.y, now.y)),
        }
        boxVersion++
      },
      end: (cancelled) => {
        const b = box
        box = null
        boxVersion++
        if (cancelled || !b) return
        const inside = pointsOf(s, lane.target, lane.param).filter((p) => {
          const x = s.viewport.x(p.at)
          const y = yOf(a, lane.height, p.value)
          return x >= b.x1 - 2 && x <= b.x2 + 2 && y >= b.y1 - 2 && y <= b.y2 + 2
        })
        own.choosePoints([...before, ...inside.map((p) => p.id)])
      },
    })
  }
  const points = pointsOf(s, lane.target, lane.param)
  const typed = typing === null ? undefined : (s.document.get(typing) as PointRecord | undefined)
  return (
    <div
      ref={place}
      className="auto-lane"
      style={{ top: lane.top, height: lane.height }}
      role="group"
      aria-label={t('Automation of {name}', { name: `${lane.track.name}, ${a.name}` })}
      onWheel={onWheel}
      onPointerDown={press}
      onPointerMove={(e) => {
        if (e.buttons) return
        const { x, y } = where(e)
        const hit = pointAt(s, lane, a, x, y)
        const cursor = hit ? 'grab' : 'crosshair'
        if (place.current!.style.cursor !== cursor) place.current!.style.cursor = cursor
        place.current!.title = hit ? `${textOf(a, hit.value)} · ${placeText(s, hit.at)}` : ''
      }}
      onDoubleClick={(e) => {
        const { x, y } = where(e)
        const hit = pointAt(s, lane, a, x, y)
        // The first click of the two may just have set it.
        if (hit && hit.id !== fresh) s.edit(t('Delete point'), () => removePoints(s.document, [hit.id]))
        fresh = ''
      }}
      onContextMenu={(e) => {
        e.preventDefault()
        use()
        const { x, y } = where(e)
        const hit = pointAt(s, lane, a, x, y)
        if (hit && !own.points.has(hit.id)) own.choosePoints([hit.id])
        const at = snap(s, Math.max(0, s.viewport.ticks(x)), e.ctrlKey)
        s.openMenu(e, a.name, [
          hit
            ? { title: t('Value…'), run: () => setTyping(hit.id) }
            : { title: t('Add point'), run: () => s.edit(t('Add point'), () => put(at, valueIn(a, lane.height, y))) },
          ...lines(
            s,
            'points-hold',
            'points-linear',
            null,
            'copy-points',
            'paste-points',
            'delete-points',
            null,
            'select-points',
            'clear-lane',
          ),
        ])
      }}
    >
      {typed && (
        <InPlace
          label={t('Value')}
          value={textOf(a, typed.value)}
          number
          style={{
            position: 'absolute',
            left: Math.max(0, Math.min(s.viewport.width - 90, s.viewport.x(typed.at) + 8)),
            top: Math.max(0, Math.min(lane.height - 24, yOf(a, lane.height, typed.value) - 11)),
            width: 86,
          }}
          onTake={(text) => {
            const value = read(a, text, typed.value)
            if (value === undefined) s.notify(t('“{text}” is no value of {name}: nothing was changed.', { text, name: a.name }), true)
            else s.edit(t('Automation'), () => setPoint(s.document, s.newId, { ...typed, value }))
          }}
          onEnd={() => setTyping(null)}
        />
      )}
      <Points s={s} lane={lane} a={a} points={points} chosenNow={own.points} onType={setTyping} />
    </div>
  )
}
/** The point that the first click of a double click has set. */
let fresh = ''
/** A new point goes on as the one before it does. */
const laneValueCurve = (points: readonly PointRecord[], at: number): 'hold' | 'linear' =>
  points[firstAfter(points, at) - 1]?.curve ?? 'linear'
/** The tool in hand, where the arrangement has tools. */
const tool = (s: Session): string => String((s as { tool?: unknown }).tool ?? '')

/** The points of a lane as words. Arrows go from one to the next; with Alt they move it in time; up and down change its value. */
const Points = memo(
  function Points({
    s,
    lane,
    a,
    points,
    onType,
  }: {
    s: Session
    lane: LaneRow
    a: Automatable
    points: readonly PointRecord[]
    /** Only so that it is drawn again. */
    chosenNow: ReadonlySet<string>
    onType: (id: string) => void
  }) {
    const own = arrangementOf(s)
    const list = useRef<HTMLDivElement>(null)
    const wanted = useRef<string | null>(null)
    useLayoutEffect(() => {
      if (wanted.current === null) return
      list.current?.querySelector<HTMLElement>(`[data-point="${CSS.escape(wanted.current)}"]`)?.focus({ preventScroll: true })
      wanted.current = null
    })
    const chosen = Math.max(
      0,
      points.findIndex((p) => own.points.has(p.id)),
    )
    const from = Math.max(0, Math.min(chosen - LISTED / 2, points.length - LISTED))
    const keys = (e: React.KeyboardEvent, p: PointRecord, i: number) => {
      const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
      const up = e.key === 'ArrowUp' ? 1 : e.key === 'ArrowDown' ? -1 : 0
      if (e.ctrlKey || e.metaKey) return
      const ids = own.points.has(p.id) ? [...own.points] : [p.id]
      if (by && e.altKey)
        s.edit(t('Move points'), () => movePoints(s.document, ids, by * (e.shiftKey ? gridTicks(s) / 8 : gridTicks(s)), 0))
      else if (up && !e.altKey) {
        const step = a.unit.unit === 'dB' ? (e.shiftKey ? 0.1 : 1) : 0
        const next = step ? within(a, p.value + up * step) : valueAt(a, normalOf(a, p.value) + up * (e.shiftKey ? 0.002 : 0.02))
        s.edit(t('Automation'), () =>
          movePoints(s.document, ids, 0, (a.unit.step && next === p.value ? within(a, p.value + up * a.unit.step) : next) - p.value),
        )
      } else if (by && !e.altKey) {
        const next = points[i + by]
        if (!next) return
        wanted.current = next.id
        own.choosePoints(e.shiftKey ? [...own.points, next.id] : [next.id])
      } else if (e.key === 'Home' || e.key === 'End') {
        const next = e.key === 'Home' ? points[0] : points.at(-1)
        if (!next) return
        wanted.current = next.id
        own.choosePoints([next.id])
      } else if (e.key === 'Enter') onType(p.id)
      else if (e.key === 'h' || e.key === 'H')
        s.edit(t('Automation'), () => setPoint(s.document, s.newId, { ...p, curve: p.curve === 'hold' ? 'linear' : 'hold' }))
      else if (e.key === 'Delete' || e.key === 'Backspace') {
        const rest = points.filter((x) => !ids.includes(x.id))
        const next = rest[Math.min(i, rest.length - 1)]
        s.edit(t('{n, plural, one {Delete point} other {Delete # points}}', { n: ids.length }), () => removePoints(s.document, ids))
        wanted.current = next?.id ?? null
        own.choosePoints(next ? [next.id] : [])
        if (!next) (list.current?.firstElementChild as HTMLElement | null)?.focus()
      } else return
      e.preventDefault()
      e.stopPropagation()
    }
    const here = () => {
      const at = Math.round(s.host.positionTicks())
      const value = laneValue(points, at) ?? standing(s, a)
      const id = s.edit(t('Add point'), () => setPoint(s.document, s.newId, { target: lane.target, param: lane.param, at, value }))
      if (!id) return
      own.lane = { target: lane.target, param: lane.param }
      wanted.current = id
      own.choosePoints([id])
    }
    return (
      <div className="sr" ref={list}>
        <button type="button" onClick={here}>
          {t('Add a point of {name} at the play head', { name: a.name })}
        </button>
        <div role="listbox" aria-label={t('Points of {name}', { name: a.name })} aria-multiselectable="true">
          {points.slice(from, from + LISTED).map((p, k) => {
            const i = from + k
            const place = s.signatures.position(p.at)
            return (
              <div
                key={p.id}
                role="option"
                data-point={p.id}
                tabIndex={i === chosen ? 0 : -1}
                aria-selected={own.points.has(p.id)}
                aria-posinset={i + 1}
                aria-setsize={points.length}
                onFocus={() => {
                  own.lane = { target: lane.target, param: lane.param }
                  if (!own.points.has(p.id)) own.choosePoints([p.id])
                  s.viewport.reveal(lane.top, lane.top + lane.height)
                  const x = s.viewport.x(p.at)
                  if (x < 0 || x > s.viewport.width) s.viewport.scroll(x - s.viewport.width / 3, 0)
                }}
                onKeyDown={(e) => keys(e, p, i)}
              >
                {t('bar {bar} beat {beat}, {value}, {curve}', {
                  bar: place.bar,
                  beat: place.beat,
                  value: textOf(a, p.value),
                  curve: p.curve === 'hold' ? t('held') : t('linear'),
                })}
              </div>
            )
          })}
        </div>
      </div>
    )
  },
  (x, y) =>
    x.points === y.points &&
    x.chosenNow === y.chosenNow &&
    x.s === y.s &&
    x.lane.top === y.lane.top &&
    x.a.target === y.a.target &&
    x.a.param === y.a.param,
)
