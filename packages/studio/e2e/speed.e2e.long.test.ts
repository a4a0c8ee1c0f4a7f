// The window stays quick with 100 tracks of 2,000 clips: what scrolling, zooming, dragging and editing cost the main thread, from its trace.
import { fileURLToPath } from 'node:url'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { w1Records } from '../../../bench/w1.ts'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
/** Milliseconds: what a frame may take at 60 a second, and a task while the music plays. */
const FRAME = 16.7
const TASK = 50
/**
 * Software drawing on two shared cores costs up to twice what it costs at rest, and more than with a graphics card: here the limits catch what
 * has become slow. TONMEISTER_STRICT=1 holds a quiet machine to the figures themselves.
 */
const SLACK = process.env.TONMEISTER_STRICT ? 1 : 2.5
const TRACKS = 100
const CLIPS = 2000
const studio = fileURLToPath(new URL('../../../dist/studio', import.meta.url))
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>
let cdp: CDPSession

beforeAll(async () => {
  server = await startServer({ port: 0, root: studio })
  ;({ context, close } = await launchWithProfile())
  page = await context.newPage()
  await page.goto(server.address)
  await page.waitForSelector('.strips')
  cdp = await context.newCDPSession(page)
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
})

interface Event {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly tid: number
  readonly pid: number
  readonly args?: { readonly name?: string }
}
/**
 * What the main thread does while `work` runs, in milliseconds of its own time (not of the clock: other programs share this machine).
 * A frame is the task in which animation callbacks run, with style, layout and paint.
 */
async function traced(work: () => Promise<unknown>): Promise<{ readonly frames: number[]; readonly tasks: number[] }> {
  const events: Event[] = []
  const collect = (e: { value: unknown[] }) => events.push(...(e.value as Event[]))
  cdp.on('Tracing.dataCollected', collect)
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'],
      excludedCategories: ['*'],
    },
  })
  await work()
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve))
  await cdp.send('Tracing.end')
  await done
  cdp.off('Tracing.dataCollected', collect)
  const fires = events.filter((e) => e.name === 'FireAnimationFrame')
  const main = fires[0]
  if (!main) return { frames: [], tasks: [] }
  const tasks = events.filter((e) => e.ph === 'X' && /RunTask/.test(e.name) && e.tid === main.tid && e.pid === main.pid)
  const cost = (e: Event) => (e.tdur ?? e.dur ?? 0) / 1000
  const isFrame = (e: Event) => fires.some((f) => f.ts >= e.ts && f.ts <= e.ts + (e.dur ?? 0))
  return { frames: tasks.filter(isFrame).map(cost), tasks: tasks.map(cost) }
}
const share = (all: readonly number[], part: number) =>
  [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * part))] ?? 0
const figures: string[] = []
function note(what: string, { frames, tasks }: { readonly frames: readonly number[]; readonly tasks: readonly number[] }): void {
  figures.push(
    `${what}: ${frames.length} frames, median ${share(frames, 0.5).toFixed(1)} ms, 95 % under ${share(frames, 0.95).toFixed(1)} ms, longest task ${Math.max(0, ...tasks).toFixed(1)} ms`,
  )
}
/** Turns the wheel over the lanes once a frame. */
const wheel = (count: number, init: { deltaX?: number; deltaY?: number; ctrlKey?: boolean }) =>
  page.evaluate(
    ([n, how]) =>
      new Promise<void>((resolve) => {
        const canvas = document.querySelector('canvas.lanes')!
        const box = canvas.getBoundingClientRect()
        let i = 0
        const turn = () => {
          const back = i >= n / 2
          const { deltaX = 0, deltaY = 0, ctrlKey = false } = how
          canvas.dispatchEvent(
            new WheelEvent('wheel', {
              bubbles: true,
              cancelable: true,
              clientX: box.left + box.width / 2,
              clientY: box.top + 40,
              deltaX: back ? -deltaX : deltaX,
              deltaY: back ? -deltaY : deltaY,
              ctrlKey,
            }),
          )
          if (++i < n) requestAnimationFrame(turn)
          else requestAnimationFrame(() => resolve())
        }
        turn()
      }),
    [count, init] as const,
  )

