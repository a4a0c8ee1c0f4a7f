// What a person does in the window: hear, mix, undo, import, keep, export; with the mouse, and with the keyboard alone.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { compile, renderOffline } from '@tonmeister/engine'
import { type ByteSink, bytesSource, createAudio, openAudio } from '@tonmeister/media'
import { openZip, parse, projectInZip, type Rec } from '@tonmeister/project'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}

const studio = fileURLToPath(new URL('../../../dist/studio', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tonmeister-e2e-'))
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>
const wrong: string[] = []

async function open(): Promise<Page> {
  const next = await context.newPage()
  next.on('pageerror', (error) => wrong.push(error.message))
  next.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  await next.goto(server.address)
  await next.waitForSelector('.strips')
  return next
}
beforeAll(async () => {
  server = await startServer({ port: 0, root: studio })
  ;({ context, close } = await launchWithProfile())
  page = await open()
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  wrong.length = 0
})

// ── Words of this test ───────────────────────────────────────────────────────

const project = <T>(look: (s: Session) => T): Promise<T> => page.evaluate(`(${look})(window.tonmeister)`) as Promise<T>
const saved = () => page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
const menu = async (...path: string[]) => {
  await page.click('[aria-label="Tonmeister, main menu"]')
  for (const title of path) await page.click(`[role=menuitem]:has-text("${title}")`)
}
const begin = async (template: string) => {
  const before = await project((s) => s.key)
  await menu('New project')
  await page.click(`.templates .choice-card:has-text("${template}")`)
  await page.waitForFunction((key) => window.tonmeister.dialog === null && window.tonmeister.key !== key, before)
}
/** Chooses files as a person does in the browser's dialog. */
async function choose(how: () => Promise<unknown>, files: string | string[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), how()])
  await chooser.setFiles(files)
}
const notices = () => page.$$eval('.toast p', (all) => all.map((p) => p.textContent ?? ''))
const clearNotices = () => page.evaluate(() => window.tonmeister.notices.forEach((n) => window.tonmeister.dismiss(n.id)))

