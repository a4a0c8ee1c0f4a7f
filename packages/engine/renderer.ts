// Renderer: runs a plan chunk by chunk. The same code in an AudioWorklet, a Worker and Node; the same bits at any block size and number of threads.
// Bits depend on a fixed grid of QUANTUM frames of the renderer's clock and on the events, never on how many frames are asked for at once.
import type { AudioReader, Kernels } from '@tonmeister/dsp'
import { cos, gainOfDb, sin } from '@tonmeister/dsp'
import { constantOver, nextPoint, valueAt, valueTowards } from './curve.ts'
import { fadeGain, fadeTable } from './fade.ts'
import { type Group, groupSignature, groupsOf } from './group.ts'
import type { Curve, Plan, PlanInput, PlanNode, PlanStrip, Span } from './plan.ts'
import { type Readings, readingLayout, STRIPS_MAX, WAVE_FRAMES } from './readings.ts'
import { type OpenSource, stereoSource } from './source.ts'
import { DECLICK, type Segment, Transport } from './transport.ts'
import { Voices } from './voices.ts'

/** The grid on which moving parameters are sampled; between grid points they move linearly. */
export const QUANTUM = 32
/** Frames in which a device comes in or goes out when the plan changes, and the output dips when delays change. */
const SWAP_FRAMES = 256
/** Frames between two publications of the meters. */
const METER_FRAMES = 1024

type Call = (...args: number[]) => number

export interface RendererOptions {
  readonly kernels: Kernels
  readonly openSource: OpenSource
  /** Frames that are rendered at a time at most; a multiple of QUANTUM. Live: the block; offline: more, for speed. */
  readonly chunk?: number
  readonly readings?: Readings
  /** Milliseconds, for the cost of devices; without it none is measured. */
  readonly now?: () => number
  /** Fade clips at jumps (live). Offline the first frame sounds as written. */
  readonly declick?: boolean
  /** Deliver the strips that flow into main beside the main output. */
  readonly stems?: boolean
  /** This renderer is thread `index` of several on one memory; the one with index 0 leads. */
  readonly team?: Team
}
/** How threads of one plan meet. */
export interface Team {
  readonly index: number
  readonly size: number
  /** Before the plan is built: waits until the leader has built it. */
  begin(): void
  /** After the plan is built, before the first frame. */
  ready(): void
  /** Returns when all threads have called it. */
  meet(): void
}

interface NodeRun {
  readonly plan: PlanNode
  readonly values: Float32Array
  readonly automated: boolean
  /** Share of the device's sound: ramps when it comes or goes. */
  wet: number
  wetTarget: number
  broken: boolean
  readonly index: number
  readonly readingAt: number
  cost: number
}
interface SlotRun {
  readonly process: Call
  readonly processPair: Call | undefined
  readonly nodes: readonly [NodeRun | null, NodeRun | null]
  readonly state: number
  readonly stateBytes: number
  readonly params: number
  /** Buffer of the key, or 0. */
  readonly key: number
  readonly keyDelay: readonly [DelayRun | null, DelayRun | null]
  readonly inputDelay: readonly [DelayRun | null, DelayRun | null]
  readonly automated: boolean
}
interface DelayRun {
  readonly id: string
  readonly ring: number
  readonly size: number
  readonly frames: number
  position: number
}
interface InputRun {
  readonly plan: PlanInput
  /** dB as last set by hand. */
  gainDb: number
  /** Linear, where the ramp is; NaN = jump. */
  gain: number
  readonly delay: DelayRun | null
}
interface InstrumentRun {
  readonly node: NodeRun
  readonly voices: Voices
  readonly states: readonly number[]
  readonly params: number
  readonly process: Call
  bend: number
  bendRange: number
  modulation: number
  rpn: number
}
interface StripRun {
  readonly plan: PlanStrip
  readonly group: GroupRun
  readonly half: number
  readonly inputs: readonly InputRun[]
  readonly ownDelay: DelayRun | null
  readonly instrument: InstrumentRun | null
  readonly maxEnd: Float64Array
  gainDb: number
  pan: number
  audible: boolean
  /** Share of the strip's sound: ramps when the strip comes or goes. */
  wetTarget: number
  liveCount: number
  readonly live: Float32Array
}
interface GroupRun {
  readonly plan: Group
  readonly buffer: number
  /** Copy of the signal before the fader, or 0. */
  readonly pre: number
  readonly strips: readonly (StripRun | null)[]
  readonly slots: readonly SlotRun[]
  /** Four lanes of gain as they are, and as they shall be. */
  readonly gains: number
  readonly gainTargets: number
  readonly meter: number
}
interface Bundle {
  readonly first: GroupRun
  readonly second: GroupRun | null
  readonly paired: boolean
}
interface Program {
  readonly plan: Plan
  readonly strips: readonly StripRun[]
  readonly stages: readonly (readonly Bundle[])[]
  readonly nodes: ReadonlyMap<string, NodeRun>
  readonly stripById: ReadonlyMap<string, StripRun>
  readonly sources: readonly (AudioReader | undefined)[]
  readonly main: StripRun
  /** Indices of the strips that flow into main, in the order of its inputs. */
  readonly stems: readonly number[]
}

/** Blocks of memory, reused by size. */
class Pool {
  private readonly free = new Map<number, number[]>()
  private readonly sizes = new Map<number, number>()
  constructor(private readonly kernels: Kernels) {}
  take(bytes: number): number {
    const size = Math.max(64, (bytes + 63) & ~63)
    const found = this.free.get(size)?.pop()
    if (found !== undefined) {
      this.kernels.zero(found, size)
      return found
    }
    const at = this.kernels.allocate(size)
    this.sizes.set(at, size)
    return at
  }
  give(at: number): void {
    const size = this.sizes.get(at)
    if (size === undefined) return
    const list = this.free.get(size)
    if (list) list.push(at)
    else this.free.set(size, [at])
  }
}

export class Renderer {
  readonly sampleRate: number
  readonly transport = new Transport()
  readonly chunk: number
  /** Device ids that were switched off because they failed, with what happened. */
  readonly faults: { readonly id: string; readonly what: string }[] = []
  private readonly kernels: Kernels
  private readonly pool: Pool
  private program: Program
  private pending: Plan | null = null
  private pendingIn = 0
  private clock = 0
  private held = new Map<string, number[]>()

  // Planar scratch: what sources read into, and what leaves.
  private readonly scratchLeft: number
  private readonly scratchRight: number
  private readonly scratchGains: number
  private readonly readInto: Float32Array[]
  private readonly gainView: Float32Array
  private readonly lane: number
  private readonly saved: number
  private readonly dry: number
  private readonly voiceBuffer: number
  private readonly outputs: number[] = []
  private outputViews: Float32Array[] = []
  private fifoAt = 0
  private fifoCount = 0

  private readonly k: Record<string, Call>
  private lastHeartbeat = -1
  private watchedUntil = 0
  private meterFrames = 0
  private lastPeaks = new Float32Array(STRIPS_MAX * 2)
  private loadTime = 0
  private loadFrames = 0
  /** Fade-out of clips that a jump cut off. */
  private tailFrom = -1
  private tailDone = 0
  /** Frames since the last jump, and where it led. */
  private sinceJump = DECLICK
  private jumpedTo = 0
  private outputGain = 1
  private outputTarget = 1
  /** The coming plan has other delays; frames for which the output then stays silent. */
  private dipping = false
  private hold = 0

