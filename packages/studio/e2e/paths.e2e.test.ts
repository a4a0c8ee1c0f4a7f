// From the start panel to an exported song, once with the mouse only and once with the keyboard only; the command line renders the same project to the same bits.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ClipRecord } from '@tonmeister/project'
import type { BrowserContext, Download, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
const dist = fileURLToPath(new URL('../../../dist', import.meta.url))
/** The command line, as it is installed: runs dist/cli.mjs. */
const COMMAND = fileURLToPath(new URL('../../cli/bin/tonmeister.mjs', import.meta.url))
const QUARTER = 26_880
/** As views/roll/paint.ts says. */
const KEYBOARD = 52
const RULER = 24
const SECOND = 705_600_000
const folder = mkdtempSync(join(tmpdir(), 'tonmeister-paths-'))
/** Two seconds of a falling tone, 16 bit mono: at 120 beats per minute a bar of four. */
const WAV = join(folder, 'tone.wav')
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>
const wrong: string[] = []

beforeAll(async () => {
  const frames = 2 * 48_000
  const bytes = Buffer.alloc(44 + 2 * frames)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + 2 * frames, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  for (const [at, value, size] of [
    [16, 16, 4],
    [20, 1, 2],
    [22, 1, 2],
    [24, 48_000, 4],
    [28, 96_000, 4],
    [32, 2, 2],
    [34, 16, 2],
    [40, 2 * frames, 4],
  ] as const)
    bytes.writeUIntLE(value, at, size)
  bytes.write('data', 36, 'latin1')
  for (let i = 0; i < frames; i++) bytes.writeInt16LE(Math.round(9000 * Math.sin((i * 2 * Math.PI * (440 - i / 900)) / 48_000)), 44 + 2 * i)
  writeFileSync(WAV, bytes)
  server = await startServer({ port: 0, root: join(dist, 'studio') })
}, 120_000)
afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})
// Each path begins as a person does who has never been here.
beforeEach(async () => {
  wrong.length = 0
  ;({ context, close } = await launchWithProfile())
  page = await context.newPage()
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  await page.goto(server.address)
  await page.waitForSelector('.strips')
  await page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
})
afterEach(async () => {
  await close?.()
})

// ── Words of this test: all of them only read ────────────────────────────────

const read = <T>(look: (s: Session) => T): Promise<T> => page.evaluate(`(${look})(window.tonmeister)`) as Promise<T>
/** Waits until something is so. */
const until = (look: (s: Session) => unknown) =>
  expect.poll(async () => Boolean(await read(look)), { timeout: 10_000, interval: 30 }).toBe(true)
const clips = () => read((s) => s.document.byType('clip') as ClipRecord[])
const selected = () => read((s) => [...s.selectedClips].map((id) => s.document.get(id) as ClipRecord))
/** Every record, to be compared. */
const all = () => read((s) => JSON.stringify([...s.document.all().values()].sort((a, b) => (a.id < b.id ? -1 : 1))))
const labels = () => read((s) => s.history.steps.map((x) => x.label))
/** What is done is a step that can be undone, of this name. */
const did = async (label: RegExp | string) => expect((await labels()).at(-1)).toMatch(label)

/** Exported as a file, and rendered from the zip by the command line: the same bytes, and the checksum that the window shows. */
async function sameBits(exported: Download, zip: Download, shown: string): Promise<void> {
  const [song, project, rendered] = ['song.wav', 'song.tonmeister.zip', 'rendered.wav'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await exported.saveAs(song)
  await zip.saveAs(project)
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 'render', project, '-o', rendered, '--bits', '24', '--json'])
  const result = JSON.parse(stdout) as { sha256: string; frames: number }
  const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
  expect(result.frames).toBeGreaterThan(2 * 48_000)
  expect(shown).toBe(result.sha256)
  expect(hash(song)).toBe(hash(rendered))
  const bytes = readFileSync(song)
  // Not the hash of silence.
  expect(bytes.subarray(100, 480_000).some((x) => x > 8 && x < 248)).toBe(true)
}

