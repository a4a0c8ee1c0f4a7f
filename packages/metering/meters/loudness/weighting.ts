// K-weighting of ITU-R BS.1770-5, annex 1: a head shelf and a high-pass, at any sample rate.
// The standard prints coefficients for 48 kHz only; other rates come from the analogue prototype behind them (bilinear transform).
// Taken as it is, the high-pass leaves a level offset that grows with the rate (−0.027 dB at 192 kHz), and the shelf, which the transform
// bends at 48 kHz too, differs by up to 0.014 dB around 2.7 kHz. So at other rates the shelf gets the steepness (Q) that makes its slope
// there that of 48 kHz, and the whole is scaled to 48 kHz at 997 Hz, the frequency at which the standard calibrates (+0.691 dB).
import { cos, exp2, log2, sin, tan } from '@tonmeister/dsp/math.ts'

const PI = Math.PI

/** Two second-order sections in series; the second has the numerator 1 − 2z⁻¹ + z⁻². The scale is inside the first numerator. */
export interface KWeighting {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
  /** Denominator of the high-pass. */
  readonly c1: number
  readonly c2: number
}

const SHELF = { hz: 1681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196, band: 0.4996667741545416 }
const HIGH_PASS = { hz: 38.13547087602444, q: 0.5003270373238773 }
const CALIBRATION_HZ = 997
/** On the shelf's slope, where two rates would differ most. */
const SLOPE_HZ = 2700
const REFERENCE_RATE = 48_000

function prototype(sampleRate: number, q = SHELF.q): KWeighting {
  const k = tan((PI * SHELF.hz) / sampleRate)
  const high = exp2((SHELF.gainDb / 20) * log2(10))
  const band = exp2(SHELF.band * log2(high))
  const a0 = 1 + k / q + k * k
  const j = tan((PI * HIGH_PASS.hz) / sampleRate)
  const d0 = 1 + j / HIGH_PASS.q + j * j
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
    c1: (2 * (j * j - 1)) / d0,
    c2: (1 - j / HIGH_PASS.q + j * j) / d0,
  }
}

/** |H| of the filter at a frequency, as an amplitude ratio. */
export function kWeightingGain(k: KWeighting, hz: number, sampleRate: number): number {
  const w = (2 * PI * hz) / sampleRate
  const [c, s, c2, s2] = [cos(w), sin(w), cos(2 * w), sin(2 * w)]
  const square = (p0: number, p1: number, p2: number) => (p0 + p1 * c + p2 * c2) ** 2 + (p1 * s + p2 * s2) ** 2
  return Math.sqrt((square(k.b0, k.b1, k.b2) / square(1, k.a1, k.a2)) * (square(1, -2, 1) / square(1, k.c1, k.c2)))
}

/** Gain at the slope over gain at the point of calibration. */
const slope = (k: KWeighting, sampleRate: number): number =>
  kWeightingGain(k, SLOPE_HZ, sampleRate) / kWeightingGain(k, CALIBRATION_HZ, sampleRate)

/** The shelf's Q at this rate that gives the slope of 48 kHz: three secant steps, after which nothing moves. */
function shelfQOf(sampleRate: number): number {
  const wanted = slope(prototype(REFERENCE_RATE), REFERENCE_RATE)
  const error = (q: number) => slope(prototype(sampleRate, q), sampleRate) - wanted
  let [a, b] = [SHELF.q, SHELF.q * 1.001]
  let [ea, eb] = [error(a), error(b)]
  for (let step = 0; step < 3 && ea !== eb; step++) {
    ;[a, b, ea] = [b, b - (eb * (b - a)) / (eb - ea), eb]
    eb = error(b)
  }
  return b
}

/**
 * Coefficients for a sample rate in Hz, ≥ 8000. At 48 kHz the standard's own.
 * From 44.1 kHz on the response is within 0.005 dB of the one at 48 kHz, 20 Hz to 16 kHz; at lower rates within
 * 0.02 dB from 22.05 kHz on and 0.2 dB at 8 kHz, up to a third of the rate.
 */
export function kWeighting(sampleRate: number): KWeighting {
  const reference = prototype(REFERENCE_RATE)
  if (sampleRate === REFERENCE_RATE) return reference
  const k = prototype(sampleRate, shelfQOf(sampleRate))
  const scale = kWeightingGain(reference, CALIBRATION_HZ, REFERENCE_RATE) / kWeightingGain(k, CALIBRATION_HZ, sampleRate)
  return { ...k, b0: k.b0 * scale, b1: k.b1 * scale, b2: k.b2 * scale }
}
