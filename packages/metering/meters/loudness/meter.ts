// Loudness meter: momentary, short-term, integrated loudness and loudness range, live or over a file.
// Sources: ITU-R BS.1770-5 (2023); EBU Tech 3341 v4 (2023) "EBU Mode"; EBU Tech 3342 (2023). Checked with their test signals.
import type { Kernels } from '@tonmeister/dsp/kernels.ts'
import { checkFormat } from '../../error.ts'
import { layoutOf, type Speaker, weightOf } from './channels.ts'
import { GatedBlocks, lufsOfPower } from './gate.ts'
import { PlainWeighting } from './plain.ts'
import { kWeighting } from './weighting.ts'

// Power is summed in segments of 10 ms. Windows move by one segment: with 100 ms, cases 10 and 13 of Tech 3341 miss the maximum.
const SEGMENTS_PER_SECOND = 100
const MOMENTARY = 40
const SHORT_TERM = 300
/** Gating blocks and range values begin every 100 ms. */
const HOP = 10
/** Frames of one channel that are copied to the kernels at a time. */
const STAGE = 1024
/** EBU Tech 3341: before this many seconds a loudness range is shown as not yet stable. */
const RANGE_STABLE_SECONDS = 60

export interface LoudnessOptions {
  /** Runs the filters in WASM; the numbers are the same without, only slower. Memory is taken from its arena and stays taken. */
  readonly kernels?: Kernels
  /** Which loudspeaker each channel is; by default what so many channels mean in a WAV file. */
  readonly layout?: readonly Speaker[]
}

/** A maximum and where it was: `at` is the start of its window in seconds from the first pushed frame, NaN before there is one. */
export interface Maximum {
  readonly lufs: number
  readonly at: number
}

/** Weighted power of every channel, segment by segment. */
interface Filters {
  process(block: readonly Float32Array[], from: number, to: number): void
  /** The weighted sum of squares since the last call. */
  take(): number
  reset(): void
}

/**
 * Push audio in blocks of any size; read whenever. The block size changes no bit. `push` and the readings do not allocate.
 * A NaN or an infinity costs the 10 ms in which it lies, of its channel.
 */
export class Loudness {
  private readonly sampleRate: number
  private readonly filters: Filters
  private readonly ring = new Float64Array(SHORT_TERM)
  private readonly blocks = new GatedBlocks()
  private readonly ranges = new GatedBlocks()
  /** Finished segments, and frames of the one under way. */
  private segments = 0
  private filled = 0
  private length: number
  private counted = 0
  private isPaused = false
  private loudestMomentary = 0
  private loudestMomentaryAt = Number.NaN
  private loudestShortTerm = 0
  private loudestShortTermAt = Number.NaN

  /** @throws MeteringError 'unsupported-rate' | 'unsupported-channels' */
  constructor(sampleRate: number, channels: number, options: LoudnessOptions = {}) {
    checkFormat(sampleRate, channels)
    this.sampleRate = sampleRate
    const layout = options.layout ?? layoutOf(channels)
    const weights = Array.from({ length: channels }, (_, c) => weightOf(layout[c] ?? 'X'))
    this.filters = options.kernels ? kernelFilters(options.kernels, sampleRate, weights) : plainFilters(sampleRate, weights)
    this.length = this.boundary(1)
  }

  /** Takes the first `frames` frames of a planar block (all of it by default). */
  push(block: readonly Float32Array[], frames: number = block[0]?.length ?? 0): void {
    let at = 0
    while (at < frames) {
      const to = Math.min(frames, at + this.length - this.filled)
      this.filters.process(block, at, to)
      this.filled += to - at
      at = to
      if (this.filled === this.length) this.endSegment()
    }
  }

  /** Loudness of the last 400 ms, LUFS; what was before the first frame counts as silence. Updated every 10 ms. */
  momentary(): number {
    return lufsOfPower(this.windowPower(MOMENTARY))
  }
  /** Loudness of the last 3 s, LUFS. Updated every 10 ms. */
  shortTerm(): number {
    return lufsOfPower(this.windowPower(SHORT_TERM))
  }
  /** Gated loudness since the start or the last reset, LUFS; -Infinity when nothing passed the gate. */
  integrated(): number {
    return this.blocks.integrated()
  }
  /** Loudness range since the start or the last reset, LU. */
  range(): number {
    return this.ranges.range()
  }
  /** False during the first minute, when Tech 3341 wants the range marked as not stable. */
  rangeIsStable(): boolean {
    return this.counted >= RANGE_STABLE_SECONDS * SEGMENTS_PER_SECOND
  }
  maxMomentary(): Maximum {
    return { lufs: lufsOfPower(this.loudestMomentary), at: this.loudestMomentaryAt }
  }
  maxShortTerm(): Maximum {
    return { lufs: lufsOfPower(this.loudestShortTerm), at: this.loudestShortTermAt }
  }

  /** Integrated loudness and range wait (together, as Tech 3341 asks); momentary and short-term go on. */
  pause(): void {
    this.isPaused = true
  }
  resume(): void {
    this.isPaused = false
  }

