import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { judge, type Report, type Spec, specs } from '@tonmeister/metering'
import { dangling } from '@tonmeister/project'
import { measureProject } from '../level.ts'
import { nearest } from '../nearest.ts'
import { open } from '../session.ts'
import type { Terminal } from '../terminal.ts'
import { defineVerb, UsageError } from '../verb.ts'
import { measureFile, PARTIAL } from './measure.ts'

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

async function measured(path: string, terminal: Terminal): Promise<Report> {
  const project = open(path, terminal)
  for (const { what } of [...project.repaired.slice(5), ...dangling(project.records)]) terminal.warn(what)
  return measureProject(project, terminal)
}

export default defineVerb({
  name: 'check',
  summary: 'say whether a sound file or project may be delivered',
  usage: 'FILE|PROJECT --spec ID',
  flags: {
    partial: PARTIAL,
    spec: { type: 'string', value: 'ID', help: `one of ${Object.keys(ALL).join(', ')}` },
  },
  examples: ['tonmeister check mix.wav --spec ebu-r128', 'tonmeister check song.tonmeister --spec spotify --json'],
  async run({ positionals, flags }, terminal) {
    const [path, ...more] = positionals
    if (!path || more.length) throw new UsageError('Name one sound file or project.', 'tonmeister check FILE --spec ID')
    const spec = specNamed(flags.spec)
    const isProject = (existsSync(path) && statSync(path).isDirectory()) || /\.(tonmeister|zip|json)$/i.test(path)
    const report = isProject ? await measured(path, terminal) : measureFile(path, terminal, flags.partial === true)
    const findings = judge(report, spec)
    const pass = findings.every((f) => f.pass)
    for (const f of findings) terminal.say(`${f.pass ? 'pass' : 'FAIL'}  ${f.message}`)
    terminal.say(`${basename(path)} ${pass ? 'passes' : 'does not pass'} ${spec.name} (${spec.edition}).`)
    if (spec.note) terminal.say(spec.note)
    return { result: { spec: spec.id, pass, findings }, failed: !pass }
  },
})
