// The project document: flat immutable records. Every change is a Diff; undo, autosave, views and collaboration listen to diffs.
import type { Id, Json, Rec } from './records.ts'

/** What changed, field by field: [before, after]; undefined = absent. A record that came or went has all its fields here. */
export type Diff = ReadonlyMap<Id, ReadonlyMap<string, readonly [Json | undefined, Json | undefined]>>
/** Who made a change: the person at this window, their undo, somebody else, or loading. */
export type Origin = 'user' | 'undo' | 'remote' | 'load'
type Listener = (diff: Diff, origin: Origin) => void
type Index = Map<string, Map<Id, Rec>>
type Fields = { [field: string]: Json | undefined }
type Pending = Map<Id, Map<string, [Json | undefined, Json | undefined]>>

/** Fields by which records are found through `children`. */
const PARENTS = ['clip', 'track', 'strip', 'device', 'target', 'group', 'parent'] as const
export type ParentField = (typeof PARENTS)[number]

export class Document {
  private records = new Map<Id, Rec>()
  private readonly listeners = new Set<Listener>()
  private pending: Pending | null = null
  /** Asked before the person at this window ('user', 'undo') changes anything; where it says no, nothing happens. Whoever says no tells why. */
  admits: (origin: Origin) => boolean = () => true
  /** Changes whose listeners have not all heard of them yet, the one being told first. */
  private readonly untold: [Diff, Origin][] = []
  // Records themselves, not ids: thousands are looked through for every row that is painted and every clip that is put on top.
  private readonly byTypeIndex: Index = new Map()
  private readonly childIndex = new Map<ParentField, Index>(PARENTS.map((field) => [field, new Map()]))

  constructor(records: Iterable<Rec> = []) {
    for (const record of records) this.put(record.id, frozen(record))
  }

