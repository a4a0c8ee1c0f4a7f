// The whole matrix: every panel and dialog at every size, in every theme and language. Its quick part is looks.e2e.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DIALOGS, Faults, LANGUAGES, lookingGlass, PANELS, SIZES, THEMES, through } from './look-around.ts'

let glass: Awaited<ReturnType<typeof lookingGlass>>
beforeAll(async () => {
  glass = await lookingGlass()
}, 120_000)
afterAll(() => glass?.close())

describe.each(LANGUAGES)('%s', (language) => {
  test.each(THEMES)('nothing is clipped, overlaps, hangs out or cuts a focus ring in the %s theme', { timeout: 240_000 }, async (theme) => {
    const { page } = glass
    const faults = new Faults(page)
    await glass.open(language, theme)
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme)
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      await through(page, PANELS, DIALOGS, async (what) => {
        const where = `${width} × ${height}, ${what}`
        await faults.look(where)
        // A ring is drawn around a box, whatever words are in it.
        if (language === LANGUAGES[0]) await faults.rings(where)
      })
    }
    expect(faults.all).toEqual({})
  })
})
