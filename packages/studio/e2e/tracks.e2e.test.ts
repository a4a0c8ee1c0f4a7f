// What stands around the clips: heads, rulers, overview, automation lanes; by mouse and by keyboard.
import { fileURLToPath } from 'node:url'
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
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>
const wrong: string[] = []

beforeAll(async () => {
  server = await startServer({ port: 0, root: fileURLToPath(new URL('../../../dist/studio', import.meta.url)) })
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
beforeEach(() => {
  wrong.length = 0
})

// ── Words of this test ───────────────────────────────────────────────────────

const look = <T>(what: (s: Session) => T): Promise<T> => page.evaluate(`(${what})(window.tonmeister)`) as Promise<T>
const names = () => look((s) => s.tracks().map((x) => x.name))
const head = (name: string) => page.locator(`.head:has(b:text-is("${name}"))`)
const menu = async (...path: string[]) => {
  for (const title of path) await page.click(`[role=menuitem]:has-text("${title}")`)
}
const undoAll = () =>
  page.evaluate(() => {
    while (window.tonmeister.history.canUndo) window.tonmeister.history.undo()
  })
const drag = async (x: number, y: number, dx: number, dy: number, key?: string) => {
  await page.mouse.move(x, y)
  if (key) await page.keyboard.down(key)
  await page.mouse.down()
  for (let i = 1; i <= 5; i++) await page.mouse.move(x + (dx * i) / 5, y + (dy * i) / 5)
  await page.mouse.up()
  if (key) await page.keyboard.up(key)
}
const x = (ticks: number) => page.evaluate((at) => window.tonmeister.viewport.x(at), ticks)

describe('track heads, by mouse', () => {
  test('a double click names, the menu colours, duplicates and removes; each is one step back', async () => {
    await head('Bass').locator('.head-name').dblclick()
    await page.keyboard.type('Deep')
    await page.keyboard.press('Enter')
    expect(await names()).toContain('Deep')
    await head('Deep').click({ button: 'right' })
    await menu('Colour of the tracks', 'Violet')
    expect(await look((s) => s.tracks().find((t) => t.name === 'Deep')!.color)).toBe(6)
    await head('Deep').click({ button: 'right' })
    await menu('Duplicate tracks')
    expect(await names()).toContain('Deep 2')
    await head('Deep 2').click({ button: 'right' })
    await menu('Remove tracks')
    expect(await names()).not.toContain('Deep 2')
    expect(await look((s) => s.history.steps.length)).toBe(4)
    await undoAll()
    expect(await names()).toContain('Bass')
  })
  test('dragged, a track stands elsewhere; two chosen with Ctrl are grouped, folded, and the folder is indented', async () => {
    const before = await names()
    const box = (await head('Drums').boundingBox())!
    await drag(box.x + 40, box.y + 20, 0, 54 * 2 + 20)
    expect((await names()).indexOf('Drums')).toBe(2)
    await head('Bass').click()
    await head('Keys').click({ modifiers: ['Control'] })
    await head('Keys').click({ button: 'right' })
    await menu('Group tracks into a folder')
    await page.keyboard.type('Band')
    await page.keyboard.press('Enter')
    expect(
      await look((s) =>
        s
          .tracks()
          .filter((t) => t.parent)
          .map((t) => t.name),
      ),
    ).toEqual(['Bass', 'Keys'])
    await page.click('[aria-label="Fold Band"]')
    expect(await head('Bass').count()).toBe(0)
    await page.click('[aria-label="Unfold Band"]')
    expect(await head('Bass').getAttribute('aria-level')).toBe('2')
    await undoAll()
    expect(await names()).toEqual(before)
  })
  test('the lower edge and the wheel with Alt change the height; what is locked stays', async () => {
    const box = (await head('Drums').boundingBox())!
    await drag(box.x + 60, box.y + box.height - 1, 0, 30)
    expect((await head('Drums').boundingBox())!.height).toBe(84)
    await head('Drums').click({ button: 'right' })
    await menu('Lock the height')
    await page.mouse.move(box.x + 60, box.y + 20)
    await page.keyboard.down('Alt')
    await page.mouse.wheel(0, -100)
    await page.keyboard.up('Alt')
    expect((await head('Drums').boundingBox())!.height).toBe(84)
    await undoAll()
  })
  test('of 120 tracks only those in sight are in the page, and all can be reached by keys', async () => {
    await page.evaluate(() => {
      const s = window.tonmeister
      const strip = s.tracks()[0]!.strip
      s.edit('Many', () =>
        s.document.transact(() => {
          for (let i = 0; i < 120; i++)
            s.document.create({
              id: `many-${i}`,
              type: 'track',
              order: `z${String(i).padStart(3, '0')}V`,
              name: `Many ${i}`,
              color: 3,
              strip,
            })
        }),
      )
    })
    await page.waitForTimeout(100)
    expect(await page.locator('.head').count()).toBeLessThan(30)
    await head('Drums').focus()
    await page.keyboard.press('End')
    await page.waitForFunction(
      () =>
        document.activeElement?.getAttribute('aria-posinset') === '129' || document.activeElement?.getAttribute('aria-posinset') === '128',
    )
    expect(await page.evaluate(() => document.activeElement!.getAttribute('aria-label'))).toBe('Many 119')
    await page.keyboard.press('Home')
    await undoAll()
  })
})

describe('track heads, by keyboard alone', () => {
  test('F2 names, Alt and arrows move, Ctrl G groups, arrows fold, Delete removes', async () => {
    await head('Bass').focus()
    await page.keyboard.press('F2')
    await page.keyboard.type('Low')
    await page.keyboard.press('Enter')
    expect((await names())[1]).toBe('Low')
    await head('Low').focus()
    await page.keyboard.press('Alt+ArrowUp')
    expect((await names())[0]).toBe('Low')
    await head('Low').focus()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Control+g')
    await page.keyboard.type('Rhythm')
    await page.keyboard.press('Enter')
    await head('Rhythm').focus()
    await page.keyboard.press('ArrowLeft')
    expect(await look((s) => s.tracks().find((t) => t.name === 'Rhythm')!.folded)).toBe(true)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('Low'))
    await page.keyboard.press('Delete')
    expect(await names()).not.toContain('Low')
    await undoAll()
  })
})

describe('rulers', () => {
  test('Shift M sets a marker that is named where it stands; it is dragged, and Page keys go to it', async () => {
    await page.evaluate((bar) => {
      window.tonmeister.viewport.fit(0, 40 * bar)
      window.tonmeister.locate(4 * bar)
    }, BAR)
    await page.keyboard.press('Shift+M')
    await page.keyboard.type('Here')
    await page.keyboard.press('Enter')
    const marker = () => look((s) => s.document.byType('marker').map((m) => [m.name, Number(m.at)]))
    expect(await marker()).toEqual([['Here', 4 * BAR]])
    const rulers = (await page.locator('.rulers').boundingBox())!
    await drag(rulers.x + (await x(4 * BAR)) + 2, rulers.y + 24 + 12, (await x(8 * BAR)) - (await x(4 * BAR)), 0)
    expect(await marker()).toEqual([['Here', 8 * BAR]])
    await page.keyboard.press('Home')
    await page.keyboard.press('PageDown')
    expect(await look((s) => s.host.positionTicks())).toBe(8 * BAR)
    await page.keyboard.press('Alt+m')
    await page.waitForSelector('.timetable')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.timetable', { state: 'detached' })
    await page.keyboard.press('Alt+m')
    await page.fill('.timetable input >> nth=0', 'There')
    await page.keyboard.press('Enter')
    await page.click('.timetable [aria-label^="Delete There"], .timetable [aria-label^="Delete"] >> nth=0')
    await page.keyboard.press('Escape')
    await undoAll()
    expect(await marker()).toEqual([])
  })
  test('a section is drawn, stretched and made the loop; a list item moves by Alt and arrows', async () => {
    await page.evaluate((bar) => window.tonmeister.viewport.fit(0, 60 * bar), BAR)
    const rulers = (await page.locator('.rulers').boundingBox())!
    const to = (bar: number) => x(bar * BAR)
    // Behind the song there is room.
    await drag(rulers.x + (await to(52)), rulers.y + 12, (await to(56)) - (await to(52)), 0)
    await page.keyboard.type('Coda')
    await page.keyboard.press('Enter')
    const coda = () =>
      look((s) =>
        s.document
          .byType('section')
          .filter((r) => r.name === 'Coda')
          .map((r) => [Number(r.at), Number(r.length)]),
      )
    expect(await coda()).toEqual([[52 * BAR, 4 * BAR]])
    await drag(rulers.x + (await to(56)) - 1, rulers.y + 12, (await to(58)) - (await to(56)), 0)
    expect(await coda()).toEqual([[52 * BAR, 6 * BAR]])
    await page.mouse.click(rulers.x + (await to(54)), rulers.y + 12, { button: 'right' })
    await menu('Loop the section')
    expect(await look((s) => [s.loopStart, s.loopEnd])).toEqual([52 * BAR, 58 * BAR])
    await page.locator('.rulers [role=option]:has-text("Coda")').focus()
    await page.keyboard.press('Alt+ArrowRight')
    expect((await coda())[0]![0]).toBeGreaterThan(52 * BAR)
    await page.keyboard.press('Delete')
    expect(await coda()).toEqual([])
    await undoAll()
  })
  test('the loop is dragged whole and by its ends, and by keys', async () => {
    await page.evaluate((bar) => {
      window.tonmeister.viewport.fit(0, 40 * bar)
      window.tonmeister.setLoop(true, 8 * bar, 16 * bar)
    }, BAR)
    const rulers = (await page.locator('.rulers').boundingBox())!
    const top = await page.evaluate(() => Number.parseFloat(document.querySelector<HTMLElement>('.flag')!.style.top))
    const bar = (await x(BAR)) - (await x(0))
    const loop = () => look((s) => [s.loopStart, s.loopEnd])
    await drag(rulers.x + (await x(12 * BAR)), rulers.y + top + 3, bar * 4, 0)
    expect(await loop()).toEqual([12 * BAR, 20 * BAR])
    await drag(rulers.x + (await x(20 * BAR)) - 1, rulers.y + top + 3, bar * 4, 0)
    expect(await loop()).toEqual([12 * BAR, 24 * BAR])
    await page.keyboard.press('Alt+Shift+ArrowDown')
    await page.keyboard.press('Alt+Shift+ArrowLeft')
    expect(await loop()).toEqual([6 * BAR, 12 * BAR])
    await page.evaluate(() => window.tonmeister.toggleLoop())
  })
  test('rulers are shown and hidden from the corner; the tempo is drawn, typed in the clock, and ramps', async () => {
    await page.click('#rulers-menu')
    await menu('Tempo')
    await page.evaluate((bar) => window.tonmeister.viewport.fit(0, 40 * bar), BAR)
    const row = (await page.locator('.corner span:text-is("Tempo")').boundingBox())!
    const rulers = (await page.locator('.rulers').boundingBox())!
    await page.mouse.dblclick(rulers.x + (await x(16 * BAR)), row.y + 8)
    await page.keyboard.type('140')
    await page.keyboard.press('Enter')
    const tempos = () =>
      look((s) =>
        s.document
          .byType('tempo')
          .map((r) => [Number(r.at), r.bpm, r.curve])
          .sort((a, b) => Number(a[0]) - Number(b[0])),
      )
    expect((await tempos()).at(-1)).toEqual([16 * BAR, 140, 'jump'])
    await page.locator('.rulers [role=option]:has-text("Tempo 140")').focus()
    await page.keyboard.press('ArrowUp')
    expect((await tempos()).at(-1)![1]).toBe(141)
    await page.evaluate(() => window.tonmeister.locate(0))
    await page.click('.clock button:has-text("Tempo")')
    await page.keyboard.type('99')
    await page.keyboard.press('Enter')
    expect((await tempos())[0]![1]).toBe(99)
    await page.keyboard.press('Escape')
    await undoAll()
    await page.click('#rulers-menu')
    await menu('Tempo')
    expect(await page.locator('.corner span:text-is("Tempo")').count()).toBe(0)
  })
  test('Z goes to the selection and back; the overview moves and is a slider', async () => {
    await page.evaluate((bar) => {
      window.tonmeister.viewport.fit(0, 40 * bar)
      window.tonmeister.selectClips([window.tonmeister.document.byType('clip')[3]!.id])
    }, BAR)
    const view = () => look((s) => [Math.round(s.viewport.from), Math.round(s.viewport.perPixel)])
    const before = await view()
    await page.keyboard.press('z')
    expect(await view()).not.toEqual(before)
    await page.keyboard.press('z')
    expect(await view()).toEqual(before)
    await page.evaluate((bar) => window.tonmeister.viewport.fit(0, 10 * bar), BAR)
    await page.locator('.minimap-frame').focus()
    await page.keyboard.press('PageDown')
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-valuetext')?.startsWith('bars 11'))
    const frame = (await page.locator('.minimap-frame').boundingBox())!
    await drag(frame.x + frame.width / 2, frame.y + 9, -frame.width / 2, 0)
    expect((await view())[0]).toBeLessThan(8 * BAR)
  })
})

describe('automation', () => {
  test('by mouse: A opens a lane, clicks set points, a drag moves one, Ctrl draws, a double click removes', async () => {
    await page.evaluate((bar) => window.tonmeister.viewport.fit(0, 40 * bar), BAR)
    await head('Bass').click()
    await page.keyboard.press('a')
    await page.keyboard.type('volume')
    await page.keyboard.press('Enter')
    const lane = page.locator('.auto-lane')
    await lane.waitFor()
    const box = (await lane.boundingBox())!
    const points = () =>
      look((s) =>
        s.document
          .byType('point')
          .filter((p) => p.target === 'strip-bass')
          .map((p) => [Number(p.at), Number(p.value)])
          .sort((a, b) => a[0]! - b[0]!),
      )
    await page.mouse.click(box.x + (await x(4 * BAR)), box.y + 20)
    await page.mouse.click(box.x + (await x(12 * BAR)), box.y + 44)
    const set = await points()
    expect(set.map((p) => p[0])).toEqual([4 * BAR, 12 * BAR])
    expect(set[0]![1]).toBeGreaterThan(set[1]![1]!)
    await drag(box.x + (await x(4 * BAR)), box.y + 20, (await x(8 * BAR)) - (await x(4 * BAR)), 15)
    const moved = await points()
    expect(moved[0]![0]).toBe(8 * BAR)
    expect(moved[0]![1]).toBeLessThan(set[0]![1]!)
    // The fader says that points move it.
    expect(await page.locator('.strip:has-text("Bass") .fader.driven').count()).toBe(1)
    await drag(box.x + (await x(20 * BAR)), box.y + 10, 120, 30, 'Control')
    expect((await points()).length).toBeGreaterThan(4)
    await page.mouse.dblclick(box.x + (await x(8 * BAR)), box.y + 35)
    expect((await points())[0]![0]).toBe(12 * BAR)
    await undoAll()
    expect(await points()).toEqual([])
    await page.click('[aria-label="Close the lane Volume"]')
  })
  test('by keyboard: a point is set, valued, moved, held and removed, and each is said', async () => {
    await head('Keys').focus()
    await page.keyboard.press('a')
    await page.keyboard.type('pan')
    await page.keyboard.press('Enter')
    await page.evaluate((bar) => window.tonmeister.locate(4 * bar), BAR)
    await page.locator('.auto-lane button:has-text("Pan")').focus()
    await page.keyboard.press('Enter')
    const said = () => page.evaluate(() => document.activeElement?.textContent)
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'option')
    expect(await said()).toMatch(/^bar 5 beat 1, .*, linear$/)
    await page.keyboard.press('Enter')
    await page.keyboard.type('30 left')
    await page.keyboard.press('Enter')
    await page.waitForFunction(
      () => document.querySelector('[aria-label="Points of Pan"] [role=option]')?.textContent === 'bar 5 beat 1, 30 % left, linear',
    )
    await page.locator('[aria-label="Points of Pan"] [role=option]').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('h')
    await page.keyboard.press('Alt+ArrowRight')
    await page.waitForFunction(() => /held$/.test(document.querySelector('[aria-label="Points of Pan"] [role=option]')?.textContent ?? ''))
    expect(await look((s) => s.document.byType('point').filter((p) => p.param === 'pan').length)).toBe(1)
    await page.keyboard.press('Delete')
    expect(await look((s) => s.document.byType('point').filter((p) => p.param === 'pan').length)).toBe(0)
    await undoAll()
    await page.click('[aria-label="Close the lane Pan"]')
  })
})

