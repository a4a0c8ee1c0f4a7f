// One project, the same bits: from the command line with one thread and with two, in a Chromium Worker, and in an AudioWorklet, at many block sizes.
// TONMEISTER_PROJECT=/path/to/song.tonmeister npm test -- packages/studio/e2e/bits tries it with any project, from start to end.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { devices } from '@tonmeister/devices'
import { bytesSource, createAudio, openAudio, resampled } from '@tonmeister/media'
import { fileSink, fileSource } from '@tonmeister/media/files.node.ts'
import type { AssetRecord, ProjectRecord, Rec } from '@tonmeister/project'
import { openProject, saveProject } from '@tonmeister/project/folder.node.ts'
import demo from '@tonmeister/project/templates/demo.ts'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestMedia } from './bits.page.ts'
import { launch } from './browser.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../../..')
const RATE = 48_000
const noise = (frames: number, seed: number) => {
  let s = seed
  return Float32Array.from({ length: frames }, () => ((s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31) * 0.25)
}
const flicks = (frames: number) => frames * 14_700

/** The first bars of the demo, and clips of noise through every effect there is, with automation. */
function project(): Rec[] {
  const effects = Object.values(devices).filter((d) => d.kind === 'effect')
  const records: Rec[] = [...demo.records()]
  const main = records.find((r) => r.type === 'strip' && r.kind === 'main')!
  for (const [i, asset] of ['n1', 'n2'].entries()) {
    records.push(
      {
        id: asset,
        type: 'asset',
        name: asset,
        file: `media/${asset}.wav`,
        hash: asset,
        sampleRate: RATE,
        channels: i ? 1 : 2,
        frames: 60_000,
      },
      {
        id: `strip-${asset}`,
        type: 'strip',
        kind: 'track',
        order: `zz${i}`,
        name: asset,
        color: 1,
        gain: -9,
        pan: i ? 30 : -30,
        mute: false,
        solo: false,
        output: main.id,
      },
      { id: `track-${asset}`, type: 'track', order: `zz${i}`, name: asset, color: 1, strip: `strip-${asset}` },
      {
        id: `clip-${asset}-a`,
        type: 'clip',
        kind: 'audio',
        track: `track-${asset}`,
        order: 'a',
        anchor: 'flicks',
        at: flicks(1_000),
        length: flicks(40_000),
        name: '',
        asset,
        from: 0,
        gain: -1,
        fadeIn: flicks(500),
        fadeOut: 0,
        fadeInShape: 'equal-power',
        fadeOutShape: 'linear',
        reverse: false,
      },
      {
        id: `clip-${asset}-b`,
        type: 'clip',
        kind: 'audio',
        track: `track-${asset}`,
        order: 'b',
        anchor: 'flicks',
        at: flicks(30_000),
        length: flicks(50_000),
        name: '',
        asset,
        from: flicks(3),
        gain: 0,
        fadeIn: 0,
        fadeOut: flicks(2_000),
        fadeInShape: 'linear',
        fadeOutShape: 's-curve',
        reverse: i === 1,
      },
    )
    effects.forEach((device, d) => {
      const id = `fx-${asset}-${device.id}`
      records.push({
        id,
        type: 'device',
        strip: `strip-${asset}`,
        order: `d${String(d).padStart(3, '0')}`,
        device: device.id,
        version: device.version,
        enabled: true,
      })
      const [name, param] = Object.entries(device.params).find(([, p]) => p.unit !== 'choice' && p.unit !== 'toggle' && !p.hidden) ?? []
      if (name && param)
        records.push(
          { id: `${id}-1`, type: 'point', target: id, param: name, at: 0, value: param.default, curve: 'linear' },
          { id: `${id}-2`, type: 'point', target: id, param: name, at: 30_000, value: (param.default + param.max) / 2, curve: 'hold' },
          { id: `${id}-3`, type: 'point', target: id, param: name, at: 45_001, value: param.default, curve: 'hold' },
        )
    })
  }
  return records
}
/** Writes the project with its media; the second file has another rate and is converted on the way. */
function write(folder: string): string {
  mkdirSync(join(folder, 'media'), { recursive: true })
  for (const [name, sampleRate, channels] of [
    ['n1', RATE, [noise(60_000, 1), noise(60_000, 2)]],
    ['n2', RATE, [noise(60_000, 3)]],
  ] as const) {
    const writer = createAudio(fileSink(join(folder, `media/${name}.wav`)), { sampleRate, channels: channels.length, bits: 32 })
    writer.write(channels, 60_000)
    writer.close()
  }
  saveProject(folder, project())
  return folder
}

interface Rendered {
  readonly sha256: string
  readonly frames: number
}
let browser: Browser
let page: Page
let close = () => {}
const given = process.env.TONMEISTER_PROJECT
const dir = mkdtempSync(join(tmpdir(), 'tonmeister-bits-'))
let song = ''
let reference: Rendered
async function commandLine(threads: number, block: number): Promise<Rendered> {
  const cli = join(root, 'packages/cli/bin/tonmeister.mjs')
  const out = join(dir, `out-${threads}-${block}.wav`)
  const args = ['render', song, '-o', out, '--bits', '32f', '--threads', String(threads), '--block', String(block), '--json']
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args, ...(given ? [] : ['--to', '4'])])
  rmSync(out)
  return JSON.parse(stdout)
}
beforeAll(async () => {
  song = given ?? write(join(dir, 'song.tonmeister'))
  reference = await commandLine(1, 128)
  const opened = openProject(song)
  const records = [...opened.records.values()]
  const { sampleRate } = opened.records.get('project') as ProjectRecord
  const media: { [id: string]: TestMedia[string] } = {}
  const samples = new Map<string, Float32Array[]>()
  for (const asset of records.filter((r) => r.type === 'asset') as AssetRecord[]) {
    const found = opened.media(asset.file)
    if (!found) continue
    const reader = resampled(openAudio('path' in found ? fileSource(found.path) : bytesSource(found.bytes), asset.file), sampleRate)
    const audio = Array.from({ length: reader.channels }, () => new Float32Array(reader.frames))
    reader.read(0, audio, reader.frames)
    reader.close()
    media[asset.id] = { sampleRate, frames: reader.frames, channels: reader.channels }
    samples.set(asset.id, audio)
  }
  await build({
    entryPoints: { page: `${here}bits.page.ts`, 'bits.worker': `${here}bits.worker.ts`, worklet: `${here}../audio/worklet.ts` },
    bundle: true,
    format: 'esm',
    outdir: dir,
    logLevel: 'error',
  })
  writeFileSync(join(dir, 'index.html'), '<!doctype html><script type="module" src="page.js"></script>')
  writeFileSync(join(dir, 'project.json'), JSON.stringify({ records, media }))
  const wasm = process.env.TONMEISTER_KERNELS ?? join(root, 'dist/kernels.wasm')
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1)) || 'index.html'
    const sound = /^media\/(.+)\/(\d+)$/.exec(name)
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    response.setHeader('Content-Type', name.endsWith('.js') ? 'text/javascript' : name.endsWith('.wasm') ? 'application/wasm' : 'text/html')
    try {
      if (sound) {
        const { buffer, byteOffset, byteLength } = samples.get(sound[1]!)![Number(sound[2])]!
        response.end(new Uint8Array(buffer, byteOffset, byteLength))
      } else response.end(readFileSync(name === 'kernels.wasm' ? wasm : join(dir, name)))
    } catch {
      response.statusCode = 404
      response.end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await launch()
  page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.waitForFunction(() => 'bits' in window)
  close = () => void server.close()
}, 300_000)
afterAll(async () => {
  await browser?.close()
  close()
  rmSync(dir, { recursive: true, force: true })
})

test('there is something to hear', () => {
  expect(reference.frames).toBeGreaterThan(0)
  expect(reference.sha256).toMatch(/^[0-9a-f]{64}$/)
  if (!given) expect(reference.frames).toBe(4 * RATE)
})
test.each([
  [1, 32],
  [1, 500],
  [1, 4096],
  [2, 32],
  [2, 128],
  [2, 4096],
])('the command line with %i threads at blocks of %i frames', async (threads, block) =>
  expect(await commandLine(threads, block)).toMatchObject({ sha256: reference.sha256, frames: reference.frames }),
)
test.each([32, 128, 500, 4096])('a Chromium Worker at blocks of %i frames', async (block) =>
  expect(await page.evaluate(([f, b]) => window.bits.worker(f!, b!), [reference.frames, block])).toBe(reference.sha256),
)
test('an AudioWorklet in Chromium', async () =>
  expect(await page.evaluate((f) => window.bits.worklet(f), reference.frames)).toBe(reference.sha256))
