// The chain of devices: found, moved, copied, and its presets; with the mouse and with the keyboard alone.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
const studio = fileURLToPath(new URL('../../../dist/studio', import.meta.url))
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let close: () => Promise<void>
const wrong: string[] = []

const open = async () => {
  page = await context.newPage()
  page.on('pageerror', (error) => wrong.push(error.message))
  await page.goto(server.address)
  await page.waitForSelector('.strips, .devices')
}
beforeAll(async () => {
  server = await startServer({ port: 0, root: studio })
  ;({ context, close } = await launchWithProfile())
  await open()
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
})
beforeEach(() => {
  wrong.length = 0
})
/** Devices of a strip, in order. */
const chain = (strip: string) =>
  page.evaluate((name) => {
    const s = window.tonmeister
    const { id } = s.strips().find((x) => x.name === name)!
    const order = (r: object) => (r as { order: string }).order
    return s.document
      .children('strip', id, 'device')
      .sort((a, b) => (order(a) < order(b) ? -1 : 1))
      .map((d) => (d as unknown as { device: string }).device)
  }, strip)
const show = (strip: string) =>
  page.evaluate((name) => {
    const s = window.tonmeister
    s.select(s.strips().find((x) => x.name === name)!.id)
    s.layout.show('devices')
  }, strip)
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
const card = (name: string) => `[data-card][aria-label="${name}"]`
const presetText = (device: string) => page.textContent(`${card(device)} .preset`)

test('by keyboard alone: a device is found by typing, stands behind the current one, moves, is bypassed and goes', async () => {
  await show('Bass')
  await page.waitForSelector(card('Analog poly'))
  const before = await chain('Bass')
  await page.focus(card('Analog poly'))
  await page.keyboard.press('Shift+D')
  await page.waitForSelector('.device-search')
  await page.keyboard.type('reverb')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Reverb')
  expect(await chain('Bass')).toEqual([before[0], 'reverb', ...before.slice(1)])
  await page.keyboard.press('Alt+ArrowRight')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Reverb')
  expect(await chain('Bass')).toEqual([before[0], before[1], 'reverb', ...before.slice(2)])
  await page.keyboard.press('Alt+ArrowLeft')
  await page.keyboard.press('b')
  await page.waitForSelector(card('Reverb, bypassed'))
  await page.keyboard.press('ArrowLeft')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Analog poly')
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Reverb, bypassed')
  await page.keyboard.press('Delete')
  await page.waitForSelector(card('Reverb, bypassed'), { state: 'detached' })
  expect(await chain('Bass')).toEqual(before)
  expect(wrong).toEqual([])
}, 30_000)

test('a device is dragged to another place of its chain, and onto another strip', async () => {
  await show('Music')
  const before = await chain('Music')
  expect(before.length).toBeGreaterThan(1)
  const cards = await page.$$('[data-card]')
  // Folded, both are in sight.
  for (const c of cards) await (await c.$('[aria-label^="Fold "]'))!.click()
  const [first, second] = await Promise.all((await page.$$('[data-card]')).map((c) => c.boundingBox()))
  await page.mouse.move(first!.x + 17, first!.y + 150)
  await page.mouse.down()
  await page.mouse.move(second!.x + 20, second!.y + 150, { steps: 4 })
  await page.mouse.move(second!.x + 30, second!.y + 150)
  expect(await page.$$('.device-drop')).toHaveLength(1)
  await page.mouse.up()
  expect(await chain('Music')).toEqual([before[1], before[0], ...before.slice(2)])
  // Onto the head of a track: to the end of its chain.
  const target = await chain('Keys')
  const head = (await (await page.$('.head:has-text("Keys")'))!.boundingBox())!
  const box = (await (await page.$('[data-card]'))!.boundingBox())!
  await page.mouse.move(box.x + 17, box.y + 150)
  await page.mouse.down()
  await page.mouse.move(head.x + 60, head.y + 12, { steps: 4 })
  await page.mouse.up()
  expect(await chain('Keys')).toEqual([...target, before[1]])
  expect(await chain('Music')).toEqual([before[0], ...before.slice(2)])
  await page.evaluate(() => {
    void window.tonmeister.history.undo()
    void window.tonmeister.history.undo()
  })
  expect([await chain('Music'), await chain('Keys')]).toEqual([before, target])
  expect(wrong).toEqual([])
}, 30_000)

