// The pedals' curves and responses, for drawing and tests; the kernel has the same numbers.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'
import { outputThrough, type ShaperCurve, shaped } from '../shaping.ts'

interface Pedal {
  readonly curve: ShaperCurve
  readonly bias: number
  /** dB of the drive at 0 and at 100 %. */
  readonly drive: readonly [number, number]
  /** Part of the input that goes past the curve. */
  readonly clean: number
  /** Hz: of the low cut at a tightness of 50 %, of the two sides of the tone, of the last low-pass. */
  readonly low: number
  readonly dark: number
  readonly bright: number
  readonly top: number
}
export const PEDALS: readonly Pedal[] = [
  { curve: [1.38, 0, -0.46, 0, 0, 0.12], bias: 0, drive: [6, 42], clean: 1, low: 720, dark: 723, bright: 723, top: 4800 },
  { curve: [1.5, 0, -0.5, 0, 0, 0], bias: 0.1, drive: [12, 54], clean: 0, low: 72, dark: 234, bright: 1063, top: 7200 },
  { curve: [1.5, -0.5, -0.5, 0.25, 0, 0], bias: 0.35, drive: [24, 66], clean: 0, low: 40, dark: 408, bright: 1850, top: 5500 },
]
type Value = (name: string) => number
const pedalOf = (value: Value) => PEDALS[Math.round(value('pedal'))]!
/** What comes out for what goes in, standing still, where the filters let everything pass. */
export function outputOf(value: Value): (x: number) => number {
  const { curve, bias, drive, clean } = pedalOf(value)
  const gain = gainOfDb(drive[0] + ((drive[1] - drive[0]) * value('drive')) / 100)
  return outputThrough(value, (x) => shaped(curve, x, gain, bias) + clean * x)
}
/** Hz of the low cut before the curve. */
export const lowCutOf = (value: Value): number => pedalOf(value).low * 2 ** ((value('tight') - 50) * 0.05)
/** dB against frequency of the filters before and behind the curve. */
export function responseOf(value: Value): (hz: number) => number {
  const { dark, bright, top } = pedalOf(value)
  const low = lowCutOf(value)
  const tone = value('tone') / 100
  return (hz) => {
    const [a, b, u] = [hz / dark, hz / bright, (hz / top) ** 2]
    // 2 (1 − tone) / (1 + ja) + 2 tone jb / (1 + jb).
    const [l, h] = [(2 * (1 - tone)) / (1 + a * a), (2 * tone) / (1 + b * b)]
    const [re, im] = [l + h * b * b, h * b - l * a]
    return (
      dbOfGain(Math.max(1e-6, Math.sqrt(re * re + im * im))) -
      dbOfGain(Math.sqrt(1 + (low / hz) ** 2)) -
      dbOfGain(Math.sqrt((1 - u) ** 2 + 2 * u))
    )
  }
}
