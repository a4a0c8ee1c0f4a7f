// AudioHost: the studio's one door to sound. Compiles the document, keeps the audio thread up to date, reads its meters.

import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { Compiler, type Plan, Readings, readingLayout, WAVE_FRAMES } from '@tonmeister/engine'
import type { Diff, Document } from '@tonmeister/project'
import { FLICKS_PER_SECOND, type TempoMap, tempoMap } from '@tonmeister/project'
import { createLoudness, type LoudnessMeter } from './loudness.ts'
import type { FromAudio, FromStream, ProcessorSetup, ToAudio, ToStream } from './messages.ts'
import type { PageFile } from './pages.ts'
import { bare, pack } from './wire.ts'

export interface Loudness {
  readonly momentary: number
  readonly shortTerm: number
  readonly integrated: number
  readonly range: number
  readonly truePeak: number
  readonly maxMomentary: number
  readonly maxShortTerm: number
}
export interface AudioHost {
  readonly sampleRate: number
  readonly blockFrames: number
  /** Must be called from a user gesture the first time; resolves when sound can run. */
  resume(): Promise<void>
  /**
   * Follows the document from now on.
   * @param media  the bytes of an asset by its path inside the project ('media/…'); undefined = missing
   */
  attach(document: Document, media: (file: string) => Promise<Blob | undefined>): void
  play(): void
  stop(): void
  locate(ticks: number): void
  setLoop(on: boolean, start: number, end: number): void
  /** Plays a note by hand; velocity 0 to 1, 0 ends it. */
  note(stripId: string, key: number, velocity: number): void
  readonly playing: boolean
  /** Where the listener is now: corrected for the delay of devices and of the output. */
  positionTicks(): number
  /** Peak left, right, rms left, right (linear) of a strip after its fader, written into `out`. */
  meter(stripId: string, out: Float32Array): void
  /** A device's published reading, e.g. gain reduction in dB; 0 when it has none. */
  reading(deviceId: string, name: string): number
  /** Copies the latest frames of the main output; returns how many. */
  mainWave(left: Float32Array, right: Float32Array): number
  loudness(): Loudness
  resetLoudness(): void
  /** Share of the block's time that rendering takes, 0 to 1. */
  load(): number
  /** Times the sound was not ready when it was due, since the start or the last reset. */
  dropouts(): number
  resetDropouts(): void
  /** Share of the block's time that one device takes. */
  deviceCost(deviceId: string): number
  /** Sentences for the user: a device failed, a file is missing, the routing goes in a circle. */
  onProblem(listener: (message: string) => void): () => void
  /** Call once per drawn frame while meters are shown: without it none are computed. */
  look(): void
}

const catalog = { devices, clips }
/** Milliseconds between a change of the document and the plan that plays it. */
const COMPILE_AFTER = 30

/** Milliseconds that compiling may take at once. */
const SLICE = 8
/** Lets the window draw and answer; unlike a timer, it is not slowed down when nobody looks. */
const breath = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })

interface Running {
  readonly context: AudioContext
  readonly node: AudioWorkletNode
}

/** Nothing sounds and no device is opened before `resume`. */
export async function createHost(base = './'): Promise<AudioHost> {
  const kernels = await (await fetch(`${base}kernels.wasm`)).arrayBuffer()
  return new Host(base, kernels)
}

