// Our engine alone, in a process of its own: from memory to memory, no start, no files. `engine.ts W1 PROJECT [THREADS]` or `engine.ts W2 FILE`.
// Prints JSON: renderSeconds (median of three; by number of threads), and microseconds per 128-frame block, median and p99 of all blocks, as a live host would call it.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { compile, joinTeam, type OpenSource, type Plan, Renderer, renderOffline, TEAM_BYTES } from '@tonmeister/engine'
import { openAudio } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import { Measurement } from '@tonmeister/metering'
import { openProject } from '@tonmeister/project/folder.node.ts'
import { median, quantile } from './measure.ts'

/** What a browser's audio thread computes at a time. */
const BLOCK = 128
const REPEATS = 3

/** Planar samples by asset, in memory that threads share. */
type Media = ReadonlyMap<string, { readonly sampleRate: number; readonly data: readonly Float32Array[] }>
interface Helper {
  readonly plan: Plan
  readonly media: Media
  readonly memory: WebAssembly.Memory
  readonly shared: SharedArrayBuffer
  readonly index: number
  readonly size: number
}
const openFrom =
  (media: Media): OpenSource =>
  ({ id }) => {
    const asset = media.get(id)
    return asset && audioFromArrays(asset.sampleRate, asset.data)
  }
function drain(blocks: Generator<unknown, unknown>): void {
  while (!blocks.next().done);
}
/** The seconds of one rendering by several threads; they are started before the clock is. */
async function renderTogether(plan: Plan, media: Media, size: number): Promise<number> {
  const shared = new SharedArrayBuffer(TEAM_BYTES)
  const kernels = new Kernels(kernelsModule())
  const helpers = await Promise.all(
    Array.from({ length: size - 1 }, (_, i) => {
      const setup: Helper = { plan, media, memory: kernels.memory, shared, index: i + 1, size }
      const worker = new Worker(new URL(import.meta.url), { workerData: setup })
      return new Promise<Worker>((ready, failed) => worker.once('message', () => ready(worker)).once('error', failed))
    }),
  )
  const team = joinTeam(shared, 0, size)
  const took = seconds(() => drain(renderOffline(plan, { kernels, openSource: openFrom(media), team, to: plan.length })))
  await Promise.all(helpers.map((worker) => worker.terminate()))
  return took
}
function help({ plan, media, memory, shared, index, size }: Helper): void {
  const kernels = new Kernels(kernelsModule(), memory)
  const team = joinTeam(shared, index, size)
  parentPort!.postMessage('ready')
  drain(renderOffline(plan, { kernels, openSource: openFrom(media), team, to: plan.length }))
}

function loaded(path: string) {
  const reader = openAudio(fileSource(path), path)
  const { sampleRate, channels, frames } = reader
  const data = Array.from({ length: channels }, () => new Float32Array(new SharedArrayBuffer(frames * 4)))
  const block = Array.from({ length: channels }, () => new Float32Array(1 << 16))
  for (let at = 0; at < frames; at += 1 << 16) {
    const n = reader.read(at, block, Math.min(1 << 16, frames - at))
    for (const [c, channel] of data.entries()) channel.set(block[c]!.subarray(0, n), at)
  }
  reader.close()
  return { sampleRate, data }
}
const seconds = (work: () => void): number => {
  const began = performance.now()
  work()
  return (performance.now() - began) / 1000
}
function report(renderSeconds: Record<number, number>, costs: readonly number[]): void {
  console.log(
    JSON.stringify({ renderSeconds, blockMedianUs: quantile(costs, 0.5), blockP99Us: quantile(costs, 0.99), blocks: costs.length }),
  )
}
async function repeated(work: () => number | Promise<number>): Promise<number> {
  const each: number[] = []
  for (let i = 0; i < REPEATS; i++) each.push(await work())
  return median(each)
}

async function console32(path: string, threads: number): Promise<void> {
  const { records } = openProject(path)
  const plan = compile(records, { devices, clips })
  if (plan.problems.length) throw new Error(`W1 does not compile cleanly: ${JSON.stringify(plan.problems[0])}`)
  const media: Media = new Map(plan.assets.map((asset) => [asset.id, loaded(join(path, asset.file))]))
  const alone = () =>
    seconds(() => drain(renderOffline(plan, { kernels: new Kernels(kernelsModule()), openSource: openFrom(media), to: plan.length })))
  const times: Record<number, number> = { 1: await repeated(alone) }
  if (threads > 1) times[threads] = await repeated(() => renderTogether(plan, media, threads))

  const renderer = new Renderer(plan, { kernels: new Kernels(kernelsModule()), openSource: openFrom(media), chunk: BLOCK, declick: true })
  const out = [new Float32Array(BLOCK), new Float32Array(BLOCK)]
  const costs: number[] = []
  renderer.play()
  for (let at = 0; at < plan.length; at += BLOCK) costs.push(seconds(() => renderer.render(out, BLOCK)) * 1e6)
  renderer.close()
  report(times, costs)
}
async function loudness(path: string): Promise<void> {
  const { sampleRate, data } = loaded(path)
  const audio = audioFromArrays(sampleRate, data)
  const push = (frames: number, each: (work: () => void) => void) => {
    const measurement = new Measurement(audio, { kernels: new Kernels(kernelsModule()) })
    const block = Array.from({ length: audio.channels }, () => new Float32Array(frames))
    for (let at = 0; at < audio.frames; at += frames) {
      const n = audio.read(at, block, frames)
      each(() => measurement.push(block, n))
    }
    measurement.report()
  }
  const costs: number[] = []
  const renderSeconds = await repeated(() => seconds(() => push(1 << 14, (work) => work())))
  push(BLOCK, (work) => costs.push(seconds(work) * 1e6))
  report({ 1: renderSeconds }, costs)
}

const [workload, path, threads = '1'] = process.argv.slice(2)
if (!isMainThread) help(workerData as Helper)
else if (workload === 'W1' && path) await console32(path, Number(threads))
else if (workload === 'W2' && path) await loudness(path)
else throw new Error('engine.ts W1 PROJECT [THREADS] | W2 FILE')
