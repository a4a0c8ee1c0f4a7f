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
  const shapes: Shape[] = []
  const lines = sorted.map((record) => stable(record, shapes))
  return `{"format":"tonmeister","version":${FORMAT},"records":[\n${lines.join(',\n')}${lines.length ? '\n' : ''}]}\n`
}
/** Fields as they come, and as they are written. Records of a type are alike: few shapes, and mostly the one of the record before. */
interface Shape {
  readonly keys: readonly string[]
  readonly sorted: readonly string[]
  /** Before the value of each: '"key":', with a comma. */
  readonly texts: readonly string[]
}
const SHAPES_MAX = 32
function stable(value: Json | Rec, shapes: Shape[]): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value === 'boolean') return String(value)
  if (!value) return 'null'
  if (Array.isArray(value)) return `[${value.map((v) => stable(v as Json, shapes)).join(',')}]`
  const object = value as { readonly [key: string]: Json | undefined }
  const { sorted, texts } = shapeOf(Object.keys(object), shapes)
  let out = '{'
  for (let i = 0; i < sorted.length; i++) {
    const field = object[sorted[i]!]
    if (field !== undefined) out += (out.length > 1 ? texts[i]! : texts[i]!.slice(1)) + stable(field, shapes)
  }
  return `${out}}`
}
/** What JSON.stringify writes, which is asked only where there is something to escape. */
const quoted = (text: string): string => (/[^ !#-[\]-\ud7ff\ue000-\uffff]/.test(text) ? JSON.stringify(text) : `"${text}"`)
function shapeOf(keys: readonly string[], shapes: Shape[]): Shape {
  for (let i = 0; i < shapes.length; i++) {
    const shape = shapes[i]!
    if (!isSame(shape.keys, keys)) continue
    if (i) {
      shapes[i] = shapes[0]!
      shapes[0] = shape
    }
    return shape
  }
  // id and type first: they are what a reader looks for.
  const rank = (k: string) => (k === 'id' ? 0 : k === 'type' ? 1 : 2)
  const sorted = [...keys].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const shape = { keys, sorted, texts: sorted.map((k) => `,${JSON.stringify(k)}:`) }
  if (shapes.length < SHAPES_MAX) shapes.push(shape)
  else shapes[SHAPES_MAX - 1] = shape
  return shape
}
function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
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
 * @param how.takesNewer  records of a newer format are given as they are, to be looked at, if there is a project among them: `version` says so
 * @throws ProjectError 'not-a-project', 'newer' (unless taken), 'damaged' (nothing could be read), 'too-large'
 */
export function parse(text: string, name = 'project.json', how: { readonly takesNewer?: boolean } = {}): ParsedProject {
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
    return salvage(text, Number(head[1]), name, how)
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
  return collect(object.records, object.version as number, name, [], [], how)
}
function salvage(text: string, version: number, name: string, how: { readonly takesNewer?: boolean }): ParsedProject {
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
  return collect(found, version, name, lost, gaps, how)
}
function collect(
  list: readonly unknown[],
  version: number,
  name: string,
  lost: string[],
  gaps: readonly Gap[],
  { takesNewer = false }: { readonly takesNewer?: boolean },
): ParsedProject {
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
  const records = [...byId.values()]
  return { records: takesNewer && version > FORMAT && byId.has('project') ? records : migrate(records, version), version, lost, gaps }
}
/** Whether a value from JSON.parse nests no deeper; a key __proto__, which only an attack has, is taken out on the way. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  const object = value as { readonly [key: string]: unknown }
  for (const key in object) {
    const inner = object[key]
    if (key === '__proto__') Reflect.deleteProperty(object, key)
    else if (typeof inner === 'object' && !isShallow(inner, levels - 1)) return false
  }
  return true
}
