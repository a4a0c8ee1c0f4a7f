// Journal of a project: every change as one checked line, so that a project is rebuilt with its undo up to the last line that is whole.
//
// Lines, UTF-8:  8 hex digits CRC-32 of what follows | space | number | space | JSON | \n
// JOURNAL v1     line 0 {"tonmeister":"journal","version":1,"format":F,"base":N}: it follows change N; then changes, numbered from N + 1:
//                {"o":"do","l":label,"d":diff,"j":steps it joins} | {"o":"undo"|"redo"|"set","d":diff} | {"o":"join","n":steps} | {"o":"forget"|"clear"}
//                diff: [[id,[[field,before,after,1 if before is absent + 2 if after is]…]]…]
// CHECKPOINT v1  line 0 {"tonmeister":"checkpoint","version":1,"format":F,"at":N,"records":R,"undos":U,"redos":V,…}: the state after change N;
//                then, numbered from 1, R records, U and V steps {"l":label,"d":diff}
// A project keeps checkpoint-<n>.log, and journal-<n>.log with what came after it, until the next.
import type { Diff } from './document.ts'
import { type HistoryEntry, joinSteps, packDiff, type SavedDiff, type SavedHistory, type Step, unpackDiff } from './history.ts'
import { FORMAT } from './migrate.ts'
import type { Id, Json, Rec } from './records.ts'

/** A change: of the document with its undo, or ('set': by somebody else, or by loading) of the document alone. */
export type Entry = HistoryEntry | { readonly op: 'set'; readonly diff: Diff }

// ── Lines ────────────────────────────────────────────────────────────────────

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})
function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (let i = 0; i < bytes.length; i++) c = TABLE[(c ^ bytes[i]!) & 255]! ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
// Made when they are used: the audio thread, which loads this package too, has neither.
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const NEWLINE = 10
/** Digits of the checksum, and the space. */
const HEAD = 9

/** One checked line. @param value  anything that JSON can say */
export function line(number: number, value: unknown): Uint8Array {
  const body = encode(`${number} ${JSON.stringify(value)}`)
  const out = new Uint8Array(HEAD + body.length + 1)
  out.set(encode(`${crc32(body).toString(16).padStart(8, '0')} `))
  out.set(body, HEAD)
  out[out.length - 1] = NEWLINE
  return out
}
interface Line {
  readonly number: number
  readonly value: unknown
}
/** The lines of a file; undefined for each that is not whole. */
function* lines(bytes: Uint8Array): Generator<Line | undefined> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, at)
    yield end < 0 ? undefined : readLine(bytes.subarray(at, end))
    if (end < 0) return
    at = end + 1
  }
}
function readLine(bytes: Uint8Array): Line | undefined {
  if (bytes.length < HEAD + 3) return undefined
  const head = /^([0-9a-f]{8}) $/.exec(decode(bytes.subarray(0, HEAD)))
  const body = bytes.subarray(HEAD)
  if (!head || Number.parseInt(head[1]!, 16) !== crc32(body)) return undefined
  const text = decode(body)
  const space = text.indexOf(' ')
  const number = Number(text.slice(0, space))
  if (space < 1 || !Number.isSafeInteger(number)) return undefined
  try {
    return { number, value: JSON.parse(text.slice(space + 1)) }
  } catch {
    return undefined
  }
}

// ── Changes ──────────────────────────────────────────────────────────────────

export const journalHead = (base: number): Uint8Array => line(base, { tonmeister: 'journal', version: 1, format: FORMAT, base })
export function entryLine(number: number, entry: Entry): Uint8Array {
  const { op } = entry
  if (op === 'do') return line(number, { o: op, l: entry.label, d: packDiff(entry.diff), ...(entry.joins ? { j: entry.joins } : {}) })
  if (op === 'join') return line(number, { o: op, n: entry.count })
  return line(number, 'diff' in entry ? { o: op, d: packDiff(entry.diff) } : { o: op })
}
/** @throws whatever a value of another shape makes it throw */
function readEntry(value: unknown): Entry {
  const { o, l, d, j, n } = value as { o: string; l: string; d: SavedDiff; j?: number; n: number }
  if (o === 'do') return { op: o, label: String(l), diff: unpackDiff(d), joins: Number(j ?? 0) }
  if (o === 'undo' || o === 'redo' || o === 'set') return { op: o, diff: unpackDiff(d) }
  if (o === 'join') return { op: o, count: Number(n) }
  if (o === 'forget' || o === 'clear') return { op: o }
  throw new Error(`the journal has a change of an unknown kind, '${o}'`)
}

