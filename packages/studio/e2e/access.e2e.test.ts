// Nobody is shut out: axe on everything in every theme, what controls say, the way of the keys through the window, and where the focus goes.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import type { Session } from '../app/session.ts'
import { launchWithProfile } from './browser.ts'

declare global {
  interface Window {
    tonmeister: Session
  }
}
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** The open sets, as they lie in their folders. */
const members = (set: string) =>
  readdirSync(here(`../${set}`))
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => file.slice(0, -4))
const PANELS = members('panels')
const DIALOGS = members('dialogs')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let page: Page
let debug: CDPSession
let close: () => Promise<void>
const wrong: string[] = []

beforeAll(async () => {
  server = await startServer({ port: 0, root: here('../../../dist/studio') })
  ;({ context, close } = await launchWithProfile())
  page = await context.newPage()
  page.on('pageerror', (error) => wrong.push(error.message))
  debug = await context.newCDPSession(page)
  await open()
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
})
beforeEach(() => {
  wrong.length = 0
})
async function open(): Promise<void> {
  await page.goto(server.address)
  await page.waitForSelector('.strips, .devices, .roll')
  await page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
}
/** By the debugger, since the page's policy lets no foreign script in. */
async function evaluate(expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await debug.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return result.value
}
/** What comes and goes has come to rest. */
const settled = () =>
  page.evaluate(async () => {
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
    const all = document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.race([Promise.allSettled(all.map((a) => a.finished)), new Promise((done) => setTimeout(done, 600))])
  })
async function faults(within = 'document'): Promise<string[]> {
  await settled()
  return JSON.parse(
    (await evaluate(
      `axe.run(${within}).then((r) => JSON.stringify(r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 160)))))`,
    )) as string,
  )
}
const show = (dialog: string | null) => page.evaluate((id) => window.tonmeister.show(id as never), dialog)
const focused = () =>
  page.evaluate(() => {
    const x = document.activeElement as HTMLElement | null
    return x === document.body
      ? 'nothing'
      : `${x?.getAttribute('role') ?? x?.tagName.toLowerCase()} ${x?.getAttribute('aria-label') ?? x?.textContent}`
  })

describe.each(['dark', 'light', 'contrast'])('axe finds nothing, %s', (theme) => {
  beforeAll(async () => {
    await page.evaluate((t) => {
      const kept = JSON.parse(localStorage.getItem('tonmeister.settings') ?? '{}')
      localStorage.setItem('tonmeister.settings', JSON.stringify({ ...kept, theme: t }))
    }, theme)
    await open()
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme)
    await evaluate(AXE)
  })
  test('in any panel', async () => {
    await page.evaluate(() => {
      const s = window.tonmeister
      for (const place of ['side', 'dock', 'right'] as const) if (s.layout.isHidden(place)) s.layout.toggle(place)
      s.select(s.strips()[1]!.id)
      s.selectClips([s.document.byType('clip')[0]!.id])
    })
    const found: Record<string, string[]> = {}
    for (const panel of PANELS) {
      await page.evaluate((id) => window.tonmeister.layout.show(id), panel)
      const bad = await faults(panel === PANELS[0] ? 'document' : `document.querySelector('[data-panel=${panel}]') ?? document`)
      if (bad.length) found[panel] = bad
    }
    expect(found).toEqual({})
  }, 60_000)
  test('in any dialog', async () => {
    const found: Record<string, string[]> = {}
    for (const dialog of DIALOGS) {
      await show(dialog)
      await page.waitForSelector(`.dialog.${dialog}`)
      const bad = await faults(`document.querySelector('.dialog')`)
      if (bad.length) found[dialog] = bad
      await show(null)
      await page.waitForSelector('.dialog', { state: 'detached' })
    }
    expect(found).toEqual({})
  }, 60_000)
})

