// A project as text and as a zip.
// PROJECT v2: UTF-8 JSON, sorted keys, one record a line, so that version control shows edits:
// {"format":"tonmeister","version":2,"records":[
// {"id":"…","type":"…",…},
// …
// ]}
import { Unzip, UnzipInflate, type Zippable, zipSync } from 'fflate'
import { ProjectError } from './error.ts'
import { FORMAT, migrate } from './migrate.ts'
import type { Id, Json, Rec } from './records.ts'

/** Bytes of project.json that are read at most. */
export const PROJECT_BYTES_MAX = 256 * 2 ** 20
const RECORDS_MAX = 4_000_000

/** The same records always give the same bytes. */
export function serialise(records: Iterable<Rec>): string {
  const sorted = [...records].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const lines = sorted.map((record) => stable(record))
  return `{"format":"tonmeister","version":${FORMAT},"records":[\n${lines.join(',\n')}${lines.length ? '\n' : ''}]}\n`
}
function stable(value: Json | Rec): string {
  if (Array.isArray(value)) return `[${value.map((v) => stable(v as Json)).join(',')}]`
  if (value && typeof value === 'object') {
    const object = value as { readonly [key: string]: Json | undefined }
    const keys = Object.keys(object).filter((k) => object[k] !== undefined)
    // id and type first: they are what a reader looks for.
    const rank = (k: string) => (k === 'id' ? 0 : k === 'type' ? 1 : 2)
    keys.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    return `{${keys.map((k) => `${JSON.stringify(k)}:${stable(object[k]!)}`).join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return 'null'
  return JSON.stringify(value)
}

export interface ParsedProject {
  readonly records: Rec[]
  /** Format that the file was written in. */
  readonly version: number
  /** Lines that could not be read and were left out, as sentences. */
  readonly lost: readonly string[]
}
/**
 * Reads project.json. A damaged file opens as far as it can.
 * @throws ProjectError 'not-a-project', 'newer', 'damaged' (nothing could be read), 'too-large'
 */
export function parse(text: string, name = 'project.json'): ParsedProject {
  if (text.length > PROJECT_BYTES_MAX)
    throw new ProjectError('too-large', `${name} is larger than ${PROJECT_BYTES_MAX / 2 ** 20} MiB.`, {
      hint: 'No project of Tonmeister is that large; is it the right file?',
    })
  const head = /^\uFEFF?\s*\{\s*"format"\s*:\s*"tonmeister"\s*,\s*"version"\s*:\s*(\d{1,9})\s*,/.exec(text.slice(0, 400))
  let value: unknown
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    if (!head)
      throw new ProjectError('not-a-project', `${name} is not a Tonmeister project.`, {
        hint: 'Open a .tonmeister folder or its project.json.',
      })
    return salvage(text, Number(head[1]), name)
  }
  const object = value as { format?: unknown; version?: unknown; records?: unknown }
  if (
    !object ||
    typeof object !== 'object' ||
    object.format !== 'tonmeister' ||
    !Number.isInteger(object.version) ||
    !Array.isArray(object.records)
  )
    throw new ProjectError('not-a-project', `${name} is not a Tonmeister project.`, {
      hint: 'Open a .tonmeister folder or its project.json.',
    })
  return collect(object.records, object.version as number, name, [])
}
function salvage(text: string, version: number, name: string): ParsedProject {
  const lost: string[] = []
  const found: unknown[] = []
  text.split('\n').forEach((line, i) => {
    const trimmed = line.trim().replace(/,$/, '')
    if (!trimmed || i === 0 || /^\]?\}?$/.test(trimmed)) return
    try {
      found.push(JSON.parse(trimmed))
    } catch {
      lost.push(`Line ${i + 1} of ${name} is damaged and was left out.`)
    }
  })
  if (!found.length)
    throw new ProjectError('damaged', `${name} is damaged: not one record can be read.`, {
      hint: 'Take an earlier state from the folder backup/ beside it.',
    })
  if (!lost.length) lost.push(`${name} ends too early; what was there has been read.`)
  return collect(found, version, name, lost)
}
function collect(list: readonly unknown[], version: number, name: string, lost: string[]): ParsedProject {
  if (version < 1)
    throw new ProjectError('not-a-project', `${name} says format ${version}, which never was.`, { hint: 'Is it the right file?' })
  if (list.length > RECORDS_MAX)
    throw new ProjectError('too-large', `${name} has more than ${RECORDS_MAX} records.`, { hint: 'Is it the right file?' })
  const byId = new Map<Id, Rec>()
  list.forEach((item, i) => {
    const record = item as { id?: unknown; type?: unknown } | null
    if (
      !record ||
      typeof record !== 'object' ||
      Array.isArray(item) ||
      typeof record.id !== 'string' ||
      typeof record.type !== 'string' ||
      record.id.length > 200
    ) {
      lost.push(`Record ${i + 1} of ${name} has no id or type and was left out.`)
      return
    }
    // JSON.parse makes '__proto__' an own field like any other; a copy by spread keeps it harmless.
    byId.set(record.id, item as Rec)
  })
  return { records: migrate([...byId.values()], version), version, lost }
}

// ── Zip ──────────────────────────────────────────────────────────────────────

export const ZIP_LIMITS = { bytes: 4 * 2 ** 30, entries: 20_000, ratio: 200, ratioFrom: 16 * 2 ** 20 } as const

/** A path inside a project that leads nowhere else: relative, no '..', no drive, nothing hidden in its letters. */
export function isSafePath(path: string): boolean {
  return (
    path.length > 0 &&
    path.length <= 255 &&
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !/^[a-zA-Z]:/.test(path) &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    !/[\u0000-\u001f\u007f]/.test(path) &&
    !path.split('/').some((part) => part === '..' || part === '.' || part === '')
  )
}
/** Packs files by path. Media is stored as it is: it does not get smaller. The same files give the same bytes. */
export function packZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const zippable: Zippable = {}
  for (const path of [...files.keys()].sort())
    zippable[path] = [files.get(path)!, { level: path.endsWith('.json') ? 6 : 0, mtime: '1980-01-01T00:00:00' }]
  return zipSync(zippable) as Uint8Array<ArrayBuffer>
}
/**
 * Unpacks a zip made by anybody, counting what really comes out: declared sizes lie.
 * @throws ProjectError 'refused' (paths that lead out, bombs), 'too-large', 'damaged'
 */
export function openZip(
  bytes: Uint8Array,
  limits: { readonly bytes: number; readonly entries: number } = ZIP_LIMITS,
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  let total = 0
  let entries = 0
  let failure: ProjectError | undefined
  const unzip = new Unzip((file) => {
    if (failure) return
    if (++entries > limits.entries)
      failure = new ProjectError('too-large', `The zip has more than ${limits.entries} entries.`, {
        hint: 'A project has far fewer; is it the right file?',
      })
    if (file.name.endsWith('/')) return
    if (!isSafePath(file.name))
      failure = new ProjectError(
        'refused',
        `The zip holds a file that would land outside the project (${JSON.stringify(file.name.slice(0, 60))}).`,
        { hint: 'It was not opened; nothing was written.' },
      )
    if (failure) return
    const chunks: Uint8Array[] = []
    let size = 0
    file.ondata = (error, chunk, final) => {
      if (failure) return
      if (error) {
        failure = new ProjectError('damaged', `'${file.name}' in the zip is damaged.`, { hint: 'Copy the zip again from where it came.' })
        return
      }
      size += chunk.length
      total += chunk.length
      if (total > limits.bytes || (size > ZIP_LIMITS.ratioFrom && size > bytes.length * ZIP_LIMITS.ratio)) {
        failure = new ProjectError('refused', 'The zip unpacks to far more than a project needs.', {
          hint: 'It was not opened; nothing was written.',
        })
        file.terminate()
        return
      }
      chunks.push(chunk)
      if (final) {
        const whole = new Uint8Array(size)
        let at = 0
        for (const c of chunks) {
          whole.set(c, at)
          at += c.length
        }
        files.set(file.name, whole)
      }
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    // In pieces, so that a bomb is noticed before it has gone off.
    for (let at = 0; at < bytes.length && !failure; at += 65_536) unzip.push(bytes.subarray(at, at + 65_536), at + 65_536 >= bytes.length)
  } catch {
    failure ??= new ProjectError('damaged', 'The zip is damaged.', { hint: 'Copy it again from where it came.' })
  }
  if (failure) throw failure
  if (!files.size) throw new ProjectError('damaged', 'The zip is damaged or empty.', { hint: 'Copy it again from where it came.' })
  return files
}
/** project.json of an opened zip, also when the folder itself was packed. */
export function projectInZip(files: ReadonlyMap<string, Uint8Array>): { readonly text: string; readonly root: string } {
  const path = [...files.keys()].filter((p) => p === 'project.json' || p.endsWith('/project.json')).sort((a, b) => a.length - b.length)[0]
  if (!path)
    throw new ProjectError('not-a-project', 'The zip holds no project.json.', { hint: 'Pack the contents of a .tonmeister folder.' })
  return { text: new TextDecoder().decode(files.get(path)!), root: path.slice(0, -'project.json'.length) }
}
