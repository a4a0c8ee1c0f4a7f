// Loudness by ITU-R BS.1770-5 and EBU Tech 3341/3342: momentary, short-term, integrated, range. Live and offline.
// Everything is kept as energy per 10 ms, from which all windows are made: 400 ms, 3 s, and the gating blocks of 400 ms every 100 ms.
import { cos, log10, pow, sin, tan } from '@tonmeister/dsp'

/** Windows move by this much: finer than the 100 ms of the standard, so that the greatest momentary value is found (Tech 3341, cases 10 and 13). */
const STEPS_PER_SECOND = 100
const MOMENTARY_STEPS = 40
const SHORT_TERM_STEPS = 300
const GATE_ABSOLUTE = -70
const PI = 3.141592653589793

interface Biquad {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
}
/** |H| in dB at a frequency. */
function responseDb(f: Biquad, hz: number, sampleRate: number): number {
  const w = (2 * PI * hz) / sampleRate
  const c1 = cos(w)
  const s1 = sin(w)
  const c2 = cos(2 * w)
  const s2 = sin(2 * w)
  const numerator = (f.b0 + f.b1 * c1 + f.b2 * c2) ** 2 + (f.b1 * s1 + f.b2 * s2) ** 2
  const denominator = (1 + f.a1 * c1 + f.a2 * c2) ** 2 + (f.a1 * s1 + f.a2 * s2) ** 2
  return 10 * log10(numerator / denominator)
}
/**
 * The two filters of K-weighting at any rate, from the analogue prototypes that give the table of BS.1770 at 48 kHz.
 * Both together are scaled so that 997 Hz reads +0.691 dB at every rate; the bare formulas are off by up to 0.03 dB.
 */