test('core controls say what they are and how they stand', async () => {
  await page.evaluate(() => {
    const s = window.tonmeister
    s.layout.go('mix')
    s.layout.show('mixer')
    s.layout.show('browser')
    s.layout.show('monitor')
    s.select('strip-bass')
    s.selectClips([])
  })
  await settled()
  const { root } = await debug.send('DOM.getDocument', { depth: 0 })
  const spoken = async (selector: string) => {
    const { nodeId } = await debug.send('DOM.querySelector', { nodeId: root.nodeId, selector })
    if (!nodeId) return `${selector} is not there`
    const { nodes } = await debug.send('Accessibility.getPartialAXTree', { nodeId, fetchRelatives: false })
    const node = nodes[0]!
    const state = (node.properties ?? [])
      .filter((p) => ['pressed', 'checked', 'expanded', 'selected', 'disabled', 'level', 'hasPopup'].includes(p.name))
      .filter((p) => p.value.value !== undefined && p.value.value !== '' && !(p.name === 'disabled' && !p.value.value))
      .map((p) => `${p.name} ${p.value.value}`)
    // What is said instead of the number where there are words for it.
    const words = await page.getAttribute(selector, 'aria-valuetext')
    const value = node.value?.value === undefined ? [] : [words ?? String(node.value.value)]
    return [`${node.role?.value} "${node.name?.value}"`, ...value, ...state].join(', ')
  }
  const controls = (await Promise.all(CONTROLS.map(spoken))).join('\n')
  expect(CONTROLS.length).toBeGreaterThan(40)
  expect(`\n${controls}\n`).toMatchInlineSnapshot(`
    "
    button "Start: recent projects and templates"
    button "Tonmeister, main menu", hasPopup menu, expanded false
    toolbar "History"
    button "Undo", disabled true
    button "Redo", disabled true
    toolbar "Workspaces"
    button "Mix"
    toolbar "Transport"
    button "To the start"
    button "Stop"
    button "Play", pressed false
    button "Loop", pressed false
    button "Bars 1.1.000"
    button "Timecode 25 01:00:00:00"
    button "Tempo 96.00"
    button "Meter 4/4"
    button "Export"
    complementary "Browser"
    tablist "Browser"
    tab "Browser", selected true
    tree "Sounds and devices"
    treeitem "Instruments 3", level 1, expanded true, selected true
    treeitem "Analog poly 40", level 2, expanded false, selected false
    searchbox "Search sounds and devices"
    toolbar "Try and add"
    region "Arrangement"
    treegrid "Tracks"
    row "Bass", level 1, selected true
    button "Mute Bass", pressed false
    button "Solo Bass", pressed false
    button "Automation of Bass", pressed false
    toolbar "Tools of the arrangement"
    button "Select tool", pressed true
    grid "Tracks and clips"
    row "Drums"
    gridcell "Pick-up, bar 3 beat 1, 2 bars", selected false
    separator "Height of the dock", 44
    tablist "Dock"
    tab "Mixer", selected true
    grid "Mixer"
    row "Bass", selected true
    slider "Level Bass", −5.5 dB
    slider "Pan Bass", centre
    button "Mute Bass", pressed false
    button "Solo Bass", pressed false
    meter "Meter Bass", silent
    button "Compressor", pressed true
    slider "Send to Reverb", −20.0 dB
    complementary "Right panel"
    button "0 dropouts"
    "
  `)
})
const CONTROLS = [
  'header .logo.mark',
  'header .logo:not(.mark)',
  '.history-buttons',
  '[aria-label="Undo"]',
  '[aria-label="Redo"]',
  '.pages',
  '.pages button:nth-child(3)',
  '.transport',
  '[aria-label="To the start"]',
  '.transport [aria-label="Stop"]',
  '.transport [aria-label="Play"]',
  '.transport [aria-label="Loop"]',
  '.clock > :nth-child(1) button',
  '.clock > :nth-child(2) button',
  '.clock > :nth-child(3) button',
  '.clock > :nth-child(4) button',
  'header > .b.p',
  '#browser',
  '#browser [role=tablist]',
  '#browser [role=tab]',
  '#browser [role=tree]',
  '#browser [role=treeitem]',
  '#browser [role=treeitem]:nth-child(2)',
  '#browser input[type=search]',
  '.try',
  '#arrangement',
  '[role=treegrid]',
  '[role=treegrid] [role=row]:nth-child(2)',
  '[role=treegrid] [role=row]:nth-child(2) .tog.m',
  '[role=treegrid] [role=row]:nth-child(2) .tog.s',
  '[role=treegrid] [role=row]:nth-child(2) .tog.a',
  '.lane-tools',
  '.lane-tools [aria-label="Select tool"]',
  '.lane-grid',
  '.lane-grid [role=row]',
  '.lane-grid [role=gridcell]',
  '.divider.flat',
  '#dock [role=tablist]',
  '#dock [aria-selected=true]',
  '.strips',
  '[data-strip="strip-bass"].strip',
  '[data-strip="strip-bass"].strip .fader',
  '[data-strip="strip-bass"].strip .knob',
  '[data-strip="strip-bass"].strip .tog.m',
  '[data-strip="strip-bass"].strip .tog.s',
  '[data-strip="strip-bass"].strip .met',
  '[data-strip="strip-bass"].strip .slot',
  '.strip .send',
  '#panel',
  'footer button',
]