  get(id: Id): Rec | undefined {
    return this.records.get(id)
  }
  /** All records by id. Do not keep it over changes: it is the live map. */
  all(): ReadonlyMap<Id, Rec> {
    return this.records
  }
  /** Records of one type, in no order. */
  byType<R extends Rec = Rec>(type: string): R[] {
    return [...(this.byTypeIndex.get(type)?.values() ?? [])] as R[]
  }
  /** Records whose `field` names `id`: notes of a clip, clips of a track. In no order. */
  children<R extends Rec = Rec>(field: ParentField, id: Id, type?: string): R[] {
    const out: R[] = []
    for (const record of this.childIndex.get(field)?.get(id)?.values() ?? []) if (!type || record.type === type) out.push(record as R)
    return out
  }
  /** @returns a function that ends the listening */
  onChange(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * All changes made inside `edit` are one change: one notification, one undo step. When `edit` throws, nothing has happened.
   * Inside another transaction it joins that one; when it throws there and the outer one catches, only its own part has not happened.
   * Listeners are told in the order of the changes: what a listener changes is told to all of them after what it was told itself.
   * @returns what changed; nothing where `admits` said no
   */
  transact(edit: () => void, origin: Origin = 'user'): Diff {
    const outer = this.pending
    if (!outer && (origin === 'user' || origin === 'undo') && !this.admits(origin)) return new Map()
    const pending: Pending = (this.pending = new Map())
    try {
      edit()
    } catch (error) {
      for (const [id, fields] of pending) {
        const before: Fields = { ...this.records.get(id) }
        for (const [field, [was]] of fields) assign(before, field, was)
        this.write(id, before)
      }
      throw error
    } finally {
      this.pending = outer
    }
    for (const [id, fields] of pending) {
      for (const [field, [before, after]] of fields) if (same(before, after)) fields.delete(field)
      if (!fields.size) pending.delete(id)
    }
    if (outer) {
      // A copy: the outer transaction goes on writing into its own.
      for (const [id, fields] of pending) for (const [field, [before, after]] of fields) this.note(id, field, before, after)
    } else if (pending.size) this.tell(pending, origin)
    return pending
  }
  private tell(diff: Diff, origin: Origin): void {
    this.untold.push([diff, origin])
    if (this.untold.length > 1) return
    const errors: unknown[] = []
    for (let next = this.untold[0]; next; next = this.untold[0]) {
      // One that throws must not keep history, autosave or the other person from hearing of the change.
      for (const listener of [...this.listeners])
        try {
          listener(...next)
        } catch (error) {
          errors.push(error)
        }
      this.untold.shift()
    }
    if (errors.length) throw errors[0]
  }
  /** Adds a record, or replaces the one with its id. */
  create(record: Rec): void {
    const before = this.records.get(record.id)
    const after = frozen(record)
    if (before)
      for (const [field, value] of Object.entries(before)) if (!Object.hasOwn(after, field)) this.note(after.id, field, value, undefined)
    for (const [field, value] of Object.entries(after)) this.note(after.id, field, before && own(before, field), value)
    this.put(after.id, after)
  }
  /** Sets fields of a record that exists; undefined removes a field. A record that is gone stays gone. */
  update(id: Id, fields: { readonly [field: string]: Json | undefined }): void {
    const before = this.records.get(id)
    if (!before) return
    const next: Fields = { ...before }
    for (const field in fields) {
      if (field === '__proto__') continue
      const value = fields[field]
      this.note(id, field, own(before, field), plain(value))
      assign(next, field, value)
    }
    this.put(id, Object.freeze(next) as Rec)
  }
  set(id: Id, field: string, value: Json | undefined): void {
    this.update(id, Object.fromEntries([[field, value]]))
  }
  remove(id: Id): void {
    const before = this.records.get(id)
    if (!before) return
    for (const [field, value] of Object.entries(before)) this.note(id, field, value, undefined)
    this.drop(id)
  }

  private note(id: Id, field: string, before: Json | undefined, after: Json | undefined): void {
    if (!this.pending) throw new Error('a document changes only inside transact')
    let fields = this.pending.get(id)
    if (!fields) this.pending.set(id, (fields = new Map()))
    const first = fields.get(field)
    if (first) first[1] = after
    else fields.set(field, [before, after])
  }
  private write(id: Id, fields: Fields): void {
    if (Object.keys(fields).length) this.put(id, Object.freeze(fields) as Rec)
    else this.drop(id)
  }
  private put(id: Id, record: Rec): void {
    const before = this.records.get(id)
    this.records.set(id, record)
    if (before && !(before.type === record.type && PARENTS.every((p) => before[p] === record[p]))) this.unindex(id, before)
    indexIn(this.byTypeIndex, record.type, id, record)
    for (const [field, index] of this.childIndex) {
      const parent = record[field]
      if (typeof parent === 'string') indexIn(index, parent, id, record)
    }
  }
  private drop(id: Id): void {
    const before = this.records.get(id)
    if (!before) return
    this.records.delete(id)
    this.unindex(id, before)
  }
  private unindex(id: Id, record: Rec): void {
    unindexFrom(this.byTypeIndex, record.type, id)
    for (const [field, index] of this.childIndex) {
      const parent = record[field]
      if (typeof parent === 'string') unindexFrom(index, parent, id)
    }
  }
}
/** Leaves no empty sets behind: a long session makes and removes many parents. */
function unindexFrom(index: Index, key: string, id: Id): void {
  const found = index.get(key)
  if (found?.delete(id) && !found.size) index.delete(key)
}
/**
 * What a record is made of. Absent fields are absent, not undefined: a record is what its file says.
 * A field called __proto__ is left out: on the way through others' code it would become the record's prototype, for one person and not the other.
 */
function frozen(record: Rec): Rec {
  const copy: Fields = { ...record }
  // Nearly every record is good as it is: written only where something changes.
  for (const field in copy) {
    const value = copy[field]
    if (value === undefined || field === '__proto__') delete copy[field]
    else if (typeof value === 'number' && !Number.isFinite(value)) copy[field] = null
  }
  return Object.freeze(copy) as Rec
}
/** A field of the record itself: 'constructor' is absent unless somebody wrote it. */
export const own = (record: Rec, field: string): Json | undefined => (Object.hasOwn(record, field) ? record[field] : undefined)
/** What JSON would make of a number: NaN and the infinities are null, so that the document is what its file will say. */
const plain = (value: Json | undefined): Json | undefined => (typeof value === 'number' && !Number.isFinite(value) ? null : value)
function assign(fields: Fields, field: string, value: Json | undefined): void {
  if (value === undefined) delete fields[field]
  else fields[field] = plain(value)!
}
function indexIn(index: Index, key: string, id: Id, record: Rec): void {
  const found = index.get(key)
  if (found) found.set(id, record)
  else index.set(key, new Map([[id, record]]))
}

/** The diff that takes this one back. */
export const invert = (diff: Diff): Diff =>
  new Map([...diff].map(([id, fields]) => [id, new Map([...fields].map(([field, [before, after]]) => [field, [after, before] as const]))]))
/** One diff with the effect of both, first `a`, then `b`. */
export function compose(a: Diff, b: Diff): Diff {
  const out = new Map([...a].map(([id, fields]) => [id, new Map(fields)]))
  for (const [id, fields] of b) {
    let into = out.get(id)
    if (!into) out.set(id, (into = new Map()))
    for (const [field, [before, after]] of fields) {
      const first = into.get(field)
      const from = first ? first[0] : before
      if (same(from, after)) into.delete(field)
      else into.set(field, [from, after])
    }
    if (!into.size) out.delete(id)
  }
  return out
}
/** Makes the changes of a diff; a record that is gone stays gone. To be called inside a transaction. */
export function applyDiff(document: Document, diff: Diff): void {
  for (const [id, fields] of diff) {
    const after = Object.fromEntries(Array.from(fields, ([field, [, value]]) => [field, value]))
    if (fields.has('type') && after.type === undefined) document.remove(id)
    else if (document.get(id)) document.update(id, after)
    else if (typeof after.type === 'string') document.create(after as Rec)
  }
}
/** Makes a document what these records are, changing nothing that is the same. To be called inside a transaction. */
export function become(document: Document, records: Iterable<Rec>): void {
  const there = new Set<Id>()
  for (const record of records) {
    there.add(record.id)
    const before = document.get(record.id)
    const changed = before && changedFields(before, record)
    if (!before) document.create(record)
    else if (changed?.length) document.update(record.id, Object.fromEntries(changed.map((field) => [field, own(record, field)])))
  }
  for (const id of [...document.all().keys()]) if (!there.has(id)) document.remove(id)
}
/** The diff from some records to others. What is the same object is taken to be the same. */
export function difference(before: Iterable<Rec>, after: Iterable<Rec>): Diff {
  const diff = new Map<Id, Map<string, readonly [Json | undefined, Json | undefined]>>()
  const old = new Map(Array.from(before, (record) => [record.id, record]))
  const nothing = {} as Rec
  const compare = (id: Id, a: Rec, b: Rec) => {
    const fields = a === b ? [] : changedFields(a, b)
    if (fields.length) diff.set(id, new Map(fields.map((field) => [field, [own(a, field), own(b, field)]])))
  }
  for (const record of after) {
    compare(record.id, old.get(record.id) ?? nothing, record)
    old.delete(record.id)
  }
  for (const [id, record] of old) compare(id, record, nothing)
  return diff
}
const changedFields = (a: Rec, b: Rec): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => !same(own(a, field), own(b, field)))
/** Equality of field values. What JSON cannot tell apart is equal: 0 and -0. */
export const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
