// The window at every size, theme and language: nothing clipped, overlapping or hanging out, and nothing said that no catalogue knows. This is
// the part of it where something happens most often; looks.e2e.long.test.ts looks at all of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DIALOGS, Faults, LANGUAGES, lookingGlass, PANELS, run, SIZES, THEMES, TIGHT, through } from './look-around.ts'
import { unsaid } from './looks.ts'

/** What is nobody's message: what the person named, keys, specifications, file formats, the brand. */
const ALLOWED = [
  // The brand.
  '.logo',
  // What is written on keys.
  'kbd',
  // Names of the project, tracks, strips, clips, sections, presets and files.
  '.proj-name',
  '.head',
  '.head-name',
  '.lane-grid',
  '.strip',
  '.slot.send span',
  '.chain-head b',
  '.roll-said b',
  '.version-text',
  '.recent',
  '.file',
  '.ruler-list',
  // Drop-downs of names: strips, languages in themselves, specifications of broadcasters and services, other programs; musical keys.
  'select.names',
  '.clock',
]
let glass: Awaited<ReturnType<typeof lookingGlass>>
beforeAll(async () => {
  glass = await lookingGlass()
}, 120_000)
afterAll(() => glass?.close())

// Each language with another theme: what a theme changes in the room that things take does not depend on the words.
describe.each(LANGUAGES.map((language, i) => [language, THEMES[i]!] as const))('%s, %s', (language, theme) => {
  test('nothing is clipped, overlaps or hangs out, at any size', { timeout: 120_000 }, async () => {
    const { page } = glass
    const faults = new Faults(page)
    await glass.open(language, theme)
    for (const [i, [width, height]] of SIZES.entries()) {
      const isAll = i < 2
      await page.setViewportSize({ width, height })
      await through(page, isAll ? PANELS : TIGHT, isAll ? DIALOGS : ['export'], (what) => faults.look(`${width} × ${height}, ${what}`))
    }
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme)
    expect(faults.all).toEqual({})
  })
})
test('every word passes through the catalogue', { timeout: 60_000 }, async () => {
  const { page } = glass
  await page.setViewportSize({ width: 1600, height: 1000 })
  await glass.open('pseudo')
  const missed = new Map<string, string>()
  const hear = async (what: string) => {
    for (const x of await run<readonly string[]>(page, `(${unsaid})(${JSON.stringify(ALLOWED)})`)) if (!missed.has(x)) missed.set(x, what)
  }
  await through(page, PANELS, DIALOGS, hear)
  // Menus, too: the main one with all commands of a group.
  await page.click('header .logo:not(.mark)')
  await page.waitForSelector('[role=menu]')
  await hear('main menu')
  expect(Object.fromEntries(missed)).toEqual({})
})
