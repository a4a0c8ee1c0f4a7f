// Painting of the piano roll: ruler, keys, grid, notes, velocities. Called only when something that is seen here has changed.
import { type ClipRecord, type NoteRecord, type NoteValues, noteName } from '@tonmeister/project'
import { color, t } from '@tonmeister/ui'
import { notesBetween, notesOf } from '../../app/notes.ts'
import { inScale, type Roll } from '../../app/roll.ts'
import type { Session } from '../../app/session.ts'
import { label, line, NUM, round, WORD } from '../arrange/draw.ts'

/** Pixels of the keyboard, the ruler, the velocities. */
export const KEYBOARD = 52
export const RULER = 24
export const VELOCITY = 72
/** Least pixels between two lines of the grid. */
const LINES = 7
const VELOCITY_PAD = 10
/** Velocities in the window up to which each has a head. */
const HEADS = 1200

/** Hue from soft blue to hard orange, lightness by velocity, as DESIGN says; darker on light ground. */
const colors: string[] = []
let colorsOf = ''
export function velocityColor(velocity: number): string {
  const theme = document.documentElement.dataset.theme ?? ''
  if (theme !== colorsOf) {
    colorsOf = theme
    for (let v = 0; v < 128; v++) {
      const x = v / 127
      colors[v] =
        `oklch(${((theme === 'light' ? 0.6 : 0.58) + (theme === 'light' ? 0.12 : 0.2) * x).toFixed(3)} 0.12 ${Math.round(262 - 212 * x)})`
    }
  }
  return colors[Math.min(127, Math.max(1, Math.round(velocity)))]!
}
const isBlack = (key: number) => [1, 3, 6, 8, 10].includes(key % 12)
let hatching: CanvasPattern | null = null
let hatchingOf = ''
/** Diagonal lines for rows outside the scale. */
function hatch(g: CanvasRenderingContext2D): CanvasPattern {
  const theme = document.documentElement.dataset.theme ?? ''
  if (!hatching || hatchingOf !== theme) {
    hatchingOf = theme
    const tile = document.createElement('canvas')
    tile.width = tile.height = 6
    const t = tile.getContext('2d')!
    t.strokeStyle = color('--quiet')
    t.globalAlpha = 0.35
    t.beginPath()
    t.moveTo(-1, 7)
    t.lineTo(7, -1)
    t.stroke()
    hatching = g.createPattern(tile, 'repeat')!
  }
  return hatching
}
/** Height of the velocity lane's bar. */
export const velocityY = (height: number, velocity: number): number =>
  height - 4 - ((VELOCITY - VELOCITY_PAD - 4) * Math.min(127, Math.max(0, velocity))) / 127
export const velocityAt = (height: number, y: number): number =>
  Math.min(127, Math.max(1, Math.round(((height - 4 - y) / (VELOCITY - VELOCITY_PAD - 4)) * 127)))

