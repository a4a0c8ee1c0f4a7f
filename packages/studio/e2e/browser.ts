// The browser of the end-to-end tests.
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

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

/** Chromium as TONMEISTER_BROWSER names it, as installed, or Playwright's own. */
export function launch(): Promise<Browser> {
  const found = process.env.TONMEISTER_BROWSER ?? KNOWN.find((path) => existsSync(path))
  // As root there is no sandbox to be had.
  const root = process.getuid?.() === 0
  return chromium.launch({ ...(found ? { executablePath: found } : {}), args: root ? [...FLAGS, '--no-sandbox'] : FLAGS })
}
