// npm run bench [-- W1 W2 …] [--json] [--runs N] [--threads N]: our programs, the C references and the peers that are installed, all in one run, so that ratios hold.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openAudio } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import { measure as measureLoudness } from '@tonmeister/metering'
import { build } from 'esbuild'
import { measure, median, type Run } from './measure.ts'
import { makeInputs, others, type Place, type Program } from './programs.ts'
import { buildW1 } from './w1.ts'

const root = join(import.meta.dirname, '..')
const OURS = 'tonmeister'
const cli = join(root, 'packages/cli/bin/tonmeister.mjs')

interface Workload {
  readonly title: string
  readonly audioSeconds: number
  /** Our programs, and what engine.ts is asked for. */
  ours(place: Place, threads: readonly number[]): Promise<{ programs: Program[]; engine: readonly string[] }>
}
const WORKLOADS: Record<string, Workload> = {
  W1: {
    title: 'console: 32 stereo tracks × 60 s, 48 kHz → one 24-bit stereo WAV',
    audioSeconds: 60,
    async ours(place, threads) {
      const project = await buildW1(place)
      const programs = threads.map((n) => ({
        name: OURS,
        threads: n,
        command: [
          process.execPath,
          cli,
          'render',
          project,
          '-o',
          join(place.work, `out/w1_tonmeister_${n}.wav`),
          '--bits',
          '24',
          '--to',
          '60',
          '--threads',
          String(n),
          '--json',
        ],
      }))
      return { programs, engine: ['W1', project, String(Math.max(...threads))] }
    },
  },
  W2: {
    title: 'loudness: 600 s stereo 48 kHz: integrated, range, true peak',
    audioSeconds: 600,
    async ours(place) {
      const file = join(place.work, 'in/prog48.wav')
      return { programs: [{ name: OURS, threads: 1, command: [process.execPath, cli, 'measure', file, '--json'] }], engine: ['W2', file] }
    },
  },
}
interface Result {
  readonly workload: string
  readonly program: string
  readonly threads: number
  readonly renderSeconds: number | null
  readonly wallSeconds: number
  readonly peakMemoryMb: number | null
}
interface EngineResult {
  /** By number of threads. */
  readonly renderSeconds: Record<number, number>
  readonly blockMedianUs: number
  readonly blockP99Us: number
}

const usage = (message: string): never => {
  process.stderr.write(`${message}\nnpm run bench [-- ${Object.keys(WORKLOADS).join(' ')}] [--json] [--runs N] [--threads N]\n`)
  process.exit(2)
}
function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        runs: { type: 'string', default: '3' },
        threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      },
    })
  } catch (error) {
    return usage((error as Error).message)
  }
}
const { values, positionals } = options()
const wanted = positionals.length ? positionals.map((name) => name.toUpperCase()) : Object.keys(WORKLOADS)
for (const name of wanted) if (!(name in WORKLOADS)) usage(`'${name}' is not a workload that is measured yet.`)
const runs = Number(values.runs)
const threadsMax = Number(values.threads)
if (!Number.isInteger(runs) || runs < 1) usage('--runs wants a whole number from 1.')
if (!Number.isInteger(threadsMax) || threadsMax < 1) usage('--threads wants a whole number from 1.')

/** Words for people: beside the result when that is a table, on stderr when it is JSON. */
const say = (line = '') => (values.json ? process.stderr : process.stdout).write(`${line}\n`)

const place: Place = { bench: process.env.TONMEISTER_WORKLOADS ?? join(root, '../shared/bench'), work: join(root, 'dist/bench') }
if (!existsSync(join(place.bench, 'gen/gen_inputs.mjs'))) {
  say(
    'The workloads are not here: expected at ../shared/bench beside the checkout, or where TONMEISTER_WORKLOADS says. Nothing was measured.',
  )
  if (values.json) process.stdout.write('[]\n')
  process.exit(0)
}
if (!existsSync(join(place.work, 'in/w4.mid'))) say('Making the inputs once (0.9 GB in dist/bench, about half a minute) …')
makeInputs(place)