  constructor(
    plan: Plan,
    private readonly options: RendererOptions,
  ) {
    this.sampleRate = plan.sampleRate
    this.chunk = options.chunk ?? 128
    if (this.chunk % QUANTUM) throw new Error(`chunk must be a multiple of ${QUANTUM}`)
    const kernels = (this.kernels = options.kernels)
    this.pool = new Pool(kernels)
    this.k = {}
    for (const name of [
      'clear',
      'copy',
      'copyHalf',
      'clearHalf',
      'interleave',
      'deinterleave',
      'add',
      'addGain',
      'addPlanar',
      'fade',
      'blend',
      'delay',
      'voices',
      'broken',
      'meter',
      'moveState',
    ])
      this.k[name] = kernels.get(`mixer_${name}`)
    const plane = this.chunk * 4
    this.scratchLeft = kernels.allocate(plane)
    this.scratchRight = kernels.allocate(plane)
    this.scratchGains = kernels.allocate(plane)
    this.lane = kernels.allocate(this.chunk * 16)
    this.saved = kernels.allocate(this.chunk * 16)
    this.dry = kernels.allocate(this.chunk * 16 * 2)
    this.voiceBuffer = kernels.allocate(this.chunk * 32)
    this.program = this.build(plan, null)
    const { buffer } = kernels.memory
    this.readInto = [new Float32Array(buffer, this.scratchLeft, this.chunk), new Float32Array(buffer, this.scratchRight, this.chunk)]
    this.gainView = new Float32Array(buffer, this.scratchGains, this.chunk)
    this.layOutputs()
  }

  get plan(): Plan {
    return this.program.plan
  }
  /** Strips whose sound `render` delivers as stems, in order. */
  get stems(): readonly string[] {
    return this.options.stems ? this.program.stems.map((i) => this.program.strips[i]!.plan.id) : []
  }

  // ── Audio ────────────────────────────────────────────────────────────────

  /**
   * Renders the next frames. [audio thread]
   * @param out  left and right of main, then of each stem when asked for
   */
  render(out: readonly Float32Array[], frames: number): void {
    let done = 0
    while (done < frames) {
      if (this.fifoAt === this.fifoCount) {
        const wanted = Math.min(this.chunk, Math.ceil((frames - done) / QUANTUM) * QUANTUM)
        this.renderChunk(wanted)
        this.fifoAt = 0
        this.fifoCount = wanted
      }
      const n = Math.min(frames - done, this.fifoCount - this.fifoAt)
      const views = this.outputViews
      for (let c = 0; c < out.length; c++) {
        const target = out[c]!
        const view = views[c]
        if (!view) target.fill(0, done, done + n)
        else for (let i = 0; i < n; i++) target[done + i] = view[this.fifoAt + i]!
      }
      this.fifoAt += n
      done += n
    }
  }

  /** Renders `n` frames (a multiple of QUANTUM, at most `chunk`) into the output buffers. Threads of a team call it in step. */
  renderChunk(n: number): void {
    const { readings, now, team } = this.options
    const started = now ? now() : 0
    if (this.pending && this.pendingIn <= 0) this.takePending()
    const watched = this.isWatched()
    const { transport, program } = this
    transport.advance(n)
    this.noteJumps()
    const stages = program.stages
    for (let s = 0; s < stages.length; s++) {
      const bundles = stages[s]!
      if (team) {
        for (let b = team.index; b < bundles.length; b += team.size) this.runBundle(bundles[b]!, n, watched)
        team.meet()
      } else for (let b = 0; b < bundles.length; b++) this.runBundle(bundles[b]!, n, watched)
    }
    this.clock += n
    if (this.pendingIn > 0) this.pendingIn -= n
    this.moveJump(n)
    if (!team || team.index === 0) this.deliver(n)
    if (this.hold > 0 && (this.hold -= n) <= 0 && !this.dipping) this.outputTarget = 1
    if (readings) this.publish(readings, n, watched, started)
  }

