// How two channels belong together: correlation of the whole and of three bands, and balance, as means over time.
// Source: the correlation coefficient at zero delay; by band it is the real part of the cross spectrum over the root of both powers (J. S. Bendat,
// A. G. Piersol, "Random Data", 2010). One complex transform gives both channels' spectra: left is its real part, right its imaginary one.
import { cos, exp, Fft } from '@tonmeister/dsp'

/** All, low, mid, high. */
export const BANDS = 4
/** Squared amplitudes below which there is nothing to compare. */
const FAINT = 1e-12

export class StereoField {
  /** −1 to 1; 0 where a side is silent. */
  readonly correlation = new Float64Array(BANDS)
  private readonly fft: Fft
  private readonly re: Float64Array
  private readonly im: Float64Array
  private readonly window: Float64Array
  // Of each band: what both share, left, right.
  private readonly sums = new Float64Array(BANDS * 3)
  private readonly means = new Float64Array(BANDS * 3)
  private isFirst = true

  /** @param size  frames of a stretch: a power of two */
  constructor(readonly size: number) {
    this.fft = new Fft(size)
    this.re = new Float64Array(size)
    this.im = new Float64Array(size)
    this.window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * cos((2 * Math.PI * i) / size))
  }
  /** Mean square of the right by that of the left; 1 where both are silent. */
  get rightByLeft(): number {
    const [left, right] = [this.means[1]!, this.means[2]!]
    return left > FAINT || right > FAINT ? right / left : 1
  }
  /** Takes in a stretch. @param low, high  Hz between the bands @param average  seconds of the mean @param passed  seconds since the last */
  take(left: Float32Array, right: Float32Array, sampleRate: number, low: number, high: number, average: number, passed: number): void {
    const { size, re, im, sums, means, window } = this
    for (let i = 0; i < size; i++) {
      re[i] = Math.abs(left[i]!) < Infinity ? left[i]! * window[i]! : 0
      im[i] = Math.abs(right[i]!) < Infinity ? right[i]! * window[i]! : 0
    }
    this.fft.transform(re, im)
    sums.fill(0)
    const [lowBin, highBin] = [low, high].map((hz) => (hz * size) / sampleRate) as [number, number]
    for (let k = 1; k < size / 2; k++) {
      const j = size - k
      const [lr, li] = [re[k]! + re[j]!, im[k]! - im[j]!]
      const [rr, ri] = [im[k]! + im[j]!, re[j]! - re[k]!]
      const shared = lr * rr + li * ri
      const l = lr * lr + li * li
      const r = rr * rr + ri * ri
      this.add(0, shared, l, r)
      this.add(k < lowBin ? 1 : k < highBin ? 2 : 3, shared, l, r)
    }
    const step = this.isFirst ? 1 : 1 - exp(-passed / average)
    this.isFirst = false
    for (let i = 0; i < sums.length; i++) means[i] = means[i]! + step * (sums[i]! / (size * size) - means[i]!)
    for (let b = 0; b < BANDS; b++) {
      const [shared, l, r] = [means[b * 3]!, means[b * 3 + 1]!, means[b * 3 + 2]!]
      this.correlation[b] = l > FAINT && r > FAINT ? shared / Math.sqrt(l * r) : 0
    }
  }
  private add(band: number, shared: number, left: number, right: number): void {
    const at = band * 3
    this.sums[at] = this.sums[at]! + shared
    this.sums[at + 1] = this.sums[at + 1]! + left
    this.sums[at + 2] = this.sums[at + 2]! + right
  }
}
