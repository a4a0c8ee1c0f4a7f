// Rulers over the lanes: what is painted there. What a pointer does there stands in ruler-gestures.ts.
import {
  FLICKS_PER_SECOND,
  formatNumber,
  formatTimecode,
  framesOfFlicks,
  type MarkerRecord,
  type SectionRecord,
  type SignatureRecord,
  type TempoRecord,
  timecodeFramesOfFlicks,
  timecodeOfFrames,
  wrapAtMidnight,
} from '@tonmeister/project'
import { color } from '@tonmeister/ui'
import { arrangementOf, type Ruler } from '../../app/arrangement.ts'
import type { Session } from '../../app/session.ts'
import { label, mix, NUM, PLAIN, round, width as widthOf } from './draw.ts'

/** Least pixels between two numbers of a ruler. */
const LABEL = 64
/** Pixels. */
const HEIGHT = 24
const TEMPO_HEIGHT = 44
/** Pixels of the bars ruler, from its top, in which the loop lies. */
export const BRACE = 7

export interface RulerRow {
  readonly id: Ruler
  /** Pixels from the top of the first ruler. */
  readonly top: number
  readonly height: number
}
export function rulerRows(s: Session): { readonly rows: readonly RulerRow[]; readonly height: number } {
  let top = 0
  const rows = arrangementOf(s)
    .rulers()
    .map((id) => {
      const row = { id, top, height: id === 'tempo' ? TEMPO_HEIGHT : HEIGHT }
      top += row.height
      return row
    })
  return { rows, height: top }
}
export const inTime = <R extends { readonly at: number; readonly id: string }>(records: R[]): R[] =>
  records.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
/** In order of time: later sections are painted over earlier ones. */
export const sectionsOf = (s: Session): SectionRecord[] => inTime(s.document.byType<SectionRecord>('section'))
export const markersOf = (s: Session): MarkerRecord[] => inTime(s.document.byType<MarkerRecord>('marker'))
export const temposOf = (s: Session): TempoRecord[] => inTime(s.document.byType<TempoRecord>('tempo'))
export const metersOf = (s: Session): SignatureRecord[] => inTime(s.document.byType<SignatureRecord>('signature'))

/** Beats per minute at the bottom and top of the tempo ruler. */
export function tempoRange(s: Session): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (const { bpm } of s.document.byType<TempoRecord>('tempo')) {
    low = Math.min(low, bpm)
    high = Math.max(high, bpm)
  }
  if (!high) return [100, 140]
  const room = Math.max(10, (high - low) * 0.25)
  return [Math.max(5, low - room), Math.min(999, high + room)]
}
/** A place of the tempo ruler, pixels from its top. */
export function tempoY(range: readonly [number, number], bpm: number): number {
  return TEMPO_HEIGHT - 6 - ((bpm - range[0]) / (range[1] - range[0])) * (TEMPO_HEIGHT - 14)
}
export const tempoAt = (range: readonly [number, number], y: number): number =>
  range[0] + ((TEMPO_HEIGHT - 6 - y) / (TEMPO_HEIGHT - 14)) * (range[1] - range[0])
/** Pixels from a marker's line to the end of its name. */
export const markerWidth = (m: MarkerRecord): number => 10 + widthOf(m.name, PLAIN)

