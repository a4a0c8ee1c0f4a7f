// The project document: flat immutable records. Every change is a Diff; undo, autosave, views and collaboration listen to diffs.
import type { Id, Json, Rec } from './records.ts'

/** What changed, field by field: [before, after]; undefined = absent. A record that came or went has all its fields here. */
export type Diff = ReadonlyMap<Id, ReadonlyMap<string, readonly [Json | undefined, Json | undefined]>>
/** Who made a change: the person at this window, their undo, somebody else, or loading. */
export type Origin = 'user' | 'undo' | 'remote' | 'load'
type Listener = (diff: Diff, origin: Origin) => void
type Pending = Map<Id, Map<string, [Json | undefined, Json | undefined]>>

/** Fields by which records are found through `children`. */
const PARENTS = ['clip', 'track', 'strip', 'device', 'target'] as const
export type ParentField = (typeof PARENTS)[number]

export class Document {
  private records = new Map<Id, Rec>()
  private readonly listeners = new Set<Listener>()
  private pending: Pending | null = null
  private readonly byTypeIndex = new Map<string, Set<Id>>()
  private readonly childIndex = new Map<string, Set<Id>>()

  constructor(records: Iterable<Rec> = []) {
    for (const record of records) this.put(record.id, Object.freeze({ ...record }))
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
    return Array.from(this.byTypeIndex.get(type) ?? [], (id) => this.records.get(id) as R)
  }
  /** Records whose `field` names `id`: notes of a clip, clips of a track. In no order. */
  children<R extends Rec = Rec>(field: ParentField, id: Id, type?: string): R[] {
    const out: R[] = []
    for (const child of this.childIndex.get(`${field} ${id}`) ?? []) {
      const record = this.records.get(child) as R
      if (!type || record.type === type) out.push(record)
    }
    return out
  }
  /** @returns a function that ends the listening */
  onChange(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * All changes made inside `edit` are one change: one notification, one undo step. When `edit` throws, nothing has happened.
   * Inside another transaction it joins that one.
   */
  transact(edit: () => void, origin: Origin = 'user'): Diff {
    if (this.pending) {
      edit()
      return new Map()
    }
    const diff: Pending = (this.pending = new Map())
    try {
      edit()
    } catch (error) {
      for (const [id, fields] of diff) {
        const before: Record<string, Json | undefined> = { ...this.records.get(id) }
        for (const [field, [was]] of fields) before[field] = was
        this.write(id, before)
      }
      throw error
    } finally {
      this.pending = null
    }
    for (const [id, fields] of diff) {
      for (const [field, [before, after]] of fields) if (same(before, after)) fields.delete(field)
      if (!fields.size) diff.delete(id)
    }
    if (diff.size) for (const listener of [...this.listeners]) listener(diff, origin)
    return diff
  }
  /** Adds a record, or replaces the one with its id. */
  create(record: Rec): void {
    const before = this.records.get(record.id)
    if (before) for (const field of Object.keys(before)) if (!(field in record)) this.note(record.id, field, before[field], undefined)
    for (const [field, value] of Object.entries(record)) this.note(record.id, field, before?.[field], value)
    this.put(record.id, Object.freeze({ ...record }))
  }
  /** Sets fields of a record that exists; undefined removes a field. A record that is gone stays gone. */
  update(id: Id, fields: { readonly [field: string]: Json | undefined }): void {
    const before = this.records.get(id)
    if (!before) return
    const next: Record<string, Json | undefined> = { ...before }
    for (const [field, value] of Object.entries(fields)) {
      this.note(id, field, before[field], value)
      if (value === undefined) delete next[field]
      else next[field] = value
    }
    this.put(id, Object.freeze(next) as Rec)
  }
  set(id: Id, field: string, value: Json | undefined): void {
    this.update(id, { [field]: value })
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
  private write(id: Id, fields: Record<string, Json | undefined>): void {
    for (const key of Object.keys(fields)) if (fields[key] === undefined) delete fields[key]
    if (Object.keys(fields).length) this.put(id, Object.freeze(fields) as Rec)
    else this.drop(id)
  }
  private put(id: Id, record: Rec): void {
    const before = this.records.get(id)
    this.records.set(id, record)
    if (before && before.type === record.type && PARENTS.every((p) => before[p] === record[p])) return
    if (before) this.unindex(id, before)
    indexIn(this.byTypeIndex, record.type, id)
    for (const parent of PARENTS) if (typeof record[parent] === 'string') indexIn(this.childIndex, `${parent} ${record[parent]}`, id)
  }
  private drop(id: Id): void {
    const before = this.records.get(id)
    if (!before) return
    this.records.delete(id)
    this.unindex(id, before)
  }
  private unindex(id: Id, record: Rec): void {
    this.byTypeIndex.get(record.type)?.delete(id)
    for (const parent of PARENTS) this.childIndex.get(`${parent} ${record[parent]}`)?.delete(id)
  }
}
function indexIn(index: Map<string, Set<Id>>, key: string, id: Id): void {
  const set = index.get(key)
  if (set) set.add(id)
  else index.set(key, new Set([id]))
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
/** Equality of field values. */
export const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
