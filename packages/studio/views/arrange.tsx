// Arrangement: rulers, track heads, lanes with clips. Lanes and rulers are canvases; a hidden grid says the same in words.
import {
  type AssetRecord,
  type ClipRecord,
  flicksOfFrames,
  formatTimecode,
  type MarkerRecord,
  moveClips,
  type NoteRecord,
  type Rec,
  type SectionRecord,
  type TrackRecord,
  timecodeFramesOfFlicks,
  timecodeOfFrames,
  toggleMute,
  toggleSolo,
} from '@tonmeister/project'
import { color, fitCanvas, onFrame } from '@tonmeister/ui'
import { memo, useEffect, useRef, useState } from 'react'
import { BAR, ROW, type Session, useSession } from '../app/session.ts'

const EDGE = 3
const TITLE = 15
/** Least pixels between two numbers of a ruler. */
const LABEL = 64

export function Arrange() {
  const s = useSession()
  const rulers = useRef<HTMLCanvasElement>(null)
  const lanes = useRef<HTMLCanvasElement>(null)
  const heads = useRef<HTMLDivElement>(null)
  const sections = s.document.byType<SectionRecord>('section').length > 0 || s.document.byType<MarkerRecord>('marker').length > 0
  const [drop, setDrop] = useState(false)
  const tracks = s.tracks()

  useEffect(() => {
    let last = ''
    return onFrame(() => {
      const canvas = lanes.current
      const ruler = rulers.current
      if (!canvas || !ruler) return
      const v = s.viewport
      v.resize(canvas.clientWidth, canvas.clientHeight)
      const position = s.host.positionTicks()
      if (s.host.playing && s.follow && !dragging.on) v.follow(position)
      const resized = [fitCanvas(canvas), fitCanvas(ruler)].some(Boolean)
      const x = Math.round(v.x(position) * 2) / 2
      const state = `${v.version} ${s.version} ${x} ${document.documentElement.dataset.theme} ${dragging.version}`
      if (state === last && !resized) return
      last = state
      if (heads.current) heads.current.style.transform = `translateY(${-v.top}px)`
      paintRulers(ruler.getContext('2d')!, s, sections, x)
      paintLanes(canvas.getContext('2d')!, s, x)
    })
  }, [s, sections])

  const wheel = (e: React.WheelEvent) => {
    const box = lanes.current!.getBoundingClientRect()
    if (e.ctrlKey || e.metaKey) s.viewport.zoom(Math.exp(e.deltaY * 0.002), e.clientX - box.left)
    else if (e.shiftKey) s.viewport.scroll(e.deltaY || e.deltaX, 0)
    else s.viewport.scroll(e.deltaX, e.deltaY)
    if (s.host.playing && !e.ctrlKey) s.follow = false
  }
  useEffect(() => {
    // React's wheel listeners are passive: the page would zoom as well.
    const stop = (e: WheelEvent) => {
      if (e.ctrlKey) e.preventDefault()
    }
    addEventListener('wheel', stop, { passive: false })
    return () => removeEventListener('wheel', stop)
  }, [])

  return (
    <section
      className={drop ? 'arr drop' : 'arr'}
      aria-label="Arrangement"
      style={{ gridTemplateRows: `${sections ? 70 : 48}px 1fr` }}
      onDragOver={(e) => {
        e.preventDefault()
        setDrop(true)
      }}
      onDragLeave={() => setDrop(false)}
      onDrop={(e) => {
        e.preventDefault()
        setDrop(false)
        const box = lanes.current!.getBoundingClientRect()
        void s.take([...e.dataTransfer.files], Math.max(0, Math.round(s.viewport.ticks(e.clientX - box.left) / BAR) * BAR))
      }}
    >
      <div className="corner" style={{ gridTemplateRows: sections ? '22px 24px 24px' : '24px 24px' }}>
        {sections && <span>Sections</span>}
        <span>Bars</span>
        <span>Timecode</span>
      </div>
      <canvas
        ref={rulers}
        className="rulers"
        aria-hidden="true"
        onWheel={wheel}
        onPointerDown={(e) => seekDrag(e, s, rulers.current!, sections)}
      />
      <div className="heads" onWheel={wheel}>
        <div ref={heads}>
          {tracks.map((t) => (
            <Head key={t.id} s={s} track={t} strip={s.document.get(t.strip)!} selected={s.selectedStrip === t.strip} />
          ))}
        </div>
      </div>
      <div className="lanes-box">
        <canvas ref={lanes} className="lanes" aria-hidden="true" onWheel={wheel} onPointerDown={(e) => lanesDrag(e, s, lanes.current!)} />
        {tracks.length === 0 && (
          <div className="empty">
            <p>Drop audio or MIDI files here, or begin with an instrument.</p>
            <div>
              <button
                type="button"
                className="b"
                onClick={() => import('../app/commands.ts').then((m) => m.command('add-instrument').run(s))}
              >
                Add instrument
              </button>
              <button type="button" className="b" onClick={() => import('../app/commands.ts').then((m) => m.command('import').run(s))}>
                Import files
              </button>
            </div>
          </div>
        )}
        <HiddenGrid s={s} tracks={tracks} />
      </div>
    </section>
  )
}

