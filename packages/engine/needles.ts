// Needles: meters with a law of their own (VU, PPM, loudness) over every strip, while somebody looks at them. They read what leaves the faders
// and write into memory of their own only, so that no bit of what is rendered depends on them.
import type { Kernels } from '@tonmeister/dsp'
import type { GroupRun, Program } from './program.ts'

/** How a needle moves: `KERNEL_init(state, …constants)`, `KERNEL_process(state, buffer, frames)`, slot 0 is what it shows, per channel. */
export interface Law {
  readonly kernel: string
  readonly constants: readonly number[]
}
/** Laws of the meters of all strips and of main; null = none beside peak and RMS. */
export interface Laws {
  readonly strips: Law | null
  readonly main: Law | null
}
type Call = (...args: number[]) => number
interface Needle {
  /** What it is of: law and strips of a group. */
  readonly key: string
  readonly at: number
  readonly init: Call
  readonly process: Call
  readonly law: Law
}

export class Needles {
  private laws: Laws = { strips: null, main: null }
  private readonly of = new Map<GroupRun, Needle>()
  /** States that nobody uses, by kernel. */
  private readonly free = new Map<string, number[]>()

  constructor(
    private readonly kernels: Kernels,
    private readonly sampleRate: number,
  ) {}

  /** Between blocks: memory may grow. */
  set(laws: Laws, program: Program): void {
    this.laws = laws
    this.take(program)
  }
  /** Another program plays: a group of the same strips keeps its needles, others begin anew. Between blocks: memory may grow. */
  take(program: Program): void {
    const before = new Map([...this.of.values()].map((needle) => [needle.key, needle]))
    this.of.clear()
    for (const { group } of program.strips) {
      const law = group === program.main.group ? this.laws.main : this.laws.strips
      if (!law || this.of.has(group)) continue
      const key = `${law.kernel} ${law.constants} ${group.strips.map((strip) => strip?.plan.id ?? '')}`
      const kept = before.get(key)
      before.delete(key)
      this.of.set(group, kept ?? this.make(key, law))
    }
    for (const { law, at } of before.values()) {
      const list = this.free.get(law.kernel)
      if (list) list.push(at)
      else this.free.set(law.kernel, [at])
    }
  }
  private make(key: string, law: Law): Needle {
    const { kernels } = this
    const at = this.free.get(law.kernel)?.pop() ?? kernels.allocate(kernels.get(`${law.kernel}_stateBytes`)(this.sampleRate))
    const needle = { key, at, law, init: kernels.get(`${law.kernel}_init`), process: kernels.get(`${law.kernel}_process`) }
    needle.init(at, ...law.constants)
    return needle
  }
  /** Somebody looks again: what the needles showed when nobody did is long past. */
  restart(): void {
    for (const { at, init, law } of this.of.values()) init(at, ...law.constants)
  }
  /** Moves the needles of a group over what it holds. [audio thread] */
  run(group: GroupRun, frames: number): void {
    const needle = this.of.get(group)
    if (needle) needle.process(needle.at, group.buffer, frames)
  }
  /** What a channel's needle has shown at most since `clear`; 0 without one. [audio thread] */
  shown(group: GroupRun, lane: number): number {
    const needle = this.of.get(group)
    return needle ? this.kernels.f32[(needle.at >> 2) + lane]! : 0
  }
  clear(group: GroupRun): void {
    const needle = this.of.get(group)
    if (needle) this.kernels.f32.fill(0, needle.at >> 2, (needle.at >> 2) + 4)
  }
}