class Host implements AudioHost {
  private document: Document | null = null
  private media: (file: string) => Promise<Blob | undefined> = async () => undefined
  private plan: Plan | null = null
  private tempo: TempoMap = tempoMap([])
  private running: Running | null = null
  private starting: Promise<void> | null = null
  private readonly readings = new Readings()
  private stripIndex = new Map<string, number>()
  private layout: ReturnType<typeof readingLayout> = new Map()
  private readonly stream: Worker
  private readonly pages: { [assetId: string]: PageFile } = {}
  private readonly opening = new Map<string, { readonly file: string; readonly whole: boolean; readonly done: Promise<void> }>()
  private readonly waiting = new Map<string, () => void>()
  private readonly prepared = new Map<number, () => void>()
  private requests = 0
  private readonly listeners = new Set<(message: string) => void>()
  private readonly told = new Set<string>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private compiler: Compiler | null = null
  private compiling = false
  private compileAgain = false
  /** By audio thread: what each strip was told to play, known by its list of notes. */
  private readonly handed = new WeakMap<AudioWorkletNode, Map<string, unknown>>()
  private detach: (() => void) | null = null
  private loop = { on: false, start: 0, end: 0 }
  private wantPlaying = false
  private stoppedAt = 0
  private meterRead = 0
  private readonly loudnessMeter: LoudnessMeter
  private underruns = 0
  private forgiven = 0

  constructor(
    private readonly base: string,
    private readonly kernels: ArrayBuffer,
  ) {
    this.loudnessMeter = createLoudness(48_000, kernels)
    this.stream = new Worker(`${base}stream.worker.js`, { type: 'module' })
    this.stream.onmessage = ({ data }: MessageEvent<FromStream>) => this.hear(data)
  }

  get sampleRate(): number {
    return this.plan?.sampleRate ?? 48_000
  }
  get blockFrames(): number {
    const context = this.running?.context as (AudioContext & { renderQuantumSize?: number }) | undefined
    return context?.renderQuantumSize ?? 128
  }

  // ── The document ──────────────────────────────────────────────────────────

  attach(document: Document, media: (file: string) => Promise<Blob | undefined>): void {
    this.detach?.()
    this.stop()
    this.document = document
    this.media = media
    this.told.clear()
    for (const id of Object.keys(this.pages)) {
      this.post({ type: 'close', id })
      delete this.pages[id]
    }
    this.opening.clear()
    this.stoppedAt = 0
    const compiler = new Compiler(document, catalog)
    this.compiler = compiler
    this.detach = document.onChange((diff) => {
      compiler.follow(diff)
      this.follow(diff)
    })
    void this.recompile()
    this.locate(0)
    this.resetLoudness()
  }