const Head = memo(function Head({ s, track, strip, selected }: { s: Session; track: TrackRecord; strip: Rec; selected: boolean }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: arrows choose strips, see the commands
    <div className={selected ? 'head sel' : 'head'} onClick={() => s.select(track.strip)} role="group" aria-label={track.name}>
      <u style={{ background: `var(--t${track.color})` }} />
      <p>
        <b title={track.name}>{track.name}</b>
        <span>{track.note ?? ''}</span>
      </p>
      <div className="msr">
        <button
          type="button"
          className="tog m"
          aria-pressed={strip.mute === true}
          aria-label={`Mute ${track.name}`}
          onClick={(e) => {
            e.stopPropagation()
            s.edit('Mute', () => toggleMute(s.document, track.strip))
          }}
        >
          M
        </button>
        <button
          type="button"
          className="tog s"
          aria-pressed={strip.solo === true}
          aria-label={`Solo ${track.name}`}
          onClick={(e) => {
            e.stopPropagation()
            s.edit('Solo', () => toggleSolo(s.document, track.strip, e.altKey))
          }}
        >
          S
        </button>
      </div>
    </div>
  )
})

/** The same tracks and clips for those who do not see the canvas; each clip can be reached and moved by keys. */
const HiddenGrid = memo(
  function HiddenGrid({ s, tracks }: { s: Session; tracks: readonly TrackRecord[] }) {
    return (
      <div className="sr" role="grid" aria-label="Tracks and clips">
        {tracks.slice(0, 200).map((t) => (
          <div role="row" key={t.id} aria-label={t.name}>
            {s.document
              .children<ClipRecord>('track', t.id, 'clip')
              .sort((a, b) => a.at - b.at)
              .slice(0, 100)
              .map((c) => {
                const [from, to] = s.clipTicks(c)
                const p = s.signatures.position(Math.round(from))
                return (
                  <button
                    type="button"
                    role="gridcell"
                    key={c.id}
                    tabIndex={-1}
                    aria-selected={s.selectedClips.has(c.id)}
                    onFocus={() => {
                      s.selectedClips = new Set([c.id])
                      s.changed()
                    }}
                    onKeyDown={(e) => {
                      if (!e.altKey || !/^Arrow(Left|Right)$/.test(e.key)) return
                      e.preventDefault()
                      e.stopPropagation()
                      move(s, [c.id], (e.key === 'ArrowLeft' ? -1 : 1) * (BAR / 4))
                    }}
                  >
                    {`${c.name || t.name}, bar ${p.bar} beat ${p.beat}, ${((to - from) / BAR).toFixed(1)} bars`}
                  </button>
                )
              })}
          </div>
        ))}
      </div>
    )
  },
  (a, b) =>
    a.s === b.s &&
    a.tracks.length === b.tracks.length &&
    a.tracks.every((t, i) => t === b.tracks[i]) &&
    lastGrid === a.s.document.byType('clip').length,
)
let lastGrid = -1

// ── Gestures ─────────────────────────────────────────────────────────────────

const dragging = { on: false, version: 0, ids: new Set<string>(), ticks: 0, rows: 0 }

