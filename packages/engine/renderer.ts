// Renderer: runs a plan chunk by chunk. The same code in an AudioWorklet, a Worker and Node; the same bits at any block size and number of threads.
// Bits depend on a fixed grid of QUANTUM frames of the timeline and on the events, never on how many frames are asked for at once.
import type { Kernels } from '@tonmeister/dsp'
import { gainOfDb } from '@tonmeister/dsp'
import { ClipPlayer } from './clip-player.ts'
import { constantOver, nextPoint, valueInto } from './curve.ts'
import { Hands, type Held } from './hands.ts'
import { type Listening, Monitor, type MonitorSettings } from './monitor.ts'
import { type Laws, Needles } from './needles.ts'
import { identity, inputMatrix, type Matrix, panLeft, panMatrix } from './pan.ts'
import { type Curve, type Plan, type PlanStrip, type Span, STRIP_CURVES } from './plan.ts'
import { type ProbePlace, Probes } from './probe.ts'
import {
  Builder,
  type Bundle,
  type DelayRun,
  type GroupRun,
  type InputRun,
  type InstrumentRun,
  type NodeRun,
  type Program,
  type SlotRun,
  type StripRun,
} from './program.ts'
import { type Readings, STRIP_READINGS, STRIPS_MAX, WAVE_FRAMES } from './readings.ts'
import type { OpenSource } from './source.ts'
import { DECLICK, type Segment, Transport } from './transport.ts'

/** The grid on which moving parameters are sampled; between grid points they move linearly. */
export const QUANTUM = 32
/** Frames in which a device comes in or goes out when the plan changes, and the output dips when delays change. */
const SWAP_FRAMES = 256
/** Frames that a plan waits at most for a moment without a jump: in a loop of a few chunks there may be none. */
const PATIENCE_FRAMES = 2048
const TRIM = STRIP_CURVES.indexOf('trim')
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
  /** `render` delivers what the room hears, see Monitor, and behind it left and right of main. Not with stems. */
  readonly monitor?: boolean
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

export class Renderer {
  readonly sampleRate: number
  readonly transport = new Transport()
  readonly chunk: number
  /** Device ids that were switched off because they failed, with what happened. */
  readonly faults: { readonly id: string; readonly what: string }[] = []
  private readonly kernels: Kernels
  private readonly builder: Builder
  private readonly clips: ClipPlayer
  private program: Program
  private pending: Plan | null = null
  private pendingIn = 0
  private clock = 0

  private readonly lane: number
  private readonly saved: number
  private readonly dry: number
  private readonly voiceBuffer: number
  private readonly outputs: number[] = []
  private outputViews: Float32Array[] = []
  private readonly monitor: Monitor | null
  private readonly probes: Probes | null
  /** Only where there is somebody to look. */
  private readonly needles: Needles | null
  /** What `render` delivers. */
  private delivered: Float32Array[] = []
  private fifoAt = 0
  private fifoCount = 0

  private readonly k: ReturnType<typeof mixerCalls>
  private lastHeartbeat: number
  private watchedUntil = 0
  private meterFrames = 0
  private lastPeaks = new Float32Array(STRIPS_MAX * 2)
  private loadTime = 0
  private loadFrames = 0
  // The stretches of a chunk over which moving values are linear, see `layOutSteps`.
  private steps = 0
  private readonly stepAt: Int32Array
  private readonly stepLength: Int32Array
  private readonly stepPosition: Float64Array
  private readonly stepPlaying: Uint8Array
  private readonly curves: Curve[] = []
  /** How many of `curves` count: an array that is emptied gives its memory away and takes new at the next push. */
  private curveCount = 0
  /** Scratch for numbers on their way, by STRIP_CURVES; INPUT_CURVES begin like them. */
  private readonly wanted = new Float64Array(STRIP_CURVES.length)
  private readonly matrix = identity()
  private readonly vcaLevel = new Float64Array(1)
  private readonly hands = new Hands()
  /** The latest plan, before hands. */
  private given: Plan
  private outputGain = 1
  private outputTarget = 1
  /** The coming plan has other delays; frames for which the output then stays silent. */
  private dipping = false
  private hold = 0
  /** The first chunk of a plan that came while playing: what is automated moves to its place over the whole chunk, as what is not. */
  private fresh = false

