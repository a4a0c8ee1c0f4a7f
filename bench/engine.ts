// Our engine alone, in a process of its own: from memory to memory, no start, no files. `engine.ts W1 PROJECT` or `engine.ts W2 FILE`.
// Prints JSON: renderSeconds (median of three), and microseconds per 128-frame block, median and p99 of all blocks, as a live host would call it.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { type AudioReader, audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { type Catalog, compile, type OpenSource, Renderer, renderOffline } from '@tonmeister/engine'
import { openAudio } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import { Measurement } from '@tonmeister/metering'
import { openProject } from '@tonmeister/project/folder.node.ts'
import { median, quantile } from './measure.ts'

/** What a browser's audio thread computes at a time. */
const BLOCK = 128
const REPEATS = 3

function loaded(path: string): AudioReader {
  const reader = openAudio(fileSource(path), path)
  const data = Array.from({ length: reader.channels }, () => new Float32Array(reader.frames))
  reader.read(0, data, reader.frames)
  reader.close()
  return audioFromArrays(reader.sampleRate, data)
}
const seconds = (work: () => void): number => {
  const began = performance.now()
  work()
  return (performance.now() - began) / 1000
}
function report(render: () => void, blocks: () => number[]): void {
  const renderSeconds = median(Array.from({ length: REPEATS }, () => seconds(render)))
  const costs = blocks()
  console.log(
    JSON.stringify({ renderSeconds, blockMedianUs: quantile(costs, 0.5), blockP99Us: quantile(costs, 0.99), blocks: costs.length }),
  )
}

const [workload, path] = process.argv.slice(2)
if (workload === 'W1' && path) {
  const { records } = openProject(path)
  const plan = compile(records, { devices, clips } as unknown as Catalog)
  if (plan.problems.length) throw new Error(`W1 does not compile cleanly: ${JSON.stringify(plan.problems[0])}`)
  const media = new Map(plan.assets.map((asset) => [asset.id, loaded(join(path, asset.file))]))
  const openSource: OpenSource = (asset) => media.get(asset.id)
  report(
    () => {
      const chunks = renderOffline(plan, { kernels: new Kernels(kernelsModule()), openSource, to: plan.length })
      while (!chunks.next().done);
    },
    () => {
      const renderer = new Renderer(plan, { kernels: new Kernels(kernelsModule()), openSource, chunk: BLOCK, declick: true })
      const out = [new Float32Array(BLOCK), new Float32Array(BLOCK)]
      const costs: number[] = []
      renderer.play()
      for (let at = 0; at < plan.length; at += BLOCK) {
        const began = performance.now()
        renderer.render(out, BLOCK)
        costs.push((performance.now() - began) * 1000)
      }
      renderer.close()
      return costs
    },
  )
} else if (workload === 'W2' && path) {
  const audio = loaded(path)
  const push = (frames: number, each: (work: () => void) => void) => {
    const measurement = new Measurement(audio)
    const block = Array.from({ length: audio.channels }, () => new Float32Array(frames))
    for (let at = 0; at < audio.frames; at += frames) {
      const n = audio.read(at, block, frames)
      each(() => measurement.push(block, n))
    }
    return measurement.report()
  }
  report(
    () => push(1 << 14, (work) => work()),
    () => {
      const costs: number[] = []
      push(BLOCK, (work) => costs.push(seconds(work) * 1e6))
      return costs
    },
  )
} else throw new Error('engine.ts W1 PROJECT | W2 FILE')
