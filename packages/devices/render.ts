// Runs one device's kernel on arrays, for tests and measurements: four lanes in, four lanes out.
import { Kernels, LANES, SLOT_BYTES } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import type { Device } from '@tonmeister/project'

export const RATE = 48_000
export type Lanes = readonly Float32Array[]
/** Parameter values by name for all lanes, or one set per lane; what is missing is the default. */
export type Settings = Readonly<Record<string, number>>

export const camel = (id: string) => id.replace(/-(\w)/g, (_, c: string) => c.toUpperCase())

/** Uniform noise in ±1, the same for the same seed. */
export function noise(frames: number, seed: number, level = 1): Float32Array {
  let s = Math.imul(seed, 2_654_435_761) | 1
  return Float32Array.from({ length: frames }, () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
    return (level * s) / 2 ** 31
  })
}
export const noises = (frames: number, level = 1): Float32Array[] => [1, 2, 3, 4].map((seed) => noise(frames, seed, level))
export const silence = (frames: number): Float32Array[] => Array.from({ length: LANES }, () => new Float32Array(frames))
/** The same signal in all lanes. */
export const everywhere = (x: Float32Array): Float32Array[] => [x, x, x, x]
export const sine = (frames: number, hz: number, level = 1, rate = RATE): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) => level * Math.sin((2 * Math.PI * hz * i) / rate))

/** One lane group of one device, on a memory of its own (or that of `kernels`). */
export class Group {
  readonly kernels: Kernels
  readonly state: number
  readonly bytes: number
  readonly params: number
  private readonly io: number
  private readonly keyAt: number
  private static readonly LONGEST = 4096

