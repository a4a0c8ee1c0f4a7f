// Projects on disk: always the old or the new one, whole; what is damaged falls back with a sentence; opening changes nothing.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ProjectError } from './error.ts'
import { serialise } from './file.ts'
import { openProject, packProject, saveProject, writeAside } from './folder.node.ts'
import { expectWholeAfterKills } from './kill.ts'
import { FORMAT } from './migrate.ts'
import { randomEdit, seeded, session, worldOf } from './random-edits.ts'
import type { Rec } from './records.ts'
import { packZip } from './zip.ts'

const root = mkdtempSync(join(tmpdir(), 'tonmeister-project-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let n = 0
const place = () => join(root, `${n++}.tonmeister`)
/** Everything below a folder: path to content. */
function everything(folder: string, at = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, at), { withFileTypes: true }).map((e) =>
      e.isDirectory() ? everything(folder, join(at, e.name)) : { [join(at, e.name)]: readFileSync(join(folder, at, e.name), 'latin1') },
    ),
  )
}
const text = (project: { readonly records: ReadonlyMap<string, Rec> }) => serialise(project.records.values())
/** The random session after `state` of its edits. */
function state(edits: number): Rec[] {
  const world = worldOf(session(), 'a', 1)
  for (let i = 0; i < edits; i++) world.document.transact(() => world.document.set('project', 'name', `State ${i + 1}`))
  return [...world.document.all().values()]
}
function failure(run: () => unknown): ProjectError {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ProjectError)
    return error as ProjectError
  }
  throw new Error('it was done')
}
/** A folder with three states saved one after the other and a recording. */
function saved(): string {
  const folder = place()
  for (const edits of [0, 1, 2]) saveProject(folder, state(edits))
  writeFileSync(join(folder, 'media', 'asset-1.wav'), 'RIFF')
  return folder
}

