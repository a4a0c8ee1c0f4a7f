// npm run new device|clip|spec|format|verb NAME: copies a template with the name put in, and lists it. The copy works and passes its tests as it is.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where each kind lives. A kind of one file is a file there, the others are a folder NAME. */
const KINDS: Record<string, { readonly home: string; readonly single: boolean; readonly next: string }> = {
  device: { home: 'packages/devices', single: false, next: 'npm run build, then npm test -- packages/devices' },
  clip: { home: 'packages/clips', single: false, next: 'npm test -- packages/clips' },
  spec: { home: 'packages/metering/specs', single: true, next: 'npx tonmeister check FILE --spec NAME' },
  format: { home: 'packages/interchange', single: false, next: 'npm test -- packages/interchange' },
  verb: { home: 'packages/cli/verbs', single: true, next: 'npx tonmeister NAME --help' },
}
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NAME_MAX = 40
/** Folders of the packages that are not members. */
const TAKEN = ['catalog', 'templates', 'node-modules', 'index', 'constructor', 'prototype']

const fail = (message: string): never => {
  process.stderr.write(`${message}\nnpm run new ${Object.keys(KINDS).join('|')} NAME\n`)
  process.exit(2)
}
const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const pascal = (name: string) => camel(`-${name}`)
const title = (name: string) =>
  name
    .split('-')
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(' ')
const today = () => new Date().toISOString().slice(0, 10)

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(dir, entry.name)) : [join(dir, entry.name)],
  )
}

const [kindName = '', name = '', ...more] = process.argv.slice(2)
const kind = Object.hasOwn(KINDS, kindName) ? KINDS[kindName] : undefined
if (!kind) fail(kindName ? `There is no template for '${kindName}'.` : 'Say what is to be made.')
else {
  if (!name || more.length) fail(`Give the ${kindName} one name.`)
  if (!NAME.test(name) || name.length > NAME_MAX)
    fail(
      `'${name}' cannot be its name: small letters, digits and single hyphens, a letter first, at most ${NAME_MAX}. It is saved in projects and never changes.`,
    )
  if (TAKEN.includes(name)) fail(`'${name}' is taken by the house.`)
  const target = join(root, kind.home, kind.single ? `${name}.ts` : name)
  if (existsSync(target)) fail(`${relative(root, target)} is there already.`)

  const template = join(root, 'scripts/templates', kindName)
  const base = kind.single ? join(root, kind.home) : target
  for (const file of files(template)) {
    const text = readFileSync(file, 'utf8')
      .replaceAll('template-name', name)
      .replaceAll('templateName', camel(name))
      .replaceAll('TemplateName', pascal(name))
      .replaceAll('Template Name', title(name))
      .replaceAll("'TODAY'", `'${today()}'`)
    const copy = join(base, relative(template, file).replaceAll('template-name', name))
    mkdirSync(dirname(copy), { recursive: true })
    writeFileSync(copy, text)
    process.stdout.write(`${relative(root, copy)}\n`)
  }
  const listed = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/catalog.ts')], { cwd: root, encoding: 'utf8' })
  if (listed.status !== 0) fail(`The files are there, but could not be listed: ${listed.stderr.trim()}`)
  process.stdout.write(`Next: ${kind.next.replaceAll('NAME', name)}\n`)
}