describe('the way of the keys', () => {
  const REGIONS = ['header', '#browser', '#arrangement', '#dock', '#panel', 'footer']
  const region = () =>
    page.evaluate((all) => all.find((x) => document.querySelector(x)?.contains(document.activeElement)) ?? 'none', REGIONS)
  test('F6 goes through every region and Shift F6 back', async () => {
    await page.focus('header .logo.mark')
    const there: string[] = []
    const back: string[] = []
    for (let i = 0; i < REGIONS.length; i++) {
      there.push(await region())
      await page.keyboard.press('F6')
    }
    expect(there).toEqual(REGIONS)
    for (let i = 0; i < REGIONS.length; i++) {
      back.push(await region())
      await page.keyboard.press('Shift+F6')
    }
    expect(back).toEqual(['header', ...REGIONS.slice(1).reverse()])
  })
  test('toolbars, lists of tabs, trees and grids are one stop of Tab, and arrows move inside', async () => {
    const PLACES = '[role=toolbar], [role=tablist], [role=tree], [role=grid], [role=treegrid], [role=listbox]'
    await page.evaluate(() => window.tonmeister.layout.go('mix'))
    const names = await page.$$eval(PLACES, (all) =>
      all.map((x) => `[role=${x.getAttribute('role')}][aria-label="${x.getAttribute('aria-label')}"]`),
    )
    expect(names.length).toBeGreaterThan(8)
    const stuck: string[] = []
    // Tabs last: they put other panels in front.
    for (const name of names.sort((a, b) => Number(a.includes('tablist')) - Number(b.includes('tablist')))) {
      const place = await page.evaluate((selector) => {
        const box = document.querySelector<HTMLElement>(selector)!
        const all = [...box.querySelectorAll<HTMLElement>('button, input, select, [tabindex]')].filter(
          (x) => !(x as HTMLButtonElement).disabled && x.checkVisibility(),
        )
        const stops = all.filter((x) => x.tabIndex === 0)
        stops[0]?.focus()
        // Tab may go on inside of the row it stands in.
        return { stops: new Set(stops.map((x) => x.closest('[role=row]') ?? x)).size, of: all.length }
      }, name)
      if (!place.of) continue
      if (place.stops !== 1) stuck.push(`${name}: ${place.stops} stops`)
      const was = await focused()
      let moved = false
      for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
        if (moved) break
        await page.keyboard.press(key)
        await settled()
        moved = (await focused()) !== was && (await page.evaluate((x) => document.querySelector(x)!.contains(document.activeElement), name))
      }
      if (!moved && place.of > 1) stuck.push(`${name}: arrows do not move`)
    }
    expect(stuck).toEqual([])
  }, 30_000)
  test('whatever Tab comes to shows that it has the focus', async () => {
    await page.evaluate(() => window.tonmeister.layout.show('mixer'))
    await page.focus('header .logo.mark')
    const bare = new Set<string>()
    let stops = 0
    for (; stops < 160; stops++) {
      const at = await page.evaluate(() => {
        const x = document.activeElement as HTMLElement
        // Of itself, its decorations, and what stands around it for it: a field's box, the lanes of the hidden grid.
        const around = [x, x.parentElement, x.parentElement?.parentElement, x.closest('.lanes-box'), x.closest('.search')].filter(
          Boolean,
        ) as HTMLElement[]
        const looks = around.flatMap((e, i) =>
          (i ? [''] : ['', '::before', '::after']).map((part) => {
            const c = getComputedStyle(e, part)
            return [c.outlineStyle !== 'none' ? c.outlineWidth + c.outlineColor : '', c.boxShadow, c.borderColor, c.background].join()
          }),
        )
        const { outlineStyle, outlineWidth } = getComputedStyle(x)
        if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !x.closest('.sr')) return ''
        x.blur()
        const without = around.flatMap((e, i) =>
          (i ? [''] : ['', '::before', '::after']).map((part) => {
            const c = getComputedStyle(e, part)
            return [c.outlineStyle !== 'none' ? c.outlineWidth + c.outlineColor : '', c.boxShadow, c.borderColor, c.background].join()
          }),
        )
        x.focus()
        return looks.some((look, i) => look !== without[i]) ? '' : x.outerHTML.slice(0, 140)
      })
      if (at) bare.add(at)
      await page.keyboard.press('Tab')
      if (stops > 3 && (await page.evaluate(() => document.activeElement?.matches('header .logo.mark, body')))) break
    }
    expect([...bare]).toEqual([])
    // One pass of the whole window: every region is there, and no toolbar or grid swallows it.
    expect(stops).toBeGreaterThan(20)
    expect(stops).toBeLessThan(90)
  }, 60_000)
  test('Escape closes the menu, then takes the drag back, then clears the selection; each alone', async () => {
    await page.evaluate(() => {
      const s = window.tonmeister
      s.layout.show('mixer')
      s.selectClips([s.document.byType('clip')[0]!.id])
    })
    const chosen = () => page.evaluate(() => window.tonmeister.selectedClips.size)
    const gain = () => page.evaluate(() => window.tonmeister.document.get('strip-keys')!.gain)
    const fader = (await page.locator('[aria-label="Level Keys"]').boundingBox())!
    const before = await gain()
    await page.mouse.click(fader.x + 10, fader.y + 10, { button: 'right' })
    await page.waitForSelector('[role=menu]')
    await page.keyboard.press('Escape')
    await page.waitForSelector('[role=menu]', { state: 'detached' })
    expect(await chosen()).toBe(1)
    await page.mouse.move(fader.x + 10, fader.y + 40)
    await page.mouse.down()
    await page.mouse.move(fader.x + 10, fader.y + 70)
    expect(await gain()).not.toBe(before)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    expect([await gain(), await chosen()]).toEqual([before, 1])
    await page.keyboard.press('Escape')
    expect(await chosen()).toBe(0)
  })
  test('after any dialog and any menu the focus is where it was', async () => {
    const lost: string[] = []
    for (const dialog of DIALOGS) {
      await page.focus('[aria-label="Level Keys"]')
      await show(dialog)
      await page.waitForSelector(`.dialog.${dialog}`)
      await page.waitForFunction(() => document.querySelector('.dialog')!.contains(document.activeElement))
      await page.keyboard.press('Escape')
      // A field that was typed into may want one for itself.
      if (await page.$('.dialog')) await page.keyboard.press('Escape')
      await page.waitForSelector('.dialog', { state: 'detached' })
      await settled()
      if ((await focused()) !== 'slider Level Keys') lost.push(`${dialog}: ${await focused()}`)
    }
    await page.focus('.strip.sel .slot.add, .strip .slot.add')
    const was = await focused()
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=menu]')
    await page.keyboard.press('Escape')
    await page.waitForSelector('[role=menu]', { state: 'detached' })
    await settled()
    if ((await focused()) !== was) lost.push(`menu of a strip: ${await focused()}`)
    await page.focus('[aria-label="Tonmeister, main menu"]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=menu]')
    await page.keyboard.press('Escape')
    await page.waitForSelector('[role=menu]', { state: 'detached' })
    await settled()
    if (!(await focused()).includes('main menu')) lost.push(`main menu: ${await focused()}`)
    expect(lost).toEqual([])
  }, 60_000)
})