  constructor(
    plan: Plan,
    private readonly options: RendererOptions,
  ) {
    this.sampleRate = plan.sampleRate
    this.given = plan
    this.chunk = options.chunk ?? 128
    if (this.chunk % QUANTUM) throw new Error(`chunk must be a multiple of ${QUANTUM}`)
    const kernels = (this.kernels = options.kernels)
    this.k = mixerCalls(kernels)
    // Nobody has looked yet.
    this.lastHeartbeat = options.readings ? Atomics.load(options.readings.words, 0) : 0
    // Threads share the memory and its addresses: each has scratch of its own, and all lay out everybody's.
    const { index, size } = options.team ?? { index: 0, size: 1 }
    const scratch = (bytes: number): number => {
      let own = 0
      for (let i = 0; i < size; i++) {
        const at = kernels.allocate(bytes)
        if (i === index) own = at
      }
      return own
    }
    this.lane = scratch(this.chunk * 16)
    this.saved = scratch(this.chunk * 16)
    this.dry = scratch(this.chunk * 16)
    this.voiceBuffer = scratch(this.chunk * 32)
    this.stepAt = new Int32Array(this.chunk)
    this.stepLength = new Int32Array(this.chunk)
    this.stepPosition = new Float64Array(this.chunk)
    this.stepPlaying = new Uint8Array(this.chunk)
    this.clips = new ClipPlayer(kernels, scratch, this.transport, this.chunk, options.declick === true)
    this.monitor = options.monitor ? new Monitor(kernels, this.chunk) : null
    this.probes = options.readings ? new Probes(options.readings.probes, kernels) : null
    this.needles = options.readings && !options.team ? new Needles(kernels, this.sampleRate) : null
    const follows = (options.team?.index ?? 0) > 0
    this.builder = new Builder({
      kernels,
      openSource: options.openSource,
      sampleRate: this.sampleRate,
      chunk: this.chunk,
      follows,
      monitored: this.monitor !== null,
    })
    this.program = this.builder.build(plan, null, 0)
    this.clips.sources = this.program.sources
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
   * @param out  left and right of main, then of each stem when asked for; with a monitor, left and right of the room, then of main
   */
  render(out: readonly Float32Array[], frames: number): void {
    let done = 0
    while (done < frames) {
      if (this.fifoAt === this.fifoCount) {
        const n = this.nextChunk()
        this.renderChunk(n)
        this.fifoAt = 0
        this.fifoCount = n
      }
      const n = Math.min(frames - done, this.fifoCount - this.fifoAt)
      const views = this.delivered
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

  /**
   * Frames of the chunk to come. Whole chunks, whatever the host asks for: ramps of faders are as long as a chunk. They end where a loop ends
   * and otherwise on the grid of the timeline, less than one step of it behind the edge of the clock's chunk: whoever comes to a place, on
   * whatever way, takes the same steps through it.
   */
  private nextChunk(): number {
    const { chunk } = this
    const { playing, loop, loopEnd, position } = this.transport
    const edge = chunk - (this.clock % chunk)
    if (!playing) return edge
    const behind = edge + ((QUANTUM - ((position + edge) % QUANTUM)) % QUANTUM)
    const n = behind > chunk ? behind - QUANTUM : behind
    return loop && position < loopEnd ? Math.min(n, loopEnd - position) : n
  }
  /** Frames that are rendered and not yet asked for. Commands count after them. */
  get ahead(): number {
    return this.fifoCount - this.fifoAt
  }
  /** Renders `n` frames (at most `chunk`) into the output buffers. Threads of a team call it in step. */
  renderChunk(n: number): void {
    const { readings, now, team } = this.options
    const started = now ? now() : 0
    if (this.pending && this.pendingIn <= 0 && (this.mayChange() || this.pendingIn < -PATIENCE_FRAMES)) this.takePending()
    const watched = this.isWatched()
    const { transport, program, probes } = this
    probes?.wake(this.clock, this.sampleRate / 2)
    transport.advance(n)
    const stages = program.stages
    for (let s = 0; s < stages.length; s++) {
      const bundles = stages[s]!
      if (team) {
        for (let b = team.index; b < bundles.length; b += team.size) this.runBundle(bundles[b]!, n, watched)
        team.meet()
      } else for (let b = 0; b < bundles.length; b++) this.runBundle(bundles[b]!, n, watched)
    }
    this.clock += n
    if (this.pending) this.pendingIn -= n
    this.clips.advance(n)
    this.fresh = false
    if (!team || team.index === 0) this.deliver(n)
    if (this.hold > 0 && (this.hold -= n) <= 0 && !this.dipping) this.outputTarget = 1
    if (readings) this.publish(readings, n, watched, started)
  }

  private runBundle(bundle: Bundle, n: number, watched: boolean): void {
    const { first, second } = bundle
    const probes = this.probes?.awake ? this.probes : null
    this.fill(first, n)
    if (second) this.fill(second, n)
    probes?.strips(first, false, n)
    if (second) probes?.strips(second, false, n)
    if (second && bundle.paired) {
      for (let i = 0; i < first.slots.length; i++) this.runSlotPair(first, second, i, n)
    } else {
      for (let i = 0; i < first.slots.length; i++) this.runSlot(first, first.slots[i]!, n)
      if (second) for (let i = 0; i < second.slots.length; i++) this.runSlot(second, second.slots[i]!, n)
    }
    this.runFader(first, n, watched)
    if (second) this.runFader(second, n, watched)
    probes?.strips(first, true, n)
    if (second) probes?.strips(second, true, n)
  }

  /** Brings a group's sound together: what its clips and instruments play, and what flows in. */
  private fill(group: GroupRun, n: number): void {
    const { k } = this
    k.clear(group.buffer, n)
    for (let half = 0; half < 2; half++) {
      const strip = group.strips[half]
      if (!strip) continue
      if (strip.plan.spans.length || strip.leavingClips) this.clips.play(strip, n)
      if (strip.instrument) this.playInstrument(strip, strip.instrument, n, group)
      // Also when nothing plays any more: what went in before is still on its way.
      if (strip.ownDelay) this.runDelay(strip.ownDelay, group.buffer, half, group.buffer, half, n, 0)
      const stems = this.options.stems === true && strip === this.program.main
      for (let i = 0; i < strip.inputs.length; i++) {
        if (stems) this.flowAsStem(strip, strip.inputs[i]!, i, n)
        else this.flowIn(strip.inputs[i]!, n, group.buffer, half)
      }
      this.enter(strip, n)
    }
  }
  /** By way of a buffer of its own, which also leaves as a stem: the sum has the same bits. */
  private flowAsStem(strip: StripRun, input: InputRun, i: number, n: number): void {
    const { k, saved } = this
    k.clear(saved, n)
    this.flowIn(input, n, saved, 0)
    k.add(strip.group.buffer, strip.half, saved, 0, n)
    k.deinterleave(saved, 0, this.outputs[2 + i * 2]!, this.outputs[3 + i * 2]!, n)
  }

  /** Puts a half of a buffer through a matrix, coming from `current`, which then is it. What changes nothing does nothing. */
  private through(current: Matrix, m: Matrix, buffer: number, half: number, n: number): void {
    // The first value jumps.
    if (Number.isNaN(current[0]!)) for (let i = 0; i < 4; i++) current[i] = m[i]!
    let plain = true
    for (let i = 0; i < 4; i++) {
      const unity = i === 0 || i === 3 ? 1 : 0
      if (current[i] !== unity || m[i] !== unity) plain = false
    }
    if (plain) return
    this.k.place(buffer, half, n, current[0]!, current[1]!, current[2]!, current[3]!, m[0]!, m[1]!, m[2]!, m[3]!)
    for (let i = 0; i < 4; i++) current[i] = m[i]!
  }

  /** The input of a strip: trim, polarity, mono. */
  private enter(strip: StripRun, n: number): void {
    const { buffer } = strip.group
    const trim = strip.plan.curves[TRIM]
    if (!trim) {
      this.through(strip.entry, strip.entryTo, buffer, strip.half, n)
      return
    }
    this.curveCount = 0
    this.addCurve(trim)
    this.layOutSteps()
    for (let i = Number.isNaN(strip.entry[0]!) ? -1 : 0; i < this.steps; i++) {
      this.sampleInto(trim, i, this.wanted, TRIM)
      inputMatrix(strip.plan, gainOfDb(this.wanted[TRIM]!), this.matrix)
      this.through(strip.entry, this.matrix, buffer + (i < 0 ? 0 : this.stepAt[i]! * 16), strip.half, i < 0 ? 0 : this.stepLength[i]!)
    }
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
    const { curves, open } = input.plan
    const closes = input.leaving || !open
    if (curves.length && !closes) {
      this.curveCount = 0
      for (let c = 0; c < curves.length; c++) this.addCurve(curves[c]!)
      this.layOutSteps()
      // The first value jumps to where the lane is, not to where its first step ends.
      for (let i = Number.isNaN(input.gain) ? -1 : 0; i < this.steps; i++) {
        this.wanted[0] = input.gainDb
        this.wanted[1] = input.pan
        this.wanted[2] = 0
        this.sample(curves, i)
        const offset = i < 0 ? 0 : this.stepAt[i]! * 16
        const gain = this.wanted[2]! >= 0.5 ? 0 : gainOfDb(this.wanted[0]!)
        this.flow(input, gain, this.wanted[1]!, target + offset, half, from + offset, fromHalf, i < 0 ? 0 : this.stepLength[i]!)
      }
      return
    }
    const { level } = input
    if (level[0] !== input.gainDb) {
      level[0] = input.gainDb
      level[1] = gainOfDb(input.gainDb)
    }
    const gain = closes ? 0 : level[1]!
    if (gain === 1 && input.gain === 1 && input.pan === 0 && input.sides[0] === 1 && input.sides[1] === 1)
      k.add(target, half, from, fromHalf, n)
    else this.flow(input, gain, input.pan, target, half, from, fromHalf, n)
  }
  /** Adds what flows in with a linear gain and a pan, coming from where both are. */
  private flow(input: InputRun, gain: number, pan: number, target: number, half: number, from: number, fromHalf: number, n: number): void {
    const { k } = this
    const { sides } = input
    if (sides[2] !== pan) {
      const law = this.program.plan.panLaw
      sides[2] = pan
      sides[3] = panLeft(pan, law)
      sides[4] = panLeft(-pan, law)
    }
    // The first value jumps.
    if (Number.isNaN(input.gain)) input.gain = gain
    if (Number.isNaN(sides[0]!)) {
      sides[0] = sides[3]!
      sides[1] = sides[4]!
    }
    const l = sides[3]!
    const r = sides[4]!
    if (sides[0] === 1 && sides[1] === 1 && l === 1 && r === 1) {
      if (input.gain === 1 && gain === 1) k.add(target, half, from, fromHalf, n)
      else if (input.gain !== 0 || gain !== 0) k.addGain(target, half, from, fromHalf, n, input.gain, gain)
    } else if (input.gain !== 0 || gain !== 0)
      k.addPair(target, half, from, fromHalf, n, input.gain * sides[0]!, input.gain * sides[1]!, gain * l, gain * r)
    input.gain = gain
    sides[0] = l
    sides[1] = r
  }

  private runDelay(delay: DelayRun, source: number, sourceHalf: number, target: number, targetHalf: number, n: number, sum: number): void {
    // In place is fine: the ring is written before it is read, frame by frame.
    this.k.delay(delay.ring, delay.size, delay.position, delay.frames, source, sourceHalf, target, targetHalf, n, sum)
    delay.position = (delay.position + n) & 0x3fffffff
  }

  /**
   * Lays out the stretches of the chunk over which `this.curves` are constant or one grid step long.
   * Stretches that do not move are joined: the kernels give the same bits for constants at any length.
   */
  private layOutSteps(): void {
    const { transport } = this
    this.steps = 0
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      const end = segment.offset + segment.length
      let at = segment.offset
      while (at < end) {
        const position = segment.playing ? segment.position + (at - segment.offset) : segment.position
        const stop = segment.playing ? this.stepEnd(at, end, position) : end
        this.stepAt[this.steps] = at
        this.stepLength[this.steps] = stop - at
        this.stepPosition[this.steps] = position
        this.stepPlaying[this.steps++] = segment.playing ? 1 : 0
        at = stop
      }
    }
  }
  /** Where the stretch that begins at frame `at` of the chunk ends: at `end` when nothing moves, else at the grid or a point of a curve. */
  private stepEnd(at: number, end: number, position: number): number {
    if (this.fresh) return end
    let stop = end
    // Whoever comes from elsewhere has another value: it goes to the grid in a whole step at least, so that what still sounds does not click.
    if (at === 0 && this.transport.segments[0]!.jumped) return Math.min(end, QUANTUM + ((QUANTUM - (position % QUANTUM)) % QUANTUM))
    for (let c = 0; c < this.curveCount; c++) {
      const curve = this.curves[c]!
      if (constantOver(curve, position, position + (end - at))) continue
      stop = Math.min(stop, at + QUANTUM - (position % QUANTUM), at + Math.max(1, nextPoint(curve, position) - position))
    }
    return stop
  }
  /** Writes where a curve is at the end of step `i` into `out[index]`. */
  private stepValue(curve: Curve, i: number, out: Float64Array | Float32Array, index: number): void {
    const position = this.stepPosition[i]!
    const playing = this.stepPlaying[i] === 1
    valueInto(curve, playing ? position + this.stepLength[i]! : position, playing, out, index)
  }

  /** Writes into `wanted` where curves are at the end of step `i`; −1 = before the first. */
  private sample(curves: readonly (Curve | null)[], i: number): void {
    for (let c = 0; c < curves.length; c++) if (curves[c]) this.sampleInto(curves[c]!, i, this.wanted, c)
  }
  private sampleInto(curve: Curve, i: number, out: Float64Array, index: number): void {
    if (i < 0) valueInto(curve, this.stepPosition[0]!, false, out, index)
    else this.stepValue(curve, i, out, index)
  }

  // ── Instruments ──────────────────────────────────────────────────────────

  private playInstrument(strip: StripRun, instrument: InstrumentRun, n: number, group: GroupRun): void {
    const { node } = instrument
    if (node.broken) return
    const { k } = this
    // One that goes sounds into a buffer of its own, which fades.
    const fades = node.wet !== 1 || node.wetTarget !== 1
    const target = fades ? this.saved : group.buffer
    const half = fades ? 0 : strip.half
    if (fades) k.clear(target, n)
    try {
      this.playSegments(strip, instrument, target, half)
    } catch (error) {
      this.fail(node, String(error))
      if (!fades) k.clearHalf(target, half, n)
      return
    }
    if (fades) {
      const next = this.nextWet(node, n)
      k.addGain(group.buffer, strip.half, target, half, n, node.wet, next)
      node.wet = next
    }
  }
  private playSegments(strip: StripRun, instrument: InstrumentRun, target: number, half: number): void {
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
        // On the very frame of the jump, not on the chunk's edge.
        voices.releaseWritten()
        if (segment.playing) this.chase(strip, instrument, segment.position)
      }
      if (segment.playing) this.playNotes(strip, instrument, segment, target, half)
      else this.sound(instrument, segment.offset, segment.length, segment.position, false, target, half)
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
  private playNotes(strip: StripRun, instrument: InstrumentRun, segment: Segment, target: number, half: number): void {
    const { notes, events } = strip.plan
    const { voices } = instrument
    const end = segment.position + segment.length
    let note = firstFrom(notes.on, segment.position)
    let event = firstFrom(events.at, segment.position)
    let ended = firstFrom(strip.noteEnds, segment.position)
    let at = segment.position
    while (at < end) {
      // Ends first, then controllers, then beginnings: a repeated note is two notes.
      voices.offAt(at)
      for (; event < events.at.length && events.at[event] === at; event++)
        this.control(instrument, events.kind[event]!, events.number[event]!, events.value[event]!)
      for (; note < notes.on.length && notes.on[note] === at; note++)
        voices.on(instrument.params, notes.key[note]!, notes.velocity[note]!, notes.off[note]!)
      // Stretches end with every written note, also with one whose sound is over: where they end must not depend on when that was noticed.
      while (strip.noteEnds[ended]! <= at) ended++
      const next = Math.min(end, notes.on[note] ?? Infinity, events.at[event] ?? Infinity, strip.noteEnds[ended] ?? Infinity)
      const stop = Math.max(at + 1, next)
      this.sound(instrument, segment.offset + (at - segment.position), stop - at, at, true, target, half)
      at = stop
    }
  }
  /** Sounds the voices for `length` frames from `offset` of the chunk on, timeline frame `position`, into a half of a buffer. */
  private sound(
    instrument: InstrumentRun,
    offset: number,
    length: number,
    position: number,
    playing: boolean,
    target: number,
    half: number,
  ): void {
    // After a fault within the chunk nothing more is to be heard of it.
    if (instrument.node.broken) return
    const { node, voices } = instrument
    const { curves, bend, modulation } = node.plan
    const f32 = this.kernels.f32
    const words = instrument.params >> 2
    if (bend >= 0) f32.fill(instrument.bend * instrument.bendRange, words + bend * 4, words + bend * 4 + 4)
    if (modulation >= 0) f32.fill(instrument.modulation, words + modulation * 4, words + modulation * 4 + 4)
    const end = offset + length
    let at = offset
    if (node.automated) this.collectCurves(node)
    while (at < end) {
      let stop = end
      if (node.automated) {
        const here = playing ? position + (at - offset) : position
        if (playing) stop = this.stepEnd(at, end, here)
        for (let p = 0; p < curves.length; p++) {
          const curve = curves[p]
          if (!curve) continue
          const word = words + p * 4
          valueInto(curve, playing ? here + (stop - at) : here, playing, f32, word)
          f32[word + 1] = f32[word + 2] = f32[word + 3] = f32[word]!
        }
      }
      for (let g = 0; g < voices.groups; g++) {
        if (!voices.active(g)) continue
        instrument.process(instrument.states[g]!, instrument.params, this.voiceBuffer, stop - at)
        this.k.voices(this.voiceBuffer, target + at * 16, half, stop - at)
        voices.collect(g)
      }
      at = stop
    }
    if (this.k.broken(target + offset * 16, length) & (1 << half)) {
      this.k.clearHalf(target, half, end)
      this.fail(node, 'it gave numbers that are no sound (NaN)')
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
    const probes = this.probes?.awake ? this.probes : null
    probes?.slot(a, first, false, n)
    probes?.slot(b, second, false, n)
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
    probes?.slot(a, first, true, n)
    probes?.slot(b, second, true, n)
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
        // As late as the device would be, so that parallel paths stay together.
        const bypass = node ? slot.bypassDelay[half] : null
        if (bypass) this.runDelay(bypass, io, half, this.saved, half, n, 0)
        else k.copyHalf(this.saved, half, io, half, n)
      }
      if (node && (node.wet !== 1 || node.wetTarget !== 1)) {
        const late = node.broken ? null : slot.bypassDelay[half]
        if (late) this.runDelay(late, io, half, this.dry, half, n, 0)
        else k.copyHalf(this.dry, half, io, half, n)
      }
      if (slot.key && node) {
        const source = node.plan.key >= 0 ? this.program.strips[node.plan.key]! : null
        const keyDelay = slot.keyDelay[half]
        if (!source) k.copyHalf(slot.key, half, io, half, n)
        else {
          const from = node.plan.keyPre ? source.group.pre : source.group.buffer
          if (keyDelay) this.runDelay(keyDelay, from, source.half, slot.key, half, n, 0)
          else k.copyHalf(slot.key, half, from, source.half, n)
        }
      }
    }
    const probes = this.probes?.awake ? this.probes : null
    probes?.slot(group, slot, false, n)
    const works = (slot.nodes[0] && !slot.nodes[0].broken) || (slot.nodes[1] && !slot.nodes[1].broken)
    try {
      if (!works) k.clear(io, n)
      else if (slot.automated) this.processMoving(slot, io)
      else slot.process(slot.state, slot.params, io, n, slot.key)
    } catch (error) {
      for (let half = 0; half < 2; half++) {
        k.clearHalf(io, half, n)
        const node = slot.nodes[half]
        if (node) this.fail(node, String(error))
      }
    }
    this.check(group, slot, n)
    for (let half = 0; half < 2; half++) {
      const node = slot.nodes[half]
      if (restore & (1 << half)) k.copyHalf(io, half, this.saved, half, n)
      else if (node && (node.wet !== 1 || node.wetTarget !== 1)) {
        const next = this.nextWet(node, n)
        k.blend(io, this.dry, half, n, node.wet, next)
        node.wet = next
      }
    }
    probes?.slot(group, slot, true, n)
    if (now) {
      const share = (now() - before) / 2
      for (const node of slot.nodes) if (node) node.cost += share
    }
  }
  /** Where the ramp of a device that comes or goes is after `n` frames. */
  private nextWet(node: NodeRun, n: number): number {
    const step = n / SWAP_FRAMES
    return node.wetTarget > node.wet ? Math.min(node.wetTarget, node.wet + step) : Math.max(node.wetTarget, node.wet - step)
  }
  /** A device whose parameters are automated: grid step by grid step while they move. */
  private processMoving(slot: SlotRun, io: number): void {
    const { f32 } = this.kernels
    this.curveCount = 0
    for (let half = 0; half < 2; half++) if (slot.nodes[half]?.automated) this.addCurves(slot.nodes[half]!)
    this.layOutSteps()
    for (let i = 0; i < this.steps; i++) {
      for (let half = 0; half < 2; half++) {
        const node = slot.nodes[half]
        if (!node?.automated) continue
        const words = (slot.params >> 2) + half * 2
        const { curves } = node.plan
        for (let p = 0; p < curves.length; p++) {
          const curve = curves[p]
          if (!curve) continue
          this.stepValue(curve, i, f32, words + p * 4)
          f32[words + p * 4 + 1] = f32[words + p * 4]!
        }
      }
      const at = this.stepAt[i]! * 16
      slot.process(slot.state, slot.params, io + at, this.stepLength[i]!, slot.key ? slot.key + at : 0)
    }
  }
  private collectCurves(node: NodeRun): void {
    this.curveCount = 0
    this.addCurves(node)
  }
  private addCurves(node: NodeRun): void {
    const { curves } = node.plan
    for (let p = 0; p < curves.length; p++) this.addCurve(curves[p]!)
  }
  private addCurve(curve: Curve | null): void {
    if (curve) this.curves[this.curveCount++] = curve
  }
  /** NaN or infinity out of a device: silence for this chunk, then it is passed by. */
  private check(group: GroupRun, slot: SlotRun, n: number): void {
    const bad = this.k.broken(group.buffer, n)
    if (!bad) return
    for (let half = 0; half < 2; half++) {
      if (!(bad & (1 << half))) continue
      this.k.clearHalf(group.buffer, half, n)
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
    if (group.tapped || (group.pre && this.monitor?.wantsPre)) k.copy(group.pre, group.buffer, n)
    const moves = group.strips[0]?.moves || group.strips[1]?.moves
    if (moves) {
      // Both strips step together where either moves; a strip that stands still is not changed by that.
      for (let half = 0; half < 2; half++) {
        const strip = group.strips[half]
        if (!strip) continue
        const { curves, vcas } = strip.plan
        this.curveCount = 0
        for (let c = 0; c < curves.length; c++) this.addCurve(curves[c]!)
        for (let v = 0; v < vcas.length; v++) this.addCurve(vcas[v]!.curve)
        this.layOutSteps()
        for (let i = Number.isNaN(this.kernels.f32[(group.gains >> 2) + half * 2]!) ? -1 : 0; i < this.steps; i++) {
          this.stand(strip)
          this.sample(curves, i)
          for (let v = 0; v < vcas.length; v++) {
            const { curve } = vcas[v]!
            this.vcaLevel[0] = strip.vcaDb[v]!
            if (curve) this.sampleInto(curve, i, this.vcaLevel, 0)
            this.wanted[0] = this.wanted[0]! + this.vcaLevel[0]!
          }
          this.targetGains(group, strip)
          const length = i < 0 ? 0 : this.stepLength[i]!
          this.placeHalf(group, strip, i < 0 ? 0 : this.stepAt[i]!, length)
          if (length) this.fadeHalf(group, half, this.stepAt[i]!, length)
        }
      }
    } else {
      for (let half = 0; half < 2; half++) {
        const strip = group.strips[half]
        if (!strip) continue
        this.stand(strip)
        for (let v = 0; v < strip.vcaDb.length; v++) this.wanted[0] = this.wanted[0]! + strip.vcaDb[v]!
        this.targetGains(group, strip)
        this.placeHalf(group, strip, 0, n)
      }
      k.fade(group.buffer, n, group.gains, group.gainTargets)
    }
    if (!watched) return
    k.meter(group.buffer, n, group.meter)
    this.needles?.run(group, n)
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
    k.fade(group.buffer + offset * 16, length, group.gains, group.gainTargets)
    f32[from] = keep0
    f32[from + 1] = keep1
    f32[to] = target0
    f32[to + 1] = target1
  }
  /** Writes into `wanted` what a strip has where nothing moves it. */
  private stand(strip: StripRun): void {
    const { wanted } = this
    wanted[0] = strip.gainDb
    wanted[1] = strip.pan
    wanted[2] = 0
    wanted[3] = strip.plan.width
    wanted[4] = strip.plan.panLeft
    wanted[5] = strip.plan.panRight
    wanted[6] = strip.plan.trim
  }
  /** The panner of a strip that has it as a matrix, by `wanted`; of others it is the identity. */
  private placeHalf(group: GroupRun, strip: StripRun, offset: number, length: number): void {
    const { matrix } = this
    if (strip.plan.placed) panMatrix(strip.plan, this.wanted, this.program.plan.panLaw, matrix)
    else if (strip.place[0] === 1 && strip.place[1] === 0 && strip.place[2] === 0 && strip.place[3] === 1) return
    else {
      matrix[0] = matrix[3] = 1
      matrix[1] = matrix[2] = 0
    }
    this.through(strip.place, matrix, group.buffer + offset * 16, strip.half, length)
  }
  /** Aims a strip's fader at `wanted`. */
  private targetGains(group: GroupRun, strip: StripRun): void {
    const f32 = this.kernels.f32
    const { fader } = strip
    const { wanted } = this
    // Worked out where it has changed: most faders stand still most of the time.
    if (fader[0] !== wanted[0]) {
      fader[0] = wanted[0]!
      fader[2] = gainOfDb(wanted[0]!)
    }
    if (fader[1] !== wanted[1]) {
      fader[1] = wanted[1]!
      const law = this.program.plan.panLaw
      fader[3] = strip.plan.placed ? 1 : panLeft(wanted[1]!, law)
      fader[4] = strip.plan.placed ? 1 : panLeft(-wanted[1]!, law)
    }
    const at = (group.gainTargets >> 2) + strip.half * 2
    const heard = strip.audible && strip.wetTarget !== 0 && wanted[2]! < 0.5
    f32[at] = heard ? fader[2]! * fader[3]! : 0
    f32[at + 1] = heard ? fader[2]! * fader[4]! : 0
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
    k.deinterleave(main.group.buffer, main.half, this.outputs[0]!, this.outputs[1]!, n)
    const { monitor } = this
    monitor?.run(program, n)
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
        if (monitor) {
          monitor.left[i] = monitor.left[i]! * g
          monitor.right[i] = monitor.right[i]! * g
        }
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
      if (this.clock >= this.watchedUntil) this.needles?.restart()
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
    if (this.clips.late) {
      Atomics.add(readings.words, 5, this.clips.late)
      this.clips.late = 0
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
        readings.strips[s * STRIP_READINGS + c] = Math.max(peak, this.lastPeaks[s * 2 + c]!)
        this.lastPeaks[s * 2 + c] = peak
        readings.strips[s * STRIP_READINGS + 2 + c] = Math.sqrt(f32[m + 4 + c]! / this.meterFrames)
        readings.strips[s * STRIP_READINGS + 4 + c] = this.needles?.shown(strip.group, strip.half * 2 + c) ?? 0
      }
    }
    for (const strip of program.strips) {
      f32.fill(0, strip.group.meter >> 2, (strip.group.meter >> 2) + 8)
      this.needles?.clear(strip.group)
    }
    this.meterFrames = 0
    for (const node of program.nodes.values()) this.readNode(readings, node)
  }
  private readNode(readings: Readings, node: NodeRun): void {
    const slot = this.builder.places.get(node)
    if (!slot) return
    const at = (slot.run.state >> 2) + slot.half * 2
    for (let r = 0; r < node.plan.readings.length && node.readingAt + r < readings.values.length; r++)
      readings.values[node.readingAt + r] = this.kernels.f32[at + r * 4]!
  }
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
  /** What is heard instead of main. Nothing but the room's sound changes. */
  listen(listening: Listening): void {
    this.monitor?.listen(this.program, listening)
    this.layOutputs()
  }
  /** What is done to the sound of the room. */
  setMonitor(settings: MonitorSettings): void {
    this.monitor?.set(settings)
  }
  /** Copies what is at a place into the readings' probe `index`, while somebody looks at it there; null = no longer. */
  probe(index: number, place: ProbePlace | null): void {
    this.probes?.set(index, place, this.program)
  }
  /** What moves the needles of the meters. Nothing that is rendered changes. */
  setLaws(laws: Laws): void {
    this.needles?.set(laws, this.program)
    this.layOutputs()
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
   * Sets one value without a new plan: a strip's 'gain' (dB), 'pan', 'audible' (0 or 1), a VCA's 'gain', a send's 'gain' and 'pan', or a device's parameter. It ramps.
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
    for (const s of this.program.strips) {
      for (let v = 0; v < s.vcaDb.length; v++) if (s.plan.vcas[v]!.id === id && name === 'gain') s.vcaDb[v] = value
      for (const input of s.inputs)
        if (input.plan.id === id) {
          if (name === 'gain') input.gainDb = value
          else if (name === 'pan') input.pan = value
        }
    }
  }
  /** A hand is on a parameter: where that has a curve, the hand counts until `release`. Takes effect within a few blocks. */
  touch(id: string, name: string, held: Held): void {
    if (!this.hands.hold(id, name, held)) this.swap(this.given)
  }
  /** The curve counts again. */
  release(id: string, name: string): void {
    if (this.hands.release(id, name)) this.swap(this.given)
  }
  private writeParam(node: NodeRun, p: number, value: number): void {
    const f32 = this.kernels.f32
    const slot = this.builder.places.get(node)
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
    this.given = plan
    if (plan.sampleRate !== this.sampleRate) throw new Error('a plan for another sample rate needs another renderer')
    this.pending = plan
    const old = this.program
    const stripById = new Map(plan.strips.map((s) => [s.id, s]))
    let dip = plan.latency !== old.plan.latency
    const leaving: NodeRun[] = []
    const leavingInputs: InputRun[] = []
    const leavingStrips: StripRun[] = []
    for (const strip of old.strips) {
      const next = stripById.get(strip.plan.id)
      if (!next) leavingStrips.push(strip)
      const nodes = new Map(next?.chain.map((n) => [`${n.id} ${n.device}`, n]))
      for (const node of strip.plan.chain) {
        const kept = nodes.get(`${node.id} ${node.device}`)
        nodes.delete(`${node.id} ${node.device}`)
        if (kept) {
          if (kept.latency !== node.latency || kept.inputDelay !== node.inputDelay || kept.keyDelay !== node.keyDelay) dip = true
          // What is mixed with a late device's sound begins with an empty delay line.
          if (kept.latency && node.mix === 1 && kept.mix !== 1) dip = true
        } else if (next) {
          if (node.latency || node.inputDelay) dip = true
          const run = old.nodes.get(node.id)
          if (run) leaving.push(run)
        }
      }
      // New ones: what delays begins empty.
      for (const node of nodes.values()) if (node.latency || node.inputDelay) dip = true
      const { instrument } = strip
      if (instrument && (next?.instrument?.id !== instrument.node.plan.id || next.instrument.device !== instrument.node.plan.device))
        leaving.push(instrument.node)
      const inputs = new Map(next?.inputs.map((input) => [input.id, input]))
      for (const input of strip.inputs) {
        const kept = inputs.get(input.plan.id)
        inputs.delete(input.plan.id)
        if (kept && kept.delay !== input.plan.delay) dip = true
        else if (kept?.pre !== input.plan.pre) {
          // Gone, or taken from another place: it fades and, if it is there, comes up again.
          if (kept?.delay) dip = true
          leavingInputs.push(input)
        }
      }
      for (const input of inputs.values()) {
        // A new delay line is empty: what has sounded all the time would begin in the middle. What is new itself begins in silence.
        if (input.delay && (input.pre || old.stripById.has(plan.strips[input.source]!.id))) dip = true
      }
      if (next && (next.ownDelay !== strip.plan.ownDelay || orderChanged(strip.plan, next))) dip = true
    }
    // What goes already when yet another plan comes does not have to go again: plans that follow each other closely are not put off for ever.
    let goes = false
    if (dip || this.dipping) {
      // All go silent together, as they are: a late device that faded to its early input would be heard beside the paths it was aligned with.
      goes = !this.dipping
      this.dipping = true
      this.outputTarget = 0
    } else {
      for (const node of leaving) {
        goes ||= node.wetTarget !== 0
        node.wetTarget = 0
      }
      for (const input of leavingInputs) {
        goes ||= !input.leaving
        input.leaving = true
      }
      for (const strip of leavingStrips) {
        goes ||= strip.wetTarget !== 0
        strip.wetTarget = 0
      }
    }
    if (goes) this.pendingIn = SWAP_FRAMES
  }
  /** No fade of a jump is under way or about to begin, in which old and new clips would mix. */
  private mayChange(): boolean {
    return !this.clips.isFading && this.transport.untilJump >= DECLICK
  }
  private takePending(): void {
    const plan = this.pending
    if (!plan) return
    this.pending = null
    this.pendingIn = 0
    const old = this.program
    const { transport } = this
    this.program = this.builder.build(this.hands.obey(plan), old, transport.position)
    this.clips.sources = this.program.sources
    if (transport.playing)
      for (const strip of this.program.strips) {
        const before = old.stripById.get(strip.plan.id)
        if (!before || soundsAlike(old, before.plan.spans, this.program, strip.plan.spans, transport.position)) continue
        strip.leavingClips = { spans: before.plan.spans, maxEnd: before.maxEnd, sources: old.sources }
        strip.leftAt = transport.position
        strip.leftSince = 0
      }
    this.monitor?.take(this.program)
    this.probes?.take(this.program)
    this.needles?.take(this.program)
    this.layOutputs()
    if (this.dipping) {
      // Nobody hears how it begins: let new delays fill up before the output comes back.
      for (const node of this.program.nodes.values()) if (!node.broken) node.wet = node.plan.mix
      this.hold = Math.max(this.hold, plan.latency + QUANTUM)
    } else if (this.hold <= 0) this.outputTarget = 1
    this.dipping = false
    this.fresh = true
    if (this.options.readings) Atomics.add(this.options.readings.words, 2, 1)
  }

  private layOutputs(): void {
    const wanted = this.options.stems ? 2 + this.program.main.inputs.length * 2 : 2
    while (this.outputs.length < wanted) this.outputs.push(this.kernels.allocate(this.chunk * 4))
    this.outputViews = this.outputs.slice(0, wanted).map((at) => new Float32Array(this.kernels.memory.buffer, at, this.chunk))
    this.monitor?.look()
    this.delivered = this.monitor ? [this.monitor.left, this.monitor.right, ...this.outputViews] : this.outputViews
  }
  /** Closes all media. */
  close(): void {
    this.builder.closeRetired()
    for (const source of this.program.sources) source?.close()
  }
}
/** The mixer kernel's calls, looked up once. */
function mixerCalls(kernels: Kernels) {
  const call = (name: string): Call => kernels.get(`mixer_${name}`)
  return {
    clear: call('clear'),
    copy: call('copy'),
    copyHalf: call('copyHalf'),
    clearHalf: call('clearHalf'),
    deinterleave: call('deinterleave'),
    add: call('add'),
    addGain: call('addGain'),
    addPair: call('addPair'),
    place: call('place'),
    fade: call('fade'),
    blend: call('blend'),
    delay: call('delay'),
    voices: call('voices'),
    broken: call('broken'),
    meter: call('meter'),
  }
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
/** True when the clips of two plans play the same samples in the frames in which a change would fade: then no bit is to change. */
function soundsAlike(old: Program, before: readonly Span[], program: Program, after: readonly Span[], position: number): boolean {
  return before === after || heardIn(old, before, position) === heardIn(program, after, position)
}
/** What sounds in the DECLICK frames from `position` on, in words; parts that go on from each other are one. */
function heardIn(program: Program, spans: readonly Span[], position: number): string {
  const end = position + DECLICK
  const open = new Map<string, number>()
  const said: string[] = []
  for (const s of spans) {
    const from = Math.max(position, s.start)
    const to = Math.min(end, s.end)
    if (to <= from || !program.sources[s.asset]) continue
    const asset = program.plan.assets[s.asset]!
    const within = (a: number, b: number, what: readonly (string | number)[]) => (a < end && b > position ? what.join() : '')
    const what = [
      asset.id,
      asset.file,
      s.origin,
      s.reverse,
      s.gain,
      s.fadeIn && within(s.clipStart, s.clipStart + s.fadeIn, [s.clipStart, s.fadeIn, s.fadeInShape]),
      s.fadeOut && within(s.clipEnd - s.fadeOut, s.clipEnd, [s.clipEnd, s.fadeOut, s.fadeOutShape]),
      s.cutIn && within(s.start, s.start + s.cutIn, [s.start, s.cutIn]),
      s.cutOut && within(s.end - s.cutOut, s.end, [s.end, s.cutOut]),
      s.cycle?.seamIn && within(s.cycle.start, s.cycle.start + s.cycle.seamIn, [s.cycle.start, s.cycle.seamIn]),
      s.cycle?.seamOut && within(s.cycle.end, s.cycle.end + s.cycle.seamOut, [s.cycle.end, s.cycle.seamOut]),
    ].join('|')
    // Spans come in order of start: the one before of the same content may end where this begins.
    if (open.get(what) !== from) said.push(`${from} ${what}`)
    open.set(what, to)
  }
  for (const [what, to] of open) said.push(`${to} ${what} ends`)
  return said.sort().join('\n')
}
