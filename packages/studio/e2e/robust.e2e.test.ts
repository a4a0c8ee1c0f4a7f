// What the window does when something is missing, breaks or changes under it: no line, a new version, a dead engine, a crashed panel, bad and missing files.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AssetRecord, addAudioTrack, Document, packZip, serialise } from '@tonmeister/project'
import { templates } from '@tonmeister/project/template.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { release } from '../../../scripts/release.ts'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}

const built = fileURLToPath(new URL('../../../dist/studio', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tonmeister-robust-'))
/** A studio of our own, which can get a new version. */
const studio = join(folder, 'studio')
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>

beforeAll(async () => {
  cpSync(built, studio, { recursive: true, filter: (file) => !file.endsWith('.map') })
  server = await startServer({ port: 0, root: studio })
  ;({ context, close } = await launchWithProfile({ width: 1280, height: 800 }))
  page = await open()
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

// ── Words of this test ───────────────────────────────────────────────────────

async function open(): Promise<Page> {
  const next = await context.newPage()
  await next.goto(server.address)
  await stands(next)
  return next
}
const stands = (on = page) => on.waitForFunction(() => window.tonmeister && document.querySelector('.strips'))
const look = <T>(what: (s: Session) => T, on = page): Promise<T> => on.evaluate(`(${what})(window.tonmeister)`) as Promise<T>
const notice = (text: string, on = page) => on.waitForSelector(`.toast:has-text("${text}")`)
const version = (on = page) => on.getAttribute('meta[name=version]', 'content')
const playsOn = async (on = page) => {
  const at = await look((s) => s.host.positionTicks(), on)
  await on.waitForFunction((before) => window.tonmeister.host.playing && window.tonmeister.host.positionTicks() > before + 200, at)
}
const stop = (on = page) => look((s) => s.host.stop(), on)
/** Chooses files, or a folder, as a person does in the browser's dialog. */
async function choose(how: () => Promise<unknown>, files: string | string[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), how()])
  await chooser.setFiles(files)
}
const command = async (title: string) => {
  await page.click('[aria-label="Tonmeister, main menu"]')
  await page.click(`[role=menuitem]:has-text("${title}")`)
}
const clear = () => look((s) => s.notices.forEach((n) => s.dismiss(n.id)))
/** A mono WAV of 16 bits: a saw of so many frames a cycle. */
function wav(frames: number, rate: number, cycle: number, channels = 1): Buffer {
  const bytes = Buffer.alloc(44 + frames * 2)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + frames * 2, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(channels, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(frames * 2, 40)
  for (let i = 0; i < frames; i++) bytes.writeInt16LE(Math.round((((i % cycle) / cycle) * 2 - 1) * 12_000), 44 + i * 2)
  return bytes
}
const file = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, bytes)
  return path
}
/** What stands in the caches of the service worker: its versions. */
const versionsKept = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('tonmeister-')))

describe('without a line', () => {
  test('the studio opens, is isolated as before, and plays', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.waitForFunction(() => navigator.serviceWorker.controller)
    await context.setOffline(true)
    const { port } = server
    await server.close()
    try {
      await page.reload()
      await stands()
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
      await page.waitForSelector('footer .badge:has-text("Offline")')
      await page.click('[aria-label=Play]')
      await playsOn()
      await stop()
    } finally {
      server = await startServer({ port, root: studio })
      await context.setOffline(false)
    }
    await page.waitForSelector('footer .badge', { state: 'detached' })
  })
})

