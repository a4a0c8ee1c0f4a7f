// The command as it is started in a shell: processes, signals, pipes, threads, wall time and memory.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { craftWav, floatBytes, pcmBytes } from '@tonmeister/media/formats/wav/craft.ts'
import type { Rec } from '@tonmeister/project'
import { saveProject } from '@tonmeister/project/folder.node.ts'
import { base, track } from '@tonmeister/project/templates/empty.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const bin = join(import.meta.dirname, 'bin/tonmeister.mjs')
const FLICKS_PER_SECOND = 705_600_000
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tonmeister-command-'))
  // Builds what is stale, once.
  spawnSync(process.execPath, [bin, '--version'])
  noiseProject('quiet', 1)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (...parts: string[]) => join(folder, ...parts)

// ── A small language ───────────────────────────────────────────────────────

/** The program without its look at what is stale: what a user of the package starts. */
const bare = `import(${JSON.stringify(join(import.meta.dirname, '../../dist/cli.mjs'))}).then(async (m) => {
  process.exitCode = await m.main(process.argv.slice(1))
})`
function command(...argv: string[]) {
  const started = performance.now()
  const run = spawnSync(process.execPath, [bin, ...argv], { encoding: 'utf8' })
  return { code: run.status, out: run.stdout, err: run.stderr, ms: performance.now() - started }
}
/** Peak resident memory, MiB. */
function measured(...argv: string[]) {
  const script = `${bare}.then(() => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'))`
  const started = performance.now()
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, ...argv], { encoding: 'utf8' })
  const peak = /\npeak (\d+)\n$/.exec(run.stderr)
  return {
    code: run.status,
    out: run.stdout,
    err: run.stderr.slice(0, peak?.index),
    ms: performance.now() - started,
    peakMiB: Number(peak![1]) / 1024,
  }
}
/** One track with a clip of noise from `seconds` of sound. */
function noiseProject(name: string, seconds: number): string {
  const path = at(name)
  mkdirSync(join(path, 'media'), { recursive: true })
  let s = 1
  const bytes = craftWav({
    channels: 2,
    data: pcmBytes(
      Array.from({ length: 48_000 * 2 }, () => {
        s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
        return s >> 20
      }),
      2,
    ),
  })
  // One second, over and over.
  const sound = bytes.subarray(44)
  const whole = craftWav({ channels: 2, data: new Uint8Array(sound.length * seconds) })
  for (let i = 0; i < seconds; i++) whole.set(sound, 44 + i * sound.length)
  writeFileSync(join(path, 'media/noise.wav'), whole)
  const records: Rec[] = [
    ...base({ name }),
    ...['a', 'b', 'c'].flatMap((id) => [
      ...track(id, id, id, 1),
      {
        id: `clip-${id}`,
        type: 'clip',
        kind: 'audio',
        track: `track-${id}`,
        order: 'a',
        anchor: 'flicks',
        at: 0,
        length: seconds * FLICKS_PER_SECOND,
        name: id,
        from: 0,
        asset: 'asset',
      } as Rec,
    ]),
    {
      id: 'asset',
      type: 'asset',
      name: 'noise.wav',
      file: 'media/noise.wav',
      hash: createHash('sha256').update(whole).digest('hex'),
      sampleRate: 48_000,
      channels: 2,
      frames: 48_000 * seconds,
    },
  ]
  saveProject(path, records)
  return path
}

// ── Output ─────────────────────────────────────────────────────────────────

