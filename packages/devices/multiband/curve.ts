// The multiband compressor's laws, for drawing and tests: what a level in a band takes away, and which band a frequency belongs to.
import { cos, dbOfGain, sin } from '@tonmeister/dsp'
import { overKnee } from '../curves.ts'

type Value = (name: string) => number
/** dB of reduction in a band (1…4) at a level in dB that lasts. */
export const reductionAt = (value: Value, band: number, level: number): number =>
  value(`b${band}on`) < 0.5
    ? 0
    : (1 - 1 / value(`b${band}ratio`)) * overKnee((name) => value(name === 'threshold' ? `b${band}threshold` : name), level)
/** Crossovers in Hz as they are: one pushes the next before it. */
export const crossovers = (value: Value): readonly [number, number, number] => {
  const x2 = Math.max(value('x1'), value('x2'))
  return [value('x1'), x2, Math.max(x2, value('x3'))]
}
/** The share of each band in a frequency, as amplitudes that sum to 1: Linkwitz-Riley parts are in phase. */
export function sharesAt(value: Value, hz: number, rate: number): readonly [number, number, number, number] {
  const g = (f: number) => {
    const w = (Math.PI * Math.min(0.49 * rate, f)) / rate
    return sin(w) / cos(w)
  }
  const [l1, l2, l3] = crossovers(value).map((x) => 1 / (1 + ((g(hz) / g(x)) ** 2) ** 2)) as [number, number, number]
  return [l2 * l1, l2 * (1 - l1), (1 - l2) * l3, (1 - l2) * (1 - l3)]
}
/** dB at a frequency when the bands have these amplitudes. */
export const responseDb = (value: Value, amplitudes: readonly number[], hz: number, rate: number): number =>
  dbOfGain(sharesAt(value, hz, rate).reduce((sum, share, i) => sum + share * amplitudes[i]!, 0))