describe('a new version', () => {
  const files = readdirSync(built)
  test('it is offered, waits until it is asked for, and another window stays whole with the old one', async () => {
    const old = await version()
    const other = await open()
    writeFileSync(join(studio, 'main.css'), `${readFileSync(join(studio, 'main.css'), 'utf8')}\n:root{--e2e:new}`)
    const next = release(studio, files)
    // Again and again: a look that is under way may have seen the old one.
    await page.evaluate(async () => {
      const registration = (await navigator.serviceWorker.getRegistration())!
      while (!document.querySelector('footer .badge')) {
        await registration.update()
        await new Promise((r) => setTimeout(r, 300))
      }
    })
    await notice('A new version is ready.')
    // Until then the old one is what a window gets.
    await page.reload()
    await stands()
    expect(await version()).toBe(old)
    await page.click('footer button.badge:has-text("Update")')
    await page.waitForFunction((v) => document.querySelector<HTMLMetaElement>('meta[name=version]')?.content === v, next)
    await stands()
    const token = (on: Page) => on.evaluate(() => fetch('main.css').then((r) => r.text()))
    expect(await token(page)).toContain('--e2e')
    expect(await version(other)).toBe(old)
    expect(await token(other)).not.toContain('--e2e')
    expect(await versionsKept()).toHaveLength(2)
    await other.close()
    expect(await page.$('footer .badge')).toBeNull()
  })
})

describe('the engine', () => {
  const broken = (how: 'throw' | 'hang') =>
    page.evaluate((h) => (window.tonmeister.host as unknown as { breakEngine(how: string): void }).breakEngine(h), how)
  /** As if the last fault were long ago. */
  const forget = () => page.evaluate(() => Object.assign(window.tonmeister.host, { failedAt: -Infinity }))

  test('it dies while it plays: it plays on from there by itself and says so; the second time it offers to start again', async () => {
    await look((s) => s.locate(4 * 3840))
    await page.click('[aria-label=Play]')
    await playsOn()
    const at = await look((s) => s.host.positionTicks())
    await broken('throw')
    await notice('The audio engine stopped and was started again. Nothing is lost; it plays on from where it was.')
    await playsOn()
    expect(await look((s) => s.host.positionTicks())).toBeGreaterThan(at)
    await broken('throw')
    const second = await notice('The audio engine stopped twice within a minute.')
    expect(await look((s) => s.host.playing)).toBe(false)
    // The rest of the window lives on.
    await page.click('[role=tab]:has-text("History")')
    await page.waitForSelector('.history')
    const [details] = await look((s) => s.notices.filter((n) => n.text.includes('twice')).map((n) => n.details))
    expect(details).toMatch(/the processor threw[\s\S]*rate: 48000 Hz[\s\S]*Tonmeister [0-9a-f]{12}/)
    expect(details).not.toContain('Harbour')
    await (await second.waitForSelector('button:has-text("Start the engine again")')).click()
    await playsOn()
    await stop()
    await clear()
  })
  test('a thread that hangs is noticed and replaced', async () => {
    await forget()
    await page.click('[aria-label=Play]')
    await playsOn()
    await broken('hang')
    await notice('The audio engine stopped and was started again.')
    await playsOn()
    await stop()
    await clear()
  })
  test('what the system pauses can be resumed, and the message goes when it sounds again', async () => {
    await page.click('[aria-label=Play]')
    await playsOn()
    await page.evaluate(() => (window.tonmeister.host as unknown as { running: { context: AudioContext } }).running.context.suspend())
    const paused = await notice('Audio was paused by the system.')
    await (await paused.waitForSelector('button:has-text("Resume")')).click()
    await page.waitForSelector('.toast:has-text("paused")', { state: 'detached' })
    await playsOn()
    await stop()
  })
  test('without an output it says so, and the way on works', async () => {
    await forget()
    await page.evaluate(() => {
      const { host } = window.tonmeister as unknown as { host: { running: { context: AudioContext } } }
      const Real = window.AudioContext
      Object.assign(window, {
        AudioContext: class {
          constructor() {
            throw new Error('no output device')
          }
        },
        Real,
      })
      void host.running.context.close()
    })
    const silent = await notice('Sound could not start: no output device. Your project is safe.')
    await page.evaluate(() => Object.assign(window, { AudioContext: (window as unknown as { Real: unknown }).Real }))
    await (await silent.waitForSelector('button:has-text("Try again")')).click()
    await playsOn()
    await stop()
    await clear()
  })
  test('overload names the device that takes most, once, and bypasses it', async () => {
    const id = await page.evaluate(() => {
      const { host, document: project } = window.tonmeister
      const { id } = project.byType('device').find((d) => d.device === 'reverb')!
      let dropouts = 0
      Object.assign(host, { load: () => 0.97, dropouts: () => dropouts++ * 3, deviceCost: (d: string) => (d === id ? 0.31 : 0.01) })
      return id
    })
    await page.click('[aria-label=Play]')
    const hint = await notice('Sound is breaking up:')
    expect(await hint.textContent()).toMatch(/Reverb on .+ takes 31 % of the time there is/)
    await (await hint.waitForSelector('button:has-text("Bypass it")')).click()
    expect(await page.evaluate((d) => window.tonmeister.document.get(d)!.enabled, id)).toBe(false)
    await page.evaluate(() => {
      for (const own of ['load', 'dropouts', 'deviceCost']) delete (window.tonmeister.host as unknown as Record<string, unknown>)[own]
    })
    await stop()
    await look((s) => void s.history.undo())
    expect(await look((s) => s.notices.length)).toBe(0)
  })
})