test('one JSON value on stdout and nothing else there; without a terminal nothing on stderr either', () => {
  const { code, out, err } = command('render', at('quiet'), '-o', at('quiet.wav'), '--json')
  expect([code, err]).toEqual([0, ''])
  expect(out.split('\n').length).toBe(2)
  expect(JSON.parse(out).frames).toBeGreaterThan(0)
})
test('exit codes: 0 done, 1 a check failed, 2 could not be done', () => {
  writeFileSync(
    at('loud.wav'),
    craftWav({
      channels: 2,
      data: pcmBytes(
        Array.from({ length: 96_000 }, (_, i) => (i % 100 < 50 ? 32_000 : -32_000)),
        2,
      ),
    }),
  )
  expect(command('measure', at('loud.wav')).code).toBe(0)
  const check = command('check', at('loud.wav'), '--spec', 'ebu-r128', '--json')
  expect([check.code, JSON.parse(check.out).pass]).toEqual([1, false])
  expect(command('measure', at('none.wav')).code).toBe(2)
})
test('a reader that goes away is no error', () => {
  const run = spawnSync(
    'sh',
    ['-c', `"${process.execPath}" "${bin}" render --help | head -c 1; "${process.execPath}" "${bin}" info "${at('quiet')}" --json | true`],
    {
      encoding: 'utf8',
    },
  )
  expect([run.status, run.stderr]).toEqual([0, ''])
})

test.skipIf(!existsSync('/dev/full'))('a result that cannot be written is an error (skipped where there is no /dev/full)', () => {
  const run = spawnSync('sh', ['-c', `"${process.execPath}" "${bin}" info "${at('quiet')}" --json > /dev/full`], { encoding: 'utf8' })
  expect([run.status, run.stderr]).toEqual([2, 'The result cannot be written (ENOSPC).\nCheck where the output goes.\n'])
})

// ── The same bits ──────────────────────────────────────────────────────────

test('1, 2 and 3 threads, blocks of 32, 128, 500 and 4096 frames: one hash, for the demo song with its instruments', () => {
  expect(command('new', at('demo'), '--template', 'demo').code).toBe(0)
  const hashes = new Set<string>()
  for (const [threads, block] of [
    [1, 32],
    [1, 4096],
    [2, 128],
    [2, 500],
    [3, 1024],
  ]) {
    const argv = ['render', at('demo'), '-o', at('demo.wav'), '--to', '1|3', '--json']
    const { code, out, err } = command(...argv, '--threads', String(threads), '--block', String(block))
    expect(code, err).toBe(0)
    const result = JSON.parse(out)
    expect(result.frames).toBe(60_000)
    hashes.add(result.sha256)
  }
  expect(hashes.size).toBe(1)
  expect(
    readFileSync(at('demo.wav'))
      .subarray(80)
      .some((byte) => byte !== 0),
  ).toBe(true)
})
test('two renders of one project are the same file, headers included: nothing of the clock is in it', () => {
  const project = at('quiet')
  for (const name of ['first.wav', 'second.wav']) expect(command('render', project, '-o', at(name), '--bits', '16').code).toBe(0)
  expect(readFileSync(at('first.wav')).equals(readFileSync(at('second.wav')))).toBe(true)
})

// ── Interrupted ────────────────────────────────────────────────────────────

describe('interrupted', () => {
  /** Starts, waits until something is being written, then sends the signal. */
  async function interrupt(
    signal: NodeJS.Signals,
    argv: string[],
    watched: string,
  ): Promise<{ code: number | null; signal: string | null; ms: number }> {
    const child = spawn(process.execPath, [bin, ...argv], { stdio: 'ignore' })
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on('exit', (code, by) => resolve({ code, signal: by })),
    )
    const isWriting = () =>
      existsSync(watched) &&
      readdirSync(watched, { recursive: true, encoding: 'utf8' }).some(
        (f) => f.endsWith('.tmp') && statSync(join(watched, f)).size > 100_000,
      )
    while (!isWriting() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5))
    const started = performance.now()
    child.kill(signal)
    return { ...(await ended), ms: performance.now() - started }
  }
  let project = ''
  let long = ''
  beforeAll(() => {
    project = noiseProject('long', 120)
    long = join(project, 'media/noise.wav')
    mkdirSync(at('out'))
    writeFileSync(at('out', 'mix.wav'), 'the old mix')
  })
  test.each([
    ['SIGINT', '1', 130],
    ['SIGTERM', '1', 143],
    ['SIGHUP', '1', 129],
    ['SIGINT', '2', 130],
  ] as const)(
    'by %s with %s threads, a render stops within five seconds on the busiest machine, leaves the old file and nothing else',
    async (signal, threads, code) => {
      const end = await interrupt(signal, ['render', project, '-o', at('out', 'mix.wav'), '--threads', threads], at('out'))
      expect(end.code).toBe(code)
      expect(end.ms).toBeLessThan(5000)
      expect(readdirSync(at('out'))).toEqual(['mix.wav'])
      expect(readFileSync(at('out', 'mix.wav'), 'utf8')).toBe('the old mix')
    },
  )
  test('killed outright, a render leaves the old file whole under its name', async () => {
    const end = await interrupt('SIGKILL', ['render', project, '-o', at('out', 'mix.wav'), '--threads', '1'], at('out'))
    expect(end.signal).toBe('SIGKILL')
    expect(readFileSync(at('out', 'mix.wav'), 'utf8')).toBe('the old mix')
  })
  test('by SIGINT, an import into a new project leaves no project', async () => {
    mkdirSync(at('imports'))
    const end = await interrupt('SIGINT', ['import', long, '-o', at('imports', 'new', 'project'), '--rate', '96000'], at('imports'))
    expect(end.code).toBe(130)
    expect(end.ms).toBeLessThan(5000)
    expect(readdirSync(at('imports'))).toEqual([])
  })
})

