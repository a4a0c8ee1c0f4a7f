// The de-esser's laws, for drawing and tests: what a level of the band takes away, and what that does to each frequency.
import { cos, dbOfGain, gainOfDb, sin } from '@tonmeister/dsp'
import { overKnee } from '../curves.ts'

type Value = (name: string) => number
/** dB, as in the kernel. */
const KNEE = 6
/** dB of reduction at a level of the band in dB, by itself or against the whole. */
export const reductionAt = (value: Value, level: number): number =>
  Math.min(value('range'), (1 - 1 / value('ratio')) * overKnee((name) => (name === 'knee' ? KNEE : value(name)), level))

const tanHalf = (hz: number, rate: number): number => {
  const w = (Math.PI * Math.min(0.49 * rate, hz)) / rate
  return sin(w) / cos(w)
}
/** Square of a frequency as a part of the band's, on the scale of the bilinear transform. */
const squareOf = (value: Value, hz: number, rate: number): number => (tanHalf(hz, rate) / tanHalf(value('frequency'), rate)) ** 2
/** dB that is done to a frequency at so many dB of reduction. */
export function responseDb(value: Value, reduction: number, hz: number, rate: number): number {
  if (value('mode') >= 0.5) return -reduction
  const gain = gainOfDb(-reduction)
  const u = squareOf(value, hz, rate)
  if (value('shape') < 0.5) return dbOfGain(Math.sqrt((1 + gain * gain * u * u) / (1 + u * u)))
  const off = (1 - u) ** 2
  const side = u / value('q') ** 2
  return dbOfGain(Math.sqrt((off + gain * gain * side) / (off + side)))
}
/** dB at which a frequency counts for the band. */
export function detectionDb(value: Value, hz: number, rate: number): number {
  const u = squareOf(value, hz, rate)
  if (value('shape') < 0.5) return dbOfGain(u / Math.sqrt(1 + u * u))
  const side = u / value('q') ** 2
  return dbOfGain(Math.sqrt(side / ((1 - u) ** 2 + side)))
}