export function paintRoll(g: CanvasRenderingContext2D, s: Session, roll: Roll, width: number, height: number): void {
  const span = roll.span()
  const clip = roll.record
  const { view } = roll
  const bottom = height - VELOCITY
  g.fillStyle = color('--bg')
  g.fillRect(0, 0, width, height)
  if (!span || !clip) return
  g.save()
  g.beginPath()
  g.rect(KEYBOARD, RULER, width - KEYBOARD, height - RULER)
  g.clip()
  g.translate(KEYBOARD, 0)
  paintRows(g, roll, width - KEYBOARD, bottom)
  paintGrid(g, s, roll, width - KEYBOARD, height)
  if (s.looping) {
    g.fillStyle = color('--accent')
    g.globalAlpha = 0.05
    g.fillRect(view.x(s.loopStart), RULER, (s.loopEnd - s.loopStart) / view.perPixel, bottom - RULER)
    g.globalAlpha = 1
  }
  g.save()
  g.beginPath()
  g.rect(0, RULER, width - KEYBOARD, bottom - RULER)
  g.clip()
  paintGhosts(g, s, roll, clip)
  const { notes, changed } = shownNotes(roll, span.origin, width - KEYBOARD)
  paintNotes(g, roll, span.origin, notes, changed, bottom)
  // What lies outside the clip is not heard.
  g.fillStyle = color('--bg')
  g.globalAlpha = 0.62
  const left = view.x(span.from)
  const right = view.x(Math.min(span.to, span.cycle ?? Infinity))
  if (left > 0) g.fillRect(0, RULER, left, bottom - RULER)
  if (right < width - KEYBOARD) g.fillRect(right, RULER, width - KEYBOARD - right, bottom - RULER)
  g.globalAlpha = 1
  g.restore()
  g.strokeStyle = g.fillStyle = color('--accent')
  g.lineWidth = 1
  for (const x of [left, right]) line(g, Math.round(x) + 0.5, RULER, Math.round(x) + 0.5, height)
  paintVelocities(g, roll, span.origin, notes, changed, width - KEYBOARD, height)
  paintMarquee(g, roll, span.origin)
  g.restore()
  paintRuler(g, s, roll, width, span.from, span.to)
  paintKeys(g, roll, bottom)
  g.fillStyle = color('--panel')
  g.fillRect(0, bottom + 1, KEYBOARD, VELOCITY - 1)
  g.fillStyle = color('--line')
  g.fillRect(0, bottom, width, 1)
  g.fillRect(KEYBOARD - 1, 0, 1, height)
  label(g, t('Vel.'), 8, bottom + 18, KEYBOARD - 10, color('--faint'), "500 11px 'Inter Variable', sans-serif")
  const chosen = roll.chosen()
  label(
    g,
    String(roll.preview?.notes.get(chosen[0]?.id ?? '')?.velocity ?? chosen[0]?.velocity ?? roll.velocity),
    8,
    bottom + 34,
    KEYBOARD - 10,
    color('--text'),
    NUM,
  )
  paintText(g, roll, width)
}
function paintRows(g: CanvasRenderingContext2D, roll: Roll, width: number, bottom: number): void {
  const { view, row, choice } = roll
  const first = Math.max(0, Math.floor(view.top / row))
  for (let i = first; i < 128; i++) {
    const y = RULER + i * row - view.top
    if (y > bottom) break
    const key = 127 - i
    if (isBlack(key)) {
      g.fillStyle = color('--line')
      g.globalAlpha = 0.45
      g.fillRect(0, y, width, row)
      g.globalAlpha = 1
    }
    if (choice.scale && !inScale(choice, key)) {
      g.fillStyle = hatch(g)
      g.fillRect(0, y, width, row)
    }
    if (choice.scale && (key - choice.root + 120) % 12 === 0) {
      g.fillStyle = color('--accent-wash')
      g.fillRect(0, y, width, row)
    }
    // A line under every C and every F, where two white keys meet.
    if (key % 12 === 0 || key % 12 === 5) {
      g.fillStyle = color(key % 12 === 0 ? '--grid-bar' : '--grid-beat')
      g.fillRect(0, Math.round(y + row) - 1, width, 1)
    }
  }
}
function paintGrid(g: CanvasRenderingContext2D, s: Session, roll: Roll, width: number, height: number): void {
  const { view } = roll
  const end = view.ticks(width)
  const grid = roll.gridTicks()
  for (let bar = s.signatures.at(Math.max(0, view.from)), guard = 0; guard < 4000; guard++) {
    const { barStart, barTicks, beatTicks } = bar
    if (barStart > end) break
    const lines = (every: number, fill: string) => {
      if (every / view.perPixel < LINES || every >= barTicks) return
      g.fillStyle = fill
      for (let t = every; t < barTicks; t += every) g.fillRect(Math.round(view.x(barStart + t)), RULER, 1, height)
    }
    lines(grid, color('--grid-fine'))
    lines(beatTicks, color('--grid-beat'))
    g.fillStyle = color('--grid-bar')
    g.fillRect(Math.round(view.x(barStart)), RULER, 1, height)
    bar = s.signatures.at(barStart + barTicks)
  }
}
/** Notes of other clips on the same place, in grey. */
function paintGhosts(g: CanvasRenderingContext2D, s: Session, roll: Roll, clip: ClipRecord): void {
  if (roll.choice.ghosts === 'none') return
  const { view, row } = roll
  const end = view.ticks(view.width)
  g.fillStyle = color('--quiet')
  g.strokeStyle = color('--quiet')
  g.lineWidth = 1
  g.setLineDash([3, 2])
  for (const other of s.document.byType<ClipRecord>('clip')) {
    if (other.kind !== 'notes' || other.id === clip.id || other.muted === true) continue
    if (roll.choice.ghosts === 'selected' && !s.selectedClips.has(other.id)) continue
    const [from, to] = s.clipTicks(other)
    if (to <= view.from || from >= end || typeof other.loop === 'number') continue
    const origin = from - Number(other.from ?? 0)
    for (const n of notesBetween(notesOf(s.document, other.id), Math.max(from, view.from) - origin, Math.min(to, end) - origin)) {
      const y = RULER + (127 - n.key) * row - view.top
      if (y + row < RULER || y > view.height + RULER) continue
      const x = view.x(origin + n.at)
      const w = Math.max(2, n.length / view.perPixel - 1)
      g.globalAlpha = 0.2
      g.fillRect(x, y + 1, w, row - 2)
      if (w > 5) {
        g.globalAlpha = 0.6
        g.strokeRect(x + 0.5, y + 1.5, w - 1, row - 3)
      }
    }
  }
  g.setLineDash([])
  g.globalAlpha = 1
}
/** Notes in the window, with those that a gesture changes as they would be. */
function shownNotes(roll: Roll, origin: number, width: number): { notes: NoteRecord[]; changed: ReadonlyMap<string, NoteValues> } {
  const { view, preview, index } = roll
  const changed = preview?.notes ?? new Map<string, NoteValues>()
  const [from, to] = [view.from - origin, view.ticks(width) - origin]
  const notes = index ? notesBetween(index, from, to) : []
  if (!changed.size) return { notes, changed }
  // One that the gesture brings in from elsewhere.
  const there = new Set(notes.map((n) => n.id))
  for (const [id, now] of changed)
    if (!there.has(id) && now.at < to && now.at + now.length > from) {
      const place = index?.place.get(id)
      if (place !== undefined) notes.push(index!.notes[place]!)
    }
  return { notes, changed }
}
function paintNotes(
  g: CanvasRenderingContext2D,
  roll: Roll,
  origin: number,
  notes: readonly NoteRecord[],
  changed: ReadonlyMap<string, NoteValues>,
  bottom: number,
): void {
  const { view, row, selected } = roll
  const text = color('--clip-text')
  const ring = color('--text')
  const draw = (n: NoteValues, isSelected: boolean) => {
    const y = RULER + (127 - n.key) * row - view.top
    if (y + row < RULER || y > bottom) return
    const x = view.x(origin + n.at) + 0.5
    const w = Math.max(2, n.length / view.perPixel - 1.5)
    g.fillStyle = velocityColor(n.velocity)
    if (w < 6) g.fillRect(x, y + 1, w, row - 2)
    else {
      round(g, x, y + 1, w, row - 2, 3)
      g.fill()
    }
    if (isSelected) {
      g.strokeStyle = ring
      g.lineWidth = 1.5
      round(g, x, y + 1, w, row - 2, 3)
      g.stroke()
    }
    if (row >= 12 && w > 26) label(g, noteName(n.key), x + 5, y + row / 2 + 4, w - 7, text, WORD)
  }
  // The selected ones last: their rings lie on top.
  const last: NoteValues[] = []
  for (const n of notes) {
    if (selected.has(n.id)) last.push(changed.get(n.id) ?? n)
    else draw(changed.get(n.id) ?? n, false)
  }
  for (const n of last) draw(n, true)
  for (const n of roll.preview?.added ?? []) draw(n, true)
}
function paintVelocities(
  g: CanvasRenderingContext2D,
  roll: Roll,
  origin: number,
  notes: readonly NoteRecord[],
  changed: ReadonlyMap<string, NoteValues>,
  width: number,
  height: number,
): void {
  const { view, selected } = roll
  const top = height - VELOCITY
  g.save()
  g.beginPath()
  g.rect(0, top, width, VELOCITY)
  g.clip()
  g.fillStyle = color('--panel')
  g.globalAlpha = 0.55
  g.fillRect(0, top, width, VELOCITY)
  g.globalAlpha = 1
  g.fillStyle = color('--grid-bar')
  g.fillRect(0, Math.round(velocityY(height, 64)), width, 1)
  // Where bars stand side by side, heads would be one line, and slow.
  const dots = notes.length < HEADS
  const draw = (n: NoteValues, isSelected: boolean) => {
    const x = Math.round(view.x(origin + n.at)) + 1
    const y = velocityY(height, n.velocity)
    g.fillStyle = isSelected ? color('--text') : velocityColor(n.velocity)
    g.fillRect(x - 1, y, 2.5, height - 4 - y)
    if (!dots) return
    g.beginPath()
    g.arc(x + 0.25, y, 3.2, 0, 7)
    g.fill()
  }
  const last: NoteValues[] = []
  for (const n of notes)
    if (selected.has(n.id)) last.push(changed.get(n.id) ?? n)
    else draw(changed.get(n.id) ?? n, false)
  for (const n of last) draw(n, true)
  for (const n of roll.preview?.added ?? []) draw(n, true)
  g.restore()
}
function paintMarquee(g: CanvasRenderingContext2D, roll: Roll, origin: number): void {
  const box = roll.preview?.marquee
  if (!box) return
  const { view, row } = roll
  const x = view.x(origin + box.from)
  const y = RULER + (127 - box.high) * row - view.top
  const w = (box.to - box.from) / view.perPixel
  const h = (box.high - box.low + 1) * row
  g.fillStyle = color('--accent-wash')
  g.fillRect(x, y, w, h)
  g.strokeStyle = color('--accent')
  g.lineWidth = 1
  g.strokeRect(x + 0.5, y + 0.5, Math.max(0, w - 1), Math.max(0, h - 1))
}
function paintRuler(g: CanvasRenderingContext2D, s: Session, roll: Roll, width: number, from: number, to: number): void {
  const { view } = roll
  g.save()
  g.beginPath()
  g.rect(0, 0, width, RULER)
  g.clip()
  g.fillStyle = color('--panel')
  g.fillRect(0, 0, width, RULER)
  g.translate(KEYBOARD, 0)
  g.fillStyle = color('--raised')
  g.fillRect(view.x(from), RULER - 4, (to - from) / view.perPixel, 3)
  if (s.loopEnd > s.loopStart) {
    g.fillStyle = s.looping ? color('--accent') : color('--hair')
    g.fillRect(view.x(s.loopStart), 0, Math.max(1, (s.loopEnd - s.loopStart) / view.perPixel), 3)
  }
  const end = view.ticks(width)
  let bar = s.signatures.at(Math.max(0, view.from))
  let step = 1
  while ((bar.barTicks / view.perPixel) * step < 34) step *= 2
  for (let guard = 0; guard < 4000 && bar.barStart <= end; guard++, bar = s.signatures.at(bar.barStart + bar.barTicks)) {
    const number = s.signatures.position(bar.barStart).bar
    if ((number - 1) % step) continue
    const x = Math.round(view.x(bar.barStart))
    g.fillStyle = color('--hair')
    g.fillRect(x, 4, 1, RULER)
    label(g, String(number), x + 4, 16, 60, color('--dim'), NUM)
    if (bar.beatTicks / view.perPixel > 44)
      for (let beat = 2; beat <= bar.numerator; beat++) {
        const bx = Math.round(view.x(bar.barStart + (beat - 1) * bar.beatTicks))
        g.fillStyle = color('--raised2')
        g.fillRect(bx, 12, 1, RULER)
        label(g, `${number}.${beat}`, bx + 4, 16, 60, color('--faint'), NUM)
      }
  }
  g.restore()
  g.fillStyle = color('--line')
  g.fillRect(0, RULER - 1, width, 1)
}
/** Keys are paper and ebony in every theme. */
const WHITE_KEY = '#e6e4de'
const BLACK_KEY = '#2b2d31'
const WHITE_KEY_LINE = '#b9b6ae'
function paintKeys(g: CanvasRenderingContext2D, roll: Roll, bottom: number): void {
  const { view, row, choice } = roll
  g.save()
  g.beginPath()
  g.rect(0, RULER, KEYBOARD, bottom - RULER)
  g.clip()
  g.fillStyle = WHITE_KEY
  g.fillRect(0, RULER, KEYBOARD, bottom - RULER)
  for (let i = Math.max(0, Math.floor(view.top / row) - 1); i < 128; i++) {
    const key = 127 - i
    const y = RULER + i * row - view.top
    if (y > bottom) break
    if (isBlack(key)) {
      g.fillStyle = BLACK_KEY
      g.fillRect(0, y, KEYBOARD * 0.62, row)
      g.fillStyle = WHITE_KEY_LINE
      g.fillRect(KEYBOARD * 0.62, Math.round(y + row / 2), KEYBOARD, 1)
    } else if (key % 12 === 0 || key % 12 === 5) {
      g.fillStyle = WHITE_KEY_LINE
      g.fillRect(0, Math.round(y + row) - 1, KEYBOARD, 1)
    }
    if (key === roll.pressed) {
      g.fillStyle = velocityColor(roll.velocity)
      g.fillRect(0, y, isBlack(key) ? KEYBOARD * 0.62 : KEYBOARD, row)
    }
    if (choice.scale && (key - choice.root + 120) % 12 === 0) {
      g.fillStyle = color('--accent')
      g.fillRect(0, y, 3, row)
    }
    const isC = key % 12 === 0
    if ((isC && row >= 7) || (row >= 18 && !isBlack(key)))
      label(g, noteName(key), KEYBOARD - 24, y + row / 2 + 4, 24, isC ? '#131416' : '#55575d', NUM)
  }
  g.restore()
}
function paintText(g: CanvasRenderingContext2D, roll: Roll, width: number): void {
  const { preview } = roll
  if (!preview?.text) return
  g.font = NUM
  const w = g.measureText(preview.text).width + 14
  const x = Math.min(width - w - 4, preview.x + 14)
  const y = Math.max(RULER + 2, preview.y - 28)
  g.fillStyle = color('--pop')
  round(g, x, y, w, 20, 5)
  g.fill()
  g.strokeStyle = color('--hair')
  g.lineWidth = 1
  g.stroke()
  g.fillStyle = color('--text')
  g.fillText(preview.text, x + 7, y + 14)
}
