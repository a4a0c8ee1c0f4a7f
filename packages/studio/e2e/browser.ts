// The browser of the end-to-end tests.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const FLAGS = [
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]

const options = () => {
  const found = process.env.TONMEISTER_BROWSER ?? KNOWN.find((path) => existsSync(path))
  // As root there is no sandbox to be had.
  const root = process.getuid?.() === 0
  return { ...(found ? { executablePath: found } : {}), args: root ? [...FLAGS, '--no-sandbox'] : FLAGS }
}
/** Chromium as TONMEISTER_BROWSER names it, as installed, or Playwright's own. */
export const launch = (): Promise<Browser> => chromium.launch(options())

/** With a profile of its own on disk, as a person has one: what is stored is really stored. @param folder  where the profile lies; `close` leaves nothing. */
export async function launchWithProfile(
  size = { width: 1600, height: 1000 },
  folder = mkdtempSync(join(tmpdir(), 'tonmeister-profile-')),
): Promise<{ readonly context: BrowserContext; readonly close: () => Promise<void> }> {
  const context = await chromium.launchPersistentContext(folder, { ...options(), viewport: size, acceptDownloads: true })
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