export function kWeighting(sampleRate: number): readonly [Biquad, Biquad] {
  const shelf = ((): Biquad => {
    const k = tan((PI * 1681.974450955533) / sampleRate)
    const q = 0.7071752369554196
    const high = pow(10, 3.999843853973347 / 20)
    const band = pow(high, 0.4996667741545416)
    const a0 = 1 + k / q + k * k
    return {
      b0: (high + (band * k) / q + k * k) / a0,
      b1: (2 * (k * k - high)) / a0,
      b2: (high - (band * k) / q + k * k) / a0,
      a1: (2 * (k * k - 1)) / a0,
      a2: (1 - k / q + k * k) / a0,
    }
  })()
  const k = tan((PI * 38.13547087602444) / sampleRate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  const pass: Biquad = { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 }
  const level = responseDb(shelf, 997, sampleRate) + responseDb(pass, 997, sampleRate)
  const g = pow(10, (REFERENCE_DB - level) / 20)
  return [shelf, { ...pass, b0: pass.b0 * g, b1: pass.b1 * g, b2: pass.b2 * g }]
}
/** What the table of the standard gives at 997 Hz and 48 kHz. */
const REFERENCE_DB = 0.691

/** Weights of channels in WAV order; LFE counts nothing. 7.1: L R C LFE Lb Rb Ls Rs, the rears at ±135° weigh 1. */
export function channelWeights(channels: number): readonly number[] {
  if (channels === 4) return [1, 1, 1.41, 1.41]
  if (channels === 5) return [1, 1, 1, 1.41, 1.41]
  if (channels === 6) return [1, 1, 1, 0, 1.41, 1.41]
  if (channels === 8) return [1, 1, 1, 0, 1, 1, 1.41, 1.41]
  return Array.from({ length: channels }, () => 1)
}
const lufs = (power: number): number => (power > 0 ? -0.691 + 10 * log10(power) : -Infinity)
const powerOf = (level: number): number => pow(10, (level + 0.691) / 10)

export interface LoudnessFormat {
  /** 8 kHz and more. */
  readonly sampleRate: number
  readonly channels: number
  /** Weight per channel; the usual layout for the number of channels when missing. */
  readonly weights?: readonly number[]
}

export class Loudness {
  private readonly first: Biquad
  private readonly second: Biquad
  private readonly weights: readonly number[]
  private readonly state: Float64Array
  private readonly sampleRate: number
  /** Frames to the end of the current step; steps are whole frames, on average 10 ms. */
  private left: number
  private steps = 0
  private energy = 0
  private energyFrames = 0
  /** Energy and frames of the last 3 s, a ring of steps. */
  private readonly ring = new Float64Array(SHORT_TERM_STEPS)
  private readonly ringFrames = new Float64Array(SHORT_TERM_STEPS)
  private readonly gating = new Histogram()
  private readonly shortTerms = new Histogram()
  private momentaryNow = 0
  private shortTermNow = 0
  private momentaryMost = 0
  private shortTermMost = 0
  /** Seconds at the end of the loudest windows. */
  momentaryAt = 0
  shortTermAt = 0

  /** @throws RangeError for a rate below 8 kHz */
  constructor(format: LoudnessFormat) {
    if (!(format.sampleRate >= 8000)) throw new RangeError('loudness is defined from 8 kHz on')
    this.sampleRate = format.sampleRate
    ;[this.first, this.second] = kWeighting(format.sampleRate)
    this.weights = format.weights ?? channelWeights(format.channels)
    this.state = new Float64Array(format.channels * 4)
    this.left = this.stepLength()
  }
  private stepLength(): number {
    return (
      Math.round(((this.steps + 1) * this.sampleRate) / STEPS_PER_SECOND) - Math.round((this.steps * this.sampleRate) / STEPS_PER_SECOND)
    )
  }
  /** The next frames of the programme, planar. */
  push(block: readonly Float32Array[], frames = block[0]?.length ?? 0): void {
    for (let at = 0; at < frames; ) {
      const n = Math.min(this.left, frames - at)
      for (let c = 0; c < this.weights.length && c < block.length; c++) {
        const weight = this.weights[c]!
        if (weight) this.energy += weight * this.filter(c, block[c]!, at, n)
      }
      this.energyFrames += n
      this.left -= n
      at += n
      if (!this.left) this.endStep()
    }
  }
  /** Sum of squares of `n` filtered frames; transposed direct form II in double precision. */
  private filter(c: number, x: Float32Array, at: number, n: number): number {
    const { first: f, second: g, state } = this
    const s = c * 4
    let s1 = state[s]!
    let s2 = state[s + 1]!
    let t1 = state[s + 2]!
    let t2 = state[s + 3]!
    const { b0, b1, b2, a1, a2 } = f
    const { b0: c0, b1: c1, b2: c2, a1: d1, a2: d2 } = g
    let sum = 0
    for (let i = at; i < at + n; i++) {
      const u = x[i]!
      const y = b0 * u + s1
      s1 = b1 * u - a1 * y + s2
      s2 = b2 * u - a2 * y
      const z = c0 * y + t1
      t1 = c1 * y - d1 * z + t2
      t2 = c2 * y - d2 * z
      sum += z * z
    }
    // What has decayed to nothing must not crawl on as tiny numbers.
    state[s] = s1 * s1 < 1e-60 ? 0 : s1
    state[s + 1] = s2 * s2 < 1e-60 ? 0 : s2
    state[s + 2] = t1 * t1 < 1e-60 ? 0 : t1
    state[s + 3] = t2 * t2 < 1e-60 ? 0 : t2
    return sum
  }
  private endStep(): void {
    const slot = this.steps % SHORT_TERM_STEPS
    this.ring[slot] = this.energy
    this.ringFrames[slot] = this.energyFrames
    this.energy = 0
    this.energyFrames = 0
    this.steps++
    this.left = this.stepLength()
    const now = this.steps / STEPS_PER_SECOND
    this.momentaryNow = this.window(MOMENTARY_STEPS)
    this.shortTermNow = this.window(SHORT_TERM_STEPS)
    if (this.steps >= MOMENTARY_STEPS) {
      if (this.momentaryNow > this.momentaryMost) {
        this.momentaryMost = this.momentaryNow
        this.momentaryAt = now
      }
      // Gating blocks: 400 ms, overlapping by three quarters.
      if ((this.steps - MOMENTARY_STEPS) % 10 === 0) this.gating.add(this.momentaryNow)
    }
    if (this.steps >= SHORT_TERM_STEPS) {
      if (this.shortTermNow > this.shortTermMost) {
        this.shortTermMost = this.shortTermNow
        this.shortTermAt = now
      }
      if (this.steps % 10 === 0) this.shortTerms.add(this.shortTermNow)
    }
  }
  /** Mean power of the last steps; what lies before the start is silence. */
  private window(steps: number): number {
    let energy = 0
    let frames = 0
    for (let i = 1; i <= steps; i++) {
      const slot = (this.steps - i + SHORT_TERM_STEPS * 2) % SHORT_TERM_STEPS
      if (this.steps - i < 0) frames += this.sampleRate / STEPS_PER_SECOND
      else {
        energy += this.ring[slot]!
        frames += this.ringFrames[slot]!
      }
    }
    return energy / frames
  }
  /** LUFS of the last 400 ms. */
  momentary(): number {
    return lufs(this.momentaryNow)
  }
  /** LUFS of the last 3 s. */
  shortTerm(): number {
    return lufs(this.shortTermNow)
  }
  maxMomentary(): number {
    return lufs(this.momentaryMost)
  }
  maxShortTerm(): number {
    return lufs(this.shortTermMost)
  }
  /** LUFS of the programme so far, gated; −Infinity when nothing passes the absolute gate. */
  integrated(): number {
    const absolute = powerOf(GATE_ABSOLUTE)
    const mean = this.gating.meanAbove(absolute)
    if (!(mean > 0)) return -Infinity
    return lufs(this.gating.meanAbove(Math.max(absolute, mean * 0.1)))
  }
  /** Loudness range in LU (Tech 3342); 0 when there is too little to tell. */
  range(): number {
    const absolute = powerOf(GATE_ABSOLUTE)
    const mean = this.shortTerms.meanAbove(absolute, true)
    if (!(mean > 0)) return 0
    const kept = this.shortTerms.above(Math.max(absolute, mean * 0.01))
    if (!kept.length) return 0
    const at = (share: number) => kept[Math.round((kept.length - 1) * share)]!
    return lufs(at(0.95)) - lufs(at(0.1))
  }
}
/** Powers, all of them: an hour is 36 000 numbers. Live they are asked often, so the sorted order is kept until something comes. */
class Histogram {
  private values = new Float64Array(1024)
  private count = 0
  private sorted: Float64Array | null = null
  add(power: number): void {
    if (this.count === this.values.length) {
      const more = new Float64Array(this.count * 2)
      more.set(this.values)
      this.values = more
    }
    this.values[this.count++] = power
    this.sorted = null
  }
  meanAbove(threshold: number, inclusive = false): number {
    let sum = 0
    let n = 0
    for (let i = 0; i < this.count; i++) {
      const v = this.values[i]!
      if (v > threshold || (inclusive && v === threshold)) {
        sum += v
        n++
      }
    }
    return n ? sum / n : 0
  }
  /** In rising order. */
  above(threshold: number): Float64Array {
    this.sorted ??= this.values.slice(0, this.count).sort()
    let low = 0
    while (low < this.count && this.sorted[low]! < threshold) low++
    return this.sorted.subarray(low)
  }
}
