// The walls of the house, as data: who may import whom, what may run where, what the signal path may not call. ARCHITECTURE.md says why.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = import.meta.dirname
const LIBRARIES = ['dsp', 'project', 'engine', 'media', 'metering', 'devices', 'clips', 'interchange']
/** Packages that may be imported by name. `ui` is for views only, see ONLY_IN. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  dsp: [],
  project: [],
  engine: ['dsp', 'project'],
  media: ['dsp'],
  metering: ['dsp'],
  devices: ['dsp', 'project', 'ui'],
  clips: ['project', 'engine', 'ui'],
  interchange: ['project', 'media'],
  ui: ['project'],
  studio: [...LIBRARIES, 'ui'],
  cli: LIBRARIES,
}
/** Programs: nobody imports them. */
const HOSTS = ['studio', 'cli']
/** What tests share, by path: beside the code, in no build. */
const TEST_SUPPORT = ['packages/devices/render.ts', 'packages/project/people.ts', 'packages/project/kill.ts']
const isTest = (path: string) => /\.(test|bench)\.tsx?$|\/e2e\//.test(path) || TEST_SUPPORT.includes(path)
const isView = (path: string) => /(^|[/.])view\.tsx$/.test(path)
const isNode = (path: string) => /(^|[/.])node\.ts$/.test(path) || path.startsWith('packages/cli/')
const isKernel = (path: string) => /\/kernel\.ts$|\/assembly\//.test(path)
/** Runs anywhere, so knows nothing of where. The host packages and role words are the others. */
const isPure = (path: string) =>
  LIBRARIES.some((name) => path.startsWith(`packages/${name}/`)) &&
  !isTest(path) &&
  !isView(path) &&
  !isNode(path) &&
  !isKernel(path) &&
  !/(^|[/.])(worker|worklet)\.ts$/.test(path)