function wav(name: string, frames: number, sampleRate: number, channels = 2): string {
  const parts: Uint8Array[] = []
  let size = 0
  const sink: ByteSink = {
    write(bytes) {
      parts.push(new Uint8Array(bytes))
      size += bytes.length
    },
    writeAt(at, bytes) {
      parts[0]!.set(bytes, at)
    },
    close() {},
    abort() {},
  }
  const writer = createAudio(sink, { sampleRate, channels, bits: 24 })
  const audio = Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) => 0.4 * Math.sin((2 * Math.PI * (330 + 110 * c) * i) / sampleRate)),
  )
  writer.write(audio, frames)
  writer.close()
  const path = join(folder, name)
  writeFileSync(path, Buffer.concat(parts, size))
  return path
}
/** A small WAV whose header says what it is told to say. */
function crafted(how: { channels?: number; rate?: number; bits?: number; format?: number; data?: Buffer; dataSize?: number }): Buffer {
  const { channels = 1, rate = 48_000, bits = 16, format = 1, data = Buffer.alloc(8) } = how
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(format, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE((rate * channels * bits) / 8, 28)
  head.writeUInt16LE((channels * bits) / 8, 32)
  head.writeUInt16LE(bits, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(how.dataSize ?? data.length, 40)
  return Buffer.concat([head, data])
}
/** Format 0, 480 per quarter: a scale of quarters at 120 beats per minute. */
function midi(name: string): string {
  const notes = [60, 62, 64, 65].flatMap((key) => [0, 0x90, key, 100, 0x83, 0x60, 0x80, key, 0])
  const track = [0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20, ...notes, 0, 0xff, 0x2f, 0]
  const bytes = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0xe0, 0x4d, 0x54, 0x72, 0x6b, 0, 0, 0, track.length, ...track]
  const path = join(folder, name)
  writeFileSync(path, Uint8Array.from(bytes))
  return path
}

// ── Hear and mix ─────────────────────────────────────────────────────────────

describe('the demo', () => {
  test('it stands in the window with its tracks, sections and name', async () => {
    expect(await page.title()).toBe('Harbour Lights – Tonmeister')
    expect(await page.$$eval('.head b', (all) => all.map((b) => b.textContent))).toContain('Drums')
    expect(await page.$$eval('.strip', (all) => all.length)).toBe(await project((s) => s.strips().length))
    expect(await notices()).toEqual([])
  })
  test('Space plays: the clock runs, meters rise, loudness is measured; Space stops', async () => {
    await page.keyboard.press('Space')
    await page.waitForFunction(() => window.tonmeister.host.positionTicks() > 26_880 * 3, undefined, { timeout: 15_000 })
    const levels = await project((s) => {
      const out = new Float32Array(4)
      s.host.meter(s.strips().at(-1)!.id, out)
      return [...out]
    })
    expect(levels[0]).toBeGreaterThan(0.01)
    await page.waitForFunction(() => Number.isFinite(window.tonmeister.host.loudness().integrated))
    await page.waitForFunction(() => /\d/.test(document.querySelector('.big')?.textContent ?? ''))
    await page.keyboard.press('Space')
    const at = await project((s) => s.host.positionTicks())
    await page.waitForTimeout(200)
    expect(await project((s) => s.host.positionTicks())).toBe(at)
    expect(await project((s) => s.host.playing)).toBe(false)
  })
  test('a click in the ruler moves the play head; Home brings it back', async () => {
    const box = (await page.locator('.rulers').boundingBox())!
    await page.mouse.click(box.x + 300, box.y + box.height - 8)
    const there = await project((s) => s.host.positionTicks())
    expect(Math.abs(there - (await project((s) => s.viewport.ticks(300))))).toBeLessThan(30_000)
    expect(there).toBeGreaterThan(100_000)
    await page.keyboard.press('Home')
    expect(await project((s) => s.host.positionTicks())).toBe(0)
  })
  test('what is moved along when the lanes scroll is what would be painted anew', async () => {
    const worst = await page.evaluate(async () => {
      const s = window.tonmeister
      const v = s.viewport
      const canvas = document.querySelector<HTMLCanvasElement>('canvas.lanes')!
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      const seen = () => new Uint32Array(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.buffer)
      const was = [v.from, v.perPixel, v.top] as const
      let seed = 7
      const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
      let worst = 0
      let moved = 0
      for (const bars of [40, 8, 2]) {
        v.fit(4 * 26_880 * 3.3, 4 * 26_880 * (3.3 + bars))
        await new Promise((resolve) => setTimeout(resolve, 200))
        await frame()
        const before = [v.from, v.top]
        for (let i = 0; i < 6; i++) {
          v.scroll((random() - 0.5) * 400, (random() - 0.5) * 120)
          await frame()
        }
        if (v.from !== before[0] && v.top !== before[1]) moved++
        const along = seen()
        s.arrangeVersion++
        await frame()
        const anew = seen()
        worst = Math.max(worst, along.reduce((n, x, i) => n + (x === anew[i] ? 0 : 1), 0) / along.length)
      }
      v.fit(was[0], was[0] + was[1] * v.width)
      v.scroll(0, was[2] - v.top)
      return { worst, moved }
    })
    expect(worst.moved).toBeGreaterThan(1)
    expect(worst.worst).toBeLessThan(0.001)
  })
  test('a loop plays round and round', async () => {
    await page.evaluate(() => {
      window.tonmeister.setLoop(true, 0, 26_880)
      window.tonmeister.togglePlay()
    })
    await page.waitForFunction(
      () => {
        const w = window as unknown as { rounds?: number; last?: number }
        const now = window.tonmeister.host.positionTicks()
        if (now < (w.last ?? 0)) w.rounds = (w.rounds ?? 0) + 1
        w.last = now
        return (w.rounds ?? 0) >= 2 && now < 26_880
      },
      undefined,
      { timeout: 15_000 },
    )
    await page.evaluate(() => {
      window.tonmeister.togglePlay()
      window.tonmeister.toggleLoop()
      window.tonmeister.locate(0)
    })
  })
  test('a dragged fader is one step of undo, and undo and redo bring it there and back', async () => {
    const before = await project((s) => s.document.get('strip-bass')!.gain as number)
    const fader = page.locator('[aria-label="Level Bass"]')
    const box = (await fader.boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    for (let i = 1; i <= 10; i++) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + i * 2)
    await page.mouse.up()
    const after = await project((s) => s.document.get('strip-bass')!.gain as number)
    expect(after).toBeLessThan(before - 1)
    expect(await project((s) => s.history.steps.length)).toBe(1)
    await page.keyboard.press('Control+z')
    expect(await project((s) => s.document.get('strip-bass')!.gain)).toBe(before)
    await page.keyboard.press('Control+Shift+z')
    expect(await project((s) => s.document.get('strip-bass')!.gain)).toBe(after)
    await page.keyboard.press('Control+z')
  })
  test('Escape takes a drag back', async () => {
    const box = (await page.locator('[aria-label="Level Keys"]').boundingBox())!
    const before = await project((s) => s.document.get('strip-keys')!.gain)
    await page.mouse.move(box.x + 10, box.y + 30)
    await page.mouse.down()
    await page.mouse.move(box.x + 10, box.y + 70)
    expect(await project((s) => s.document.get('strip-keys')!.gain)).not.toBe(before)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    expect(await project((s) => s.document.get('strip-keys')!.gain)).toBe(before)
    expect(await project((s) => s.history.canUndo)).toBe(false)
  })
  test('mute and solo are heard: the main meter falls', async () => {
    await page.evaluate(() => window.tonmeister.locate(26_880 * 4 * 17))
    await page.click('[aria-label="Play"]')
    const peak = () =>
      page.evaluate(async () => {
        const s = window.tonmeister
        const out = new Float32Array(4)
        let most = 0
        for (let i = 0; i < 30; i++) {
          await new Promise((done) => setTimeout(done, 20))
          s.host.meter(s.strips().at(-1)!.id, out)
          most = Math.max(most, out[0]!)
        }
        return most
      })
    await page.waitForTimeout(500)
    const loud = await peak()
    await page.click('.head [aria-label="Solo Bell buoy"]')
    await page.waitForTimeout(2500)
    expect(await peak()).toBeLessThan(loud * 0.5)
    await page.click('.head [aria-label="Solo Bell buoy"]')
    await page.click('[aria-label="Stop"]')
    await page.keyboard.press('Home')
  })
  test('clips move by dragging, on the grid, and trim at their ends', async () => {
    const clip = await project((s) => {
      const c = s.document.children('track', 'track-lead', 'clip').sort((a, b) => Number(a.at) - Number(b.at))[0]!
      return { id: c.id, at: Number(c.at), length: Number(c.length) }
    })
    const row = await project((s) => s.tracks().findIndex((t) => t.id === 'track-lead'))
    const box = (await page.locator('.lanes').boundingBox())!
    const x = (ticks: number) => page.evaluate((t) => window.tonmeister.viewport.x(t), ticks)
    const y = box.y + row * 54 + 30
    const middle = box.x + (await x(clip.at + clip.length / 2))
    const bar = (await x(4 * 26_880)) - (await x(0))
    await page.mouse.move(middle, y)
    await page.mouse.down()
    await page.mouse.move(middle - bar * 0.6, y, { steps: 4 })
    await page.mouse.move(middle - bar, y, { steps: 4 })
    await page.mouse.up()
    const moved = Number(await page.evaluate((id) => window.tonmeister.document.get(id)!.at as number, clip.id))
    expect(Math.abs(moved - (clip.at - 4 * 26_880))).toBeLessThan(4 * 26_880 * 0.26)
    expect(moved % (26_880 / 2)).toBe(0)
    const right = box.x + (await x(moved + clip.length)) - 3
    await page.mouse.move(right, y)
    await page.mouse.down()
    await page.mouse.move(right - 2 * bar, y, { steps: 6 })
    await page.mouse.up()
    const length = await page.evaluate((id) => window.tonmeister.document.get(id)!.length as number, clip.id)
    expect(length).toBeLessThan(clip.length - 4 * 26_880)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    expect(await page.evaluate((id) => window.tonmeister.document.get(id)!.at, clip.id)).toBe(clip.at)
    expect(await page.evaluate((id) => window.tonmeister.document.get(id)!.length, clip.id)).toBe(clip.length)
  })
  test('no error was written to the console', () => expect(wrong).toEqual([]))
})

// ── Keep ─────────────────────────────────────────────────────────────────────

describe('what was done stays', () => {
  test('after a reload the change is there, and can still be undone', async () => {
    await page.evaluate(() => {
      const s = window.tonmeister
      s.edit('Quieter pad', () => s.document.transact(() => s.document.set('strip-pad', 'gain', -20.5)))
    })
    await saved()
    await page.reload()
    await page.waitForSelector('.strips')
    expect(await project((s) => s.document.get('strip-pad')!.gain)).toBe(-20.5)
    await page.keyboard.press('Control+z')
    expect(await project((s) => s.document.get('strip-pad')!.gain)).not.toBe(-20.5)
    await saved()
  })
  test('a window that is killed loses nothing that was said to be saved', async () => {
    await page.evaluate(() => {
      const s = window.tonmeister
      s.edit('Name', () => s.document.transact(() => s.document.set('project', 'name', 'Killed')))
    })
    await saved()
    const session = await context.newCDPSession(page)
    await Promise.race([session.send('Page.crash').catch(() => {}), new Promise((done) => setTimeout(done, 1500))])
    await page.close().catch(() => {})
    page = await open()
    expect(await project((s) => s.project.name)).toBe('Killed')
  })
  test('a new project leaves the old one in the browser', async () => {
    await begin('Empty')
    await saved()
    expect(await project((s) => s.tracks().length)).toBe(0)
    await menu('New project')
    await page.click('.recent .choice-card:has-text("Killed")')
    await page.waitForFunction(() => window.tonmeister.project.name === 'Killed')
    expect(await project((s) => s.tracks().length)).toBe(8)
  })
  test('a second window does not write over the first, until it is told to take over', async () => {
    const first = page
    page = await open()
    expect(await project((s) => s.save.kind)).toBe('elsewhere')
    expect(await page.textContent('.save')).toContain('Open in another window')
    await page.click('text=Use it here')
    await page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
    await first.waitForFunction(() => window.tonmeister.save.kind === 'elsewhere')
    await first.close()
  })
})

// ── Files ────────────────────────────────────────────────────────────────────

describe('files', () => {
  test('WAV files of other rates and a MIDI file come in, are seen, and sound', async () => {
    await begin('Empty')
    const files = [wav('mono 44.wav', 44_100, 44_100, 1), wav('stereo 96.wav', 96_000, 96_000), midi('scale.mid')]
    await choose(() => menu('Import audio or MIDI'), files)
    await page.waitForFunction(() => window.tonmeister.tracks().length === 3)
    const assets = await project((s) => s.document.byType('asset').map((a) => [a.sampleRate, a.frames]))
    // Converted to the project's rate; a second stays a second.
    for (const [rate, frames] of assets) expect([rate, frames]).toEqual([48_000, 48_000])
    await page.waitForFunction(() => [...window.tonmeister.peaks.values()].filter(Boolean).length === 2)
    expect(await project((s) => s.document.byType('note').length)).toBe(4)
    await page.click('[aria-label="Play"]')
    await page.waitForFunction(() => {
      const out = new Float32Array(4)
      window.tonmeister.host.meter(window.tonmeister.strips()[0]!.id, out)
      return out[0]! > 0.1
    })
    await page.click('[aria-label="Stop"]')
    await page.keyboard.press('Home')
  })
  test.each([
    ['not a WAV at all', Buffer.from('This is a letter, not a sound.')],
    ['a header that lies about its size', Buffer.from(`RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\0\0`, 'latin1')],
    ['no bytes', Buffer.alloc(0)],
    ['a MIDI header and nothing else', Buffer.from('MThd\0\0\0\x06\0\x01\0\0\0\0', 'latin1')],
  ])('%s is answered in words, and nothing is changed', async (name, bytes) => {
    await clearNotices()
    const path = join(folder, `${name}.wav`)
    writeFileSync(path, bytes)
    const before = await project((s) => JSON.stringify([...s.document.all().values()]))
    await choose(() => menu('Import audio or MIDI'), path)
    await page.waitForSelector('.toast.bad')
    const [text] = await notices()
    expect(text).toMatch(/^.{20,300}$/)
    expect(text).not.toMatch(/undefined|\[object|at .*:\d+/)
    expect(await project((s) => JSON.stringify([...s.document.all().values()]))).toBe(before)
    await clearNotices()
  })
  test('the project leaves as a zip, and the zip and a folder of it open again', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), menu('Save a copy as zip')])
    const path = join(folder, 'copy.tonmeister.zip')
    await download.saveAs(path)
    const files = openZip(new Uint8Array(readFileSync(path)))
    const inside = projectInZip(files)
    const { records } = parse(inside.text)
    expect(records.length).toBe(await project((s) => s.document.all().size))
    expect([...files.keys()].filter((f) => f.startsWith('media/')).length).toBe(2)

    await begin('Empty')
    await choose(() => menu('Open project file'), path)
    await page.waitForFunction(() => window.tonmeister.tracks().length === 3)

    const onDisk = join(folder, 'copy.tonmeister')
    mkdirSync(join(onDisk, 'media'), { recursive: true })
    for (const [file, bytes] of files) writeFileSync(join(onDisk, file), bytes)
    await begin('Empty')
    // As in a browser without a picker of folders.
    await page.evaluate(() => void Object.assign(window, { showDirectoryPicker: undefined }))
    await choose(() => menu('Open project folder'), onDisk)
    await page.waitForFunction(() => window.tonmeister.tracks().length === 3)
    expect(await project((s) => s.missing.size)).toBe(0)

    // Dropped from the desktop it opens as well.
    await begin('Empty')
    const box = (await page.locator('.lanes').boundingBox())!
    const session = await context.newCDPSession(page)
    const data = { items: [], files: [onDisk], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: box.x + 200, y: box.y + 60, data })
    await session.detach()
    await page.waitForFunction(() => window.tonmeister.tracks().length === 3)
    expect(await project((s) => s.missing.size)).toBe(0)
  })
  test.each([
    ['a zip that is none', 'broken.zip', Buffer.from('PK\x03\x04 and then rubbish')],
    ['a project of a newer kind', 'project.json', Buffer.from(JSON.stringify({ format: 'tonmeister', version: 9999, records: [] }))],
    ['a project that is cut off', 'project.json', Buffer.from('{"form')],
  ])('%s is answered in words, and the open project stays', async (_, name, bytes) => {
    await clearNotices()
    const path = join(folder, name)
    writeFileSync(path, bytes)
    const before = await project((s) => s.key)
    await choose(() => menu('Open project file'), path)
    await page.waitForSelector('.toast.bad')
    expect((await notices())[0]).toMatch(/^.{20,300}$/)
    expect(await project((s) => s.key)).toBe(before)
    await clearNotices()
  })
  test('a project of a newer version is shown read only, says so, and becomes a copy when that is wanted', async () => {
    await clearNotices()
    const records = await project((s) =>
      [...s.document.all().values()].map((r) => (r.id === 'project' ? { ...r, name: 'From next year' } : r)),
    )
    const path = join(folder, 'project.json')
    writeFileSync(path, JSON.stringify({ format: 'tonmeister', version: 9999, records }))
    await choose(() => menu('Open project file'), path)
    await page.waitForSelector('.save.sealed')
    expect((await notices())[0]).toMatch(/made with a newer version .* read only/)
    const strip = await project((s) => s.mainStrip!)
    await page.evaluate((id) => window.tonmeister.select(id), strip)
    await menu('Mixer', 'Mute')
    expect(await project((s) => s.document.get(s.mainStrip!)!.mute)).toBe(false)
    expect(await project((s) => s.keeping.isUnsaved)).toBe(false)
    await page.click('.save.sealed button')
    await page.waitForFunction(() => window.tonmeister.keeping.save.kind === 'saved')
    await menu('Mixer', 'Mute')
    expect(await project((s) => s.document.get(s.mainStrip!)!.mute)).toBe(true)
    await page.keyboard.press('Control+z')
    await clearNotices()
  })
  test('a sound file that was cut off is refused with what is missing, and can be taken as far as it goes', async () => {
    await begin('Empty')
    await clearNotices()
    const whole = readFileSync(wav('whole.wav', 48_000, 48_000))
    const path = join(folder, 'cut.wav')
    writeFileSync(path, whole.subarray(0, whole.length >> 1))
    await choose(() => menu('Import audio or MIDI'), path)
    await page.waitForSelector('.toast.bad')
    expect((await notices())[0]).toMatch(/cut\.wav was not imported: the sound is cut off: the header promises \d+ bytes, \d+ are there/)
    expect(await project((s) => s.tracks().length)).toBe(0)
    await page.click('text=Import what is there')
    await page.waitForFunction(() => window.tonmeister.tracks().length === 1)
    expect(await project((s) => s.document.byType('asset')[0]!.frames)).toBeLessThan(25_000)
    await clearNotices()
  })
  test.each([
    ['0 channels', { channels: 0 }],
    ['2³² frames', { dataSize: 0xffff_fff0 }],
    ['numbers that are no sound', { format: 3, bits: 32, data: Buffer.from(Float32Array.from([0, Number.NaN, 1, 0]).buffer) }],
    ['a sample rate of 0', { rate: 0 }],
  ])('a WAV with %s is answered in words, and nothing is changed', async (name, how) => {
    await clearNotices()
    const path = join(folder, `${name}.wav`)
    writeFileSync(path, crafted(how))
    const before = await project((s) => JSON.stringify([...s.document.all().values()]))
    await choose(() => menu('Import audio or MIDI'), path)
    await page.waitForSelector('.toast.bad')
    expect((await notices())[0]).toMatch(/^.{20,300}$/)
    expect(await project((s) => JSON.stringify([...s.document.all().values()]))).toBe(before)
    await clearNotices()
  })
  test('a routing that goes in a circle opens, and says so', async () => {
    const strip = (id: string, output: string) => ({
      id,
      type: 'strip',
      kind: 'bus',
      order: id,
      name: id,
      color: 1,
      gain: 0,
      pan: 0,
      mute: false,
      solo: false,
      output,
    })
    const path = join(folder, 'project.json')
    writeFileSync(path, JSON.stringify({ format: 'tonmeister', version: 2, records: [strip('a', 'b'), strip('b', 'a')] }))
    await choose(() => menu('Open project file'), path)
    await page.waitForFunction(() => window.tonmeister.notices.some((n) => /circle: a → b → a|circle: b → a → b/.test(n.text)))
    await clearNotices()
  })
  test('a sampler plays a dropped sample to its end', async () => {
    await begin('Empty')
    const device = await page.evaluate(() => {
      const s = window.tonmeister
      return s.edit('Sampler', () => {
        const at = { order: 'a', name: 'Keys', color: 1 }
        s.document.transact(() => {
          s.document.create({ id: 'st', type: 'strip', kind: 'track', gain: 0, pan: 0, mute: false, solo: false, output: null, ...at })
          s.document.create({ id: 'tr', type: 'track', strip: 'st', ...at })
          s.document.create({ id: 'smp', type: 'device', strip: 'st', order: 'a', device: 'sampler', version: 1, enabled: true })
          s.document.create({
            id: 'cl',
            type: 'clip',
            kind: 'notes',
            track: 'tr',
            order: 'a',
            anchor: 'ticks',
            at: 0,
            length: 26_880 * 8,
            name: '',
            from: 0,
          })
          s.document.create({ id: 'nt', type: 'note', clip: 'cl', at: 0, length: 26_880 * 8, key: 60, velocity: 127 })
        })
        return 'smp'
      })
    })
    await page.click('.strip >> nth=0')
    await page.click('[role=tab]:has-text("Devices")')
    await choose(() => page.click('text=Add samples'), wav('long.wav', 48_000 * 4, 48_000))
    await page.waitForFunction((id) => window.tonmeister.document.children('device', id, 'zone').length === 1, device)
    await page.waitForTimeout(300)
    await page.click('[role=tab]:has-text("Mixer")')
    await page.click('[aria-label="Play"]')
    const level = await page.evaluate(async () => {
      const s = window.tonmeister
      const out = new Float32Array(4)
      // Two quarters a second: between 2.5 and 3.5 seconds.
      while (s.host.positionTicks() < 26_880 * 5) await new Promise((done) => setTimeout(done, 20))
      let least = 1
      while (s.host.positionTicks() < 26_880 * 7) {
        await new Promise((done) => setTimeout(done, 50))
        s.host.meter('st', out)
        least = Math.min(least, out[0]!)
      }
      return least
    })
    await page.click('[aria-label="Stop"]')
    expect(level).toBeGreaterThan(0.1)
  })
  test('files that are dropped on the arrangement land where they are dropped', async () => {
    await begin('Empty')
    const bytes = [...readFileSync(wav('dropped.wav', 24_000, 48_000))]
    await page.evaluate((data) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([new Uint8Array(data)], 'dropped.wav'))
      const lanes = document.querySelector('.lanes')!
      const box = lanes.getBoundingClientRect()
      const at = {
        clientX: box.left + window.tonmeister.viewport.x(4 * 26_880 * 2),
        clientY: box.top + 20,
        bubbles: true,
        cancelable: true,
      }
      lanes.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, ...at }))
    }, bytes)
    await page.waitForFunction(() => window.tonmeister.tracks().length === 1)
    const start = await project((s) => s.clipTicks(s.document.byType('clip')[0] as never)[0])
    expect(start).toBe(4 * 26_880 * 2)
  })
})

