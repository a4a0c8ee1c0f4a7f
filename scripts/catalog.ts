// Lists the open sets once, so that adding a member is adding a folder or a file.
// Writes <package>/catalog/*: lists (TypeScript), the kernels' entry and parameter layouts (AssemblyScript). `--check` only compares.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))
const check = process.argv.includes('--check')
const stale: string[] = []
const SLOT_BYTES = 16
const HEADER = '// Written by scripts/catalog.ts: edit the folders it lists instead.'

/** Words that cannot name a variable: the verbs `new` and `import` are folders' ids all the same. */
const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof let new null return static super switch this throw true try typeof var void while with yield await async package'.split(
    ' ',
  ),
)
const camel = (id: string) => id.replace(/-(\w)/g, (_, c: string) => c.toUpperCase())
const variable = (id: string) => (RESERVED.has(camel(id)) ? `${camel(id)}_` : camel(id))
const foldersWith = (dir: string, file: string) =>
  existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true })
        .filter((d) => d.isDirectory() && existsSync(join(dir, d.name, file)))
        .map((d) => d.name)
        .sort()
    : []
const filesIn = (dir: string, ending = '.ts') =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter((f) => f.endsWith(ending) && !/\.test\.tsx?$/.test(f) && f !== 'index.ts')
        .map((f) => f.slice(0, -ending.length))
        .sort()
    : []

const written = new Set<string>()
function write(file: string, lines: string[]): void {
  const text = [HEADER, ...lines, ''].join('\n')
  written.add(file)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  stale.push(file.slice(packages.length))
  if (check) return
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}
/** A list of default exports, keyed by id. */
function list(file: string, constant: string, ids: string[], from: (id: string) => string): void {
  const members = ids.map((id) => `  '${id}': ${variable(id)},`)
  write(file, [
    ...ids.map((id) => `import ${variable(id)} from '${from(id)}'`),
    '',
    `export const ${constant} = {`,
    ...members,
    '} as const',
  ])
}

// Devices: data, views, kernels, layouts.
const devicesDir = join(packages, 'devices')
const devices = foldersWith(devicesDir, 'device.ts')
list(join(devicesDir, 'catalog/devices.ts'), 'devices', devices, (id) => `../${id}/device.ts`)
const views = devices.filter((id) => existsSync(join(devicesDir, id, 'view.tsx')))
list(join(devicesDir, 'catalog/views.ts'), 'views', views, (id) => `../${id}/view.tsx`)
for (const id of devices) {
  const { default: device } = await import(pathToFileURL(join(devicesDir, id, 'device.ts')).href)
  if (device.id !== id) throw new Error(`devices/${id}/device.ts says id '${device.id}': the folder name is the id`)
  const readings = Object.keys(device.readings ?? {})
  write(join(devicesDir, `catalog/layout/${id}.ts`), [
    ...Object.keys(device.params).map((name, i) => `export const ${name}: usize = ${i * SLOT_BYTES};`),
    ...readings.map((name, i) => `export const reading_${name}: usize = ${i * SLOT_BYTES};`),
    "// The kernel's own state begins behind its readings.",
    `export const STATE: usize = ${readings.length * SLOT_BYTES};`,
  ])
}

// Every kernel.ts of the house in one module. What it exports is prefixed with its id.
const kernelLines: string[] = []
const exportsOf = (file: string) => [...readFileSync(file, 'utf8').matchAll(/^export function (\w+)/gm)].map((m) => m[1]!)
const addKernel = (prefix: string, file: string) => {
  const names = exportsOf(file)
  const path = '../../' + file.slice(packages.length, -3)
  kernelLines.push(`export { ${names.map((n) => `${n} as ${prefix}_${n}`).join(', ')} } from "${path}";`)
}
for (const id of devices) addKernel(camel(id), join(devicesDir, id, 'kernel.ts'))
if (existsSync(join(packages, 'engine/kernel.ts'))) addKernel('mixer', join(packages, 'engine/kernel.ts'))
const metersDir = join(packages, 'metering/meters')
const meters = foldersWith(metersDir, 'kernel.ts')
for (const id of meters) addKernel(`meter_${camel(id)}`, join(metersDir, id, 'kernel.ts'))
for (const id of foldersWith(join(packages, 'media'), 'kernel.ts'))
  addKernel(`media_${camel(id)}`, join(packages, 'media', id, 'kernel.ts'))
write(join(packages, 'dsp/catalog/kernels.ts'), kernelLines)

// Clips, specs, formats, verbs.
list(join(packages, 'clips/catalog/clips.ts'), 'clips', foldersWith(join(packages, 'clips'), 'clip.ts'), (id) => `../${id}/clip.ts`)
const clipViews = foldersWith(join(packages, 'clips'), 'view.tsx')
list(join(packages, 'clips/catalog/views.ts'), 'views', clipViews, (id) => `../${id}/view.tsx`)
list(join(packages, 'metering/catalog/specs.ts'), 'specs', filesIn(join(packages, 'metering/specs')), (id) => `../specs/${id}.ts`)
list(join(packages, 'metering/catalog/kinds.ts'), 'kinds', filesIn(join(packages, 'metering/kinds')), (id) => `../kinds/${id}.ts`)
list(
  join(packages, 'interchange/catalog/formats.ts'),
  'formats',
  foldersWith(join(packages, 'interchange'), 'format.ts'),
  (id) => `../${id}/format.ts`,
)
list(join(packages, 'cli/catalog/verbs.ts'), 'verbs', filesIn(join(packages, 'cli/verbs')), (id) => `../verbs/${id}.ts`)
list(
  join(packages, 'project/catalog/templates.ts'),
  'templates',
  filesIn(join(packages, 'project/templates')),
  (id) => `../templates/${id}.ts`,
)

// What the window is made of.
for (const [set, ending] of [
  ['commands', '.ts'],
  ['panels', '.tsx'],
  ['dialogs', '.tsx'],
  ['keymaps', '.ts'],
  ['languages', '.ts'],
] as const) {
  const dir = join(packages, 'studio', set)
  list(join(packages, `studio/catalog/${set}.ts`), set, filesIn(dir, ending), (id) => `../${set}/${id}${ending}`)
}

// A member that is gone takes its generated layout with it.
const layouts = join(devicesDir, 'catalog/layout')
for (const f of existsSync(layouts) ? readdirSync(layouts) : [])
  if (!written.has(join(layouts, f))) {
    stale.push(`devices/catalog/layout/${f}`)
    if (!check) rmSync(join(layouts, f))
  }

if (check && stale.length) {
  console.error(`catalogue out of date: ${stale.join(', ')}. Run npm run build.`)
  process.exit(1)
}
if (stale.length) console.log(`catalogue: ${stale.join(', ')}`)
