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
import { basename, join, resolve, sep } from 'node:path'
import { ProjectError } from './error.ts'
import { openZip, PROJECT_BYTES_MAX, packZip, parse, projectInZip, serialise } from './file.ts'
import type { Rec } from './records.ts'
import { type Repair, repair } from './schema.ts'

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
 * Opens a project folder, its project.json, or a zip of it.
 * @throws ProjectError
 */
export function openProject(path: string): OpenedProject {
  if (!existsSync(path))
    throw new ProjectError('missing', `'${path}' does not exist.`, {
      hint: 'Check the path, or make a project: tonmeister new NAME.tonmeister',
    })
  const at = statSync(path)
  if (at.isFile() && basename(path) !== 'project.json') return openPacked(path, at.size)
  const folder = at.isFile() ? resolve(path, '..') : path
  const file = join(folder, 'project.json')
  if (!existsSync(file))
    throw new ProjectError('not-a-project', `'${path}' holds no project.json.`, {
      hint: 'A project is a folder NAME.tonmeister; tonmeister new makes one.',
    })
  if (statSync(file).size > PROJECT_BYTES_MAX)
    throw new ProjectError('too-large', `'${file}' is larger than ${PROJECT_BYTES_MAX / 2 ** 20} MiB.`, {
      hint: 'No project is that large; is it the right file?',
    })
  const { records, lost } = parse(readFileSync(file, 'utf8'), file)
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
function openPacked(path: string, size: number): OpenedProject {
  const head = Buffer.alloc(4)
  const fd = openSync(path, 'r')
  try {
    if (size >= 4) readSync(fd, head, 0, 4, 0)
  } finally {
    closeSync(fd)
  }
  if (head.readUInt32LE(0) !== 0x04034b50)
    throw new ProjectError('not-a-project', `'${path}' is not a Tonmeister project.`, {
      hint: 'A project is a folder NAME.tonmeister, or a zip of one.',
    })
  const files = openZip(readFileSync(path))
  const { text, root } = projectInZip(files)
  const { records, lost } = parse(text, `${basename(path)}/project.json`)
  const fixed = repair(records)
  return {
    path,
    records: fixed.records,
    repaired: fixed.repaired,
    lost,
    media(name) {
      const bytes = files.get(root + name)
      return bytes && { bytes }
    },
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
  } catch (error) {
    rmSync(aside, { force: true })
    throw error
  }
}
/** Saves into a project folder (made when missing); the state before goes to backup/. Media is not touched. */
export function saveProject(folder: string, records: Iterable<Rec>): void {
  mkdirSync(join(folder, 'media'), { recursive: true })
  const file = join(folder, 'project.json')
  const text = serialise(records)
  if (existsSync(file)) {
    const before = readFileSync(file)
    if (before.toString() === text) return
    const backup = join(folder, 'backup')
    mkdirSync(backup, { recursive: true })
    const kept = readdirSync(backup)
      .filter((f) => /^project-\d+\.json$/.test(f))
      .sort((a, b) => Number(/\d+/.exec(a)![0]) - Number(/\d+/.exec(b)![0]))
    const next = kept.length ? Number(/\d+/.exec(kept[kept.length - 1]!)![0]) + 1 : 1
    writeAside(join(backup, `project-${next}.json`), before)
    for (const old of kept.slice(0, Math.max(0, kept.length + 1 - GENERATIONS))) rmSync(join(backup, old))
  }
  writeAside(file, text)
}
/** Packs a project folder into one zip. */
export function packProject(folder: string): Uint8Array<ArrayBuffer> {
  const files = new Map<string, Uint8Array>([['project.json', readFileSync(join(folder, 'project.json'))]])
  const media = join(folder, 'media')
  if (existsSync(media))
    for (const name of readdirSync(media))
      if (lstatSync(join(media, name)).isFile()) files.set(`media/${name}`, readFileSync(join(media, name)))
  return packZip(files)
}
