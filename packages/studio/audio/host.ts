// AudioHost: the studio's one door to sound. Compiles the document, keeps the audio thread up to date, reads its meters.

import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import {
  Compiler,
  type Held,
  type Law,
  type Listening,
  type MonitorSettings,
  type Plan,
  Readings,
  readingLayout,
  STRIP_READINGS,
  WAVE_FRAMES,
} from '@tonmeister/engine'
import type { MeterKind } from '@tonmeister/metering'
import type { Diff, Document } from '@tonmeister/project'
import { FLICKS_PER_SECOND, type TempoMap, tempoMap } from '@tonmeister/project'
import { named, type Probe, sentence, t } from '@tonmeister/ui'
import { createLoudness, type LoudnessMeter } from './loudness.ts'
import type { FromAudio, FromStream, ProcessorSetup, ToAudio, ToStream } from './messages.ts'
import type { PageFile } from './pages.ts'
import { Probing } from './probing.ts'
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
/** What happens to the engine itself. `details` is for whoever mends it, without anything of the project. */
export type EngineEvent =
  /** It died and was started again, where it was. */
  | { readonly kind: 'restarted'; readonly played: boolean; readonly details: string }
  /** It died again soon after; `restart` tries once more. */
  | { readonly kind: 'stopped'; readonly details: string }
  /** No sound can be had: no device, or it does not answer. */
  | { readonly kind: 'silent'; readonly why: string; readonly details: string }
  /** The system took the output away; `until` is over when it is back. */
  | { readonly kind: 'paused'; readonly until: Promise<void> }
  /** The blocks are not ready in time, and this device takes the largest share (0…1) of it. Told once per project. */
  | { readonly kind: 'overload'; readonly device: string; readonly share: number }
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
  /** A hand is on a parameter that has a lane: what it says counts instead, until `release`. */
  touch(id: string, name: string, held: Held): void
  /** The lane counts again, as the document has it now. */
  release(id: string, name: string): void
  /** Plays a note by hand; velocity 0 to 1, 0 ends it. */
  note(stripId: string, key: number, velocity: number): void
  /** Strips that the room hears instead of main. What is rendered stays as it is. */
  listen(listening: Listening): void
  readonly listening: Listening
  /** What is done to the sound of the room. */
  setMonitor(settings: MonitorSettings): void
  readonly playing: boolean
  /** Where the listener is now: corrected for the delay of devices and of the output. */
  positionTicks(): number
  /** Kinds of meter whose needles move over all strips and over main, while they are looked at. */
  showMeters(strips: MeterKind, main: MeterKind): void
  /** Of a strip after its fader, linear, as many as `out` holds: peak left, right, rms left, right, needle left, right. */
  meter(stripId: string, out: Float32Array): void
  /** A device's published reading, e.g. gain reduction in dB; 0 when it has none. */
  reading(deviceId: string, name: string): number
  /** Copies the latest frames of the main output; returns how many. */
  mainWave(left: Float32Array, right: Float32Array): number
  /** Samples before or behind a device, or what flows into a strip and out of it. Close it when it is no longer wanted. */
  probe(id: string, side: 'in' | 'out'): Probe
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
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** The media of an asset has come: it is opened anew. */
  reload(assetId: string): void
  /** Starts the engine again after it has stopped for good; plays on if `plays`. */
  restart(plays: boolean): void
  /** Call once per drawn frame while meters are shown: without it none are computed. */
  look(): void
}

