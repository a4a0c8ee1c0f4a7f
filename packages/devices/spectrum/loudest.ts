// The loudest tone of a spectrum.
import { log2, log10 } from '@tonmeister/dsp'

export interface Tone {
  /** 0 = none. */
  readonly hz: number
  /** dB of full scale. */
  readonly db: number
}
/**
 * Frequency and level where a parabola through the loudest bin and its neighbours, in dB, is highest.
 * @param power  squared amplitudes per bin from 0 Hz to half the rate
 * @param slope  dB per octave by which bins are weighed around 1 kHz
 * Source: J. O. Smith, "Spectral Audio Signal Processing", 2011, "Quadratic Interpolation of Spectral Peaks".
 */
export function loudest(power: Float32Array, sampleRate: number, slope = 0): Tone {
  const hzOfBin = sampleRate / 2 / (power.length - 1)
  const first = Math.max(2, Math.ceil(20 / hzOfBin))
  let best = 0
  let most = 0
  for (let i = first; i < power.length - 1; i++) {
    if (power[i]! <= 1e-12 || power[i]! < power[i - 1]! || power[i]! < power[i + 1]!) continue
    const weight = slope ? 10 * log10(power[i]!) + slope * log2((i * hzOfBin) / 1000) : 10 * log10(power[i]!)
    if (best && weight <= most) continue
    best = i
    most = weight
  }
  if (!best) return { hz: 0, db: -Infinity }
  const [a, b, c] = [-1, 0, 1].map((k) => 10 * log10(power[best + k]! + 1e-30)) as [number, number, number]
  const bend = a - 2 * b + c
  const off = bend < 0 ? (0.5 * (a - c)) / bend : 0
  return { hz: (best + off) * hzOfBin, db: b - 0.25 * (a - c) * off }
}
