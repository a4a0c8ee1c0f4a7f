// What is done to the timeline itself: tempo, meter, markers and sections. Each function is one transaction.
import type { Document } from '../document.ts'
import type { Id, Json, Rec, SignatureRecord } from '../records.ts'
import { signatureMap } from '../signature.ts'
import type { NewId } from './tracks.ts'

const ON_TIMELINE = ['marker', 'section', 'tempo', 'signature']
const ticksOf = (at: number) => Math.max(0, Math.round(at))
/** Puts fields at a place: into the record of that type that is there, or into a new one. */
function putAt(
  document: Document,
  newId: NewId,
  type: 'tempo' | 'signature',
  at: number,
  fields: { readonly [field: string]: number | string },
): Id {
  const there = document.byType(type).find((r) => r.at === at)
  const id = there?.id ?? newId(type)
  document.transact(() => (there ? document.update(id, fields) : document.create({ id, type, at, ...fields })))
  return id
}
/**
 * Sets the tempo from a place on, 5 to 999 beats per minute; `ramp` moves to the next tempo.
 * @returns its id; undefined for what is no number
 */
export function setTempo(document: Document, newId: NewId, at: number, bpm: number, curve: 'jump' | 'ramp' = 'jump'): Id | undefined {
  if (!Number.isFinite(at) || !Number.isFinite(bpm)) return undefined
  return putAt(document, newId, 'tempo', ticksOf(at), { bpm: Math.min(999, Math.max(5, bpm)), curve })
}
/**
 * Sets the meter from the bar line at or before a place on; 1 to 64 beats of a whole, half … 64th note.
 * @returns its id; undefined for a meter that there is not
 */
export function setSignature(document: Document, newId: NewId, at: number, numerator: number, denominator: number): Id | undefined {
  const isMeter = Number.isInteger(numerator) && numerator >= 1 && numerator <= 64 && [1, 2, 4, 8, 16, 32, 64].includes(denominator)
  if (!isMeter || !Number.isFinite(at)) return undefined
  const bars = signatureMap(document.byType<SignatureRecord>('signature'))
  return putAt(document, newId, 'signature', bars.at(ticksOf(at)).barStart, { numerator, denominator })
}
/** Names a place. */
export function addMarker(document: Document, newId: NewId, at: number, name: string): Id {
  const id = newId('marker')
  document.transact(() => document.create({ id, type: 'marker', at: ticksOf(at), name }))
  return id
}
/** Names a stretch; `color` 1 to 8. */
export function addSection(document: Document, newId: NewId, at: number, length: number, name: string, color = 5): Id {
  const id = newId('section')
  document.transact(() => document.create({ id, type: 'section', at: ticksOf(at), length: Math.max(1, Math.round(length)), name, color }))
  return id
}
/** Names a marker or section. */
export function renameMarker(document: Document, id: Id, name: string): void {
  const type = document.get(id)?.type
  if (type === 'marker' || type === 'section') document.transact(() => document.set(id, 'name', name))
}
/** Sets fields of a section; it begins at 0 or later and lasts at least a tick; `color` 1 to 8. */
export function setSection(
  document: Document,
  id: Id,
  change: { readonly at?: number; readonly length?: number; readonly name?: string; readonly color?: number },
): void {
  if (document.get(id)?.type !== 'section') return
  const fields: { [field: string]: Json } = {}
  if (Number.isFinite(change.at)) fields.at = ticksOf(change.at!)
  if (Number.isFinite(change.length)) fields.length = Math.max(1, Math.round(change.length!))
  if (change.name !== undefined) fields.name = change.name
  if (Number.isFinite(change.color)) fields.color = Math.min(8, Math.max(1, Math.round(change.color!)))
  document.transact(() => document.update(id, fields))
}
/**
 * Moves markers, sections, tempos and meters. The tempo and meter that the project begins with stay; a meter comes to the nearest bar line of the
 * others. What moves to the place of another of its type takes it. Nothing moves before 0 or to what a project begins with: there all stop together.
 */
export function moveTimeline(document: Document, ids: readonly Id[], ticks: number): void {
  const first = new Set(
    ['tempo', 'signature'].flatMap((type) => {
      const all = document.byType(type).sort((a, b) => Number(a.at) - Number(b.at) || (a.id < b.id ? -1 : 1))
      return all[0] ? [all[0].id] : []
    }),
  )
  const found = [...new Set(ids)]
    .map((id) => document.get(id))
    .filter((r): r is Rec => !!r && ON_TIMELINE.includes(r.type) && !first.has(r.id))
  const least = (r: Rec) => (r.type === 'tempo' || r.type === 'signature' ? 1 : 0)
  const by = Math.max(Math.round(ticks), ...found.map((r) => least(r) - Number(r.at)))
  if (!found.length || !Number.isFinite(by)) return
  const moved = new Set(found.map((r) => r.id))
  const meters = document.byType<SignatureRecord>('signature')
  const bars = signatureMap(meters.filter((r) => !moved.has(r.id)))
  const start = meters.filter((r) => first.has(r.id)).reduce((a, r) => Math.max(a, r.at), 0)
  document.transact(() => {
    for (const r of found) {
      let at = Number(r.at) + by
      if (r.type === 'signature') {
        const { barStart, barTicks } = bars.at(at)
        at = at - barStart < barTicks / 2 ? barStart : barStart + barTicks
        if (at <= start) at = start + bars.at(start).barTicks
      }
      if (r.type === 'tempo' || r.type === 'signature')
        for (const other of document.byType(r.type))
          if (other.at === at && !moved.has(other.id) && !first.has(other.id)) document.remove(other.id)
      document.set(r.id, 'at', at)
    }
  })
}
/** Moves markers and sections. Nothing moves before 0: there they stop together. */
export function moveMarkers(document: Document, ids: readonly Id[], ticks: number): void {
  const found = ids.map((id) => document.get(id)).filter((r): r is Rec => r?.type === 'marker' || r?.type === 'section')
  const by = Math.max(ticks, -Math.min(...found.map((r) => Number(r.at))))
  if (!Number.isFinite(by)) return
  document.transact(() => {
    for (const r of found) document.set(r.id, 'at', Number(r.at) + by)
  })
}
/** Removes markers, sections, tempos and meters. The tempo and meter that the project begins with stay. */
export function removeFromTimeline(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of ids) {
      const record = document.get(id)
      if (!record || !ON_TIMELINE.includes(record.type)) continue
      const isFirst =
        record.type !== 'marker' && record.type !== 'section' && !document.byType(record.type).some((r) => Number(r.at) < Number(record.at))
      if (!isFirst) document.remove(id)
    }
  })
}
/** The key that is shown: 'A min'; null = none. */
export function setKey(document: Document, key: string | null): void {
  document.transact(() => document.set('project', 'key', key ?? undefined))
}