describe('commands', () => {
  interface Listed {
    readonly id: string
    readonly title: string
    readonly where: string
    readonly keys: readonly string[]
  }
  let commands: Listed[]
  let presets: Record<string, Record<string, readonly string[]>>
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { COMMANDS } from './commands.ts'
          import { KEYMAPS, keysUnder, USUAL_KEYS } from './keys.ts'
          window.listed = {
            commands: COMMANDS.map((c) => ({ id: c.id, title: c.title, where: c.where ?? 'window', keys: c.keys ?? [] })),
            presets: Object.fromEntries(KEYMAPS.map((k) => [k.id, Object.fromEntries(keysUnder(COMMANDS, { ...USUAL_KEYS, preset: k.id }))])),
          }`,
        resolveDir: here('../app'),
        loader: 'ts',
      },
      bundle: true,
      write: false,
      format: 'iife',
      jsx: 'automatic',
      loader: { '.css': 'empty', '.woff2': 'empty' },
      define: { 'process.env.NODE_ENV': '"production"' },
    })
    await evaluate(outputFiles[0]!.text)
    ;({ commands, presets } = JSON.parse((await evaluate('JSON.stringify(window.listed)')) as string))
  }, 60_000)
  test('no two share a key at one place, in the table and in every preset', () => {
    const twice = (keys: (c: Listed) => readonly string[]) => {
      const taken = new Map<string, string>()
      return commands.flatMap((c) =>
        keys(c).flatMap((key) => {
          const place = `${c.where} ${key}`
          const other = taken.get(place)
          taken.set(place, c.id)
          return other ? [`${place}: ${other}, ${c.id}`] : []
        }),
      )
    }
    expect(commands.length).toBeGreaterThan(100)
    expect(twice((c) => c.keys)).toEqual([])
    expect(Object.keys(presets).length).toBeGreaterThan(4)
    for (const [name, keys] of Object.entries(presets)) expect([name, twice((c) => keys[c.id] ?? [])]).toEqual([name, []])
  })
  test('every one is in the palette and in the main menu', async () => {
    await show('palette')
    await page.waitForSelector('.palette-list')
    const found = await page.$$eval('.palette-list [role=option]', (all) => all.map((x) => x.id.slice('palette-'.length)))
    await page.keyboard.press('Escape')
    await page.waitForSelector('.dialog', { state: 'detached' })
    expect(commands.map((c) => c.id).filter((id) => id !== 'palette' && !found.includes(id))).toEqual([])
    expect(new Set(commands.map((c) => c.id)).size).toBe(commands.length)
    await page.click('[aria-label="Tonmeister, main menu"]')
    const lines = new Set<string>()
    const look = async () => {
      for (const x of await page.$$eval('[role=menuitem]', (all) =>
        all.map((item) =>
          [...item.childNodes]
            .filter((n) => n.nodeType === 3)
            .map((n) => n.textContent)
            .join(''),
        ),
      ))
        lines.add(x)
    }
    await look()
    for (const group of await page.$$('[role=menuitem].submenu')) {
      await group.click()
      await page.waitForTimeout(120)
      await look()
    }
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(commands.map((c) => c.title).filter((title) => !lines.has(title))).toEqual([])
  }, 30_000)
})
test('nothing failed on the way', () => expect(wrong).toEqual([]))