  /** Forgets everything, as if no frame had been pushed. A pause stays. */
  reset(): void {
    this.filters.reset()
    this.ring.fill(0)
    this.blocks.clear()
    this.ranges.clear()
    this.segments = 0
    this.filled = 0
    this.counted = 0
    this.length = this.boundary(1)
    this.loudestMomentary = 0
    this.loudestMomentaryAt = Number.NaN
    this.loudestShortTerm = 0
    this.loudestShortTermAt = Number.NaN
  }

  /** The frame at which segment `n` begins, to the nearest: 10 ms need not be a whole number of frames. */
  private boundary(n: number): number {
    return Math.round((n * this.sampleRate) / SEGMENTS_PER_SECOND)
  }

  private windowPower(length: number): number {
    const n = this.segments
    let sum = 0
    for (let i = n - length; i < n; i++) if (i >= 0) sum += this.ring[i % SHORT_TERM]!
    return sum / (this.boundary(n) - this.boundary(n - length))
  }

  private endSegment(): void {
    this.ring[this.segments % SHORT_TERM] = this.filters.take()
    const n = ++this.segments
    this.filled = 0
    this.length = this.boundary(n + 1) - this.boundary(n)
    const momentary = this.windowPower(MOMENTARY)
    const shortTerm = this.windowPower(SHORT_TERM)
    if (momentary > this.loudestMomentary) {
      this.loudestMomentary = momentary
      this.loudestMomentaryAt = Math.max(0, n - MOMENTARY) / SEGMENTS_PER_SECOND
    }
    if (shortTerm > this.loudestShortTerm) {
      this.loudestShortTerm = shortTerm
      this.loudestShortTermAt = Math.max(0, n - SHORT_TERM) / SEGMENTS_PER_SECOND
    }
    if (this.isPaused) return
    this.counted++
    if (n % HOP !== 0) return
    if (n >= MOMENTARY) this.blocks.add(momentary)
    if (n >= SHORT_TERM) this.ranges.add(shortTerm)
  }
}

function plainFilters(sampleRate: number, weights: readonly number[]): Filters {
  const k = kWeighting(sampleRate)
  const channels = weights.map(() => new PlainWeighting(k))
  return {
    process(block, from, to) {
      for (let c = 0; c < channels.length; c++) if (weights[c] !== 0 && block[c]) channels[c]!.process(block[c]!, from, to)
    },
    take() {
      let sum = 0
      for (let c = 0; c < channels.length; c++) {
        sum += weighted(weights[c]!, channels[c]!.power)
        channels[c]!.settle()
      }
      return sum
    },
    reset() {
      for (const channel of channels) channel.reset()
    },
  }
}

function kernelFilters(kernels: Kernels, sampleRate: number, weights: readonly number[]): Filters {
  const [stateBytes, init] = [kernels.get('meter_loudness_stateBytes'), kernels.get('meter_loudness_init')]
  const [process, power, settle] = [
    kernels.get('meter_loudness_process'),
    kernels.get('meter_loudness_power'),
    kernels.get('meter_loudness_settle'),
  ]
  const k = kWeighting(sampleRate)
  const stage = [kernels.allocate(STAGE * 4), kernels.allocate(STAGE * 4)] as const
  // Channels that count, two to a state; an odd one is paired with itself and read once.
  const used = weights.map((_, c) => c).filter((c) => weights[c] !== 0)
  const pairs = Array.from({ length: Math.ceil(used.length / 2) }, (_, i) => ({
    state: kernels.allocate(stateBytes()),
    a: used[2 * i]!,
    b: used[2 * i + 1] ?? used[2 * i]!,
  }))
  const reset = () => {
    for (const { state } of pairs) init(state, k.b0, k.b1, k.b2, k.a1, k.a2, k.c1, k.c2)
  }
  reset()
  const copy = (f32: Float32Array, at: number, x: Float32Array, from: number, to: number) => {
    for (let i = from; i < to; i++) f32[at + i - from] = x[i]!
  }
  return {
    process(block, from, to) {
      const f32 = kernels.f32
      for (const { state, a, b } of pairs) {
        const x = block[a]
        const y = block[b]
        if (!x || !y) continue
        // Blocks that already lie in the kernels' memory are read where they are.
        if (x.buffer === f32.buffer && y.buffer === f32.buffer) {
          process(state, x.byteOffset + from * 4, y.byteOffset + from * 4, to - from)
          continue
        }
        for (let at = from; at < to; at += STAGE) {
          const end = Math.min(to, at + STAGE)
          copy(f32, stage[0] >> 2, x, at, end)
          copy(f32, stage[1] >> 2, y, at, end)
          process(state, stage[0], stage[1], end - at)
        }
      }
    },
    take() {
      let sum = 0
      for (const { state, a, b } of pairs) {
        sum += weighted(weights[a]!, power(state, 0))
        if (b !== a) sum += weighted(weights[b]!, power(state, 1))
        settle(state)
      }
      return sum
    },
    reset,
  }
}
const weighted = (weight: number, power: number): number => (weight !== 0 && power < Infinity ? weight * power : 0)
