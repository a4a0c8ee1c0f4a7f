// Painting of the lanes: grid, clips with waveforms, notes and their states, and what a drag is about to do. Called only when something that is
// seen here has changed. What is narrower than a pixel or two is drawn as one bar, so that the cost is that of the pixels, not of the clips.
import { color, fitCanvas, t } from '@tonmeister/ui'
import { isAbove, type Placed } from '../../app/clip-index.ts'
import { editing } from '../../app/editing.ts'
import { indexAt, type Row, rowsOf } from '../../app/rows.ts'
import type { Session } from '../../app/session.ts'
import { type Box, hasContent, type On, type Part, paintClip, paintOver, paintUnder, TITLE } from './clip-picture.ts'
import { label, mix, NUM, PLAIN, percent, pixelOf, round } from './draw.ts'
import type { Dragging } from './gestures.ts'
import { type Pixels, pixelsOf } from './pixels.ts'
import { gridTicks } from './snapping.ts'

const EDGE = 3
/** Pixels: clips below are bars, below the second plain boxes without name and content. */
const BARS = 3
const BOXES = 14

/** The lanes on their canvas. What was there before is moved when the view moves; only what comes into sight is painted. */
export class Lanes {
  private state = ''
  private from = 0
  private top = 0

  /**
   * @param content  changes with everything that is seen here, apart from the place of the view
   * @param isZooming  the zoom moves: what takes long and nobody sees in passing is left out; to be painted once more when it rests
   */
  paint(canvas: HTMLCanvasElement, s: Session, dragging: Dragging, content: string, isZooming: boolean): void {
    const g = canvas.getContext('2d')!
    const v = s.viewport
    const ratio = devicePixelRatio || 1
    const state = `${content} ${v.perPixel} ${canvas.width} ${canvas.height} ${gridTicks(s)}`
    const dx = ((v.from - this.from) / v.perPixel) * ratio
    const dy = (v.top - this.top) * ratio
    const [x, y] = [Math.round(dx), Math.round(dy)]
    const isMoved =
      state === this.state &&
      Math.abs(x - dx) < 1e-3 &&
      Math.abs(y - dy) < 1e-3 &&
      Math.abs(x) < canvas.width / 2 &&
      Math.abs(y) < canvas.height / 2
    this.state = state
    this.from = v.from
    this.top = v.top
    // Of the canvas, not of its box: that may end within a pixel.
    const whole = { left: 0, top: 0, right: canvas.width / ratio, bottom: canvas.height / ratio }
    if (!isMoved) {
      paintPart({ g, s, part: whole, isZooming }, dragging)
      return
    }
    if (x || y) {
      g.save()
      g.setTransform(1, 0, 0, 1, 0, 0)
      g.globalCompositeOperation = 'copy'
      g.drawImage(canvas, -x, -y)
      g.restore()
    }
    const [w, h] = [x / ratio, y / ratio]
    // Names stand at the left edge as long as any of their clip is in sight.
    const on = (part: Part): On => ({ g, s, part, isZooming })
    if (x) paintNames(on(whole), dragging, Math.max(0, -w))
    if (x > 0) paintPart(on({ ...whole, left: whole.right - w }), dragging)
    else if (x < 0) paintPart(on({ ...whole, right: -w }), dragging)
    if (y > 0) paintPart(on({ ...whole, top: whole.bottom - h }), dragging)
    else if (y < 0) paintPart(on({ ...whole, bottom: -h }), dragging)
  }
}
function paintPart(on: On, dragging: Dragging): void {
  const { g, s, part } = on
  const v = s.viewport
  const width = part.right - part.left
  g.save()
  g.beginPath()
  g.rect(part.left, part.top, width, part.bottom - part.top)
  g.clip()
  g.fillStyle = color('--bg')
  g.fillRect(part.left, part.top, width, part.bottom - part.top)
  paintGrid(on)
  if (s.looping) {
    g.fillStyle = color('--accent')
    g.globalAlpha = 0.045
    g.fillRect(v.x(s.loopStart), part.top, (s.loopEnd - s.loopStart) / v.perPixel, part.bottom - part.top)
    g.globalAlpha = 1
  }
  const { rows } = rowsOf(s)
  const { range } = editing
  for (let i = indexAt(rows, v.top + part.top); i < rows.length; i++) {
    const row = rows[i]!
    const y = row.top - v.top
    if (y + row.height < part.top) continue
    if (y > part.bottom) break
    g.fillStyle = color('--line')
    g.fillRect(part.left, y + row.height - 1, width, 1)
    if (range?.tracks.has(row.track.id)) {
      g.fillStyle = color('--accent-wash')
      g.fillRect(v.x(range.from), y, (range.to - range.from) / v.perPixel, row.height - 1)
    }
    paintRow(on, row, y, dragging)
  }
  if (range) {
    g.fillStyle = color('--accent')
    for (const at of [range.from, range.to]) g.fillRect(Math.round(v.x(at)), part.top, 1, part.bottom - part.top)
  }
  g.restore()
}
/** Paints the names of clips again that lie over the first pixels. */
function paintNames(on: On, dragging: Dragging, pixels: number): void {
  const { s } = on
  const v = s.viewport
  const { rows } = rowsOf(s)
  for (let i = indexAt(rows, v.top); i < rows.length && rows[i]!.top < v.top + v.height; i++) {
    const { track, top, height } = rows[i]!
    const y = top - v.top + EDGE
    let right = 0
    s.clips.between(track.id, v.ticks(0), v.ticks(pixels) + 1, (p) => {
      if ((p.end - p.start) / v.perPixel >= BOXES) right = Math.max(right, v.x(p.end))
    })
    if (right > 0) {
      const part = { left: 0, top: y, right: Math.min(v.width, Math.ceil(right)), bottom: y + Math.min(TITLE, height - EDGE * 2) }
      paintPart({ ...on, part }, dragging)
    }
  }
}
function paintGrid({ g, s, part: seen }: On): void {
  const v = s.viewport
  const grid = gridTicks(s)
  const line = (t: number, token: string) => {
    g.fillStyle = color(token)
    g.fillRect(Math.round(v.x(t)), seen.top, 1, seen.bottom - seen.top)
  }
  let { bar } = s.signatures.position(Math.floor(Math.max(0, v.ticks(seen.left - 1))))
  while (true) {
    const start = s.signatures.ticks({ bar })
    if (v.x(start) > seen.right) break
    const { barTicks, beatTicks } = s.signatures.at(start)
    // Where bars are narrow, every second, fourth … has a line: the same ones wherever the view begins.
    const step = Math.max(1, 2 ** Math.ceil(Math.log2(Math.max(1, grid / barTicks))))
    if ((bar - 1) % step) {
      bar += step - ((bar - 1) % step)
      continue
    }
    line(start, '--grid-bar')
    for (let t = start + grid; t < start + barTicks - 1; t += grid)
      if (v.x(t) >= seen.left - 1 && v.x(t) <= seen.right) line(t, (t - start) % beatTicks === 0 ? '--grid-beat' : '--grid-fine')
    bar += step
  }
}

