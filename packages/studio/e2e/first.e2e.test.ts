// The first minute: a fresh profile opens straight into the demo, quickly, and sounds at once; the start panel; the first steps.
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
/** Milliseconds: UX.md, section 4. */
const INTERACTIVE = 3000
const SOUNDS = 1000
const AUDIBLE_DB = -60

const studio = fileURLToPath(new URL('../../../dist/studio', import.meta.url))
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>
const wrong: string[] = []
beforeAll(async () => {
  server = await startServer({ port: 0, root: studio })
  ;({ context, close } = await launchWithProfile({ width: 1280, height: 800 }))
  page = await context.newPage()
  page.on('pageerror', (error) => wrong.push(error.message))
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
})
const project = <T>(look: (s: Session) => T): Promise<T> => page.evaluate(`(${look})(window.tonmeister)`) as Promise<T>
const steps = () => page.$$eval('.first-steps li .done span', (all) => all.map((x) => x.textContent))

test('the address opens the demo, without a dialog, ready within 3 s; pressing play sounds within 1 s', async () => {
  await page.goto(server.address, { waitUntil: 'commit' })
  await page.waitForSelector('[aria-label=Play]:not(:disabled)')
  await page.waitForFunction(() => window.tonmeister?.project.name === 'Harbour Lights')
  // On the page's own clock: from the beginning of the navigation.
  const ready = await page.evaluate(() => performance.now())
  expect(await page.$('[role=dialog]')).toBeNull()
  expect(await project((s) => s.tracks().length)).toBe(8)
  // The demo begins in silence; the first chorus does not.
  await project((s) => s.locate(s.loopStart))
  const heard = page.evaluate(
    (audible) =>
      new Promise<{ moved: number; sounds: number }>((resolve) => {
        const s = window.tonmeister
        const levels = new Float32Array(4)
        document.querySelector('[aria-label=Play]')!.addEventListener(
          'click',
          () => {
            const pressed = performance.now()
            const at = s.host.positionTicks()
            let moved = 0
            const look = () => {
              if (!moved && s.host.positionTicks() > at) moved = performance.now() - pressed
              s.host.meter('main', levels)
              const db = 20 * Math.log10(Math.max(levels[0]!, levels[1]!))
              if (moved && db > audible) resolve({ moved, sounds: performance.now() - pressed })
              else requestAnimationFrame(look)
            }
            look()
          },
          { capture: true, once: true },
        )
      }),
    AUDIBLE_DB,
  )
  await page.click('[aria-label=Play]')
  const { moved, sounds } = await heard
  console.log(
    `ready ${Math.round(ready)} ms after navigation began; moves ${Math.round(moved)} ms, sounds ${Math.round(sounds)} ms after play`,
  )
  expect(ready).toBeLessThan(INTERACTIVE)
  expect(sounds).toBeLessThan(SOUNDS)
  expect(await steps()).toEqual(['Play the song'])
  await page.click('[aria-label=Stop]')
})
test('by keys alone: the start panel begins a beat that goes round, and brings the demo back', async () => {
  const before = await project((s) => s.key)
  await page.focus('#arrangement')
  await page.keyboard.press('Control+Alt+N')
  await page.waitForSelector('.dialog.start .templates')
  await page.waitForFunction(() => document.activeElement?.matches('.templates li:first-child .choice-card'))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.waitForFunction((key) => window.tonmeister.key !== key && window.tonmeister.save.kind === 'saved', before)
  expect(await project((s) => [s.project.name, s.looping, s.loopStart, s.loopEnd === s.length])).toEqual(['Beat', true, 0, true])
  await page.click('[aria-label="Start: recent projects and templates"]')
  await page.waitForSelector('.recent .miniature')
  expect(await page.textContent('.recent li')).toMatch(/^Harbour Lights(this minute|\d+ minutes? ago) · 2:05$/)
  await page.focus('.recent .choice-card')
  await page.keyboard.press('Enter')
  await page.waitForFunction((key) => window.tonmeister.key === key, before)
})
test('a project is deleted only when it is asked twice', async () => {
  await page.click('[aria-label="Start: recent projects and templates"]')
  await page.click('[aria-label="Delete Beat"]')
  await page.keyboard.press('Escape')
  expect(await page.$$('.recent li')).toHaveLength(1)
  await page.click('[aria-label="Delete Beat"]')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.recent.none')
  await page.keyboard.press('Escape')
  await page.waitForSelector('[role=dialog]', { state: 'detached' })
})
test('first steps tick themselves, cover nothing, fold, and go for ever', async () => {
  await page.click('.first-steps button:has-text("Move a fader")')
  await page.waitForFunction(() => document.activeElement?.matches('.strips [role=slider]'))
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => document.querySelectorAll('.first-steps .done').length === 2)
  expect(await steps()).toEqual(['Play the song', 'Move a fader'])
  // Nothing lies under the card but its own column.
  const covered = await page.evaluate(() => {
    const card = document.querySelector('.first-steps')!.getBoundingClientRect()
    return [...document.querySelectorAll('button, [role=slider], canvas, [role=treeitem]')].filter((x) => {
      if (x.closest('.first-steps, [role=dialog], .side-body')) return false
      const r = x.getBoundingClientRect()
      return r.width && r.left < card.right && r.right > card.left && r.top < card.bottom && r.bottom > card.top
    }).length
  })
  expect(covered).toBe(0)
  const below = await page.evaluate(
    () =>
      document.querySelector('#browser .side-body')!.getBoundingClientRect().bottom <=
      document.querySelector('.first-steps')!.getBoundingClientRect().top,
  )
  expect(below).toBe(true)
  await page.click('.first-steps-head')
  expect(await page.$('.first-steps ol')).toBeNull()
  await page.click('.first-steps-head')
  await page.click('.first-steps button:has-text("Don\'t show again")')
  expect(await page.$('.first-steps')).toBeNull()
  await page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
  await page.reload()
  await page.waitForSelector('.strips')
  expect(await page.$('.first-steps')).toBeNull()
  expect(wrong).toEqual([])
})
