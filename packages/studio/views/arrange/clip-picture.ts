// A clip as a picture: ground, waveform or notes, fades, cycles, name, signs and frame. Only what lies in the part that is painted costs anything.
import { fadeGain, fadeTable } from '@tonmeister/engine'
import { type AssetRecord, type ClipRecord, cyclesOf, flicksOfFrames, formatNumber, loopOf, type NoteRecord } from '@tonmeister/project'
import { color } from '@tonmeister/ui'
import type { Placed } from '../../app/clip-index.ts'
import type { Session } from '../../app/session.ts'
import { label, mix, NUM, percent, pixelOf, round, WORD } from './draw.ts'
import type { Pixels } from './pixels.ts'

/** Height of a clip's name, pixels. */
export const TITLE = 15
/** Pixels: clips that are narrower have no round corners while the zoom moves. */
const CORNERS = 60
/** A part of the lanes, whole pixels of the screen: what lies outside need not be painted. */
export interface Part {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}
/** What is painted on. */
export interface On {
  readonly g: CanvasRenderingContext2D
  readonly s: Session
  readonly part: Part
  /** The zoom moves: what takes long and nobody sees in passing is left out. */
  readonly isZooming: boolean
}
/** A clip with its place on the canvas, pixels. */
export interface Box {
  readonly placed: Placed
  /** Its colour, a token of the theme. */
  readonly hue: string
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly alpha: number
}
/** A clip as it stands where it is painted. */
export function paintClip(on: On, box: Box): void {
  paintUnder(on, box, null)
  paintOver(on, box)
}
/** Its ground, and its waveform or notes. */
export function paintUnder(on: On, box: Box, sheet: Pixels | null): void {
  const { g } = on
  const { x, y, w, h, hue, alpha } = box
  g.globalAlpha = alpha
  g.fillStyle = mix(hue, percent('--clip-body'))
  if (on.isZooming && w < CORNERS) g.fillRect(x, y, w, h)
  else {
    round(g, x, y, w, h, 5)
    g.fill()
  }
  if (!hasContent(on, box)) return
  if (box.placed.clip.kind === 'audio') paintWave(on, content(box), sheet)
  else paintNotes(on, content(box))
}
/** Whether there is room for more than a name, and that is in sight. */
export const hasContent = ({ part }: On, { y, h }: Pick<Box, 'y' | 'h'>): boolean => h > TITLE + 4 && part.bottom > y + TITLE
/** The box under its name. */
const content = (box: Box): Box => ({ ...box, y: box.y + TITLE, h: box.h - TITLE })
/** What lies over its content: fades, cycles, name, signs, frame. */
export function paintOver(on: On, box: Box): void {
  const { g, s } = on
  const { x, y, w, h, hue, alpha } = box
  const { clip } = box.placed
  const title = Math.min(TITLE, h)
  const isMissing = clip.kind === 'audio' && (!s.document.get(String(clip.asset)) || s.missing.has(String(clip.asset)))
  const plain = on.isZooming && w < CORNERS
  if (hasContent(on, box)) {
    if (clip.kind === 'audio' && s.peaks.get(String(clip.asset))) paintFades(on, content(box))
    g.globalAlpha = alpha
    if (clip.loop !== undefined) paintCycles(on, content(box))
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
function paintWave({ g, s, part: seen }: On, { placed, hue, alpha, x, y, w, h }: Box, sheet: Pixels | null): void {
  const { clip, start, end } = placed
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
function paintFades({ g, s }: On, { placed, alpha, x, y, w, h }: Box): void {
  const { clip, start, end } = placed
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
function paintCycles({ g, s }: On, { placed, x, y, w, h }: Box): void {
  const { clip, start } = placed
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
function paintNotes({ g, s, part: seen }: On, { placed, hue, x, y, w, h }: Box): void {
  const { clip } = placed
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
