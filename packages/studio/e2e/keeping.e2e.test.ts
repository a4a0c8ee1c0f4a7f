// Keeping: nothing that was said to be saved is lost, whatever happens to windows and storage.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packZip, serialise } from '@tonmeister/project'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../../../scripts/serve.mjs'
import { launchWithProfile } from './browser.ts'
import { faceIn, kill, nameIn, openAt, rename, STUDIO, savedIn } from './keeping.ts'

const folder = mkdtempSync(join(tmpdir(), 'tonmeister-keeping-'))
let server: Awaited<ReturnType<typeof startServer>>
let context: BrowserContext
let close: () => Promise<void>
let page: Page
const open = () => openAt(context, server.address)

beforeAll(async () => {
  server = await startServer({ port: 0, root: STUDIO })
  ;({ context, close } = await launchWithProfile())
  page = await open()
}, 120_000)
afterAll(async () => {
  await close?.()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('undo', () => {
  test('survives a reload and a kill, with redo, gestures and labels', async () => {
    await page.evaluate(() => {
      const s = window.tonmeister
      const set = (value: number) => s.document.transact(() => s.document.set('main', 'gain', value))
      s.edit('One', () => set(-1))
      const end = s.gesture('Drag')
      for (let i = 2; i < 9; i++) set(-i)
      end()
      s.edit('Two', () => set(-10))
      s.edit('Three', () => set(-11))
      s.history.undo()
      s.history.undo()
      s.history.redo()
    })
    await savedIn(page)
    const before = await faceIn(page)
    await page.reload()
    await page.waitForSelector('.strips')
    expect(await faceIn(page)).toBe(before)
    await kill(context, page)
    page = await open()
    expect(await faceIn(page)).toBe(before)
    expect(
      await page.evaluate(() => {
        const { history, document } = window.tonmeister
        const out = [document.get('main')!.gain]
        history.redo()
        out.push(document.get('main')!.gain)
        while (history.steps.length > 1) history.undo()
        out.push(document.get('main')!.gain)
        return [...out, history.steps.map((s) => s.label), history.undone.map((s) => s.label)]
      }),
    ).toEqual([-10, -11, -1, ['One'], ['Drag', 'Two', 'Three']])
  })
  test('a project as it was kept before still opens, with its history', async () => {
    const key = await page.evaluate(async () => {
      const s = window.tonmeister
      const key = crypto.randomUUID()
      const { undos, redos } = s.history.save()
      let at = await navigator.storage.getDirectory()
      for (const name of ['tonmeister', 'projects', key]) at = await at.getDirectoryHandle(name, { create: true })
      const put = async (name: string, text: string) => {
        const file = await (await at.getFileHandle(name, { create: true })).createWritable()
        await file.write(text)
        await file.close()
      }
      const records = [...s.document.all().values()].map((r) => JSON.stringify(r.id === 'project' ? { ...r, name: 'From before' } : r))
      await put('state-7.json', `{"format":"tonmeister","version":2,"records":[\n${records.join(',\n')}\n]}\n`)
      await put('history-7.json', JSON.stringify({ undos, redos }))
      await put('about.json', JSON.stringify({ name: 'From before', savedAt: 5 }))
      await put('state-8.json', `{"format":"tonmeister","version":2,"records":[\n${records.slice(0, 9).join(',\n')}`)
      await s.keeping.reopen(key)
      return key
    })
    expect(await nameIn(page)).toBe('From before')
    expect(await page.evaluate(() => window.tonmeister.history.undone.map((s) => s.label))).toEqual(['Drag', 'Two', 'Three'])
    await rename(page, 'From before, changed')
    await savedIn(page)
    await kill(context, page)
    page = await open()
    expect(await page.evaluate(() => window.tonmeister.key)).toBe(key)
    expect(await nameIn(page)).toBe('From before, changed')
  })
})

describe('two windows', () => {
  test('with two projects both save', async () => {
    const second = await open()
    await second.evaluate(() => {
      const s = window.tonmeister
      return s.begin({ id: 'x', name: 'x', summary: '', order: 0, records: () => [...s.document.all().values()] } as never, 'Second')
    })
    await rename(page, 'First')
    await savedIn(page)
    await rename(second, 'Second too')
    await savedIn(second)
    expect(await second.evaluate(() => window.tonmeister.keeping.list().then((all) => all.map((x) => x.name).sort()))).toEqual(
      expect.arrayContaining(['First', 'Second too']),
    )
    await second.close()
  })
  test('with the same project: the second follows, refuses edits in words, and takes over without losing anything', async () => {
    const key = await page.evaluate(() => window.tonmeister.key)
    await rename(page, 'Shared')
    const second = await open()
    await second.evaluate((k) => window.tonmeister.keeping.reopen(k), key)
    expect(await second.evaluate(() => window.tonmeister.save.kind)).toBe('elsewhere')
    await rename(page, 'Seen over there')
    await second.waitForFunction(() => window.tonmeister.project.name === 'Seen over there')
    // Refused, in one sentence with a button.
    await rename(second, 'Not allowed')
    expect(await nameIn(second)).toBe('Seen over there')
    expect(await second.textContent('.toast.bad p')).toMatch(/^.{20,200}$/)
    // The last change is made at the moment of taking over.
    await page.evaluate(() => {
      const s = window.tonmeister
      setInterval(() => s.edit('Tick', () => s.document.transact(() => s.document.set('main', 'gain', Math.random()))), 40)
    })
    await second.click('.toast.bad button:has-text("Use it here")')
    await second.waitForFunction(() => window.tonmeister.save.kind === 'saved')
    await page.waitForFunction(() => window.tonmeister.save.kind === 'elsewhere')
    // Every change that the first window made, and showed, is one that the second can undo.
    const steps = (of: Page) => of.evaluate(() => JSON.stringify(window.tonmeister.history.steps.map((s) => [s.label, [...s.diff.keys()]])))
    expect(await steps(second)).toBe(await steps(page))
    expect(await steps(second)).toContain('Tick')
    await rename(second, 'Taken')
    await savedIn(second)
    await page.waitForFunction(() => window.tonmeister.project.name === 'Taken')
    const same = await second.evaluate(() => window.tonmeister.document.get('main')!.gain)
    expect(await page.evaluate(() => window.tonmeister.document.get('main')!.gain)).toBe(same)
    await page.close()
    page = second
  })
  test('a window that hangs loses the project within three seconds; what it had said is there', async () => {
    const key = await page.evaluate(() => window.tonmeister.key)
    await rename(page, 'Before it hung')
    await savedIn(page)
    const second = await open()
    await second.evaluate((k) => window.tonmeister.keeping.reopen(k), key)
    // The page hangs, its worker does not: it hands over.
    void page.evaluate(() => {
      for (const end = performance.now() + 4_000; performance.now() < end; );
    })
    const began = Date.now()
    await second.evaluate(() => window.tonmeister.keeping.take())
    await second.waitForFunction(() => window.tonmeister.save.kind === 'saved')
    expect(Date.now() - began).toBeLessThan(3_000)
    expect(await nameIn(second)).toBe('Before it hung')
    await rename(second, 'After it hung')
    await savedIn(second)
    // It wakes up, and follows.
    await page.waitForFunction(() => window.tonmeister.project.name === 'After it hung', undefined, { timeout: 20_000 })
    expect(await page.evaluate(() => window.tonmeister.save.kind)).toBe('elsewhere')
    // The one that has it is killed: the other has it, with everything.
    const face = await faceIn(second)
    const killed = Date.now()
    await kill(context, second)
    await page.waitForFunction(() => window.tonmeister.save.kind === 'saved')
    expect(Date.now() - killed).toBeLessThan(3_000)
    expect(await faceIn(page)).toBe(face)
  })
})

describe('storage', () => {
  test('that is full: edits go on, the badge says so, and everything is saved once there is room', async () => {
    const session = await context.newCDPSession(page)
    await rename(page, 'Before it was full')
    await savedIn(page)
    await session.send('Storage.overrideQuotaForOrigin', { origin: server.address.replace(/\/$/, ''), quotaSize: 1 })
    // More than what a file may grow without asking.
    const grow = () =>
      page.evaluate(() => {
        const s = window.tonmeister
        for (let i = 0; i < 12; i++)
          s.edit(`Grow ${i}`, () => s.document.transact(() => s.document.set('project', 'notes', `${i}`.padEnd(400_000, 'x'))))
      })
    await grow()
    await page.waitForFunction(() => window.tonmeister.save.kind === 'failed')
    await page.waitForSelector('.save.failed button:has-text("Try again")')
    expect(await page.textContent('.save')).toContain('NOT saved')
    await rename(page, 'Made while it was full')
    expect(await nameIn(page)).toBe('Made while it was full')
    const face = await faceIn(page)
    await session.send('Storage.overrideQuotaForOrigin', { origin: server.address.replace(/\/$/, '') })
    await page.click('.save button:has-text("Try again")')
    await savedIn(page)
    await kill(context, page)
    page = await open()
    expect(await faceIn(page)).toBe(face)
  })
  test('that is damaged: the card says what is missing, the earlier state can be opened, and later is always possible', async () => {
    await page.evaluate(() =>
      window.tonmeister.begin({ records: () => [...window.tonmeister.document.all().values()] } as never, 'Damaged'),
    )
    await savedIn(page)
    for (const name of ['A', 'B', 'C', 'D']) {
      await rename(page, name)
      await page.evaluate((n) => {
        const s = window.tonmeister
        s.edit('Key', () => s.document.transact(() => s.document.set('project', 'key', n)))
      }, name)
    }
    await savedIn(page)
    const key = await page.evaluate(() => window.tonmeister.key)
    await kill(context, page)
    page = await context.newPage()
    // Not the studio: its own page could hold the files.
    await page.goto(`${server.address}icon.svg`)
    await page.evaluate(async (k) => {
      let at = await navigator.storage.getDirectory()
      for (const name of ['tonmeister', 'projects', k]) at = await at.getDirectoryHandle(name)
      const handle = await at.getFileHandle('journal-1.log')
      const text = await (await handle.getFile()).text()
      const file = await handle.createWritable()
      await file.write(text.replace('"Name B"', '"Name ß"').slice(0, -5))
      await file.close()
    }, key)
    await page.close()
    page = await open()
    expect(await page.evaluate(() => [window.tonmeister.project.name, window.tonmeister.project.key])).toEqual(['D', 'C'])
    const card = await page.textContent('.recovery')
    expect(card).toContain('one change in a damaged part')
    expect(card).toContain('when the window ended')
    await page.click('.recovery button:has-text("Later")')
    await page.waitForSelector('.recovery', { state: 'detached' })
    await page.reload()
    await page.waitForSelector('.recovery')
    await page.click('.recovery button:has-text("Open the earlier state")')
    await page.waitForFunction(() => window.tonmeister.project.name === 'A')
    await page.evaluate(() => window.tonmeister.history.undo())
    expect(await nameIn(page)).toBe('D')
    await savedIn(page)
    await page.reload()
    await page.waitForSelector('.strips')
    expect(await page.$('.recovery')).toBeNull()
  })
  test('with a project that does not open: it can be downloaded, and what can be read opens beside it', async () => {
    const key = await page.evaluate(() => window.tonmeister.key)
    await page.evaluate(() => window.tonmeister.begin({ records: () => [...window.tonmeister.document.all().values()] } as never, 'Other'))
    await savedIn(page)
    await page.evaluate(async (k) => {
      let at = await navigator.storage.getDirectory()
      for (const name of ['tonmeister', 'projects', k]) at = await at.getDirectoryHandle(name)
      for await (const name of at.keys()) if (/^(checkpoint|journal)/.test(name)) await at.removeEntry(name)
      const put = async (name: string, text: string) => {
        const file = await (await at.getFileHandle(name, { create: true })).createWritable()
        await file.write(text)
        await file.close()
      }
      await put(
        'state-1.json',
        '{"format":"tonmeister","version":99,"records":[\n{"id":"project","type":"project","name":"From the future","sampleRate":48000}\n]}\n',
      )
      await window.tonmeister.keeping.openStored({ key: k, name: 'From the future', savedAt: 0 })
    }, key)
    expect(await page.textContent('.recovery')).toContain('From the future could not be opened')
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('.recovery button:has-text("Download it")')])
    expect(download.suggestedFilename()).toBe('From the future.zip')
    await page.click('.recovery button:has-text("Open what can be read")')
    await page.waitForFunction(() => window.tonmeister.project.name === 'From the future')
    expect(await page.evaluate(() => window.tonmeister.key)).not.toBe(key)
    await savedIn(page)
  })
  test('two zips with media of the same name and other content do not touch each other', async () => {
    const zip = (name: string, byte: number) => {
      const records = [
        { id: 'project', type: 'project', name, sampleRate: 48_000, timecodeRate: '25', timecodeStart: 0 },
        {
          id: 'a',
          type: 'asset',
          name: 'kick.wav',
          file: 'media/kick.wav',
          hash: String(byte).repeat(64),
          sampleRate: 48_000,
          channels: 1,
          frames: 9,
        },
      ]
      return [
        ...packZip(
          new Map([
            ['project.json', Buffer.from(serialise(records as never))],
            ['media/kick.wav', new Uint8Array(90).fill(byte)],
          ]),
        ),
      ]
    }
    const take = (bytes: number[]) =>
      page.evaluate(async (all) => {
        const s = window.tonmeister
        await s.openFiles([{ file: new File([new Uint8Array(all)], 'a.zip'), path: 'a.zip' }])
        return s.key
      }, bytes)
    const first = await take(zip('One', 1))
    await take(zip('Two', 2))
    const media = (key: string) =>
      page.evaluate(async (k) => [...new Uint8Array(await (await window.tonmeister.media.blob(k, 'media/kick.wav'))!.arrayBuffer())], key)
    expect(await media(first)).toEqual(Array(90).fill(1))
    expect(await media(await page.evaluate(() => window.tonmeister.key))).toEqual(Array(90).fill(2))
  })
})

