// The commands of package.json: setup, build, start, test, test:long, bench, check, pictures, new. Works in a bare clone: needs Node and npm, nothing else.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { assertNode, ensureBuilt, ensureInstalled, root, run, SetupError } from './ensure.mjs'

const say = (line) => process.stdout.write(`${line}\n`)
const bin = (name, file) => join(root, 'node_modules', name, file)
const node = (args, options) => run(process.execPath, args, options)
const script = (file, args = [], options) => node(['--import', 'tsx', join(root, file), ...args], options)

// ── The browser of the end-to-end tests ─────────────────────────────────────

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
/** Playwright keeps its browsers here, one folder a version. */
function playwrightBrowser() {
  const home =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    { darwin: join(homedir(), 'Library/Caches/ms-playwright'), win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright') }[
      process.platform
    ] ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright')
  if (!existsSync(home)) return undefined
  const inside = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-win/chrome.exe',
    'chrome-win64/chrome.exe',
  ]
  for (const folder of readdirSync(home)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .reverse())
    for (const file of inside) if (isProgram(join(home, folder, file))) return join(home, folder, file)
  return undefined
}
function findBrowser() {
  const named = process.env.TONMEISTER_BROWSER
  if (named) {
    if (!isProgram(named))
      throw new SetupError(
        `TONMEISTER_BROWSER names '${named}', which is not a program.`,
        'Give the path of a Chromium or Chrome, or unset it.',
      )
    return named
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of names) {
      const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
      if (folder && isProgram(file)) return file
    }
  const known = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
      .filter(Boolean)
      .map((at) => join(at, 'Google/Chrome/Application/chrome.exe')),
  ]
  return known.find(isProgram) ?? playwrightBrowser()
}
/** A Chromium for the tests: found, or installed. */
async function ensureBrowser() {
  const found = findBrowser()
  if (found) return found
  const debianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (debianRoot) {
    say('Installing Chromium for the browser tests (apt) …')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['-q', 'update'], { quiet: 'always', env })
    await run('apt-get', ['-q', 'install', '-y', '--no-install-recommends', 'chromium'], { quiet: 'always', env })
  }
  if (!findBrowser()) {
    say('Installing Chromium for the browser tests (Playwright) …')
    await node([bin('playwright-core', 'cli.js'), 'install', 'chromium'], { quiet: 'always' })
  }
  const installed = findBrowser()
  if (!installed)
    throw new SetupError(
      'The browser tests need Chromium or Chrome, and none could be installed.',
      'Install one and name it: TONMEISTER_BROWSER=/path/to/chromium npm test',
    )
  return installed
}

// ── Commands ────────────────────────────────────────────────────────────────

async function setup() {
  await ensureInstalled()
}
async function build() {
  await ensureInstalled()
  const built = await ensureBuilt()
  say(built.length ? `Built: ${built.join(', ')}.` : 'Everything is up to date.')
}

function openInBrowser(address) {
  const desktop = process.platform === 'linux' ? process.env.DISPLAY || process.env.WAYLAND_DISPLAY : process.stdout.isTTY
  if (!desktop) return
  const [command, args] = { darwin: ['open', [address]], win32: ['cmd', ['/c', 'start', '', address]] }[process.platform] ?? [
    'xdg-open',
    [address],
  ]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {}) // no such program: the address stands in the terminal
  child.unref()
}
async function start(args) {
  const at = args.indexOf('--port')
  const port = at < 0 ? 4310 : Number(args[at + 1])
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new SetupError('--port wants a number from 0 to 65535.', 'npm start -- --port 8080')
  await ensureInstalled()
  await ensureBuilt({ parts: ['catalog', 'kernels', 'studio'] })
  const folder = join(root, 'dist/studio')
  if (!existsSync(join(folder, 'index.html')))
    throw new SetupError('This checkout has no studio to serve.', 'packages/studio/index.html is missing.')
  const { startServer } = await import('./serve.mjs')
  const server = await startServer({ port, root: folder })
  if (server.moved) say(`Port ${port} is taken; using ${server.port}.`)
  say(`Tonmeister is at ${server.address} (Ctrl-C stops it)`)
  if (!args.includes('--no-open')) openInBrowser(server.address)
  await new Promise((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stopped)
  })
  await server.close()
  say('Stopped.')
}

