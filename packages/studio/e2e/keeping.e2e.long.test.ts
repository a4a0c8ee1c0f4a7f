// Fifty windows killed while somebody edits: at most half a second is lost, never anything that was said to be saved, and undo is what it was.
// And a window that hangs with the worker that keeps its project: another one takes it over.
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import { seeded } from '../../project/random-edits.ts'
import { launchWithProfile } from './browser.ts'
import { faceIn, kill, nameIn, openAt, rename, STUDIO, savedIn } from './keeping.ts'

const KILLS = 50
const SEED = 20_260
/** Milliseconds between edits, about. */
const EVERY = 50
/** Milliseconds of edits that may be lost. */
const LOST_MAX = 500

let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let close: () => Promise<void>
let page: Page
beforeAll(async () => {
  server = await startServer({ port: 0, root: STUDIO })
  ;({ context, close } = await launchWithProfile())
  page = await openAt(context, server.address)
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
})

/** What one edit left behind: when, and what document and history were. */
interface Mark {
  readonly n: number
  readonly at: number
  readonly face: string
}
/** Edits begin in the window; every one is reported, and every time it says that it is saved. */
async function work(seed: number, round: number, edited: (mark: Mark) => void, saved: (n: number) => void): Promise<void> {
  await page.exposeFunction('edited', (n: number, at: number, face: string) => edited({ n, at, face }))
  await page.exposeFunction('saved', saved)
  await page.evaluate(
    ({ seed, round, every }) => {
      const s = window.tonmeister
      const out = window as unknown as { edited(n: number, at: number, face: string): void; saved(n: number): void }
      let state = seed
      const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
      let n = 0
      let told = -1
      let end: (() => void) | undefined
      // biome-ignore lint/suspicious/noExplicitAny: what is written into the page
      const face = () => (window as any).faceOf(s)
      s.keeping.subscribe(() => {
        if (s.save.kind === 'saved' && n !== told) {
          told = n
          out.saved(n)
        }
      })
      const set = (id: string, field: string, value: number | string) => s.document.transact(() => s.document.set(id, field, value))
      const strips = s.strips().map((strip) => strip.id)
      const once = () => {
        const dice = random()
        if (end) {
          set('main', 'gain', -random() * 20)
          if (dice < 0.3) {
            end()
            end = undefined
          }
        } else if (dice < 0.15) end = s.gesture(`Drag ${round}`)
        else if (dice < 0.3) s.history.undo()
        else if (dice < 0.4) s.history.redo()
        else s.edit(`Edit ${round}.${n}`, () => set(strips[Math.floor(random() * strips.length)]!, 'gain', -random() * 30))
        n++
        out.edited(n, Date.now(), face())
        setTimeout(once, every * (0.5 + random()))
      }
      once()
    },
    { seed, round, every: EVERY },
  )
}
/** Short and complete: names and values that edits of this test change, and both stacks. */
const FACE = `window.faceOf = (s) => JSON.stringify([
  s.strips().map((x) => [x.id, x.gain]),
  ...[s.history.steps, s.history.undone].map((list) => [list.length, list.slice(-25).map((step) => [step.label, [...step.diff].map(([id, f]) => [id, [...f]])])]),
])`

