// Painting of the lanes: grid, clips with waveforms, notes and their states, and what a drag is about to do. Called only when something that is
// seen here has changed. What is narrower than a pixel or two is drawn as one bar, so that the cost is that of the pixels, not of the clips.
import { fadeGain, fadeTable } from '@tonmeister/engine'
import { type AssetRecord, type ClipRecord, cyclesOf, flicksOfFrames, formatNumber, loopOf, type NoteRecord } from '@tonmeister/project'
import { color, fitCanvas, t } from '@tonmeister/ui'
import { isAbove, type Placed } from '../../app/clip-index.ts'
import { editing } from '../../app/editing.ts'
import { indexAt, type Row, rowsOf } from '../../app/rows.ts'
import type { Session } from '../../app/session.ts'
import { label, mix, NUM, PLAIN, percent, pixelOf, round, WORD } from './draw.ts'
import type { Dragging } from './gestures.ts'
import { gridTicks } from './snapping.ts'

const EDGE = 3
const TITLE = 15
/** Pixels: clips below are bars, below the second plain boxes without name and content. */
const BARS = 3
const BOXES = 14

/** Pixels: clips that are narrower have no round corners while the zoom moves. */
const CORNERS = 60
let zooms = false
/** A part of the lanes, whole pixels of the screen: what lies outside need not be painted. */
interface Part {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}
let seen: Part = { left: 0, top: 0, right: 0, bottom: 0 }

/** The lanes on their canvas. What was there before is moved when the view moves; only what comes into sight is painted. */
export class Lanes {
  private state = ''
  private from = 0
  private top = 0
  private perPixel = 0