function snap(s: Session, ticks: number, off: boolean): number {
  if (off) return Math.round(ticks)
  const grid = gridTicks(s)
  return Math.round(ticks / grid) * grid
}
/** The finest grid that is drawn. */
function gridTicks(s: Session): number {
  const px = s.viewport.perPixel
  for (const grid of [BAR / 32, BAR / 16, BAR / 8, BAR / 4, BAR / 2, BAR]) if (grid / px >= 9) return grid
  return BAR
}
function move(s: Session, ids: readonly string[], ticks: number, track?: string): void {
  s.edit(ids.length === 1 ? 'Move clip' : `Move ${ids.length} clips`, () => {
    // Clips that hang on absolute time move by what the ticks last there.
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
function follow(e: React.PointerEvent, on: (e: PointerEvent) => void, end: (e: PointerEvent) => void): void {
  const target = e.currentTarget as HTMLElement
  target.setPointerCapture(e.pointerId)
  const up = (event: PointerEvent) => {
    target.removeEventListener('pointermove', on)
    target.removeEventListener('pointerup', up)
    target.removeEventListener('pointercancel', up)
    end(event)
  }
  target.addEventListener('pointermove', on)
  target.addEventListener('pointerup', up)
  target.addEventListener('pointercancel', up)
}
function seekDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, sections: boolean): void {
  if (e.button !== 0) return
  const box = canvas.getBoundingClientRect()
  const at = (x: number) => Math.max(0, s.viewport.ticks(x - box.left))
  const y = e.clientY - box.top
  if (sections && y < 22) {
    // A section becomes the loop.
    const here = at(e.clientX)
    const hit = s.document.byType<SectionRecord>('section').find((x) => here >= x.at && here < x.at + x.length)
    if (hit) s.setLoop(true, hit.at, hit.at + hit.length)
    return
  }
  if (e.altKey || y < (sections ? 46 : 24)) {
    const start = at(e.clientX)
    if (e.shiftKey) {
      follow(
        e,
        (m) => s.setLoop(true, snap(s, start, m.ctrlKey), snap(s, at(m.clientX), m.ctrlKey)),
        () => {},
      )
      return
    }
  }
  s.locate(snap(s, at(e.clientX), true))
  follow(
    e,
    (m) => s.locate(at(m.clientX)),
    () => {},
  )
}
function lanesDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement): void {
  if (e.button !== 0) return
  const box = canvas.getBoundingClientRect()
  const x = e.clientX - box.left
  const tracks = s.tracks()
  const row = Math.floor((e.clientY - box.top + s.viewport.top) / ROW)
  const track = tracks[row]
  const ticks = s.viewport.ticks(x)
  const clip =
    track &&
    s.document
      .children<ClipRecord>('track', track.id, 'clip')
      .sort((a, b) => ((a.order ?? '') < (b.order ?? '') ? 1 : -1))
      .find((c) => {
        const [from, to] = s.clipTicks(c)
        return ticks >= from && ticks < to
      })
  if (track) s.selectedStrip = track.strip
  if (!clip) {
    s.selectedClips.clear()
    s.locate(snap(s, ticks, e.ctrlKey))
    return
  }
  if (e.shiftKey || e.ctrlKey) s.selectedClips.has(clip.id) ? s.selectedClips.delete(clip.id) : s.selectedClips.add(clip.id)
  else if (!s.selectedClips.has(clip.id)) s.selectedClips = new Set([clip.id])
  s.changed()
  const [start] = s.clipTicks(clip)
  follow(
    e,
    (m) => {
      const far = Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) > 4
      if (!dragging.on && !far) return
      dragging.on = true
      dragging.ids = s.selectedClips
      dragging.ticks = snap(s, start + (m.clientX - e.clientX) * s.viewport.perPixel, m.ctrlKey) - start
      dragging.rows = s.selectedClips.size === 1 ? Math.round((m.clientY - e.clientY) / ROW) : 0
      dragging.version++
    },
    (up) => {
      if (!dragging.on) return
      dragging.on = false
      dragging.version++
      if (up.type === 'pointercancel') return
      const to = tracks[row + dragging.rows]
      if (dragging.ticks || dragging.rows)
        move(s, [...s.selectedClips], Math.max(-start, dragging.ticks), to && to.id !== clip.track ? to.id : undefined)
    },
  )
}

// ── Painting ─────────────────────────────────────────────────────────────────

const NUM = "11px 'JetBrains Mono Variable', 'JetBrains Mono', monospace"
const WORD = "600 11px 'Inter Variable', Inter, sans-serif"

