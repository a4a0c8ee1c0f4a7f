// TempoMap: musical time ↔ absolute time, through jumps and ramps.
import type { TempoRecord } from './records.ts'
import { FLICKS_PER_SECOND, type Flicks, type Frames, framesOfFlicks, TICKS_PER_QUARTER, type Ticks } from './time.ts'

const DEFAULT_BPM = 120
const LN2 = 0.6931471805599453
const FLICKS_PER_MINUTE = FLICKS_PER_SECOND * 60

/** Natural logarithm in + − × ÷ only: the same bits in every JavaScript engine. Relative error < 1e-15. */
function ln(x: number): number {
  let e = 0
  while (x >= 1.4142135623730951) {
    x /= 2
    e++
  }
  while (x < 0.7071067811865476) {
    x *= 2
    e--
  }
  const y = (x - 1) / (x + 1)
  const y2 = y * y
  let power = y
  let sum = 0
  for (let k = 1; k <= 45; k += 2) {
    sum += power / k
    power *= y2
  }
  return 2 * sum + e * LN2
}
/** ln(1 + x), exact to the last bits near 0 too: a ramp of a millionth of a beat per minute is a ramp. */
function ln1p(x: number): number {
  if (x < -0.29 || x > 0.41) return ln(1 + x)
  const y = x / (2 + x)
  const y2 = y * y
  let power = y
  let sum = 0
  for (let k = 1; k <= 45; k += 2) {
    sum += power / k
    power *= y2
  }
  return 2 * sum
}
/** e^x - 1, likewise. */
function expm1(x: number): number {
  if (x < -0.35 || x > 0.35) return exp(x) - 1
  let term = x
  let sum = x
  for (let i = 2; i <= 16; i++) {
    term = (term * x) / i
    sum += term
  }
  return sum
}
/** e^x, likewise. */
function exp(x: number): number {
  const n = Math.round(x / LN2)
  const t = x - n * LN2
  let term = 1
  let sum = 1
  for (let i = 1; i <= 18; i++) {
    term = (term * t) / i
    sum += term
  }
  return sum * 2 ** n
}

/** From one tempo to the next. */
export interface TempoStretch {
  readonly ticks: number
  readonly flicks: number
  readonly bpm: number
  /** Beats per minute gained per tick; 0 = constant. */
  readonly slope: number
}

/** Immutable. Times before 0 go on at the first tempo. */
export interface TempoMap {
  /** Absolute time of a musical one: a real number of flicks; whole for tempos that divide. */
  flicks(ticks: Ticks): number
  /** The inverse, a real number of ticks. */
  ticks(flicks: Flicks): number
  /** Nearest frame at a rate. */
  frames(ticks: Ticks, sampleRate: number): Frames
  /** Beats per minute at a place. */
  bpm(ticks: Ticks): number
  /** In order, the first from 0; several may begin at one place, the last of which holds. */
  readonly stretches: readonly TempoStretch[]
}

/** @param records  tempo records in any order; none = 120 beats per minute */
export function tempoMap(records: readonly TempoRecord[]): TempoMap {
  const points = records
    .filter((r) => r.bpm > 0 && Number.isFinite(r.bpm) && Number.isFinite(r.at))
    .map((r) => ({ ...r, at: Math.max(0, r.at) }))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  // The first tempo also holds before its point, and before 0: a ramp never runs backwards into a tempo below nothing.
  const stretches: TempoStretch[] = [{ ticks: 0, flicks: 0, bpm: points[0]?.bpm ?? DEFAULT_BPM, slope: 0 }]
  points.forEach((point, i) => {
    const last = stretches[stretches.length - 1]!
    const next = points[i + 1]
    const slope = point.curve === 'ramp' && next && next.at > point.at ? (next.bpm - point.bpm) / (next.at - point.at) : 0
    stretches.push({ ticks: point.at, flicks: last.flicks + elapsed(last, point.at - last.ticks), bpm: point.bpm, slope })
  })

  const find = (value: number, field: 'ticks' | 'flicks'): TempoStretch => {
    let low = 0
    let high = stretches.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (stretches[middle]![field] <= value) low = middle
      else high = middle - 1
    }
    return stretches[low]!
  }
  return {
    stretches,
    flicks(ticks) {
      const s = find(ticks, 'ticks')
      return s.flicks + elapsed(s, ticks - s.ticks)
    },
    ticks(at) {
      const s = find(at, 'flicks')
      const d = at - s.flicks
      if (!s.slope) return s.ticks + (d * (s.bpm * TICKS_PER_QUARTER)) / FLICKS_PER_MINUTE
      // d = (FLICKS_PER_MINUTE / TICKS_PER_QUARTER) · ln(1 + slope·t / bpm) / slope, solved for t.
      return s.ticks + (s.bpm / s.slope) * expm1((d * TICKS_PER_QUARTER * s.slope) / FLICKS_PER_MINUTE)
    },
    frames(ticks, sampleRate) {
      return framesOfFlicks(this.flicks(ticks), sampleRate)
    },
    bpm(ticks) {
      const s = find(ticks, 'ticks')
      return s.bpm + s.slope * (ticks - s.ticks)
    },
  }
}
/** Flicks that `ticks` last from the start of a stretch. */
function elapsed(s: TempoStretch, ticks: number): number {
  if (!s.slope) return (ticks * FLICKS_PER_MINUTE) / (s.bpm * TICKS_PER_QUARTER)
  return ((FLICKS_PER_MINUTE / TICKS_PER_QUARTER) * ln1p((s.slope * ticks) / s.bpm)) / s.slope
}
