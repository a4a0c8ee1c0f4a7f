// In a real browser: under the server's headers the engine's way of working runs, and foreign code does not.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../packages/studio/e2e/browser.ts'
import { startServer } from './serve.mjs'

const root = mkdtempSync(join(tmpdir(), 'tonmeister-headers-'))
let server: Awaited<ReturnType<typeof startServer>>
let browser: Browser
let page: Page
const refused: string[] = []

beforeAll(async () => {
  copyFileSync(join(import.meta.dirname, '../dist/kernels.wasm'), join(root, 'kernels.wasm'))
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><script>window.inline = true</script><script type="module" src="main.js"></script>',
  )
  writeFileSync(
    join(root, 'main.js'),
    `const bytes = await (await fetch('kernels.wasm')).arrayBuffer()
     const memory = new WebAssembly.Memory({ initial: 64, maximum: 32768, shared: true })
     const context = new OfflineAudioContext(1, 128, 48000)
     await context.audioWorklet.addModule('worklet.js')
     const node = new AudioWorkletNode(context, 'probe', { processorOptions: { bytes, memory } })
     const fromWorklet = new Promise((done) => { node.port.onmessage = ({ data }) => done(data) })
     node.connect(context.destination)
     await context.startRendering()
     const worker = new Worker('worker.js', { type: 'module' })
     const fromWorker = new Promise((done) => { worker.onmessage = ({ data }) => done(data) })
     worker.postMessage({ bytes, memory })
     let text = 'refused'
     try { text = new Function('return "ran"')() } catch {}
     window.results = { text, isolated: crossOriginIsolated, worklet: await fromWorklet, worker: await fromWorker }`,
  )
  const instantiate =
    'const compute = ({ bytes, memory }) => Object.keys(new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, abort() {} } }).exports).length'
  writeFileSync(join(root, 'worker.js'), `${instantiate}\nonmessage = ({ data }) => postMessage(compute(data))`)
  writeFileSync(
    join(root, 'worklet.js'),
    `${instantiate}
     registerProcessor('probe', class extends AudioWorkletProcessor {
       constructor({ processorOptions }) { super(); this.port.postMessage(compute(processorOptions)) }
       process() { return false }
     })`,
  )
  server = await startServer({ port: 0, root })
  browser = await launch()
  page = await browser.newPage()
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/i.test(message.text())) refused.push(message.text())
  })
  await page.goto(server.address)
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(root, { recursive: true, force: true })
})

interface Results {
  readonly text: string
  readonly isolated: boolean
  readonly worklet: number
  readonly worker: number
}

test('the page is isolated; worklet and worker instantiate the kernels on one shared memory', async () => {
  await expect.poll(() => page.evaluate(() => 'results' in window), { timeout: 20_000 }).toBe(true)
  const results = await page.evaluate(() => (window as unknown as { results: Results }).results)
  expect(results.isolated).toBe(true)
  expect(results.worklet).toBeGreaterThan(10)
  expect(results.worker).toBe(results.worklet)
})
test('a script in the page does not run, and text does not become code', async () => {
  expect((await page.evaluate(() => (window as unknown as { results: Results }).results)).text).toBe('refused')
  expect(await page.evaluate(() => 'inline' in window)).toBe(false)
  expect(refused.length).toBeGreaterThan(0)
})
test('code made on the fly does not become a worker', async () => {
  const outcome = await page.evaluate(
    () =>
      new Promise((done) => {
        try {
          const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })))
          worker.onmessage = () => done('ran')
          worker.onerror = () => done('refused')
        } catch {
          done('refused')
        }
      }),
  )
  expect(outcome).toBe('refused')
})