/** [what is imported, which files may]. */
const ONLY_IN: readonly (readonly [RegExp, (path: string) => boolean, string])[] = [
  [/^node:/, (path) => isNode(path) || isTest(path), 'Node is for node.ts, cli and tests'],
  [/(^|[/.])node\.ts$/, (path) => isNode(path) || isTest(path), 'Node is for node.ts, cli and tests'],
  [
    /^@tonmeister\/ui(\/|$)|^react|^@base-ui/,
    (path) => isView(path) || /^packages\/(ui|studio)\//.test(path),
    'interface is for view.tsx, ui and studio',
  ],
  [/(^|[/.])view\.tsx$/, (path) => isView(path) || /^packages\/studio\/|\/catalog\/views\.ts$/.test(path), 'views are for the studio'],
  [/^yjs$|^y-/, (path) => path === 'packages/project/yjs.ts' || isTest(path), 'only project/yjs.ts knows Yjs'],
]
/** Packages whose numbers become samples. */
const SIGNAL_PATH = ['dsp', 'engine', 'devices', 'clips', 'media', 'metering']
const TRANSCENDENTAL =
  /\bMath\.(sin|cos|tan|asin|acos|atan2?|exp|expm1|log|log2|log10|log1p|pow|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b/
/** Constants, powers of two, squares (engines multiply). */
const HARMLESS_POWER = /\b2 \*\* [\w.(]+|\b10 \*\* \d+|\*\* 2\b/g
/** Sources of chance and of time: arguments, never reached for. */
const IMPURE =
  /\bMath\.random\b|\bDate\.now\b|\bnew Date\b|\bperformance\.now\b|\bcrypto\.(getRandomValues|randomUUID)\b|\bsetTimeout\b|\bsetInterval\b/
/** Licences that a dependency may have. Fonts: OFL. */
const LICENCES = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'MPL-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
  'OFL-1.1',
  'Python-2.0',
]

interface File {
  readonly path: string
  readonly text: string
}
/** Code without comments; line numbers stay. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, '')).replace(/(^|[\s;{}(),])\/\/.*$/gm, '$1')
const importsOf = (text: string) => [...code(text).matchAll(/(?:^|[\s;}])(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g)].map((m) => m[2]!)

/** Broken walls, one sentence each. */
function violations({ path, text }: File): string[] {
  const wrong: string[] = []
  const from = path.split('/')[1]!
  for (const what of importsOf(text)) {
    const to = /^@tonmeister\/([^/]+)/.exec(what)?.[1]
    if (to && to !== from) {
      if (HOSTS.includes(to)) wrong.push(`${path}: nobody imports ${to}`)
      // A test may look at its package from outside.
      else if (!isTest(path) && !MAY_IMPORT[from]?.includes(to)) wrong.push(`${path}: ${from} must not import ${to}`)
    }
    if (what.startsWith('.')) {
      const target = relative(root, join(root, path, '..', what)).replaceAll('\\', '/')
      if (!target.startsWith(`packages/${from}/`) && !isTest(path) && !isKernel(path) && !path.includes('/catalog/'))
        wrong.push(`${path}: reaches out of its package by path ('${what}')`)
    }
    for (const [pattern, may, why] of ONLY_IN) if (pattern.test(what) && !may(path)) wrong.push(`${path}: '${what}': ${why}`)
  }
  const lines = code(text).split('\n')
  lines.forEach((line, i) => {
    const at = `${path}:${i + 1}`
    if (isPure(path) && IMPURE.test(line)) wrong.push(`${at}: chance and time are arguments`)
    // The audio thread loads these files and has none of it: what stands at the top of a module would keep the engine from starting.
    if (isPure(path) && /^(export )?(const|let) .*= new (TextEncoder|TextDecoder|URL|Intl|Worker)\b/.test(line))
      wrong.push(`${at}: made when it is used, not when the file is loaded`)
    if (isPure(path) && SIGNAL_PATH.includes(from)) {
      const call = TRANSCENDENTAL.exec(line)
      if (call) wrong.push(`${at}: ${call[0]} differs between engines; packages/dsp/math.ts does not`)
      if (/\*\*/.test(line.replace(HARMLESS_POWER, ''))) wrong.push(`${at}: ** differs between engines; packages/dsp/math.ts does not`)
    }
    // Several threads share one memory: a global is written by all of them.
    if (isKernel(path) && !isTest(path) && /^(export )?let\b/.test(line)) wrong.push(`${at}: a kernel has no globals that change`)
  })
  return wrong
}

function walk(dir: string, wanted: RegExp, found: string[] = []): string[] {
  for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
    if (/^(node_modules|dist|coverage|\..*)$/.test(entry.name)) continue
    const path = dir ? `${dir}/${entry.name}` : entry.name
    if (entry.isDirectory()) walk(path, wanted, found)
    else if (wanted.test(entry.name)) found.push(path)
  }
  return found
}
const read = (path: string): File => ({ path, text: readFileSync(join(root, path), 'utf8') })

test('every import and every line stands on the right side of the walls', () => {
  expect(walk('packages', /\.tsx?$/).flatMap((path) => violations(read(path)))).toEqual([])
})
describe('the walls hold: a planted fault is found', () => {
  test.each<[string, string, string]>([
    ['a wrong direction', 'packages/engine/x.ts', "import { devices } from '@tonmeister/devices'"],
    ['a program as library', 'packages/devices/x.test.ts', "import x from '@tonmeister/studio/x.ts'"],
    ['Node in a pure file', 'packages/engine/x.ts', "import { readFileSync } from 'node:fs'"],
    ['a node.ts from a pure file', 'packages/media/x.ts', "export * from './files.node.ts'"],
    ['interface in a device', 'packages/devices/eq/device.ts', "import { Knob } from '@tonmeister/ui'"],
    ['Yjs beside its door', 'packages/project/history.ts', "import * as Y from 'yjs'"],
    ['a reach by path', 'packages/media/x.ts', "import { x } from '../dsp/math.ts'"],
    ['a dynamic import', 'packages/dsp/x.ts', "const e = await import('@tonmeister/engine')"],
    ['a view outside the studio', 'packages/engine/x.ts', "import v from './eq/view.tsx'"],
    ['JavaScript sine', 'packages/dsp/x.ts', 'const y = Math.sin(x)'],
    ['the power operator', 'packages/media/x.ts', 'const y = x ** 0.5'],
    ['the clock', 'packages/project/x.ts', 'const now = Date.now()'],
    ['chance', 'packages/interchange/x.ts', 'const id = Math.random()'],
    ['a kernel global', 'packages/devices/eq/kernel.ts', 'let last: f32 = 0'],
  ])('%s', (_, path, text) => expect(violations({ path, text })).toHaveLength(1))
  test('and what is allowed is let through', () => {
    const text = [
      "import { x } from '@tonmeister/dsp' // from 'node:fs'",
      '/* Math.sin(1) */ const big = 2 ** 40 + Math.sqrt(2)',
      "const site = 'https://example.org' // let x",
    ].join('\n')
    expect(violations({ path: 'packages/media/x.ts', text })).toEqual([])
    expect(violations({ path: 'packages/cli/verbs/x.ts', text: "import { readFileSync } from 'node:fs'" })).toEqual([])
    expect(violations({ path: 'packages/devices/eq/view.tsx', text: "import { Knob } from '@tonmeister/ui'" })).toEqual([])
  })
})