/** Pixels of a part's width from which waveforms are worth a memory of their own. */
const SHEET = 150
/** Title and body of small clips as pixels of the canvas: by hue, muted or not, selected or not. */
const inks: (readonly [number, number] | undefined)[] = []
addEventListener('themechange', () => {
  inks.length = 0
})
function ink(hue: number, isMuted: boolean, isSelected: boolean): readonly [number, number] {
  const at = hue * 4 + (isMuted ? 2 : 0) + (isSelected ? 1 : 0)
  let found = inks[at]
  if (!found) {
    const alpha = isMuted ? 0.4 : 1
    const title = isSelected ? color('--accent') : mix(`--t${hue}`, percent('--clip-title'))
    inks[at] = found = [pixelOf(title, alpha), pixelOf(mix(`--t${hue}`, percent('--clip-body')), alpha)]
  }
  return found
}
function paintRow(on: On, row: Row, top: number, dragging: Dragging): void {
  const { g, s, part } = on
  const v = s.viewport
  const { track } = row
  const y = top + EDGE
  const h = row.height - EDGE * 2
  const quiet = s.document.get(track.strip)?.mute === true
  const ratio = devicePixelRatio || 1
  const width = part.right - part.left
  const left = Math.round(part.left * ratio)
  const large: Placed[] = []
  const hides = dragging.on && !dragging.copies
  const usual = ink(track.color, quiet, false)
  // Clips too narrow for a name: two lines of pixels, one as their titles and one as their bodies, drawn out to the height of the row.
  let small: Pixels | undefined
  const overlap = s.clips.between(track.id, v.ticks(part.left - 1), v.ticks(part.right + 1), (p) => {
    if (hides && dragging.ids.has(p.clip.id)) return
    const w = (p.end - p.start) / v.perPixel
    if (w >= BOXES) {
      large.push(p)
      return
    }
    const { clip } = p
    const isSelected = s.selectedClips.has(clip.id)
    const isMuted = quiet || clip.muted === true
    const [title, body] =
      clip.color === undefined && !isSelected && isMuted === quiet ? usual : ink(Number(clip.color ?? track.color), isMuted, isSelected)
    small ??= pixelsOf(left, 0, Math.round(width * ratio), 2)
    const x = v.x(p.start)
    const from = Math.round(x * ratio)
    const to = Math.max(from + 1, Math.round((x + (w < BARS ? w : w - 1)) * ratio))
    small.row(0, from, to, title)
    small.row(1, from, to, body)
  })
  small?.draw(g, part.left, y, width, [Math.min(TITLE, h), h - TITLE])
  if (overlap) large.sort((a, b) => (isAbove(a.clip, b.clip) ? 1 : -1))
  const boxes = large.map((placed): Box => {
    const { clip } = placed
    // On whole pixels of the screen.
    const x = Math.round(v.x(placed.start) * ratio) / ratio
    const w = Math.round(v.x(placed.end) * ratio) / ratio - x - 1
    return { placed, hue: `--t${clip.color ?? track.color}`, x, y, w, h, alpha: quiet || clip.muted === true ? 0.4 : 1 }
  })
  // Waveforms of clips that do not lie over each other go to the canvas together.
  if (width > SHEET && !overlap && ratio === 1 && Number.isInteger(y) && hasContent(on, { y, h })) {
    const sheet = pixelsOf(left, y + TITLE, Math.ceil(part.right) - left, Math.round(h - TITLE))
    for (const box of boxes) paintUnder(on, box, sheet)
    sheet.draw(g, left, y + TITLE, Math.ceil(part.right) - left, Math.round(h - TITLE))
    for (const box of boxes) paintOver(on, box)
  } else for (const box of boxes) paintClip(on, box)
  if (overlap) paintCrossings(g, s, large, y, h)
}
/** Where a clip covers the end of another, the crossfade that is heard. */
function paintCrossings(g: CanvasRenderingContext2D, s: Session, clips: readonly Placed[], y: number, h: number): void {
  const v = s.viewport
  g.strokeStyle = color('--text')
  g.lineWidth = 1
  g.globalAlpha = 0.6
  const audio = clips.filter((p) => p.clip.kind === 'audio' && p.clip.muted !== true).sort((a, b) => a.start - b.start)
  g.beginPath()
  for (let i = 1; i < audio.length; i++) {
    const [a, b] = [audio[i - 1]!, audio[i]!]
    if (b.start >= a.end) continue
    // As in the engine: the fade of the upper clip, else 5 ms.
    const isUp = isAbove(b.clip, a.clip)
    const at = isUp ? b.start : a.end
    const upper = isUp ? b.clip : a.clip
    const length = Number((isUp ? upper.fadeIn : upper.fadeOut) ?? 0) || 705_600_000 * 0.005
    const edge = s.tempo.ticks(s.tempo.flicks(at) + (isUp ? length : -length))
    const [x1, x2] = [v.x(Math.min(at, edge)), Math.max(v.x(Math.max(at, edge)), v.x(Math.min(at, edge)) + 5)]
    g.moveTo(x1, y + TITLE)
    g.lineTo(x2, y + h)
    g.moveTo(x1, y + h)
    g.lineTo(x2, y + TITLE)
  }
  g.stroke()
  g.globalAlpha = 1
}

