// Monitor: what the room hears. Behind everything that is rendered: it reads the program's buffers and writes into its own only, so that nothing
// that is done here changes a sample of the main output.
import type { Kernels } from '@tonmeister/dsp'
import { identity, type Matrix } from './pan.ts'
import type { DelayRun, Program, StripRun } from './program.ts'

/** What is done to the sound of the room. */
export interface MonitorSettings {
  /** Linear. */
  readonly level: number
  /** (left + right) / 2 on both sides. */
  readonly mono: boolean
  /** The right side is turned over: what both sides share vanishes when heard in mono. */
  readonly polarity: boolean
  readonly cutLeft: boolean
  readonly cutRight: boolean
}
/** Strips that are heard instead of main, before (PFL) or after (AFL) their faders; none = main. */
export interface Listening {
  readonly strips: readonly string[]
  readonly where: 'pfl' | 'afl'
}
interface Heard {
  readonly id: string
  readonly pre: boolean
  strip: StripRun | undefined
  /** Linear: where the ramp is and goes. */
  gain: number
  target: number
  delay: DelayRun | null
}
type Call = (...args: number[]) => number

/** Cuts, polarity, mono and level as one matrix. */
export function monitorMatrix(m: MonitorSettings): Matrix {
  const left = m.cutLeft ? 0 : m.level
  const right = (m.cutRight ? 0 : m.level) * (m.polarity ? -1 : 1)
  return m.mono ? Float64Array.of(left / 2, right / 2, left / 2, right / 2) : Float64Array.of(left, 0, 0, right)
}

export class Monitor {
  private readonly buffer: number
  private readonly lane: number
  private readonly planes: readonly [number, number]
  private readonly matrix = identity()
  private target = identity()
  private main = 1
  private mainTarget = 1
  private heard: Heard[] = []
  private listening: Listening = { strips: [], where: 'pfl' }
  private readonly free = new Map<number, number[]>()
  private readonly k: { readonly [name in 'clear' | 'addGain' | 'add' | 'place' | 'delay' | 'deinterleave']: Call }
  left: Float32Array = new Float32Array()
  right: Float32Array = new Float32Array()

  constructor(
    private readonly kernels: Kernels,
    private readonly chunk: number,
  ) {
    this.buffer = kernels.allocate(chunk * 16)
    this.lane = kernels.allocate(chunk * 16)
    this.planes = [kernels.allocate(chunk * 4), kernels.allocate(chunk * 4)]
    const call = (name: string): Call => kernels.get(`mixer_${name}`)
    this.k = {
      clear: call('clear'),
      addGain: call('addGain'),
      add: call('add'),
      place: call('place'),
      delay: call('delay'),
      deinterleave: call('deinterleave'),
    }
    this.look()
  }
  /** Memory may have grown. */
  look(): void {
    const view = (at: number) => new Float32Array(this.kernels.memory.buffer, at, this.chunk)
    this.left = view(this.planes[0])
    this.right = view(this.planes[1])
  }
  /** Somebody listens before a fader: signals there are to be kept. */
  get wantsPre(): boolean {
    for (let i = 0; i < this.heard.length; i++) if (this.heard[i]!.pre) return true
    return false
  }
  set(settings: MonitorSettings): void {
    this.target = monitorMatrix(settings)
  }
  /** Between blocks: memory may grow. Strips that are not there are passed over. */
  listen(program: Program, listening: Listening): void {
    this.listening = listening
    const pre = listening.where === 'pfl'
    const wanted = new Set(listening.strips.filter((id) => program.stripById.has(id)))
    const kept = this.heard.filter((x) => x.gain !== 0 || wanted.has(x.id))
    for (const x of this.heard) if (!kept.includes(x)) this.give(x.delay)
    for (const x of kept) x.target = x.pre === pre && wanted.has(x.id) ? 1 : 0
    for (const id of wanted)
      if (!kept.some((x) => x.id === id && x.pre === pre)) kept.push({ id, pre, strip: undefined, gain: 0, target: 1, delay: null })
    this.heard = kept
    this.mainTarget = wanted.size ? 0 : 1
    this.follow(program)
  }
  /** Another program plays. */
  take(program: Program): void {
    this.listen(program, this.listening)
  }
  /** Strips are as late as their devices make them: all wait for the latest. */
  private follow(program: Program): void {
    let latest = 0
    for (const x of this.heard) {
      x.strip = program.stripById.get(x.id)
      if (x.target && x.strip) latest = Math.max(latest, x.strip.plan.latency)
    }
    for (const x of this.heard) {
      const frames = x.strip ? Math.max(0, latest - x.strip.plan.latency) : 0
      if ((x.delay?.frames ?? 0) === frames) continue
      this.give(x.delay)
      x.delay = frames ? this.ring(frames) : null
    }
    this.look()
  }
  private ring(frames: number): DelayRun {
    let size = 64
    while (size < frames + this.chunk) size *= 2
    const ring = this.free.get(size)?.pop() ?? this.kernels.allocate(size * 8)
    this.kernels.u8.fill(0, ring, ring + size * 8)
    return { id: 'monitor', ring, size, frames, position: 0 }
  }
  private give(delay: DelayRun | null): void {
    if (!delay) return
    const list = this.free.get(delay.size)
    if (list) list.push(delay.ring)
    else this.free.set(delay.size, [delay.ring])
  }

  /** Brings together what the room hears in the next `n` frames. [audio thread] */
  run(program: Program, n: number): void {
    const { k, buffer } = this
    k.clear(buffer, n)
    this.main = this.flow(program.main.group.buffer, program.main.half, n, this.main, this.mainTarget)
    for (let i = 0; i < this.heard.length; i++) {
      const x = this.heard[i]!
      const { strip, delay } = x
      if (!strip) continue
      let from = x.pre ? strip.group.pre : strip.group.buffer
      let half = strip.half
      if (delay) {
        k.delay(delay.ring, delay.size, delay.position, delay.frames, from, half, this.lane, 0, n, 0)
        delay.position = (delay.position + n) & 0x3fffffff
        from = this.lane
        half = 0
      }
      x.gain = this.flow(from, half, n, x.gain, x.target)
    }
    const m = this.matrix
    const to = this.target
    let plain = true
    for (let i = 0; i < 4; i++) if (m[i] !== (i % 3 ? 0 : 1) || to[i] !== m[i]) plain = false
    if (!plain) k.place(buffer, 0, n, m[0]!, m[1]!, m[2]!, m[3]!, to[0]!, to[1]!, to[2]!, to[3]!)
    for (let i = 0; i < 4; i++) m[i] = to[i]!
    k.deinterleave(buffer, 0, this.planes[0], this.planes[1], n)
  }
  private flow(from: number, half: number, n: number, gain: number, target: number): number {
    if (gain === 1 && target === 1) this.k.add(this.buffer, 0, from, half, n)
    else if (gain !== 0 || target !== 0) this.k.addGain(this.buffer, 0, from, half, n, gain, target)
    return target
  }
}
