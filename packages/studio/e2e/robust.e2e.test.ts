// What the window does when something is missing, breaks or changes under it: no line, a new version, a dead engine, a crashed panel, bad and missing files.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
