// Renders a project to a WAV Blob in the background: the same renderer and the same bits as everywhere.
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { Kernels } from '@tonmeister/dsp'
import { type Catalog, compile, renderOffline } from '@tonmeister/engine'
import { createAudio, openAudio, resampled, Sha256 } from '@tonmeister/media'
import { blobSink, blobSource } from '@tonmeister/media/blob.worker.ts'
import { Measurement } from '@tonmeister/metering'
import type { FromRender, ToRender } from './render.ts'

const catalog: Catalog = { devices, clips }
/** Milliseconds between two reports. */
const REPORT = 100

self.onmessage = ({ data }: MessageEvent<ToRender>) => {
  const tell = (message: FromRender) => self.postMessage(message)
  try {
    const plan = compile(new Map(data.records.map((r) => [r.id, r])), catalog, { sampleRate: data.sampleRate })
    if (!plan.length) throw new Error('The project has no clips: there is nothing to export.')
    const module = new WebAssembly.Module(data.kernels)
    const problems = new Set(plan.problems.map((p) => p.message))
    const sink = blobSink()
    const hash = new Sha256()
    const writer = createAudio(sink, { sampleRate: plan.sampleRate, channels: 2, bits: data.bits, onBytes: (bytes) => hash.update(bytes) })
    const measurement = new Measurement({ sampleRate: plan.sampleRate, channels: 2 }, { kernels: new Kernels(module) })
    const blocks = renderOffline(plan, {
      kernels: new Kernels(module),
      openSource(asset) {
        const blob = data.media[asset.file]
        if (!blob) problems.add(`“${asset.file.replace(/^media\//, '')}” is missing; what plays it is silent.`)
        return blob && resampled(openAudio(blobSource(blob), asset.file), plan.sampleRate)
      },
      ...(data.from !== undefined ? { from: data.from } : {}),
      ...(data.to !== undefined ? { to: data.to } : {}),
    })
    let told = performance.now()
    let frames = 0
    for (let next = blocks.next(); !next.done; next = blocks.next()) {
      const block = next.value
      writer.write(block.audio, block.frames)
      measurement.push(block.audio, block.frames)
      frames = block.done
      const now = performance.now()
      if (now - told > REPORT) {
        told = now
        tell({ type: 'progress', share: block.done / block.total })
      }
    }
    writer.close()
    tell({
      type: 'done',
      blob: sink.blob('audio/wav'),
      sha256: hash.hex(),
      frames,
      sampleRate: plan.sampleRate,
      report: measurement.report(),
      problems: [...problems],
    })
  } catch (error) {
    tell({ type: 'failed', what: error instanceof Error ? error.message : String(error) })
  }
}