test('every package says what it is: a face, a licence, no build of its own', () => {
  for (const name of readdirSync(join(root, 'packages'))) {
    const face = { studio: 'index.html', cli: 'main.ts' }[name] ?? 'index.ts'
    expect(existsSync(join(root, 'packages', name, face)), `packages/${name}/${face}`).toBe(true)
    const manifest = JSON.parse(read(`packages/${name}/package.json`).text)
    expect(manifest).toMatchObject({ name: `@tonmeister/${name}`, license: 'MIT', private: true })
    expect(manifest.scripts).toBeUndefined()
    expect(name in MAY_IMPORT, `${name} in MAY_IMPORT`).toBe(true)
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version, `${name}: exact versions`).toMatch(/^\d/)
  }
})
test('the catalogues list what is there', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/catalog.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})
test('ARCHITECTURE.md fits on 200 lines', () => {
  expect(read('ARCHITECTURE.md').text.trimEnd().split('\n').length).toBeLessThanOrEqual(200)
})
test('links between the documents lead somewhere', () => {
  const dead = walk('', /\.md$/).flatMap((path) =>
    [...read(path).text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
      .map((m) => m[1]!)
      .filter((to) => !/^[a-z]+:/.test(to) && !existsSync(join(root, path, '..', to)))
      .map((to) => `${path}: ${to}`),
  )
  expect(dead).toEqual([])
})
test('nobody else has to have my folders: no absolute path of a machine', () => {
  const places = ['home', 'root', 'Users', 'work', 'mnt', 'farm', 'private'].join('|')
  const absolute = new RegExp(`(^|[\\s'"\`(=:])/(${places})/[\\w.-]`)
  const found = walk('', /\.(tsx?|mjs|md|json|css|html|sh|py)$/)
    .filter((path) => path !== 'package-lock.json')
    .flatMap((path) =>
      read(path)
        .text.split('\n')
        .flatMap((line, i) => (absolute.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 100)}`] : [])),
    )
  expect(found).toEqual([])
})
test('every dependency may be used in open and closed work: no GPL, no unknown licence', () => {
  const tree = JSON.parse(read('node_modules/.package-lock.json').text).packages as Record<string, { link?: boolean; license?: string }>
  const unfit = Object.entries(tree)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .flatMap(([path, entry]) => {
      const manifest = existsSync(join(root, path, 'package.json')) ? JSON.parse(read(`${path}/package.json`).text) : {}
      const licence = String(manifest.license?.type ?? manifest.license ?? entry.license ?? 'none')
      // One of the alternatives is enough.
      const fits = licence
        .replace(/[()]/g, '')
        .split(/ OR /)
        .some((choice) => choice.split(/ AND /).every((one) => LICENCES.includes(one.trim())))
      return fits ? [] : [`${path}: ${licence}`]
    })
  expect(Object.keys(tree).length).toBeGreaterThan(50)
  expect(unfit).toEqual([])
})
test('NOTICE.md names every package that a build contains by our own wish', () => {
  const notice = read('NOTICE.md').text
  const wanted = readdirSync(join(root, 'packages')).flatMap((name) =>
    Object.keys(JSON.parse(read(`packages/${name}/package.json`).text).dependencies ?? {}),
  )
  expect(wanted.filter((name) => !name.startsWith('@tonmeister/') && !notice.includes(`\`${name}\``))).toEqual([])
})
