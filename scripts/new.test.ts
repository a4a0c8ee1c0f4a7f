// What `npm run new` makes works as it is: tried in a copy of the checkout.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
let copy = ''

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, ...env } })
  return { status, stdout, stderr }
}
const make = (...args: string[]) => run(['--import', 'tsx', 'scripts/new.ts', ...args])

beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'tonmeister-new-')))
  for (const entry of readdirSync(root, { withFileTypes: true }))
    if (!/^(\..*|node_modules|dist|docs|coverage)$/.test(entry.name))
      cpSync(join(root, entry.name), join(copy, entry.name), {
        recursive: true,
        filter: (path) => !/node_modules/.test(path.slice(root.length)),
      })
  // The same dependencies; our own packages are those of the copy.
  mkdirSync(join(copy, 'node_modules/@tonmeister'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@tonmeister') symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name))
  for (const name of readdirSync(join(copy, 'packages')))
    symlinkSync(join(copy, 'packages', name), join(copy, 'node_modules/@tonmeister', name))
  for (const kind of ['device', 'clip', 'spec', 'format', 'verb'])
    expect(make(kind, `probe-${kind}`)).toMatchObject({ status: 0, stderr: '' })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

test('each copy is listed', () => {
  expect(run(['--import', 'tsx', 'scripts/catalog.ts', '--check'])).toMatchObject({ status: 0, stderr: '' })
})
test('each copy has sound types and style', () => {
  const words = ['pure', 'node'].map((kind) => run(['node_modules/typescript/bin/tsc', '-p', `tsconfig.${kind}.json`]).stdout)
  expect(
    words
      .join('\n')
      .split('\n')
      .filter((line) => line.includes('probe-')),
  ).toEqual([])
  const files = [
    'devices/probe-device',
    'clips/probe-clip',
    'metering/specs/probe-spec.ts',
    'interchange/probe-format',
    'cli/verbs/probe-verb.ts',
  ]
  const style = run([
    'node_modules/@biomejs/biome/bin/biome',
    'check',
    '--vcs-enabled=false',
    '--colors=off',
    ...files.map((file) => `packages/${file}`),
  ])
  expect(style.status, style.stderr + style.stdout).toBe(0)
})
test('each copy passes its own tests and the contract of its kind', { timeout: 240_000 }, () => {
  const kernels = run(['--import', 'tsx', 'scripts/kernels.ts', '--only', 'probe-device', '--out', 'probe'])
  expect(kernels.stderr).toBe('')
  const contracts = ['devices', 'clips', 'metering', 'interchange', 'cli']
    .map((name) => `packages/${name}/contract.test.ts`)
    .filter((file) => existsSync(join(copy, file)))
  const vitest = (files: readonly string[], ...more: string[]) =>
    run(['node_modules/vitest/vitest.mjs', 'run', '--project=unit', '--reporter=json', ...files, ...more], {
      TONMEISTER_KERNELS: join(copy, 'dist/probe.wasm'),
    })
  const result = JSON.parse(vitest(['probe-', ...contracts], '-t', 'probe-|step|note|refused|sixteenths|down|octave').stdout)
  const tests: { status: string; title: string }[] = result.testResults.flatMap(
    (file: { name: string; assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }) =>
      file.assertionResults
        .filter((t) => /probe-/.test(file.name + t.fullName))
        .map((t) => ({ status: t.status, title: [t.fullName, ...t.failureMessages].join(': ') })),
  )
  expect(tests.filter((t) => t.status === 'failed')).toEqual([])
  const passed = (what: RegExp) => tests.filter((t) => t.status === 'passed' && what.test(t.title)).length
  expect(passed(/^effect probe-device/)).toBeGreaterThanOrEqual(8)
  expect(passed(/./)).toBeGreaterThanOrEqual(20)
})
test('a verb made this way runs, with a result for programs', () => {
  const call = (...args: string[]) =>
    run([
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `import { main } from './packages/cli/main.ts'; process.exitCode = await main(${JSON.stringify(args)})`,
    ])
  expect(call('probe-verb', 'Ada', '--json')).toMatchObject({ status: 0, stdout: '{"greeting":"Hello, Ada."}\n' })
  expect(call('probe-verb')).toMatchObject({ status: 2, stdout: '' })
})
test.each([
  [['device', 'probe-device'], /is there already/],
  [['device', 'Bad Name'], /cannot be its name/],
  [['device', '../escape'], /cannot be its name/],
  [['device', 'catalog'], /taken/],
  [['device'], /one name/],
  [['plugin', 'x'], /no template/],
])('%j is refused in words', (args, why) => {
  const { status, stderr } = make(...args)
  expect(stderr).toMatch(why)
  expect(status).toBe(2)
})