test('a device is copied to another strip, with its values', async () => {
  await show('Main')
  await page.focus(card('Limiter'))
  await page.evaluate(() => {
    const s = window.tonmeister
    const limiter = s.document
      .children('strip', s.selectedStrip!, 'device')
      .find((d) => (d as unknown as { device: string }).device === 'limiter')!
    s.document.transact(() => s.document.set(limiter.id, 'p.ceiling', -7))
  })
  await page.keyboard.press('Control+c')
  const before = await chain('Lead')
  await show('Lead')
  await page.waitForSelector('.chain-head b:has-text("Lead")')
  await page.click('.chain-head b')
  await page.keyboard.press('Control+v')
  await page.waitForSelector(card('Limiter'))
  expect(await chain('Lead')).toEqual([...before, 'limiter'])
  const point = `${card('Limiter')} .point`
  expect(await page.getAttribute(point, 'aria-valuetext')).toContain('−7.0 dB')
  // The points of a picture are sliders.
  await page.focus(point)
  await page.keyboard.press('ArrowUp')
  expect(await page.getAttribute(point, 'aria-valuetext')).toContain('−6.8 dB')
  expect(wrong).toEqual([])
}, 30_000)

test('an own preset is saved, marked when values differ, there after a reload, and goes', async () => {
  await show('Lead')
  await page.focus(card('Limiter'))
  await page.click(`${card('Limiter')} .preset`)
  await page.click('[role=menuitem]:has-text("Save preset as")')
  await page.waitForSelector('.preset-name')
  await page.keyboard.type('Warm bus')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`${card('Limiter')} .preset:has-text("Warm bus")`)
  expect(await presetText('Limiter')).toBe('Warm bus')
  await page.focus(`${card('Limiter')} .point`)
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => document.querySelector('[data-card][aria-label="Limiter"] .preset')?.textContent === 'Warm bus*')
  await page.click(`${card('Limiter')} [aria-label^="Next preset"]`)
  expect(await presetText('Limiter')).toBe('Safety: −1 dBTP')
  await page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
  await page.close()
  await open()
  await show('Lead')
  await page.waitForSelector(card('Limiter'))
  await page.click(`${card('Limiter')} [aria-label^="Previous preset"]`)
  expect(await presetText('Limiter')).toBe('Warm bus')
  await page.click(`${card('Limiter')} .preset`)
  await page.click('[role=menuitem]:has-text("Delete preset")')
  await page.click(`${card('Limiter')} .preset`)
  expect(await page.$$('[role=menuitem]:has-text("Warm bus")')).toEqual([])
  await page.keyboard.press('Escape')
  expect(wrong).toEqual([])
}, 60_000)

test('a band of the equaliser is dragged, widened by the wheel and switched off in its picture; each is one step back', async () => {
  await show('Main')
  const point = `${card('Equaliser')} .point[aria-label="Band 3"]`
  await page.waitForSelector(point)
  const text = () => page.getAttribute(point, 'aria-valuetext')
  const values = [await text()]
  const box = (await (await page.$(point))!.boundingBox())!
  await page.mouse.move(box.x + 12, box.y + 12)
  await page.mouse.down()
  await page.mouse.move(box.x + 72, box.y - 18, { steps: 4 })
  await page.mouse.up()
  values.push(await text())
  await page.mouse.wheel(0, -100)
  await page.waitForFunction(
    (was) => document.querySelector('.point[aria-label="Band 3"]')!.getAttribute('aria-valuetext') !== was,
    values[1]!,
  )
  values.push(await text())
  await page.mouse.dblclick(box.x + 72, box.y - 18)
  await page.waitForSelector(`${point}.off`)
  const [hz, db] = [/([\d.]+) k?Hz/.exec(values[1]!)!, /(−?[\d.]+) dB/.exec(values[1]!)!]
  expect(hz[0]).not.toBe(/([\d.]+) k?Hz/.exec(values[0]!)![0])
  expect(db[0]).not.toBe(/(−?[\d.]+) dB/.exec(values[0]!)![0])
  expect(values[2]).toContain(`${hz[0]}, ${db[0]}, Q `)
  for (const was of values.toReversed()) {
    await page.keyboard.press('Control+z')
    await page.waitForFunction((x) => document.querySelector('.point[aria-label="Band 3"]')!.getAttribute('aria-valuetext') === x, was!)
  }
  expect(wrong).toEqual([])
}, 30_000)

test('a pad of the drum machine plays', async () => {
  await show('Drums')
  await page.waitForSelector('.pad')
  await page.click('.pad:has-text("Snare")')
  await page.waitForFunction(() => {
    const s = window.tonmeister
    const levels = new Float32Array(4)
    s.host.meter(s.selectedStrip!, levels)
    return levels[0]! > 0.001
  })
  expect(wrong).toEqual([])
}, 30_000)

