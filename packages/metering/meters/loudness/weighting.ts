// K-weighting of ITU-R BS.1770-5, annex 1: a head shelf and a high-pass, at any sample rate.
// The standard prints coefficients for 48 kHz only; other rates come from the analogue prototype behind them (bilinear transform).
// Taken as it is, the high-pass leaves a level offset that grows with the rate (−0.027 dB at 192 kHz), so every rate is scaled to the
// 48 kHz response at 997 Hz, the frequency at which the standard calibrates (+0.691 dB).
import { cos, exp2, log2, sin, tan } from '@tonmeister/dsp/math.ts'

const PI = 3.141592653589793

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

function prototype(sampleRate: number): KWeighting {
  const k = tan((PI * SHELF.hz) / sampleRate)
  const high = exp2((SHELF.gainDb / 20) * log2(10))
  const band = exp2(SHELF.band * log2(high))
  const a0 = 1 + k / SHELF.q + k * k
  const j = tan((PI * HIGH_PASS.hz) / sampleRate)
  const d0 = 1 + j / HIGH_PASS.q + j * j
  return {
    b0: (high + (band * k) / SHELF.q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / SHELF.q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / SHELF.q + k * k) / a0,
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

/**
 * Coefficients for a sample rate in Hz, ≥ 8000. At 48 kHz the standard's own.
 * From 44.1 kHz on the response is within 0.01 dB of the one at 48 kHz, 20 Hz to 16 kHz.
 */
export function kWeighting(sampleRate: number): KWeighting {
  const k = prototype(sampleRate)
  if (sampleRate === 48_000) return k
  const scale = kWeightingGain(prototype(48_000), CALIBRATION_HZ, 48_000) / kWeightingGain(k, CALIBRATION_HZ, sampleRate)
  return { ...k, b0: k.b0 * scale, b1: k.b1 * scale, b2: k.b2 * scale }
}