  constructor(
    readonly device: Device,
    readonly rate = RATE,
    kernels = new Kernels(kernelsModule()),
  ) {
    this.kernels = kernels
    this.bytes = this.call('stateBytes')(rate)
    this.state = kernels.allocate(this.bytes)
    this.params = kernels.allocate(Math.max(1, Object.keys(device.params).length) * SLOT_BYTES)
    this.io = kernels.allocate(Group.LONGEST * SLOT_BYTES * 2)
    this.keyAt = kernels.allocate(Group.LONGEST * SLOT_BYTES)
    // Whatever lay there before: init has to cope.
    kernels.u8.fill(0xff, this.state, this.state + this.bytes)
    this.call('init')(this.state, rate, 0)
    this.set({})
  }
  call(name: string) {
    return this.kernels.get(`${camel(this.device.id)}_${name}`)
  }
  /** Sets all parameters, in all lanes or in those named; missing ones go to their defaults. */
  set(values: Settings, lanes: readonly number[] = [0, 1, 2, 3]): this {
    const f = this.kernels.f32
    Object.entries(this.device.params).forEach(([name, p], i) => {
      for (const lane of lanes) f[this.params / 4 + i * LANES + lane] = values[name] ?? p.default
    })
    return this
  }
  /** A reading, by name. */
  reading(name: string, lane = 0): number {
    return this.kernels.f32[this.state / 4 + Object.keys(this.device.readings ?? {}).indexOf(name) * LANES + lane]!
  }
  private put(at: number, from: Lanes, start: number, n: number): void {
    const f = this.kernels.f32
    for (let c = 0; c < LANES; c++) for (let i = 0; i < n; i++) f[at / 4 + i * LANES + c] = from[c]![start + i]!
  }
  private get(at: number, to: Lanes, start: number, n: number): void {
    const f = this.kernels.f32
    for (let c = 0; c < LANES; c++) for (let i = 0; i < n; i++) to[c]![start + i] = f[at / 4 + i * LANES + c]!
  }
  /** Processes an effect's input in blocks of the lengths given, in turn. */
  run(input: Lanes, blocks: number | readonly number[] = 128, key?: Lanes): Float32Array[] {
    const lengths = typeof blocks === 'number' ? [blocks] : blocks
    const process = this.call('process')
    const frames = input[0]!.length
    const out = silence(frames)
    for (let at = 0, b = 0; at < frames; b++) {
      const n = Math.min(lengths[b % lengths.length]!, frames - at)
      this.put(this.io, input, at, n)
      if (key) this.put(this.keyAt, key, at, n)
      process(this.state, this.params, this.io, n, key ? this.keyAt : 0)
      this.get(this.io, out, at, n)
      at += n
    }
    return out
  }
  /** Runs this group and another, which must share this one's kernels, through processPair. */
  runPair(other: Group, inputs: readonly [Lanes, Lanes], block = 128): [Float32Array[], Float32Array[]] {
    const process = this.call('processPair')
    const frames = inputs[0][0]!.length
    const out: [Float32Array[], Float32Array[]] = [silence(frames), silence(frames)]
    for (let at = 0; at < frames; at += block) {
      const n = Math.min(block, frames - at)
      this.put(this.io, inputs[0], at, n)
      other.put(other.io, inputs[1], at, n)
      process(this.state, this.params, this.io, other.state, other.params, other.io, n, 0, 0)
      this.get(this.io, out[0], at, n)
      other.get(other.io, out[1], at, n)
    }
    return out
  }
  /** An instrument's output: left and right of each voice. */
  play(frames: number, block = 128): { left: Float32Array[]; right: Float32Array[] } {
    const process = this.call('process')
    const left = silence(frames)
    const right = silence(frames)
    for (let at = 0; at < frames; at += block) {
      const n = Math.min(block, frames - at)
      process(this.state, this.params, this.io, n)
      this.get(this.io, left, at, n)
      this.get(this.io + n * SLOT_BYTES, right, at, n)
    }
    return { left, right }
  }
  /** Moves a lane's state here, as the engine does: lane n of every slot. */
  takeLane(from: Group, fromLane: number, lane: number): void {
    const f = this.kernels.f32
    const g = from.kernels.f32
    for (let i = 0; i < this.bytes / 4; i += LANES) f[this.state / 4 + i + lane] = g[from.state / 4 + i + fromLane]!
  }
  /** Nanoseconds per frame of one group at this block length, best of several runs: `pair` runs another group along and halves. */
  cost(input: Lanes, now: () => number, block = 128, other?: Group): number {
    const frames = Math.min(block, Group.LONGEST)
    this.put(this.io, input, 0, frames)
    const kept = this.kernels.f32.slice(this.io / 4, this.io / 4 + frames * LANES)
    const process = this.call(other ? 'processPair' : 'process')
    let best = Infinity
    for (let round = 0; round < 30; round++) {
      const begin = now()
      for (let i = 0; i < 40; i++) {
        // Fresh input each time: an effect in place would otherwise be fed its own output.
        this.kernels.f32.set(kept, this.io / 4)
        if (other) {
          other.kernels.f32.set(kept, other.io / 4)
          process(this.state, this.params, this.io, other.state, other.params, other.io, frames, 0, 0)
        } else process(this.state, this.params, this.io, frames, 0)
      }
      best = Math.min(best, ((now() - begin) * 1e6) / (40 * frames * (other ? 2 : 1)))
    }
    return best
  }
}

/** Largest absolute sample. */
export const peak = (x: Float32Array): number => x.reduce((m, v) => Math.max(m, Math.abs(v)), 0)
/** Root mean square. */
export const rms = (x: Float32Array): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / x.length)
export const inDb = (x: number): number => 20 * Math.log10(x)
/** |H| in dB of an impulse response at `hz`. */
export function magnitude(h: Float32Array, hz: number, rate = RATE): number {
  const w = (2 * Math.PI * hz) / rate
  let re = 0
  let im = 0
  for (let i = 0; i < h.length; i++) {
    re += h[i]! * Math.cos(w * i)
    im -= h[i]! * Math.sin(w * i)
  }
  return 10 * Math.log10(re * re + im * im)
}
/** The first frame in which two signals differ in any bit, or −1; −0 counts as 0. */
export function firstDifference(a: Lanes, b: Lanes): number {
  for (let i = 0; i < a[0]!.length; i++) for (let c = 0; c < a.length; c++) if (a[c]![i] !== b[c]![i]) return i
  return -1
}
