// Pictures of devices: a canvas that is drawn when something has changed, with points over it that are sliders.
import { clamp, fromNormal, type Param, toNormal } from '@tonmeister/project'
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import type { DeviceViewProps } from './device-view.ts'
import { followPointer, sliderKey } from './drag.ts'
import { color, fitCanvas, onFrame, sizeOf } from './frame.ts'

export type Draw = (g: CanvasRenderingContext2D, width: number, height: number) => void

interface LayerProps {
  readonly draw: Draw
  /** What the drawing depends on: it is drawn again when one of these is another. */
  readonly deps: readonly unknown[]
  /** Asked once per frame while the picture can be seen: true = draw again. */
  readonly live?: (now: number) => boolean
}
export interface PictureProps extends LayerProps {
  /** What it shows, for those who do not see it. */
  readonly label: string
  /** What moves behind it, so that the picture itself need not be drawn along. */
  readonly under?: LayerProps | undefined
  readonly className?: string
  readonly children?: ReactNode
}
export function Picture({ label, under, className, children, ...layer }: PictureProps) {
  return (
    <div className={`picture ${className ?? ''}`}>
      {under && <Layer {...under} />}
      <Layer {...layer} label={label} />
      {children}
    </div>
  )
}
function Layer({ label, draw, deps, live }: LayerProps & { readonly label?: string }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const now = useRef({ draw, live })
  now.current = { draw, live }
  const paint = useRef(() => {
    const canvas = ref.current
    if (!canvas) return
    const { width, height } = sizeOf(canvas)
    if (!width) return
    fitCanvas(canvas)
    const g = canvas.getContext('2d')!
    g.clearRect(0, 0, width, height)
    g.globalAlpha = 1
    g.font = FONT
    now.current.draw(g, width, height)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller says what the drawing depends on
  useLayoutEffect(() => paint.current(), deps)
  useEffect(() => {
    const again = () => paint.current()
    const observer = new ResizeObserver(again)
    observer.observe(ref.current!)
    addEventListener('themechange', again)
    void document.fonts.ready.then(again)
    return () => {
      observer.disconnect()
      removeEventListener('themechange', again)
    }
  }, [])
  const isLive = live !== undefined
  useEffect(() => {
    if (!isLive) return
    // Nothing per frame for what is scrolled away.
    let stop: (() => void) | undefined
    const observer = new IntersectionObserver(([entry]) => {
      stop?.()
      stop = entry?.isIntersecting ? onFrame((time) => now.current.live?.(time) && paint.current()) : undefined
    })
    observer.observe(ref.current!)
    return () => {
      observer.disconnect()
      stop?.()
    }
  }, [isLive])
  return label === undefined ? <canvas ref={ref} aria-hidden="true" /> : <canvas ref={ref} role="img" aria-label={label} />
}
const FONT = '500 11px "JetBrains Mono Variable", monospace'

/** One direction in which a point moves: which parameter, and what a way in it means. */
export interface Axis {
  readonly name: string
  /**
   * The value after a drag by `share` of the picture's width (to the right) or height (upwards) from where it was `from`.
   * When missing, the picture's side is the parameter's whole travel.
   */
  readonly move?: (from: number, share: number) => number
}
export interface PointProps extends Pick<DeviceViewProps, 'device' | 'values' | 'onBegin' | 'onChange'> {
  /** 'Band 3', 'Threshold'. */
  readonly label: string
  /** Its values as they are read: '400 Hz, −2.5 dB'. */
  readonly text: string
  /** Where it stands: shares of the picture from the left and from the top. */
  readonly left: number
  readonly top: number
  readonly x?: Axis | undefined
  readonly y?: Axis | undefined
  /** What the wheel moves, and Page Up and Down; without it these go ten steps of the main axis. */
  readonly wheel?: Axis | undefined
  /** Double-click, Enter. */
  readonly onToggle?: (() => void) | undefined
  readonly onFocus?: (() => void) | undefined
  readonly isOff?: boolean
  readonly isChosen?: boolean
  /** What stands in it. */
  readonly children?: ReactNode
}
/** A point that is dragged: a slider with two directions. Arrows move it, fine with Shift; Delete gives the defaults; Escape takes a drag back. */
export function Point(props: PointProps) {
  const { device, values, onBegin, onChange, label, text, left, top, x, y, wheel, onToggle, onFocus, isOff, isChosen, children } = props
  const ref = useRef<HTMLDivElement>(null)
  const current = useRef(props)
  current.current = props
  const param = (axis: Axis): Param => device.params[axis.name]!
  const put = (axis: Axis, value: number) => {
    const p = param(axis)
    onChange(axis.name, clamp(p, value))
  }
  const once = (axis: Axis, value: number) => {
    const end = onBegin(param(axis).name)
    put(axis, value)
    end()
  }
  const main = (x ?? y)!
  useEffect(() => {
    const node = ref.current!
    // React's wheel listeners cannot keep the page from scrolling.
    const turn = (e: WheelEvent) => {
      const { wheel: axis, values: now, onBegin: begin, onChange: change, device: d } = current.current
      if (!axis) return
      e.preventDefault()
      const p = d.params[axis.name]!
      const end = begin(p.name)
      change(axis.name, fromNormal(p, toNormal(p, now(axis.name)) - Math.sign(e.deltaY) * (e.shiftKey ? 0.005 : 0.03)))
      end()
    }
    node.addEventListener('wheel', turn, { passive: false })
    return () => node.removeEventListener('wheel', turn)
  }, [])
  const drag = (e: React.PointerEvent<HTMLDivElement>) => {
    if (e.button !== 0) return
    e.stopPropagation()
    const node = e.currentTarget
    const box = node.parentElement!.getBoundingClientRect()
    node.setPointerCapture(e.pointerId)
    const start = [x && values(x.name), y && values(y.name)]
    let way = [0, 0]
    let at = [e.clientX, e.clientY]
    let end: ((cancel?: boolean) => void) | undefined
    const along = (axis: Axis, from: number, share: number) =>
      axis.move ? axis.move(from, share) : fromNormal(param(axis), toNormal(param(axis), from) + share)
    const move = (m: PointerEvent) => {
      const fine = m.shiftKey ? 0.1 : 1
      way = [way[0]! + ((m.clientX - at[0]!) / box.width) * fine, way[1]! + ((at[1]! - m.clientY) / box.height) * fine]
      at = [m.clientX, m.clientY]
      if (!end && Math.hypot(way[0]! * box.width, way[1]! * box.height) < 2) return
      end ??= onBegin(label)
      if (x) put(x, along(x, start[0]!, way[0]!))
      if (y) put(y, along(y, start[1]!, way[1]!))
    }
    followPointer(node, move, (drops) => end?.(!drops))
  }
  const keys = (e: React.KeyboardEvent) => {
    if (e.altKey || e.ctrlKey || e.metaKey) return
    if (e.key === 'Enter' && onToggle) {
      e.preventDefault()
      e.stopPropagation()
      return onToggle()
    }
    const axis =
      e.key === 'PageUp' || e.key === 'PageDown'
        ? (wheel ?? main)
        : e.key === 'ArrowUp' || e.key === 'ArrowDown'
          ? (y ?? x)
          : e.key === 'ArrowLeft' || e.key === 'ArrowRight'
            ? (x ?? y)
            : main
    if (!axis) return
    const p = param(axis)
    const by = sliderKey(e, toNormal(p, values(axis.name)), p.step ? p.step / (p.max - p.min) : 0.01, toNormal(p, p.default))
    if (by === undefined) return
    e.preventDefault()
    e.stopPropagation()
    if (e.key !== 'Delete' && e.key !== 'Backspace') return once(axis, fromNormal(p, by))
    const end = onBegin(label)
    for (const each of [x, y, wheel]) if (each) put(each, param(each).default)
    end()
  }
  const p = param(main)
  return (
    <div
      ref={ref}
      className={`point${isOff ? ' off' : ''}${isChosen ? ' chosen' : ''}`}
      style={{ left: `${Math.min(1, Math.max(0, left)) * 100}%`, top: `${Math.min(1, Math.max(0, top)) * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={p.min}
      aria-valuemax={p.max}
      aria-valuenow={values(main.name)}
      aria-valuetext={text}
      title={`${label}: ${text}`}
      onPointerDown={drag}
      onDoubleClick={onToggle}
      onFocus={onFocus}
      onKeyDown={keys}
    >
      <i>{children}</i>
    </div>
  )
}

// ── Words of drawings ────────────────────────────────────────────────────────

/** A line through points, and what is under it. `floor` = where the area ends, pixels from the top. */
export function curve(g: CanvasRenderingContext2D, points: readonly (readonly [number, number])[], token: string, floor?: number): void {
  if (!points.length) return
  const path = () => {
    g.beginPath()
    points.forEach(([x, y], i) => {
      if (i) g.lineTo(x, y)
      else g.moveTo(x, y)
    })
  }
  g.save()
  if (floor !== undefined) {
    path()
    g.lineTo(points.at(-1)![0], floor)
    g.lineTo(points[0]![0], floor)
    g.closePath()
    g.fillStyle = color(token)
    g.globalAlpha *= 0.14
    g.fill()
    g.restore()
    g.save()
  }
  path()
  g.strokeStyle = color(token)
  g.lineWidth = 1.6
  g.lineJoin = 'round'
  g.stroke()
  g.restore()
}
/** A straight line of the grid. */
export function rule(g: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number, token = '--grid-bar'): void {
  g.strokeStyle = color(token)
  g.lineWidth = 1
  g.beginPath()
  g.moveTo(x1, y1)
  g.lineTo(x2, y2)
  g.stroke()
}
/** A number beside a line of the grid. */
export function mark(g: CanvasRenderingContext2D, text: string, x: number, y: number, align: CanvasTextAlign = 'left'): void {
  g.fillStyle = color('--faint')
  g.textAlign = align
  g.textBaseline = 'middle'
  g.fillText(text, x, y)
}

/** Frames of a history that are kept: about eight seconds. */
const KEPT = 480
/** The course of a reading, newest at the right: kept while it is seen, drawn from above. */
export class Course {
  private readonly values = new Float32Array(KEPT)
  private at = 0
  private idle = KEPT
  /** Takes a value in; false when nothing has been in sight of it for its whole length, so that nothing need be drawn. */
  take(value: number, isPlaying: boolean): boolean {
    if (!isPlaying) return false
    this.values[this.at] = value
    this.at = (this.at + 1) % KEPT
    this.idle = value > 0.01 ? 0 : Math.min(KEPT + 1, this.idle + 1)
    return this.idle <= KEPT
  }
  /** @param y  pixels from the top of a value; @param from  pixels from the left where the oldest stands */
  draw(g: CanvasRenderingContext2D, width: number, y: (value: number) => number, token: string, from = 0): void {
    const points: [number, number][] = []
    for (let i = 0; i < KEPT; i++) points.push([from + ((width - from) * i) / (KEPT - 1), y(this.values[(this.at + i) % KEPT]!)])
    curve(g, points, token, y(0))
  }
}
