// A project as text.
// PROJECT v2: UTF-8 JSON, sorted keys, one record a line, so that version control shows edits:
// {"format":"tonmeister","version":2,"records":[
// {"id":"…","type":"…",…},
// …
// ]}
import { ProjectError } from './error.ts'
import { FORMAT, migrate } from './migrate.ts'
import type { Id, Json, Rec } from './records.ts'

/** Bytes of project.json that are read at most. */
export const PROJECT_BYTES_MAX = 256 * 2 ** 20
const RECORDS_MAX = 4_000_000
/** Lists and objects within each other, per record. */
const DEPTH_MAX = 64
/** Sentences about what was lost; a foreign file could have millions. */
const SENTENCES_MAX = 100

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
  /** What could not be read and was left out, as sentences. */
  readonly lost: readonly string[]
  /** Where in the order of ids something was lost: between these two; undefined = from the beginning, to the end. An earlier state may fill it. */
  readonly gaps: readonly Gap[]
}
export interface Gap {
  readonly after: Id | undefined
  readonly before: Id | undefined
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
  return collect(object.records, object.version as number, name, [], [])
}
function salvage(text: string, version: number, name: string): ParsedProject {
  const lost: string[] = []
  const found: unknown[] = []
  const gaps: Gap[] = []
  const lastId = () => (found[found.length - 1] as { readonly id?: Id } | undefined)?.id
  let isInGap = false
  const lines = text.split('\n')
  const isWhole = /\n\]\}\s*$/.test(text.slice(-100))
  lines.forEach((line, i) => {
    const trimmed = line.trim().replace(/,$/, '')
    if (!trimmed || i === 0 || /^\]?\}?$/.test(trimmed)) return
    try {
      const record = JSON.parse(trimmed)
      found.push(record)
      if (isInGap) gaps[gaps.length - 1] = { after: gaps[gaps.length - 1]!.after, before: record?.id }
      isInGap = false
    } catch {
      lost.push(`Line ${i + 1} of ${name} is damaged and was left out.`)
      if (!isInGap) gaps.push({ after: lastId(), before: undefined })
      isInGap = true
    }
  })
  if (!found.length)
    throw new ProjectError('damaged', `${name} is damaged: not one record can be read.`, {
      hint: 'Take an earlier state from the folder backup/ beside it.',
    })
  if (!isWhole) {
    if (!isInGap) gaps.push({ after: lastId(), before: undefined })
    lost.push(`${name} ends too early; what was there has been read.`)
  } else if (!lost.length) lost.push(`${name} is damaged; all its records could be read.`)
  return collect(found, version, name, lost, gaps)
}
function collect(list: readonly unknown[], version: number, name: string, lost: string[], gaps: readonly Gap[]): ParsedProject {
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
    )
      lost.push(`Record ${i + 1} of ${name} has no id or type and was left out.`)
    else if (!isShallow(record, DEPTH_MAX)) lost.push(`Record ${i + 1} of ${name} nests deeper than ${DEPTH_MAX} levels and was left out.`)
    else {
      if (byId.has(record.id))
        lost.push(`Record ${i + 1} of ${name} has the id of an earlier one ('${record.id}') and stands in its place.`)
      byId.set(record.id, item as Rec)
    }
  })
  if (lost.length > SENTENCES_MAX) lost.splice(SENTENCES_MAX, lost.length, `And ${lost.length - SENTENCES_MAX} more.`)
  return { records: migrate([...byId.values()], version), version, lost, gaps }
}
/** Whether a value from JSON.parse nests no deeper; a key __proto__, which only an attack has, is taken out on the way. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
  for (const inner of Object.values(value)) if (typeof inner === 'object' && !isShallow(inner, levels - 1)) return false
  return true
}