// ── What a drag is about to do ────────────────────────────────────────────────

/** Paints what a drag is about to do, on a canvas over the lanes. @returns whether there is anything to be seen */
export function paintAhead(canvas: HTMLCanvasElement, s: Session, d: Dragging): boolean {
  const { width, height } = s.viewport
  const hasGhosts = d.on && d.ids.size > 0
  if (!hasGhosts && d.line === null && !d.marquee && !d.tip && !editing.ripple) return false
  fitCanvas(canvas)
  const g = canvas.getContext('2d')!
  g.clearRect(0, 0, width, height)
  if (hasGhosts) paintGhosts({ g, s, part: { left: 0, top: 0, right: width, bottom: height }, isZooming: false }, d)
  paintHelp(g, s, d)
  return true
}
/** Clips where they would land. */
function paintGhosts(on: On, d: Dragging): void {
  const { g, s } = on
  const v = s.viewport
  const lanes = rowsOf(s).rows.filter((r) => r.track.folder !== true)
  const of = new Map(lanes.map((r, i) => [r.track.id, i]))
  let painted = 0
  for (const p of d.placed) {
    const at = of.get(p.clip.track)
    if (at === undefined) continue
    const row = lanes[Math.min(lanes.length - 1, Math.max(0, at + d.rows))]!
    const y = row.top - v.top + EDGE
    const x = v.x(p.start + d.ticks)
    const w = (p.end - p.start) / v.perPixel
    if (x + w < 0 || x > v.width || y + row.height < 0 || y > v.height) continue
    const hue = `--t${p.clip.color ?? row.track.color}`
    if (w < BOXES || ++painted > 400) {
      g.globalAlpha = 0.6
      g.fillStyle = mix(hue, percent('--clip-title'))
      g.fillRect(x, y, Math.max(1, w - 1), row.height - EDGE * 2)
      g.globalAlpha = 1
    } else paintClip(on, { placed: p, hue, x, y, w: Math.max(2, w - 1), h: row.height - EDGE * 2, alpha: 0.75 })
  }
}
/** Snap line, marquee and the place as text. */
function paintHelp(g: CanvasRenderingContext2D, s: Session, d: Dragging): void {
  const v = s.viewport
  if (d.line !== null) {
    g.fillStyle = color('--accent')
    g.fillRect(Math.round(v.x(d.line)), 0, 1, v.height)
  }
  if (d.marquee) {
    const { from, to, top, bottom } = d.marquee
    const x = v.x(from)
    const w = (to - from) / v.perPixel
    g.fillStyle = color('--accent-wash')
    g.fillRect(x, top - v.top, w, bottom - top)
    g.strokeStyle = color('--accent')
    g.lineWidth = 1
    g.strokeRect(x + 0.5, top - v.top + 0.5, w - 1, bottom - top - 1)
  }
  if (d.tip) {
    const { x, y, text } = d.tip
    g.font = NUM
    const w = Math.max(...text.split('\n').map((t) => g.measureText(t).width)) + 16
    const lines = text.split('\n')
    const left = Math.max(4, Math.min(v.width - w - 4, x + 14))
    const top = Math.max(4, Math.min(v.height - 22 * lines.length, y - 30))
    g.fillStyle = color('--pop')
    round(g, left, top, w, 6 + 16 * lines.length, 5)
    g.fill()
    g.fillStyle = color('--text')
    lines.forEach((t, i) => g.fillText(t, left + 8, top + 15 + 16 * i))
  }
  if (editing.ripple) label(g, t('Ripple'), v.width - 52, 14, 48, color('--accent'), PLAIN)
}