export function paintRulers(g: CanvasRenderingContext2D, s: Session): void {
  const v = s.viewport
  const { width } = v
  const { rows, height } = rulerRows(s)
  g.fillStyle = color('--panel')
  g.fillRect(0, 0, width, height)
  for (const row of rows) {
    g.save()
    g.beginPath()
    g.rect(0, row.top, width, row.height)
    g.clip()
    g.translate(0, row.top)
    PAINT[row.id](g, s, width)
    g.restore()
    g.fillStyle = color('--line')
    g.globalAlpha = row.top + row.height === height ? 1 : 0.5
    g.fillRect(0, row.top + row.height - 1, width, 1)
    g.globalAlpha = 1
  }
}
const PAINT: Readonly<Record<Ruler, (g: CanvasRenderingContext2D, s: Session, width: number) => void>> = {
  sections: paintSections,
  markers: paintMarkers,
  bars: paintBars,
  tempo: paintTempo,
  meter: paintMeter,
  time: (g, s, width) => paintClock(g, s, width, 0, (flicks) => minutes(flicks / FLICKS_PER_SECOND)),
  timecode: (g, s, width) =>
    paintClock(g, s, width, 1, (flicks) =>
      formatTimecode(
        timecodeOfFrames(wrapAtMidnight(timecodeFramesOfFlicks(flicks + s.project.timecodeStart, s.rate), s.rate), s.rate),
        s.rate,
      ),
    ),
  samples: (g, s, width) =>
    paintClock(g, s, width, 0, (flicks) =>
      framesOfFlicks(Math.round(flicks), s.project.sampleRate).toLocaleString('en').replaceAll(',', ' '),
    ),
}
/** '1:05', '1:05.250'. */
function minutes(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const rest = ms % 1000
  const text = `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`
  return rest ? `${text}.${String(rest).padStart(3, '0').replace(/0+$/, '')}` : text
}
/** The ring around what is chosen. */
function ring(g: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, r: number): void {
  g.strokeStyle = color('--accent')
  g.lineWidth = 1.5
  round(g, x, y, w, h, r)
  g.stroke()
}
function paintSections(g: CanvasRenderingContext2D, s: Session, width: number): void {
  const v = s.viewport
  const { item } = arrangementOf(s)
  for (const x of sectionsOf(s)) {
    const a = v.x(x.at)
    const b = v.x(x.at + x.length)
    if (b < 0 || a > width) continue
    g.fillStyle = mix(`--t${x.color}`, 34)
    round(g, a + 1, 2, b - a - 2, 19, 4)
    g.fill()
    label(g, x.name, Math.max(4, a + 9), 15.5, Math.min(b, width) - Math.max(4, a + 9) - 6, color('--text'), PLAIN)
    if (x.id === item) ring(g, a + 1.5, 2.5, b - a - 3, 18, 4)
  }
}
function paintMarkers(g: CanvasRenderingContext2D, s: Session, width: number): void {
  const v = s.viewport
  const { item } = arrangementOf(s)
  const all = markersOf(s)
  all.forEach((m, i) => {
    const x = Math.round(v.x(m.at))
    if (x < -160 || x > width) return
    const next = all[i + 1]
    const room = next ? v.x(next.at) - x - 8 : 160
    g.fillStyle = color('--accent')
    g.fillRect(x, 3, 1.5, 18)
    g.beginPath()
    g.moveTo(x, 3)
    g.lineTo(x + 6, 6.5)
    g.lineTo(x, 10)
    g.fill()
    label(g, m.name, x + 9, 16, room, color('--text'), PLAIN)
    if (m.id === item) ring(g, x - 2.5, 2.5, Math.max(12, Math.min(room, markerWidth(m)) + 6), 18, 4)
  })
}
function paintBars(g: CanvasRenderingContext2D, s: Session, width: number): void {
  const v = s.viewport
  if (s.loopEnd > s.loopStart) {
    const a = v.x(s.loopStart)
    const w = Math.max(2, v.x(s.loopEnd) - a)
    g.fillStyle = s.looping ? color('--accent') : color('--quiet')
    g.globalAlpha = s.looping ? 0.9 : 0.5
    round(g, a, 1, w, 4, 2)
    g.fill()
    g.globalAlpha = 1
  }
  g.font = NUM
  const firstBar = Math.max(1, s.signatures.position(Math.max(0, Math.floor(v.from))).bar)
  let step = 1
  const barPixels = s.signatures.at(Math.max(0, v.from)).barTicks / v.perPixel
  while (barPixels * step < LABEL * 0.6) step *= 2
  for (let bar = firstBar - ((firstBar - 1) % step); ; bar += step) {
    const at = s.signatures.ticks({ bar })
    const x = Math.round(v.x(at))
    if (x > width) break
    g.fillStyle = color('--hair')
    g.fillRect(x, 6, 1, 18)
    g.fillStyle = color('--dim')
    g.fillText(String(bar), x + 4, 17)
    if (barPixels * step > 36) {
      g.fillStyle = color('--raised')
      g.fillRect(Math.round(v.x(at + (s.signatures.at(at).barTicks * step) / 2)), 16, 1, 8)
    }
  }
}
/** Numbers at round seconds. @param wide  1 = the numbers are long */
function paintClock(g: CanvasRenderingContext2D, s: Session, width: number, wide: number, text: (flicks: number) => string): void {
  const v = s.viewport
  const flicks = (ticks: number) => s.tempo.flicks(ticks)
  const perSecond = width / Math.max(1e-6, (flicks(v.ticks(width)) - flicks(v.from)) / FLICKS_PER_SECOND)
  const rounds = wide ? [1, 2, 5, 10, 15, 30, 60, 120, 300, 600] : [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600]
  const every = rounds.find((n) => n * perSecond > LABEL * 1.5) ?? 1200
  g.font = NUM
  const first = Math.ceil(flicks(Math.max(0, v.from)) / FLICKS_PER_SECOND / every)
  for (let i = first; ; i++) {
    const at = Math.round(i * every * FLICKS_PER_SECOND)
    const x = Math.round(v.x(s.tempo.ticks(at)))
    if (x > width) break
    g.fillStyle = color('--raised')
    g.fillRect(x, 0, 1, HEIGHT)
    g.fillStyle = color('--faint')
    g.fillText(text(at), x + 4, 16)
  }
}
function paintTempo(g: CanvasRenderingContext2D, s: Session, width: number): void {
  const v = s.viewport
  const { item } = arrangementOf(s)
  const range = tempoRange(s)
  const all = temposOf(s)
  g.strokeStyle = color('--dim')
  g.lineWidth = 1.25
  g.beginPath()
  g.moveTo(0, tempoY(range, s.tempo.bpm(Math.max(0, v.from))))
  all.forEach((p, i) => {
    const x = v.x(p.at)
    const before = all[i - 1]
    const y = tempoY(range, p.bpm)
    if (before && before.curve !== 'ramp') g.lineTo(x, tempoY(range, before.bpm))
    if (x >= 0 || all[i + 1]) g.lineTo(x, y)
  })
  g.lineTo(width, tempoY(range, s.tempo.bpm(v.ticks(width))))
  g.stroke()
  for (const p of all) {
    const x = v.x(p.at)
    if (x < -60 || x > width + 8) continue
    const y = tempoY(range, p.bpm)
    g.fillStyle = p.id === item ? color('--accent') : color('--text')
    g.beginPath()
    g.arc(Math.max(3.5, x), y, p.id === item ? 4 : 3, 0, 7)
    g.fill()
    label(g, formatNumber(p.bpm, p.bpm % 1 ? 2 : 0), Math.max(3.5, x) + 7, y < 18 ? y + 12 : y - 4, 60, color('--dim'), NUM)
  }
}
function paintMeter(g: CanvasRenderingContext2D, s: Session, width: number): void {
  const v = s.viewport
  const { item } = arrangementOf(s)
  const all = metersOf(s)
  const shown = all.length ? all : [{ id: '', at: 0, numerator: 4, denominator: 4 }]
  for (const m of shown) {
    const x = Math.round(v.x(m.at))
    if (x < -60 || x > width) continue
    g.fillStyle = color('--hair')
    g.fillRect(x, 0, 1, HEIGHT)
    const text = `${m.numerator}/${m.denominator}`
    label(g, text, x + 5, 16, 60, color('--text'), NUM)
    if (m.id && m.id === item) ring(g, x + 1.5, 2.5, 12 + text.length * 7, 18, 4)
  }
}
