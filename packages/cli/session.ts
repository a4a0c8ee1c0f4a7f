// Projects for verbs: opening, compiling, sources of media, instruments for imported parts.
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import type { AudioReader } from '@tonmeister/dsp'
import { type Catalog, compile, type OpenSource, type Plan } from '@tonmeister/engine'
import { bytesSource, openAudio, resampled } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import {
  type Flicks,
  findCycle,
  migrateMembers,
  type PositionContext,
  type ProjectRecord,
  parsePosition,
  type Rec,
  type SignatureRecord,
  signatureMap,
  type TempoRecord,
  tempoMap,
  timecodeRate,
} from '@tonmeister/project'
import { type OpenedProject, openProject } from '@tonmeister/project/folder.node.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './verb.ts'

export const catalog: Catalog = { devices, clips }

/** Opens a project and says what was put right. Circles in the routing are refused. */
export function open(path: string, terminal: Terminal): OpenedProject {
  const opened = openProject(path)
  const { records, newer } = migrateMembers(opened.records.values(), catalog)
  const project = { ...opened, records: new Map(records.map((r) => [r.id, r])) }
  for (const line of [...project.lost, ...newer]) terminal.warn(line)
  for (const { what } of project.repaired.slice(0, 5)) terminal.warn(what)
  if (project.repaired.length > 5)
    terminal.warn(`… and ${project.repaired.length - 5} more things were put right; tonmeister check lists them.`)
  return project
}
/** @throws UsageError for a circle */
export function planOf(project: OpenedProject, terminal: Terminal, sampleRate?: number): Plan {
  const cycle = findCycle(project.records)
  if (cycle)
    throw new UsageError(`The routing of the project goes in a circle: ${cycle.join(' → ')}.`, 'Send one of these strips somewhere else.')
  const plan = compile(project.records, catalog, sampleRate ? { sampleRate } : {})
  for (const problem of plan.problems) terminal.warn(`${problem.message} ${problem.hint}`)
  return plan
}
/** How the renderer gets at a project's media, at the rate it runs at. */
export function sourcesOf(project: Pick<OpenedProject, 'media'>, sampleRate: number, missing: (name: string) => void): OpenSource {
  return (asset) => {
    const reader = openMedia(project, asset.file, sampleRate)
    if (!reader) missing(asset.file)
    return reader
  }
}
export function openMedia(project: Pick<OpenedProject, 'media'>, file: string, sampleRate: number): AudioReader | undefined {
  const media = project.media(file)
  if (!media) return undefined
  const reader = openAudio('path' in media ? fileSource(media.path) : bytesSource(media.bytes), file)
  return resampled(reader, sampleRate)
}
export function positions(records: ReadonlyMap<string, Rec>): PositionContext {
  const all = [...records.values()]
  const project = records.get('project') as ProjectRecord
  return {
    tempo: tempoMap(all.filter((r) => r.type === 'tempo') as TempoRecord[]),
    signatures: signatureMap(all.filter((r) => r.type === 'signature') as SignatureRecord[]),
    rate: timecodeRate(project.timecodeRate),
    timecodeStart: project.timecodeStart,
  }
}
export const positionOf = (text: string, records: ReadonlyMap<string, Rec>): Flicks => parsePosition(text, positions(records))
