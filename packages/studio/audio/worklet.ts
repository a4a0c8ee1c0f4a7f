// The audio thread: a Renderer inside an AudioWorkletProcessor.
import { type AudioReader, Kernels } from '@tonmeister/dsp'
import { Readings, Renderer } from '@tonmeister/engine'
import type { FromAudio, ProcessorSetup, ToAudio } from './messages.ts'
import { type PageFile, pageReader } from './pages.ts'
import { unpack, whole } from './wire.ts'

declare const sampleRate: number
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(name: string, processor: unknown): void

/** Milliseconds of a thread that is made to hang: longer than the window waits. */
const HANG = 5000

class TonmeisterProcessor extends AudioWorkletProcessor {
  private renderer: Renderer | null = null
  private pages: { readonly [assetId: string]: PageFile }
  private told = 0
  /** What was told of strips, until it is told anew. */
  private readonly material = new Map<string, ReturnType<typeof unpack>>()
  private breaking: 'throw' | 'hang' | undefined

  constructor(options: { processorOptions: ProcessorSetup }) {
    super()
    const setup = options.processorOptions
    this.pages = setup.pages
    const tell = (message: FromAudio) => this.port.postMessage(message)
    try {
      if (setup.plan.sampleRate !== sampleRate)
        throw new Error(`the plan is for ${setup.plan.sampleRate} Hz, the device runs at ${sampleRate} Hz`)
      const renderer = new Renderer(setup.plan, {
        kernels: new Kernels(new WebAssembly.Module(setup.kernels)),
        openSource: (asset) => this.open(asset.id),
        readings: new Readings(setup.readings),
        // There is no finer clock on this thread; over many blocks its steps of 1 ms average out.
        now: setup.offline ? undefined : Date.now,
        declick: !setup.offline,
        monitor: !setup.offline,
      } as ConstructorParameters<typeof Renderer>[1])
      if (setup.offline) renderer.play()
      this.renderer = renderer
      tell({ type: 'ready' })
    } catch (error) {
      tell({ type: 'failed', what: error instanceof Error ? error.message : String(error) })
    }
    this.port.onmessage = ({ data }: MessageEvent<ToAudio>) => this.obey(data)
  }

  private open(id: string): AudioReader | undefined {
    const file = this.pages[id]
    return file && pageReader(file)
  }

  private obey(message: ToAudio): void {
    const { renderer } = this
    if (!renderer) return
    if (message.type === 'plan') {
      this.pages = message.pages
      renderer.swap(message.plan)
    } else if (message.type === 'material') this.material.set(message.strip, unpack(message.packed))
    else if (message.type === 'told') {
      this.pages = message.pages
      renderer.swap(whole(message.plan, this.material))
    } else if (message.type === 'play') renderer.play()
    else if (message.type === 'stop') renderer.stop()
    else if (message.type === 'locate') renderer.locate(message.frame)
    else if (message.type === 'loop') renderer.setLoop(message.on, message.start, message.end)
    else if (message.type === 'set') renderer.set(message.id, message.name, message.value)
    else if (message.type === 'listen') renderer.listen(message.listening)
    else if (message.type === 'monitor') renderer.setMonitor(message.settings)
    else if (message.type === 'laws') renderer.setLaws(message.laws)
    else if (message.type === 'probe') renderer.probe(message.index, message.place)
    else if (message.type === 'touch') renderer.touch(message.id, message.name, message.held)
    else if (message.type === 'release') renderer.release(message.id, message.name)
    else if (message.type === 'break') this.breaking = message.how
    else renderer.note(message.strip, message.key, message.velocity)
  }
  /** What cannot happen, for the test of what the window does then. */
  private break(): void {
    if (this.breaking === 'throw') throw new Error('broken for a test')
    const until = Date.now() + HANG
    while (Date.now() < until);
    this.breaking = undefined
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const out = outputs[0]!
    const { renderer } = this
    if (!renderer) return true
    if (this.breaking) this.break()
    renderer.render(out, out[0]!.length)
    while (this.told < renderer.faults.length) {
      const fault = renderer.faults[this.told++]!
      this.port.postMessage({ type: 'fault', id: fault.id, what: fault.what } satisfies FromAudio)
    }
    return true
  }
}
registerProcessor('tonmeister', TonmeisterProcessor)
