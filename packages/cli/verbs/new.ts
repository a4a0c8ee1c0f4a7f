import { readdirSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { saveProject } from '@tonmeister/project/folder.node.ts'
import { templates } from '@tonmeister/project/template.ts'
import { whole } from '../place.ts'
import { defineVerb, UsageError } from '../verb.ts'

export default defineVerb({
  name: 'new',
  summary: 'make a project',
  usage: 'DIR [--template NAME]',
  flags: { template: { type: 'string', value: Object.keys(templates).join('|'), help: 'what to begin with; empty when missing' } },
  examples: Object.values(templates).map((t) => `tonmeister new my.tonmeister --template ${t.id.padEnd(8)} ${t.summary}`),
  async run({ positionals, flags }, terminal) {
    const [path, ...more] = positionals
    if (!path || more.length) throw new UsageError('Name one folder for the project.', 'tonmeister new song.tonmeister')
    const id = String(flags.template ?? 'empty')
    const template = Object.hasOwn(templates, id) ? templates[id] : undefined
    if (!template) throw new UsageError(`There is no template '${id}'.`, `Choose one of ${Object.keys(templates).join(', ')}.`)
    const there = statSync(path, { throwIfNoEntry: false })
    if (there && !there.isDirectory()) throw new UsageError(`'${path}' is a file.`, 'Choose another name; nothing was changed.')
    if (there && readdirSync(path).length)
      throw new UsageError(`'${path}' is there already and not empty.`, 'Choose another name; nothing was changed.')
    const name = id === 'demo' ? template.name : basename(path).replace(/\.tonmeister$/i, '')
    const records = template.records().map((r) => (r.type === 'project' ? { ...r, name } : r))
    whole(path, () => saveProject(path, records))
    terminal.say(`${path}: ${template.name}, ${records.filter((r) => r.type === 'track').length} tracks`)
    return { result: { path, template: id, name, records: records.length, tracks: records.filter((r) => r.type === 'track').length } }
  },
})