  /**
   * @param content  changes with everything that is seen here, apart from the place of the view
   * @param isZooming  the zoom moves: what takes long and nobody sees in passing is left out; to be painted once more when it rests
   */
  paint(canvas: HTMLCanvasElement, s: Session, dragging: Dragging, content: string, isZooming: boolean): void {
    const g = canvas.getContext('2d')!
    const v = s.viewport
    const ratio = devicePixelRatio || 1
    zooms = isZooming
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
    this.perPixel = v.perPixel
    // Of the canvas, not of its box: that may end within a pixel.
    const whole = { left: 0, top: 0, right: canvas.width / ratio, bottom: canvas.height / ratio }
    if (!isMoved) {
      paintPart(g, s, dragging, whole)
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
    if (x) paintNames(g, s, dragging, Math.max(0, -w))
    if (x > 0) paintPart(g, s, dragging, { ...whole, left: whole.right - w })
    else if (x < 0) paintPart(g, s, dragging, { ...whole, right: -w })
    if (y > 0) paintPart(g, s, dragging, { ...whole, top: whole.bottom - h })
    else if (y < 0) paintPart(g, s, dragging, { ...whole, bottom: -h })
  }
}
function paintPart(g: CanvasRenderingContext2D, s: Session, dragging: Dragging, part: Part): void {
  seen = part
  const v = s.viewport
  const width = part.right - part.left
  g.save()
  g.beginPath()
  g.rect(part.left, part.top, width, part.bottom - part.top)
  g.clip()
  g.fillStyle = color('--bg')
  g.fillRect(part.left, part.top, width, part.bottom - part.top)
  paintGrid(g, s)
  if (s.looping) {
    g.fillStyle = color('--accent')
    g.globalAlpha = 0.045
    g.fillRect(v.x(s.loopStart), part.top, (s.loopEnd - s.loopStart) / v.perPixel, part.bottom - part.top)
    g.globalAlpha = 1
  }
  const { rows } = rowsOf(s)
  const { range } = editing
  const small = new Small(part)
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
    paintRow(g, s, row, y, dragging, small)
  }
  if (range) {
    g.fillStyle = color('--accent')
    for (const at of [range.from, range.to]) g.fillRect(Math.round(v.x(at)), part.top, 1, part.bottom - part.top)
  }
  g.restore()
}
/** Paints the names of clips again that lie over the first pixels. */
function paintNames(g: CanvasRenderingContext2D, s: Session, dragging: Dragging, pixels: number): void {
  const v = s.viewport
  const { rows } = rowsOf(s)
  for (let i = indexAt(rows, v.top); i < rows.length && rows[i]!.top < v.top + v.height; i++) {
    const { track, top, height } = rows[i]!
    const y = top - v.top + EDGE
    let right = 0
    s.clips.between(track.id, v.ticks(0), v.ticks(pixels) + 1, (p) => {
      if ((p.end - p.start) / v.perPixel >= BOXES) right = Math.max(right, v.x(p.end))
    })
    if (right > 0)
      paintPart(g, s, dragging, {
        left: 0,
        top: y,
        right: Math.min(v.width, Math.ceil(right)),
        bottom: y + Math.min(TITLE, height - EDGE * 2),
      })
  }
}
function paintGrid(g: CanvasRenderingContext2D, s: Session): void {
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

/** Clips too narrow for a name: two lines of pixels a row, one as its titles and one as its bodies, drawn out to its height. */
class Small {
  private readonly width: number
  private readonly ratio = devicePixelRatio || 1
  private image: ImageData | null = null
  private pixels = new Uint32Array()
  private isEmpty = true
  constructor(private readonly part: Part) {
    this.width = Math.max(1, Math.round((part.right - part.left) * this.ratio))
  }
  /** @param x  left edge, in pixels @param w  pixels */
  add(x: number, w: number, title: number, body: number): void {
    const { width, ratio } = this
    const from = Math.round((x - this.part.left) * ratio)
    const to = Math.max(from + 1, Math.round((x - this.part.left + w) * ratio))
    if (to <= 0 || from >= width) return
    if (!this.image) {
      this.image = new ImageData(width, 2)
      this.pixels = new Uint32Array(this.image.data.buffer)
    }
    this.pixels.fill(title, Math.max(0, from), Math.min(width, to))
    this.pixels.fill(body, width + Math.max(0, from), width + Math.min(width, to))
    this.isEmpty = false
  }
  /** Draws what was added into a row and begins another. */
  draw(g: CanvasRenderingContext2D, y: number, h: number): void {
    const { image, width, ratio, part } = this
    if (this.isEmpty || !image) return
    if (shelf.width < width) shelf.width = width
    shelf.getContext('2d')!.putImageData(image, 0, 0)
    const title = Math.min(TITLE, h)
    g.imageSmoothingEnabled = false
    g.drawImage(shelf, 0, 0, width, 1, part.left, y, width / ratio, title)
    if (h > title) g.drawImage(shelf, 0, 1, width, 1, part.left, y + title, width / ratio, h - title)
    g.imageSmoothingEnabled = true
    this.pixels.fill(0)
    this.isEmpty = true
  }
}
const shelf = document.createElement('canvas')
shelf.height = 2
/** Pixels of a part's width from which sheets are worth it. */
const SHEET = 150
/** Waveforms of a row, column by column in memory: a rectangle drawn for each column costs ten times as much. */
class Sheet {
  private image = new ImageData(1, 1)
  private pixels = new Uint32Array(this.image.data.buffer)
  private left = 0
  private top = 0
  private isEmpty = true
  begin(left: number, top: number, width: number, height: number): void {
    if (this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height)
      this.pixels = new Uint32Array(this.image.data.buffer)
      this.isEmpty = true
    }
    if (!this.isEmpty) this.pixels.fill(0)
    this.isEmpty = true
    this.left = left
    this.top = top
  }
  /** Pixels of the canvas: [from, to) of column x. */
  column(x: number, from: number, to: number, pixel: number): void {
    const { width, height } = this.image
    const at = x - this.left
    if (at < 0 || at >= width) return
    const end = Math.min(height, to - this.top) * width + at
    for (let i = Math.max(0, from - this.top) * width + at; i < end; i += width) this.pixels[i] = pixel
    this.isEmpty = false
  }
  draw(g: CanvasRenderingContext2D): void {
    if (this.isEmpty) return
    const { width, height } = this.image
    if (easel.width < width) easel.width = width
    if (easel.height < height) easel.height = height
    easel.getContext('2d')!.putImageData(this.image, 0, 0)
    g.globalAlpha = 1
    g.drawImage(easel, 0, 0, width, height, this.left, this.top, width, height)
  }
}
const easel = document.createElement('canvas')
const sheets = new Map<string, Sheet>()
/** The sheet for a part of a row; those of the sizes that are used are kept. */
function sheetOf(part: Part, top: number, height: number): Sheet {
  const left = Math.floor(part.left)
  const width = Math.ceil(part.right) - left
  const key = `${width} ${height}`
  let sheet = sheets.get(key)
  if (!sheet) {
    if (sheets.size >= 8) sheets.clear()
    sheets.set(key, (sheet = new Sheet()))
  }
  sheet.begin(left, top, Math.max(1, width), Math.max(1, Math.round(height)))
  return sheet
}
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
function paintRow(g: CanvasRenderingContext2D, s: Session, row: Row, top: number, dragging: Dragging, small: Small): void {
  const v = s.viewport
  const { track } = row
  const y = top + EDGE
  const h = row.height - EDGE * 2
  const quiet = s.document.get(track.strip)?.mute === true
  const ratio = devicePixelRatio || 1
  const large: Placed[] = []
  const hides = dragging.on && !dragging.copies
  const usual = ink(track.color, quiet, false)
  const overlap = s.clips.between(track.id, v.ticks(seen.left - 1), v.ticks(seen.right + 1), (p) => {
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
    small.add(v.x(p.start), w < BARS ? w : w - 1, title, body)
  })
  small.draw(g, y, h)
  if (overlap) large.sort((a, b) => (isAbove(a.clip, b.clip) ? 1 : -1))
  const each = (paint: (p: Placed, x: number, w: number, alpha: number) => void) => {
    for (const p of large) {
      // On whole pixels of the screen.
      const x = Math.round(v.x(p.start) * ratio) / ratio
      paint(p, x, Math.round(v.x(p.end) * ratio) / ratio - x - 1, quiet || p.clip.muted === true ? 0.4 : 1)
    }
  }
  // Waveforms of clips that do not lie over each other go to the canvas together.
  const isLarge = seen.right - seen.left > SHEET
  const sheet = isLarge && !overlap && ratio === 1 && Number.isInteger(y) && hasContent(h, y) ? sheetOf(seen, y + TITLE, h - TITLE) : null
  if (sheet) {
    each((p, x, w, alpha) => paintUnder(g, s, p, track.color, x, y, w, h, alpha, sheet))
    sheet.draw(g)
    each((p, x, w, alpha) => paintOver(g, s, p, track.color, x, y, w, h, alpha))
  } else each((p, x, w, alpha) => paintClip(g, s, p, track.color, x, y, w, h, alpha))
  if (overlap) paintCrossings(g, s, large, y, h)
}