describe('saving and opening', () => {
  test('gives the same records, from the folder, from its project.json and from a zip of it', () => {
    const folder = place()
    const world = worldOf(session(), 'a', 5)
    for (let i = 0; i < 50; i++) randomEdit(world)
    saveProject(folder, world.document.all().values())
    const opened = openProject(folder)
    expect(readFileSync(join(folder, 'project.json'), 'utf8')).toBe(serialise(world.document.all().values()).toString())
    expect(text(openProject(join(folder, 'project.json')))).toBe(text(opened))
    const zip = `${folder}.zip`
    writeFileSync(zip, packProject(folder))
    expect(text(openProject(zip))).toBe(text(opened))
    expect([opened.lost, opened.path, openProject(zip).lost]).toEqual([[], folder, []])
    // And again: a folder saved from the zip is the same folder.
    const again = place()
    saveProject(again, openProject(zip).records.values())
    expect(text(openProject(again))).toBe(text(opened))
  })
  test('keeps the last ten states before, newest last, and writes nothing when nothing has changed', () => {
    const folder = place()
    for (let i = 0; i < 15; i++) saveProject(folder, state(i))
    const backups = readdirSync(join(folder, 'backup')).sort((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)))
    expect(backups).toEqual(Array.from({ length: 10 }, (_, i) => `project-${i + 5}.json`))
    expect(readFileSync(join(folder, 'backup', 'project-14.json'), 'utf8')).toBe(serialise(state(13)))
    const before = everything(folder)
    const { mtimeMs } = statSync(join(folder, 'project.json'))
    saveProject(folder, state(14))
    expect(everything(folder)).toEqual(before)
    expect(statSync(join(folder, 'project.json')).mtimeMs).toBe(mtimeMs)
  })
  test('leaves media, and files of others, alone', () => {
    const folder = saved()
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    writeFileSync(join(folder, 'backup', 'old.json'), 'mine')
    saveProject(folder, state(3))
    expect([
      readFileSync(join(folder, 'media', 'asset-1.wav'), 'utf8'),
      readFileSync(join(folder, 'notes.txt'), 'utf8'),
      readFileSync(join(folder, 'backup', 'old.json'), 'utf8'),
    ]).toEqual(['RIFF', 'mine', 'mine'])
  })
  test('takes away what a dead process left while writing, and nothing of a living one', () => {
    const folder = saved()
    writeFileSync(join(folder, 'project.json.99999999.tmp'), 'half')
    writeFileSync(join(folder, 'backup', 'project-3.json.99999999.tmp'), 'half')
    writeFileSync(join(folder, `project.json.${process.ppid}.tmp`), 'half')
    writeFileSync(join(folder, 'mine.tmp'), 'mine')
    saveProject(folder, state(3))
    expect(
      Object.keys(everything(folder))
        .filter((f) => f.endsWith('.tmp'))
        .sort(),
    ).toEqual(['mine.tmp', `project.json.${process.ppid}.tmp`])
  })
})
describe('media', () => {
  test('is found in the folder and in the zip, folders within media and other places of the project too', () => {
    const folder = saved()
    mkdirSync(join(folder, 'media', 'takes'))
    mkdirSync(join(folder, 'audio'))
    writeFileSync(join(folder, 'media', 'takes', 'a.wav'), 'take')
    writeFileSync(join(folder, 'audio', 'b.wav'), 'elsewhere')
    saveProject(
      folder,
      state(2).map((r) => (r.id === 'asset-1' ? { ...r, file: 'audio/b.wav' } : r)),
    )
    writeFileSync(`${folder}.zip`, packProject(folder))
    const [open, packed] = [openProject(folder), openProject(`${folder}.zip`)]
    for (const [file, content] of [
      ['media/asset-1.wav', 'RIFF'],
      ['media/takes/a.wav', 'take'],
      ['audio/b.wav', 'elsewhere'],
    ] as const) {
      expect(open.media(file)).toEqual({ path: join(folder, file) })
      const found = packed.media(file)
      expect(found && 'bytes' in found && Buffer.from(found.bytes).toString()).toBe(content)
    }
    expect([open.media('media/none.wav'), packed.media('media/none.wav')]).toEqual([undefined, undefined])
  })
  test('outside the project is never reached, packed or touched: paths, links to files, links to folders', () => {
    const folder = saved()
    const outside = join(root, 'outside')
    mkdirSync(outside, { recursive: true })
    writeFileSync(join(outside, 'secret.wav'), 'secret')
    symlinkSync(join(outside, 'secret.wav'), join(folder, 'media', 'link.wav'))
    symlinkSync(outside, join(folder, 'media', 'linked'))
    symlinkSync(outside, join(folder, 'audio'))
    const files = [
      '../outside/secret.wav',
      join(outside, 'secret.wav'),
      'media/link.wav',
      'media/linked/secret.wav',
      'audio/secret.wav',
      '.',
      '',
    ]
    saveProject(folder, [
      ...state(2),
      ...files.map((file, i): Rec => ({ ...session().find((r) => r.type === 'asset')!, id: `out-${i}`, file })),
    ])
    const project = openProject(folder)
    for (const file of files) expect(project.media(file), file).toBeUndefined()
    const zip = `${folder}.zip`
    writeFileSync(zip, packProject(folder))
    expect(readFileSync(zip, 'latin1')).not.toContain('secret.wavsecret')
    for (const file of files) expect(openProject(zip).media(file), file).toBeUndefined()
    expect(readFileSync(join(outside, 'secret.wav'), 'utf8')).toBe('secret')
  })
})
describe('a damaged project.json', () => {
  const damage = (folder: string, change: (text: string) => string) =>
    writeFileSync(join(folder, 'project.json'), change(readFileSync(join(folder, 'project.json'), 'utf8')))
  test('that is empty, zeros or something else gives the newest whole state before it, with a sentence', () => {
    for (const broken of ['', '\0'.repeat(5000), 'hello', '{"format":"tonmeister"']) {
      const folder = saved()
      damage(folder, () => broken)
      const opened = openProject(folder)
      expect(text(opened)).toBe(serialise(state(1)))
      expect(opened.lost).toHaveLength(2)
      expect(opened.lost[1]).toBe('The state before it, backup/project-2.json, was opened instead.')
    }
  })
  test('passes over states that are damaged themselves', () => {
    const folder = saved()
    damage(folder, () => '')
    writeFileSync(join(folder, 'backup', 'project-2.json'), readFileSync(join(folder, 'backup', 'project-2.json')).subarray(0, 900))
    expect(openProject(folder).lost[1]).toContain('backup/project-1.json')
    writeFileSync(join(folder, 'backup', 'project-1.json'), '')
    expect(failure(() => openProject(folder)).code).toBe('not-a-project')
  })
  test('that is missing gives the state before it too', () => {
    const folder = saved()
    rmSync(join(folder, 'project.json'))
    expect(text(openProject(folder))).toBe(serialise(state(1)))
  })
  test('cut anywhere opens whole: what it lost comes from the state before, what it had comes from itself', () => {
    const folder = saved()
    const whole = readFileSync(join(folder, 'project.json'), 'utf8')
    const firstLine = whole.indexOf('\n') + 1
    const random = seeded(1)
    for (let i = 0; i < 40; i++) {
      const at = firstLine + Math.floor(random() * (whole.length - firstLine - 3))
      damage(folder, () => whole.slice(0, at))
      const opened = openProject(folder)
      // Only the name of the project differs between the two states.
      expect([serialise(state(2)), serialise(state(1))]).toContain(text(opened))
      if (at > whole.indexOf('\n', whole.indexOf('"id":"project"'))) expect(text(opened), `cut at ${at}`).toBe(serialise(state(2)))
      expect(opened.lost.at(-1)).toMatch(/backup\/project-2\.json/)
    }
  })
  test('does not bring back what had been removed before it was damaged', () => {
    const folder = place()
    saveProject(folder, state(0))
    const rest = state(0).filter((r) => r.id !== 'event-1')
    saveProject(folder, rest)
    damage(folder, (whole) => whole.replace(/\n\{"id":"note-1"[^\n]*/, '\n{"id":"no'))
    const opened = openProject(folder)
    expect(text(opened)).toBe(serialise(rest))
    expect(opened.lost.at(-1)).toBe('One record that it lost was taken from the state before it, backup/project-1.json.')
  })
  test('of a newer format is refused, whatever lies in backup/', () => {
    const folder = saved()
    damage(folder, (whole) => whole.replace(`"version":${FORMAT}`, `"version":${FORMAT + 1}`))
    const error = failure(() => openProject(folder))
    expect([error.code, error.hint]).toEqual(['newer', 'Update Tonmeister to open it. Nothing was changed.'])
  })
})
describe('what cannot be opened is refused in a sentence', () => {
  test.each<[string, string, (path: string) => void]>([
    ['nothing there', 'missing', () => undefined],
    ['an empty folder', 'not-a-project', (path) => mkdirSync(path)],
    ['an empty file', 'not-a-project', (path) => writeFileSync(path, '')],
    ['a recording', 'not-a-project', (path) => writeFileSync(path, 'RIFF....WAVE')],
    ['a folder called project.json', 'not-a-project', (path) => mkdirSync(join(path, 'project.json'), { recursive: true })],
    ['a zip without a project', 'not-a-project', (path) => writeFileSync(path, packZip(new Map([['a.txt', Buffer.from('a')]])))],
    [
      'half a zip',
      'damaged',
      (path) => writeFileSync(path, packZip(new Map([['project.json', Buffer.from(serialise(session()))]])).subarray(0, 400)),
    ],
    ['the head of a zip', 'damaged', (path) => writeFileSync(path, 'PK\u0003\u0004')],
    [
      'a zip whose project.json is damaged',
      'damaged',
      (path) => writeFileSync(path, turned(packZip(new Map([['project.json', Buffer.from(serialise(session()))]])), 200)),
    ],
  ])('%s', (_, code, make) => {
    const path = place()
    make(path)
    const error = failure(() => openProject(path))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^[^\n]+\.$/)
    expect(error.hint).not.toBe('')
  })
  test('damaged media in a zip is named, the rest opens', () => {
    const path = place()
    const zip = packZip(
      new Map([
        ['project.json', Buffer.from(serialise(session()))],
        ['media/asset-1.wav', Buffer.alloc(5000, 'x')],
      ]),
    )
    writeFileSync(path, turned(zip, zip.indexOf('x'.charCodeAt(0), zip.length / 4)))
    writeFileSync(path, turned(zip, Buffer.from(zip).indexOf('xxxx')))
    const opened = openProject(path)
    expect(text(opened)).toBe(serialise(session()))
    expect(opened.lost).toEqual(["'media/asset-1.wav' in the zip is damaged. It was left out."])
    expect(opened.media('media/asset-1.wav')).toBeUndefined()
  })
  test('and opening, well or not, changes nothing on disk', () => {
    const folder = saved()
    for (const broken of [
      undefined,
      '',
      'hello',
      serialise(session()).slice(0, 2000),
      serialise(session()).replace(`"version":${FORMAT}`, '"version":77'),
    ]) {
      if (broken !== undefined) writeFileSync(join(folder, 'project.json'), broken)
      const before = everything(folder)
      const times = Object.keys(before).map((f) => statSync(join(folder, f)).mtimeMs)
      try {
        openProject(folder)
      } catch (error) {
        expect(error).toBeInstanceOf(ProjectError)
      }
      expect(everything(folder)).toEqual(before)
      expect(Object.keys(before).map((f) => statSync(join(folder, f)).mtimeMs)).toEqual(times)
    }
  })
})
describe('saving that cannot be done', () => {
  test('is refused in a sentence, and what was there is there', () => {
    const file = place()
    writeFileSync(file, 'a file')
    const error = failure(() => saveProject(file, session()))
    expect([error.code, error.message]).toEqual(['refused', `'${file}' cannot be written: there is a file in its way.`])
    expect(readFileSync(file, 'utf8')).toBe('a file')
    const folder = saved()
    rmSync(join(folder, 'backup'), { recursive: true })
    writeFileSync(join(folder, 'backup'), 'a file')
    const before = everything(folder)
    expect(failure(() => saveProject(folder, state(3))).code).toBe('refused')
    expect(everything(folder)).toEqual(before)
  })
  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'where it is not allowed (skipped for the administrator, who may do everything)',
    () => {
      const folder = saved()
      const before = everything(folder)
      chmodSync(folder, 0o500)
      chmodSync(join(folder, 'backup'), 0o500)
      try {
        expect(failure(() => saveProject(folder, state(3))).message).toBe(`'${folder}' cannot be written: it is not allowed.`)
        expect(everything(folder)).toEqual(before)
      } finally {
        chmodSync(folder, 0o700)
        chmodSync(join(folder, 'backup'), 0o700)
      }
    },
  )
  test('leaves no half file beside: what throws while writing is cleaned away', () => {
    const folder = saved()
    mkdirSync(join(folder, 'way', 'full'), { recursive: true })
    expect(() => writeAside(join(folder, 'way'), 'text')).toThrow()
    expect(readdirSync(folder).filter((f) => f.endsWith('.tmp'))).toEqual([])
    expect(existsSync(join(folder, 'way', 'full'))).toBe(true)
  })
})
describe('a process that is killed while it saves', () => {
  test('leaves one of its states, whole, and backups that open: 3 kills', async () => {
    await expectWholeAfterKills(place(), 3)
  })
})

const turned = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((b, i) => (i === at ? b ^ 1 : b))
