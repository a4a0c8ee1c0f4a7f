// What the equaliser does to each frequency, for drawing and for judging: the sections of dsp/assembly/matched.ts, evaluated in double precision.
// The kernel is designed by the same formulas; eq/response.test.ts holds the two together.
import { cos, dbOfGain, exp, gainOfDb, sin } from '@tonmeister/dsp'
import { hasGain, type Kind, partsOf, worksOn } from './types.ts'

export const BANDS = 6

export interface Band {
  readonly type: number
  /** Hz. */
  readonly freq: number
  /** dB, for bells and shelves. */
  readonly gain: number
  readonly q: number
  /** See WHERE. */
  readonly where: number
}
/** Numerator and denominator of a second-order section: what their coefficients sum to at 0 and at half the rate, and b0·b2 and a2. */
export interface Section {
  readonly sumZero: number
  readonly sumHalf: number
  readonly b0b2: number
  readonly atZero: number
  readonly atHalf: number
  readonly a2: number
}
/** The sections of a band: none when it is flat, up to four for the steep passes. */
export function sectionsOf({ type, freq, gain, q }: Band, sampleRate: number): Section[] {
  const gains = hasGain(type)
  if (gains && gain === 0) return []
  return partsOf(type, q).map((part) => section(part.kind, freq, part.q, gains ? gain : undefined, sampleRate))
}
/** Squared magnitude of the analogue model at u, the square of the frequency as a part of its own. */
function analogue(kind: Kind, u: number, A: number, q2: number): number {
  const v = (1 - u) * (1 - u)
  if (kind === 'bell') return (v + (u * A * A) / q2) / (v + u / (A * A * q2))
  if (kind === 'low-pass') return 1 / (v + u / q2)
  if (kind === 'band-pass') return u / q2 / (v + u / q2)
  if (kind === 'low-pass 1') return 1 / (1 + u)
  if (kind === 'high-pass 1') return u / (1 + u)
  if (kind === 'tilt') return (1 + A * A * u) / (A * A + u)
  const side = (u * A) / q2
  const low = (A - u) * (A - u) + side
  const high = (1 - A * u) * (1 - A * u) + side
  return A * A * (kind === 'low shelf' ? low / high : high / low)
}
/** @param db  of a type that has a gain */
function section(kind: Kind, hz: number, q: number, db: number | undefined, sampleRate: number): Section {
  const designed = db === undefined ? 0 : kind === 'high shelf' ? -Math.abs(db) : Math.abs(db)
  const isReciprocal = db !== undefined && designed !== db
  const A = gainOfDb(designed / 2)
  const Q = Math.max(q, 0.025)
  const q2 = Q * Q
  const w0 = 2 * Math.PI * Math.max(1e-6, Math.min(0.49, hz / sampleRate))
  const wp = kind === 'low shelf' ? w0 / Math.sqrt(A) : kind === 'high shelf' ? w0 * Math.sqrt(A) : kind === 'tilt' ? w0 * A : w0
  const isFirst = kind === 'low-pass 1' || kind === 'high-pass 1' || kind === 'tilt'
  const damping = isFirst ? 1 : 0.5 / (kind === 'bell' ? A * Q : Q)
  let a2: number
  let atZero: number
  let atHalf: number
  if (damping <= 1) {
    const m = exp(-damping * wp)
    const sine = sin(0.5 * wp * Math.sqrt(1 - damping * damping))
    const chord = 4 * m * sine * sine
    a2 = m * m
    atZero = (1 - m) * (1 - m) + chord
    atHalf = (1 + m) * (1 + m) - chord
  } else {
    const root = Math.sqrt(damping * damping - 1)
    const [m, l] = [exp(-wp / (damping + root)), exp(-wp * (damping + root))]
    a2 = m * l
    atZero = (1 - m) * (1 - l)
    atHalf = (1 + m) * (1 + l)
  }
  const sine = sin(0.5 * w0)
  const f1 = sine * sine
  const f0 = 1 - f1
  const f2 = 4 * f0 * f1
  const own = atZero * atZero * f0 + atHalf * atHalf * f1 - 4 * a2 * f2
  let b0: number
  let b2: number
  let sumZero: number
  let sumHalf: number
  if (kind === 'high-pass') {
    b0 = (Q * Math.sqrt(own)) / (4 * f1)
    b2 = b0
    sumZero = 0
    sumHalf = 4 * b0
  } else if (kind === 'notch') {
    b0 = atZero / (4 * f1)
    b2 = b0
    sumZero = atZero
    sumHalf = 4 * b0 * f0
  } else {
    const half = Math.PI / w0
    sumZero = atZero * Math.sqrt(analogue(kind, 0, A, q2))
    sumHalf = atHalf * Math.sqrt(analogue(kind, half * half, A, q2))
    const B2 = (own * analogue(kind, 1, A, q2) - sumZero * sumZero * f0 - sumHalf * sumHalf * f1) / f2
    const mean = 0.5 * (sumZero + sumHalf)
    b0 = 0.5 * (mean + Math.sqrt(Math.max(0, mean * mean + B2)))
    b2 = (-0.25 * B2) / b0
  }
  return isReciprocal
    ? { sumZero: atZero, sumHalf: atHalf, b0b2: a2, atZero: sumZero, atHalf: sumHalf, a2: b0 * b2 }
    : { sumZero, sumHalf, b0b2: b0 * b2, atZero, atHalf, a2 }
}
/** dB of sections in series at a frequency in Hz; −180 at the least. */
export function responseDb(sections: readonly Section[], hz: number, sampleRate: number): number {
  const f1 = (1 - cos((2 * Math.PI * hz) / sampleRate)) / 2
  const f0 = 1 - f1
  const f2 = 4 * f0 * f1
  let power = 1
  for (const s of sections)
    power *=
      (s.sumZero * s.sumZero * f0 + s.sumHalf * s.sumHalf * f1 - 4 * s.b0b2 * f2) /
      (s.atZero * s.atZero * f0 + s.atHalf * s.atHalf * f1 - 4 * s.a2 * f2)
  return Math.max(-180, dbOfGain(Math.sqrt(Math.max(1e-18, power))))
}
export const bandOf = (value: (name: string) => number, band: number): Band & { readonly on: boolean } => ({
  on: value(`b${band}on`) >= 0.5,
  type: value(`b${band}type`),
  freq: value(`b${band}freq`),
  gain: value(`b${band}gain`),
  q: value(`b${band}q`),
  where: value(`b${band}where`),
})
/** Hz of `columns` places from 20 Hz to 20 kHz, evenly by octave. */
const columnHz = (column: number, columns: number): number => 20 * exp((column / Math.max(1, columns - 1)) * LN_1000)
const LN_1000 = 6.907755278982137
/**
 * dB of the whole equaliser at `columns` places from 20 Hz to 20 kHz, its output included; above half the rate the last value there.
 * @param side  0: as left or mid have it, 1: as right or side
 */
export function eqCurve(value: (name: string) => number, columns: number, sampleRate = 48_000, side: 0 | 1 = 0): Float32Array {
  const sections: Section[] = []
  for (let b = 1; b <= BANDS; b++) {
    const band = bandOf(value, b)
    if (band.on && worksOn(band.where)[side]) sections.push(...sectionsOf(band, sampleRate))
  }
  const output = value('output')
  return Float32Array.from(
    { length: columns },
    (_, i) => output + responseDb(sections, Math.min(columnHz(i, columns), 0.4999 * sampleRate), sampleRate),
  )
}