test('100 tracks of 2,000 clips scroll, zoom, are dragged and play without slow frames or long tasks', async () => {
  const opened = await page.evaluate(
    async ([tracks, clips]) => {
      const s = window.tonmeister
      // Four seconds of sound, so that there are waveforms to draw.
      const frames = 4 * 48_000
      const bytes = new DataView(new ArrayBuffer(44 + frames * 2))
      const text = (at: number, word: string) => [...word].forEach((c, i) => bytes.setUint8(at + i, c.charCodeAt(0)))
      text(0, 'RIFF')
      bytes.setUint32(4, 36 + frames * 2, true)
      text(8, 'WAVEfmt ')
      bytes.setUint32(16, 16, true)
      bytes.setUint16(20, 1, true)
      bytes.setUint16(22, 1, true)
      bytes.setUint32(24, 48_000, true)
      bytes.setUint32(28, 96_000, true)
      bytes.setUint16(32, 2, true)
      bytes.setUint16(34, 16, true)
      text(36, 'data')
      bytes.setUint32(40, frames * 2, true)
      for (let i = 0; i < frames; i++) bytes.setInt16(44 + i * 2, 20_000 * Math.sin(i * 0.05) * (1 - (i % 24_000) / 24_000), true)
      const made = await s.media.import(s.key, new File([bytes.buffer as ArrayBuffer], 'wave.wav'), 48_000, () => {})
      if (made.kind !== 'audio') throw new Error('no sound')
      const { warnings: _, ...asset } = made.asset
      const records: unknown[] = [...s.document.all().values()].filter((r) => ['project', 'tempo', 'signature'].includes(r.type))
      records.push({ id: 'asset-1', type: 'asset', ...asset })
      records.push({
        id: 'main',
        type: 'strip',
        kind: 'main',
        order: 'z',
        name: 'Main',
        color: 1,
        gain: 0,
        pan: 0,
        mute: false,
        solo: false,
        output: null,
      })
      const order = (i: number) => `a${String(i).padStart(6, '0')}`
      const beat = 26_880
      for (let i = 0; i < tracks; i++) {
        const look = { order: order(i), name: `Track ${i + 1}`, color: (i % 8) + 1 }
        records.push({ id: `strip-${i}`, type: 'strip', kind: 'track', ...look, gain: -24, pan: 0, mute: false, solo: false, output: null })
        records.push({ id: `track-${i}`, type: 'track', ...look, strip: `strip-${i}` })
        for (let j = 0; j < clips; j++) {
          const id = `clip-${i}-${j}`
          const common = { id, type: 'clip', track: `track-${i}`, order: order(j), name: `Take ${j + 1}` }
          if (i % 2) {
            const quarter = 705_600_000 / 2
            records.push({
              ...common,
              kind: 'audio',
              anchor: 'flicks',
              at: j * 2 * quarter,
              length: 1.9 * quarter,
              asset: 'asset-1',
              from: 0,
              gain: 0,
              fadeIn: 0,
              fadeOut: 0,
              fadeInShape: 'linear',
              fadeOutShape: 'linear',
              reverse: false,
            })
          } else {
            records.push({ ...common, kind: 'notes', anchor: 'ticks', at: j * 2 * beat, length: 1.9 * beat, from: 0 })
            records.push({ id: `note-${i}-${j}`, type: 'note', clip: id, at: 0, length: beat, key: 48 + (j % 24), velocity: 100 })
          }
        }
      }
      const began = performance.now()
      s.open(records as never, s.key)
      s.select('strip-0')
      return performance.now() - began
    },
    [TRACKS, CLIPS] as const,
  )
  figures.push(`open 300,000 records: ${opened.toFixed(0)} ms`)
  await page.waitForFunction(() => window.tonmeister.peaks.get('asset-1'))
  await page.waitForTimeout(3000)
  const beat = 26_880
  const view = (perPixel: number) =>
    page.evaluate((p) => {
      const v = window.tonmeister.viewport
      v.fit(0, p * v.width)
    }, perPixel)
  const p95: number[] = []
  const measure = async (what: string, work: () => Promise<unknown>) => {
    const m = await traced(work)
    note(what, m)
    expect(m.frames.length, what).toBeGreaterThan(10)
    p95.push(share(m.frames, 0.95))
    return m
  }
  // From all clips as bars, over boxes, to waveforms.
  for (const [what, perPixel] of [
    ['bars', beat * 1.6],
    ['boxes', (beat * 2) / 12],
    ['waves', (beat * 2) / 70],
  ] as const) {
    await view(perPixel)
    await measure(`scroll, ${what}`, () => wheel(60, { deltaX: 90, deltaY: 20 }))
    await measure(`zoom, ${what}`, () => wheel(40, { deltaY: -40, ctrlKey: true }))
  }
  await page.evaluate(() => window.tonmeister.togglePlay())
  await page.waitForFunction(() => window.tonmeister.host.playing)
  await page.waitForTimeout(2500)
  const box = (await page.locator('canvas.lanes').boundingBox())!
  await view((beat * 2) / 70)
  const playing = await measure('drag, drop and undo while it plays', async () => {
    await page.mouse.move(box.x + 170, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + 600, box.y + 150, { steps: 40 })
    await page.mouse.up()
    await page.waitForTimeout(400)
    await page.keyboard.press('Control+z')
    await page.waitForTimeout(400)
    await wheel(30, { deltaX: 60 })
  })
  await page.evaluate(() => window.tonmeister.togglePlay())
  console.log(figures.join('\n'))
  for (const ms of p95) expect(ms).toBeLessThan(FRAME * SLACK)
  expect(Math.max(...playing.tasks)).toBeLessThan(TASK * SLACK)
}, 120_000)

