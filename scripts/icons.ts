// Draws packages/studio/icon.svg as the PNG files that the web manifest names. Run by hand after a change: node --import tsx scripts/icons.ts
// The results are checked in, so that a build needs no browser.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { launch } from '../packages/studio/e2e/browser.ts'

const studio = fileURLToPath(new URL('../packages/studio/', import.meta.url))
const svg = readFileSync(`${studio}icon.svg`, 'utf8')
/** A system may cut a maskable icon down to a circle of 80 %: its ground fills everything, without round corners. */
const ground = /<rect[^>]*fill="([^"]+)"/.exec(svg)![1]!
const FILES = [
  { name: 'icon-192.png', size: 192, inset: 0, fill: 'transparent' },
  { name: 'icon-512.png', size: 512, inset: 0, fill: 'transparent' },
  { name: 'icon-maskable.png', size: 512, inset: 0.05, fill: ground },
]

const browser = await launch()
try {
  for (const { name, size, inset, fill } of FILES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const src = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
    await page.setContent(
      `<body style="margin:0;background:${fill}"><img src="${src}" style="display:block;width:100vw;height:100vh;padding:${inset * 100}vw;box-sizing:border-box">`,
    )
    await page.waitForFunction(() => document.images[0]!.complete)
    writeFileSync(`${studio}${name}`, await page.screenshot({ omitBackground: true }))
    await page.close()
  }
} finally {
  await browser.close()
}