describe('a fault of the program', () => {
  test('a panel that crashes says so and comes back; everything around it lives on', async () => {
    await page.click('[role=tab]:has-text("Media")')
    await page.evaluate(() =>
      Object.defineProperty(window.tonmeister.history, 'undone', {
        configurable: true,
        get() {
          throw new Error('broken for a test')
        },
      }),
    )
    await page.click('[role=tab]:has-text("History")')
    const crashed = await page.waitForSelector('.crashed')
    expect(await crashed.textContent()).toContain('History stopped working. Your project is safe, and everything else works on.')
    await page.click('[aria-label=Play]')
    await playsOn()
    await stop()
    await page.evaluate(() => delete (window.tonmeister.history as unknown as Record<string, unknown>).undone)
    await crashed.waitForSelector('button:has-text("Copy details")')
    await (await crashed.waitForSelector('button:has-text("Show it again")')).click()
    await page.waitForSelector('.history')
    expect(await page.$('.crashed')).toBeNull()
  })
  test('errors nobody caught become one message each, and never a flood', async () => {
    await page.evaluate(() => void Promise.reject(new Error('a promise')))
    await notice('Something in the studio went wrong: a promise. Your project is safe.')
    await page.evaluate(() => {
      for (let i = 0; i < 50; i++)
        setTimeout(() => {
          throw new Error(`fault ${i % 20}`)
        })
    })
    await page.waitForTimeout(300)
    expect(await page.$$eval('.toast', (all) => all.length)).toBeLessThanOrEqual(3)
    await look((s) => s.notices.forEach((n) => s.dismiss(n.id)))
  })
})