test('with the keyboard only', async () => {
  /** What has the focus; never nothing. */
  const focused = async () => {
    // A menu or a dialog that closes, or a thing that is gone, gives it back within some frames.
    await page.waitForFunction(() => document.activeElement && document.activeElement !== document.body, undefined, { timeout: 2000 })
    return page.evaluate(() => {
      const x = document.activeElement as HTMLElement
      return `${x.getAttribute('role') ?? x.tagName.toLowerCase()} ${x.getAttribute('aria-label') ?? (x as HTMLInputElement).labels?.[0]?.textContent ?? x.textContent ?? ''}`.trim()
    })
  }
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
    const at = await focused()
    if (process.env.SEE) console.log(keys.join(' '), '→', at)
    return at
  }
  /** Presses a key until the focus is where it should be. */
  const go = async (key: string, to: RegExp, most = 40) => {
    let at = await focused()
    for (let i = 0; !to.test(at) && i < most; i++) at = await press(key)
    expect(at).toMatch(to)
  }
  const region = async (selector: string) => {
    for (let i = 0; i < 8; i++) {
      if (await page.evaluate((x) => document.querySelector(x)?.contains(document.activeElement), selector)) return
      await press('F6')
    }
    throw new Error(`F6 does not reach ${selector}`)
  }
  const type = (text: string) => page.keyboard.type(text)
  const palette = async (text: string) => {
    await press('Control+Shift+P')
    await page.waitForSelector('.palette-input:focus')
    await type(text)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.palette', { state: 'detached' })
  }

  // Start panel, template.
  await page.keyboard.press('F6')
  await go('Tab', /^button Start/)
  await press('Enter')
  await page.waitForSelector('.choice-card:focus')
  await go('ArrowRight', /Beat/)
  await press('Enter')
  await until((s) => s.dialog === null && /Beat/.test(s.project.name))
  const before = await read((s) => s.tracks().length)

  // An instrument from the browser.
  await region('#browser')
  await go('Tab', /Search sounds/)
  await type('electric piano')
  await press('ArrowDown')
  await go('ArrowDown', /Electric piano/i)
  await press('Enter')
  await until((s) => s.history.steps.length > 0)
  expect(await read((s) => s.tracks().length)).toBe(before + 1)
  await did(/^Add /)

  // A clip of notes on it.
  await press('Shift+N')
  await until((s) => s.selectedClips.size === 1)
  await page.waitForSelector('.roll-keys:focus')
  await press('Enter', 'Enter', 'Enter', 'ArrowUp', 'ArrowUp', 'Shift+ArrowRight', 'PageUp', 'ArrowUp')
  const notes = await read((s) => s.document.children('clip', [...s.selectedClips][0]!, 'note') as unknown as { at: number; key: number }[])
  expect(notes.map((n) => n.key).sort()).toEqual([60, 61, 62])

  // A sound file through the browser's own dialog, at the start.
  await press('Home')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+I')])
  await chooser.setFiles(WAV)
  await until((s) => s.document.byType('asset').length === 1)
  await focused()
  await did(/^Import/)

  // Its clip: moved, shortened, split at the play head, faded, duplicated.
  const audio = async () => (await clips()).filter((c) => c.kind === 'audio').sort((a, b) => a.at - b.at)
  await region('#arrangement')
  await go('Tab', /^gridcell/)
  await go('ArrowDown', /tone/)
  expect(await selected()).toMatchObject([{ kind: 'audio', at: 0 }])
  await press('Alt+ArrowRight')
  await did('Move clip')
  await press('Shift+ArrowLeft')
  await did('Trim clip')
  await press('Shift+ArrowLeft', 'Alt+ArrowLeft')
  expect((await audio()).map((c) => c.at)).toEqual([0])
  const { length } = (await audio())[0]!
  expect(length).toBeLessThan(2 * SECOND)
  // The place of the play head is typed into the clock.
  await region('header')
  await go('Tab', /Bars/)
  await press('Enter')
  await type('1.3')
  await press('Enter')
  expect(await read((s) => s.host.positionTicks())).toBe(2 * QUARTER)
  await region('#arrangement')
  expect(await focused()).toMatch(/^gridcell tone/)
  await press('s')
  await did('Split clip')
  expect(await audio()).toHaveLength(2)
  await press('Control+D')
  await did('Duplicate clips')
  await palette('short fades')
  await did(/fade/i)
  expect(await focused()).toMatch(/^gridcell tone/)
  expect((await audio()).some((c) => Number(c.fadeIn) > 0)).toBe(true)

  // Mixer: fader, pan, mute, a send, an effect and its parameter.
  await press('x')
  await region('#dock')
  await go('Tab', /^row/)
  await go('ArrowRight', /^row tone/)
  const strip = () => read((s) => s.document.get(s.selectedStrip!) as unknown as { name: string; gain: number; pan: number; mute: boolean })
  await go('ArrowDown', /Add an effect or a send/)
  await press('Enter')
  await go('ArrowDown', /^menuitem Send to/)
  await press('Enter')
  await until((s) => s.document.children('strip', s.selectedStrip!, 'send').length === 1)
  expect(await focused()).toMatch(/Send|Add an effect/)
  await go('ArrowUp', /^row|^slider Send/)
  await go('ArrowDown', /^slider Send/)
  await press('ArrowUp', 'ArrowUp')
  await did(/^Send to/)
  await go('Tab', /^button Mute/)
  await press('Enter')
  expect(await strip()).toMatchObject({ name: 'tone', mute: true })
  await press('Enter')
  await go('Tab', /^slider Pan/)
  await press('ArrowDown', 'ArrowDown')
  expect((await strip()).pan).toBeLessThan(0)
  await go('Tab', /^slider Level/)
  await press('ArrowDown', 'ArrowDown', 'ArrowDown')
  expect((await strip()).gain).toBe(-1.5)
  await go('Shift+Tab', /Add an effect or a send/)
  await press('Enter')
  await go('ArrowDown', /^menuitem Compressor/)
  await press('Enter')
  await until((s) => s.document.children('strip', s.selectedStrip!, 'device').length === 1)
  await page.waitForSelector('[data-card]')
  await region('#dock')
  await go('Tab', /^section Compressor/)
  await go('Tab', /^slider Ratio/)
  await press('PageUp')
  await did(/Ratio/)
  const edited = await read((s) => s.history.steps.length)

  // Undo goes back, redo comes again.
  const now = await all()
  await press(...Array(edited).fill('Control+Z'))
  expect(await read((s) => [s.history.canUndo, s.document.byType('asset').length])).toEqual([false, 0])
  await press(...Array(edited).fill('Control+Shift+Z'))
  expect(await all()).toBe(now)

  // Export, through the dialog.
  await press('Control+Shift+E')
  await go('Tab', /^select Resolution/)
  await go('Tab', /^button Export/)
  await press('Enter')
  await page.waitForSelector('.findings', { timeout: 30_000 })
  const shown = (await page.getAttribute('[data-sha256]', 'data-sha256'))!
  await go('Tab', /^button Save /)
  const [exported] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  await focused()
  const [zip] = await Promise.all([page.waitForEvent('download'), palette('save a copy as zip')])
  await focused()
  await sameBits(exported, zip, shown)
  expect(wrong).toEqual([])
}, 60_000)

