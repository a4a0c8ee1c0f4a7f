// Renders a plan in a Worker for the page of bits.page.ts.
import { Kernels } from '@tonmeister/dsp'
import { type Plan, renderOffline } from '@tonmeister/engine'
import { type PageFile, pageReader } from '../audio/pages.ts'

self.onmessage = ({
  data,
}: MessageEvent<{ kernels: ArrayBuffer; plan: Plan; pages: { [id: string]: PageFile }; frames: number; block: number }>) => {
  const out = [new Float32Array(data.frames), new Float32Array(data.frames)]
  const blocks = renderOffline(data.plan, {
    kernels: new Kernels(new WebAssembly.Module(data.kernels)),
    openSource: (asset) => data.pages[asset.id] && pageReader(data.pages[asset.id]!),
    to: data.frames,
    block: data.block,
  })
  for (let next = blocks.next(); !next.done; next = blocks.next())
    next.value.audio.forEach((channel, c) => out[c]!.set(channel.subarray(0, next.value.frames), next.value.done - next.value.frames))
  self.postMessage(out)
}