test('two settings are compared; a chain is kept under a name and put into another strip, with its mix', async () => {
  await show('Bass')
  const before = await chain('Bass')
  const knob = page.getByRole('slider', { name: 'Mix of Equaliser' })
  await knob.press('Enter')
  await page.keyboard.type('40')
  await page.keyboard.press('Enter')
  const state = page.getByRole('button', { name: 'Setting B of Equaliser' })
  await state.click()
  expect(await state.getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.press('Alt+B')
  expect(await state.getAttribute('aria-pressed')).toBe('false')
  await page.click('#chain-menu')
  await page.click('role=menuitem[name="Save the chain as…"]')
  await page.keyboard.type('Low end')
  await page.keyboard.press('Enter')
  await show('Echo')
  const there = await chain('Echo')
  await page.click('#chain-menu')
  await page.click('role=menuitem[name="Add a saved chain…"]')
  await page.click('role=menuitem[name="Low end"]')
  expect(await chain('Echo')).toEqual([...there, ...before.filter((d) => d !== 'synth')])
  expect(await page.getByRole('slider', { name: 'Mix of Equaliser' }).getAttribute('aria-valuenow')).toBe('40')
  await page.keyboard.press('Control+Z')
  expect(await chain('Echo')).toEqual(there)
})
test('axe finds nothing wrong with any picture or the search', async () => {
  const session = await context.newCDPSession(page)
  await session.send('Runtime.evaluate', {
    expression: readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  })
  const faults = async () => {
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document.querySelector('#dock') ?? document).then((r) => JSON.stringify(r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 160)))))`,
      awaitPromise: true,
      returnByValue: true,
    })
    return JSON.parse(result.value) as string[]
  }
  for (const strip of ['Drums', 'Pad', 'Main']) {
    await show(strip)
    await page.waitForSelector(`.chain-head b:has-text("${strip}")`)
    expect(await faults(), strip).toEqual([])
  }
  for (const device of ['Delay', 'Reverb']) {
    await page.click('.chain-end .b')
    await page.waitForSelector('.device-search')
    expect(await faults(), 'search').toEqual([])
    await page.keyboard.type(device)
    await page.keyboard.press('Enter')
    await page.waitForSelector(card(device))
  }
  expect(await faults(), 'delay and reverb').toEqual([])
  expect(await focused()).toBe('Reverb')
  await session.detach()
}, 60_000)

test('a sampler is pasted into another project with the file it plays', async () => {
  await page.evaluate(async () => {
    const s = window.tonmeister
    s.select(s.strips().find((x) => x.name === 'Lead')!.id)
    const strip = s.selectedStrip!
    s.document.transact(() =>
      s.document.create({ id: 'sampler-1', type: 'device', strip, order: 'zz', device: 'sampler', version: 1, enabled: true }),
    )
    // A second of 16-bit mono silence.
    const bytes = new DataView(new ArrayBuffer(44 + 96_000))
    const put = (at: number, text: string) => [...text].forEach((c, i) => bytes.setUint8(at + i, c.charCodeAt(0)))
    put(0, 'RIFF')
    bytes.setUint32(4, 36 + 96_000, true)
    put(8, 'WAVEfmt ')
    bytes.setUint32(16, 16, true)
    bytes.setUint16(20, 1, true)
    bytes.setUint16(22, 1, true)
    bytes.setUint32(24, 48_000, true)
    bytes.setUint32(28, 96_000, true)
    bytes.setUint16(32, 2, true)
    bytes.setUint16(34, 16, true)
    put(36, 'data')
    bytes.setUint32(40, 96_000, true)
    await s.takeSamples([{ file: new File([bytes.buffer], 'still.wav'), path: 'still.wav' }], 'sampler-1')
  })
  await page.focus('[data-card="sampler-1"]')
  await page.keyboard.press('Control+c')
  const key = await page.evaluate(() => window.tonmeister.key)
  await page.evaluate(() =>
    window.tonmeister.begin(
      {
        records: () =>
          [...window.tonmeister.document.all().values()].filter(
            (r) => !['asset', 'zone', 'device', 'clip', 'note', 'event', 'point'].includes(r.type),
          ),
      } as never,
      'Other',
    ),
  )
  await page.waitForFunction((was) => window.tonmeister.key !== was, key)
  await show('Bass')
  await page.waitForSelector('.chain-end.empty')
  await page.click('.chain-head b')
  await page.keyboard.press('Control+v')
  await page.waitForSelector(card('Sampler'))
  expect(
    await page.evaluate(async () => {
      const s = window.tonmeister
      const [asset] = s.document.byType('asset') as unknown as { file: string; name: string }[]
      return [asset!.name, (await s.media.blob(s.key, asset!.file))?.size, s.document.byType('zone').length]
    }),
  ).toEqual(['still.wav', 96_044, 1])
  expect(wrong).toEqual([])
}, 30_000)
