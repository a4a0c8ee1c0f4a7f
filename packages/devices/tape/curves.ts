// The tape's curve and response, for drawing and tests; the kernel has the same numbers.
import { dbOfGain, exp2, gainOfDb, tan } from '@tonmeister/dsp'
import { outputThrough, type ShaperCurve, shaped } from '../shaping.ts'

type Value = (name: string) => number
/** By speed: Hz of the equalisations, of the bump, of the loss at 50 %. */
export const SPEEDS = [
  [2274, 38, 15_000],
  [4547, 66, 20_000],
  [9095, 118, 26_000],
] as const
const NOMINAL = -0.6
const slopeOf = (k: number) => 1 / (2 / 3 + (k * 2) / 15)
export function outputOf(value: Value): (x: number) => number {
  const bias = value('bias') / 100
  const k = NOMINAL + bias * (bias < 0 ? -3 : -0.4)
  const K = slopeOf(k)
  const curve: ShaperCurve = [K, 0, (K * (k - 1)) / 3, 0, -0.2 * K * k, 0]
  const gain = (gainOfDb(value('drive')) * K) / slopeOf(NOMINAL)
  return outputThrough(value, (x) => shaped(curve, x, gain, 0))
}
/** dB of a bell, as its analogue model has it. */
const bell = (hz: number, centre: number, q: number, db: number) => {
  const A = gainOfDb(db / 2)
  const v = (1 - (hz / centre) ** 2) ** 2
  const u = (hz / centre / q) ** 2
  return dbOfGain(Math.sqrt((v + u * A * A) / (v + u / (A * A))))
}
/** dB against frequency of what is quiet, up to half the rate. */
export function responseOf(value: Value, sampleRate: number): (hz: number) => number {
  const [emphasis, bump, loss] = SPEEDS[Math.round(value('speed'))]!
  const strength = value('bump') / 100
  const warped = (hz: number) => tan(Math.PI * Math.min(0.49, hz / sampleRate))
  const cut = warped(loss * exp2((50 - value('loss')) * 0.03))
  const overbias = gainOfDb((value('bias') / 100) * -4)
  const pole = emphasis * gainOfDb(9)
  return (hz) => {
    const u = (warped(hz) / cut) ** 2
    const w = (hz / pole) ** 2
    return (
      bell(hz, bump, 0.9, 2.5 * strength) +
      bell(hz, bump * 2.1, 1.2, -strength) -
      dbOfGain(Math.sqrt((1 - u) ** 2 + u / 0.65 ** 2)) +
      dbOfGain(Math.sqrt((1 + w * overbias * overbias) / (1 + w)))
    )
  }
}