function paintClip(
  g: CanvasRenderingContext2D,
  s: Session,
  placed: Placed,
  trackColor: number,
  x: number,
  y: number,
  w: number,
  h: number,
  alpha: number,
): void {
  paintUnder(g, s, placed, trackColor, x, y, w, h, alpha, null)
  paintOver(g, s, placed, trackColor, x, y, w, h, alpha)
}
/** Its ground, and its waveform or notes. */
function paintUnder(
  g: CanvasRenderingContext2D,
  s: Session,
  { clip, start, end }: Placed,
  trackColor: number,
  x: number,
  y: number,
  w: number,
  h: number,
  alpha: number,
  sheet: Sheet | null,
): void {
  const hue = `--t${clip.color ?? trackColor}`
  const title = Math.min(TITLE, h)
  g.globalAlpha = alpha
  g.fillStyle = mix(hue, percent('--clip-body'))
  if (zooms && w < CORNERS) g.fillRect(x, y, w, h)
  else {
    round(g, x, y, w, h, 5)
    g.fill()
  }
  if (!hasContent(h, y)) return
  if (clip.kind === 'audio') paintWave(g, s, clip, start, end, hue, alpha, x, y + title, w, h - title, sheet)
  else paintNotes(g, s, clip, hue, x, y + title, w, h - title)
}
/** Whether there is room for more than a name, and that is in sight. */
const hasContent = (h: number, y: number): boolean => h > TITLE + 4 && seen.bottom > y + TITLE
/** What lies over its content: fades, cycles, name, signs, frame. */
function paintOver(
  g: CanvasRenderingContext2D,
  s: Session,
  { clip, start, end }: Placed,
  trackColor: number,
  x: number,
  y: number,
  w: number,
  h: number,
  alpha: number,
): void {
  const hue = `--t${clip.color ?? trackColor}`
  const title = Math.min(TITLE, h)
  const isMissing = clip.kind === 'audio' && (!s.document.get(String(clip.asset)) || s.missing.has(String(clip.asset)))
  const plain = zooms && w < CORNERS
  if (hasContent(h, y)) {
    if (clip.kind === 'audio' && s.peaks.get(String(clip.asset))) paintFades(g, s, clip, start, end, x, y + title, w, h - title, alpha)
    g.globalAlpha = alpha
    if (clip.loop !== undefined) paintCycles(g, s, clip, start, x, y + title, w, h - title)
  }
  g.globalAlpha = alpha
  g.fillStyle = mix(hue, percent('--clip-title'))
  if (plain) g.fillRect(x, y, w, title)
  else {
    g.beginPath()
    g.roundRect(x, y, w, title, [Math.min(5, w / 2), Math.min(5, w / 2), 0, 0])
    g.fill()
  }
  // From the right: what is so about it, in signs, then its gain; its name has what is left.
  let right = x + w - 6
  const sign = (draw: (x: number, y: number) => void) => {
    if (right - x < 26) return
    right -= 9
    draw(right, y + 3)
    right -= 4
  }
  g.strokeStyle = g.fillStyle = color('--clip-text')
  if (clip.locked === true) sign((a, b) => padlock(g, a, b))
  if (typeof clip.group === 'string') sign((a, b) => linked(g, a, b))
  if (clip.reverse === true) sign((a, b) => backwards(g, a, b))
  if (clip.muted === true) sign((a, b) => letter(g, 'M', a, b))
  const gain = Number(clip.gain ?? 0)
  if (clip.kind === 'audio' && Math.abs(gain) >= 0.05 && right - x > 84) {
    const text = signed(gain)
    g.font = NUM
    g.fillStyle = color('--clip-text')
    right -= text.length * 6.6
    g.fillText(text, right, y + 11.5)
    right -= 6
  }
  const left = Math.max(4, x + 6)
  label(g, clip.name || '', left, y + 11.5, Math.min(w - 10, right - left), color('--clip-text'), WORD)
  const share = s.importing.get(String(clip.asset))
  if (share !== undefined) {
    g.globalAlpha = 1
    g.fillStyle = color('--accent')
    g.fillRect(x + 2, y + title - 3, Math.max(2, (w - 4) * share), 2)
  }
  const selected = s.selectedClips.has(clip.id)
  if (selected || isMissing) {
    g.globalAlpha = 1
    g.strokeStyle = color(isMissing ? '--rec' : '--accent')
    g.lineWidth = 1.5
    if (isMissing) g.setLineDash([4, 3])
    round(g, x + 0.5, y + 0.5, w - 1, h - 1, 5)
    g.stroke()
    g.setLineDash([])
    if (selected && isMissing) {
      g.strokeStyle = color('--accent')
      round(g, x - 1, y - 1, w + 2, h + 2, 6)
      g.stroke()
    }
  }
  g.globalAlpha = 1
}
/** '+1.6 dB' with a true minus. */
export const signed = (db: number): string => `${db > 0 ? '+' : db < 0 ? '−' : ''}${formatNumber(Math.abs(db), 1)} dB`
function padlock(g: CanvasRenderingContext2D, x: number, y: number): void {
  g.fillRect(x + 0.5, y + 4, 8, 5)
  g.lineWidth = 1.3
  g.beginPath()
  g.arc(x + 4.5, y + 4, 2.5, Math.PI, 0)
  g.stroke()
}
function linked(g: CanvasRenderingContext2D, x: number, y: number): void {
  g.lineWidth = 1.2
  g.strokeRect(x + 0.5, y + 1, 5, 5)
  g.strokeRect(x + 3.5, y + 4, 5, 5)
}
function backwards(g: CanvasRenderingContext2D, x: number, y: number): void {
  g.beginPath()
  g.moveTo(x, y + 4.5)
  g.lineTo(x + 4, y + 1)
  g.lineTo(x + 4, y + 8)
  g.fill()
  g.fillRect(x + 4, y + 3.8, 5, 1.5)
}
function letter(g: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  g.font = WORD
  g.fillText(text, x - 1, y + 8.5)
}

