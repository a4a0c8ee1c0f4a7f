// Takes the pictures of docs/ui: the demo as it looks in every size, theme and language that is promised. `npm run pictures [NAME …]`
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launchWithProfile } from '../packages/studio/e2e/browser.ts'
import { startServer } from './serve.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs/ui')

interface Shot {
  /** File name without its ending. */
  readonly name: string
  readonly size: readonly [width: number, height: number]
  readonly theme?: 'light' | 'contrast'
  readonly language?: 'de' | 'pseudo'
  /** Device pixels to one of the page: 2 = 200 %. */
  readonly scale?: number
  /** Seconds of music before the picture, so that meters stand. */
  readonly plays?: number
  /** What is done in the window; `s` is its session. */
  readonly show?: string
}
/** Four bars of the chorus in sight, a track chosen. */
const CHORUS = `s.locate(4 * 26880 * 17); s.select('strip-bass')`
const NOTES = `s.layout.go('compose'); s.locate(4 * 26880 * 17)
  const clip = s.document.byType('clip').filter((c) => c.track === 'track-keys').sort((a, b) => a.at - b.at).find((c) => c.at >= 4 * 26880 * 16)
  s.select('strip-keys'); s.selectClips([clip.id]); s.layout.show('notes'); s.changed()`
const MIX = `s.layout.go('mix'); ${CHORUS}`
/** A sung line, made of harmonics, to have a waveform. */
const VOICE = `
  const rate = 48000, frames = rate * 8, wave = new DataView(new ArrayBuffer(44 + frames * 2))
  const put = (at, text) => [...text].forEach((c, i) => wave.setUint8(at + i, c.charCodeAt(0)))
  put(0, 'RIFF'); wave.setUint32(4, 36 + frames * 2, true); put(8, 'WAVEfmt '); wave.setUint32(16, 16, true); wave.setUint16(20, 1, true)
  wave.setUint16(22, 1, true); wave.setUint32(24, rate, true); wave.setUint32(28, rate * 2, true); wave.setUint16(32, 2, true); wave.setUint16(34, 16, true)
  put(36, 'data'); wave.setUint32(40, frames * 2, true)
  const line = [[0.2, 0.9, 220], [1.2, 0.5, 262], [1.8, 1.3, 294], [3.4, 0.6, 330], [4.1, 0.5, 294], [4.7, 1.2, 262], [6.2, 1.5, 220]]
  for (const [at, length, pitch] of line)
    for (let i = 0; i < length * rate; i++) {
      const t = i / rate, swell = Math.min(1, t * 14) * Math.exp(-t * 1.3) * Math.min(1, (length - t) * 12)
      let x = 0
      for (let k = 1; k < 9; k++) x += Math.sin(2 * Math.PI * k * (pitch * t + 0.02 * Math.sin(32 * t))) / k
      wave.setInt16(44 + 2 * Math.round(at * rate + i), Math.max(-32767, Math.min(32767, 15000 * swell * x)), true)
    }
  await s.take([{ file: new File([wave.buffer], 'Lead vox.wav'), path: 'Lead vox.wav' }], 4 * 26880 * 17)
  const sung = s.document.byType('clip').find((c) => c.kind === 'audio')
  s.layout.go('edit'); s.selectClips([sung.id]); s.document.transact(() => { s.document.set(sung.id, 'fadeIn', 127008000); s.document.set(sung.id, 'fadeOut', 324576000); s.document.set(sung.id, 'gain', 1.6) })
  s.layout.show('clip'); s.layout.show('media'); s.layout.show('inspector'); s.viewport.fit(4 * 26880 * 15, 4 * 26880 * 24); s.locate(4 * 26880 * 18)
  for (const n of s.notices) s.dismiss(n.id)`

const SHOTS: readonly Shot[] = [
  { name: 'mix', size: [1600, 1000], plays: 4, show: MIX },
  { name: 'mix-light-german', size: [1600, 1000], theme: 'light', language: 'de', plays: 4, show: MIX },
  { name: 'mix-contrast', size: [1600, 1000], theme: 'contrast', plays: 4, show: MIX },
  { name: 'compose', size: [1600, 1000], plays: 2, show: NOTES },
  { name: 'compose-pseudo', size: [1600, 1000], language: 'pseudo', show: NOTES },
  { name: 'edit', size: [1600, 1000], show: VOICE },
  {
    name: 'devices',
    size: [1600, 1000],
    plays: 3,
    show: `s.layout.go('mix'); s.locate(4 * 26880 * 17); s.select('main'); s.layout.show('devices'); s.changed()`,
  },
  { name: 'start', size: [1600, 1000], show: `s.show('start')` },
  { name: 'settings-light-german', size: [1600, 1000], theme: 'light', language: 'de', show: `s.show('settings')` },
  { name: 'mix-1280', size: [1280, 720], plays: 3, show: MIX },
  { name: 'mix-2560', size: [2560, 1440], plays: 3, show: MIX },
  { name: 'phone', size: [390, 844], plays: 2, show: `${CHORUS}; s.viewport.fit(4 * 26880 * 16, 4 * 26880 * 22)` },
  { name: 'phone-mixer', size: [390, 844], language: 'de', plays: 2, show: `${CHORUS}; s.layout.show('mixer'); s.layout.goNear('dock')` },
  { name: 'text-200', size: [800, 500], scale: 2, plays: 2, show: CHORUS },
]

const saved = async (page: Page) => {
  while (!(await page.evaluate('window.tonmeister?.save.kind === "saved"'))) await page.waitForTimeout(50)
}
const only = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const server = await startServer({ port: 0, root: join(root, 'dist/studio') })
const { context, close } = await launchWithProfile()
try {
  for (const { name, size, theme, language, scale = 1, plays, show } of SHOTS) {
    if (only.length && !only.includes(name)) continue
    const page = await context.newPage()
    const [width, height] = size
    const emulation = await context.newCDPSession(page)
    await emulation.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false })
    // Each begins as for somebody who is new here, but for what is asked.
    await page.goto(server.address)
    await page.evaluate(
      `localStorage.setItem('tonmeister.settings', '${JSON.stringify({ theme: theme ?? 'dark', language: language === 'de' ? 'de' : 'en' })}')`,
    )
    await page.goto(language === 'pseudo' ? `${server.address}?language=pseudo` : server.address)
    await page.waitForSelector('#arrangement')
    await saved(page)
    await page.evaluate(`(async () => { const s = window.tonmeister; ${show ?? ''} })()`)
    await page.waitForTimeout(300)
    if (plays) {
      await page.evaluate('window.tonmeister.togglePlay()')
      await page.waitForTimeout(plays * 1000)
    }
    await page.waitForTimeout(400)
    const path = join(folder, `${name}.png`)
    // By the debugger, as the size was given.
    const { data } = await emulation.send('Page.captureScreenshot', { format: 'png' })
    writeFileSync(path, Buffer.from(data, 'base64'))
    if (plays) await page.evaluate('window.tonmeister.togglePlay()')
    // What was shown is not kept for the next.
    await page.evaluate('window.tonmeister.history.canUndo && window.tonmeister.history.undo()')
    await saved(page)
    await page.close()
    process.stdout.write(
      `${name}.png  ${width} × ${height}${scale > 1 ? ` at ${scale * 100} %` : ''}  ${Math.round(statSync(path).size / 1024)} kB\n`,
    )
  }
} finally {
  await close()
  await server.close()
}
