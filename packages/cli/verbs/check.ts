import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { judge, Measurement, type Report, type Spec, specs } from '@tonmeister/metering'
import { dangling } from '@tonmeister/project'
import { nearest } from '../nearest.ts'
import { renderProject } from '../render.node.ts'
import { open, planOf } from '../session.ts'
import type { Terminal } from '../terminal.ts'
import { defineVerb, UsageError } from '../verb.ts'
import { measureFile } from './measure.ts'

const ALL = specs as unknown as { readonly [id: string]: Spec }

/** @throws UsageError with the nearest name, or all of them */
function specNamed(name: string | boolean | undefined): Spec {
  const names = Object.keys(ALL)
  if (typeof name !== 'string') throw new UsageError('Which specification?', `Add --spec with one of ${names.join(', ')}.`)
  const id = name.toLowerCase()
  if (Object.hasOwn(ALL, id)) return ALL[id]!
  const near = nearest(id, names)
  throw new UsageError(`There is no specification '${name}'.`, `${near ? `Did you mean '${near}'? ` : ''}There are ${names.join(', ')}.`)
}

/** Renders a project and measures what comes out, without writing it. */
async function measureProject(path: string, terminal: Terminal): Promise<Report> {
  const project = open(path, terminal)
  for (const { what } of [...project.repaired.slice(5), ...dangling(project.records)]) terminal.warn(what)
  const plan = planOf(project, terminal)
  if (!plan.length) throw new UsageError('The project has no clips: there is nothing to check.', 'Import some sound or MIDI first.')
  const measurement = new Measurement({ sampleRate: plan.sampleRate, channels: 2 }, { kernels: new Kernels(kernelsModule()) })
  await renderProject(
    project,
    plan,
    { onMissing: (file) => terminal.warn(`'${file}' is missing: the clips that use it are silent.`) },
    ({ audio, frames, done, total }) => {
      measurement.push(audio, frames)
      terminal.progress('Rendering', done / total)
    },
  )
  terminal.endProgress()
  return measurement.report()
}

export default defineVerb({
  name: 'check',
  summary: 'say whether a sound file or project may be delivered',
  usage: 'FILE|PROJECT --spec ID',
  flags: { spec: { type: 'string', value: 'ID', help: `one of ${Object.keys(ALL).join(', ')}` } },
  examples: ['tonmeister check mix.wav --spec ebu-r128', 'tonmeister check song.tonmeister --spec spotify --json'],
  async run({ positionals, flags }, terminal) {
    const [path, ...more] = positionals
    if (!path || more.length) throw new UsageError('Name one sound file or project.', 'tonmeister check FILE --spec ID')
    const spec = specNamed(flags.spec)
    const isProject = (existsSync(path) && statSync(path).isDirectory()) || /\.(tonmeister|zip|json)$/i.test(path)
    const report = isProject ? await measureProject(path, terminal) : measureFile(path, terminal)
    const findings = judge(report, spec)
    const pass = findings.every((f) => f.pass)
    for (const f of findings) terminal.say(`${f.pass ? 'pass' : 'FAIL'}  ${f.message}`)
    terminal.say(`${basename(path)} ${pass ? 'passes' : 'does not pass'} ${spec.name} (${spec.edition}).`)
    if (spec.note) terminal.say(spec.note)
    return { result: { spec: spec.id, pass, findings }, failed: !pass }
  },
})