const catalog = { devices, clips }
/** Milliseconds between a change of the document and the plan that plays it. */
const COMPILE_AFTER = 30
/** Milliseconds: a second fault within them is not met with another start. */
const SECOND_FAULT = 60_000
/** Milliseconds between two looks at whether the audio thread lives. */
const WATCH = 500
/** Looks at a clock that stands still until the thread counts as dead: 2 s. */
const DEAD_AFTER = 4
/** Milliseconds that the output device has to begin. */
const BEGIN_WITHIN = 5000
/** Overload: so many dropouts in so many looks, while rendering takes at least this share of the time. */
const OVERLOAD = { dropouts: 5, looks: 10, load: 0.6 }

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
  /** Of the engine that runs: one that hangs may still write into its own. */
  private readings = new Readings()
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
  /** Parameters by strip, send or device that hands have let go. */
  private readonly releasing = new Map<string, Set<string>>()
  private room: Listening = { strips: [], where: 'pfl' }
  private monitor: MonitorSettings | null = null
  private meters: { readonly strips: MeterKind; readonly main: MeterKind } | null = null
  private readonly probing = new Probing((index, place) => this.tell({ type: 'probe', index, place }))
  private loop = { on: false, start: 0, end: 0 }
  private wantPlaying = false
  private stoppedAt = 0
  private meterRead = 0
  private readonly loudnessMeter: LoudnessMeter
  private underruns = 0
  /** Dropouts of engines before this one. */
  private before = 0
  private forgiven = 0
  private readonly events = new Set<(event: EngineEvent) => void>()
  private watching: ReturnType<typeof setInterval> | undefined
  private failedAt = -Infinity
  private frozen = 0
  private lastClock = -1
  private isPaused = false
  private overloadTold = false
  private readonly lately: number[] = []

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
    this.listen({ strips: [], where: 'pfl' })
    this.told.clear()
    this.overloadTold = false
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
        if (
          (record.type === 'strip' && (field === 'gain' || field === 'pan')) ||
          (record.type === 'vca' && field === 'gain') ||
          (record.type === 'send' && (field === 'gain' || field === 'pan'))
        )
          sets.push({ id, name: field, value: typeof after === 'number' ? after : field === 'pan' ? 0 : -Infinity })
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
    for (const problem of plan.problems) this.problem(`${sentence(problem.message)} ${sentence(problem.hint)}`)
    // What a device plays must be there at once and whole; what lies on the timeline is streamed.
    const whole = new Set<number>()
    for (const strip of plan.strips)
      for (const node of strip.instrument ? [strip.instrument, ...strip.chain] : strip.chain)
        for (const zone of node.zones) whole.add(zone.asset)
    await Promise.all(plan.assets.map((asset, i) => this.openAsset(asset, plan.sampleRate, whole.has(i))))
    if (this.document !== document) return
    if (this.plan !== null && this.plan.sampleRate !== plan.sampleRate) this.drop()
    this.plan = plan
    this.stripIndex = new Map(plan.strips.map((s, i) => [s.id, i]))
    this.layout = readingLayout(plan)
    if (!this.running && this.wantPlaying) void this.begin()
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
    for (const [id, names] of this.releasing) for (const name of names) this.tell({ type: 'release', id, name })
    this.releasing.clear()
  }
  private openAsset(asset: Plan['assets'][number], sampleRate: number, whole: boolean): Promise<void> {
    const known = this.opening.get(asset.id)
    if (known?.file === asset.file && (known.whole || !whole)) return known.done
    const done = this.media(asset.file).then((blob) => {
      if (!blob) {
        // The window says which files are missing, and finds them again.
        delete this.pages[asset.id]
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
  reload(assetId: string): void {
    this.opening.delete(assetId)
    this.compileSoon()
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
      // What failed once by chance works the second time.
      this.starting ??= this.start().catch(() => this.start())
      try {
        await this.starting
      } finally {
        this.starting = null
      }
    }
    const context = this.running?.context
    if (context && context.state !== 'running') {
      const late = new Promise<never>((_, reject) =>
        setTimeout(() => reject(new Error(t('the output device does not answer'))), BEGIN_WITHIN),
      )
      await Promise.race([context.resume(), late])
    }
  }
  private async start(): Promise<void> {
    while (!this.plan) await new Promise((resolve) => setTimeout(resolve, 10))
    const plan = this.plan
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: plan.sampleRate })
    try {
      await context.audioWorklet.addModule(`${this.base}worklet.js`)
      const readings = new Readings()
      const setup: ProcessorSetup = { kernels: this.kernels, plan, pages: this.pages, readings: readings.buffer as SharedArrayBuffer }
      const node = new AudioWorkletNode(context, 'tonmeister', { numberOfInputs: 0, outputChannelCount: [2], processorOptions: setup })
      await new Promise<void>((resolve, reject) => {
        node.port.onmessage = ({ data }: MessageEvent<FromAudio>) => {
          if (data.type === 'ready') resolve()
          else if (data.type === 'failed') reject(new Error(data.what))
          else
            this.problem(
              t('{device} stopped: {why}. It is passed by; the rest plays on.', { device: this.nameOf(data.id), why: sentence(data.what) }),
            )
        }
        node.onprocessorerror = () => reject(new Error('the processor threw as it began'))
      })
      node.onprocessorerror = () => this.fail(context, 'the processor threw')
      node.connect(context.destination)
      this.readings = readings
      this.running = { context, node }
    } catch (error) {
      void context.close().catch(() => {})
      throw error
    }
    context.onstatechange = () => this.onState(context)
    context.addEventListener('error', () => this.fail(context, 'the output device failed'))
    this.meterRead = 0
    this.lastClock = -1
    this.frozen = 0
    this.watching = setInterval(() => this.watch(), WATCH)
    // What has changed meanwhile.
    this.tell({ type: 'plan', plan: this.plan, pages: this.pages })
    this.setLoop(this.loop.on, this.loop.start, this.loop.end)
    this.tell({ type: 'locate', frame: this.frameOf(this.stoppedAt) })
    this.tell({ type: 'listen', listening: this.room })
    if (this.monitor) this.tell({ type: 'monitor', settings: this.monitor })
    this.probing.follow(this.readings.probes)
    this.tellLaws()
  }

  // ── Faults ────────────────────────────────────────────────────────────────

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.events.add(listener)
    return () => this.events.delete(listener)
  }
  private emit(event: EngineEvent): void {
    for (const listener of this.events) listener(event)
  }
  /** Lets go of the engine that runs, dead or alive; the place it was at is kept. */
  private drop(): void {
    const { running } = this
    if (!running) return
    this.stoppedAt = this.positionTicks()
    this.before += this.counted()
    this.underruns = 0
    this.running = null
    clearInterval(this.watching)
    this.lately.length = 0
    const { context, node } = running
    context.onstatechange = null
    node.onprocessorerror = null
    node.port.onmessage = null
    node.disconnect()
    // A thread that hangs never closes.
    if (context.state !== 'closed') void context.close().catch(() => {})
    this.wrappedAt = -1
    this.lastFrame = 0
  }
  /** The engine is dead: once in a while it is started again by itself. */
  private fail(context: AudioContext, what: string): void {
    if (this.running?.context !== context) return
    const played = this.wantPlaying
    const details = this.details(what)
    this.drop()
    const now = performance.now()
    const isSecond = now - this.failedAt < SECOND_FAULT
    this.failedAt = now
    if (isSecond) {
      this.wantPlaying = false
      this.emit({ kind: 'stopped', details })
    } else
      void (played ? this.begin() : this.resume().then(() => true, this.onSilent)).then(
        (began) => began && this.emit({ kind: 'restarted', played, details }),
      )
  }
  restart(plays: boolean): void {
    if (plays) this.play()
    else void this.resume().catch(this.onSilent)
  }
  private onState(context: AudioContext): void {
    if (this.running?.context !== context) return
    const state = context.state as AudioContextState | 'interrupted'
    if (state === 'closed') this.fail(context, 'the output was closed')
    if (state === 'closed' || state === 'running' || !this.wantPlaying || this.isPaused) return
    this.isPaused = true
    const until = new Promise<void>((over) => {
      const look = setInterval(() => {
        if (this.running?.context === context && (context.state as string) !== 'running') return
        clearInterval(look)
        this.isPaused = false
        over()
      }, WATCH / 2)
    })
    this.emit({ kind: 'paused', until })
  }
  private watch(): void {
    const { running, readings } = this
    if (!running) return
    const isDue = this.wantPlaying && running.context.state === 'running'
    this.frozen = isDue && readings.clock === this.lastClock ? this.frozen + 1 : 0
    this.lastClock = readings.clock
    if (this.frozen >= DEAD_AFTER) {
      this.fail(running.context, `the audio thread did not answer for ${(DEAD_AFTER * WATCH) / 1000} s`)
      return
    }
    this.lately.push(this.dropouts())
    if (this.lately.length > OVERLOAD.looks) this.lately.shift()
    if (this.overloadTold || !this.wantPlaying || this.load() < OVERLOAD.load) return
    if (this.lately.at(-1)! - this.lately[0]! < OVERLOAD.dropouts) return
    let device = ''
    for (const id of this.layout.keys()) if (!device || this.deviceCost(id) > this.deviceCost(device)) device = id
    if (!device) return
    this.overloadTold = true
    this.emit({ kind: 'overload', device, share: this.deviceCost(device) })
  }
  private readonly onSilent = (error: unknown): false => {
    this.wantPlaying = false
    const why = error instanceof Error ? error.message : String(error)
    this.emit({ kind: 'silent', why: why.replace(/\.+$/, ''), details: this.details(why) })
    return false
  }
  private details(what: string): string {
    const { plan } = this
    const running = this.running?.context
    return [
      `engine: ${what}`,
      `rate: ${this.sampleRate} Hz, block: ${this.blockFrames}, output: ${running ? `${running.state}, ${running.outputLatency || 0} s` : 'none'}`,
      `frames rendered: ${this.readings.clock}, load: ${Math.round(this.load() * 100)} %, dropouts: ${this.dropouts()}`,
      `plan: ${plan?.strips.length ?? 0} strips, ${this.layout.size} devices, ${plan?.assets.length ?? 0} sounds`,
    ].join('\n')
  }
  /** For tests: what cannot happen. */
  breakEngine(how: 'throw' | 'hang'): void {
    this.tell({ type: 'break', how })
  }
  private nameOf(deviceId: string): string {
    const record = this.document?.get(deviceId)
    const device = record && catalog.devices[record.device as string]
    return device ? named(device.name) : t('A device')
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
    void this.begin()
  }
  /** Plays from where it stopped; false when no sound can be had. */
  private async begin(): Promise<boolean> {
    try {
      await this.resume()
    } catch (error) {
      return this.onSilent(error)
    }
    await this.prepare(this.frameOf(this.stoppedAt))
    if (this.wantPlaying) this.tell({ type: 'play' })
    return true
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
  listen(listening: Listening): void {
    this.room = listening
    this.tell({ type: 'listen', listening })
  }
  get listening(): Listening {
    return this.room
  }
  setMonitor(settings: MonitorSettings): void {
    this.monitor = settings
    this.tell({ type: 'monitor', settings })
  }
  touch(id: string, name: string, held: Held): void {
    this.releasing.get(id)?.delete(name)
    this.tell({ type: 'touch', id, name, held })
  }
  /** With the next plan: until then the lane is as it was before the hand wrote. */
  release(id: string, name: string): void {
    const names = this.releasing.get(id)
    if (names) names.add(name)
    else this.releasing.set(id, new Set([name]))
    this.compileSoon()
  }
  note(stripId: string, key: number, velocity: number): void {
    void this.resume().then(() => this.tell({ type: 'note', strip: stripId, key, velocity }), this.onSilent)
  }

  // ── Readings ──────────────────────────────────────────────────────────────

  showMeters(strips: MeterKind, main: MeterKind): void {
    this.meters = { strips, main }
    this.tellLaws()
  }
  private tellLaws(): void {
    const law = ({ law }: MeterKind): Law | null => law && { kernel: law.kernel, constants: law.constants(this.sampleRate) }
    if (this.meters) this.tell({ type: 'laws', laws: { strips: law(this.meters.strips), main: law(this.meters.main) } })
  }
  look(): void {
    this.readings.look()
    this.followLoudness()
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
    for (let c = 0; c < Math.min(out.length, STRIP_READINGS); c++)
      out[c] = i === undefined || idle ? 0 : this.readings.strips[i * STRIP_READINGS + c]!
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
  probe(id: string, side: 'in' | 'out'): Probe {
    return this.probing.open({ id, side })
  }
  /** Feeds the loudness meter with what was written since the last look. */
  private followLoudness(): void {
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
    return this.before + this.counted() - this.forgiven
  }
  /** Of the engine that runs. */
  private counted(): number {
    const context = this.running?.context as
      | (AudioContext & { playbackStats?: { underrunEvents?: number; fallbackFramesEvents?: number } })
      | undefined
    const stats = context?.playbackStats
    const events = stats?.underrunEvents ?? stats?.fallbackFramesEvents
    if (typeof events === 'number') this.underruns = events
    return this.underruns + Atomics.load(this.readings.words, 5)
  }
  resetDropouts(): void {
    this.forgiven += this.dropouts()
  }
  deviceCost(deviceId: string): number {
    const at = this.layout.get(deviceId)
    return at && this.running ? this.readings.costs[at.index]! : 0
  }
}