const results: Result[] = []
const failures: string[] = []
for (const name of wanted) {
  const workload = WORKLOADS[name]!
  say(`\n${name} ${workload.title}`)
  const { programs: rest, absent } = others(name, place)
  let ours: Program[] = []
  let engine: EngineResult | undefined
  try {
    const made = await workload.ours(place, threadsMax > 1 && name === 'W1' ? [1, threadsMax] : [1])
    ours = made.programs
    engine = await measureEngine(made.engine)
  } catch (error) {
    failures.push(`${name} ${OURS}: ${firstWords(error)}`)
  }
  const all = [...ours, ...rest]
  const measured = new Map<Program, Run[]>(all.map((program) => [program, []]))
  // Round by round, so that a machine that gets slower gets slower for all.
  for (let round = 0; round < runs; round++)
    for (const program of all) {
      if (round >= (program.runsMax ?? runs) || !measured.has(program)) continue
      try {
        measured.get(program)!.push(await measure(program.command, { cwd: root, ...(program.env ? { env: program.env } : {}) }))
      } catch (error) {
        measured.delete(program)
        failures.push(`${name} ${program.name}: ${(error as Error).message}`)
      }
    }
  const rows = [...measured].map(([program, each]): Result => {
    const renders = each.flatMap((run) => (run.renderSeconds === null ? [] : [run.renderSeconds]))
    const memory = each.flatMap((run) => (run.peakMemoryMb === null ? [] : [run.peakMemoryMb]))
    const own = program.name === OURS ? (engine?.renderSeconds[program.threads] ?? null) : null
    return {
      workload: name,
      program: program.name,
      threads: program.threads,
      renderSeconds: own ?? (renders.length ? median(renders) : null),
      wallSeconds: median(each.map((run) => run.wallSeconds)),
      peakMemoryMb: memory.length ? Math.max(...memory) : null,
    }
  })
  results.push(...rows)
  table(workload, rows, engine)
  if (name === 'W1') sameWork([...measured.keys()])
  for (const { name: peer, why } of absent) say(`  not measured: ${peer}: ${why}`)
}
for (const failure of failures) say(`  failed: ${failure}`)
say(
  `\n${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} threads, Node ${process.versions.node}; median of ${runs}, memory at its highest.`,
)
say(loadNote())
if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
process.exitCode = failures.some((failure) => failure.includes(` ${OURS}:`)) ? 1 : 0

function table(workload: Workload, rows: readonly Result[], engine: EngineResult | undefined): void {
  const mine = rows.find((row) => row.program === OURS && row.threads === 1)
  const blocks = (workload.audioSeconds * 48_000) / 128
  const cell = (value: number | null | undefined, digits: number) => (value === null || value === undefined ? '–' : value.toFixed(digits))
  const ratio = (theirs: number | null, ours: number | null | undefined) => (theirs && ours ? `${(theirs / ours).toFixed(2)}×` : '–')
  const head = [
    'program',
    'threads',
    'render s',
    'wall s',
    'memory MB',
    '× real time',
    'µs per 128: median',
    'p99',
    'theirs / ours: render',
    'wall',
  ]
  const lines = rows.map((row) => {
    const isMine = row.program === OURS && row.threads === 1
    // A reference tells its sum only: the mean stands for the median, and there is no p99.
    const block = isMine && engine ? engine.blockMedianUs : row.renderSeconds === null ? null : (row.renderSeconds / blocks) * 1e6
    return [
      row.program,
      String(row.threads),
      cell(row.renderSeconds, 2),
      cell(row.wallSeconds, 2),
      cell(row.peakMemoryMb, 0),
      cell(workload.audioSeconds / row.wallSeconds, 1),
      isMine || block === null ? cell(block, 1) : `${cell(block, 1)} (mean)`,
      isMine && engine ? cell(engine.blockP99Us, 1) : '–',
      isMine ? '1' : ratio(row.renderSeconds, mine?.renderSeconds),
      isMine ? '1' : ratio(row.wallSeconds, mine?.wallSeconds),
    ]
  })
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]!.length)))
  for (const line of [head, ...lines])
    say(`  ${line.map((text, i) => (i ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))).join('  ')}`)
}
/** Runs engine.ts, bundled, since its threads are started by plain Node. */
async function measureEngine(args: readonly string[]): Promise<EngineResult> {
  const program = join(place.work, 'engine.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'engine.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
  })
  const kernels = process.env.TONMEISTER_KERNELS ?? join(root, 'dist/kernels.wasm')
  const env = { ...process.env, TONMEISTER_KERNELS: kernels }
  return JSON.parse(execFileSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe', env }))
}
/** Loudness of what was rendered: programs whose results are a decibel apart did not do the same. */
function sameWork(programs: readonly Program[]): void {
  const seen = programs.flatMap((program) => {
    const file = program.command.find((argument) => argument.startsWith(join(place.work, 'out')))
    if (!file || !existsSync(file)) return []
    const reader = openAudio(fileSource(file), file)
    const { integratedLufs, samplePeakDbfs } = measureLoudness(reader)
    reader.close()
    return [
      `${program.name}${program.threads > 1 ? ` (${program.threads} threads)` : ''} ${integratedLufs.toFixed(2)} LUFS, peak ${samplePeakDbfs.toFixed(2)} dBFS`,
    ]
  })
  if (seen.length) say(`  what came out: ${seen.join(' · ')}`)
}
/** The sentence of an error, also of a program that ended with one. */
function firstWords(error: unknown): string {
  const words = String((error as { stderr?: string }).stderr || (error instanceof Error ? error.message : error))
  return (words.split('\n').find((line) => /Error: /.test(line)) ?? words.split('\n')[0]!).slice(0, 300)
}
function loadNote(): string {
  if (!existsSync('/proc/loadavg')) return ''
  const load = Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0])
  return load > availableParallelism() + 0.5 ? `The machine was busy with other work (load ${load}): trust ratios, not times.` : ''
}