// ── Export ───────────────────────────────────────────────────────────────────

describe('export', () => {
  test('the exported file holds the very bits that the engine renders in Node', async () => {
    await begin('Harbour Lights')
    await page.evaluate(() => window.tonmeister.setLoop(false, 26_880 * 4 * 15, 26_880 * 4 * 17))
    await page.keyboard.press('Control+Shift+e')
    await page.selectOption('.dialog label:has-text("Range") select', 'loop')
    await page.selectOption('.dialog label:has-text("Resolution") select', '32')
    await page.click('.dialog .b.p')
    await page.waitForSelector('.findings', { timeout: 60_000 })
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('.dialog .b.p')])
    const path = join(folder, 'export.wav')
    await download.saveAs(path)
    const reader = openAudio(bytesSource(new Uint8Array(readFileSync(path))), 'export.wav')
    expect([reader.sampleRate, reader.channels, reader.frames]).toEqual([48_000, 2, 5 * 48_000])
    const exported = [new Float32Array(reader.frames), new Float32Array(reader.frames)]
    reader.read(0, exported, reader.frames)

    const records = JSON.parse(await project((s) => JSON.stringify([...s.document.all().values()]))) as Rec[]
    const plan = compile(new Map(records.map((r) => [r.id, r])), { devices, clips })
    const rendered = [new Float32Array(reader.frames), new Float32Array(reader.frames)]
    const from = 15 * 120_000
    for (const block of renderOffline(plan, {
      kernels: new Kernels(kernelsModule()),
      openSource: () => audioFromArrays(48_000, [new Float32Array(1)]),
      from,
      to: from + reader.frames,
      block: 500,
    }))
      for (let c = 0; c < 2; c++) rendered[c]!.set(block.audio[c]!.subarray(0, block.frames), block.done - block.frames)
    const hash = (audio: Float32Array[]) => audio.map((a) => createHash('sha256').update(new Uint8Array(a.buffer)).digest('hex'))
    expect(rendered[0]!.some((x) => Math.abs(x) > 0.1)).toBe(true)
    expect(hash(exported)).toEqual(hash(rendered))
  })
  test('a running export shows how far it is, and can be cancelled', async () => {
    await page.keyboard.press('Control+Shift+e')
    await page.selectOption('.dialog label:has-text("Range") select', 'all')
    await page.click('.dialog .b.p')
    await page.waitForSelector('.dialog [role=progressbar]')
    await page.waitForFunction(() => Number(document.querySelector('.dialog [role=progressbar]')?.getAttribute('aria-valuenow')) >= 1)
    const began = Date.now()
    await page.click('.dialog .b:has-text("Cancel")')
    await page.waitForSelector('.dialog label:has-text("Range")')
    expect(Date.now() - began).toBeLessThan(1000)
    await page.keyboard.press('Escape')
  })
})

