// Mirrors a Document into a Y.Doc: the only file that knows Yjs. Notes, events and points are whole values, other records merge by field.
import * as Y from 'yjs'
import { type Document, same } from './document.ts'
import type { Json, Rec } from './records.ts'

/** Small records of which there are many: one value each (a map each would cost five times the memory). */
const WHOLE = new Set(['note', 'event', 'point'])
type Fields = { [field: string]: Json }

/** @returns a function that ends the mirroring */
export function mirror(document: Document, ydoc: Y.Doc): () => void {
  const fields = ydoc.getMap<Y.Map<Json>>('records')
  const whole = ydoc.getMap<Fields>('whole')
  const me = {}
  const stop = document.onChange((diff, origin) => {
    if (origin === 'remote') return
    ydoc.transact(() => {
      for (const [id, changed] of diff) {
        const record = document.get(id)
        if (!record) {
          fields.delete(id)
          whole.delete(id)
        } else if (WHOLE.has(record.type)) whole.set(id, { ...record } as Fields)
        else {
          let map = fields.get(id)
          if (!map) {
            // Somebody else may have removed it meanwhile: it comes back complete, not as a few fields.
            fields.set(id, (map = new Y.Map()))
            for (const [field, value] of Object.entries(record)) map.set(field, value!)
            continue
          }
          for (const [field, [, after]] of changed) after === undefined ? map.delete(field) : map.set(field, after)
        }
      }
    }, me)
  })
  const take = (ids: Iterable<string>) =>
    document.transact(() => {
      for (const id of ids) {
        const now = (whole.get(id) ?? fields.get(id)?.toJSON()) as Fields | undefined
        const before = document.get(id)
        // Half a record (a field set on one that was removed at the same time) is none.
        if (!now || typeof now.type !== 'string' || now.id !== id) document.remove(id)
        else if (!before) document.create(now as Rec)
        else {
          const update: { [field: string]: Json | undefined } = {}
          for (const field of new Set([...Object.keys(now), ...Object.keys(before)]))
            if (!same(now[field], before[field])) update[field] = now[field]
          document.update(id, update)
        }
      }
    }, 'remote')
  const onFields = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    if (transaction.origin === me) return
    take(new Set(events.flatMap((e) => (e.path.length ? [e.path[0] as string] : [...(e as Y.YMapEvent<unknown>).keysChanged]))))
  }
  const onWhole = (event: Y.YMapEvent<Fields>, transaction: Y.Transaction) => {
    if (transaction.origin !== me) take(event.keysChanged)
  }
  fields.observeDeep(onFields as never)
  whole.observe(onWhole)
  take([...fields.keys(), ...whole.keys()])
  return () => {
    stop()
    fields.unobserveDeep(onFields as never)
    whole.unobserve(onWhole)
  }
}
