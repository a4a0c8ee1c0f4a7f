// Overview: all clips of all tracks in one strip, and the part that the lanes show as a frame that can be moved and stretched.
// The picture is made in slices of time, pixel by pixel, when the arrangement has come to rest; scrolling only moves the frame.
import { color, onFrame, t } from '@tonmeister/ui'
import { useEffect, useRef } from 'react'
import { arrangementOf } from '../../app/arrangement.ts'
import type { Placed } from '../../app/clip-index.ts'
import { rowsOf } from '../../app/rows.ts'
import { BAR, type Session, useSession } from '../../app/session.ts'
import { pixelOf } from './draw.ts'
import { track } from './head-gestures.ts'

/** Milliseconds of a frame that the picture may take. */
const SLICE = 1.5
/** Clips between two looks at the clock. */
const CHUNK = 500
/** Milliseconds without a change after which the picture is made anew. */
const REST = 120
const HEIGHT = 18
/** Pixels at the frame's sides that stretch it. */
const EDGE = 6

/** Ticks that the strip shows. */
const wholeOf = (s: Session): number => Math.max(16 * BAR, s.length + 4 * BAR)
interface Making {
  readonly state: string
  readonly pixels: Uint32Array
  readonly image: ImageData
  readonly rows: ReturnType<typeof rowsOf>['rows']
  row: number
  clips: readonly Placed[]
  clip: number
}
export function Minimap() {
  const s = useSession()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLElement>(null)
  const { document: project } = s
  useEffect(() => {
    // Only what the picture shows: a selection makes no new one.
    let changes = 0
    const deaf = project.onChange((diff) => {
      for (const [id, fields] of diff) {
        const type = project.get(id)?.type ?? fields.get('type')?.[0]
        if (type === 'clip' || type === 'track' || type === 'tempo') return void changes++
      }
    })
    let done = ''
    let seen = ''
    let since = 0
    let making: Making | null = null
    let placed = ''
    let lastHead = -1
    const stop = onFrame((now) => {
      const c = canvas.current
      const f = frame.current
      if (!c || !f) return
      const v = s.viewport
      const whole = wholeOf(s)
      // As wide as the lanes: asking the page in every frame would have it laid out.
      const { width } = v
      const left = (v.from / whole) * width
      const w = Math.max(10, ((v.width * v.perPixel) / whole) * width)
      const place = `${left.toFixed(1)} ${w.toFixed(1)}`
      if (place !== placed) {
        placed = place
        f.style.transform = `translateX(${left.toFixed(1)}px)`
        f.style.width = `${w.toFixed(1)}px`
        const from = s.signatures.position(Math.max(0, Math.round(v.from))).bar
        const to = s.signatures.position(Math.max(0, Math.round(v.ticks(v.width)))).bar
        f.setAttribute('aria-valuenow', String(from))
        f.setAttribute('aria-valuemax', String(s.signatures.position(Math.round(whole)).bar))
        f.setAttribute('aria-valuetext', t('bars {from} to {to}', { from, to }))
      }
      const x = Math.round((s.host.positionTicks() / whole) * width)
      if (x !== lastHead && head.current) head.current.style.transform = `translateX(${(lastHead = x)}px)`
      const ratio = devicePixelRatio || 1
      const state = `${changes} ${document.documentElement.dataset.theme} ${width} ${ratio}`
      if (state !== seen) {
        seen = state
        since = now
        making = null
      }
      if (state === done || now - since < (done ? REST : 0) || width < 1) return
      making ??= begin(s, state, Math.round(width * ratio), Math.round(HEIGHT * ratio))
      const until = performance.now() + SLICE
      while (!proceed(s, making, whole)) if (performance.now() > until) return
      c.width = making.image.width
      c.height = making.image.height
      c.getContext('2d')!.putImageData(making.image, 0, 0)
      making = null
      done = state
    })
    return () => {
      deaf()
      stop()
    }
  }, [s, project])
  const go = (from: number) => {
    const v = s.viewport
    v.scroll((Math.max(0, from) - v.from) / v.perPixel, 0)
    arrangementOf(s).scrolled()
  }
  const press = (e: React.PointerEvent) => {
    if (e.button !== 0) return
    const v = s.viewport
    const { left, width } = box.current!.getBoundingClientRect()
    const perPixel = wholeOf(s) / width
    const at = (m: { clientX: number }) => Math.max(0, (m.clientX - left) * perPixel)
    const span = v.width * v.perPixel
    const inFrame = (e.target as HTMLElement).closest('.minimap-frame')
    const a = v.from
    const b = a + span
    const x = e.clientX - left
    const edge = !inFrame ? null : b / perPixel - x < EDGE ? 'end' : x - a / perPixel < EDGE ? 'start' : null
    // Beside the frame, it comes to the pointer.
    if (!inFrame) go(at(e) - span / 2)
    const begun = v.from
    const here = at(e)
    track(e, {
      move: (m) => {
        if (edge === 'end') v.fit(a, Math.max(a + BAR / 4, at(m)))
        else if (edge === 'start') v.fit(Math.min(b - BAR / 4, at(m)), b)
        else return go(begun + at(m) - here)
        arrangementOf(s).scrolled()
      },
      end: (cancelled) => {
        if (cancelled) v.fit(a, b)
      },
    })
  }
  return (
    <div
      className="minimap"
      ref={box}
      onPointerDown={press}
      onWheel={(e) => go(s.viewport.from + ((e.deltaX || e.deltaY) / 4) * s.viewport.perPixel)}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <i ref={head} className="minimap-head" />
      <div
        ref={frame}
        className="minimap-frame"
        role="slider"
        tabIndex={0}
        aria-label={t('Part that is shown')}
        aria-valuemin={1}
        aria-valuenow={1}
        aria-valuemax={16}
        aria-orientation="horizontal"
        onKeyDown={(e) => {
          const v = s.viewport
          const page = v.width * v.perPixel
          const to: Readonly<Record<string, number>> = {
            ArrowLeft: v.from - page / 10,
            ArrowRight: v.from + page / 10,
            PageUp: v.from - page,
            PageDown: v.from + page,
            Home: 0,
            End: wholeOf(s) - page,
          }
          const next = to[e.key]
          if (e.key === 'ArrowUp' || e.key === 'ArrowDown') v.zoom(e.key === 'ArrowUp' ? 0.8 : 1.25, v.width / 2)
          else if (next === undefined) return
          else go(next)
          e.preventDefault()
          e.stopPropagation()
        }}
      >
        <i />
        <i />
      </div>
    </div>
  )
}
function begin(s: Session, state: string, width: number, height: number): Making {
  const image = new ImageData(Math.max(1, width), Math.max(1, height))
  return { state, image, pixels: new Uint32Array(image.data.buffer), rows: rowsOf(s).rows, row: -1, clips: [], clip: 0 }
}
/** Paints a chunk of clips; true when all are there. */
function proceed(s: Session, m: Making, whole: number): boolean {
  const { width, height } = m.image
  if (m.clip >= m.clips.length) {
    m.row++
    m.clip = 0
    const row = m.rows[m.row]
    if (!row) return true
    m.clips = s.clips.of(row.track.id)
    return false
  }
  const margin = Math.round(height / 9)
  const room = height - 2 * margin
  const n = m.rows.length
  const top = margin + Math.floor((m.row * room) / n)
  // Where there are few tracks, a hair stays between them.
  const full = Math.max(1, Math.floor(((m.row + 1) * room) / n) + margin - top - (n <= room / 3 ? 1 : 0))
  const bottom = Math.min(height, top + Math.min(full, Math.ceil(height / 4)))
  const usual = pixelOf(color(`--t${m.rows[m.row]!.track.color}`))
  const to = Math.min(m.clips.length, m.clip + CHUNK)
  for (; m.clip < to; m.clip++) {
    const { clip, start, end } = m.clips[m.clip]!
    const left = Math.max(0, Math.floor((start / whole) * width))
    const right = Math.min(width, Math.max(left + 1, Math.floor((end / whole) * width)))
    const pixel = clip.color ? pixelOf(color(`--t${clip.color}`)) : usual
    for (let y = top; y < bottom; y++) m.pixels.fill(pixel, y * width + left, y * width + right)
  }
  return false
}