  private noteJumps(): void {
    const { transport } = this
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      if (!segment.jumped) continue
      for (const strip of this.program.strips) strip.instrument?.voices.releaseAll()
      break
    }
  }

  /** Bookkeeping of the declick after a chunk; the fades themselves are made where clips are read. */
  private moveJump(n: number): void {
    const { transport } = this
    this.sinceJump += n
    if (this.tailFrom >= 0) {
      this.tailDone += n
      if (this.tailDone >= DECLICK) this.tailFrom = -1
    }
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      if (!segment.jumped) continue
      this.jumpedTo = segment.position
      this.sinceJump = n - segment.offset
      if (segment.left >= 0) {
        this.tailFrom = segment.left
        this.tailDone = n - segment.offset
        if (this.tailDone >= DECLICK) this.tailFrom = -1
      }
    }
  }

  private runBundle(bundle: Bundle, n: number, watched: boolean): void {
    const { first, second } = bundle
    this.fill(first, n)
    if (second) this.fill(second, n)
    if (second && bundle.paired) {
      for (let i = 0; i < first.slots.length; i++) this.runSlotPair(first, second, i, n)
    } else {
      for (let i = 0; i < first.slots.length; i++) this.runSlot(first, first.slots[i]!, n)
      if (second) for (let i = 0; i < second.slots.length; i++) this.runSlot(second, second.slots[i]!, n)
    }
    this.runFader(first, n, watched)
    if (second) this.runFader(second, n, watched)
  }

  /** Brings a group's sound together: what its clips and instruments play, and what flows in. */
  private fill(group: GroupRun, n: number): void {
    const { k } = this
    k.clear!(group.buffer, n)
    for (let half = 0; half < 2; half++) {
      const strip = group.strips[half]
      if (!strip) continue
      const own = strip.plan.spans.length > 0 || strip.instrument !== null
      if (own) {
        if (strip.plan.spans.length) this.playSpans(strip, n)
        if (strip.instrument) this.playInstrument(strip, strip.instrument, n)
        if (strip.ownDelay) this.runDelay(strip.ownDelay, group.buffer, half, group.buffer, half, n, 0)
      }
      const stems = this.options.stems === true && strip === this.program.main
      for (let i = 0; i < strip.inputs.length; i++) {
        if (stems) this.flowAsStem(strip, strip.inputs[i]!, i, n)
        else this.flowIn(strip.inputs[i]!, n, group.buffer, half)
      }
    }
  }
  /** By way of a buffer of its own, which also leaves as a stem: the sum has the same bits. */
  private flowAsStem(strip: StripRun, input: InputRun, i: number, n: number): void {
    const { k, saved } = this
    k.clear!(saved, n)
    this.flowIn(input, n, saved, 0)
    k.add!(strip.group.buffer, strip.half, saved, 0, n)
    k.deinterleave!(saved, 0, this.outputs[2 + i * 2]!, this.outputs[3 + i * 2]!, n)
  }

  private flowIn(input: InputRun, n: number, target: number, half: number): void {
    const { k } = this
    const source = this.program.strips[input.plan.source]!
    let from = input.plan.pre ? source.group.pre : source.group.buffer
    let fromHalf = source.half
    if (input.delay) {
      this.runDelay(input.delay, from, fromHalf, this.lane, 0, n, 0)
      from = this.lane
      fromHalf = 0
    }
    const { curve } = input.plan
    if (curve) {
      this.moving(curve, null, n, (offset, length, end) => {
        const gain = gainOfDb(end)
        if (Number.isNaN(input.gain)) input.gain = gain
        k.addGain!(target + offset * 16, half, from + offset * 16, fromHalf, length, input.gain, gain)
        input.gain = gain
      })
      return
    }
    const gain = gainOfDb(input.gainDb)
    if (Number.isNaN(input.gain)) input.gain = gain
    if (input.gain === 1 && gain === 1) k.add!(target, half, from, fromHalf, n)
    else if (input.gain !== 0 || gain !== 0) k.addGain!(target, half, from, fromHalf, n, input.gain, gain)
    input.gain = gain
  }

  private runDelay(delay: DelayRun, source: number, sourceHalf: number, target: number, targetHalf: number, n: number, sum: number): void {
    // In place is fine: the ring is written before it is read, frame by frame.
    this.k.delay!(delay.ring, delay.size, delay.position, delay.frames, source, sourceHalf, target, targetHalf, n, sum)
    delay.position = (delay.position + n) & 0x3fffffff
  }

  /**
   * Calls `step(offset, length, value)` for stretches of the chunk over which a curve is constant or one grid step long.
   * Stretches that do not move are joined: the kernels give the same bits for constants at any length.
   */
  private moving(
    a: Curve | null,
    b: Curve | null,
    n: number,
    step: (offset: number, length: number, endA: number, endB: number) => void,
  ): void {
    const { transport, clock } = this
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      const end = segment.offset + segment.length
      let offset = segment.offset
      while (offset < end) {
        const position = segment.playing ? segment.position + (offset - segment.offset) : segment.position
        let stop = end
        if (segment.playing) {
          const still =
            (!a || constantOver(a, position, position + (end - offset))) && (!b || constantOver(b, position, position + (end - offset)))
          if (!still) {
            const grid = offset + QUANTUM - ((clock + offset) % QUANTUM)
            const point = Math.min(a ? nextPoint(a, position) : Infinity, b ? nextPoint(b, position) : Infinity)
            stop = Math.min(end, grid, offset + Math.max(1, point - position))
          }
        }
        const at = position + (stop - offset)
        step(
          offset,
          stop - offset,
          a ? (segment.playing ? valueTowards(a, at) : valueAt(a, position)) : 0,
          b ? (segment.playing ? valueTowards(b, at) : valueAt(b, position)) : 0,
        )
        offset = stop
      }
    }
  }

  // ── Clips ────────────────────────────────────────────────────────────────

  private playSpans(strip: StripRun, n: number): void {
    const { transport } = this
    const declick = this.options.declick === true
    if (declick && this.tailFrom >= 0) this.playTail(strip, this.tailFrom, this.tailDone, 0, Math.min(n, DECLICK - this.tailDone))
    let since = this.sinceJump
    let jumpedTo = this.jumpedTo
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      if (segment.jumped) {
        since = 0
        jumpedTo = segment.position
        if (declick && segment.left >= 0) this.playTail(strip, segment.left, 0, segment.offset, Math.min(n - segment.offset, DECLICK))
      }
      if (segment.playing)
        this.playStretch(strip, segment.position, segment.offset, segment.length, declick ? since : DECLICK, jumpedTo, false)
      since += segment.length
    }
  }
  private playTail(strip: StripRun, from: number, done: number, offset: number, length: number): void {
    if (length > 0) this.playStretch(strip, from + done, offset, length, done, from, true)
  }
  /**
   * Adds the clips that sound at [position, position + length) to the strip from frame `offset` of the chunk on.
   * @param since  frames since the jump; below DECLICK, clips that began before `jumped` fade in (or, for a tail, clips that sound at `jumped` fade out)
   */
  private playStretch(
    strip: StripRun,
    position: number,
    offset: number,
    length: number,
    since: number,
    jumped: number,
    tail: boolean,
  ): void {
    const { spans } = strip.plan
    const { maxEnd } = strip
    const end = position + length
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (maxEnd[middle]! <= position) low = middle + 1
      else high = middle
    }
    for (let i = low; i < spans.length; i++) {
      const span = spans[i]!
      if (span.start >= end) break
      if (span.end <= position) continue
      if (tail && span.start >= jumped) continue
      const from = Math.max(position, span.start)
      const to = Math.min(end, span.end)
      const source = this.program.sources[span.asset]
      if (!source || to <= from) continue
      const count = to - from
      if (!this.readSpan(span, source, from, count)) continue
      const faded = span.start < jumped && since < DECLICK
      const gains = this.spanGains(span, from, count, faded ? since + (from - position) : -1, tail)
      this.k.addPlanar!(strip.group.buffer + (offset + from - position) * 16, strip.half, this.scratchLeft, this.scratchRight, gains, count)
    }
  }
  /** Reads `count` frames of a span from timeline frame `from` into the scratch planes; false when there is nothing there. */
  private readSpan(span: Span, source: AudioReader, from: number, count: number): boolean {
    const left = this.readInto[0]!
    const right = this.readInto[1]!
    let at = span.reverse ? span.origin - (from + count - 1) : from - span.origin
    let skip = 0
    let n = count
    if (at < 0) {
      skip = Math.min(count, -at)
      at = 0
      n -= skip
    }
    n = Math.max(0, Math.min(n, source.frames - at))
    if (n <= 0) return false
    const got = source.read(at, this.readInto, n)
    if (got < n && this.options.readings) Atomics.add(this.options.readings.words, 5, 1)
    if (skip) {
      left.copyWithin(skip, 0, got)
      right.copyWithin(skip, 0, got)
      left.fill(0, 0, skip)
      right.fill(0, 0, skip)
    }
    if (skip + got < count) {
      left.fill(0, skip + got, count)
      right.fill(0, skip + got, count)
    }
    if (span.reverse)
      for (let i = 0, j = count - 1; i < j; i++, j--) {
        const l = left[i]!
        left[i] = left[j]!
        left[j] = l
        const r = right[i]!
        right[i] = right[j]!
        right[j] = r
      }
    return true
  }
  /** Fills the scratch gains of a span and returns their address, or 0 when all are exactly 1. */
  private spanGains(span: Span, from: number, count: number, since: number, tail: boolean): number {
    const to = from + count
    const inEnd = span.clipStart + span.fadeIn
    const outStart = span.clipEnd - span.fadeOut
    const cutInEnd = span.start + span.cutIn
    const cutOutStart = span.end - span.cutOut
    const fadesIn = span.fadeIn > 0 && from < inEnd
    const fadesOut = span.fadeOut > 0 && to > outStart
    const cutsIn = span.cutIn > 0 && from < cutInEnd
    const cutsOut = span.cutOut > 0 && to > cutOutStart
    if (span.gain === 1 && !fadesIn && !fadesOut && !cutsIn && !cutsOut && since < 0) return 0
    const gains = this.gainView
    gains.fill(span.gain, 0, count)
    if (fadesIn) {
      const table = fadeTable(span.fadeInShape)
      for (let i = 0; i < count && from + i < inEnd; i++) gains[i] = gains[i]! * fadeGain(table, (from + i - span.clipStart) / span.fadeIn)
    }
    if (fadesOut) {
      const table = fadeTable(span.fadeOutShape)
      for (let i = Math.max(0, outStart - from); i < count; i++)
        gains[i] = gains[i]! * fadeGain(table, (span.clipEnd - from - i) / span.fadeOut)
    }
    const table = fadeTable('equal-power')
    if (cutsIn)
      for (let i = 0; i < count && from + i < cutInEnd; i++) gains[i] = gains[i]! * fadeGain(table, (from + i - span.start) / span.cutIn)
    if (cutsOut)
      for (let i = Math.max(0, cutOutStart - from); i < count; i++)
        gains[i] = gains[i]! * fadeGain(table, (span.end - from - i) / span.cutOut)
    if (since >= 0)
      for (let i = 0; i < count && (tail || since + i < DECLICK); i++) {
        const x = (since + i) / DECLICK
        gains[i] = gains[i]! * (tail ? Math.max(0, 1 - x) : x)
      }
    return this.scratchGains
  }

  // ── Instruments ──────────────────────────────────────────────────────────

  private playInstrument(strip: StripRun, instrument: InstrumentRun, n: number): void {
    if (instrument.node.broken) return
    const { transport } = this
    const { voices } = instrument
    for (let i = 0; i < strip.liveCount; i++) {
      const key = strip.live[i * 2]!
      const velocity = strip.live[i * 2 + 1]!
      if (velocity > 0) voices.on(instrument.params, key, velocity, Infinity)
      else voices.offKey(key)
    }
    strip.liveCount = 0
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      if (segment.jumped) {
        if (s > 0) voices.releaseAll()
        if (segment.playing) this.chase(strip, instrument, segment.position)
      }
      if (segment.playing) this.playNotes(strip, instrument, segment)
      else this.sound(strip, instrument, segment.offset, segment.length, segment.position, false)
    }
  }
  /** Starts the notes that already sound at a place where playing begins, and sets controllers to what they were told before. */
  private chase(strip: StripRun, instrument: InstrumentRun, position: number): void {
    instrument.bend = 0
    instrument.modulation = 0
    instrument.voices.setPedal(false)
    const { events, notes } = strip.plan
    for (let i = 0; i < events.at.length && events.at[i]! < position; i++)
      this.control(instrument, events.kind[i]!, events.number[i]!, events.value[i]!)
    // What has choke groups is percussion: a hit that is over is not hit again.
    if (instrument.node.plan.choke.length) return
    for (let i = 0; i < notes.on.length && notes.on[i]! < position; i++)
      if (notes.off[i]! > position) instrument.voices.on(instrument.params, notes.key[i]!, notes.velocity[i]!, notes.off[i]!)
  }
  private control(instrument: InstrumentRun, kind: number, number: number, value: number): void {
    if (kind === 1) instrument.bend = value
    else if (kind === 0) {
      if (number === 64) instrument.voices.setPedal(value >= 64)
      else if (number === 1) instrument.modulation = value / 127
      else if (number === 101) instrument.rpn = (instrument.rpn & 0x7f) | (value << 7)
      else if (number === 100) instrument.rpn = (instrument.rpn & 0x3f80) | value
      else if (number === 6 && instrument.rpn === 0) instrument.bendRange = value
      else if (number === 121) {
        instrument.bend = 0
        instrument.modulation = 0
        instrument.voices.setPedal(false)
      } else if (number === 120) instrument.voices.silenceAll()
      else if (number === 123) instrument.voices.releaseAll()
    }
  }
  private playNotes(strip: StripRun, instrument: InstrumentRun, segment: Segment): void {
    const { notes, events } = strip.plan
    const { voices } = instrument
    const end = segment.position + segment.length
    let note = firstFrom(notes.on, segment.position)
    let event = firstFrom(events.at, segment.position)
    let at = segment.position
    while (at < end) {
      // Ends first, then controllers, then beginnings: a repeated note is two notes.
      voices.offAt(at)
      for (; event < events.at.length && events.at[event] === at; event++)
        this.control(instrument, events.kind[event]!, events.number[event]!, events.value[event]!)
      for (; note < notes.on.length && notes.on[note] === at; note++)
        voices.on(instrument.params, notes.key[note]!, notes.velocity[note]!, notes.off[note]!)
      const next = Math.min(end, notes.on[note] ?? Infinity, events.at[event] ?? Infinity, voices.nextOff())
      const stop = Math.max(at + 1, next)
      this.sound(strip, instrument, segment.offset + (at - segment.position), stop - at, at, true)
      at = stop
    }
  }
  /** Sounds the voices for `length` frames from `offset` of the chunk on, timeline frame `position`. */
  private sound(strip: StripRun, instrument: InstrumentRun, offset: number, length: number, position: number, playing: boolean): void {
    const { node, voices } = instrument
    const { curves, bend, modulation } = node.plan
    const f32 = this.kernels.f32
    const words = instrument.params >> 2
    if (bend >= 0) f32.fill(instrument.bend * instrument.bendRange, words + bend * 4, words + bend * 4 + 4)
    if (modulation >= 0) f32.fill(instrument.modulation, words + modulation * 4, words + modulation * 4 + 4)
    const end = offset + length
    let at = offset
    while (at < end) {
      let stop = end
      if (node.automated) {
        const here = playing ? position + (at - offset) : position
        if (playing) {
          for (let p = 0; p < curves.length; p++) {
            const curve = curves[p]
            if (curve && !constantOver(curve, here, here + (end - at))) {
              stop = Math.min(stop, at + QUANTUM - ((this.clock + at) % QUANTUM), at + Math.max(1, nextPoint(curve, here) - here))
            }
          }
        }
        for (let p = 0; p < curves.length; p++) {
          const curve = curves[p]
          if (!curve) continue
          const value = playing ? valueTowards(curve, here + (stop - at)) : valueAt(curve, here)
          f32.fill(value, words + p * 4, words + p * 4 + 4)
        }
      }
      for (let g = 0; g < voices.groups; g++) {
        if (!voices.active(g)) continue
        try {
          instrument.process(instrument.states[g]!, instrument.params, this.voiceBuffer, stop - at)
        } catch (error) {
          this.fail(node, String(error))
          return
        }
        this.k.voices!(this.voiceBuffer, strip.group.buffer + at * 16, strip.half, stop - at)
        voices.collect(g)
      }
      at = stop
    }
    if (this.k.broken!(strip.group.buffer + offset * 16, length) & (1 << strip.half)) {
      this.k.clearHalf!(strip.group.buffer, strip.half, end)
      this.fail(node, 'it gave numbers that are no sound (NaN)')
      voices.reset()
      for (const state of instrument.states) this.kernels.get(`${node.plan.kernel}_init`)(state, this.sampleRate, 0)
    }
  }

  // ── Effects ──────────────────────────────────────────────────────────────

  private runSlotPair(a: GroupRun, b: GroupRun, i: number, n: number): void {
    const first = a.slots[i]!
    const second = b.slots[i]!
    const pair = first.processPair
    if (!pair || !this.isPlain(first, a) || !this.isPlain(second, b)) {
      this.runSlot(a, first, n)
      this.runSlot(b, second, n)
      return
    }
    const { now } = this.options
    const before = now ? now() : 0
    try {
      pair(first.state, first.params, a.buffer, second.state, second.params, b.buffer, n)
    } catch {
      // Find out which one it was: each runs alone from now on.
      this.runSlot(a, first, n)
      this.runSlot(b, second, n)
      return
    }
    if (now) {
      const share = (now() - before) / 4
      for (const node of first.nodes) if (node) node.cost += share
      for (const node of second.nodes) if (node) node.cost += share
    }
    this.check(a, first, n)
    this.check(b, second, n)
  }
  /** Both halves run it (or the other half is empty), nothing moves, no key, no delay: the short way. */
  private isPlain(slot: SlotRun, group: GroupRun): boolean {
    if (slot.automated || slot.key || slot.inputDelay[0] || slot.inputDelay[1]) return false
    for (let half = 0; half < 2; half++) {
      const node = slot.nodes[half]
      if (!node) {
        if (group.strips[half]) return false
      } else if (node.wet !== 1 || node.wetTarget !== 1 || node.broken) return false
    }
    return true
  }

  private runSlot(group: GroupRun, slot: SlotRun, n: number): void {
    const { k } = this
    const io = group.buffer
    const { now } = this.options
    const before = now ? now() : 0
    let restore = 0
    for (let half = 0; half < 2; half++) {
      const node = slot.nodes[half]
      const delay = slot.inputDelay[half]
      if (delay) this.runDelay(delay, io, half, io, half, n, 0)
      if (group.strips[half] && (!node || (node.broken && node.wet === 0))) {
        // This half has no such device: its sound passes by.
        restore |= 1 << half
        k.copyHalf!(this.saved, half, io, half, n)
      }
      if (node && (node.wet !== 1 || node.wetTarget !== 1)) k.copyHalf!(this.dry, half, io, half, n)
      if (slot.key && node) {
        const source = node.plan.key >= 0 ? this.program.strips[node.plan.key]! : null
        const keyDelay = slot.keyDelay[half]
        if (!source) k.copyHalf!(slot.key, half, io, half, n)
        else if (keyDelay) this.runDelay(keyDelay, source.group.buffer, source.half, slot.key, half, n, 0)
        else k.copyHalf!(slot.key, half, source.group.buffer, source.half, n)
      }
    }
    try {
      if (slot.automated) this.processMoving(slot, io, n)
      else slot.process(slot.state, slot.params, io, n, slot.key)
    } catch (error) {
      for (let half = 0; half < 2; half++) {
        k.clearHalf!(io, half, n)
        const node = slot.nodes[half]
        if (node) this.fail(node, String(error))
      }
    }
    this.check(group, slot, n)
    for (let half = 0; half < 2; half++) {
      const node = slot.nodes[half]
      if (restore & (1 << half)) k.copyHalf!(io, half, this.saved, half, n)
      else if (node && (node.wet !== 1 || node.wetTarget !== 1)) {
        const step = n / SWAP_FRAMES
        const next = node.wetTarget > node.wet ? Math.min(node.wetTarget, node.wet + step) : Math.max(node.wetTarget, node.wet - step)
        k.blend!(io, this.dry, half, n, node.wet, next)
        node.wet = next
      }
    }
    if (now) {
      const share = (now() - before) / 2
      for (const node of slot.nodes) if (node) node.cost += share
    }
  }
  /** A device whose parameters are automated: grid step by grid step while they move. */
  private processMoving(slot: SlotRun, io: number, n: number): void {
    const { transport, clock } = this
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      const end = segment.offset + segment.length
      let at = segment.offset
      while (at < end) {
        const here = segment.playing ? segment.position + (at - segment.offset) : segment.position
        let stop = end
        if (segment.playing)
          for (const node of slot.nodes)
            if (node?.automated)
              for (const curve of node.plan.curves)
                if (curve && !constantOver(curve, here, here + (end - at)))
                  stop = Math.min(stop, at + QUANTUM - ((clock + at) % QUANTUM), at + Math.max(1, nextPoint(curve, here) - here))
        const f32 = this.kernels.f32
        for (let half = 0; half < 2; half++) {
          const node = slot.nodes[half]
          if (!node?.automated) continue
          const words = (slot.params >> 2) + half * 2
          for (let p = 0; p < node.plan.curves.length; p++) {
            const curve = node.plan.curves[p]
            if (!curve) continue
            const value = segment.playing ? valueTowards(curve, here + (stop - at)) : valueAt(curve, here)
            f32[words + p * 4] = value
            f32[words + p * 4 + 1] = value
          }
        }
        slot.process(slot.state, slot.params, io + at * 16, stop - at, slot.key ? slot.key + at * 16 : 0)
        at = stop
      }
    }
  }
  /** NaN or infinity out of a device: silence for this chunk, then it is passed by. */
  private check(group: GroupRun, slot: SlotRun, n: number): void {
    const bad = this.k.broken!(group.buffer, n)
    if (!bad) return
    for (let half = 0; half < 2; half++) {
      if (!(bad & (1 << half))) continue
      this.k.clearHalf!(group.buffer, half, n)
      const node = slot.nodes[half]
      if (node) this.fail(node, 'it gave numbers that are no sound (NaN)')
    }
  }
  private fail(node: NodeRun, what: string): void {
    if (node.broken) return
    node.broken = true
    node.wet = 0
    node.wetTarget = 0
    this.faults.push({ id: node.plan.id, what })
    if (this.options.readings) Atomics.add(this.options.readings.words, 3, 1)
  }

  // ── Faders and output ────────────────────────────────────────────────────

  private runFader(group: GroupRun, n: number, watched: boolean): void {
    const { k } = this
    if (group.pre) k.copy!(group.pre, group.buffer, n)
    const moves =
      group.strips[0]?.plan.gainCurve || group.strips[0]?.plan.panCurve || group.strips[1]?.plan.gainCurve || group.strips[1]?.plan.panCurve
    if (moves) {
      // Both strips step together where either moves; a strip that stands still is not changed by that.
      for (let half = 0; half < 2; half++) {
        const strip = group.strips[half]
        if (!strip) continue
        const { gainCurve, panCurve } = strip.plan
        this.moving(gainCurve, panCurve, n, (offset, length, gainDb, pan) => {
          this.targetGains(group, strip, gainCurve ? gainDb : strip.gainDb, panCurve ? pan : strip.pan)
          this.fadeHalf(group, half, offset, length)
        })
      }
    } else {
      for (let half = 0; half < 2; half++) {
        const strip = group.strips[half]
        if (strip) this.targetGains(group, strip, strip.gainDb, strip.pan)
      }
      k.fade!(group.buffer, n, group.gains, group.gainTargets)
    }
    if (watched) k.meter!(group.buffer, n, group.meter)
  }
  private fadeHalf(group: GroupRun, half: number, offset: number, length: number): void {
    // The kernel fades four lanes: the other strip's two are held at what they are by going through a copy.
    const { k } = this
    const f32 = this.kernels.f32
    const other = 1 - half
    const from = (group.gains >> 2) + other * 2
    const to = (group.gainTargets >> 2) + other * 2
    const keep0 = f32[from]!
    const keep1 = f32[from + 1]!
    const target0 = f32[to]!
    const target1 = f32[to + 1]!
    f32[from] = f32[from + 1] = f32[to] = f32[to + 1] = 1
    k.fade!(group.buffer + offset * 16, length, group.gains, group.gainTargets)
    f32[from] = keep0
    f32[from + 1] = keep1
    f32[to] = target0
    f32[to + 1] = target1
  }
  private targetGains(group: GroupRun, strip: StripRun, gainDb: number, pan: number): void {
    const f32 = this.kernels.f32
    const at = (group.gainTargets >> 2) + strip.half * 2
    const gain = strip.audible ? gainOfDb(gainDb) * strip.wetTarget : 0
    f32[at] = gain * panLeft(pan)
    f32[at + 1] = gain * panLeft(-pan)
    const current = (group.gains >> 2) + strip.half * 2
    // The first value jumps.
    if (Number.isNaN(f32[current]!)) {
      f32[current] = f32[at]!
      f32[current + 1] = f32[at + 1]!
    }
  }

  private deliver(n: number): void {
    const { k, program } = this
    const { main } = program
    k.deinterleave!(main.group.buffer, main.half, this.outputs[0]!, this.outputs[1]!, n)
    if (this.outputGain !== this.outputTarget || this.outputGain !== 1) {
      const l = this.outputViews[0]!
      const r = this.outputViews[1]!
      let g = this.outputGain
      const step = (this.outputTarget > g ? 1 : -1) / SWAP_FRAMES
      for (let i = 0; i < n; i++) {
        if (g !== this.outputTarget) {
          g += step
          if ((step > 0 && g > this.outputTarget) || (step < 0 && g < this.outputTarget)) g = this.outputTarget
        }
        l[i] = l[i]! * g
        r[i] = r[i]! * g
      }
      this.outputGain = g
    }
  }

  // ── Readings ─────────────────────────────────────────────────────────────

  private isWatched(): boolean {
    const { readings } = this.options
    if (!readings) return false
    const beat = Atomics.load(readings.words, 0)
    if (beat !== this.lastHeartbeat) {
      this.lastHeartbeat = beat
      this.watchedUntil = this.clock + this.sampleRate / 2
    }
    return this.clock < this.watchedUntil
  }
  private publish(readings: Readings, n: number, watched: boolean, started: number): void {
    const { now } = this.options
    const { program, transport } = this
    Atomics.store(readings.words, 1, transport.playing ? 1 : 0)
    readings.numbers[8] = transport.position
    readings.numbers[9] = this.clock
    if (now) this.loadTime += now() - started
    this.loadFrames += n
    if (this.loadFrames >= this.sampleRate / 2) {
      const budget = (this.loadFrames / this.sampleRate) * 1000
      readings.numbers[10] = this.loadTime / budget
      for (const node of program.nodes.values()) {
        if (node.index < readings.costs.length) readings.costs[node.index] = node.cost / budget
        node.cost = 0
      }
      this.loadTime = 0
      this.loadFrames = 0
    }
    if (!watched) return
    const left = this.outputViews[0]!
    const right = this.outputViews[1]!
    const at = readings.words[4]! & (WAVE_FRAMES - 1)
    for (let i = 0; i < n; i++) {
      readings.left[(at + i) & (WAVE_FRAMES - 1)] = left[i]!
      readings.right[(at + i) & (WAVE_FRAMES - 1)] = right[i]!
    }
    Atomics.add(readings.words, 4, n)
    this.meterFrames += n
    if (this.meterFrames < METER_FRAMES) return
    const f32 = this.kernels.f32
    const strips = Math.min(program.strips.length, STRIPS_MAX)
    for (let s = 0; s < strips; s++) {
      const strip = program.strips[s]!
      const m = (strip.group.meter >> 2) + strip.half * 2
      for (let c = 0; c < 2; c++) {
        const peak = f32[m + c]!
        // The last two windows, so that a slower reader misses nothing.
        readings.strips[s * 4 + c] = Math.max(peak, this.lastPeaks[s * 2 + c]!)
        this.lastPeaks[s * 2 + c] = peak
        readings.strips[s * 4 + 2 + c] = Math.sqrt(f32[m + 4 + c]! / this.meterFrames)
      }
    }
    for (const strip of program.strips) f32.fill(0, strip.group.meter >> 2, (strip.group.meter >> 2) + 8)
    this.meterFrames = 0
    for (const node of program.nodes.values()) this.readNode(readings, node)
  }
  private readNode(readings: Readings, node: NodeRun): void {
    const slot = this.slotOf.get(node)
    if (!slot) return
    const at = (slot.run.state >> 2) + slot.half * 2
    for (let r = 0; r < node.plan.readings.length && node.readingAt + r < readings.values.length; r++)
      readings.values[node.readingAt + r] = this.kernels.f32[at + r * 4]!
  }
  private slotOf = new Map<NodeRun, { run: SlotRun; half: number }>()

  // ── Commands: between blocks, on the renderer's own thread ───────────────

  play(): void {
    this.transport.play()
  }
  stop(): void {
    this.transport.stop()
  }
  locate(frame: number): void {
    this.transport.locate(frame)
  }
  setLoop(on: boolean, start: number, end: number): void {
    this.transport.setLoop(on, start, end)
  }
  /** Plays a note by hand; velocity 0 to 1, 0 ends it. */
  note(strip: string, key: number, velocity: number): void {
    const run = this.program.stripById.get(strip)
    if (!run?.instrument || run.liveCount >= run.live.length / 2) return
    run.live[run.liveCount * 2] = key
    run.live[run.liveCount * 2 + 1] = velocity
    run.liveCount++
  }
  /**
   * Sets one value without a new plan: a strip's 'gain' (dB), 'pan', 'audible' (0 or 1), a send's 'gain', or a device's parameter. It ramps.
   * Automated ones go on following their curve.
   */
  set(id: string, name: string, value: number): void {
    const strip = this.program.stripById.get(id)
    if (strip) {
      if (name === 'gain') strip.gainDb = value
      else if (name === 'pan') strip.pan = value
      else if (name === 'audible') strip.audible = value !== 0
      return
    }
    const node = this.program.nodes.get(id)
    if (node) {
      const p = node.plan.names.indexOf(name)
      if (p < 0) return
      node.values[p] = value
      if (!node.plan.curves[p]) this.writeParam(node, p, value)
      return
    }
    for (const s of this.program.strips) for (const input of s.inputs) if (input.plan.id === id && name === 'gain') input.gainDb = value
  }
  private writeParam(node: NodeRun, p: number, value: number): void {
    const f32 = this.kernels.f32
    const slot = this.slotOf.get(node)
    if (slot) {
      const at = (slot.run.params >> 2) + p * 4 + slot.half * 2
      f32[at] = value
      f32[at + 1] = value
      return
    }
    for (const strip of this.program.strips)
      if (strip.instrument?.node === node)
        f32.fill(value, (strip.instrument.params >> 2) + p * 4, (strip.instrument.params >> 2) + p * 4 + 4)
  }

  /**
   * Plays another plan from now on, without a click: what stays keeps its state, devices that come or go are faded, and where delays change
   * the output dips for a moment. Takes effect within a few blocks.
   */
  swap(plan: Plan): void {
    if (plan.sampleRate !== this.sampleRate) throw new Error('a plan for another sample rate needs another renderer')
    this.pending = plan
    const old = this.program
    const nodes = new Set<string>()
    for (const strip of plan.strips) {
      for (const node of strip.chain) nodes.add(`${strip.id} ${node.id} ${node.device}`)
      if (strip.instrument) nodes.add(`${strip.id} ${strip.instrument.id} ${strip.instrument.device}`)
    }
    const stripById = new Map(plan.strips.map((s) => [s.id, s]))
    let wait = 0
    let dip = plan.latency !== old.plan.latency
    for (const strip of old.strips) {
      const next = stripById.get(strip.plan.id)
      if (!next) {
        strip.wetTarget = 0
        wait = SWAP_FRAMES
        continue
      }
      if (next.ownDelay !== strip.plan.ownDelay) dip = true
      for (const input of strip.inputs) {
        const kept = next.inputs.find((i) => i.id === input.plan.id)
        if (!kept) dip = true
        else if (kept.delay !== input.plan.delay || kept.pre !== input.plan.pre) dip = true
      }
      if (next.inputs.length !== strip.inputs.length) dip = true
      for (const node of strip.plan.chain)
        if (!nodes.has(`${strip.plan.id} ${node.id} ${node.device}`)) {
          const run = old.nodes.get(node.id)
          if (run) run.wetTarget = 0
          wait = SWAP_FRAMES
        }
      if (orderChanged(strip.plan, next)) dip = true
    }
    if (dip) {
      this.dipping = true
      this.outputTarget = 0
      wait = SWAP_FRAMES
    }
    this.pendingIn = Math.max(this.pendingIn, wait)
  }
  private takePending(): void {
    const plan = this.pending
    if (!plan) return
    this.pending = null
    const old = this.program
    this.program = this.build(plan, old)
    this.layOutputs()
    if (this.dipping) {
      // Nobody hears how it begins: let new delays fill up before the output comes back.
      for (const node of this.program.nodes.values()) if (!node.broken) node.wet = 1
      this.hold = plan.latency + QUANTUM
    } else this.outputTarget = 1
    this.dipping = false
    if (this.options.readings) Atomics.add(this.options.readings.words, 2, 1)
  }

  // ── Building ─────────────────────────────────────────────────────────────

  private layOutputs(): void {
    const wanted = this.options.stems ? 2 + this.program.main.inputs.length * 2 : 2
    while (this.outputs.length < wanted) this.outputs.push(this.kernels.allocate(this.chunk * 4))
    this.outputViews = this.outputs.slice(0, wanted).map((at) => new Float32Array(this.kernels.memory.buffer, at, this.chunk))
  }

  private build(plan: Plan, old: Program | null): Program {
    const { kernels, pool } = this
    const owned = new Map<string, number[]>()
    const oldBlocks = this.held
    this.held = owned
    /** A block for `key`: the old one when it is there and of the same size. */
    const block = (key: string, bytes: number): { at: number; kept: boolean } => {
      const before = oldBlocks.get(key)
      if (before && before[1] === bytes) {
        oldBlocks.delete(key)
        owned.set(key, before)
        return { at: before[0]!, kept: true }
      }
      const at = pool.take(bytes)
      owned.set(key, [at, bytes])
      return { at, kept: false }
    }
    const chunkBytes = this.chunk * 16
    const nodes = new Map<string, NodeRun>()
    const slotOf = new Map<NodeRun, { run: SlotRun; half: number }>()
    const layout = readingLayout(plan)
    const nodeRun = (node: PlanNode): NodeRun => {
      const before = old?.nodes.get(node.id)
      const same = before && before.plan.device === node.device
      const run: NodeRun = {
        plan: node,
        values: Float32Array.from(node.values),
        automated: node.curves.some((c) => c !== null),
        wet: same ? before.wet : old ? 0 : 1,
        wetTarget: 1,
        broken: same ? before.broken : false,
        ...layout.get(node.id)!,
        cost: same ? before.cost : 0,
      }
      if (run.broken) run.wet = run.wetTarget = 0
      nodes.set(node.id, run)
      return run
    }
    const delayRun = (id: string, frames: number): DelayRun | null => {
      if (!frames) return null
      let size = 64
      while (size < frames + this.chunk) size *= 2
      const { at, kept } = block(`delay ${id} ${frames}`, size * 8)
      const before = kept ? this.delays.get(`${id} ${frames}`) : undefined
      const run = before ?? { id, ring: at, size, frames, position: 0 }
      this.delays.set(`${id} ${frames}`, run)
      return run
    }
    const strips: StripRun[] = new Array(plan.strips.length)
    const stages: Bundle[][] = []
    for (const stage of groupsOf(plan)) {
      const runs = stage.map((group): GroupRun => {
        const name = group.strips.map((i) => (i < 0 ? '' : plan.strips[i]!.id)).join('|')
        const buffer = block(`buffer ${name}`, chunkBytes).at
        const tapped = group.strips.some((i) => i >= 0 && plan.strips[i]!.tappedPre)
        const gains = block(`gains ${name}`, 32)
        const slots = group.slots.map((pair): SlotRun => {
          const first = (pair[0] ?? pair[1])!
          const stateBytes = kernels.get(`${first.kernel}_stateBytes`)(this.sampleRate)
          const key = `${pair[0]?.id ?? ''}|${pair[1]?.id ?? ''} ${first.device}`
          const state = block(`state ${key}`, stateBytes)
          const params = block(`params ${key}`, first.names.length * 16)
          const runs: [NodeRun | null, NodeRun | null] = [pair[0] ? nodeRun(pair[0]) : null, pair[1] ? nodeRun(pair[1]) : null]
          if (!state.kept && !this.follows) {
            kernels.get(`${first.kernel}_init`)(state.at, this.sampleRate)
            // Half a group may have lived elsewhere: take its lanes along.
            pair.forEach((node, half) => {
              const before = node && old ? old.nodes.get(node.id) : undefined
              const was = before && before.plan.device === node!.device ? this.slotOf.get(before) : undefined
              if (was && was.run.stateBytes === stateBytes) this.k.moveState!(state.at, half, was.run.state, was.half, stateBytes)
            })
          }
          // Every lane has a value, so that an empty half computes nothing strange.
          for (let half = 0; half < 2; half++) {
            const node = runs[half] ?? runs[1 - half]!
            node.values.forEach((value, p) => {
              const at = (params.at >> 2) + p * 4 + half * 2
              const curve = node.plan.curves[p]
              const v = curve ? valueAt(curve, this.transport.position) : value
              kernels.f32[at] = v
              kernels.f32[at + 1] = v
            })
          }
          const keyed = pair.some((node) => node && node.key >= 0)
          const run: SlotRun = {
            process: kernels.get(`${first.kernel}_process`),
            processPair: kernels.find(`${first.kernel}_processPair`),
            nodes: runs,
            state: state.at,
            stateBytes,
            params: params.at,
            key: keyed ? block(`key ${key}`, chunkBytes).at : 0,
            keyDelay: [0, 1].map((h) => (pair[h] ? delayRun(`key ${pair[h]!.id}`, pair[h]!.keyDelay) : null)) as [
              DelayRun | null,
              DelayRun | null,
            ],
            inputDelay: [0, 1].map((h) => (pair[h] ? delayRun(`in ${pair[h]!.id}`, pair[h]!.inputDelay) : null)) as [
              DelayRun | null,
              DelayRun | null,
            ],
            automated: runs.some((r) => r?.automated),
          }
          runs.forEach((r, half) => {
            if (r) slotOf.set(r, { run, half })
          })

          return run
        })
        const members: (StripRun | null)[] = [null, null]
        const groupRun: GroupRun = {
          plan: group,
          buffer,
          pre: tapped ? block(`pre ${name}`, chunkBytes).at : 0,
          strips: members,
          slots,
          gains: gains.at,
          gainTargets: gains.at + 16,
          meter: block(`meter ${name}`, 32).at,
        }
        group.strips.forEach((i, half) => {
          if (i < 0) return
          const strip = plan.strips[i]!
          const before = old?.stripById.get(strip.id)
          if (!gains.kept && !this.follows) {
            const f32 = kernels.f32
            const at = (gains.at >> 2) + half * 2
            // A strip that was there goes on from where its fader is; a new one comes up from silence; the first plan jumps.
            for (let c = 0; c < 2; c++) {
              f32[at + c] = before ? f32[(before.group.gains >> 2) + before.half * 2 + c]! : old ? 0 : Number.NaN
            }
          }
          const run: StripRun = {
            plan: strip,
            group: groupRun,
            half,
            inputs: strip.inputs.map((input): InputRun => {
              const was = before?.inputs.find((x) => x.plan.id === input.id)
              return {
                plan: input,
                gainDb: input.gain,
                gain: was ? was.gain : old && input.gain !== 0 ? 0 : Number.NaN,
                delay: delayRun(`input ${input.id}`, input.delay),
              }
            }),
            ownDelay: delayRun(`own ${strip.id}`, strip.ownDelay),
            instrument: strip.instrument ? this.instrumentRun(strip.instrument, nodeRun, block, old, before) : null,
            maxEnd: runningMax(strip.spans),
            gainDb: strip.gain,
            pan: strip.pan,
            audible: strip.audible,
            wetTarget: 1,
            liveCount: 0,
            live: new Float32Array(128),
          }
          members[half] = run
          strips[i] = run
        })
        if (!old && !gains.kept && !this.follows && group.strips[1] < 0) kernels.f32.fill(1, (gains.at >> 2) + 2, (gains.at >> 2) + 4)
        if (group.strips[1] < 0) kernels.f32.fill(1, (gains.at >> 2) + 6, (gains.at >> 2) + 8)
        return groupRun
      })
      const bundles: Bundle[] = []
      for (let g = 0; g < runs.length; g += 2) {
        const second = runs[g + 1] ?? null
        bundles.push({ first: runs[g]!, second, paired: second !== null && groupSignature(runs[g]!.plan) === groupSignature(second.plan) })
      }
      stages.push(bundles)
    }
    // Assets: readers that are already open stay open.
    const open = new Map<string, AudioReader>()
    old?.plan.assets.forEach((asset, i) => {
      const source = old.sources[i]
      if (source) open.set(`${asset.id} ${asset.file}`, source)
    })
    const sources = plan.assets.map((asset) => {
      const key = `${asset.id} ${asset.file}`
      const kept = open.get(key)
      if (kept) {
        open.delete(key)
        return kept
      }
      const reader = this.options.openSource(asset)
      return reader && stereoSource(reader, this.chunk)
    })
    for (const reader of open.values()) reader.close()
    this.loadZones(plan, strips, sources, block)
    for (const [at] of oldBlocks.values()) pool.give(at!)
    for (const key of this.delays.keys()) if (!owned.has(`delay ${key}`)) this.delays.delete(key)
    this.slotOf = slotOf
    const main = strips[strips.length - 1]!
    return {
      plan,
      strips,
      stages,
      nodes,
      sources,
      main,
      stripById: new Map(strips.map((s) => [s.plan.id, s])),
      stems: main.inputs.map((i) => i.plan.source),
    }
  }
  private delays = new Map<string, DelayRun>()
  /** A thread that shares memory which another one has set up. */
  private get follows(): boolean {
    return (this.options.team?.index ?? 0) > 0
  }

  private instrumentRun(
    node: PlanNode,
    nodeRun: (node: PlanNode) => NodeRun,
    block: (key: string, bytes: number) => { at: number; kept: boolean },
    old: Program | null,
    before: StripRun | undefined,
  ): InstrumentRun {
    const { kernels } = this
    const run = nodeRun(node)
    run.wet = 1
    const bytes = kernels.get(`${node.kernel}_stateBytes`)(this.sampleRate)
    const groups = Voices.groupsFor(node.voices)
    const states: number[] = []
    let kept = true
    for (let g = 0; g < groups; g++) {
      const state = block(`voices ${node.id} ${node.device} ${g}`, bytes)
      if (!state.kept) {
        kept = false
        if (!this.follows) kernels.get(`${node.kernel}_init`)(state.at, this.sampleRate, 0)
      }
      states.push(state.at)
    }
    const params = block(`params ${node.id} ${node.device}`, node.names.length * 16)
    run.values.forEach((value, p) => {
      const curve = node.curves[p]
      kernels.f32.fill(curve ? valueAt(curve, this.transport.position) : value, (params.at >> 2) + p * 4, (params.at >> 2) + p * 4 + 4)
    })
    const was = kept && old ? before?.instrument : null
    const call = (name: string): Call => kernels.get(`${node.kernel}_${name}`)
    const voices =
      was && was.node.plan.id === node.id
        ? was.voices
        : new Voices(
            { start: call('start'), release: call('release'), choke: call('choke'), sounding: call('sounding') },
            states,
            node.voices,
            node.choke,
          )
    return {
      node: run,
      voices,
      states,
      params: params.at,
      process: call('process'),
      bend: was?.bend ?? 0,
      bendRange: was?.bendRange ?? 2,
      modulation: was?.modulation ?? 0,
      rpn: was?.rpn ?? 0x3fff,
    }
  }

  /** Puts the samples of samplers into memory, as their kernel reads them. */
  private loadZones(
    plan: Plan,
    strips: readonly StripRun[],
    sources: readonly (AudioReader | undefined)[],
    block: (key: string, bytes: number) => { at: number; kept: boolean },
  ): void {
    const loaded = new Map<number, { left: number; right: number; frames: number }>()
    const load = (asset: number) => {
      const known = loaded.get(asset)
      if (known) return known
      const source = sources[asset]
      const frames = source ? source.frames : 0
      // A few zeros before and behind for the interpolation.
      const plane = (frames + 32) * 4
      const memory = block(`sample ${plan.assets[asset]!.id}`, plane * 2)
      const entry = { left: memory.at + 64, right: memory.at + plane + 64, frames }
      if (source && !memory.kept && !this.follows) {
        const piece = [new Float32Array(this.chunk), new Float32Array(this.chunk)]
        for (let at = 0; at < frames; at += this.chunk) {
          const n = source.read(at, piece, Math.min(this.chunk, frames - at))
          if (!n) break
          this.kernels.f32.set(piece[0]!.subarray(0, n), (entry.left >> 2) + at)
          this.kernels.f32.set(piece[1]!.subarray(0, n), (entry.right >> 2) + at)
        }
      }
      loaded.set(asset, entry)
      return entry
    }
    for (const strip of strips) {
      const instrument = strip.instrument
      if (!instrument?.node.plan.zones.length) continue
      const { zones, id, kernel } = instrument.node.plan
      const bytes = ZONE_HEADER + zones.length * ZONE_BYTES
      const memory = block(`zones ${id} ${JSON.stringify(zones)}`, bytes)
      if (memory.kept || this.follows) {
        // The samples must stay where the table says they are.
        for (const zone of zones) load(zone.asset)
        continue
      }
      const view = new DataView(this.kernels.memory.buffer, memory.at, bytes)
      view.setUint32(0, zones.length, true)
      zones.forEach((zone, z) => {
        const sample = load(zone.asset)
        const scale = plan.sampleRate / plan.assets[zone.asset]!.sampleRate
        writeZone(view, ZONE_HEADER + z * ZONE_BYTES, zone, sample, scale, plan.sampleRate)
      })
      for (const state of instrument.states) this.kernels.get(`${kernel}_init`)(state, this.sampleRate, memory.at)
      instrument.voices.reset()
    }
  }

  /** Closes all media. */
  close(): void {
    for (const source of this.program.sources) source?.close()
  }
}

