// What is done at the mixer. Each function is one transaction.
import type { Document } from '../document.ts'
import { between, byOrder } from '../order.ts'
import type { DeviceRecord, Id, ProjectRecord, Rec, SendRecord, StripRecord } from '../records.ts'
import { findCycle, toLevel } from '../schema.ts'
import { linkedWith } from './groups.ts'
import { type NewId, orderAt, removeWithPoints, stripsInOrder } from './tracks.ts'

/** As low as a group goes with a fader that is pulled down: its levels keep their distances. dB. */
const FLOOR = -60
/** Those that do what one of them does: the others of its group, and those that are chosen with it. */
function followers(document: Document, id: Id, link: Parameters<typeof linkedWith>[2], chosen: readonly Id[]): Set<Id> {
  const found = new Set(chosen.filter((x) => document.get(x)?.type === 'strip'))
  for (const x of [id, ...found]) for (const other of linkedWith(document, x, link)) found.add(other.id)
  found.delete(id)
  return found
}
/**
 * Of a strip, send or VCA, dB; −Infinity is stored as null. What is no number changes nothing. The other strips of its group and the `chosen`
 * ones move by as much, those at −∞ stay there.
 */
export function setGain(document: Document, id: Id, db: number, chosen: readonly Id[] = []): void {
  if (!Number.isFinite(db) && db !== -Infinity) return
  const before = document.get(id)?.gain
  const by = Math.max(FLOOR, db) - (typeof before === 'number' ? Math.max(FLOOR, before) : FLOOR)
  document.transact(() => {
    for (const other of followers(document, id, 'linkGain', chosen)) {
      const gain = document.get(other)?.gain
      if (typeof gain === 'number') document.set(other, 'gain', toLevel(gain + by))
    }
    document.set(id, 'gain', db === -Infinity ? null : db)
  })
}
const toPan = (pan: number): number => Math.min(100, Math.max(-100, pan))
/** −100 left to 100 right. The `chosen` strips move by as much. */
export function setPan(document: Document, id: Id, pan: number, chosen: readonly Id[] = []): void {
  if (Number.isNaN(pan)) return
  const before = Number(document.get(id)?.pan ?? 0)
  document.transact(() => {
    for (const other of chosen)
      if (other !== id && document.get(other)?.type === 'strip')
        document.set(other, 'pan', toPan(Number(document.get(other)!.pan) + toPan(pan) - before))
    document.set(id, 'pan', toPan(pan))
  })
}
/** Mutes a strip, send or VCA, or ends that; with a strip the others of its group and the `chosen` ones. */
export function toggleMute(document: Document, id: Id, chosen: readonly Id[] = []): void {
  const on = document.get(id)?.mute !== true
  document.transact(() => {
    for (const x of [id, ...followers(document, id, 'linkMute', chosen)]) document.set(x, 'mute', on)
  })
}
/** Solos a strip or VCA, or ends that; with a strip the others of its group and the `chosen` ones. `exclusive` ends every other solo. */
export function toggleSolo(document: Document, id: Id, exclusive = false, chosen: readonly Id[] = []): void {
  document.transact(() => {
    const on = document.get(id)?.solo !== true
    const all = [id, ...followers(document, id, 'linkSolo', chosen)]
    if (exclusive)
      for (const type of ['strip', 'vca'])
        for (const other of document.byType(type)) if (!all.includes(other.id) && other.solo) document.set(other.id, 'solo', false)
    for (const x of all) document.set(x, 'solo', on)
  })
}
/** Puts strips before another one in the mixer; undefined = behind the last of their kind. Tracks stay among tracks, buses among buses. */
export function moveStrips(document: Document, ids: readonly Id[], before: Id | undefined): void {
  const moved = stripsInOrder(document).filter((x) => x.kind !== 'main' && ids.includes(x.id))
  document.transact(() => {
    for (const [i, strip] of moved.entries()) {
      const later = moved.slice(i + 1).map((x) => x.id)
      const siblings = stripsInOrder(document).filter((x) => x.kind === strip.kind && x.id !== strip.id && !later.includes(x.id))
      // Before one that moves along is before what follows it.
      const all = stripsInOrder(document)
      const stop = all
        .slice(
          Math.max(
            0,
            all.findIndex((x) => x.id === before),
          ),
        )
        .find((x) => x.kind === strip.kind && !ids.includes(x.id))
      const at = before === undefined || !stop ? siblings.length : siblings.findIndex((x) => x.id === stop.id)
      document.set(strip.id, 'order', orderAt(document, siblings, at))
    }
  })
}
/** What a strip's input and panner do. Numbers are kept within their range; what is no number changes nothing. See StripRecord. */
export function setChannel(
  document: Document,
  id: Id,
  fields: Pick<StripRecord, 'trim' | 'polarity' | 'mono' | 'panMode' | 'panLeft' | 'panRight' | 'width' | 'soloSafe'>,
): void {
  if (document.get(id)?.type !== 'strip') return
  const limits: { readonly [field: string]: readonly [number, number] } = {
    trim: [-60, 60],
    panLeft: [-100, 100],
    panRight: [-100, 100],
    width: [0, 200],
  }
  document.transact(() => {
    for (const [field, value] of Object.entries(fields)) {
      const limit = limits[field]
      if (typeof value !== 'number') document.set(id, field, value)
      else if (limit && !Number.isNaN(value)) document.set(id, field, Math.min(limit[1], Math.max(limit[0], value)))
    }
  })
}
/** The project's pan law: dB that each side has in the middle of a mono pan. */
export function setPanLaw(document: Document, law: NonNullable<ProjectRecord['panLaw']>): void {
  document.transact(() => document.set('project', 'panLaw', law))
}
/** Strips, sends and devices: what the routing is made of. */
export const routing = (document: Document): Map<Id, Rec> =>
  new Map(['strip', 'send', 'device'].flatMap((type) => document.byType(type).map((r): [Id, Rec] => [r.id, r])))
