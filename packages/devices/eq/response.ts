// What the equaliser does to each frequency, for drawing and for judging: the sections of dsp/assembly/matched.ts, evaluated in double precision.
// The kernel is designed by the same formulas; eq/response.test.ts holds the two together.
import { cos, dbOfGain, exp, gainOfDb, sin } from '@tonmeister/dsp'

export const BELL = 0
export const LOW_SHELF = 1
export const HIGH_SHELF = 2
export const HIGH_PASS_12 = 3
export const HIGH_PASS_24 = 4
export const LOW_PASS_12 = 5
export const LOW_PASS_24 = 6
export const NOTCH = 7
export const BANDS = 6

/** Whether a type of band has a gain. */
export const hasGain = (type: number): boolean => Math.round(type) <= HIGH_SHELF

export interface Band {
  readonly type: number
  /** Hz. */
  readonly freq: number
  /** dB, for bells and shelves. */
  readonly gain: number
  readonly q: number
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
/** The sections of a band: none when it is flat, two for the steep passes. */
export function sectionsOf({ type, freq, gain, q }: Band, sampleRate: number): Section[] {
  const kind = Math.round(type)
  if (hasGain(kind) && gain === 0) return []
  // As the kernel: Q 0.71 of the pair means the two Butterworth values.
  const qs = kind === HIGH_PASS_24 || kind === LOW_PASS_24 ? [q * 0.76536686, q * 1.84775907] : [q]
  return qs.map((width) => section(kind, freq, width, gain, sampleRate))
}
/** Squared magnitude of the analogue model at u, the square of the frequency as a part of its own. */
function analogue(kind: number, u: number, A: number, q2: number): number {
  const v = (1 - u) * (1 - u)
  if (kind === BELL) return (v + (u * A * A) / q2) / (v + u / (A * A * q2))
  if (kind === LOW_PASS_12 || kind === LOW_PASS_24) return 1 / (v + u / q2)
  const side = (u * A) / q2
  const low = (A - u) * (A - u) + side
  const high = (1 - A * u) * (1 - A * u) + side
  return A * A * (kind === LOW_SHELF ? low / high : high / low)
}
function section(kind: number, hz: number, q: number, db: number, sampleRate: number): Section {
  const gains = hasGain(kind)
  const designed = kind === HIGH_SHELF ? -Math.abs(db) : Math.abs(db)
  const isReciprocal = gains && designed !== db
  const A = gains ? gainOfDb(designed / 2) : 1
  const Q = Math.max(q, 0.025)
  const q2 = Q * Q
  const w0 = 2 * Math.PI * Math.max(1e-6, Math.min(0.49, hz / sampleRate))
  const wp = kind === LOW_SHELF ? w0 / Math.sqrt(A) : kind === HIGH_SHELF ? w0 * Math.sqrt(A) : w0
  const damping = 0.5 / (kind === BELL ? A * Q : Q)
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
  if (kind === HIGH_PASS_12 || kind === HIGH_PASS_24) {
    b0 = (Q * Math.sqrt(own)) / (4 * f1)
    b2 = b0
    sumZero = 0
    sumHalf = 4 * b0
  } else if (kind === NOTCH) {
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
})
/** Hz of `columns` places from 20 Hz to 20 kHz, evenly by octave. */
const columnHz = (column: number, columns: number): number => 20 * exp((column / Math.max(1, columns - 1)) * LN_1000)
const LN_1000 = 6.907755278982137
/** dB of the whole equaliser at `columns` places from 20 Hz to 20 kHz, its output included; above half the rate the last value there. */
export function eqCurve(value: (name: string) => number, columns: number, sampleRate = 48_000): Float32Array {
  const sections: Section[] = []
  for (let b = 1; b <= BANDS; b++) {
    const band = bandOf(value, b)
    if (band.on) sections.push(...sectionsOf(band, sampleRate))
  }
  const output = value('output')
  return Float32Array.from(
    { length: columns },
    (_, i) => output + responseDb(sections, Math.min(columnHz(i, columns), 0.4999 * sampleRate), sampleRate),
  )
}
