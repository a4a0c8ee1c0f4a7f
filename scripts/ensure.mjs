// Makes what is missing or stale, and nothing else: node_modules, the catalogues, the kernels, the bundles.
// Plain JavaScript without dependencies, so that it runs in a bare clone. Looking costs a few milliseconds when all is fresh.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const NODE_MIN = [20, 19]

/** A mistake of the world: one sentence, and what to do. */
export class SetupError extends Error {
  constructor(message, hint) {
    super(message)
    this.hint = hint
  }
}

export function assertNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]))
    throw new SetupError(
      `Tonmeister needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.`,
      'Install a newer Node from https://nodejs.org.',
    )
}

const say = (line) => process.stderr.write(`${line}\n`)

/**
 * Runs a program in the root folder.
 * @param options.quiet  true: keep its output back and show it only when it fails; 'always': not even then
 * @returns {Promise<number>} its exit code
 */
export function run(command, args, { quiet = false, env = {}, cwd = root, stdout = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['inherit', stdout === 'stderr' ? 2 : stdout, 'inherit'],
      // npm is a batch file there.
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    })
    const kept = []
    child.stdout?.on('data', (chunk) => kept.push(chunk))
    child.stderr?.on('data', (chunk) => kept.push(chunk))
    child.on('error', (error) => reject(new SetupError(`${command} could not be started: ${error.message}.`)))
    child.on('close', (code, signal) => {
      if (quiet && quiet !== 'always' && code !== 0) process.stderr.write(Buffer.concat(kept))
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}
/** Runs a TypeScript script of this folder. */
const script = (file, args = [], options = {}) =>
  run(process.execPath, ['--import', 'tsx', join(root, 'scripts', file), ...args], { quiet: true, ...options })

// ── One at a time ───────────────────────────────────────────────────────────

const alive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
/** Two commands started together must not install or build the same thing: the second waits and then finds it done. */
async function withLock(name, work) {
  mkdirSync(dist, { recursive: true })
  const lock = join(dist, `${name}.lock`)
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      let holder = 0
      try {
        holder = Number(readFileSync(lock, 'utf8'))
        // An empty file is one whose writer is between its two steps, or died there.
        if (holder ? !alive(holder) : Date.now() - statSync(lock).mtimeMs > 5000) rmSync(lock, { force: true })
      } catch {
        continue // gone in the meantime
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

// ── node_modules ────────────────────────────────────────────────────────────

const modulesStamp = join(root, 'node_modules', '.tonmeister')
const manifests = () => [
  'package-lock.json',
  'package.json',
  ...readdirSync(join(root, 'packages')).map((p) => `packages/${p}/package.json`),
]
const hashOf = (files) => {
  const hash = createHash('sha256')
  for (const file of files)
    if (existsSync(join(root, file)))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}
function isInstalled() {
  if (!existsSync(join(root, 'node_modules'))) return false
  const now = hashOf(manifests())
  if (existsSync(modulesStamp)) return readFileSync(modulesStamp, 'utf8') === now
  // Installed by hand with npm: its own record is younger than every manifest.
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const at = statSync(record).mtimeMs
  if (manifests().some((file) => existsSync(join(root, file)) && statSync(join(root, file)).mtimeMs > at)) return false
  writeFileSync(modulesStamp, now)
  return true
}
/** npm as it was started, or as it is found. */
const npm = (args, options) => {
  const own = process.env.npm_execpath
  return own?.endsWith('.js') && own.includes('npm') ? run(process.execPath, [own, ...args], options) : run('npm', args, options)
}

/** Installs the dependencies when they are missing or not those of package-lock.json. */
export async function ensureInstalled() {
  assertNode()
  if (isInstalled()) return
  await withLock('install', async () => {
    if (isInstalled()) return
    const bare = !existsSync(join(root, 'node_modules'))
    say(bare ? 'Installing dependencies (once, about half a minute) …' : 'Dependencies have changed: installing …')
    const env = { npm_config_loglevel: 'error' }
    let code = bare ? await npm(['ci'], { quiet: 'always', env }) : 1
    if (bare && code !== 0) say('package-lock.json could not be installed as it stands; trying npm install.')
    if (code !== 0) code = await npm(['install'], { quiet: true, env })
    if (code !== 0)
      throw new SetupError(
        'The dependencies could not be installed.',
        'See the lines above; is the network there? Then run npm run setup again.',
      )
    writeFileSync(modulesStamp, hashOf(manifests()))
  })
}

// ── What is built ───────────────────────────────────────────────────────────

/** Files below `dir` for which `wanted(path)` holds; paths from the root with forward slashes. */
function list(dir, wanted, found = []) {
  let entries
  try {
    entries = readdirSync(join(root, dir), { withFileTypes: true })
  } catch {
    return found
  }
  for (const entry of entries) {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue
    const path = `${dir}/${entry.name}`
    if (entry.isDirectory()) list(path, wanted, found)
    else if (wanted(path)) found.push(path)
  }
  return found
}
const isTest = (path) => /\.(test|bench)\.tsx?$/.test(path)

/**
 * What can be made: when it is stale, and how. `inputs` is what can be listed without building; a build may report more in `<stamp>.inputs`.
 * Order matters: a part may need those before it.
 */
export const PARTS = {
  catalog: {
    title: 'catalogues',
    inputs: () => [
      'scripts/catalog.ts',
      'packages/project/device.ts',
      'packages/project/param.ts',
      ...list(
        'packages',
        (p) =>
          (p.endsWith('.ts') &&
            !isTest(p) &&
            (p.startsWith('packages/devices/') || /\/(catalog|specs|verbs|templates)\/|\/(kernel|clip|format)\.ts$/.test(p))) ||
          p.endsWith('view.tsx'),
      ),
    ],
    outputs: [],
    build: () => script('catalog.ts', [], { quiet: false, stdout: 'stderr' }),
  },
  kernels: {
    title: 'kernels (about ten seconds)',
    inputs: () => [
      'scripts/kernels.ts',
      'packages/dsp/catalog/kernels.ts',
      ...list('packages', (p) => p.endsWith('.ts') && /\/kernel\.ts$|\/assembly\/|\/catalog\/layout\//.test(p) && !isTest(p)),
    ],
    outputs: ['dist/kernels.wasm'],
    build: () => script('kernels.ts'),
  },
  cli: {
    title: 'command line',
    inputs: () => ['scripts/bundle.ts', 'package-lock.json', ...list('packages/cli', (p) => p.endsWith('.ts') && !isTest(p))],
    outputs: ['dist/cli.mjs'],
    needs: () => existsSync(join(root, 'packages/cli/main.ts')),
    build: () => script('bundle.ts', ['cli']),
  },
  studio: {
    title: 'studio',
    inputs: () => [
      'scripts/bundle.ts',
      'scripts/release.ts',
      'package-lock.json',
      'dist/kernels.wasm',
      ...list('packages/studio', (p) => /\.(tsx?|css|html|svg|png|webmanifest)$/.test(p) && !isTest(p) && !p.includes('/e2e/')),
    ],
    outputs: ['dist/studio/index.html'],
    needs: () => existsSync(join(root, 'packages/studio/index.html')),
    build: () => script('bundle.ts', ['studio']),
  },
}

const sizeAndTime = (file) => {
  const stat = statSync(join(root, file), { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs}:${stat.size}` : 'none'
}
const stampOf = (name) => join(dist, `${name}.stamp`)
function writeStamp(name, files) {
  const seen = {}
  for (const file of files) seen[file] = sizeAndTime(file)
  const content = hashOf(Object.keys(seen).sort())
  const temporary = `${stampOf(name)}.${process.pid}`
  writeFileSync(temporary, JSON.stringify({ content, files: seen }))
  renameSync(temporary, stampOf(name))
}
/** A part is fresh when every input is one it was built from and has not been touched, or touched without a change. */
function isFresh(name) {
  const part = PARTS[name]
  if (part.outputs.some((file) => !existsSync(join(root, file)))) return false
  let stamp
  try {
    stamp = JSON.parse(readFileSync(stampOf(name), 'utf8'))
  } catch {
    return false
  }
  if (!stamp.files) return false
  const listed = part.inputs()
  if (listed.some((file) => !(file in stamp.files))) return false
  const touched = Object.keys(stamp.files).some((file) => stamp.files[file] !== sizeAndTime(file))
  if (!touched) return true
  if (hashOf(Object.keys(stamp.files).sort()) !== stamp.content) return false
  writeStamp(name, Object.keys(stamp.files))
  return true
}

/**
 * Brings parts up to date. Messages go to stderr, so that a command's result on stdout stays alone.
 * @param options.parts  names of PARTS, in any order; what does not exist in this checkout yet is passed over
 * @returns names of what was built
 */
export async function ensureBuilt({ parts = Object.keys(PARTS) } = {}) {
  assertNode()
  const built = []
  const stale = () => Object.keys(PARTS).filter((name) => parts.includes(name) && (PARTS[name].needs?.() ?? true) && !isFresh(name))
  if (stale().length === 0) return built
  await ensureInstalled()
  await withLock('build', async () => {
    // Looked at one by one: catalogues change what kernels are made of.
    for (const name of Object.keys(PARTS)) {
      const part = PARTS[name]
      if (!parts.includes(name) || !(part.needs?.() ?? true) || isFresh(name)) continue
      say(`Building ${part.title} …`)
      const code = await part.build()
      if (code !== 0) throw new SetupError(`The ${name} could not be built.`, 'See the lines above.')
      const reported = join(dist, `${name}.inputs`)
      const more = existsSync(reported) ? JSON.parse(readFileSync(reported, 'utf8')) : []
      rmSync(reported, { force: true })
      writeStamp(name, [...new Set([...part.inputs(), ...more])])
      built.push(name)
    }
  })
  return built
}