/** A project's records with its undo, kept by its changes: what the window has, without being the window's. */
export class Replica {
  readonly records = new Map<Id, Rec>()
  undos: Step[] = []
  redos: Step[] = []
  /** Number of the last change. */
  at = 0

  static of(records: Iterable<Rec>, history?: { readonly undos: readonly Step[]; readonly redos: readonly Step[] }, at = 0): Replica {
    const replica = new Replica()
    for (const record of records) replica.records.set(record.id, record)
    replica.undos = [...(history?.undos ?? [])]
    replica.redos = [...(history?.redos ?? [])]
    replica.at = at
    return replica
  }
  /** Records and steps are never changed in place: a copy is cheap. */
  copy = (): Replica => Replica.of(this.records.values(), this, this.at)

  apply(entry: Entry): void {
    if ('diff' in entry) for (const [id, fields] of entry.diff) this.change(id, fields)
    if (entry.op === 'do') {
      this.undos.push({ label: entry.label, diff: entry.diff })
      this.redos.length = 0
      if (entry.joins) joinSteps(this.undos, entry.joins + 1)
    } else if (entry.op === 'undo') this.move(this.undos, this.redos, entry.diff)
    else if (entry.op === 'redo') this.move(this.redos, this.undos, entry.diff)
    else if (entry.op === 'join') joinSteps(this.undos, entry.count)
    else if (entry.op === 'forget') this.redos.pop()
    else if (entry.op === 'clear') {
      this.undos.length = 0
      this.redos.length = 0
    }
    this.at++
  }
  private move(from: Step[], to: Step[], diff: Diff): void {
    const step = from.pop()
    if (step) to.push({ label: step.label, diff })
  }
  private change(id: Id, fields: ReadonlyMap<string, readonly [Json | undefined, Json | undefined]>): void {
    const next: { [field: string]: Json | undefined } = { ...this.records.get(id) }
    for (const [field, [, after]] of fields) {
      if (field === '__proto__') continue
      if (after === undefined) delete next[field]
      else next[field] = after
    }
    if (Object.keys(next).length) this.records.set(id, next as Rec)
    else this.records.delete(id)
  }
}

// ── Checkpoints ──────────────────────────────────────────────────────────────

/** The lines of a checkpoint. The replica may change between two of them: what is written is what it was at the first. */
export function checkpointLines(replica: Replica, about: { readonly [key: string]: Json } = {}): Iterable<Uint8Array> {
  const records = [...replica.records.values()]
  const undos = [...replica.undos]
  const redos = [...replica.redos]
  const { at } = replica
  return (function* () {
    yield line(0, {
      ...about,
      tonmeister: 'checkpoint',
      version: 1,
      format: FORMAT,
      at,
      records: records.length,
      undos: undos.length,
      redos: redos.length,
    })
    let number = 1
    for (const record of records) yield line(number++, record)
    for (const steps of [undos, redos]) for (const { label, diff } of steps) yield line(number++, { l: label, d: packDiff(diff) })
  })()
}
export interface Checkpoint {
  readonly replica: Replica
  /** Format its records are in. */
  readonly format: number
  /** Lines that could not be read. */
  readonly lost: number
}
/** Reads as much as is whole; undefined where not even one record is. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  const replica = new Replica()
  let head: { version: number; format: number; at: number; records: number; undos: number; redos: number } | undefined
  let read = 0
  for (const each of lines(bytes)) {
    if (!each) continue
    const { number, value } = each
    if (number === 0) {
      if ((value as { tonmeister?: unknown } | null)?.tonmeister === 'checkpoint') head = value as NonNullable<typeof head>
      continue
    }
    try {
      const step = value as { l: string; d: SavedDiff }
      if (isRecord(value)) replica.records.set(value.id, value)
      // Without the head nobody knows which steps were undone.
      else if (head) (number <= head.records + head.undos ? replica.undos : replica.redos).push({ label: step.l, diff: unpackDiff(step.d) })
      read++
    } catch {
      // Not of this shape: lost, as if it were damaged.
    }
  }
  if (!replica.records.size) return undefined
  if (!head) return { replica, format: FORMAT, lost: 1 }
  replica.at = head.at
  return { replica, format: head.format, lost: head.records + head.undos + head.redos - read }
}
function isRecord(value: unknown): value is Rec {
  const record = value as Rec | null
  if (typeof record !== 'object' || typeof record?.id !== 'string' || typeof record.type !== 'string') return false
  if (Object.hasOwn(record, '__proto__')) Reflect.deleteProperty(record, '__proto__')
  return true
}

// ── Opening ──────────────────────────────────────────────────────────────────

/** What lies in a project's folder, as numbers. */
export interface Shelf {
  readonly checkpoints: readonly number[]
  readonly journals: readonly number[]
  /** The whole file; undefined when it cannot be read. */
  read(kind: 'checkpoint' | 'journal', number: number): Promise<Uint8Array | undefined>
  /** What it began with where there is no checkpoint: a project kept by an earlier version. */
  before?(): Promise<{ readonly records: readonly Rec[]; readonly history?: SavedHistory } | undefined>
}
export interface Rebuilt {
  readonly replica: Replica
  /** Format its records are in; from FORMAT on nothing is to be migrated. */
  readonly format: number
  /** Changes in the middle that could not be read; those after them stand. */
  readonly missing: number
  /** Records and steps of the checkpoint that could not be read. */
  readonly lost: number
  /** The last line was not whole: the change under way when it ended. */
  readonly isTorn: boolean
  /** As it was before the first change that could not be read. */
  readonly earlier: Replica | undefined
  /** Bytes of journal that were read. */
  readonly bytes: number
}
/**
 * The newest state: from the newest whole checkpoint, every change after it that is whole. Where changes in the middle cannot be read the later
 * ones stand, without undo for what came before them.
 * @returns undefined where nothing can be read
 */
