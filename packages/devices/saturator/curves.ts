// The saturator's curves, in the order of its choice; the kernel has the same numbers.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'
import { type ShaperCurve, shaped } from '../shaping.ts'

export const CURVES: readonly ShaperCurve[] = [
  // Soft: no slope and no bend where it arrives.
  [1.875, 0, -1.25, 0, 0.375, 0],
  // Firm: no slope where it arrives.
  [1.5, 0, -0.5, 0, 0, 0],
  // Hard.
  [1, 0, 0, 0, 0, 0],
  // Tube: slope (1.5 − u)(1 − u²), arrives at ¾ above and at −1¼ below.
  [1.5, -0.5, -0.5, 0.25, 0, 0],
  // Diode: firm, and goes on rising.
  [1.38, 0, -0.46, 0, 0, 0.12],
]
/** Bias at an asymmetry of 100 %. */
const MOST_BIAS = 0.7
type Value = (name: string) => number
const bent = (value: Value, x: number) =>
  shaped(CURVES[Math.round(value('curve'))]!, x, gainOfDb(value('drive')), (value('asymmetry') / 100) * MOST_BIAS)
/** Sine of the middle of the eight parts of a turn that are not each other's mirror images. */
const SINES = [0.195_090_32, 0.555_570_23, 0.831_469_61, 0.980_785_28].flatMap((s) => [s, -s])
/** Gain in dB that gives a sine of −12 dBFS its level back. */
function levelling(value: Value): number {
  const y = SINES.map((s) => bent(value, 0.25 * s))
  const mean = y.reduce((a, b) => a + b) / 8
  return dbOfGain(0.25 * Math.sqrt(0.5)) - dbOfGain(Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0) / 8))
}
/** What comes out for what goes in, standing still, without the tilts. */
export function outputOf(value: Value): (x: number) => number {
  const mix = value('mix') / 100
  const output = gainOfDb(value('output'))
  const wet = mix * gainOfDb(value('level') ? levelling(value) : 0)
  return (x) => output * (wet * bent(value, x) + (1 - mix) * x)
}
