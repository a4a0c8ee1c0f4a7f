// Spectrum: levels per frequency of a stretch of sound, for the eye. Radix-2 FFT in double precision, Hann window.

/** Levels per frequency. `analyse` does not allocate. */
export class Spectrum {
  private readonly re: Float64Array
  private readonly im: Float64Array
  private readonly window: Float64Array
  private readonly cosines: Float64Array
  private readonly sines: Float64Array
  private readonly reverse: Uint32Array
  /** dBFS per bin 0 … size/2: a full-scale sine reads 0. */
  readonly db: Float32Array

  /**
   * @param size  frames of a stretch: a power of two, 2 or more
   * @throws RangeError for another
   */
  constructor(readonly size: number) {
    if (!(size >= 2 && 2 ** Math.round(Math.log2(size)) === size))
      throw new RangeError(`A spectrum needs a power of two of frames, not ${size}.`)
    this.re = new Float64Array(size)
    this.im = new Float64Array(size)
    this.db = new Float32Array(size / 2 + 1)
    // What is only seen may use the host's functions.
    this.window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size))
    this.cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size))
    this.sines = Float64Array.from({ length: size / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / size))
    const bits = Math.round(Math.log2(size))
    this.reverse = Uint32Array.from({ length: size }, (_, i) => {
      let r = 0
      for (let b = 0; b < bits; b++) r |= ((i >> b) & 1) << (bits - 1 - b)
      return r
    })
  }
  /** Levels of the mean of left and right (`size` frames each) into `db`, which is returned. A NaN or an infinity counts as silence. */
  analyse(left: Float32Array, right: Float32Array): Float32Array {
    const { size, re, im, window, reverse } = this
    for (let i = 0; i < size; i++) {
      const x = 0.5 * (left[i]! + right[i]!)
      re[reverse[i]!] = Math.abs(x) < Infinity ? x * window[i]! : 0
      im[i] = 0
    }
    for (let span = 2; span <= size; span *= 2) {
      const half = span / 2
      const step = size / span
      for (let start = 0; start < size; start += span)
        for (let k = 0, t = 0; k < half; k++, t += step) {
          const a = start + k
          const b = a + half
          const wr = this.cosines[t]!
          const wi = -this.sines[t]!
          const xr = re[b]! * wr - im[b]! * wi
          const xi = re[b]! * wi + im[b]! * wr
          re[b] = re[a]! - xr
          im[b] = im[a]! - xi
          re[a] = re[a]! + xr
          im[a] = im[a]! + xi
        }
    }
    // A sine of amplitude 1 under a Hann window has a line of size / 4.
    const scale = 4 / size
    for (let i = 0; i < this.db.length; i++) {
      const power = (re[i]! * re[i]! + im[i]! * im[i]!) * scale * scale
      this.db[i] = power > 1e-20 ? 10 * Math.log10(power) : -200
    }
    return this.db
  }
}