// ── Speed ───────────────────────────────────────────────────

test('with 100 tracks playing, drawing takes less than 8 ms of a frame in the middle', async () => {
  await begin('Empty')
  await page.evaluate(() => {
    const s = window.tonmeister
    s.edit('Many tracks', () =>
      s.document.transact(() => {
        for (let t = 0; t < 100; t++) {
          const n = String(t).padStart(3, '0')
          s.document.create({
            id: `s${n}`,
            type: 'strip',
            kind: 'track',
            order: `a${n}`,
            name: `Track ${t}`,
            color: (t % 8) + 1,
            gain: -6,
            pan: 0,
            mute: false,
            solo: false,
            output: null,
          })
          s.document.create({ id: `t${n}`, type: 'track', order: `a${n}`, name: `Track ${t}`, color: (t % 8) + 1, strip: `s${n}` })
          for (let c = 0; c < 20; c++) {
            const id = `c${n}-${c}`
            s.document.create({
              id,
              type: 'clip',
              kind: 'notes',
              track: `t${n}`,
              order: `a${c}`,
              anchor: 'ticks',
              at: c * 4 * 26_880,
              length: 4 * 26_880,
              name: `Clip ${c}`,
              from: 0,
            })
            for (let k = 0; k < 8; k++)
              s.document.create({
                id: `${id}-${k}`,
                type: 'note',
                clip: id,
                at: k * 13_440,
                length: 10_000,
                key: 48 + ((k * 7 + t) % 24),
                velocity: 100,
              })
          }
        }
      }),
    )
    s.viewport.fit(0, 20 * 4 * 26_880)
  })
  await page.click('[aria-label="Play"]')
  await page.waitForTimeout(1500)
  // What the frame's own work costs, not how often a busy machine lets it run.
  const cost = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        const times: number[] = []
        const original = window.requestAnimationFrame.bind(window)
        window.requestAnimationFrame = (callback) =>
          original((now) => {
            const began = performance.now()
            callback(now)
            times.push(performance.now() - began)
            if (times.length === 90) {
              window.requestAnimationFrame = original
              times.sort((a, b) => a - b)
              done(times[45]!)
            }
          })
      }),
  )
  await page.click('[aria-label="Stop"]')
  expect(cost).toBeLessThan(8)
}, 60_000)
