// Words of the tests about keeping projects: windows that come, go and are killed.
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import type { Session } from '../app/session.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
export const STUDIO = fileURLToPath(new URL('../../../dist/studio', import.meta.url))

export async function openAt(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage()
  page.on('dialog', (dialog) => void dialog.accept().catch(() => {}))
  await page.goto(address)
  await page.waitForSelector('.strips')
  return page
}
export const savedIn = (page: Page) => page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
/** Changes the name of the project, as one step. */
export const rename = (page: Page, name: string) =>
  page.evaluate((to) => {
    const s = window.tonmeister
    s.edit(`Name ${to}`, () => s.document.transact(() => s.document.set('project', 'name', to)))
  }, name)
export const nameIn = (page: Page) => page.evaluate(() => window.tonmeister.project.name)
/** The renderer is gone at once, without any goodbye. */
export async function kill(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  void session.send('Page.crash').catch(() => {})
  await crashed
  await page.close().catch(() => {})
}
/** Everything about document and history that a person could tell apart. */
export const faceIn = (page: Page) =>
  page.evaluate(() => {
    const { document, history } = window.tonmeister
    const steps = (list: typeof history.steps) => list.map((s) => [s.label, [...s.diff].map(([id, f]) => [id, [...f]])])
    const records = [...document.all().values()]
      .map((r) => Object.fromEntries(Object.entries(r).sort()))
      .sort((a, b) => (a.id! < b.id! ? -1 : 1))
    return JSON.stringify([records, steps(history.steps), steps(history.undone)])
  })