// ── Time and memory ────────────────────────────────────────────────────────

describe('what cannot be done is said quickly and in little memory', () => {
  const sound = pcmBytes([1, 2, 3, 4], 2)
  const hostile: [string, Uint8Array][] = [
    ['truncated', craftWav({ data: sound, dataSize: 10_000_000 }).subarray(0, 40)],
    ['zero-channels', craftWav({ channels: 0, block: 2, data: sound })],
    ['frames', craftWav({ container: 'RF64', ds64: { data: 2 ** 33, frames: 2 ** 32 }, dataSize: 0xffffffff, channels: 0, data: sound })],
    ['nan', craftWav({ tag: 3, bits: 32, data: floatBytes([0, Number.NaN], 32) })],
    ['ten-megahertz-33-channels', craftWav({ rate: 9_999_991, channels: 33, data: new Uint8Array(6600) })],
  ]
  test.each(hostile)('%s: exit code 2, one sentence and a hint, below 120 MiB', (name, bytes) => {
    const file = at(`${name}.wav`)
    writeFileSync(file, bytes)
    for (const argv of [
      ['measure', file],
      ['import', file, '-o', at('never')],
    ]) {
      if (name !== 'nan' && argv[0] === 'measure') continue
      const { code, out, err, ms, peakMiB } = measured(...argv)
      expect([code, out]).toEqual([2, ''])
      expect(err.trimEnd().split('\n').length).toBe(2)
      expect(peakMiB).toBeLessThan(120)
      // A second and what starting a process costs on a busy machine.
      expect(ms).toBeLessThan(5000)
    }
    expect(existsSync(at('never'))).toBe(false)
  })
  test('a sound file of 10 MHz is converted in bounded memory', () => {
    writeFileSync(at('fast.wav'), craftWav({ rate: 9_999_991, data: new Uint8Array(200_000) }))
    const { code, peakMiB, err } = measured('import', at('fast.wav'), '-o', at('fast-project'))
    expect(code, err).toBe(0)
    expect(peakMiB).toBeLessThan(200)
  })
})
test('two minutes of media take no more memory to render and to import than ten seconds', () => {
  const peak = (project: string) => {
    const render = measured('render', project, '-o', at('peak.wav'), '--threads', '1', '--to', '10')
    const bring = measured('import', join(project, 'media/noise.wav'), '-o', `${project}-again`)
    rmSync(`${project}-again`, { recursive: true })
    expect([render.code, bring.code]).toEqual([0, 0])
    return [render.peakMiB, bring.peakMiB]
  }
  const short = peak(noiseProject('ten-seconds', 10))
  const long = peak(at('long'))
  // 21 MiB of sound more, of which nothing is to be seen; the garbage collector takes its time.
  expect(long[0]! - short[0]!).toBeLessThan(15)
  expect(long[1]! - short[1]!).toBeLessThan(15)
})