test('ten minutes of sound stand on the timeline at once and play within two seconds of the drop, while they are copied; undo takes them away', async () => {
  const figures = await page.evaluate(async () => {
    const s = window.tonmeister
    await s.begin({ records: () => [...s.document.all().values()].filter((r) => r.type === 'project' || r.id === 'main') } as never)
    const frames = 600 * 48_000
    const bytes = new Uint8Array(44 + frames * 4)
    const view = new DataView(bytes.buffer)
    const text = (at: number, word: string) => [...word].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)))
    text(0, 'RIFF')
    view.setUint32(4, 36 + frames * 4, true)
    text(8, 'WAVEfmt ')
    view.setUint32(16, 16, true)
    view.setUint16(20, 1, true)
    view.setUint16(22, 2, true)
    view.setUint32(24, 48_000, true)
    view.setUint32(28, 192_000, true)
    view.setUint16(32, 4, true)
    view.setUint16(34, 16, true)
    text(36, 'data')
    view.setUint32(40, frames * 4, true)
    const file = new File([bytes], 'long.wav')
    const until = async (what: () => unknown) => {
      while (!what()) await new Promise((resolve) => setTimeout(resolve, 5))
      return performance.now() - began
    }
    const began = performance.now()
    const taken = s.take([{ file, path: file.name }], 0)
    const visible = await until(() => s.document.byType('clip').length === 1)
    const asset = String(s.document.byType('asset')[0]!.id)
    const playable = await until(() => (s.host as unknown as { pages: Record<string, unknown> }).pages[asset])
    await taken
    const copied = performance.now() - began
    const { arriving, file: path, hash } = s.document.get(asset) as Record<string, unknown>
    const steps = s.history.steps.length
    s.history.undo()
    return {
      visible,
      playable,
      copied,
      arriving,
      path,
      hash,
      steps,
      left: s.document.byType('clip').length + s.document.byType('asset').length,
    }
  })
  console.log(
    `10 minutes of stereo: visible after ${figures.visible.toFixed(0)} ms, playable after ${figures.playable.toFixed(0)} ms, copied after ${figures.copied.toFixed(0)} ms`,
  )
  expect(figures).toMatchObject({ arriving: undefined, steps: 1, left: 0 })
  expect(figures.path).toMatch(/^media\/long/)
  expect(figures.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(figures.playable).toBeLessThan(2000)
}, 120_000)

