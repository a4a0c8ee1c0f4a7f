// Painting of the arrangement: rulers, grid, clips with waveforms and notes. Called only when something that is seen here has changed.
import {
  type AssetRecord,
  type ClipRecord,
  FLICKS_PER_SECOND,
  flicksOfFrames,
  formatTimecode,
  type MarkerRecord,
  type NoteRecord,
  type SectionRecord,
  timecodeFramesOfFlicks,
  timecodeOfFrames,
  wrapAtMidnight,
} from '@tonmeister/project'
import { color } from '@tonmeister/ui'
import { rowsOf } from '../../app/rows.ts'
import { BAR, type Session } from '../../app/session.ts'
import { type Dragging, gridTicks } from './gestures.ts'

const EDGE = 3
const TITLE = 15
/** Least pixels between two numbers of a ruler. */
const LABEL = 64

const NUM = "11px 'JetBrains Mono Variable', 'JetBrains Mono', monospace"
const WORD = "600 11px 'Inter Variable', Inter, sans-serif"

export function paintRulers(g: CanvasRenderingContext2D, s: Session, sections: boolean): void {
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
  const second = FLICKS_PER_SECOND
  const perSecond = width / Math.max(1e-6, (flicks(v.ticks(width)) - flicks(v.from)) / second)
  const every = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((n) => n * perSecond > LABEL * 1.5) ?? 1200
  for (let t = Math.ceil(flicks(Math.max(0, v.from)) / second / every) * every; ; t += every) {
    const x = v.x(s.tempo.ticks(t * second))
    if (x > width) break
    g.fillStyle = color('--raised')
    g.fillRect(Math.round(x), y, 1, 24)
    g.fillStyle = color('--faint')
    g.fillText(
      formatTimecode(
        timecodeOfFrames(wrapAtMidnight(timecodeFramesOfFlicks(t * second + s.project.timecodeStart, s.rate), s.rate), s.rate),
        s.rate,
      ),
      Math.round(x) + 4,
      y + 16,
    )
  }
  g.fillStyle = color('--line')
  g.fillRect(0, height - 1, width, 1)
  g.fillRect(0, y - 0.5, width, 0.5)
}

export function paintLanes(g: CanvasRenderingContext2D, s: Session, dragging: Dragging): void {
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
  const { rows } = rowsOf(s)
  for (const row of rows) {
    const { track } = row
    const y = row.top - v.top
    if (y + row.height < 0) continue
    if (y > height) break
    g.fillStyle = color('--line')
    g.fillRect(0, y + row.height - 1, width, 1)
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
        y + EDGE + (moved ? (rows[row.index + dragging.rows]?.top ?? row.top) - row.top : 0),
        Math.max(2, w - 1),
        row.height - EDGE * 2,
        strip?.mute === true || clip.muted === true,
        moved,
      )
    }
  }
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
  g.fillStyle = mix(hue, percent('--clip-body'))
  round(g, x, y, w, h, 5)
  g.fill()
  g.clip()
  g.fillStyle = mix(hue, percent('--clip-title'))
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
/** Notes of a clip as they are drawn; kept until the arrangement changes. */
interface Drawn {
  readonly notes: readonly NoteRecord[]
  readonly low: number
  readonly high: number
}
const drawn = new Map<string, Drawn>()
let drawnOf = ''
function notesOf(s: Session, clip: string): Drawn {
  const state = `${s.key} ${s.arrangeVersion}`
  if (state !== drawnOf) {
    drawn.clear()
    drawnOf = state
  }
  let found = drawn.get(clip)
  if (!found) {
    const notes = s.document.children<NoteRecord>('clip', clip, 'note')
    let low = 127
    let high = 0
    for (const n of notes) {
      if (n.key < low) low = n.key
      if (n.key > high) high = n.key
    }
    drawn.set(clip, (found = { notes, low, high }))
  }
  return found
}
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
  const { notes, low, high } = notesOf(s, clip.id)
  if (!notes.length) return
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
const percent = (token: string): number => Number.parseFloat(color(token))
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
document.fonts.addEventListener('loadingdone', () => widths.clear())
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
