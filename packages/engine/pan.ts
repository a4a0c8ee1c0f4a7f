// Where a channel stands between left and right: the laws, and what a strip's input and its panner do to a pair, as a matrix.
// Laws by what each side has in the middle, dB: 0, −3 (sine and cosine: the power of the sum stays), −6 (linear: the sum of the sides stays),
// −4.5 (the geometric mean of those two, the compromise of consoles between rooms and mono).
import { cos, sin } from '@tonmeister/dsp'
import type { PlanStrip } from './plan.ts'

const SQRT2 = 1.4142135623730951
const EIGHTH = 0.7853981633974483
/** √2 ^ 1.5: raises the −4.5 dB law to 0 dB in the middle. */
const RAISE_45 = 1.681792830507429

/** Gain of the left side for a mono source at `pan` (−100 to 100); the right one is that of −pan. 1 at the left end, 0 at the right. */
export function lawLeft(pan: number, law: number): number {
  if (pan <= -100) return 1
  if (pan >= 100) return 0
  if (law === 0) return pan <= 0 ? 1 : 1 - pan / 100
  const linear = (1 - pan / 100) / 2
  if (law === -6) return linear
  const power = pan <= 0 ? cos((pan / 100 + 1) * EIGHTH) : sin((1 - pan / 100) * EIGHTH)
  return law === -4.5 ? Math.sqrt(linear * power) : power
}
/** Left gain of the balance: the law raised to 0 dB in the middle, where it changes no bit; the right one is that of −pan. */
export function panLeft(pan: number, law = -3): number {
  if (pan === 0) return 1
  if (pan >= 100) return 0
  if (law === 0) return lawLeft(pan, law)
  if (law === -6) return pan <= -100 ? 2 : 1 - pan / 100
  if (law === -4.5) return RAISE_45 * lawLeft(pan, law)
  return SQRT2 * (pan < 0 ? cos((pan / 100 + 1) * EIGHTH) : sin((1 - pan / 100) * EIGHTH))
}

/** left = [0]·left + [1]·right, right = [2]·left + [3]·right. */
export type Matrix = Float64Array
export const identity = (): Matrix => Float64Array.of(1, 0, 0, 1)
/** Trim (linear), polarity and the sum to mono of a strip's input, into `out`. */
export function inputMatrix(strip: PlanStrip, trim: number, out: Matrix): void {
  const left = strip.polarity === 'both' || strip.polarity === 'left' ? -trim : trim
  const right = strip.polarity === 'both' || strip.polarity === 'right' ? -trim : trim
  out[0] = strip.mono ? left / 2 : left
  out[1] = strip.mono ? right / 2 : 0
  out[2] = strip.mono ? left / 2 : 0
  out[3] = strip.mono ? right / 2 : right
}
/**
 * Mono pan, dual pan, balance and width of a strip that has its panner as a matrix (`placed`), into `out`.
 * @param values  of the strip now, by STRIP_CURVES
 */
export function panMatrix(strip: PlanStrip, values: Float64Array, law: number, out: Matrix): void {
  const pan = values[1]!
  if (strip.mono) {
    out[0] = out[1] = lawLeft(pan, law) / 2
    out[2] = out[3] = lawLeft(-pan, law) / 2
    return
  }
  const mid = (1 + values[3]! / 100) / 2
  const side = (1 - values[3]! / 100) / 2
  if (strip.panMode === 'dual') {
    const ll = lawLeft(values[4]!, law)
    const lr = lawLeft(-values[4]!, law)
    const rl = lawLeft(values[5]!, law)
    const rr = lawLeft(-values[5]!, law)
    out[0] = ll * mid + rl * side
    out[1] = ll * side + rl * mid
    out[2] = lr * mid + rr * side
    out[3] = lr * side + rr * mid
    return
  }
  const l = panLeft(pan, law)
  const r = panLeft(-pan, law)
  out[0] = l * mid
  out[1] = l * side
  out[2] = r * side
  out[3] = r * mid
}