test('play, ride a fader in latch, stop: the lane is there, the fader follows it, one undo takes it back', async () => {
  const strip = await page.evaluate(() => {
    const s = window.tonmeister
    return s.strips().find((x) => x.kind === 'bus' && !s.document.children('target', x.id, 'point').length)!.id
  })
  const at = `[data-strip="${strip}"].strip`
  const points = () => page.evaluate((id) => window.tonmeister.document.children('target', id, 'point').map((p) => Number(p.value)), strip)
  const steps = () => page.evaluate(() => window.tonmeister.history.steps.length)
  await page.locator(`${at} .mode`).focus()
  await page.keyboard.press('Enter')
  await page.click('role=menuitem[name="Latch"]')
  expect(await page.getAttribute(`${at} .mode`, 'data-mode')).toBe('latch')
  const before = await steps()
  await page.click('button[aria-label^="Play"]')
  await page.waitForFunction(() => window.tonmeister.host.positionTicks() > 5000)
  const cap = (await page.locator(`${at} .fader .cap`).boundingBox())!
  await page.mouse.move(cap.x + 8, cap.y + 8)
  await page.mouse.down()
  for (let i = 1; i <= 8; i++) {
    await page.mouse.move(cap.x + 8, cap.y + 8 + 4 * i)
    await page.waitForTimeout(30)
  }
  expect(await page.getAttribute(`${at} .mode`, 'data-writes')).toBe('true')
  await page.mouse.up()
  // Before the stop it is in the document.
  await page.waitForFunction((id) => window.tonmeister.document.children('target', id, 'point').length > 1, strip)
  await page.keyboard.press('Space')
  await page.waitForFunction((id) => !window.tonmeister.passes.writes(id), strip)
  const lane = await points()
  expect(Math.max(...lane) - Math.min(...lane)).toBeGreaterThan(3)
  expect(lane.length).toBeLessThan(22)
  expect(await steps()).toBe(before + 1)
  const low = await page.evaluate(() => window.tonmeister.locate(0)).then(() => page.locator(`${at} .fader .cap`).boundingBox())
  await page.evaluate(() => window.tonmeister.locate(4e6))
  await expect.poll(async () => (await page.locator(`${at} .fader .cap`).boundingBox())!.y - low!.y).toBeGreaterThan(20)
  await page.keyboard.press('Control+z')
  expect([await points(), await steps()]).toEqual([[], before])
  expect(wrong).toEqual([])
}, 30_000)

test('nothing went wrong', () => expect(wrong).toEqual([]))
