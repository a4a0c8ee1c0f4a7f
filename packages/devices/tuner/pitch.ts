// Pitch of one voice: the McLeod pitch method. The normalised square difference function is 1 exactly where the sound repeats itself, whatever part of a
// period the stretch ends in; its first high peak is the period. Source: P. McLeod, G. Wyvill, "A Smarter Way to Find Pitch", ICMC 2005.
// Differs: the period is taken from the last peak within 25 ms, as a part of it, where a frame more or less matters less.
import { Fft } from '@tonmeister/dsp'

/** Of the highest peak: the first one above it is the period (k of the paper). */
const HIGH = 0.93
/** Seconds of the periods that are measured together. */
const TOGETHER = 0.025
const LOWEST_HZ = 25
const HIGHEST_HZ = 4200
/** Below this mean square (−66 dBFS) there is nothing to hear. */
const FAINT = 2.5e-7

export interface Pitch {
  /** 0 = none. */
  readonly hz: number
  /** How much the sound is like itself a period later, to 1. */
  readonly clarity: number
}
const NONE: Pitch = { hz: 0, clarity: 0 }

/** Frames that the lowest notes need, at a rate: 85 ms or more. */
export const pitchFrames = (sampleRate: number): number => {
  let frames = 1024
  while (frames < 0.08 * sampleRate) frames *= 2
  return frames
}
/** Finds pitches in stretches of `frames` frames, a power of two. Allocates nothing but the answer. */
export class PitchFinder {
  private readonly fft: Fft
  private readonly re: Float64Array
  private readonly im: Float64Array
  /** Likeness by lag, −1 to 1. */
  private readonly likeness: Float64Array

  constructor(readonly frames: number) {
    this.fft = new Fft(frames * 2)
    this.re = new Float64Array(frames * 2)
    this.im = new Float64Array(frames * 2)
    this.likeness = new Float64Array(Math.floor(frames * 0.6))
  }
  find(x: Float32Array, sampleRate: number): Pitch {
    const energy = this.compare(x)
    if (energy < FAINT * this.frames) return NONE
    const { likeness } = this
    const from = Math.max(2, Math.floor(sampleRate / HIGHEST_HZ))
    const to = Math.min(likeness.length - 2, Math.ceil(sampleRate / LOWEST_HZ))
    const lag = this.firstPeak(from, to)
    if (!lag) return NONE
    let period = this.between(lag)
    const clarity = likeness[lag]!
    // From one period to ever more of them: each tells where to look for the next.
    const most = Math.floor(Math.min(TOGETHER * sampleRate, likeness.length - 3) / period)
    for (let count = 2; count <= most; count++) {
      const at = this.climb(Math.round(period * count), Math.max(1, Math.floor(period / 4)))
      if (likeness[at]! < clarity * HIGH) break
      period = this.between(at) / count
    }
    return { hz: sampleRate / period, clarity }
  }
  /** Writes the likeness of every lag. @returns the energy of the stretch without its mean */
  private compare(x: Float32Array): number {
    const { frames, re, im, likeness } = this
    let mean = 0
    for (let i = 0; i < frames; i++) mean += x[i]!
    mean /= frames
    re.fill(0)
    im.fill(0)
    let energy = 0
    for (let i = 0; i < frames; i++) {
      re[i] = x[i]! - mean
      energy += re[i]! * re[i]!
    }
    if (!(energy < Infinity)) return 0
    // Sums that lose a frame at both ends with every lag: m of the paper.
    let both = 2 * energy
    this.fft.transform(re, im)
    for (let i = 0; i < re.length; i++) {
      re[i] = re[i]! * re[i]! + im[i]! * im[i]!
      im[i] = 0
    }
    this.fft.transform(re, im)
    for (let lag = 0; lag < likeness.length; lag++) {
      likeness[lag] = both > 0 ? (2 * re[lag]!) / re.length / both : 0
      const first = x[lag]! - mean
      const last = x[frames - 1 - lag]! - mean
      both -= first * first + last * last
    }
    return energy
  }
  /** The first high one among the peaks between rising and falling zero crossings; 0 = none. */
  private firstPeak(from: number, to: number): number {
    const { likeness } = this
    let highest = 0
    for (let pass = 0; pass < 2; pass++) {
      let lag = 1
      while (lag < to && likeness[lag]! > 0) lag++
      while (lag < to) {
        while (lag < to && likeness[lag]! <= 0) lag++
        let best = lag
        for (; lag < to && likeness[lag]! > 0; lag++) if (likeness[lag]! > likeness[best]!) best = lag
        if (best < from || best >= to) continue
        if (pass && likeness[best]! >= HIGH * highest) return best
        highest = Math.max(highest, likeness[best]!)
      }
    }
    return 0
  }
  /** The highest lag at most `reach` away. */
  private climb(at: number, reach: number): number {
    const { likeness } = this
    let best = at
    for (let lag = at - reach; lag <= at + reach && lag < likeness.length - 1; lag++) if (likeness[lag]! > likeness[best]!) best = lag
    return best
  }
  /** Where the parabola through a peak and its neighbours is highest. */
  private between(lag: number): number {
    const { likeness } = this
    const [a, b, c] = [likeness[lag - 1]!, likeness[lag]!, likeness[lag + 1]!]
    const bend = a - 2 * b + c
    return bend < 0 ? lag + (0.5 * (a - c)) / bend : lag
  }
}