/**
 * The circle that a new or changed strip, send or device would close, as the names on its way, first = last; undefined when it closes none.
 * A project that goes in a circle already is not kept from being changed.
 */
export function circleWith(document: Document, changed: Rec): string[] | undefined {
  const records = routing(document)
  if (findCycle(records)) return undefined
  return findCycle(records.set(changed.id, changed))
}
/** Sends a strip somewhere else; refused (false) when that would close a circle, or for main, which goes nowhere. */
export function setOutput(document: Document, id: Id, output: Id | null): boolean {
  const strip = document.get(id)
  if (strip?.type !== 'strip' || strip.kind === 'main') return false
  if (circleWith(document, { ...strip, output })) return false
  document.transact(() => document.set(id, 'output', output))
  return true
}
/** In order. */
export const sendsOf = (document: Document, strip: Id): SendRecord[] => document.children<SendRecord>('strip', strip, 'send').sort(byOrder)
/** Adds a send at the end. undefined when it would close a circle. */
export function addSend(document: Document, newId: NewId, strip: Id, target: Id, db = -12): Id | undefined {
  const id = newId('send')
  const record: SendRecord = {
    id,
    type: 'send',
    strip,
    target,
    order: between(sendsOf(document, strip).at(-1)?.order, undefined),
    gain: db,
    pre: false,
  }
  if (circleWith(document, record)) return undefined
  document.transact(() => document.create(record))
  return id
}
/** Takes a send before or after the fader of its strip. */
export function setSendPre(document: Document, id: Id, pre: boolean): void {
  if (document.get(id)?.type === 'send') document.transact(() => document.set(id, 'pre', pre))
}
/** Removes a send with its automation. */
export function removeSend(document: Document, id: Id): void {
  if (document.get(id)?.type === 'send') document.transact(() => removeWithPoints(document, id))
}
/** In order of the signal. */
export const devicesOf = (document: Document, strip: Id): DeviceRecord[] =>
  document.children<DeviceRecord>('strip', strip, 'device').sort(byOrder)
/** Adds a device before another one; undefined, or one that is gone, = at the end. */
export function addDevice(
  document: Document,
  newId: NewId,
  strip: Id,
  device: { readonly id: string; readonly version: number },
  before?: Id,
): Id {
  const id = newId(device.id)
  const chain = devicesOf(document, strip)
  const found = before ? chain.findIndex((d) => d.id === before) : -1
  document.transact(() => {
    const order = orderAt(document, chain, found < 0 ? chain.length : found)
    document.create({ id, type: 'device', strip, order, device: device.id, version: device.version, enabled: true })
  })
  return id
}
/** Removes a device with its automation and zones. */
export function removeDevice(document: Document, id: Id): void {
  if (document.get(id)?.type === 'device') document.transact(() => removeWithPoints(document, id))
}
/** Puts a device before another one of its strip; undefined = at the end. */
export function moveDevice(document: Document, id: Id, before: Id | undefined): void {
  const device = document.get(id)
  if (device?.type !== 'device') return
  const strip = device.strip as Id
  const chain = devicesOf(document, strip).filter((d) => d.id !== id)
  const at = before ? chain.findIndex((d) => d.id === before) : chain.length
  if (at >= 0) document.transact(() => document.set(id, 'order', orderAt(document, chain, at)))
}
/** Bypasses a device, or ends that. */
export function toggleDevice(document: Document, id: Id): void {
  document.transact(() => document.set(id, 'enabled', document.get(id)?.enabled === false))
}
/** In the parameter's unit. What is no number changes nothing. */
export function setParam(document: Document, id: Id, name: string, value: number): void {
  if (Number.isFinite(value)) document.transact(() => document.set(id, `p.${name}`, value))
}
/** Puts all parameters to a preset; what it does not name gets its default. */
export function applyPreset(
  document: Document,
  id: Id,
  preset: { readonly name: string; readonly params: { readonly [name: string]: number | undefined } },
): void {
  const record = document.get(id)
  if (!record) return
  document.transact(() => {
    const fields: { [field: string]: number | string | undefined } = { preset: preset.name }
    for (const field of Object.keys(record)) if (field.startsWith('p.')) fields[field] = undefined
    for (const [name, value] of Object.entries(preset.params)) if (value !== undefined) fields[`p.${name}`] = value
    document.update(id, fields)
  })
}
