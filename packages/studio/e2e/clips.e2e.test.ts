// Clips in the lanes: every gesture of the pointer, and the same by the keyboard alone.
import { fileURLToPath } from 'node:url'
import type { ClipRecord, Rec } from '@tonmeister/project'
import { base, track } from '@tonmeister/project/templates/empty.ts'
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
const BAR = 4 * 26_880
const SECOND = 705_600_000
const studio = fileURLToPath(new URL('../../../dist/studio', import.meta.url))
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>
const wrong: string[] = []

const notes = (id: string, on: string, at: number, length: number): Rec[] => [
  { id, type: 'clip', kind: 'notes', track: `track-${on}`, order: id, anchor: 'ticks', at, length, name: id, from: 0 },
  { id: `${id}-n`, type: 'note', clip: id, at: 0, length: BAR / 4, key: 60, velocity: 100 },
]
/** Three tracks at 120 bpm; a bar lasts two seconds. */
const SONG: readonly Rec[] = [
  ...base({ name: 'Clips' }),
  ...track('a', 'A', 'One', 1),
  ...track('b', 'B', 'Two', 2),
  ...track('c', 'C', 'Three', 3),
  ...notes('m', 'a', BAR, BAR),
  ...notes('n', 'b', 2 * BAR, BAR),
  {
    id: 'asset-1',
    type: 'asset',
    name: 'wave',
    file: 'media/wave.wav',
    hash: 'f'.repeat(64),
    sampleRate: 48_000,
    channels: 1,
    frames: 480_000,
  },
  {
    id: 'w',
    type: 'clip',
    kind: 'audio',
    track: 'track-c',
    order: 'w',
    anchor: 'flicks',
    at: 2 * SECOND,
    length: 4 * SECOND,
    name: 'w',
    asset: 'asset-1',
    from: 0,
    gain: 0,
    fadeIn: 0,
    fadeOut: 0,
    fadeInShape: 'linear',
    fadeOutShape: 'linear',
    reverse: false,
  },
]
beforeAll(async () => {
  server = await startServer({ port: 0, root: studio })
  ;({ context, close } = await launchWithProfile())
  page = await context.newPage()
  page.on('pageerror', (error) => wrong.push(error.message))
  await page.goto(server.address)
  await page.waitForSelector('.strips')
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
})
beforeEach(async () => {
  wrong.length = 0
  await page.evaluate((records) => {
    const s = window.tonmeister
    s.open(JSON.parse(records))
    s.viewport.fit(0, 8 * 4 * 26_880)
    for (const n of s.notices) s.dismiss(n.id)
  }, JSON.stringify(SONG))
  await page.keyboard.press('Escape')
  await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))))
})

const clip = (id: string) => page.evaluate((x) => window.tonmeister.document.get(x) as ClipRecord | undefined, id)
const all = () => page.evaluate(() => window.tonmeister.document.byType('clip') as ClipRecord[])
/** Where a place of a row is on the screen; `down` from the top of the row. */
const point = (ticks: number, row: number, down = 30) =>
  page.evaluate(
    ([at, r, y]) => {
      const box = document.querySelector('canvas.lanes')!.getBoundingClientRect()
      const v = window.tonmeister.viewport
      return [box.left + v.x(at!), box.top + r! * 54 + y! - v.top] as [number, number]
    },
    [ticks, row, down],
  )
async function drag(from: [number, number], to: [number, number], ...keys: string[]): Promise<void> {
  await page.mouse.move(...from)
  for (const k of keys) await page.keyboard.down(k)
  await page.mouse.down()
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 2 })
  await page.mouse.move(...to, { steps: 2 })
  await page.mouse.up()
  for (const k of keys) await page.keyboard.up(k)
}
/** A bar in pixels. */
const bar = async () => (await point(BAR, 0))[0] - (await point(0, 0))[0]
const off = ([x, y]: [number, number], dx: number, dy = 0): [number, number] => [x + dx, y + dy]
const steps = () => page.evaluate(() => window.tonmeister.history.steps.length)
const said = () => page.$$eval('[aria-live=polite]', (all) => all.map((x) => x.textContent).join(' '))

