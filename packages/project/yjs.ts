// Mirrors a Document into a Y.Doc: the only file that knows Yjs. Notes, events and points are whole values, other records merge by field.
import * as Y from 'yjs'
import { type Document, own, same } from './document.ts'
import type { Id, Json, Rec } from './records.ts'

/** Small records of which there are many: one value each (a map each would cost five times the memory). */
const WHOLE = new Set(['note', 'event', 'point'])

/**
 * Keeps a document and a Y.Doc the same from now on. An empty Y.Doc takes the document's records; otherwise the document becomes what the
 * Y.Doc holds. So call it when the Y.Doc has been loaded or synchronised: two people who both fill an empty one fill it twice.
 * @returns a function that ends the mirroring
 */
export function mirror(document: Document, ydoc: Y.Doc): () => void {
  const fields = ydoc.getMap<Y.Map<Json>>('records')
  const whole = ydoc.getMap<Json>('whole')
  const me = {}

  const put = (record: Rec) => {
    if (WHOLE.has(record.type)) {
      whole.set(record.id, pack(record as Json))
      fields.delete(record.id)
    } else {
      const entries = Object.entries(record) as [string, Json][]
      fields.set(record.id, new Y.Map<Json>(entries.map(([field, value]) => [field, pack(value)])))
      whole.delete(record.id)
    }
  }
  /** Half a record (a field set on one that was removed at the same time), or something foreign, is none. */
  const read = (id: Id): Rec | undefined => {
    const one = unpack(whole.get(id))
    if (isRecord(one, id)) return one
    const map = fields.get(id)
    if (!(map instanceof Y.Map)) return undefined
    const record = Object.fromEntries(
      [...map.entries()].flatMap(([field, value]) => (value instanceof Y.AbstractType ? [] : [[field, unpack(value)]])),
    )
    return isRecord(record, id) ? record : undefined
  }

  const stop = document.onChange((diff, origin) => {
    if (origin === 'remote') return
    ydoc.transact(() => {
      for (const [id, changed] of diff) {
        const record = document.get(id)
        if (!record) {
          fields.delete(id)
          whole.delete(id)
          continue
        }
        const map = fields.get(id)
        // Somebody else may have removed it meanwhile: it comes back complete, not as a few fields. The same where its kind of merging changed, also
        // where two did that at once and both kinds are there.
        if (WHOLE.has(record.type) || whole.has(id) || !(map instanceof Y.Map)) put(record)
        else for (const [field, [, after]] of changed) after === undefined ? map.delete(field) : map.set(field, pack(after))
      }
    }, me)
  })
  const take = (ids: Iterable<Id>) =>
    document.transact(() => {
      for (const id of ids) {
        const now = read(id)
        const before = document.get(id)
        if (!now) document.remove(id)
        else if (!before) document.create(now)
        else {
          const names = new Set([...Object.keys(now), ...Object.keys(before)])
          const changed = [...names].filter((field) => !same(own(now, field), own(before, field)))
          if (changed.length) document.update(id, Object.fromEntries(changed.map((field) => [field, own(now, field)])))
        }
      }
    }, 'remote')
  const onFields = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    if (transaction.origin === me) return
    take(new Set(events.flatMap((e) => (e.path.length ? [e.path[0] as string] : [...(e as Y.YMapEvent<unknown>).keysChanged]))))
  }
  const onWhole = (event: Y.YMapEvent<Json>, transaction: Y.Transaction) => {
    if (transaction.origin !== me) take(event.keysChanged)
  }
  if (!fields.size && !whole.size)
    ydoc.transact(() => {
      for (const record of document.all().values()) put(record)
    }, me)
  else take(new Set([...document.all().keys(), ...fields.keys(), ...whole.keys()]))
  fields.observeDeep(onFields as never)
  whole.observe(onWhole)
  return () => {
    stop()
    fields.unobserveDeep(onFields as never)
    whole.unobserve(onWhole)
  }
}
const isRecord = (value: unknown, id: Id): value is Rec => {
  const record = value as { readonly id?: unknown; readonly type?: unknown } | null | undefined
  return !!record && typeof record === 'object' && record.id === id && typeof record.type === 'string'
}
/**
 * A value as Yjs may hold it. It takes an object with a key `constructor` for one of its own and loses a key `__proto__`;
 * such values, and those that look like the packed ones, travel as ['json', text].
 */
function pack(value: Json): Json {
  if (!value || typeof value !== 'object') return value
  const looksPacked = Array.isArray(value) && value[0] === 'json'
  const isFlat =
    !looksPacked && !Object.hasOwn(value, 'constructor') && Object.values(value).every((v) => typeof v !== 'object' || v === null)
  if (isFlat) return Array.isArray(value) ? value : { ...value }
  const text = JSON.stringify(value)
  return looksPacked || /"(__proto__|constructor)":/.test(text) ? ['json', text] : value
}
function unpack(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value) || value[0] !== 'json' || typeof value[1] !== 'string') return value
  try {
    return JSON.parse(value[1])
  } catch {
    return undefined
  }
}
