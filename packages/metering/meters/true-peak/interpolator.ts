// The curve between the samples: a Kaiser-windowed sinc, and a bound on it that costs a fraction of computing it.
import { cos, sin } from '@tonmeister/dsp/math.ts'

const PI = Math.PI
/** Taps per place, half before and half behind. */
export const TAPS = 48
export const HALF = TAPS / 2
const BETA = 7
/** Frames that share a bound. */
export const GROUP = 4
/** Groups whose second differences reach into the curve of one group. */
export const REACH = TAPS / GROUP + 1

/** What the meters need to know of an oversampling factor. */
export interface Interpolator {
  /** TAPS taps for each place between two samples, the first place first. One fewer than the factor: a sample is a place too. */
  readonly rows: readonly Float64Array[]
  /** No curve through values at these places goes higher than the highest of them times this. */
  readonly overshoot: number
  /** How far the greatest second difference of each of REACH groups, earliest first, can lift the curve above the samples beside it. */
  readonly lifts: Float64Array
}

/** Modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  const q = (x * x) / 4
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= q / (k * k)
    sum += term
  }
  return sum
}

/** The windowed sinc at a place between 0 and 1, with a sum of exactly 1: a constant stays what it is. */
function rowAt(place: number): Float64Array {
  const row = new Float64Array(TAPS)
  const scale = 1 / bessel(BETA)
  let sum = 0
  for (let t = 0; t < TAPS; t++) {
    const x = place - (t - HALF + 1)
    const r = x / HALF
    const window = r * r < 1 ? bessel(BETA * Math.sqrt(1 - r * r)) * scale : 0
    row[t] = (sin(PI * x) / (PI * x)) * window
    sum += row[t]!
  }
  return row.map((tap) => tap / sum)
}

/**
 * Weighted samples as weighted second differences: `weights[n]` belongs to the frame n, the result's element s to frames s, s + 1, s + 2.
 * Exact when the weights sum to 0 and are blind to a ramp; a ramp's share goes to the two frames from `pivot` on, where it is a slope.
 */
function inSecondDifferences(weights: Float64Array, pivot: number): Float64Array {
  const g = new Float64Array(weights.length - 2)
  for (let s = 0; s < pivot; s++) g[s] = weights[s]! + 2 * (g[s - 1] ?? 0) - (g[s - 2] ?? 0)
  for (let s = g.length - 1; s >= pivot; s--) g[s] = weights[s + 2]! + 2 * (g[s + 1] ?? 0) - (g[s + 2] ?? 0)
  return g
}

/**
 * Every value of the curve between two samples is a point of the straight line between them plus a weighted sum of second differences; a
 * summit between three values rises above the middle one by at most an eighth of *their* second difference, which is such a sum too.
 * So the curve stays below the higher sample plus all weights times sizes. Where sound is slow the second differences are tiny, and next to
 * nothing has to be computed.
 */
function liftsOf(rows: readonly Float64Array[]): Float64Array {
  const phases = rows.length + 1
  const PIVOT = HALF
  // Windows of one frame more than a row: the summit at a sample needs the last place of the interval before.
  const at = (place: number): Float64Array => {
    const w = new Float64Array(TAPS + 1)
    if (place < 0) w.set(rows[phases - 2]!)
    else if (place === 0) w[HALF] = 1
    else if (place === phases) w[HALF + 1] = 1
    else w.set(rows[place - 1]!, 1)
    return w
  }
  const lifts = new Float64Array(REACH)
  for (let p = 0; p < phases; p++) {
    const here = at(p)
    const bent = here.map((w, n) => w - (n === HALF ? 1 - p / phases : n === HALF + 1 ? p / phases : 0))
    const curved = here.map((w, n) => at(p - 1)[n]! - 2 * w + at(p + 1)[n]!)
    const [value, rise] = [inSecondDifferences(bent, PIVOT), inSecondDifferences(curved, PIVOT)]
    // A frame may be any of its group's.
    for (let offset = 0; offset < GROUP; offset++) {
      const sums = new Float64Array(REACH)
      for (let s = 0; s < value.length; s++) sums[Math.floor((offset + s) / GROUP)]! += Math.abs(value[s]!) + Math.abs(rise[s]!) / 8
      for (let j = 0; j < REACH; j++) lifts[j] = Math.max(lifts[j]!, sums[j]!)
    }
  }
  return lifts
}

/** The interpolator for a sample rate in Hz: 8 places per sample, 4 from 88.2 kHz on. */
export function interpolatorFor(sampleRate: number): Interpolator {
  const phases = sampleRate >= 88_200 ? 4 : 8
  const rows = Array.from({ length: phases - 1 }, (_, i) => rowAt((i + 1) / phases))
  // Ehlich and Zeller (1964): between points `phases` times as close as the sampling theorem asks for, a band-limited curve stays below the
  // largest of them over cos(π / 2 phases).
  return { rows, overshoot: 1 / cos(PI / (2 * phases)), lifts: liftsOf(rows) }
}