describe('by pointer', () => {
  test('a drag moves over tracks to the grid; several go together; Escape takes it back', async () => {
    const px = await bar()
    const at = await point(BAR * 1.5, 0)
    await drag(at, off(at, px + 2, 54))
    expect(await clip('m')).toMatchObject({ at: 2 * BAR, track: 'track-b' })
    // Both, chosen by a box around them.
    await drag(await point(0.2 * BAR, 0, 4), await point(6 * BAR, 1, 50))
    expect(await page.evaluate(() => window.tonmeister.selectedClips.size)).toBe(2)
    const grab = await point(2.5 * BAR, 1)
    await drag(grab, off(grab, -px, 54))
    expect([(await clip('m'))!.track, (await clip('n'))!.track]).toEqual(['track-c', 'track-c'])
    expect([(await clip('m'))!.at, (await clip('n'))!.at]).toEqual([BAR, BAR])
    const before = await steps()
    const hold = await point(1.5 * BAR, 2)
    await page.mouse.move(...hold)
    await page.mouse.down()
    await page.mouse.move(hold[0] + 100, hold[1], { steps: 3 })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    expect([(await clip('m'))!.at, await steps()]).toEqual([BAR, before])
  })
  test('Ctrl copies, Alt slips, ends trim, the lower right corner repeats', async () => {
    const px = await bar()
    const at = await point(1.5 * BAR, 0)
    await drag(at, off(at, 2 * px), 'Control')
    expect((await all()).filter((c) => c.track === 'track-a').map((c) => c.at)).toEqual([BAR, 3 * BAR])
    await drag(await point(1.5 * BAR, 0), await point(1.75 * BAR, 0), 'Alt')
    expect((await clip('m'))!.from).toBe(-BAR / 4)
    await drag(off(await point(2 * BAR, 0, 24), -3), off(await point(2.5 * BAR, 0, 24), -3))
    expect((await clip('m'))!.length).toBe(1.5 * BAR)
    await drag(off(await point(2 * BAR, 1, 30), 3), off(await point(2.25 * BAR, 1, 30), 3))
    expect(await clip('n')).toMatchObject({ at: 2.25 * BAR, from: BAR / 4 })
    await drag(off(await point(3 * BAR, 1, 48), -3), off(await point(4.5 * BAR, 1, 48), -3))
    expect(await clip('n')).toMatchObject({ loop: 0.75 * BAR, length: 2.25 * BAR })
  })
  test('corners fade, the middle of a fade bends it, Shift up and down is gain', async () => {
    const px = await bar()
    await drag(off(await point(BAR, 2, 8), 4), off(await point(BAR, 2, 8), px / 2))
    const fade = Number((await clip('w'))!.fadeIn)
    expect(fade / SECOND).toBeCloseTo(1, 1)
    await drag(await point(1.25 * BAR, 2, 34), off(await point(1.25 * BAR, 2, 34), 0, -30))
    expect((await clip('w'))!.fadeInShape).toBe('fast')
    await drag(await point(2.5 * BAR, 2), off(await point(2.5 * BAR, 2), 0, 40), 'Shift')
    expect((await clip('w'))!.gain).toBe(-4)
    await drag(off(await point(3 * BAR, 2, 8), -4), off(await point(3 * BAR, 2, 8), -px / 4))
    expect(Number((await clip('w'))!.fadeOut) / SECOND).toBeCloseTo(0.5, 1)
    expect(wrong).toEqual([])
  })
  test('the range tool takes a stretch of rows: copied, cut and pasted; the split tool splits', async () => {
    await page.click('.lane-tools [aria-label="Range tool"]')
    await drag(await point(1.5 * BAR, 0), await point(2.5 * BAR, 1))
    await page.keyboard.press('Control+x')
    expect(await clip('m')).toMatchObject({ length: BAR / 2 })
    expect((await all()).find((c) => c.track === 'track-b')).toMatchObject({ at: 2.5 * BAR, length: BAR / 2 })
    await page.click('.lane-tools [aria-label="Select tool"]')
    await page.evaluate((at) => {
      window.tonmeister.locate(at)
      window.tonmeister.select(window.tonmeister.tracks()[0]!.strip)
    }, 5 * BAR)
    await page.keyboard.press('Control+v')
    await page.waitForFunction(() => window.tonmeister.document.byType('clip').length === 5)
    expect((await all()).map((c) => `${c.track} ${c.at / BAR}`)).toContain('track-b 5.5')
    await page.click('.lane-tools [aria-label="Split tool"]')
    await page.mouse.click(...(await point(1.25 * BAR, 0)))
    expect((await all()).filter((c) => c.track === 'track-a' && c.at < 2 * BAR).map((c) => c.length)).toEqual([BAR / 4, BAR / 4])
    await page.click('.lane-tools [aria-label="Select tool"]')
    expect(wrong).toEqual([])
  })
  test('with Ripple what is later makes room for what is pasted, and goes along with an end that is trimmed', async () => {
    await drag(await point(1.5 * BAR, 0), off(await point(1.5 * BAR, 0), 2 * (await bar())), 'Control')
    const places = async () => (await all()).filter((c) => c.track === 'track-a').map((c) => [c.at / BAR, c.length / BAR])
    expect(await places()).toEqual([
      [1, 1],
      [3, 1],
    ])
    await page.click('.lane-tools >> text=Ripple')
    const before = await steps()
    await drag(off(await point(2 * BAR, 0, 24), -3), off(await point(2.5 * BAR, 0, 24), -3))
    expect(await places()).toEqual([
      [1, 1.5],
      [3.5, 1],
    ])
    await page.keyboard.press('Control+c')
    await page.evaluate((at) => window.tonmeister.locate(at), 3 * BAR)
    await page.keyboard.press('Control+v')
    await page.waitForFunction(() => window.tonmeister.document.byType('clip').length === 5)
    expect((await places()).sort((a, b) => a[0]! - b[0]!)).toEqual([
      [1, 1.5],
      [3, 1.5],
      [5, 1],
    ])
    expect(await steps()).toBe(before + 2)
    await page.click('.lane-tools >> text=Ripple')
    expect(wrong).toEqual([])
  })
  test('every line of the context menu of a clip is there, and Ripple closes gaps', async () => {
    await page.mouse.click(...(await point(2.5 * BAR, 1)), { button: 'right' })
    const menu = await page.$$eval('[role=menuitem], [role=menuitemcheckbox]', (items) => items.map((i) => i.textContent ?? ''))
    for (const word of ['Split', 'Copy', 'Paste', 'Repeat', 'Loop content', 'Mute', 'Lock', 'Group', 'Rename', 'Colour', 'Move'])
      expect(
        menu.some((m) => m.includes(word)),
        word,
      ).toBe(true)
    await page.keyboard.press('Escape')
    const at = await point(1.5 * BAR, 0)
    await drag(at, off(at, 3 * (await bar())), 'Control')
    await page.click('.lane-tools >> text=Ripple')
    await page.mouse.click(...at)
    await page.keyboard.press('Delete')
    expect((await all()).filter((c) => c.track === 'track-a').map((c) => c.at)).toEqual([3 * BAR])
    await page.click('.lane-tools >> text=Ripple')
  })
})
test('by touch: two fingers zoom and move the view, a long press opens the menu of a clip', async () => {
  const cdp = await context.newCDPSession(page)
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 })
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) })
  const view = () => page.evaluate(() => ({ from: window.tonmeister.viewport.from, perPixel: window.tonmeister.viewport.perPixel }))
  const [x, y] = await point(4 * BAR, 1)
  const before = await view()
  await touch('touchStart', [x - 40, y], [x + 40, y])
  for (let i = 1; i <= 4; i++) await touch('touchMove', [x - 40 - i * 10, y], [x + 40 + i * 10, y])
  await touch('touchEnd')
  const zoomed = await view()
  expect(before.perPixel / zoomed.perPixel).toBeCloseTo(2, 1)
  await touch('touchStart', [x, y], [x + 60, y])
  for (let i = 1; i <= 4; i++) await touch('touchMove', [x - i * 10, y], [x + 60 - i * 10, y])
  await touch('touchEnd')
  const moved = await view()
  expect(moved.perPixel).toBeCloseTo(zoomed.perPixel, 6)
  expect((moved.from - zoomed.from) / zoomed.perPixel).toBeCloseTo(40, 0)
  await touch('touchStart', await point(2.5 * BAR, 1))
  await page.waitForSelector('[role=menuitem]:has-text("Split")')
  await touch('touchEnd')
  await page.waitForTimeout(100)
  expect(await page.locator('[role=menuitem]:has-text("Split")').count()).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: false })
  await cdp.detach()
  expect(wrong).toEqual([])
})
describe('by keyboard', () => {
  const focus = async (name: string) => {
    await page.focus('.lane-grid [tabindex="0"]')
    for (let i = 0; i < 6; i++) {
      if (await page.evaluate((n) => document.activeElement?.textContent?.startsWith(n), name)) return
      await page.keyboard.press('ArrowDown')
      await page.waitForTimeout(60)
    }
    throw new Error(`no cell begins with ${name}`)
  }
  test('the grid says what is where; arrows go, Alt and arrows move, what is done is said', async () => {
    await focus('m')
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('m, bar 2 beat 1, 1 bar')
    expect(await page.getAttribute('.lane-grid', 'aria-rowcount')).toBe('3')
    await page.keyboard.press('Alt+ArrowRight')
    const moved = (await clip('m'))!.at
    expect(moved).toBeGreaterThan(BAR)
    await page.keyboard.press('Alt+ArrowDown')
    expect((await clip('m'))!.track).toBe('track-b')
    await page.waitForFunction(() => [...document.querySelectorAll('[aria-live=polite]')].some((x) => /Clip at/.test(x.textContent ?? '')))
    expect(await said()).toContain('Clip at')
    await page.keyboard.press('0')
    await page.keyboard.press('Control+Shift+L')
    await focus('m')
    expect(await page.evaluate(() => document.activeElement!.textContent)).toMatch(/muted, locked$/)
    // Locked, it stays.
    await page.keyboard.press('Alt+ArrowLeft')
    await page.keyboard.press('Delete')
    expect((await clip('m'))!.at).toBe(moved)
  })
  test('trim, split, duplicate, copy, fades and gain have keys', async () => {
    await focus('w')
    await page.evaluate((at) => window.tonmeister.locate(at), 1.5 * BAR)
    await page.keyboard.press('[')
    expect((await clip('w'))!.at).toBe(3 * SECOND)
    await page.evaluate((at) => window.tonmeister.locate(at), 2.5 * BAR)
    await page.keyboard.press(']')
    expect((await clip('w'))!.length).toBe(2 * SECOND)
    await page.keyboard.press('Control+ArrowUp')
    await page.keyboard.press('Control+Shift+ArrowDown')
    expect((await clip('w'))!.gain).toBeCloseTo(0.9, 6)
    await page.keyboard.press('Alt+f')
    expect((await clip('w'))!.fadeOut).toBe(SECOND / 100)
    await page.evaluate((at) => window.tonmeister.locate(at), 2 * BAR)
    await page.keyboard.press('s')
    expect((await all()).filter((c) => c.kind === 'audio').map((c) => c.length)).toEqual([SECOND, SECOND])
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+d')
    expect((await all()).filter((c) => c.kind === 'audio').length).toBe(2)
    await page.keyboard.press('Control+Shift+d')
    await page.keyboard.type('3')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=dialog]', { state: 'detached' })
    expect((await all()).filter((c) => c.kind === 'audio').length).toBeGreaterThan(4)
    expect(wrong).toEqual([])
  })
  test('with nothing selected the arrows move the play head; N turns snapping off', async () => {
    await page.evaluate(() => {
      window.tonmeister.where = 'arrangement'
      ;(document.activeElement as HTMLElement | null)?.blur()
    })
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(() => window.tonmeister.host.positionTicks())).toBe(BAR)
    await page.keyboard.press('n')
    const at = await point(1.5 * BAR, 0)
    await drag(at, off(at, 13))
    expect((await clip('m'))!.at % (BAR / 32)).not.toBe(0)
    await page.keyboard.press('n')
  })
  test('copied clips come into another project with their media', async () => {
    await page.evaluate(async () => {
      const s = window.tonmeister
      await s.media.put(s.key, 'media/wave.wav', new Blob(['some bytes']))
      s.selectClips(['w'])
      s.where = 'arrangement'
    })
    await page.keyboard.press('Control+c')
    await page.evaluate(
      (records) => void window.tonmeister.open(JSON.parse(records)),
      JSON.stringify(SONG.filter((r) => r.id !== 'asset-1' && r.id !== 'w')),
    )
    await page.keyboard.press('Control+Shift+v')
    await page.waitForFunction(() => window.tonmeister.document.byType('asset').length === 1)
    const bytes = await page.evaluate(async () => {
      const s = window.tonmeister
      return (await s.media.blob(s.key, String(s.document.byType('asset')[0]!.file)))?.text()
    })
    expect(bytes).toBe('some bytes')
    expect((await all()).find((c) => c.kind === 'audio')).toMatchObject({ at: 2 * SECOND, track: 'track-c' })
  })
})