describe('versions', () => {
  test('are saved by name, restored as one step, opened as a copy and deleted, with the keyboard', async () => {
    await page.evaluate(() =>
      window.tonmeister.begin(
        { records: () => [...window.tonmeister.document.all().values()].filter((r) => r.type !== 'asset') } as never,
        'Song',
      ),
    )
    await savedIn(page)
    await page.keyboard.press('Control+s')
    await page.waitForSelector('[role=dialog] .save-version input')
    await page.keyboard.type('Rough mix')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => window.tonmeister.dialog === null)
    await rename(page, 'Song, worse')
    await page.keyboard.press('Control+s')
    await page.waitForSelector('.kept-list li:has-text("Rough mix")')
    const steps = await page.evaluate(() => window.tonmeister.history.steps.length)
    await page.click('.kept-list li:has-text("Rough mix") button:has-text("Restore")')
    await page.waitForFunction(() => window.tonmeister.dialog === null)
    expect(await nameIn(page)).toBe('Song')
    expect(await page.evaluate(() => window.tonmeister.history.steps.length)).toBe(steps + 1)
    await page.evaluate(() => window.tonmeister.history.undo())
    expect(await nameIn(page)).toBe('Song, worse')
    // What it was before restoring is a version too, made by the studio.
    const list = () => page.evaluate(() => window.tonmeister.keeping.versions())
    expect((await list()).map((v) => [v.name, v.auto ?? '', v.changes])).toEqual([
      ['Before restoring Rough mix', 'restore', 1],
      ['Rough mix', '', 0],
    ])
    const key = await page.evaluate(() => window.tonmeister.key)
    await page.keyboard.press('Control+s')
    await page.click('.kept-list li:has-text("Before restoring") [aria-label^="Delete"]')
    await page.click('.kept-list button:has-text("Delete for good")')
    await page.waitForFunction(() => document.querySelectorAll('.kept-list li').length === 1)
    await page.click('.kept-list li:has-text("Rough mix") button:has-text("Open as a copy")')
    await page.waitForFunction((k) => window.tonmeister.key !== k, key)
    expect(await nameIn(page)).toBe('Song – Rough mix')
    // A copy has its own media, with nothing missing.
    expect(await page.evaluate(() => window.tonmeister.missing.size)).toBe(0)
    await rename(page, 'A copy')
    await savedIn(page)
    await page.evaluate((k) => window.tonmeister.keeping.reopen(k), key)
    expect(await nameIn(page)).toBe('Song, worse')
  })
  test('the storage view says what is used and deletes a project after asking', async () => {
    await page.evaluate(() => window.tonmeister.show('storage'))
    const rows = page.locator('.kept-list li')
    await rows.first().waitFor()
    const before = await rows.count()
    expect(await page.textContent('[role=dialog] .facts')).toMatch(/Used.*[0-9.]+ (kB|MB|GB).*Left.*[0-9.]+ (MB|GB)/)
    await page.click('.kept-list li:has-text("A copy") button')
    expect(await rows.count()).toBe(before)
    await page.click('.kept-list li:has-text("A copy") button:has-text("Delete for good")')
    await page.waitForFunction((n) => document.querySelectorAll('.kept-list li').length === n - 1, before)
    await page.keyboard.press('Escape')
    // Asked once there was something to lose, and shown.
    expect(await page.evaluate(() => typeof window.tonmeister.keeping.isPersistent)).toBe('boolean')
  })
})