export async function rebuild(shelf: Shelf): Promise<Rebuilt | undefined> {
  const base = await newest(shelf)
  if (!base) return undefined
  const { replica } = base
  const journals = shelf.journals.filter((n) => n >= base.number).sort((a, b) => a - b)
  const read = await Promise.all(journals.map((n) => shelf.read('journal', n)))
  const heads = read.map((bytes) => bytes && headOf(bytes))
  let missing = 0
  let isTorn = false
  let earlier: Replica | undefined
  let format = base.format
  let bytes = 0
  // Where the first of them begins later than the checkpoint ends, what lay between is gone.
  const expect = (number: number) => {
    if (number <= replica.at + 1) return
    earlier ??= replica.copy()
    missing += number - replica.at - 1
    replica.undos.length = 0
    replica.redos.length = 0
    replica.at = number - 1
  }
  read.forEach((file, i) => {
    if (!file) return
    bytes += file.length
    // What stands here beyond the base of the next was written by a window that had lost the project already.
    const end = heads.slice(i + 1).find((h) => h)?.base ?? Number.POSITIVE_INFINITY
    format = Math.max(format, heads[i]?.format ?? 0)
    if (heads[i]) expect(heads[i].base + 1)
    isTorn = false
    for (const each of lines(file)) {
      if (!each) isTorn = true
      else if (!isHead(each.value) && each.number > replica.at && each.number <= end) {
        try {
          const entry = readEntry(each.value)
          expect(each.number)
          replica.apply(entry)
          isTorn = false
        } catch {
          isTorn = true
        }
      }
    }
  })
  return { replica, format, missing, lost: base.lost, isTorn, earlier, bytes }
}
const isHead = (value: unknown) => (value as { tonmeister?: unknown } | null)?.tonmeister === 'journal'
function headOf(bytes: Uint8Array): { readonly base: number; readonly format: number } | undefined {
  const first = lines(bytes).next().value as Line | undefined
  return first && isHead(first.value) ? (first.value as { base: number; format: number }) : undefined
}
async function newest(shelf: Shelf): Promise<(Checkpoint & { readonly number: number }) | undefined> {
  let partial: (Checkpoint & { readonly number: number }) | undefined
  for (const number of [...shelf.checkpoints].sort((a, b) => b - a)) {
    const bytes = await shelf.read('checkpoint', number)
    const found = bytes && readCheckpoint(bytes)
    if (found && !found.lost) return { ...found, number }
    if (found && (!partial || found.lost < partial.lost)) partial = { ...found, number }
  }
  const before = await shelf.before?.()
  // The oldest journals may be gone already: then only a partial checkpoint reaches the present.
  if (before && (!partial || shelf.journals.includes(1))) {
    const { records, history } = before
    const steps = (saved: SavedHistory['undos'] = []) => saved.map((step) => ({ label: step.label, diff: unpackDiff(step.diff) }))
    return {
      replica: Replica.of(records, { undos: steps(history?.undos), redos: steps(history?.redos) }),
      format: FORMAT,
      lost: 0,
      number: 0,
    }
  }
  return partial
}