/** Style, types, catalogues. Returns names of what failed. */
async function checks() {
  const failed = []
  const check = async (name, code) => {
    if ((await code) !== 0) {
      failed.push(name)
      say(`✗ ${name}`)
    } else say(`✓ ${name}`)
  }
  await check('catalogues', script('scripts/catalog.ts', ['--check'], { quiet: true }))
  await check(
    'style (biome)',
    node([bin('@biomejs/biome', 'bin/biome'), 'check', '--colors=off', '--diagnostic-level=error', '.'], { quiet: true }),
  )
  for (const kind of ['pure', 'node', 'web'])
    await check(`types (${kind})`, node([bin('typescript', 'bin/tsc'), '-p', `tsconfig.${kind}.json`], { quiet: true }))
  return failed
}
async function check() {
  await ensureInstalled()
  const failed = await checks()
  return failed.length ? 1 : 0
}

/** Runs vitest and reads its own report: tests that passed, and failures including files that could not be run at all. */
async function vitest(args, env) {
  const report = join(root, `dist/tests-${process.pid}.json`)
  const code = await node(
    [bin('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { env },
  )
  let passed = 0
  let failed = 0
  let skipped = 0
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    passed = result.numPassedTests
    failed = result.numFailedTests
    skipped = result.numPendingTests + (result.numTodoTests ?? 0)
    for (const file of result.testResults)
      if (file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed')) failed++
  } catch {
    failed++ // no report: vitest itself fell over
  }
  rmSync(report, { force: true })
  // An error outside any test (an unhandled rejection) fails the run as well.
  if (code !== 0 && failed === 0) failed = 1
  return { passed, failed, skipped }
}
async function test(args, { long = false } = {}) {
  const began = Date.now()
  await ensureInstalled()
  const browser = await ensureBrowser()
  // Before building, which would write the lists anew.
  const failed = args.length || long ? [] : await checks()
  await ensureBuilt()
  const env = { TONMEISTER_BROWSER: browser, ...(long ? { TONMEISTER_LONG: '1' } : {}) }
  const result = await vitest(long ? ['--passWithNoTests', ...args] : args, env)
  if (failed.length) say(`checks failed: ${failed.join(', ')}`)
  if (result.skipped) say(`skipped: ${result.skipped} (what they need is not on this machine; see above)`)
  say(`time: ${Math.round((Date.now() - began) / 1000)} s`)
  say(`tests: ${result.passed} passed, ${result.failed} failed`)
  return result.failed || failed.length ? 1 : 0
}

async function bench(args) {
  await ensureInstalled()
  await ensureBuilt({ parts: ['catalog', 'kernels', 'cli'] })
  return script('bench/run.ts', args)
}
async function pictures(args) {
  await ensureInstalled()
  const browser = await ensureBrowser()
  await ensureBuilt({ parts: ['catalog', 'kernels', 'studio'] })
  return script('scripts/pictures.ts', args, { env: { TONMEISTER_BROWSER: browser } })
}
async function create(args) {
  await ensureInstalled()
  return script('scripts/new.ts', args)
}

const COMMANDS = {
  setup: [setup, 'install what the project needs'],
  build: [build, 'build what is stale'],
  start: [start, 'serve the studio: [--port N] [--no-open]'],
  test: [test, 'run every check and test; arguments go to vitest'],
  'test:long': [(args) => test(args, { long: true }), 'the tests that take minutes'],
  bench: [bench, 'measure against references and peers: [W1 W2 …] [--json]'],
  check: [check, 'style, types, catalogues'],
  pictures: [pictures, 'take the pictures of docs/ui: [NAME …]'],
  new: [create, 'device|clip|spec|format|verb NAME'],
}

const [name, ...args] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined
try {
  assertNode()
  if (!command) {
    say('node scripts/run.mjs COMMAND, or npm run COMMAND:')
    for (const [each, [, what]] of Object.entries(COMMANDS)) say(`  ${each.padEnd(10)} ${what}`)
    process.exitCode = name ? 2 : 0
  } else process.exitCode = (await command[0](args)) ?? 0
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`)
  process.exitCode = 2
}