describe('a folder on this computer', () => {
  test('is written whole, kept for the next time, and opens again', async () => {
    // A folder of the private file system stands in for one that a person picks.
    await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory()
      const picked = await root.getDirectoryHandle('picked', { create: true })
      let asked = 0
      Object.assign(window, {
        showDirectoryPicker: async () => {
          asked++
          return picked
        },
        asked: () => asked,
        picked,
      })
    })
    const zip = packZip(
      new Map([
        [
          'project.json',
          Buffer.from(
            serialise([
              { id: 'project', type: 'project', name: 'On disk', sampleRate: 48_000, timecodeRate: '25', timecodeStart: 0 },
              {
                id: 'a',
                type: 'asset',
                name: 'kick.wav',
                file: 'media/kick.wav',
                hash: '1'.repeat(64),
                sampleRate: 48_000,
                channels: 1,
                frames: 9,
              },
            ] as never),
          ),
        ],
        ['media/kick.wav', new Uint8Array(90).fill(7)],
      ]),
    )
    await page.evaluate((all) => window.tonmeister.openFiles([{ file: new File([new Uint8Array(all)], 'a.zip'), path: 'a.zip' }]), [...zip])
    await page.keyboard.press('Control+Shift+S')
    await page.waitForSelector('.toast:has-text("Saved to On disk.tonmeister")')
    await rename(page, 'On disk, later')
    await page.evaluate(() => window.tonmeister.notices.forEach((n) => window.tonmeister.dismiss(n.id)))
    await page.keyboard.press('Control+Shift+S')
    await page.waitForSelector('.toast:has-text("Saved to On disk.tonmeister")')
    const found = await page.evaluate(async () => {
      const { picked, asked } = window as unknown as { picked: FileSystemDirectoryHandle; asked: () => number }
      const out: Record<string, string> = {}
      const visit = async (at: FileSystemDirectoryHandle, path: string) => {
        for await (const [name, entry] of at.entries())
          if (entry.kind === 'directory') await visit(entry as FileSystemDirectoryHandle, `${path}${name}/`)
          else out[path + name] = await (await (entry as FileSystemFileHandle).getFile()).text()
      }
      await visit(picked, '')
      return { files: out, asked: asked() }
    })
    expect(found.asked).toBe(1)
    expect(Object.keys(found.files).sort()).toEqual(
      ['backup/project-1.json', 'media/kick.wav', 'project.json'].map((f) => `On disk.tonmeister/${f}`),
    )
    expect(found.files['On disk.tonmeister/project.json']).toContain('"On disk, later"')
    expect(found.files['On disk.tonmeister/media/kick.wav']).toBe(''.repeat(90))
    // It opens again through the picker, as a project of its own, and is saved there again without asking.
    const key = await page.evaluate(async () => {
      const { picked } = window as unknown as { picked: FileSystemDirectoryHandle }
      const own = await picked.getDirectoryHandle('On disk.tonmeister')
      Object.assign(window, { showDirectoryPicker: async () => own })
      return window.tonmeister.key
    })
    await page.click('[aria-label="Tonmeister, main menu"]')
    await page.click('[role=menuitem]:has-text("Open project folder")')
    await page.waitForFunction((k) => window.tonmeister.key !== k, key)
    expect(await nameIn(page)).toBe('On disk, later')
    expect(await page.evaluate(() => window.tonmeister.media.blob(window.tonmeister.key, 'media/kick.wav').then((b) => b?.size))).toBe(90)
  })
  test('that cannot be written is said, and the project stays', async () => {
    await page.evaluate(() => {
      window.tonmeister.notices.forEach((n) => window.tonmeister.dismiss(n.id))
      const bad = { name: 'bad.tonmeister', getFileHandle: fail, getDirectoryHandle: fail }
      async function fail() {
        throw new DOMException('The disk is write protected.', 'NoModificationAllowedError')
      }
      Object.assign(window, { showDirectoryPicker: async () => bad })
    })
    await page.click('[aria-label="Tonmeister, main menu"]')
    await page.click('[role=menuitem]:has-text("Save to another folder")')
    await page.waitForSelector('.toast.bad:has-text("write-protected, or another window")')
    expect(await nameIn(page)).toBe('On disk, later')
  })
})

describe('storage that is switched off', () => {
  test('the studio opens, works, says so, and hands out a zip', async () => {
    const profile = join(folder, 'shut')
    mkdirSync(join(profile, 'Default'), { recursive: true })
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }))
    const shut = await launchWithProfile(undefined, profile)
    try {
      const here = await openAt(shut.context, server.address)
      expect(await here.evaluate(() => window.tonmeister.save.kind)).toBe('memory')
      expect(await here.textContent('.save')).toContain('NOT saved')
      expect(await here.textContent('.toast.bad p')).toMatch(/stores nothing/)
      await rename(here, 'In memory')
      expect(await nameIn(here)).toBe('In memory')
      const [download] = await Promise.all([here.waitForEvent('download'), here.click('.save button:has-text("Save a zip")')])
      expect(download.suggestedFilename()).toBe('In memory.tonmeister.zip')
    } finally {
      await shut.close()
    }
  })
})