/** Frames of an asset that pixels of a clip show, and where on the canvas. */
function paintWave(
  g: CanvasRenderingContext2D,
  s: Session,
  clip: ClipRecord,
  start: number,
  end: number,
  hue: string,
  alpha: number,
  x: number,
  y: number,
  w: number,
  h: number,
  sheet: Sheet | null,
): void {
  const asset = s.document.get(String(clip.asset)) as AssetRecord | undefined
  const middle = y + h / 2
  const peaks = asset && s.peaks.get(asset.id)
  if (!asset || !peaks) {
    g.fillStyle = color(asset && !s.missing.has(asset.id) ? hue : '--rec')
    g.globalAlpha = alpha * 0.6
    g.fillRect(x, middle, w, 1)
    return
  }
  const v = s.viewport
  // The clip may be drawn elsewhere than it stands: while it is dragged.
  const shift = v.ticks(x) - start
  const flicksAt = (px: number) => s.tempo.flicks(v.ticks(px) - shift)
  const clipFlicks = s.tempo.flicks(start)
  const perFrame = flicksOfFrames(1, asset.sampleRate)
  const gain = 10 ** (Number(clip.gain ?? 0) / 20)
  const half = (h / 2 - 2) * gain
  const most = h / 2 - 1
  g.globalAlpha = alpha
  g.fillStyle = color(hue)
  const pixel = sheet ? pixelOf(color(hue), alpha) : 0
  /** Draws [left, right) pixels, whose content begins (or, reversed, ends) with `from` flicks at `zero` (or `stop`) flicks of the timeline. */
  const part = (left: number, right: number, zero: number, stop: number) => {
    const a0 = Math.max(Math.floor(seen.left), Math.floor(left))
    const b0 = Math.min(Math.ceil(seen.right), Math.ceil(right))
    const columns = b0 - a0
    if (columns <= 0) return
    const frame = (px: number) => (Number(clip.from ?? 0) + (clip.reverse === true ? stop - flicksAt(px) : flicksAt(px) - zero)) / perFrame
    const a = frame(a0)
    const b = frame(b0)
    const first = peaks.query(0, Math.min(a, b), Math.max(a, b), columns)
    const second = peaks.channels > 1 ? peaks.query(1, Math.min(a, b), Math.max(a, b), columns) : first
    for (let i = 0; i < columns; i++) {
      const k = a < b ? i : columns - 1 - i
      const top = Math.min(most, Math.max(0.5, Math.max(first.max[k]!, second.max[k]!) * half))
      const bottom = Math.min(most, Math.max(0.5, -Math.min(first.min[k]!, second.min[k]!) * half))
      const from = Math.round(middle - top)
      const to = Math.max(from + 1, Math.round(middle + bottom))
      if (sheet) sheet.column(a0 + i, from, to, pixel)
      else g.fillRect(a0 + i, from, 1, to - from)
    }
  }
  const looped = loopOf(clip)
  if (looped) {
    const unit = (at: number) => (clip.anchor === 'ticks' ? s.tempo.flicks(clip.at + at) : clip.at + at)
    const px = (flicks: number) => v.x(s.tempo.ticks(flicks) + shift)
    const cycles = cyclesOf(clip)
    // At a distance of less than a pixel a cycle cannot be seen.
    const step = Math.max(1, Math.ceil((cycles.length / Math.max(1, w)) * 2))
    for (let i = 0; i < cycles.length; i += step) {
      const from = unit(cycles[i]!)
      const to = unit(cycles[i]! + looped.loop)
      if (px(to) < seen.left || px(from) > seen.right) continue
      part(Math.max(x, px(from)), Math.min(x + w, px(to)), from, to)
    }
  } else part(x, x + w, clipFlicks, s.tempo.flicks(end))
}
function paintFades(
  g: CanvasRenderingContext2D,
  s: Session,
  clip: ClipRecord,
  start: number,
  end: number,
  x: number,
  y: number,
  w: number,
  h: number,
  alpha: number,
): void {
  const fadeIn = Number(clip.fadeIn ?? 0)
  const fadeOut = Number(clip.fadeOut ?? 0)
  if (!(fadeIn > 0 || fadeOut > 0)) return
  const v = s.viewport
  const shift = v.ticks(x) - start
  const clipFlicks = s.tempo.flicks(start)
  const endFlicks = s.tempo.flicks(end)
  const px = (flicks: number) => v.x(s.tempo.ticks(flicks) + shift)
  if (fadeIn > 0) paintFade(g, String(clip.fadeInShape), x, px(clipFlicks + fadeIn), y, h, alpha)
  if (fadeOut > 0) paintFade(g, String(clip.fadeOutShape), x + w, px(endFlicks - fadeOut), y, h, alpha)
}
/** The curve of a fade from silence at `from` to full level at `to`, darkened above. */
function paintFade(g: CanvasRenderingContext2D, shape: string, from: number, to: number, y: number, h: number, alpha: number): void {
  const width = Math.abs(to - from)
  if (width < 2) return
  const table = fadeTable(shape)
  const steps = Math.min(48, Math.max(6, Math.ceil(width / 3)))
  const curve = () => {
    for (let i = 0; i <= steps; i++) g.lineTo(from + ((to - from) * i) / steps, y + h - h * fadeGain(table, i / steps))
  }
  g.globalAlpha = alpha * 0.45
  g.fillStyle = color('--bg')
  g.beginPath()
  g.moveTo(from, y)
  g.lineTo(from, y + h)
  curve()
  g.lineTo(to, y)
  g.fill()
  g.globalAlpha = alpha * 0.75
  g.strokeStyle = color('--text')
  g.lineWidth = 1
  g.beginPath()
  g.moveTo(from, y + h)
  curve()
  g.stroke()
}
/** Where the content begins again: a dotted line at each. */
function paintCycles(
  g: CanvasRenderingContext2D,
  s: Session,
  clip: ClipRecord,
  start: number,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  const v = s.viewport
  const shift = v.ticks(x) - start
  const cycles = cyclesOf(clip)
  if (w / cycles.length < 4) return
  g.strokeStyle = color('--text')
  g.globalAlpha *= 0.7
  g.lineWidth = 1
  g.setLineDash([2, 3])
  g.beginPath()
  for (const at of cycles) {
    const cx = Math.round(v.x((clip.anchor === 'ticks' ? clip.at + at : s.tempo.ticks(clip.at + at)) + shift)) + 0.5
    if (cx <= x + 1 || cx >= x + w - 1) continue
    g.moveTo(cx, y)
    g.lineTo(cx, y + h)
  }
  g.stroke()
  g.setLineDash([])
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
  const { notes, low, high } = s.clips.notesOf(clip.id)
  if (!notes.length) return
  const v = s.viewport
  const range = Math.max(11, high - low)
  const base = (low + high - range) / 2
  const bar = Math.max(1.5, Math.min(4, (h - 8) / (range + 1)))
  const shown: Shown = {
    notes,
    left: Math.max(seen.left - 1, x),
    right: Math.min(seen.right + 1, x + w),
    whole: w,
    y: y + 4,
    room: h - 8 - bar,
    base,
    range,
    bar,
  }
  g.fillStyle = color(hue)
  g.beginPath()
  const looped = loopOf(clip)
  if (looped && clip.anchor === 'ticks') {
    for (const at of cyclesOf(clip)) {
      const from = x + at / v.perPixel
      const to = from + looped.loop / v.perPixel
      if (to > shown.left && from < shown.right)
        marks(g, s, { ...shown, left: Math.max(shown.left, from), right: Math.min(shown.right, to), whole: to - from }, from, clip)
    }
  } else marks(g, s, shown, x, clip)
  g.fill()
}
interface Shown {
  readonly notes: readonly NoteRecord[]
  readonly left: number
  readonly right: number
  /** Pixels of its whole content, in sight or not. */
  readonly whole: number
  readonly y: number
  readonly room: number
  readonly base: number
  readonly range: number
  readonly bar: number
}
/** Notes of content that begins at pixel `from`. Of more than can be told apart some are left out. */
function marks(g: CanvasRenderingContext2D, s: Session, d: Shown, from: number, clip: ClipRecord): void {
  const { perPixel } = s.viewport
  const zero = Number(clip.from ?? 0)
  // As many as its whole width has room for, so that they are the same ones wherever the view is.
  const step = Math.max(1, Math.floor(d.notes.length / Math.max(1, d.whole * 2)))
  for (let i = 0; i < d.notes.length; i += step) {
    const n = d.notes[i]!
    const a = from + (n.at - zero) / perPixel
    const b = Math.min(d.right, a + Math.max(1.5, n.length / perPixel - 0.5))
    if (b < d.left || a > d.right || n.at < zero) continue
    g.rect(Math.max(a, d.left), d.y + (1 - (n.key - d.base) / d.range) * d.room, b - Math.max(a, d.left), d.bar)
  }
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
  seen = { left: 0, top: 0, right: width, bottom: height }
  zooms = false
  if (hasGhosts) paintGhosts(g, s, rowsOf(s).rows, d)
  paintHelp(g, s, d)
  return true
}
/** Clips where they would land. */
function paintGhosts(g: CanvasRenderingContext2D, s: Session, rows: readonly Row[], d: Dragging): void {
  const v = s.viewport
  const lanes = rows.filter((r) => r.track.folder !== true)
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
    if (w < BOXES || ++painted > 400) {
      g.globalAlpha = 0.6
      g.fillStyle = mix(`--t${p.clip.color ?? row.track.color}`, percent('--clip-title'))
      g.fillRect(x, y, Math.max(1, w - 1), row.height - EDGE * 2)
      g.globalAlpha = 1
    } else paintClip(g, s, p, row.track.color, x, y, Math.max(2, w - 1), row.height - EDGE * 2, 0.75)
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
