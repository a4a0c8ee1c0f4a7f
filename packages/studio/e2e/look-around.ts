// Goes through the window for the tests of its looks: every panel, the arrangement and the dialogs, in a language, a theme and a size.
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'
import { cutRings, type Fault, lookAround } from './looks.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
export const LANGUAGES = ['en', 'de', 'pseudo'] as const
export const THEMES = ['dark', 'light', 'contrast'] as const
/** Width and height. The last two are 1600 × 1000 and 1280 × 720 at 200 %. */
export const SIZES = [
  [1280, 720],
  [390, 844],
  [1600, 1000],
  [2560, 1440],
  [800, 500],
  [640, 360],
] as const
export const PANELS = ['mixer', 'devices', 'notes', 'clip', 'media', 'history', 'browser', 'inspector', 'monitor']
/** Those that have most words in least room. */
export const TIGHT = ['mixer', 'devices', 'inspector']
export const DIALOGS = [
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

/** A window with a profile of its own, at a server of its own. */
export async function lookingGlass() {
  const server = await startServer({ port: 0, root: fileURLToPath(new URL('../../../dist/studio', import.meta.url)) })
  const profile = await launchWithProfile()
  const page = await profile.context.newPage()
  return {
    page,
    /** A strip and a clip of notes are selected: the panels have something to say. */
    async open(language: string, theme = 'dark'): Promise<void> {
      await page.goto(`${server.address}icon.svg`)
      await page.evaluate((to) => localStorage.setItem('tonmeister.settings', JSON.stringify({ theme: to })), theme)
      await page.goto(`${server.address}?language=${language}`)
      await page.waitForSelector('main')
      await page.waitForFunction(() => window.tonmeister?.tracks().length > 0)
      await page.evaluate(() => {
        const s = window.tonmeister
        s.select(s.strips()[1]!.id)
        const clip = [...s.document.byType('clip')].find((c) => c.kind === 'notes')
        if (clip) s.selectClips([clip.id])
      })
    },
    async close(): Promise<void> {
      await profile.close()
      await server.close()
    },
  }
}
/** In the page; what the compiler wraps names of functions in is not there. */
export const run = <T>(page: Page, code: string) => page.evaluate(`(() => { const __name = (f) => f; return ${code} })()`) as Promise<T>
/** Two frames later; a headless browser may leave them out after a change of size, what is measured is laid out all the same. */
const settled = (page: Page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(done))
        setTimeout(done, 1000)
      }),
  )

/** Panels, the arrangement and dialogs, one after the other. */
export async function through(
  page: Page,
  panels: readonly string[],
  dialogs: readonly string[],
  look: (what: string) => Promise<void>,
): Promise<void> {
  for (const panel of panels) {
    await page.evaluate((id) => window.tonmeister.layout.show(id), panel)
    await settled(page)
    await look(panel)
  }
  await page.evaluate(() => window.tonmeister.layout.goNear('centre'))
  await settled(page)
  await look('arrangement')
  for (const dialog of dialogs) {
    await page.evaluate((id) => window.tonmeister.show(id), dialog)
    await page.waitForSelector('.dialog')
    await settled(page)
    await look(dialog)
    await page.evaluate(() => window.tonmeister.show(null))
    await page.waitForSelector('.dialog', { state: 'detached' })
  }
}
/** What an eye would find wrong, with the place where it was found first. */
export class Faults {
  private readonly found = new Map<string, string>()
  constructor(private readonly page: Page) {}
  look = async (where: string): Promise<void> => this.add(where, await run<readonly Fault[]>(this.page, `(${lookAround})()`))
  /** Whether the ring around what has the focus can be seen whole, control by control. */
  rings = async (where: string): Promise<void> => this.add(where, await run<readonly Fault[]>(this.page, `(${cutRings})()`))
  private add(where: string, faults: readonly Fault[]): void {
    for (const f of faults) if (!this.found.has(`${f.what}: ${f.where}`)) this.found.set(`${f.what}: ${f.where}`, where)
  }
  get all(): Record<string, string> {
    return Object.fromEntries(this.found)
  }
}
