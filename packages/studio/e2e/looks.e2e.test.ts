// The window at every size, theme and language: nothing clipped, overlapping or hanging out, and nothing said that no catalogue knows.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'
import { type Fault, lookAround, unsaid } from './looks.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
const studio = join(import.meta.dirname, '../../../dist/studio')
const PANELS = ['mixer', 'devices', 'notes', 'clip', 'media', 'history', 'browser', 'inspector', 'monitor']
/** Those that have most words in least room. */
const TIGHT = ['mixer', 'devices', 'inspector']
const DIALOGS = [
  'start',
  'settings',
  'shortcuts',
  'keys',
  'export',
  'palette',
  'versions',
  'storage',
  'workspace',
  'markers',
  'tempos',
  'track',
]
/** Width, height, and whether everything is looked at there or what is tight. The last two are 1600 × 1000 and 1280 × 720 at 200 %. */
const SIZES = [
  [1280, 720, 'all'],
  [390, 844, 'all'],
  [1600, 1000, 'tight'],
  [2560, 1440, 'tight'],
  [800, 500, 'tight'],
  [640, 360, 'tight'],
] as const
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
let server: Awaited<ReturnType<typeof startServer>>
let profile: Awaited<ReturnType<typeof launchWithProfile>>
let page: Page

beforeAll(async () => {
  server = await startServer({ port: 0, root: studio })
  profile = await launchWithProfile()
  page = await profile.context.newPage()
}, 120_000)
afterAll(async () => {
  await profile?.close()
  await server?.close()
})
/** In the page; what the compiler wraps names of functions in is not there. */
const run = <T>(code: string) => page.evaluate(`(() => { const __name = (f) => f; return ${code} })()`) as Promise<T>
const settled = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
async function open(query: string): Promise<void> {
  await page.goto(`${server.address}${query}`)
  await page.waitForSelector('main')
  await page.waitForFunction(() => window.tonmeister?.tracks().length > 0)
  // A strip and a clip of notes: the panels have something to say.
  await page.evaluate(() => {
    const s = window.tonmeister
    s.select(s.strips()[1]!.id)
    const clip = [...s.document.byType('clip')].find((c) => c.kind === 'notes')
    if (clip) s.selectClips([clip.id])
  })
}
async function theme(name: string): Promise<void> {
  await page.evaluate((to) => {
    localStorage.setItem(
      'tonmeister.settings',
      JSON.stringify({ ...JSON.parse(localStorage.getItem('tonmeister.settings') ?? '{}'), theme: to }),
    )
  }, name)
}
/** Panels, the arrangement and dialogs, one after the other. */
async function through(panels: readonly string[], dialogs: readonly string[], look: (what: string) => Promise<void>): Promise<void> {
  for (const panel of panels) {
    await page.evaluate((id) => window.tonmeister.layout.show(id), panel)
    await settled()
    await look(panel)
  }
  await page.evaluate(() => window.tonmeister.layout.goNear('centre'))
  await settled()
  await look('arrangement')
  for (const dialog of dialogs) {
    await page.evaluate((id) => window.tonmeister.show(id), dialog)
    await page.waitForSelector('.dialog')
    await settled()
    await look(dialog)
    await page.evaluate(() => window.tonmeister.show(null))
    await page.waitForSelector('.dialog', { state: 'detached' })
  }
}

describe.each(['en', 'de', 'pseudo'])('%s', (language) => {
  test('nothing is clipped, overlaps or hangs out, at any size', { timeout: 120_000 }, async () => {
    await open(`?language=${language}`)
    const faults = new Map<string, string>()
    for (const [width, height, how] of SIZES) {
      await page.setViewportSize({ width, height })
      await through(how === 'all' ? PANELS : TIGHT, how === 'all' ? DIALOGS : ['export'], async (what) => {
        for (const f of await run<readonly Fault[]>(`(${lookAround})()`))
          if (!faults.has(`${f.what}: ${f.where}`)) faults.set(`${f.what}: ${f.where}`, `${width} × ${height}, ${what}`)
      })
    }
    expect(Object.fromEntries(faults)).toEqual({})
  })
})
test('nor in the light theme', { timeout: 60_000 }, async () => {
  await open('?language=de')
  await theme('light')
  await open('?language=de')
  const faults: string[] = []
  for (const [width, height] of [SIZES[0], SIZES[1]]) {
    await page.setViewportSize({ width, height })
    await through(TIGHT, ['export'], async (what) => {
      for (const f of await run<readonly Fault[]>(`(${lookAround})()`)) faults.push(`${width} × ${height}, ${what}: ${f.what}: ${f.where}`)
    })
  }
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('light')
  await theme('system')
  expect(faults).toEqual([])
})
test('every word passes through the catalogue', { timeout: 60_000 }, async () => {
  await page.setViewportSize({ width: 1600, height: 1000 })
  await open('?language=pseudo')
  const missed = new Map<string, string>()
  await through(PANELS, DIALOGS, async (what) => {
    for (const x of await run<readonly string[]>(`(${unsaid})(${JSON.stringify(ALLOWED)})`)) if (!missed.has(x)) missed.set(x, what)
  })
  // Menus, too: the main one with all commands of a group.
  await page.click('header .logo:not(.mark)')
  await page.waitForSelector('[role=menu]')
  for (const x of await run<readonly string[]>(`(${unsaid})(${JSON.stringify(ALLOWED)})`)) missed.set(x, 'main menu')
  expect(Object.fromEntries(missed)).toEqual({})
})
