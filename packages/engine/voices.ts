// Voices of one instrument: which note sounds in which lane of which group of four. The engine decides, the kernel sounds.

const FREE = 0
const HELD = 1
const SUSTAINED = 2
const RELEASED = 3
const CHOKED = 4

type Call = (...args: number[]) => number
export interface VoiceKernel {
  readonly start: Call
  readonly release: Call
  readonly choke: Call
  readonly sounding: Call
}
/** Lanes beyond the polyphony, in which stolen voices fade out: a chord of so many may steal on one frame without a click. */
const SPARE = 8

export class Voices {
  readonly groups: number
  private readonly stage: Uint8Array
  private readonly key: Float32Array
  /** Timeline frame at which the note ends; Infinity = until told. */
  readonly off: Float64Array
  private readonly age: Float64Array
  private readonly chokeGroup: Int8Array
  private count = 0
  private seed = 1
  private pedal = false

  /** @param states  address of each group's kernel state */
  constructor(
    private readonly kernel: VoiceKernel,
    private readonly states: readonly number[],
    private readonly polyphony: number,
    choke: readonly (readonly number[])[],
  ) {
    this.groups = states.length
    const lanes = this.groups * 4
    this.stage = new Uint8Array(lanes)
    this.key = new Float32Array(lanes)
    this.off = new Float64Array(lanes).fill(Infinity)
    this.age = new Float64Array(lanes)
    this.chokeGroup = new Int8Array(128).fill(-1)
    choke.forEach((keys, g) => {
      for (const k of keys) this.chokeGroup[k] = g
    })
  }
  static groupsFor(polyphony: number): number {
    return Math.ceil((polyphony + SPARE) / 4)
  }
  /** Starts over: the same notes will sound the same again. */
  reset(): void {
    this.stage.fill(FREE)
    this.off.fill(Infinity)
    this.count = 0
    this.seed = 1
    this.pedal = false
  }
  /** Begins a note on the next frame processed. `off` is the timeline frame of its end. */
  on(params: number, key: number, velocity: number, off: number): void {
    const group = this.chokeGroup[key & 127]!
    let sounding = 0
    for (let v = 0; v < this.stage.length; v++) {
      const stage = this.stage[v]!
      if (stage === FREE || stage === CHOKED) continue
      if (group >= 0 && this.chokeGroup[this.key[v]! & 127] === group) this.silence(v)
      else sounding++
    }
    while (sounding >= this.polyphony) {
      this.silence(this.victim(false))
      sounding--
    }
    let lane = this.stage.indexOf(FREE)
    if (lane < 0) lane = this.victim(true)
    this.stage[lane] = HELD
    this.key[lane] = key
    this.off[lane] = off
    this.age[lane] = ++this.count
    // A linear congruential step: only has to differ from note to note.
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0
    this.kernel.start(this.states[lane >> 2]!, params, lane & 3, key, velocity, this.seed)
  }
  /** Ends the oldest note of this key that is played by hand. */
  offKey(key: number): void {
    let found = -1
    for (let v = 0; v < this.stage.length; v++)
      if (this.stage[v] === HELD && this.off[v] === Infinity && this.key[v] === key && (found < 0 || this.age[v]! < this.age[found]!))
        found = v
    if (found >= 0) this.end(found)
  }
  /** Ends the notes due at `frame`. */
  offAt(frame: number): void {
    for (let v = 0; v < this.stage.length; v++) if (this.stage[v] === HELD && this.off[v]! <= frame) this.end(v)
  }
  /** Sustain pedal. */
  setPedal(down: boolean): void {
    this.pedal = down
    if (!down) for (let v = 0; v < this.stage.length; v++) if (this.stage[v] === SUSTAINED) this.release(v)
  }
  /** Releases what the timeline plays: stop, locate, loop. A key that is held by hand sounds on. */
  releaseWritten(): void {
    this.pedal = false
    for (let v = 0; v < this.stage.length; v++)
      if ((this.stage[v] === HELD && this.off[v]! < Infinity) || this.stage[v] === SUSTAINED) this.release(v)
  }
  /** Releases everything. */
  releaseAll(): void {
    this.pedal = false
    for (let v = 0; v < this.stage.length; v++) if (this.stage[v] === HELD || this.stage[v] === SUSTAINED) this.release(v)
  }
  /** Fades everything out quickly. */
  silenceAll(): void {
    this.pedal = false
    for (let v = 0; v < this.stage.length; v++) if (this.stage[v] !== FREE) this.silence(v)
  }
  /** True when some lane of the group may sound. */
  active(group: number): boolean {
    const v = group * 4
    return (this.stage[v]! | this.stage[v + 1]! | this.stage[v + 2]! | this.stage[v + 3]!) !== 0
  }
  /** Frees the lanes that the kernel says have ended. */
  collect(group: number): void {
    const mask = this.kernel.sounding(this.states[group]!)
    for (let lane = 0; lane < 4; lane++) {
      const v = group * 4 + lane
      if (!(mask & (1 << lane))) {
        this.stage[v] = FREE
        this.off[v] = Infinity
      }
    }
  }
  private end(v: number): void {
    if (this.pedal) {
      this.stage[v] = SUSTAINED
      this.off[v] = Infinity
    } else this.release(v)
  }
  private release(v: number): void {
    this.stage[v] = RELEASED
    this.off[v] = Infinity
    this.kernel.release(this.states[v >> 2]!, v & 3)
  }
  private silence(v: number): void {
    this.stage[v] = CHOKED
    this.off[v] = Infinity
    this.kernel.choke(this.states[v >> 2]!, v & 3)
  }
  /** The voice that is missed least: released before held, older before younger. `any` includes those already fading. */
  private victim(any: boolean): number {
    let best = -1
    let bestRank = Infinity
    for (let v = 0; v < this.stage.length; v++) {
      const stage = this.stage[v]!
      if (stage === FREE || (stage === CHOKED && !any)) continue
      const rank = (stage === CHOKED ? 0 : stage === RELEASED ? 1e12 : stage === SUSTAINED ? 2e12 : 3e12) + this.age[v]!
      if (rank < bestRank) {
        bestRank = rank
        best = v
      }
    }
    return best < 0 ? 0 : best
  }
}
