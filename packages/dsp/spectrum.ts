// Spectrum: levels per frequency of a stretch of sound, for the eye.
import { Fft } from './fft.ts'
import { cos, sin } from './math.ts'

/**
 * Windows as sums of cosines, each divided by its first term so that a sine reads its level.
 * Source: F. J. Harris, "On the Use of Windows for Harmonic Analysis with the DFT", Proc. IEEE 66(1), 1978; flat top: ISO 18431-2.
 */
export const WINDOWS = {
  /** Narrow: side lobes −31 dB, falling fast; a sine between bins reads up to 1.42 dB low. */
  hann: [1, -1],
  /** Side lobes −92 dB: faint tones beside loud ones. Up to 0.83 dB low. */
  'blackman-harris': [1, -1.3611, 0.3938, -0.03257],
  /** For levels: within 0.01 dB wherever the sine falls. */
  'flat-top': [1, -1.933, 1.286, -0.388, 0.0322],
} as const

/** Levels per frequency. `analyse` does not allocate. */
export class Spectrum {
  private readonly fft: Fft
  // Even frames are real parts and odd ones imaginary: a transform of half the size does for real sound.
  private readonly re: Float64Array
  private readonly im: Float64Array
  private readonly cosines: Float64Array
  private readonly sines: Float64Array
  private readonly window: Float64Array
  /** Per bin 0 … size/2: the squared amplitude of a sine there, a full-scale one is 1. */
  readonly power: Float32Array

  /**
   * @param size  frames of a stretch: a power of two, 4 or more
   * @throws RangeError for another
   */
  constructor(
    readonly size: number,
    window: keyof typeof WINDOWS = 'hann',
  ) {
    const half = size / 2
    this.fft = new Fft(half)
    this.re = new Float64Array(half)
    this.im = new Float64Array(half)
    this.power = new Float32Array(half + 1)
    const terms: readonly number[] = WINDOWS[window]
    this.cosines = Float64Array.from({ length: half + 1 }, (_, i) => cos((2 * Math.PI * i) / size))
    this.sines = Float64Array.from({ length: half + 1 }, (_, i) => sin((2 * Math.PI * i) / size))
    this.window = Float64Array.from({ length: size }, (_, i) => terms.reduce((sum, a, k) => sum + a * cos((2 * Math.PI * k * i) / size), 0))
  }
  /** Levels of the mean of left and right (`size` frames each) into `power`, which is returned. A NaN or an infinity counts as silence. */
  analyse(left: Float32Array, right: Float32Array): Float32Array {
    const { re, im, window, power, cosines, sines } = this
    const half = re.length
    for (let i = 0; i < half; i++) {
      const even = 0.5 * (left[2 * i]! + right[2 * i]!)
      const odd = 0.5 * (left[2 * i + 1]! + right[2 * i + 1]!)
      re[i] = Math.abs(even) < Infinity ? even * window[2 * i]! : 0
      im[i] = Math.abs(odd) < Infinity ? odd * window[2 * i + 1]! : 0
    }
    this.fft.transform(re, im)
    // A sine of amplitude 1 has a line of size / 2, since the window's mean is 1.
    const scale = 1 / (half * half)
    for (let k = 0; k <= half; k++) {
      const i = k % half
      const j = (half - k) % half
      // What the even frames give and, turned by half a frame, the odd ones.
      const [evenRe, evenIm] = [(re[i]! + re[j]!) / 2, (im[i]! - im[j]!) / 2]
      const [oddRe, oddIm] = [(im[i]! + im[j]!) / 2, (re[j]! - re[i]!) / 2]
      const x = evenRe + cosines[k]! * oddRe + sines[k]! * oddIm
      const y = evenIm + cosines[k]! * oddIm - sines[k]! * oddRe
      power[k] = (x * x + y * y) * scale
    }
    return power
  }
}