function paintRulers(g: CanvasRenderingContext2D, s: Session, sections: boolean, head: number): void {
  const v = s.viewport
  const width = v.width
  const height = sections ? 70 : 48
  g.clearRect(0, 0, width, height)
  g.fillStyle = color('--panel')
  g.fillRect(0, 0, width, height)
  const top = sections ? 22 : 0
  if (sections) {
    for (const x of s.document.byType<SectionRecord>('section')) {
      const a = v.x(x.at)
      const b = v.x(x.at + x.length)
      if (b < 0 || a > width) continue
      g.fillStyle = mix(`--t${x.color}`, 34)
      round(g, a + 1, 2, b - a - 2, 18, 4)
      g.fill()
      label(g, x.name, Math.max(4, a + 9), 15, b - a - 14, color('--text'), "500 11px 'Inter Variable', Inter, sans-serif")
    }
    for (const m of s.document.byType<MarkerRecord>('marker')) {
      const a = v.x(m.at)
      if (a < -80 || a > width) continue
      g.fillStyle = color('--accent')
      g.fillRect(a, 2, 1.5, 18)
      label(g, m.name, a + 5, 15, 90, color('--dim'), "500 11px 'Inter Variable', Inter, sans-serif")
    }
  }
  if (s.looping || s.loopEnd > s.loopStart) {
    const a = v.x(s.loopStart)
    const b = v.x(s.loopEnd)
    g.fillStyle = s.looping ? color('--accent') : color('--hair')
    g.globalAlpha = s.looping ? 0.85 : 0.9
    g.fillRect(a, top, Math.max(1, b - a), 3)
    g.globalAlpha = 1
  }
  // Bars.
  g.font = NUM
  const firstBar = Math.max(1, s.signatures.position(Math.max(0, Math.floor(v.from))).bar)
  let step = 1
  const barPixels = s.signatures.at(Math.max(0, v.from)).barTicks / v.perPixel
  while (barPixels * step < LABEL * 0.6) step *= 2
  for (let bar = firstBar - ((firstBar - 1) % step); ; bar += step) {
    const x = v.x(s.signatures.ticks({ bar }))
    if (x > width) break
    g.fillStyle = color('--hair')
    g.fillRect(Math.round(x), top + 2, 1, 22)
    g.fillStyle = color('--dim')
    g.fillText(String(bar), Math.round(x) + 4, top + 16)
    if (barPixels * step > 36) {
      g.fillStyle = color('--raised')
      const half = v.x(s.signatures.ticks({ bar }) + (s.signatures.at(s.signatures.ticks({ bar })).barTicks * step) / 2)
      g.fillRect(Math.round(half), top + 16, 1, 8)
    }
  }
  // Timecode, at whole seconds.
  const y = top + 24
  const flicks = (ticks: number) => s.tempo.flicks(ticks)
  const second = 705_600_000
  const perSecond = width / Math.max(1e-6, (flicks(v.ticks(width)) - flicks(v.from)) / second)
  const every = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((n) => n * perSecond > LABEL * 1.5) ?? 1200
  for (let t = Math.ceil(flicks(Math.max(0, v.from)) / second / every) * every; ; t += every) {
    const x = v.x(s.tempo.ticks(t * second))
    if (x > width) break
    g.fillStyle = color('--raised')
    g.fillRect(Math.round(x), y, 1, 24)
    g.fillStyle = color('--faint')
    g.fillText(
      formatTimecode(timecodeOfFrames(timecodeFramesOfFlicks(t * second + s.project.timecodeStart, s.rate), s.rate), s.rate),
      Math.round(x) + 4,
      y + 16,
    )
  }
  g.fillStyle = color('--line')
  g.fillRect(0, height - 1, width, 1)
  g.fillRect(0, y - 0.5, width, 0.5)
  g.fillStyle = color('--accent')
  g.beginPath()
  g.moveTo(head - 7, top)
  g.lineTo(head + 7, top)
  g.lineTo(head + 7, top + 9)
  g.lineTo(head, top + 16)
  g.lineTo(head - 7, top + 9)
  g.fill()
}

