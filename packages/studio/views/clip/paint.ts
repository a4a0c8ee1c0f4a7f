// Painting of the clip editor: rulers, both channels down to single samples, gain, fades, marks at full scale.
import { fadeGain, fadeTable } from '@tonmeister/engine'
import { type AssetRecord, FLICKS_PER_SECOND, flicksOfFrames, formatNumber, type TrackRecord } from '@tonmeister/project'
import { color } from '@tonmeister/ui'
import type { Session } from '../../app/session.ts'
import { GAIN_MAX, GAIN_MIN, type Stretch, type Wave } from '../../app/wave.ts'
import { label, line, NUM, round } from '../arrange/draw.ts'

/** Pixels of the scale at the left and of the rulers. */
export const SCALE = 44
export const RULERS = 44
/** Pixels per sample from which each one is a dot. */
const DOTS = 6
const FULL = 0.99995

export const gainY = (height: number, db: number): number =>
  RULERS + 10 + ((GAIN_MAX - db) / (GAIN_MAX - GAIN_MIN)) * (height - RULERS - 20)
export const gainAt = (height: number, y: number): number => GAIN_MAX - ((y - RULERS - 10) / (height - RULERS - 20)) * (GAIN_MAX - GAIN_MIN)

export function paintWave(g: CanvasRenderingContext2D, s: Session, wave: Wave, width: number, height: number): void {
  g.fillStyle = color('--bg')
  g.fillRect(0, 0, width, height)
  const clip = wave.record
  const span = wave.span()
  if (!clip || !span) return
  const { asset, view } = wave
  const hue = `--t${clip.color ?? (s.document.get(clip.track) as TrackRecord | undefined)?.color ?? 1}`
  g.save()
  g.beginPath()
  g.rect(SCALE, RULERS, width - SCALE, height - RULERS)
  g.clip()
  g.translate(SCALE, 0)
  const w = width - SCALE
  paintLines(g, s, wave, w, height)
  const channels = Math.max(1, Math.min(2, asset?.channels ?? 1))
  const lane = (height - RULERS) / channels
  const left = view.x(span.from)
  const right = view.x(span.to)
  for (let c = 0; c < channels; c++) {
    const middle = RULERS + lane * (c + 0.5)
    g.fillStyle = color('--grid-bar')
    g.fillRect(0, Math.round(middle), w, 1)
    if (c) {
      g.fillStyle = color('--line')
      g.fillRect(0, Math.round(RULERS + lane * c), w, 1)
    }
    if (!asset) continue
    const half = lane / 2 - 8
    // What the clip leaves out of the file, faintly; a looped clip has no one place for it.
    if (!wave.isLooped) {
      const [only] = wave.stretches()
      if (only) {
        g.globalAlpha = 0.22
        const before = Math.min(view.from, span.from)
        const all: Stretch = { from: before, to: view.ticks(w), content: only.content + only.way * (before - only.from), way: only.way }
        paintStretch(g, s, wave, asset, all, c, hue, middle, half, w, 1)
        g.globalAlpha = 1
        g.fillStyle = color('--bg')
        g.fillRect(left, middle - lane / 2 + (c ? 1 : 0), right - left, lane - 1)
        g.fillStyle = color('--grid-bar')
        g.fillRect(Math.max(0, left), Math.round(middle), Math.min(w, right) - Math.max(0, left), 1)
      }
    }
    const gain = 10 ** (Number(clip.gain ?? 0) / 20)
    for (const stretch of wave.stretches()) paintStretch(g, s, wave, asset, stretch, c, hue, middle, half, w, gain)
  }
  if (!asset || s.missing.has(asset.id)) {
    g.setLineDash([4, 3])
    g.strokeStyle = color('--rec')
    g.strokeRect(left + 0.5, RULERS + 1.5, right - left - 1, height - RULERS - 3)
    g.setLineDash([])
  }
  paintFades(g, wave, left, right, height)
  // Ends and gain.
  g.strokeStyle = color('--accent')
  g.lineWidth = 1
  for (const x of [left, right]) line(g, Math.round(x) + 0.5, RULERS, Math.round(x) + 0.5, height)
  const db = Number(clip.gain ?? 0)
  const y = Math.round(gainY(height, db)) + 0.5
  g.globalAlpha = 0.9
  line(g, Math.max(0, left), y, Math.min(w, right), y)
  g.globalAlpha = 1
  const at = Math.min(w - 74, Math.max(8, (Math.max(0, left) + Math.min(w, right)) / 2 - 32))
  g.fillStyle = color('--pop')
  round(g, at, y - 10, 66, 19, 5)
  g.fill()
  g.font = NUM
  g.fillStyle = color('--accent')
  g.textAlign = 'center'
  g.fillText(`${db > 0 ? '+' : ''}${formatNumber(db, 1)} dB`, at + 33, y + 4)
  g.textAlign = 'left'
  g.restore()
  paintScale(g, channels, height)
  paintRulers(g, s, wave, width)
}
function paintLines(g: CanvasRenderingContext2D, s: Session, wave: Wave, w: number, height: number): void {
  const { view } = wave
  const end = s.tempo.ticks(view.ticks(w))
  let bar = s.signatures.at(Math.max(0, s.tempo.ticks(view.from)))
  for (let guard = 0; guard < 2000 && bar.barStart <= end; guard++, bar = s.signatures.at(bar.barStart + bar.barTicks)) {
    for (let beat = 0; beat < bar.numerator; beat++) {
      const x = view.x(s.tempo.flicks(bar.barStart + beat * bar.beatTicks))
      if (beat && (s.tempo.flicks(bar.barStart + bar.beatTicks) - s.tempo.flicks(bar.barStart)) / view.perPixel < 10) break
      g.fillStyle = color(beat ? '--grid-beat' : '--grid-bar')
      g.fillRect(Math.round(x), RULERS, 1, height)
    }
  }
}
function paintStretch(
  g: CanvasRenderingContext2D,
  s: Session,
  wave: Wave,
  asset: AssetRecord,
  stretch: Stretch,
  channel: number,
  hue: string,
  middle: number,
  half: number,
  width: number,
  gain: number,
): void {
  const { view } = wave
  const frame = flicksOfFrames(1, asset.sampleRate)
  const left = Math.max(0, Math.floor(view.x(stretch.from)))
  const right = Math.min(width, Math.ceil(view.x(stretch.to)))
  if (right <= left) return
  const at = (x: number) => (stretch.content + stretch.way * (view.ticks(x) - stretch.from)) / frame
  const [a, b] = [at(left), at(right)]
  const [from, to] = [Math.min(a, b), Math.max(a, b)]
  if (to <= 0 || from >= asset.frames) return
  const columns = right - left
  const per = (to - from) / columns
  const y = (v: number) => middle - Math.min(1.02, Math.max(-1.02, v * gain)) * half
  const alpha = g.globalAlpha
  const piece = wave.samples(asset, from, to)
  const data = piece?.data[Math.min(channel, piece.data.length - 1)]
  if (piece && data && per < 2) {
    // The samples themselves: a line through them, and dots where there is room.
    g.strokeStyle = g.fillStyle = color(hue)
    g.lineWidth = 1.4
    g.beginPath()
    const x = (f: number) => view.x(stretch.from + stretch.way * (f * frame - stretch.content))
    const [first, last] = [Math.max(piece.from, Math.floor(from) - 1), Math.min(piece.from + piece.frames - 1, Math.ceil(to) + 1)]
    for (let f = first; f <= last; f++) {
      const v = data[f - piece.from]!
      if (f === first) g.moveTo(x(f), y(v))
      else g.lineTo(x(f), y(v))
    }
    g.stroke()
    if (1 / per >= DOTS)
      for (let f = first; f <= last; f++) {
        const v = data[f - piece.from]!
        g.fillStyle = Math.abs(v * gain) >= FULL ? color('--rec') : color(hue)
        g.beginPath()
        g.arc(x(f), y(v), 2.6, 0, 7)
        g.fill()
      }
    return
  }
  let min: Float32Array
  let max: Float32Array
  let rms: Float32Array
  if (piece && data) ({ min, max, rms } = columnsOf(data, from - piece.from, per, columns))
  else {
    const peaks = s.peaks.get(asset.id)
    if (!peaks) return
    ;({ min, max, rms } = peaks.query(channel, from, to, columns))
  }
  const k = (i: number) => (a < b ? i : columns - 1 - i)
  g.fillStyle = color(hue)
  g.globalAlpha = alpha * 0.55
  g.beginPath()
  for (let i = 0; i < columns; i++) {
    const top = y(max[k(i)]!)
    g.rect(left + i, top, 1, Math.max(1, y(min[k(i)]!) - top))
  }
  g.fill()
  // What it weighs, within what it reaches.
  g.globalAlpha = alpha
  g.beginPath()
  for (let i = 0; i < columns; i++) {
    const r = rms[k(i)]!
    const [top, bottom] = [Math.max(y(r), y(max[k(i)]!)), Math.min(y(-r), y(min[k(i)]!))]
    if (bottom > top) g.rect(left + i, top, 1, bottom - top)
  }
  g.fill()
  g.fillStyle = color('--rec')
  for (let i = 0; i < columns; i++)
    if (Math.max(max[k(i)]!, -min[k(i)]!) * gain >= FULL) {
      g.fillRect(left + i - 1, middle - half - 6, 3, 5)
    }
}
/** Least, greatest and rms of each column of samples. */
export function columnsOf(
  data: Float32Array,
  from: number,
  per: number,
  columns: number,
): { readonly min: Float32Array; readonly max: Float32Array; readonly rms: Float32Array } {
  const out = { min: new Float32Array(columns), max: new Float32Array(columns), rms: new Float32Array(columns) }
  for (let i = 0; i < columns; i++) {
    const a = Math.max(0, Math.floor(from + i * per))
    const b = Math.min(data.length, Math.max(a + 1, Math.ceil(from + (i + 1) * per)))
    if (b <= a || from + (i + 1) * per <= 0) continue
    let low = Infinity
    let high = -Infinity
    let energy = 0
    for (let f = a; f < b; f++) {
      const v = data[f]!
      if (v < low) low = v
      if (v > high) high = v
      energy += v * v
    }
    out.min[i] = low
    out.max[i] = high
    out.rms[i] = Math.sqrt(energy / (b - a))
  }
  return out
}
/** Places of the handles of the fades, pixels from the left of the waveform. */
export function fadeHandles(wave: Wave): { readonly in: number; readonly out: number } | undefined {
  const clip = wave.record
  const span = wave.span()
  if (!clip || !span) return undefined
  return { in: wave.view.x(span.from + Number(clip.fadeIn ?? 0)), out: wave.view.x(span.to - Number(clip.fadeOut ?? 0)) }
}
function paintFades(g: CanvasRenderingContext2D, wave: Wave, left: number, right: number, height: number): void {
  const clip = wave.record
  const at = fadeHandles(wave)
  if (!clip || !at) return
  const draw = (from: number, to: number, shape: string) => {
    const w = to - from
    const top = RULERS + 6
    const room = height - top - 4
    if (Math.abs(w) > 1) {
      const table = fadeTable(shape)
      const points = Math.max(2, Math.min(200, Math.round(Math.abs(w) / 2)))
      g.beginPath()
      for (let i = 0; i <= points; i++) {
        const x = from + (w * i) / points
        const y = top + room * (1 - fadeGain(table, i / points))
        if (i) g.lineTo(x, y)
        else g.moveTo(x, y)
      }
      g.strokeStyle = color('--text')
      g.lineWidth = 1.4
      g.stroke()
      g.lineTo(from, top)
      g.closePath()
      g.fillStyle = color('--line')
      g.globalAlpha = 0.4
      g.fill()
      g.globalAlpha = 1
    }
    g.fillStyle = color('--text')
    g.fillRect(to - 4, top - 4, 8, 8)
  }
  draw(left, at.in, String(clip.fadeInShape ?? 'equal-power'))
  draw(right, at.out, String(clip.fadeOutShape ?? 'equal-power'))
}
function paintScale(g: CanvasRenderingContext2D, channels: number, height: number): void {
  g.fillStyle = color('--panel')
  g.fillRect(0, 0, SCALE, height)
  const lane = (height - RULERS) / channels
  g.font = NUM
  g.fillStyle = color('--faint')
  g.textAlign = 'right'
  for (let c = 0; c < channels; c++) {
    const middle = RULERS + lane * (c + 0.5)
    const half = lane / 2 - 8
    for (const db of half > 160 ? [0, -6, -12, -24] : half > 60 ? [0, -6, -12] : [0]) {
      const v = 10 ** (db / 20)
      for (const sign of [1, -1]) g.fillText(formatNumber(db, 0), SCALE - 10, middle - sign * v * half + 4)
    }
    g.fillText('−∞', SCALE - 10, middle + 4)
    if (channels > 1) {
      g.textAlign = 'left'
      g.fillText(c ? 'R' : 'L', 6, middle + 4)
      g.textAlign = 'right'
    }
  }
  g.textAlign = 'left'
  g.fillStyle = color('--line')
  g.fillRect(SCALE - 1, 0, 1, height)
}
/** Seconds within the clip, and bars of the song. */
function paintRulers(g: CanvasRenderingContext2D, s: Session, wave: Wave, width: number): void {
  const { view } = wave
  const span = wave.span()!
  g.save()
  g.beginPath()
  g.rect(0, 0, width, RULERS)
  g.clip()
  g.fillStyle = color('--panel')
  g.fillRect(0, 0, width, RULERS)
  label(g, 's', 10, 15, 20, color('--faint'), NUM)
  g.translate(SCALE, 0)
  const pixels = FLICKS_PER_SECOND / view.perPixel
  const every =
    [1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 5e-3, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300].find((n) => n * pixels > 84) ?? 600
  const digits = Math.max(0, Math.ceil(-Math.log10(every) - 1e-9))
  const first = Math.floor((view.from - span.from) / FLICKS_PER_SECOND / every)
  for (let i = first; i < first + 500; i++) {
    const x = Math.round(view.x(span.from + i * every * FLICKS_PER_SECOND))
    if (x > width) break
    g.fillStyle = color('--hair')
    g.fillRect(x, 6, 1, 16)
    label(g, formatNumber(i * every, Math.max(digits, every < 1 ? digits : 0)), x + 4, 15, 80, color('--dim'), NUM)
  }
  const end = s.tempo.ticks(view.ticks(width))
  let bar = s.signatures.at(Math.max(0, s.tempo.ticks(view.from)))
  let last = -Infinity
  for (let guard = 0; guard < 2000 && bar.barStart <= end; guard++, bar = s.signatures.at(bar.barStart + bar.barTicks))
    for (let beat = 0; beat < bar.numerator; beat++) {
      const x = Math.round(view.x(s.tempo.flicks(bar.barStart + beat * bar.beatTicks)))
      if (x - last < (beat ? 40 : 26)) continue
      last = x
      g.fillStyle = color('--raised2')
      g.fillRect(x, 26, 1, 18)
      const number = s.signatures.position(bar.barStart).bar
      label(g, beat ? `${number}.${beat + 1}` : String(number), x + 4, 37, 60, color('--faint'), NUM)
    }
  g.restore()
  g.fillStyle = color('--line')
  g.fillRect(0, 22, width, 0.5)
  g.fillRect(0, RULERS - 1, width, 1)
}