test('a project of 64 tracks with equalisers, compressors and sends is open, painted and ready to play within three seconds', async () => {
  // The console of the bench on twice its tracks, ten seconds of each.
  const SECONDS = 10
  const tracks = Array.from({ length: 64 }, (_, i) => ({
    hp: { f: 40 + i, q: 0.7 },
    eq: [
      { type: 'lowshelf', f: 120, q: 0.7, g: 1 },
      { type: 'peaking', f: 500 + 10 * i, q: 1, g: -2 },
      { type: 'peaking', f: 2500, q: 1, g: 1.5 },
      { type: 'highshelf', f: 8000, q: 0.7, g: 1 },
    ],
    comp: { thr: -20, ratio: 3, knee: 6, att: 0.01, rel: 0.1, makeup: 2 },
    gainDb: -12,
    pan: (i % 9) / 4 - 1,
    sendDb: -18,
  }))
  const records = w1Records(tracks, (i) => i.toString(16).padStart(64, '0')).map((r) =>
    r.type === 'asset'
      ? { ...r, frames: SECONDS * 48_000 }
      : r.type === 'clip'
        ? { ...r, length: (Number(r.length) * SECONDS) / 60 }
        : r.type === 'project'
          ? { ...r, name: 'Console' }
          : r,
  )
  const figures = await page.evaluate(
    async ([given, seconds]) => {
      const s = window.tonmeister
      const records: ReturnType<typeof w1Records> = JSON.parse(given)
      const frames = seconds * 48_000
      const bytes = new Uint8Array(44 + frames * 4)
      const view = new DataView(bytes.buffer)
      const text = (at: number, word: string) => [...word].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)))
      text(0, 'RIFF')
      view.setUint32(4, 36 + frames * 4, true)
      text(8, 'WAVEfmt ')
      view.setUint32(16, 16, true)
      view.setUint16(20, 1, true)
      view.setUint16(22, 2, true)
      view.setUint32(24, 48_000, true)
      view.setUint32(28, 192_000, true)
      view.setUint16(32, 4, true)
      view.setUint16(34, 16, true)
      text(36, 'data')
      view.setUint32(40, frames * 4, true)
      for (let i = 0; i < frames * 2; i++) view.setInt16(44 + i * 2, 12_000 * Math.sin(i * 0.03), true)
      const key = crypto.randomUUID()
      for (const r of records) if (r.type === 'asset') await s.media.put(key, String(r.file), new Blob([bytes]))
      s.open(records, key, true)
      await s.keeping.saveNow()
      await s.begin({ records: () => records.filter((r) => r.type === 'project' || r.id === 'main') } as never)
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      await frame()
      const until = async (what: () => unknown) => {
        while (!what()) await new Promise((resolve) => setTimeout(resolve, 5))
        return performance.now() - began
      }
      const assets = records.filter((r) => r.type === 'asset').map((r) => r.id)
      const began = performance.now()
      await s.keeping.openStored({ key, name: 'Console', savedAt: 0 })
      const opened = performance.now() - began
      await frame()
      await frame()
      const painted = performance.now() - began
      const pages = () => (s.host as unknown as { pages: Record<string, unknown> }).pages
      const playable = await until(() => assets.every((id) => pages()[id]))
      const waves = await until(() => assets.every((id) => s.peaks.get(id)))
      return { opened, painted, playable, waves, tracks: s.tracks().length, heads: document.querySelectorAll('.head').length }
    },
    [JSON.stringify(records), SECONDS] as const,
  )
  const ms = (x: number) => `${x.toFixed(0)} ms`
  console.log(
    `64 tracks: open after ${ms(figures.opened)}, painted after ${ms(figures.painted)}, playable after ${ms(figures.playable)}, all waveforms after ${ms(figures.waves)}`,
  )
  expect(figures.tracks).toBe(64)
  expect(figures.heads).toBeGreaterThan(5)
  expect(Math.max(figures.painted, figures.playable)).toBeLessThan(3000 * SLACK)
}, 120_000)
