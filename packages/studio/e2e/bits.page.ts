// A page that renders one project in a Worker and in an AudioWorklet (driven by an OfflineAudioContext), for comparison with Node.

import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { compile, type Plan, Readings } from '@tonmeister/engine'
import type { Rec } from '@tonmeister/project'
import type { ProcessorSetup } from '../audio/messages.ts'
import { createPageFile, PAGE_FRAMES, type PageFile } from '../audio/pages.ts'

/** Frames of an asset at the engine's rate; its channels lie at media/ID/N as 32-bit floats. */
export interface TestMedia {
  readonly [assetId: string]: { readonly sampleRate: number; readonly frames: number; readonly channels: number }
}
/** What the server gives as project.json. */
export interface TestProject {
  readonly records: Rec[]
  readonly media: TestMedia
}

async function load(): Promise<{ plan: Plan; pages: { [assetId: string]: PageFile } }> {
  const { records, media } = (await (await fetch('project.json')).json()) as TestProject
  const pages: { [assetId: string]: PageFile } = {}
  for (const [id, format] of Object.entries(media)) {
    const file = createPageFile(format, true)
    const table = new Int32Array(file.table)
    const all = new Float32Array(file.data)
    for (let p = 0; p * PAGE_FRAMES < format.frames; p++) table[p] = p
    for (let c = 0; c < file.channels; c++)
      all.set(new Float32Array(await (await fetch(`media/${encodeURIComponent(id)}/${c}`)).arrayBuffer()), c * file.slots * PAGE_FRAMES)
    pages[id] = file
  }
  return { plan: compile(new Map(records.map((r) => [r.id, r])), { devices, clips }), pages }
}
async function sha256(audio: Float32Array[]): Promise<string> {
  const frames = audio[0]!.length
  const bytes = new Float32Array(frames * 2)
  for (let i = 0; i < frames; i++) {
    bytes[i * 2] = audio[0]![i]!
    bytes[i * 2 + 1] = audio[1]![i]!
  }
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((b) => b.toString(16).padStart(2, '0')).join('')
}
const kernels = async () => (await fetch('kernels.wasm')).arrayBuffer()

const page = {
  async worklet(frames: number): Promise<string> {
    const { plan, pages } = await load()
    const context = new OfflineAudioContext({ numberOfChannels: 2, length: frames + plan.latency, sampleRate: plan.sampleRate })
    await context.audioWorklet.addModule('worklet.js')
    const setup: ProcessorSetup = {
      kernels: await kernels(),
      plan,
      pages,
      readings: new Readings().buffer as SharedArrayBuffer,
      offline: true,
    }
    const node = new AudioWorkletNode(context, 'tonmeister', { numberOfInputs: 0, outputChannelCount: [2], processorOptions: setup })
    node.port.onmessage = ({ data }) => {
      if (data.type === 'failed') throw new Error(data.what)
    }
    node.connect(context.destination)
    const buffer = await context.startRendering()
    return sha256([0, 1].map((c) => buffer.getChannelData(c).slice(plan.latency)))
  },
  async worker(frames: number, block: number): Promise<string> {
    const { plan, pages } = await load()
    const bytes = await kernels()
    const worker = new Worker('bits.worker.js', { type: 'module' })
    const audio = await new Promise<Float32Array[]>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = (event) => reject(new Error(event.message))
      worker.postMessage({ kernels: bytes, plan, pages, frames, block })
    })
    worker.terminate()
    return sha256(audio)
  },
}
declare global {
  interface Window {
    bits: typeof page
  }
}
window.bits = page