describe('missing files', () => {
  const plain = wav(48_000, 48_000, 200)
  const asset = (id: string, more: Partial<AssetRecord>): AssetRecord => ({
    id,
    type: 'asset',
    name: `${id}.wav`,
    file: `media/${id}-12345678.wav`,
    hash: id.padEnd(64, '0'),
    sampleRate: 48_000,
    channels: 1,
    frames: 48_000,
    ...more,
  })
  test('are counted, found in a folder by what is in them and by name and length, and replaced with silence', async () => {
    const document = new Document(templates.empty!.records())
    let n = 0
    const newId = (prefix: string) => `${prefix}-${n++}`
    // The first lies in the folder under another name, the second was converted when it came in, the third is gone for good.
    addAudioTrack(document, newId, asset('bass', { hash: createHash('sha256').update(plain).digest('hex') }), 0)
    addAudioTrack(document, newId, asset('guitar', {}), 0)
    addAudioTrack(document, newId, asset('voice', { frames: 96_000 }), 0)
    const project = new Map([['project.json', new TextEncoder().encode(serialise(document.all().values()))]])
    const zip = file('gaps.tonmeister.zip', packZip(project))
    file('finds/another name.wav', plain)
    file('finds/deeper/guitar.wav', wav(44_100, 44_100, 90))
    file('finds/voice.wav', wav(1000, 48_000, 50))
    await choose(() => command('Open project file'), zip)
    const told = await notice('3 sound files are missing: what plays them is silent. Everything else is here.')
    await choose(async () => (await told.waitForSelector('button:has-text("Find…")')).click(), join(folder, 'finds'))
    await notice('2 missing files were found; “voice.wav” is still missing. Nothing else was changed.')
    await page.waitForSelector('.missing h3 .num:has-text("1")')
    expect(await page.textContent('.missing .item')).toMatch(/voice\.wav.*used once/)
    expect(await look((s) => [...s.missing].length)).toBe(1)
    await page.click('.missing button:has-text("Replace with silence")')
    await notice('“voice.wav” is silence now.')
    await page.waitForSelector('.missing', { state: 'detached' })
    expect(await page.textContent('.list[aria-label=Media]')).toMatch(/bass\.wav.*mono · 48 kHz · used once.*guitar.*voice/)
    // They sound, and their names are what they were.
    await page.click('[aria-label=Play]')
    await page.waitForFunction(() => {
      const { host } = window.tonmeister
      const level = new Float32Array(4)
      const heard = window.tonmeister.tracks().map((t) => {
        host.meter(t.strip, level)
        return level[0]! > 0.1
      })
      return heard[0] && heard[1] && !heard[2]
    })
    await stop()
    await page.waitForFunction(() => window.tonmeister.keeping.save.kind === 'saved')
    await page.reload()
    await stands()
    await page.waitForTimeout(600)
    expect(await look((s) => [s.missing.size, s.notices.length])).toEqual([0, 0])
    // Undone, it is missing again, and says so.
    await look((s) => void s.history.undo())
    await notice('The sound file “voice.wav” is missing: what plays it is silent.')
    await clear()
  })
})

describe('bad files', () => {
  test.each([
    ['noise.wav', 'this is no sound', /noise\.wav.*(not|no) /],
    ['many.wav', wav(100, 48_000, 10, 65_535), /many\.wav cannot be read: its header says 65535 channels \(byte 22\)/],
    ['empty.wav', wav(0, 48_000, 10), /empty\.wav has no sound in it/],
    ['song.mid', 'MThd nothing', /song\.mid/],
  ])('%s is refused in one sentence, the others are in', async (name, bytes, sentence) => {
    await choose(() => command('Import audio'), [file(name, bytes), file('good.wav', wav(4800, 48_000, 100))])
    await notice('1 file imported, 1 not.')
    expect((await page.$$eval('.toast.bad p', (all) => all.map((p) => p.textContent))).join('|')).toMatch(sentence)
    await clear()
  })
  test.each([
    ['broken.zip', 'PK no zip at all', /zip/],
    ['other.json', '{"format":"another"}', /not a Tonmeister project/],
  ])('%s does not open; the project in the window stays', async (name, bytes, sentence) => {
    const before = await look((s) => s.key)
    await choose(() => command('Open project file'), file(name.endsWith('json') ? `${name}/project.json` : name, bytes))
    await page.waitForSelector('.toast.bad')
    expect(await page.textContent('.toast.bad p')).toMatch(sentence)
    expect(await look((s) => s.key)).toBe(before)
    await clear()
  })
})

