// Projects on disk: a folder NAME.tonmeister with project.json and media/, or one zip. Written aside and renamed; earlier states are kept.
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { ProjectError } from './error.ts'
import { type Gap, type ParsedProject, PROJECT_BYTES_MAX, parse, serialise } from './file.ts'
import type { Rec } from './records.ts'
import { type Repair, repair } from './schema.ts'
import { isSafePath, openZip, packZip, projectInZip, ZIP_LIMITS } from './zip.ts'

/** Earlier states that are kept in backup/. */
const GENERATIONS = 10

export interface OpenedProject {
  readonly path: string
  readonly records: Map<string, Rec>
  readonly repaired: readonly Repair[]
  /** What could not be read, as sentences. */
  readonly lost: readonly string[]
  /** The bytes of a media file of the project (a zip has them in memory), or the path of it. */
  media(file: string): { readonly path: string } | { readonly bytes: Uint8Array } | undefined
}

/**
 * Opens a project folder, its project.json, or a zip of it. Nothing on disk changes. Where project.json is damaged, what it lost comes from the
 * newest whole state in backup/, and `lost` says so.
 * @throws ProjectError
 */
export function openProject(path: string): OpenedProject {
  if (!existsSync(path))
    throw new ProjectError('missing', `'${path}' does not exist.`, {
      hint: 'Check the path, or make a project: tonmeister new NAME.tonmeister',
    })
  return said(path, 'read', () => {
    const at = statSync(path)
    if (at.isFile() && basename(path) !== 'project.json') return openPacked(path, at.size)
    return openFolder(path, at.isFile() ? resolve(path, '..') : path)
  })
}
function openFolder(path: string, folder: string): OpenedProject {
  const file = join(folder, 'project.json')
  if (!isFile(file) && !backupsOf(folder).length)
    throw new ProjectError('not-a-project', `'${path}' holds no project.json.`, {
      hint: 'A project is a folder NAME.tonmeister; tonmeister new makes one.',
    })
  const { records, lost } = readRecords(folder, file)
  const fixed = repair(records)
  const root = realpathSync(folder)
  return {
    path: folder,
    records: fixed.records,
    repaired: fixed.repaired,
    lost,
    media(name) {
      const full = resolve(root, name)
      if (!full.startsWith(root + sep) || !existsSync(full)) return undefined
      // A link must not lead out of the project.
      return realpathSync(full).startsWith(root + sep) ? { path: full } : undefined
    },
  }
}
function readRecords(folder: string, file: string): Pick<ParsedProject, 'records' | 'lost'> {
  let parsed: ParsedProject
  try {
    if (!isFile(file)) throw new ProjectError('damaged', `'${file}' is missing.`, { hint: '' })
    if (statSync(file).size > PROJECT_BYTES_MAX)
      throw new ProjectError('too-large', `'${file}' is larger than ${PROJECT_BYTES_MAX / 2 ** 20} MiB.`, {
        hint: 'No project is that large; is it the right file?',
      })
    parsed = parse(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (!(error instanceof ProjectError) || (error.code !== 'damaged' && error.code !== 'not-a-project')) throw error
    const backup = newestWhole(folder)
    if (!backup) throw error
    return { records: backup.records, lost: [error.message, `The state before it, ${backup.name}, was opened instead.`] }
  }
  const backup = parsed.gaps.length ? newestWhole(folder) : undefined
  if (!backup) return parsed
  const known = new Set(parsed.records.map((r) => r.id))
  const filled = backup.records.filter((r) => !known.has(r.id) && parsed.gaps.some((gap) => liesIn(r.id, gap)))
  if (!filled.length) return parsed
  const count = filled.length === 1 ? 'One record that it lost was' : `${filled.length} records that it lost were`
  return { records: [...parsed.records, ...filled], lost: [...parsed.lost, `${count} taken from the state before it, ${backup.name}.`] }
}
/** Records are written in the order of their ids: what lies between its neighbours was lost, what does not had been removed. */
const liesIn = (id: string, { after, before }: Gap) => (after === undefined || id > after) && (before === undefined || id < before)
function newestWhole(folder: string): { readonly name: string; readonly records: Rec[] } | undefined {
  for (const name of backupsOf(folder).reverse())
    try {
      const { records, lost } = parse(readFileSync(join(folder, 'backup', name), 'utf8'), name)
      if (!lost.length) return { name: `backup/${name}`, records }
    } catch {
      // This one is damaged too: the one before it may not be.
    }
  return undefined
}
/** Names of earlier states, oldest first. */
function backupsOf(folder: string): string[] {
  const backup = join(folder, 'backup')
  if (!existsSync(backup)) return []
  return readdirSync(backup)
    .filter((f) => /^project-\d{1,15}\.json$/.test(f))
    .sort((a, b) => numberOf(a) - numberOf(b))
}
const numberOf = (name: string) => Number(/\d+/.exec(name)![0])
const isFile = (path: string) => existsSync(path) && statSync(path).isFile()
function openPacked(path: string, size: number): OpenedProject {
  if (size > ZIP_LIMITS.bytes)
    throw new ProjectError('too-large', `'${path}' is larger than 4 GiB.`, { hint: 'Unpack it and open the folder.' })
  const bytes = readWhole(path, size)
  if (size < 4 || bytes.readUInt32LE(0) !== 0x04034b50)
    throw new ProjectError('not-a-project', `'${path}' is not a Tonmeister project.`, {
      hint: 'A project is a folder NAME.tonmeister, or a zip of one.',
    })
  const damaged: string[] = []
  const files = openZip(bytes, ZIP_LIMITS, (name, sentence) => {
    if (basename(name) === 'project.json') throw new ProjectError('damaged', sentence, { hint: 'Copy the zip again from where it came.' })
    damaged.push(`${sentence} It was left out.`)
  })
  const { text, root } = projectInZip(files)
  const { records, lost } = parse(text, `${basename(path)}/project.json`)
  const fixed = repair(records)
  return {
    path,
    records: fixed.records,
    repaired: fixed.repaired,
    lost: [...lost, ...damaged],
    media(name) {
      const bytes = files.get(root + name)
      return bytes && { bytes }
    },
  }
}
/** In pieces: Node reads no more than 2 GiB at once. Only the head when that is no zip. */
function readWhole(path: string, size: number): Buffer {
  const fd = openSync(path, 'r')
  try {
    const head = Buffer.alloc(Math.min(4, size))
    if (head.length) readSync(fd, head, 0, head.length, 0)
    if (size < 4 || head.readUInt32LE(0) !== 0x04034b50) return head
    const bytes = Buffer.alloc(size)
    for (let at = 0; at < size; ) {
      const read = readSync(fd, bytes, at, Math.min(size - at, 2 ** 30), at)
      if (!read) break
      at += read
    }
    return bytes
  } finally {
    closeSync(fd)
  }
}
/** What the system refuses, as a sentence. */
function said<T>(path: string, doing: 'read' | 'written', run: () => T): T {
  try {
    return run()
  } catch (error) {
    const reasons: { readonly [code: string]: string } = {
      EACCES: 'it is not allowed',
      EPERM: 'it is not allowed',
      EROFS: 'the medium is read only',
      ENOSPC: 'there is no space left',
      EDQUOT: 'there is no space left',
      ENOTDIR: 'there is a file in its way',
      EEXIST: 'there is a file in its way',
      EISDIR: 'there is a folder in its way',
      EIO: 'the medium fails',
    }
    const why = reasons[(error as { readonly code?: string }).code ?? '']
    if (!why) throw error
    throw new ProjectError('refused', `'${path}' cannot be ${doing}: ${why}.`, { hint: 'Nothing was changed.' })
  }
}

/** Writes a file so that there is always either the old or the new one, whole. */
export function writeAside(path: string, bytes: Uint8Array | string): void {
  const aside = `${path}.${process.pid}.tmp`
  try {
    const fd = openSync(aside, 'w')
    try {
      const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
      for (let at = 0; at < data.length; ) at += writeSync(fd, data, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(aside, path)
    syncFolder(dirname(path))
  } catch (error) {
    rmSync(aside, { force: true })
    throw error
  }
}
/** The new name must be on the disk too. Windows does not let folders be opened, and needs no such thing. */
function syncFolder(folder: string): void {
  let fd: number
  try {
    fd = openSync(folder, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(fd)
  } catch (error) {
    // Some file systems cannot; a disk that fails must be heard of.
    if ((error as { readonly code?: string }).code === 'EIO') throw error
  } finally {
    closeSync(fd)
  }
}
/**
 * Saves into a project folder (made when missing); the state before goes to backup/. Media is not touched.
 * @throws ProjectError 'refused' - what was there before is still there, whole
 */
export function saveProject(folder: string, records: Iterable<Rec>): void {
  const text = serialise(records)
  said(folder, 'written', () => save(folder, text))
}
function save(folder: string, text: string): void {
  mkdirSync(join(folder, 'media'), { recursive: true })
  const file = join(folder, 'project.json')
  if (existsSync(file)) {
    const before = readFileSync(file)
    if (before.toString() === text) return
    const backup = join(folder, 'backup')
    mkdirSync(backup, { recursive: true })
    const kept = backupsOf(folder)
    const next = kept.length ? numberOf(kept[kept.length - 1]!) + 1 : 1
    writeAside(join(backup, `project-${next}.json`), before)
    for (const old of kept.slice(0, Math.max(0, kept.length + 1 - GENERATIONS))) rmSync(join(backup, old))
  }
  writeAside(file, text)
  removeLeftovers(folder)
}
/** What a process that died while writing has left. */
function removeLeftovers(folder: string): void {
  for (const place of [folder, join(folder, 'backup')]) {
    if (!existsSync(place)) continue
    for (const name of readdirSync(place)) {
      const pid = /^project(?:-\d+)?\.json\.(\d+)\.tmp$/.exec(name)?.[1]
      if (pid && !isRunning(Number(pid))) rmSync(join(place, name), { force: true })
    }
  }
}
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { readonly code?: string }).code === 'EPERM'
  }
}
/**
 * Packs a project folder into one zip: project.json, media/ and what else its assets name in the folder. Links are not followed.
 * @throws ProjectError 'too-large'
 */
export function packProject(folder: string): Uint8Array<ArrayBuffer> {
  const text = readFileSync(join(folder, 'project.json'))
  const files = new Map<string, Uint8Array>([['project.json', text]])
  let total = text.length
  const add = (path: string) => {
    const full = join(folder, path)
    const at = lstatSync(full, { throwIfNoEntry: false })
    if (at?.isDirectory()) for (const name of readdirSync(full)) add(`${path}/${name}`)
    if (!at?.isFile() || files.has(path)) return
    total += at.size
    if (total > ZIP_LIMITS.bytes)
      throw new ProjectError('too-large', `'${folder}' has more than the 4 GiB that a zip holds.`, { hint: 'Copy its folder instead.' })
    files.set(path, readFileSync(full))
  }
  add('media')
  for (const record of readRecords(folder, join(folder, 'project.json')).records)
    if (record.type === 'asset' && typeof record.file === 'string' && isSafePath(record.file) && !leadsOut(folder, record.file))
      add(record.file)
  return packZip(files)
}
/** Whether a part of the path is a link that leads out of the folder. */
function leadsOut(folder: string, path: string): boolean {
  const full = join(folder, path)
  return existsSync(full) && !realpathSync(full).startsWith(realpathSync(folder) + sep)
}
