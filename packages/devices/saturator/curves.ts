// The saturator's curves, in the order of its choice; the kernel has the same numbers.
import { gainOfDb } from '@tonmeister/dsp'
import { outputThrough, type ShaperCurve, shaped } from '../shaping.ts'

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
/** What comes out for what goes in, standing still, without the tilts. */
export function outputOf(value: Value): (x: number) => number {
  const curve = CURVES[Math.round(value('curve'))]!
  const [gain, bias] = [gainOfDb(value('drive')), (value('asymmetry') / 100) * MOST_BIAS]
  return outputThrough(value, (x) => shaped(curve, x, gain, bias))
}
