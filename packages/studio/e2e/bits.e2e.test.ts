// One project, the same bits: in Node, in a Chromium Worker, and in an AudioWorklet, at many block sizes.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { compile, renderOffline } from '@tonmeister/engine'
import type { Rec } from '@tonmeister/project'
import demo from '@tonmeister/project/templates/demo.ts'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from './browser.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const RATE = 48_000
const noise = (frames: number, seed: number) => {
  let s = seed
  return Array.from({ length: frames }, () => Math.fround(((s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31) * 0.25))
}
const media = { n1: { sampleRate: RATE, data: [noise(60_000, 1), noise(60_000, 2)] }, n2: { sampleRate: RATE, data: [noise(60_000, 3)] } }
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
        channels: media[asset as 'n1'].data.length,
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
const records = project()
const FRAMES = 4 * RATE

function inNode(block: number): string {
  const plan = compile(new Map(records.map((r) => [r.id, r])), { devices, clips })
  const out = new Float32Array(FRAMES * 2)
  const blocks = renderOffline(plan, {
    kernels: new Kernels(kernelsModule()),
    openSource: (a) =>
      audioFromArrays(
        RATE,
        media[a.id as 'n1'].data.map((d) => Float32Array.from(d)),
      ),
    to: FRAMES,
    block,
  })
  for (let next = blocks.next(); ; next = blocks.next()) {
    if (next.done) {
      expect(next.value.faults).toEqual([])
      break
    }
    const { audio, frames, done } = next.value
    for (let i = 0; i < frames; i++) {
      out[(done - frames + i) * 2] = audio[0]![i]!
      out[(done - frames + i) * 2 + 1] = audio[1]![i]!
    }
  }
  expect(out.some((x) => Math.abs(x) > 0.01)).toBe(true)
  return createHash('sha256').update(new Uint8Array(out.buffer)).digest('hex')
}

let browser: Browser
let page: Page
let close = () => {}
let reference = ''
beforeAll(async () => {
  reference = inNode(128)
  const dir = mkdtempSync(join(tmpdir(), 'tonmeister-bits-'))
  await build({
    entryPoints: { page: `${here}bits.page.ts`, 'bits.worker': `${here}bits.worker.ts`, worklet: `${here}../audio/worklet.ts` },
    bundle: true,
    format: 'esm',
    outdir: dir,
    logLevel: 'error',
  })
  writeFileSync(join(dir, 'index.html'), '<!doctype html><script type="module" src="page.js"></script>')
  const wasm = process.env.TONMEISTER_KERNELS ?? fileURLToPath(new URL('../../../dist/kernels.wasm', import.meta.url))
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1) || 'index.html'
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    response.setHeader('Content-Type', name.endsWith('.js') ? 'text/javascript' : name.endsWith('.wasm') ? 'application/wasm' : 'text/html')
    try {
      response.end(readFileSync(name === 'kernels.wasm' ? wasm : join(dir, name)))
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
  close = () => {
    server.close()
    rmSync(dir, { recursive: true })
  }
}, 120_000)
afterAll(async () => {
  await browser?.close()
  close()
})

test.each([32, 500, 4096])('Node at blocks of %i frames', (block) => expect(inNode(block)).toBe(reference))
test.each([32, 128, 500, 4096])('a Chromium Worker at blocks of %i frames', async (block) =>
  expect(
    await page.evaluate(([r, m, f, b]) => window.bits.worker(r as never, m as never, f as number, b as number), [
      records,
      media,
      FRAMES,
      block,
    ] as unknown[]),
  ).toBe(reference),
)
test('an AudioWorklet in Chromium', async () =>
  expect(
    await page.evaluate(([r, m, f]) => window.bits.worklet(r as never, m as never, f as number), [records, media, FRAMES] as unknown[]),
  ).toBe(reference))