  /** A turned knob goes straight to the audio thread; everything else becomes a new plan. */
  private follow(diff: Diff): void {
    if (!this.setDirectly(diff)) this.compileSoon()
  }
  private setDirectly(diff: Diff): boolean {
    const { document } = this
    if (!document || !this.running) return false
    const sets: { id: string; name: string; value: number }[] = []
    for (const [id, fields] of diff) {
      const record = document.get(id)
      if (!record) return false
      for (const [field, [, after]] of fields) {
        if ((record.type === 'strip' && (field === 'gain' || field === 'pan')) || (record.type === 'send' && field === 'gain'))
          sets.push({ id, name: field, value: typeof after === 'number' ? after : -Infinity })
        else if (record.type === 'device' && field.startsWith('p.') && typeof after === 'number') {
          const device = catalog.devices[record.device as string]
          // A parameter that moves the latency needs new delays.
          if (!device || device.latency) return false
          sets.push({ id, name: field.slice(2), value: after })
        } else return false
      }
    }
    for (const s of sets) this.tell({ type: 'set', ...s })
    return true
  }
  private compileSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.recompile(), COMPILE_AFTER)
  }
  /** One at a time; what changes meanwhile is taken up after it. */
  private async recompile(): Promise<void> {
    this.compileAgain = true
    if (this.compiling) return
    this.compiling = true
    try {
      while (this.compileAgain) {
        this.compileAgain = false
        await this.compileOnce()
      }
    } finally {
      this.compiling = false
    }
  }
  /** Works in slices: a project of 200,000 clips takes half a second when it is opened, and the window must not stand still for it. */
  private async compileOnce(): Promise<void> {
    const { document, compiler } = this
    if (!document || !compiler) return
    let began = performance.now()
    while (compiler.step())
      if (performance.now() - began > SLICE) {
        await breath()
        if (this.document !== document) return
        began = performance.now()
      }
    const plan = compiler.plan()
    this.tempo = tempoMap(document.byType('tempo'))
    for (const problem of plan.problems) this.problem(`${problem.message} ${problem.hint}`)
    // What a sampler plays must be there at once and whole; what lies on the timeline is streamed.
    const whole = new Set<number>()
    for (const strip of plan.strips) for (const zone of strip.instrument?.zones ?? []) whole.add(zone.asset)
    await Promise.all(plan.assets.map((asset, i) => this.openAsset(asset, plan.sampleRate, whole.has(i))))
    if (this.document !== document) return
    const rateChanged = this.plan !== null && this.plan.sampleRate !== plan.sampleRate
    this.plan = plan
    this.stripIndex = new Map(plan.strips.map((s, i) => [s.id, i]))
    this.layout = readingLayout(plan)
    if (rateChanged && this.running) {
      void this.running.context.close()
      this.running = null
      this.starting = null
    }
    await this.hand(plan)
    if (this.loop.on) this.setLoop(true, this.loop.start, this.loop.end)
  }
  /** Gives a plan to the audio thread: of each strip only what has changed since it was told. */
  private async hand(plan: Plan): Promise<void> {
    const node = this.running?.node
    if (!node) return
    let told = this.handed.get(node)
    if (!told) this.handed.set(node, (told = new Map()))
    let began = performance.now()
    for (const strip of plan.strips) {
      if (told.get(strip.id) === strip.notes) continue
      // Its list of notes is made anew with everything that a strip plays.
      told.set(strip.id, strip.notes)
      const packed = pack(strip)
      this.tell({ type: 'material', strip: strip.id, packed }, [packed.spans.buffer])
      if (performance.now() - began > SLICE) {
        await breath()
        if (this.running?.node !== node) return
        began = performance.now()
      }
    }
    this.tell({ type: 'told', plan: bare(plan), pages: this.pages })
  }
  private openAsset(asset: Plan['assets'][number], sampleRate: number, whole: boolean): Promise<void> {
    const known = this.opening.get(asset.id)
    if (known?.file === asset.file && (known.whole || !whole)) return known.done
    const done = this.media(asset.file).then((blob) => {
      if (!blob) {
        this.problem(`“${asset.name}” is missing: the clips that use it are silent. Import the file again.`)
        return undefined
      }
      return new Promise<void>((resolve) => {
        this.waiting.set(asset.id, resolve)
        this.post({ type: 'open', id: asset.id, blob, sampleRate, whole })
      })
    })
    this.opening.set(asset.id, { file: asset.file, whole, done })
    return done
  }
  private hear(message: FromStream): void {
    if (message.type === 'prepared') {
      this.prepared.get(message.request)?.()
      this.prepared.delete(message.request)
      return
    }
    if (message.type === 'opened') this.pages[message.id] = message.pages
    else this.problem(message.what)
    this.waiting.get(message.id)?.()
    this.waiting.delete(message.id)
  }
  private post(message: ToStream): void {
    this.stream.postMessage(message)
  }
  private problem(message: string): void {
    if (this.told.has(message)) return
    this.told.add(message)
    for (const listener of this.listeners) listener(message)
  }
  onProblem(listener: (message: string) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  // ── Sound ─────────────────────────────────────────────────────────────────

  async resume(): Promise<void> {
    if (!this.running) {
      this.starting ??= this.start()
      await this.starting
    }
    const context = this.running?.context
    if (context && context.state !== 'running') await context.resume()
  }
  private async start(): Promise<void> {
    while (!this.plan) await new Promise((resolve) => setTimeout(resolve, 10))
    const plan = this.plan
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: plan.sampleRate })
    await context.audioWorklet.addModule(`${this.base}worklet.js`)
    const setup: ProcessorSetup = { kernels: this.kernels, plan, pages: this.pages, readings: this.readings.buffer as SharedArrayBuffer }
    const node = new AudioWorkletNode(context, 'tonmeister', { numberOfInputs: 0, outputChannelCount: [2], processorOptions: setup })
    await new Promise<void>((resolve, reject) => {
      node.port.onmessage = ({ data }: MessageEvent<FromAudio>) => {
        if (data.type === 'ready') resolve()
        else if (data.type === 'failed') reject(new Error(data.what))
        else this.problem(`${this.nameOf(data.id)} stopped: ${data.what}. It is passed by; the rest plays on.`)
      }
    })
    node.onprocessorerror = () => this.problem('The audio engine stopped. Nothing is lost: press play to start it again.')
    node.connect(context.destination)
    this.running = { context, node }
    context.onstatechange = () => {
      if (context.state === 'closed') return
      if ((context.state as string) === 'interrupted') this.problem('Audio paused by the system. Press play to go on.')
    }
    // What has changed meanwhile.
    this.tell({ type: 'plan', plan: this.plan, pages: this.pages })
    this.setLoop(this.loop.on, this.loop.start, this.loop.end)
    this.tell({ type: 'locate', frame: this.frameOf(this.stoppedAt) })
  }
  private nameOf(deviceId: string): string {
    const record = this.document?.get(deviceId)
    const device = record && catalog.devices[record.device as string]
    return device?.name ?? 'A device'
  }
  private tell(message: ToAudio, transfer: Transferable[] = []): void {
    this.running?.node.port.postMessage(message, transfer)
  }
  private frameOf(ticks: number): number {
    return Math.max(0, Math.round((this.tempo.flicks(ticks) * this.sampleRate) / FLICKS_PER_SECOND))
  }
  private ticksOf(frame: number): number {
    return this.tempo.ticks((frame * FLICKS_PER_SECOND) / this.sampleRate)
  }

  get playing(): boolean {
    return this.wantPlaying
  }
  play(): void {
    if (this.wantPlaying) return
    this.wantPlaying = true
    void this.resume().then(
      async () => {
        await this.prepare(this.frameOf(this.stoppedAt))
        if (this.wantPlaying) this.tell({ type: 'play' })
      },
      (error: unknown) => {
        this.wantPlaying = false
        this.problem(
          `Sound could not start: ${error instanceof Error ? error.message : String(error)}. Check that an output device is there, then press play again.`,
        )
      },
    )
  }
  stop(): void {
    if (!this.wantPlaying) return
    this.stoppedAt = this.positionTicks()
    this.wantPlaying = false
    this.tell({ type: 'stop' })
    this.tell({ type: 'locate', frame: this.frameOf(this.stoppedAt) })
  }
  locate(ticks: number): void {
    this.stoppedAt = Math.max(0, ticks)
    const frame = this.frameOf(this.stoppedAt)
    this.wrappedAt = -1
    this.lastFrame = 0
    void this.prepare(frame).then(() => this.tell({ type: 'locate', frame }))
  }
  private lastFrame = 0
  private wrappedAt = -1
  /** Has the media at a place read before anybody plays there; does not wait for long. */
  private prepare(frame: number): Promise<void> {
    const places: { id: string; frame: number }[] = []
    for (const strip of this.plan?.strips ?? [])
      for (const span of strip.spans)
        if (span.end > frame && span.start < frame + this.sampleRate) {
          const at = Math.max(frame, span.start)
          places.push({
            id: this.plan!.assets[span.asset]!.id,
            frame: span.reverse ? span.origin - at - this.sampleRate : at - span.origin,
          })
        }
    if (!places.length) return Promise.resolve()
    const request = ++this.requests
    return new Promise((resolve) => {
      this.prepared.set(request, resolve)
      setTimeout(resolve, 250)
      this.post({ type: 'prepare', request, places })
    })
  }
  setLoop(on: boolean, start: number, end: number): void {
    this.loop = { on, start, end }
    this.tell({ type: 'loop', on, start: this.frameOf(start), end: this.frameOf(end) })
  }
  note(stripId: string, key: number, velocity: number): void {
    void this.resume().then(() => this.tell({ type: 'note', strip: stripId, key, velocity }))
  }

  // ── Readings ──────────────────────────────────────────────────────────────

  look(): void {
    this.readings.look()
    this.listen()
  }
  positionTicks(): number {
    if (!this.wantPlaying || !this.running) return this.stoppedAt
    const { context } = this.running
    const delay = (this.plan?.latency ?? 0) + (context.outputLatency || context.baseLatency || 0) * this.sampleRate
    const frame = this.readings.position
    if (!this.readings.playing) return this.stoppedAt
    // The play head jumped back: for the length of the delay, what is heard is still the end of the loop.
    if (this.loop.on && frame < this.lastFrame) this.wrappedAt = frame
    this.lastFrame = frame
    let heard = frame - delay
    if (this.wrappedAt >= 0) {
      const start = this.frameOf(this.loop.start)
      if (heard < start) heard += this.frameOf(this.loop.end) - start
      else this.wrappedAt = -1
    }
    return this.ticksOf(Math.max(0, heard))
  }
  meter(stripId: string, out: Float32Array): void {
    const i = this.stripIndex.get(stripId)
    const idle = this.running?.context.state !== 'running'
    for (let c = 0; c < 4; c++) out[c] = i === undefined || idle ? 0 : this.readings.strips[i * 4 + c]!
  }
  reading(deviceId: string, name: string): number {
    const at = this.layout.get(deviceId)
    const record = this.document?.get(deviceId)
    const device = record && catalog.devices[record.device as string]
    const r = device?.readings ? Object.keys(device.readings).indexOf(name) : -1
    return at && r >= 0 ? this.readings.values[at.readingAt + r]! : 0
  }
  mainWave(left: Float32Array, right: Float32Array): number {
    const written = Atomics.load(this.readings.words, 4) >>> 0
    const n = Math.min(left.length, WAVE_FRAMES / 2)
    const from = written - n
    for (let i = 0; i < n; i++) {
      const at = (from + i) & (WAVE_FRAMES - 1)
      left[i] = this.readings.left[at]!
      right[i] = this.readings.right[at]!
    }
    return n
  }
  /** Feeds the loudness meter with what was written since the last look. */
  private listen(): void {
    const written = Atomics.load(this.readings.words, 4)
    let pending = (written - this.meterRead) | 0
    if (pending <= 0) {
      this.meterRead = written
      return
    }
    pending = Math.min(pending, WAVE_FRAMES - 4096)
    let at = (written - pending) | 0
    // While stopped nothing is measured: silence after the end is no part of the programme.
    if (this.wantPlaying)
      while (pending > 0) {
        const from = at & (WAVE_FRAMES - 1)
        const n = Math.min(pending, WAVE_FRAMES - from)
        this.loudnessMeter.push(this.readings.left.subarray(from, from + n), this.readings.right.subarray(from, from + n))
        at = (at + n) | 0
        pending -= n
      }
    this.meterRead = written
  }
  loudness(): Loudness {
    return this.loudnessMeter.read()
  }
  resetLoudness(): void {
    this.loudnessMeter.reset(this.sampleRate)
  }
  load(): number {
    return this.running ? this.readings.load : 0
  }
  dropouts(): number {
    const context = this.running?.context as
      | (AudioContext & { playbackStats?: { underrunEvents?: number; fallbackFramesEvents?: number } })
      | undefined
    const stats = context?.playbackStats
    const events = stats?.underrunEvents ?? stats?.fallbackFramesEvents
    if (typeof events === 'number') this.underruns = events
    return this.underruns + Atomics.load(this.readings.words, 5) - this.forgiven
  }
  resetDropouts(): void {
    this.forgiven += this.dropouts()
  }
  deviceCost(deviceId: string): number {
    const at = this.layout.get(deviceId)
    return at && this.running ? this.readings.costs[at.index]! : 0
  }
}
