// Painting of the lanes: grid, clips with waveforms and notes. Called only when something that is seen here has changed.
import { type AssetRecord, type ClipRecord, flicksOfFrames, type NoteRecord } from '@tonmeister/project'
import { color } from '@tonmeister/ui'
import { rowsOf } from '../../app/rows.ts'
import { BAR, type Session } from '../../app/session.ts'
import { label, line, mix, percent, round, WORD } from './draw.ts'
import { type Dragging, gridTicks } from './gestures.ts'

const EDGE = 3
const TITLE = 15

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
