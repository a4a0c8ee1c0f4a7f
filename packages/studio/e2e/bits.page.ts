// A page that renders one project in a Worker and in an AudioWorklet (driven by an OfflineAudioContext), for comparison with Node.

import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { compile, type Plan, Readings } from '@tonmeister/engine'
import type { Rec } from '@tonmeister/project'
import type { ProcessorSetup } from '../audio/messages.ts'
import { createPageFile, PAGE_FRAMES, type PageFile } from '../audio/pages.ts'

/** Media of the test: planar channels by asset id. */
export type TestMedia = { [assetId: string]: { sampleRate: number; data: number[][] } }

const planOf = (records: Rec[]): Plan => compile(new Map(records.map((r) => [r.id, r])), { devices, clips } as never)

function pagesOf(media: TestMedia): { [assetId: string]: PageFile } {
  const out: { [assetId: string]: PageFile } = {}
  for (const [id, { sampleRate, data }] of Object.entries(media)) {
    const frames = data[0]!.length
    const file = createPageFile({ sampleRate, frames, channels: data.length }, true)
    const table = new Int32Array(file.table)
    const all = new Float32Array(file.data)
    for (let p = 0; p * PAGE_FRAMES < frames; p++) table[p] = p
    data.forEach((channel, c) => all.set(channel, c * file.slots * PAGE_FRAMES))
    out[id] = file
  }
  return out
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
  async worklet(records: Rec[], media: TestMedia, frames: number): Promise<string> {
    const plan = planOf(records)
    const context = new OfflineAudioContext({ numberOfChannels: 2, length: frames + plan.latency, sampleRate: plan.sampleRate })
    await context.audioWorklet.addModule('worklet.js')
    const setup: ProcessorSetup = {
      kernels: await kernels(),
      plan,
      pages: pagesOf(media),
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
  async worker(records: Rec[], media: TestMedia, frames: number, block: number): Promise<string> {
    const worker = new Worker('bits.worker.js', { type: 'module' })
    const audio = await new Promise<Float32Array[]>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = (event) => reject(new Error(event.message))
      void kernels().then((bytes) => worker.postMessage({ kernels: bytes, plan: planOf(records), pages: pagesOf(media), frames, block }))
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