// ZONES v1, little-endian.  0 u32 zones | 4…15 zero | then per zone, 64 bytes:
// 0 f32 key low | 4 f32 key high | 8 f32 velocity low (0…1) | 12 f32 velocity high | 16 f32 root key | 20 f32 tune, cents | 24 f32 gain, linear
// 28 u32 loop (0 off, 1 forward) | 32 u32 loop start | 36 u32 loop end, exclusive | 40 u32 frames | 44 f32 sample rate | 48 u32 left | 52 u32 right
const ZONE_HEADER = 16
const ZONE_BYTES = 64
function writeZone(
  view: DataView,
  at: number,
  zone: PlanNode['zones'][number],
  sample: { left: number; right: number; frames: number },
  scale: number,
  sampleRate: number,
): void {
  view.setFloat32(at, zone.keyLow, true)
  view.setFloat32(at + 4, zone.keyHigh, true)
  view.setFloat32(at + 8, zone.velocityLow / 127, true)
  view.setFloat32(at + 12, zone.velocityHigh / 127, true)
  view.setFloat32(at + 16, zone.root, true)
  view.setFloat32(at + 20, zone.tune, true)
  view.setFloat32(at + 24, zone.gain, true)
  view.setUint32(at + 28, zone.loop ? 1 : 0, true)
  view.setUint32(at + 32, Math.round(zone.loopStart * scale), true)
  view.setUint32(at + 36, Math.min(sample.frames, Math.round(zone.loopEnd * scale)), true)
  view.setUint32(at + 40, sample.frames, true)
  view.setFloat32(at + 44, sampleRate, true)
  view.setUint32(at + 48, sample.left, true)
  view.setUint32(at + 52, sample.right, true)
}

/** Left gain of the balance: −3 dB sine law, 0 dB in the middle; the right one is that of −pan. */
export function panLeft(pan: number): number {
  if (pan === 0) return 1
  if (pan >= 100) return 0
  return 1.4142135623730951 * (pan < 0 ? cos((pan / 100 + 1) * 0.7853981633974483) : sin((1 - pan / 100) * 0.7853981633974483))
}
function runningMax(spans: readonly Span[]): Float64Array {
  const out = new Float64Array(spans.length)
  let most = 0
  spans.forEach((span, i) => {
    most = Math.max(most, span.end)
    out[i] = most
  })
  return out
}
function firstFrom(times: Float64Array, from: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < from) low = middle + 1
    else high = middle
  }
  return low
}
/** Devices that both plans have stand in another order. */
function orderChanged(before: PlanStrip, after: PlanStrip): boolean {
  const ids = new Set(after.chain.map((n) => n.id))
  const old = before.chain.filter((n) => ids.has(n.id)).map((n) => n.id)
  const oldIds = new Set(old)
  const now = after.chain.filter((n) => oldIds.has(n.id)).map((n) => n.id)
  return old.some((id, i) => id !== now[i])
}