function paintLanes(g: CanvasRenderingContext2D, s: Session, head: number): void {
  const v = s.viewport
  const { width, height } = v
  g.fillStyle = color('--bg')
  g.fillRect(0, 0, width, height)
  // Grid: bars, beats and finer where there is room.
  const grid = gridTicks(s)
  const first = Math.floor(v.from / grid) * grid
  for (let t = first; ; t += grid) {
    const x = Math.round(v.x(t))
    if (x > width) break
    const strong = t % (BAR * 4) === 0
    g.fillStyle = color(strong || t % BAR === 0 ? '--grid-bar' : t % (BAR / 4) === 0 ? '--grid-beat' : '--grid-fine')
    g.fillRect(x, 0, 1, height)
  }
  if (s.looping) {
    g.fillStyle = color('--accent')
    g.globalAlpha = 0.045
    g.fillRect(v.x(s.loopStart), 0, (s.loopEnd - s.loopStart) / v.perPixel, height)
    g.globalAlpha = 1
  }
  const tracks = s.tracks()
  const from = Math.max(0, Math.floor(v.top / ROW))
  const to = Math.min(tracks.length, Math.ceil((v.top + height) / ROW))
  for (let i = from; i < to; i++) {
    const track = tracks[i]!
    const y = i * ROW - v.top
    g.fillStyle = color('--line')
    g.fillRect(0, y + ROW - 1, width, 1)
    const strip = s.document.get(track.strip)
    const clips = s.document.children<ClipRecord>('track', track.id, 'clip')
    if (clips.length > 1) clips.sort((a, b) => ((a.order ?? '') < (b.order ?? '') ? -1 : 1))
    for (const clip of clips) {
      const moved = dragging.on && dragging.ids.has(clip.id)
      const [a, b] = s.clipTicks(clip)
      const shift = moved ? dragging.ticks : 0
      const x = v.x(a + shift)
      const w = (b - a) / v.perPixel
      if (x + w < 0 || x > width) continue
      paintClip(
        g,
        s,
        clip,
        track.color,
        x,
        y + EDGE + (moved ? dragging.rows * ROW : 0),
        Math.max(2, w - 1),
        ROW - EDGE * 2,
        strip?.mute === true || clip.muted === true,
        moved,
      )
    }
  }
  g.fillStyle = color('--accent')
  g.fillRect(head - 0.5, 0, 1.25, height)
  lastGrid = s.document.byType('clip').length
}