test(`${KILLS} kills`, async () => {
  const random = seeded(SEED)
  const lost: number[] = []
  let edits = 0
  let saves = 0
  await savedIn(page)
  for (let round = 0; round < KILLS; round++) {
    await page.evaluate(FACE)
    const start = (await page.evaluate('window.faceOf(window.tonmeister)')) as string
    const marks: Mark[] = [{ n: 0, at: Date.now(), face: start }]
    let saved = 0
    await work(
      1 + Math.floor(random() * 1e9),
      round,
      (mark) => marks.push(mark),
      (n) => {
        saved = n
      },
    )
    await page.waitForTimeout(300 + random() * 1_500)
    const at = Date.now()
    await kill(context, page)
    page = await openAt(context, server.address)
    await page.evaluate(FACE)
    const face = (await page.evaluate('window.faceOf(window.tonmeister)')) as string
    edits += marks.length - 1
    saves += saved > 0 ? 1 : 0
    const found = marks.findLast((mark) => mark.face === face)
    const where = `seed ${SEED}, round ${round}: ${marks.length} states, saved ${saved}`
    // A change whose report did not come out of the window any more may be there all the same.
    if (!found) {
      const last = marks.at(-1)!
      const next = JSON.parse(face)
      const before = JSON.parse(last.face)
      expect(Math.abs(next[1][0] + next[2][0] - before[1][0] - before[2][0]), where).toBeLessThanOrEqual(2)
      lost.push(0)
      continue
    }
    expect(found.n, where).toBeGreaterThanOrEqual(saved)
    const first = marks[marks.indexOf(found) + 1]
    lost.push(first ? at - first.at : 0)
    expect(lost.at(-1), where).toBeLessThanOrEqual(LOST_MAX)
    expect(await page.$('.recovery:has-text("damaged")'), where).toBeNull()
  }
  // Otherwise nothing was shown.
  expect(edits).toBeGreaterThan(10 * KILLS)
  expect(saves).toBeGreaterThan(KILLS / 2)
  console.log(`${edits} edits, saved before ${saves} of ${KILLS} kills; lost, ms: ${lost.sort((a, b) => a - b).join(' ')}`)
})

test('a project is taken from a window whose worker hangs; what comes too late there is said', { timeout: 60_000 }, async () => {
  const there = page
  await rename(there, 'Kept')
  await savedIn(there)
  const steps = await there.evaluate(() => window.tonmeister.history.steps.length)
  const here = await openAt(context, server.address)
  await here.waitForFunction(() => window.tonmeister.save.kind === 'elsewhere')
  const worker = there.workers().find((w) => w.url().endsWith('keep.worker.js'))!
  const HANG = 8_000
  // From its next turn on; this one answers.
  await worker.evaluate((ms) => {
    setTimeout(() => {
      const end = Date.now() + ms
      while (Date.now() < end);
    })
  }, HANG)
  const began = Date.now()
  await there.waitForTimeout(50)
  for (const name of ['Too late', 'Too late again']) await rename(there, name)
  expect(await there.evaluate(() => window.tonmeister.save)).toMatchObject({ kind: 'saving', changes: 2 })
  // Nothing can be changed here until it is taken.
  await rename(here, 'Refused')
  expect(await nameIn(here)).toBe('Kept')
  await here.click('.toast button:has-text("Use it here")')
  await savedIn(here)
  expect(Date.now() - began).toBeLessThan(HANG - 2_000)
  expect(await nameIn(here)).toBe('Kept')
  expect(await here.evaluate(() => window.tonmeister.history.steps.length)).toBe(steps)
  await rename(here, 'Gone on')
  await savedIn(here)
  expect(Date.now() - began).toBeLessThan(HANG)
  expect(await nameIn(there)).toBe('Too late again')
  await there.waitForFunction(() => window.tonmeister.save.kind === 'elsewhere')
  // It says what it could not keep, and shows what the other one has.
  await there.waitForSelector('.toast.bad:has-text("The last 2 changes made here came too late")')
  await there.waitForFunction(() => window.tonmeister.project.name === 'Gone on')
  await rename(here, 'Further')
  await savedIn(here)
  await there.waitForFunction(() => window.tonmeister.project.name === 'Further')
  // Whatever the hanging one wrote is not read: the project opens as the other one kept it, with nothing wrong, and can go back.
  const kept = await faceIn(here)
  await there.close()
  await kill(context, here)
  page = await openAt(context, server.address)
  expect(await faceIn(page)).toBe(kept)
  expect(await page.$('.recovery')).toBeNull()
  await page.evaluate(() => window.tonmeister.history.undo())
  expect(await nameIn(page)).toBe('Gone on')
})
