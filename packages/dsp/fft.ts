// The discrete Fourier transform for what is looked at and judged: radix 2, decimation in time, double precision, in place.
// Source: J. W. Cooley, J. W. Tukey, "An Algorithm for the Machine Calculation of Complex Fourier Series", 1965.
import { cos, sin } from './math.ts'

/** Transforms of one size. They do not allocate. */
export class Fft {
  private readonly cosines: Float64Array
  private readonly sines: Float64Array
  private readonly reverse: Uint32Array

  /**
   * @param size  a power of two, 2 or more
   * @throws RangeError for another
   */
  constructor(readonly size: number) {
    const bits = 31 - Math.clz32(size)
    if (!(size >= 2 && 2 ** bits === size)) throw new RangeError(`A Fourier transform needs a power of two of frames, not ${size}.`)
    this.cosines = Float64Array.from({ length: size / 2 }, (_, i) => cos((2 * Math.PI * i) / size))
    this.sines = Float64Array.from({ length: size / 2 }, (_, i) => sin((2 * Math.PI * i) / size))
    this.reverse = Uint32Array.from({ length: size }, (_, i) => {
      let r = 0
      for (let b = 0; b < bits; b++) r |= ((i >> b) & 1) << (bits - 1 - b)
      return r
    })
  }
  /** X[k] = Σ x[n] · e^(−2πi·kn / size), x = re + i·im. */
  transform(re: Float64Array, im: Float64Array): void {
    const { size, reverse, cosines, sines } = this
    for (let i = 0; i < size; i++) {
      const j = reverse[i]!
      if (j <= i) continue
      const [r, m] = [re[i]!, im[i]!]
      re[i] = re[j]!
      im[i] = im[j]!
      re[j] = r
      im[j] = m
    }
    for (let span = 2; span <= size; span *= 2) {
      const half = span / 2
      const step = size / span
      for (let start = 0; start < size; start += span)
        for (let k = 0, t = 0; k < half; k++, t += step) {
          const a = start + k
          const b = a + half
          const wr = cosines[t]!
          const wi = -sines[t]!
          const xr = re[b]! * wr - im[b]! * wi
          const xi = re[b]! * wi + im[b]! * wr
          re[b] = re[a]! - xr
          im[b] = im[a]! - xi
          re[a] = re[a]! + xr
          im[a] = im[a]! + xi
        }
    }
  }
}