function paintClip(
  g: CanvasRenderingContext2D,
  s: Session,
  clip: ClipRecord,
  trackColor: number,
  x: number,
  y: number,
  w: number,
  h: number,
  muted: boolean,
  moved: boolean,
): void {
  const hue = `--t${clip.color ?? trackColor}`
  g.save()
  g.globalAlpha = muted ? 0.4 : moved ? 0.75 : 1
  g.fillStyle = mix(hue, 26)
  round(g, x, y, w, h, 5)
  g.fill()
  g.clip()
  g.fillStyle = mix(hue, 82)
  g.fillRect(x, y, w, TITLE)
  if (clip.kind === 'audio') paintWave(g, s, clip, hue, x, y + TITLE, w, h - TITLE)
  else paintNotes(g, s, clip, hue, x, y + TITLE, w, h - TITLE)
  label(g, clip.name || '', Math.max(4, x + 6), y + 11.5, Math.min(w - 10, x + w - 8), color('--clip-text'), WORD)
  g.restore()
  if (s.selectedClips.has(clip.id)) {
    g.strokeStyle = color('--accent')
    g.lineWidth = 1.5
    round(g, x, y, w, h, 5)
    g.stroke()
  }
}
function paintWave(
  g: CanvasRenderingContext2D,
  s: Session,
  clip: ClipRecord,
  hue: string,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  const asset = s.document.get(clip.asset as string) as AssetRecord | undefined
  const middle = y + h / 2
  const peaks = asset && s.peaks.get(asset.id)
  if (!asset || !peaks) {
    g.strokeStyle = color(asset ? hue : '--rec')
    g.globalAlpha *= 0.6
    g.fillStyle = g.strokeStyle
    g.fillRect(x, middle, w, 1)
    return
  }
  const v = s.viewport
  const left = Math.max(0, Math.floor(x))
  const right = Math.min(v.width, Math.ceil(x + w))
  if (right <= left) return
  const [start] = s.clipTicks(clip)
  const clipFlicks = s.tempo.flicks(start)
  const shift = v.ticks(x) - start
  const frame = (px: number) => {
    const flicks = s.tempo.flicks(v.ticks(px) - shift) - clipFlicks
    const inAsset =
      clip.reverse === true
        ? Number(clip.from ?? 0) + (clip.anchor === 'flicks' ? clip.length : s.tempo.flicks(start + clip.length) - clipFlicks) - flicks
        : Number(clip.from ?? 0) + flicks
    return inAsset / flicksOfFrames(1, asset.sampleRate)
  }
  const a = frame(left)
  const b = frame(right)
  const columns = right - left
  const gain = 10 ** (Number(clip.gain ?? 0) / 20)
  const half = (h / 2 - 2) * gain
  const channels = Math.min(2, peaks.channels)
  g.fillStyle = color(hue)
  for (let c = 0; c < channels; c++) {
    const { min, max } = peaks.query(c, Math.min(a, b), Math.max(a, b), columns)
    g.globalAlpha *= c ? 0.6 : 1
    g.beginPath()
    for (let i = 0; i < columns; i++) {
      const k = a < b ? i : columns - 1 - i
      const top = Math.min(h / 2, Math.max(0.5, max[k]! * half))
      const bottom = Math.min(h / 2, Math.max(0.5, -min[k]! * half))
      g.rect(left + i, middle - top, 1, top + bottom)
    }
    g.fill()
  }
  g.strokeStyle = color('--text')
  g.globalAlpha = 0.5
  const fadeIn = Number(clip.fadeIn ?? 0)
  if (fadeIn > 0) line(g, x, y + h, v.x(s.tempo.ticks(clipFlicks + fadeIn)) + (x - v.x(start)), y)
  const fadeOut = Number(clip.fadeOut ?? 0)
  if (fadeOut > 0) line(g, x + w - (v.x(s.tempo.ticks(clipFlicks + fadeOut)) - v.x(start)), y, x + w, y + h)
}
const noteCache = new WeakMap<object, { readonly count: number; readonly version: readonly NoteRecord[] }>()
function paintNotes(
  g: CanvasRenderingContext2D,
  s: Session,
  clip: ClipRecord,
  hue: string,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  let cached = noteCache.get(clip)
  const now = s.document.children<NoteRecord>('clip', clip.id, 'note')
  if (!cached || cached.count !== now.length) noteCache.set(clip, (cached = { count: now.length, version: now }))
  const notes = now
  if (!notes.length) return
  let low = 127
  let high = 0
  for (const n of notes) {
    if (n.key < low) low = n.key
    if (n.key > high) high = n.key
  }
  const range = Math.max(11, high - low)
  const base = (low + high - range) / 2
  const v = s.viewport
  const from = Number(clip.from ?? 0)
  const bar = Math.max(1.5, Math.min(4, (h - 8) / (range + 1)))
  g.fillStyle = color(hue)
  for (const n of notes) {
    const nx = x + (n.at - from) / v.perPixel
    const nw = Math.max(1.5, n.length / v.perPixel - 0.5)
    if (nx + nw < Math.max(0, x) || nx > v.width || nx > x + w) continue
    const ny = y + 4 + (1 - (n.key - base) / range) * (h - 8 - bar)
    g.fillRect(nx, ny, nw, bar)
  }
}
const mixes = new Map<string, string>()
function mix(token: string, percent: number): string {
  const key = `${token} ${percent} ${document.documentElement.dataset.theme}`
  let found = mixes.get(key)
  if (!found) mixes.set(key, (found = `color-mix(in oklab, ${color(token)} ${percent}%, ${color('--clip-base')})`))
  return found
}
function round(g: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, r: number): void {
  g.beginPath()
  g.roundRect(x, y, Math.max(1, w), h, Math.min(r, w / 2))
}
function line(g: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  g.beginPath()
  g.moveTo(x1, y1)
  g.lineTo(x2, y2)
  g.stroke()
}
const widths = new Map<string, number>()
/** Text cut with an ellipsis where it would not fit. */
function label(g: CanvasRenderingContext2D, text: string, x: number, y: number, room: number, fill: string, font: string): void {
  if (room < 14 || !text) return
  g.font = font
  g.fillStyle = fill
  const measure = (t: string) => {
    const key = `${font}${t}`
    let w = widths.get(key)
    if (w === undefined) widths.set(key, (w = g.measureText(t).width))
    return w
  }
  let shown = text
  if (measure(shown) > room) {
    let n = Math.max(1, Math.floor((text.length * room) / measure(text)) - 1)
    while (n > 1 && measure(`${text.slice(0, n)}…`) > room) n--
    shown = n > 1 ? `${text.slice(0, n)}…` : ''
  }
  g.fillText(shown, x, y)
}
