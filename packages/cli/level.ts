// The level of a whole project: measuring what it sounds like, and bringing an imported song to the loudness of streaming services.
import { audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { compile, type OfflineBlock, renderOffline } from '@tonmeister/engine'
import { Measurement, type Report } from '@tonmeister/metering'
import { byOrder, type DeviceRecord, FLICKS_PER_SECOND, type Rec } from '@tonmeister/project'
import { openProject, saveProject } from '@tonmeister/project/folder.node.ts'
import { renderProject } from './render.node.ts'
import { catalog, planOf } from './session.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './verb.ts'

type Opened = Parameters<typeof renderProject>[0]

/** Renders a project and measures what comes out, without writing it. */
export async function measureProject(project: Opened, terminal: Terminal): Promise<Report> {
  const plan = planOf(project, terminal)
  if (!plan.length) throw new UsageError('The project has no clips: there is nothing to check.', 'Import some sound or MIDI first.')
  const measurement = new Measurement({ sampleRate: plan.sampleRate, channels: 2 }, { kernels: new Kernels(kernelsModule()) })
  await renderProject(
    project,
    plan,
    { threads: 2, onMissing: (_, sentence) => terminal.warn(sentence) },
    ({ audio, frames, done, total }) => {
      measurement.push(audio, frames)
      terminal.progress('Rendering', done / total)
    },
  )
  terminal.endProgress()
  return measurement.report()
}

/** What streaming services play at, LUFS. */
export const STREAMING_LUFS = -14
/** Near enough, LU. */
const NEAR = 0.3
/** Passes until the limiter gives back what was asked for; each takes away less than the one before. */
const PASSES = 4
/** Seconds; longer pieces would take long to measure, and keep the level they have. */
const LONGEST = 600

/** The limiter at the end of the main strip. */
function limiterOf(records: ReadonlyMap<string, Rec>): DeviceRecord | undefined {
  const main = [...records.values()].find((r) => r.type === 'strip' && r.kind === 'main')
  const last = ([...records.values()].filter((r) => r.type === 'device' && r.strip === main?.id) as DeviceRecord[]).sort(byOrder).at(-1)
  return last?.device === 'limiter' ? last : undefined
}
/**
 * Sets the input of the main limiter so that the project comes out at streaming loudness, and saves it: quiet and loud files of others then
 * sound alike, and nothing clips. Without a limiter last on main, without sound, or when it is very long, nothing is changed.
 * The project is rendered once, without its limiter; the limiter is then tried on that.
 * @returns the level that was set, dB, or undefined
 */
export async function levelForStreaming(path: string, terminal: Terminal): Promise<number | undefined> {
  const quiet: Terminal = { ...terminal, warn: () => {} }
  const project = openProject(path)
  const limiter = limiterOf(project.records)
  const plan = planOf(project, quiet)
  if (!plan.length || plan.length / plan.sampleRate > LONGEST || !limiter) return undefined
  const bare = new Map(project.records).set(limiter.id, { ...limiter, enabled: false })
  const { sampleRate } = plan
  const audio = [new Float32Array(plan.length + plan.tail), new Float32Array(plan.length + plan.tail)]
  let frames = 0
  const take = (block: OfflineBlock) => {
    for (let c = 0; c < 2; c++) audio[c]!.set(block.audio[c]!.subarray(0, block.frames), block.done - block.frames)
    frames = block.done
    terminal.progress('Setting the level', block.done / block.total)
  }
  const from = planOf({ ...project, records: bare }, quiet)
  await renderProject(project, from, { threads: 2, to: audio[0]!.length, onMissing: () => {} }, take)
  terminal.endProgress()
  let input = 0
  for (let pass = 0; pass < PASSES; pass++) {
    const loudness = loudnessThrough(limiter, input, audio, frames, sampleRate)
    if (!Number.isFinite(loudness)) return undefined
    const off = STREAMING_LUFS - loudness
    if (Math.abs(off) <= NEAR) break
    // Within the limiter's own range.
    input = Math.round(Math.min(30, Math.max(-12, input + off)) * 10) / 10
  }
  if (input === 0) return undefined
  saveProject(path, new Map(project.records).set(limiter.id, { ...limiter, 'p.input': input }).values())
  return input
}
/** LUFS of a recording through a limiter: a project of one clip and that device. */
function loudnessThrough(limiter: DeviceRecord, input: number, audio: readonly Float32Array[], frames: number, sampleRate: number): number {
  const strip = { order: 'a', name: '', color: 1, gain: 0, pan: 0, mute: false, solo: false, output: null }
  const length = Math.floor((frames * FLICKS_PER_SECOND) / sampleRate)
  const records: Rec[] = [
    { id: 'project', type: 'project', name: '', sampleRate, timecodeRate: '25', timecodeStart: 0 },
    { id: 'main', type: 'strip', kind: 'main', ...strip },
    { ...limiter, id: 'limiter', strip: 'main', 'p.input': input },
    { id: 'strip', type: 'strip', kind: 'track', ...strip },
    { id: 'track', type: 'track', order: 'a', name: '', color: 1, strip: 'strip' },
    { id: 'mix', type: 'asset', name: '', file: '', hash: '', sampleRate, channels: 2, frames },
    { id: 'clip', type: 'clip', kind: 'audio', track: 'track', order: 'a', anchor: 'flicks', at: 0, length, name: '', asset: 'mix' },
  ]
  const plan = compile(new Map(records.map((r) => [r.id, r])), catalog)
  const kernels = new Kernels(kernelsModule())
  const measurement = new Measurement({ sampleRate, channels: 2 }, { kernels: new Kernels(kernelsModule()) })
  for (const block of renderOffline(plan, { kernels, openSource: () => audioFromArrays(sampleRate, audio), to: frames }))
    measurement.push(block.audio, block.frames)
  return measurement.report().integratedLufs
}