test('with the mouse only', async () => {
  const click = (selector: string) => page.click(selector)
  const menu = async (...path: string[]) => {
    await click('[aria-label="Tonmeister, main menu"]')
    for (const title of path) await click(`[role=menuitem]:has-text("${title}")`)
  }
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 })
    await page.mouse.move(to.x, to.y, { steps: 3 })
    await page.mouse.up()
  }
  const middle = async (selector: string) => {
    const box = (await page.locator(selector).first().boundingBox())!
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  /** A place of the lanes, in ticks and by the name of its track. */
  const place = async (ticks: number, track: string, down = 0.6) => {
    const head = (await page.locator(`[role=row].head[aria-label^="${track}"]`).boundingBox())!
    const lanes = (await page.locator('canvas.lanes').boundingBox())!
    const x = (await page.evaluate((at) => window.tonmeister.viewport.x(at), ticks)) as number
    return { x: lanes.x + x, y: head.y + head.height * down }
  }

  // Start panel, template.
  await click('[aria-label="Start: recent projects and templates"]')
  await click('.choice-card:has-text("Beat")')
  await until((s) => s.dialog === null && /Beat/.test(s.project.name))
  const before = await read((s) => s.tracks().length)

  // An instrument is dragged out of the browser.
  await click('[role=tab]:has-text("Browser")')
  await page.locator('.node:has-text("Analog poly")').dragTo(page.locator('canvas.lanes'), { targetPosition: { x: 300, y: 250 } })
  await until((s) => s.history.steps.length > 0)
  expect(await read((s) => s.tracks().length)).toBe(before + 1)

  // A clip by a double click, notes by clicks and a drag.
  await menu('View', 'Fit all tracks in height')
  await page.waitForTimeout(200)
  const there = await place(36 * QUARTER, 'Analog poly')
  await page.mouse.dblclick(there.x, there.y)
  await page.waitForSelector('.roll canvas')
  await until((s) => s.selectedClips.size === 1)
  const canvas = (await page.locator('.roll canvas').boundingBox())!
  const key = async (sixteenth: number, note: number) => {
    const at = await page.evaluate(
      ([x, n]) => {
        const { view, row } = window.tonmeister.roll
        const { origin } = window.tonmeister.roll.span()!
        return { x: (origin + x! * 6720 - view.from) / view.perPixel, y: (127 - n! + 0.5) * row - view.top }
      },
      [sixteenth, note],
    )
    return { x: canvas.x + KEYBOARD + at.x, y: canvas.y + RULER + at.y }
  }
  const clicked = await key(0.4, 62)
  await page.mouse.click(clicked.x, clicked.y)
  await drag(await key(4.3, 65), await key(7.6, 65))
  expect(await read((s) => s.document.children('clip', [...s.selectedClips][0]!, 'note').length)).toBe(2)

  // A sound file through the browser's own dialog.
  await click('[aria-label="To the start"]')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), menu('Import audio or MIDI')])
  await chooser.setFiles(WAV)
  await until((s) => s.document.byType('asset').length === 1)

  // Its clip: moved, trimmed, faded, split by its menu, duplicated.
  await menu('View', 'Fit all tracks in height')
  await page.waitForTimeout(200)
  const audio = async () => (await clips()).filter((c) => c.kind === 'audio').sort((a, b) => a.at - b.at)
  const end = async () =>
    read(
      (s) => s.clipTicks((s.document.byType('clip') as ClipRecord[]).filter((c) => c.kind === 'audio').sort((a, b) => b.at - a.at)[0]!)[1],
    )
  const length = (await audio())[0]!.length
  await drag(await place(QUARTER, 'tone'), await place(3 * QUARTER, 'tone'))
  await did('Move clip')
  expect((await audio())[0]!.at).toBeGreaterThan(0)
  const right = await place(await end(), 'tone')
  await drag({ ...right, x: right.x - 3 }, await place((await end()) - QUARTER, 'tone'))
  await did('Trim clip')
  expect((await audio())[0]!.length).toBeLessThan(length)
  const corner = await place(await end(), 'tone', 0)
  await drag({ x: corner.x - 4, y: corner.y + 6 }, { x: corner.x - 20, y: corner.y + 6 })
  expect((await audio())[0]!.fadeOut).toBeGreaterThan(0)
  const ruler = (await page.locator('.rulers canvas').boundingBox())!
  const half = await place((await end()) - 1.5 * QUARTER, 'tone')
  await page.mouse.click(half.x, ruler.y + ruler.height - 8)
  await page.mouse.click(half.x, half.y, { button: 'right' })
  await click('[role=menuitem]:has-text("Split clips at the play head")')
  await until((s) => s.document.byType('clip').filter((c) => c.kind === 'audio').length === 2)
  const last = await place((await end()) - QUARTER / 2, 'tone')
  await page.mouse.click(last.x, last.y, { button: 'right' })
  await click('[role=menuitem]:has-text("Duplicate clips")')
  await until((s) => s.document.byType('clip').filter((c) => c.kind === 'audio').length > 2)

  // Mixer: fader, pan, mute, a send, an effect and its parameter.
  await click('[role=tab]:has-text("Mixer")')
  const strip = () =>
    read((s) => s.strips().find((x) => x.name === 'tone') as unknown as { id: string; gain: number; pan: number; mute: boolean })
  const fader = await middle('[aria-label="Level tone"] .cap')
  await drag(fader, { x: fader.x, y: fader.y + 20 })
  expect((await strip()).gain).toBeLessThan(-1)
  const pan = await middle('[aria-label="Pan tone"]')
  await drag(pan, { x: pan.x, y: pan.y - 30 })
  expect((await strip()).pan).toBeGreaterThan(5)
  await click('.strip [aria-label="Mute tone"]')
  expect((await strip()).mute).toBe(true)
  await click('.strip [aria-label="Mute tone"]')
  await click('[aria-label="Add an effect or a send to tone"]')
  await click('[role=menuitem]:has-text("Send to")')
  const send = await middle('.strip[aria-label="tone"] .send')
  await page.mouse.move(send.x, send.y)
  await page.mouse.wheel(0, -100)
  await until((s) => /^Send to/.test(s.history.steps.at(-1)!.label))
  await click('[aria-label="Add an effect or a send to tone"]')
  await click('role=menuitem[name="Compressor"]')
  await page.waitForSelector('[data-card]')
  const ratio = await middle('[data-card] .knob[aria-label="Attack"]')
  await drag(ratio, { x: ratio.x, y: ratio.y - 20 })
  await did(/Attack/)
  const edited = await read((s) => s.history.steps.length)

  // Undo goes back, redo comes again.
  const now = await all()
  for (let i = 0; i < edited; i++) await click('[aria-label="Undo"]')
  expect(await read((s) => [s.history.canUndo, s.document.byType('asset').length])).toEqual([false, 0])
  for (let i = 0; i < edited; i++) await click('[aria-label="Redo"]')
  expect(await all()).toBe(now)

  // Export, through the dialog.
  await click('header .b.p')
  await click('.dialog .b.p')
  await page.waitForSelector('.findings', { timeout: 30_000 })
  const shown = (await page.getAttribute('[data-sha256]', 'data-sha256'))!
  const [exported] = await Promise.all([page.waitForEvent('download'), click('.dialog .b.p')])
  const [zip] = await Promise.all([page.waitForEvent('download'), menu('Save a copy as zip')])
  await sameBits(exported, zip, shown)
  expect(wrong).toEqual([])
}, 60_000)