describe('a folder on disk', () => {
  type Made = FileSystemDirectoryHandle & { [name: string]: unknown }
  /** Folders that are real, in the browser's own storage; only what a person and a disk would say is ours. */
  const world = (change: string) =>
    page.evaluate(`(async () => {
      const w = window
      const folder = (w.folder ??= await (await navigator.storage.getDirectory()).getDirectoryHandle('Disk.tonmeister', { create: true }))
      w.picked ??= 0
      w.showDirectoryPicker = async () => { w.picked++; if (w.closes) throw new DOMException('closed', 'AbortError'); return folder }
      const real = FileSystemDirectoryHandle.prototype.getFileHandle
      folder.requestPermission = async () => w.answer ?? 'granted'
      folder.getFileHandle = async (name, how) => {
        const file = await real.call(folder, name, how)
        if (!w.fails || name !== 'project.json' || !how) return file
        file.createWritable = async () => {
          const stream = await FileSystemFileHandle.prototype.createWritable.call(file)
          const write = stream.write.bind(stream)
          stream.write = async (text) => { await write(text.slice(0, 100)); throw new DOMException('raw words of the browser', w.fails) }
          return stream
        }
        return file
      }
      ${change}
    })()`)
  const onDisk = () =>
    page.evaluate(async () => {
      const { folder } = window as unknown as { folder: Made }
      const out: Record<string, string> = {}
      for await (const [name, entry] of folder.entries())
        if (entry.kind === 'file') out[name] = await (await (entry as FileSystemFileHandle).getFile()).text()
      return out
    })
  const picked = () => page.evaluate(() => (window as unknown as { picked: number }).picked)
  const save = () => page.keyboard.press('Control+Shift+S')
  const state = () => look((s) => JSON.stringify([...s.document.all().values()]))

  test('what stops a save is said in its own words, with a way on; the folder and the project stay as they were', async () => {
    await page.focus('#arrangement')
    await world('w.closes = true')
    const before = await state()
    await save()
    await page.waitForFunction(() => (window as unknown as { picked: number }).picked === 1)
    await page.waitForTimeout(50)
    expect(await look((s) => [s.notices.length, s.jobs.length])).toEqual([0, 0])
    // Broken off before there was anything: nothing is left behind.
    await world("w.closes = false; w.fails = 'QuotaExceededError'")
    await save()
    const full = await notice('There is not enough space for Disk.tonmeister on its drive. The project is safe in this browser')
    expect(await onDisk()).toEqual({})
    await world('w.fails = null')
    await (await full.waitForSelector('button:has-text("Choose another folder")')).click()
    await notice('Saved to Disk.tonmeister.')
    const kept = await onDisk()
    expect(Object.keys(kept)).toEqual(['project.json'])
    await clear()
    for (const [answer, text, way] of [
      ['denied', 'The browser may not write to Disk.tonmeister: that was denied.', 'Choose another folder'],
      ['prompt', 'Whether the browser may write to Disk.tonmeister was left unanswered.', 'Ask again'],
    ] as const) {
      const pickers = await picked()
      await world(`w.answer = '${answer}'`)
      await save()
      const told = await notice(text)
      // No picker opens by itself.
      expect(await picked()).toBe(pickers)
      await world('w.answer = null')
      await (await told.waitForSelector(`button:has-text("${way}")`)).click()
      await notice('Saved to Disk.tonmeister.')
      await clear()
    }
    await look((s) => void s.edit('Rename', () => s.document.transact(() => s.document.set('project', 'name', 'Other'))))
    const changed = await state()
    for (const [fails, text] of [
      ['NotAllowedError', 'Disk.tonmeister was not saved to the end: the browser is not allowed to write there.'],
      ['NotFoundError', 'Disk.tonmeister is not there any more'],
      ['NoModificationAllowedError', 'A file in Disk.tonmeister is write-protected, or another window or program is writing it.'],
    ] as const) {
      await world(`w.fails = '${fails}'`)
      await save()
      const told = await notice(text)
      expect(await told.textContent()).not.toContain('raw words')
      expect(await onDisk()).toEqual(kept)
      await world('w.fails = null')
      await clear()
    }
    expect(await state()).toBe(changed)
    await save()
    await notice('Saved to Disk.tonmeister.')
    expect((await onDisk())['project.json']).toContain('Other')
    await look((s) => void s.history.undo())
    expect(await state()).toBe(before)
    await clear()
  })
})
