// Probes: the samples of one place of the signal for whoever looks at them, through rings in the readings. They only read what is rendered, and what
// nobody has looked at for half a second is not copied.
import type { Kernels } from '@tonmeister/dsp'
import type { GroupRun, Program, SlotRun } from './program.ts'

/** How many places can be looked at at once. */
export const PROBES = 16
/** Frames of a ring; a power of two. Half of it may be read: the other half may be being written. */
export const PROBE_FRAMES = 1 << 16
// PROBE v1.  i32[0] how often somebody looked (wraps) | [1] frames written (wraps) | from byte 16: f32 left, then right, rings
export const PROBE_BYTES = 16 + PROBE_FRAMES * 8
const MASK = PROBE_FRAMES - 1

/** Before or behind an effect; of a strip: what flows into its first device, or what leaves its fader. */
export interface ProbePlace {
  readonly id: string
  readonly side: 'in' | 'out'
}
/** What can be probed: index of the probe at its input and at its output, −1 = none. */
export interface Probed {
  probeIn: number
  probeOut: number
}

/** Both sides make one of these over the same memory. */
export class ProbeRing {
  private readonly words: Int32Array
  private readonly left: Float32Array
  private readonly right: Float32Array

  constructor(buffer: SharedArrayBuffer | ArrayBuffer, at: number) {
    this.words = new Int32Array(buffer, at, 4)
    this.left = new Float32Array(buffer, at + 16, PROBE_FRAMES)
    this.right = new Float32Array(buffer, at + 16 + PROBE_FRAMES * 4, PROBE_FRAMES)
  }
  /** How often somebody has looked: rises with every `latest`. */
  get looks(): number {
    return Atomics.load(this.words, 0)
  }
  /** Frames written so far; wraps as an i32 does. */
  get written(): number {
    return Atomics.load(this.words, 1)
  }
  /** Appends `n` frames of the pair at word `at` of `f32`, one slot a frame. [audio thread] */
  write(f32: Float32Array, at: number, n: number): void {
    const { left, right } = this
    const from = this.words[1]!
    for (let i = 0; i < n; i++) {
      left[(from + i) & MASK] = f32[at + i * 4]!
      right[(from + i) & MASK] = f32[at + i * 4 + 1]!
    }
    Atomics.add(this.words, 1, n)
  }
  /** Copies the latest frames, at most half a ring of them. @returns `written` at that moment */
  latest(left: Float32Array, right: Float32Array): number {
    Atomics.add(this.words, 0, 1)
    const { written } = this
    const from = written - left.length
    for (let i = 0; i < left.length; i++) {
      left[i] = this.left[(from + i) & MASK]!
      right[i] = this.right[(from + i) & MASK]!
    }
    return written
  }
}

interface Probe {
  readonly place: ProbePlace
  readonly ring: ProbeRing
  looks: number
  /** The engine's clock at which it falls asleep. */
  until: number
}
/** The engine's side. */
export class Probes {
  /** Whether somebody looks at any of them. */
  awake = false
  private readonly probes: (Probe | null)[] = new Array<Probe | null>(PROBES).fill(null)
  private clock = 0

  constructor(
    private readonly rings: readonly ProbeRing[],
    private readonly kernels: Kernels,
  ) {}

  /** Puts probe `index` somewhere, or nowhere. Between blocks. */
  set(index: number, place: ProbePlace | null, program: Program): void {
    const ring = this.rings[index]
    if (!ring) return
    const before = this.probes[index]
    if (before) this.mark(program, before.place, -1)
    this.probes[index] = place && { place, ring, looks: ring.looks, until: 0 }
    this.take(program)
  }
  /** Another program plays. */
  take(program: Program): void {
    for (let i = 0; i < PROBES; i++) if (this.probes[i]) this.mark(program, this.probes[i]!.place, i)
  }
  private mark(program: Program, { id, side }: ProbePlace, index: number): void {
    const probed: Probed | undefined = program.nodes.get(id) ?? program.stripById.get(id)
    if (!probed) return
    if (side === 'in') probed.probeIn = index
    else probed.probeOut = index
  }
  /** Before every chunk: who has been looked at in the last `frames` frames of the engine's clock. [audio thread] */
  wake(clock: number, frames: number): void {
    this.clock = clock
    this.awake = false
    for (let i = 0; i < PROBES; i++) {
      const probe = this.probes[i]
      if (!probe) continue
      const { looks } = probe.ring
      if (looks !== probe.looks) {
        probe.looks = looks
        probe.until = clock + frames
      }
      if (clock < probe.until) this.awake = true
    }
  }
  /** What passes by a slot's devices. [audio thread] */
  slot(group: GroupRun, { nodes }: SlotRun, isOutput: boolean, n: number): void {
    for (let half = 0; half < 2; half++) this.copy(nodes[half], group, half, isOutput, n)
  }
  /** What a group's strips take in or give away. [audio thread] */
  strips(group: GroupRun, isOutput: boolean, n: number): void {
    for (let half = 0; half < 2; half++) this.copy(group.strips[half], group, half, isOutput, n)
  }
  private copy(probed: Probed | null | undefined, group: GroupRun, half: number, isOutput: boolean, n: number): void {
    if (!probed) return
    const index = isOutput ? probed.probeOut : probed.probeIn
    if (index < 0) return
    const probe = this.probes[index]
    if (probe && this.clock < probe.until) probe.ring.write(this.kernels.f32, (group.buffer >> 2) + half * 2, n)
  }
}
