// Readings: meters and positions out of the engine, lock-free, in one SharedArrayBuffer that both sides look at.
// READINGS v2.  i32[0] heartbeat of whoever looks | [1] playing | [2] plans taken | [3] faults | [4] wave frames written (wraps) | [5] late streams
// f64[8] play head, timeline frames | [9] clock, frames since start | [10] load 0…1 | from byte 128: 6 f32 per strip (peak L R, rms L R, needle L R)
// then f32 per device reading | f32 per device cost (share of the block) | wave: left, then right, a ring of the main output
// then PROBES probes, see probe.ts

import type { Plan } from './plan.ts'
import { PROBE_BYTES, PROBES, ProbeRing } from './probe.ts'

export const STRIPS_MAX = 1024
/** Numbers of a strip. */
export const STRIP_READINGS = 6
const VALUES_MAX = 4096
/** Frames of the ring of the main output; a power of two. */
export const WAVE_FRAMES = 1 << 17
const STRIPS_AT = 128
const VALUES_AT = STRIPS_AT + STRIPS_MAX * STRIP_READINGS * 4
const COSTS_AT = VALUES_AT + VALUES_MAX * 4
const WAVE_AT = COSTS_AT + VALUES_MAX * 4
const PROBES_AT = WAVE_AT + WAVE_FRAMES * 8
export const READINGS_BYTES = PROBES_AT + PROBES * PROBE_BYTES

/** Where each device's cost and first reading stand: in the plan's order, instruments before effects. */
export function readingLayout(plan: Plan): Map<string, { readonly index: number; readonly readingAt: number }> {
  const layout = new Map<string, { index: number; readingAt: number }>()
  let readingAt = 0
  for (const strip of plan.strips)
    for (const node of strip.instrument ? [strip.instrument, ...strip.chain] : strip.chain) {
      layout.set(node.id, { index: layout.size, readingAt })
      readingAt += node.readings.length
    }
  return layout
}

/** Both sides make one of these over the same buffer. */
export class Readings {
  readonly buffer: SharedArrayBuffer | ArrayBuffer
  readonly words: Int32Array
  readonly numbers: Float64Array
  /** STRIP_READINGS of each strip, in the plan's order: peak left, right, rms left, right, needle left, right (linear). */
  readonly strips: Float32Array
  /** Device readings in the order of `readingIndex`. */
  readonly values: Float32Array
  /** Share of the time budget per device, in the order of `nodeIndex`. */
  readonly costs: Float32Array
  readonly left: Float32Array
  readonly right: Float32Array
  readonly probes: readonly ProbeRing[]

  constructor(buffer: SharedArrayBuffer | ArrayBuffer = new SharedArrayBuffer(READINGS_BYTES)) {
    this.buffer = buffer
    this.words = new Int32Array(buffer, 0, 16)
    this.numbers = new Float64Array(buffer, 0, 16)
    this.strips = new Float32Array(buffer, STRIPS_AT, STRIPS_MAX * STRIP_READINGS)
    this.values = new Float32Array(buffer, VALUES_AT, VALUES_MAX)
    this.costs = new Float32Array(buffer, COSTS_AT, VALUES_MAX)
    this.left = new Float32Array(buffer, WAVE_AT, WAVE_FRAMES)
    this.right = new Float32Array(buffer, WAVE_AT + WAVE_FRAMES * 4, WAVE_FRAMES)
    this.probes = Array.from({ length: PROBES }, (_, i) => new ProbeRing(buffer, PROBES_AT + i * PROBE_BYTES))
  }
  /** Tells the engine that somebody looks; call about once a frame. Without it no meter is computed. */
  look(): void {
    Atomics.add(this.words, 0, 1)
  }
  get playing(): boolean {
    return Atomics.load(this.words, 1) === 1
  }
  /** Timeline frame at the engine's output. */
  get position(): number {
    return this.numbers[8]!
  }
  get clock(): number {
    return this.numbers[9]!
  }
  get load(): number {
    return this.numbers[10]!
  }
  get faults(): number {
    return Atomics.load(this.words, 3)
  }
}
