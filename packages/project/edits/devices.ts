// What is done to devices in a chain and between chains: moving, copying, replacing. Each function is one transaction.
import type { Document } from '../document.ts'
import type { AssetRecord, DeviceRecord, DeviceSettings, Id, Json, Rec, ZoneRecord } from '../records.ts'
import { findCycle } from '../schema.ts'
import { devicesOf, routing } from './mixer.ts'
import { type NewId, orderAt, removeWithPoints } from './tracks.ts'

/** A device as it is kept on a clipboard: its settings and zones, and the assets that these play. */
export interface CopiedDevice {
  readonly device: string
  readonly version: number
  readonly enabled: boolean
  /** Its other fields: parameters, preset, and what a later version may know. */
  readonly fields: { readonly [field: string]: Json }
  readonly zones: readonly ZoneRecord[]
  readonly assets: readonly AssetRecord[]
}
const OWN = new Set(['id', 'type', 'strip', 'order', 'device', 'version', 'enabled'])

/** Devices with their settings, in the order given. Automation belongs to its place and is not copied. */
export const copiesOf = (document: Document, ids: readonly Id[]): CopiedDevice[] =>
  ids.flatMap((id) => {
    const record = document.get(id) as DeviceRecord | undefined
    if (record?.type !== 'device') return []
    const zones = document.children<ZoneRecord>('device', id, 'zone')
    const assets = [...new Set(zones.map((z) => z.asset))].map((asset) => document.get(asset) as AssetRecord | undefined)
    return [
      {
        device: record.device,
        version: record.version,
        enabled: record.enabled !== false,
        fields: Object.fromEntries(
          Object.entries(record).filter((entry): entry is [string, Json] => !OWN.has(entry[0]) && entry[1] !== undefined),
        ),
        zones,
        assets: assets.filter((a) => a?.type === 'asset') as AssetRecord[],
      },
    ]
  })
/**
 * Puts copies into a strip, before a device of it; undefined, or one that is gone, = at the end.
 * Assets that are not there are added by their records; a key from a strip that is not there becomes the own input.
 * @returns ids of the new devices
 */
export function pasteDevices(document: Document, newId: NewId, strip: Id, copies: readonly CopiedDevice[], before?: Id): Id[] {
  if (document.get(strip)?.type !== 'strip') return []
  const ids: Id[] = []
  document.transact(() => {
    for (const copy of copies) {
      const chain = devicesOf(document, strip)
      const found = before ? chain.findIndex((d) => d.id === before) : -1
      const id = newId(copy.device)
      const order = orderAt(document, chain, found < 0 ? chain.length : found)
      const { sidechain, ...fields } = copy.fields
      const made = { ...fields, id, type: 'device', strip, order, device: copy.device, version: copy.version, enabled: copy.enabled }
      document.create(made)
      if (typeof sidechain === 'string' && document.get(sidechain)?.type === 'strip' && !closesCircle(document, { ...made, sidechain }))
        document.set(id, 'sidechain', sidechain)
      ids.push(id)
      for (const zone of copy.zones) {
        const record = copy.assets.find((a) => a.id === zone.asset)
        const same = record && document.byType<AssetRecord>('asset').find((a) => a.hash === record.hash)
        const taken = document.get(zone.asset)
        let asset = same?.id ?? zone.asset
        if (record && !same) {
          if (taken) asset = newId('asset')
          document.create({ ...record, id: asset })
        }
        if (document.get(asset)?.type === 'asset') document.create({ ...zone, id: newId('zone'), device: id, asset })
      }
    }
  })
  return ids
}
/** Moves devices to a strip with their automation and zones, before a device of it; undefined, or one that is gone, = at the end. They keep their order. */
export function moveDevices(document: Document, moved: readonly Id[], strip: Id, before?: Id): void {
  if (document.get(strip)?.type !== 'strip') return
  document.transact(() => {
    for (const id of moved) {
      const record = document.get(id)
      if (record?.type !== 'device') continue
      const chain = devicesOf(document, strip).filter((d) => !moved.includes(d.id) || moved.indexOf(d.id) < moved.indexOf(id))
      const found = before ? chain.findIndex((d) => d.id === before) : -1
      // The order first: where keys have to be made anew it goes by the strip that the others are in.
      const order = orderAt(document, chain, found < 0 ? chain.length : found)
      document.update(id, { strip, order })
      // Nothing listens to itself, or to what it feeds.
      if (record.sidechain && closesCircle(document, { ...record, strip })) document.set(id, 'sidechain', null)
    }
  })
}
/**
 * Puts another device in the place of one; whether it is on stays.
 * @returns its id; undefined when there is none to replace
 */
export function replaceDevice(
  document: Document,
  newId: NewId,
  id: Id,
  device: { readonly id: string; readonly version: number },
): Id | undefined {
  const old = document.get(id) as DeviceRecord | undefined
  if (old?.type !== 'device') return undefined
  const made = newId(device.id)
  document.transact(() => {
    const { strip, order } = old
    const enabled = old.enabled !== false
    removeWithPoints(document, id)
    document.create({ id: made, type: 'device', strip, order, device: device.id, version: device.version, enabled })
  })
  return made
}
/** Removes devices with their automation and zones. */
export function removeDevices(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of ids) if (document.get(id)?.type === 'device') removeWithPoints(document, id)
  })
}
/** Whether a device like this would close a circle of strips that is not there without its key. */
function closesCircle(document: Document, device: Rec): boolean {
  const trial = routing(document)
  trial.set(device.id, { ...device, sidechain: null, enabled: true })
  if (findCycle(trial)) return false
  trial.set(device.id, { ...device, enabled: true })
  return findCycle(trial) !== undefined
}
/** The strip whose sound steers a device; null = its own input. Refused (false) where that would close a circle. */
export function setSidechain(document: Document, id: Id, source: Id | null): boolean {
  const record = document.get(id)
  if (record?.type !== 'device' || (source !== null && closesCircle(document, { ...record, sidechain: source }))) return false
  document.transact(() => document.set(id, 'sidechain', source))
  return true
}
/** Takes the key of a device before or after the fader of the strip that it listens to. */
export function setSidechainPre(document: Document, id: Id, pre: boolean): void {
  if (document.get(id)?.type === 'device') document.transact(() => document.set(id, 'sidechainPre', pre))
}
/** Share of a device's sound, %, 0 to 100; what is no number changes nothing. */
export function setMix(document: Document, id: Id, mix: number): void {
  if (document.get(id)?.type === 'device' && !Number.isNaN(mix))
    document.transact(() => document.set(id, 'mix', Math.min(100, Math.max(0, mix))))
}
const PARAM = 'p.'
const settingsOf = (record: DeviceRecord): DeviceSettings => ({
  params: Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) =>
      field.startsWith(PARAM) && typeof value === 'number' ? [[field.slice(PARAM.length), value]] : [],
    ),
  ),
  preset: record.preset ?? '',
})
/** The other of a device's two settings, A and B, sounds; the first time B is as A. Automation stays. */
export function switchState(document: Document, id: Id): void {
  const record = document.get(id) as DeviceRecord | undefined
  if (record?.type !== 'device') return
  const now = settingsOf(record)
  const next = record.other ?? now
  document.transact(() => {
    for (const name of Object.keys(now.params)) if (!Object.hasOwn(next.params, name)) document.set(id, PARAM + name, undefined)
    document.update(id, {
      ...Object.fromEntries(Object.entries(next.params).map(([name, value]) => [PARAM + name, value])),
      preset: next.preset,
      other: now,
      state: record.state === 'b' ? 'a' : 'b',
    })
  })
}
/** The settings that do not sound become as those that do. */
export function copyState(document: Document, id: Id): void {
  const record = document.get(id) as DeviceRecord | undefined
  if (record?.type === 'device') document.transact(() => document.set(id, 'other', settingsOf(record)))
}
/** Calls the settings of a device by the name of a preset; '' = by none. The values stay. */
export function setPresetName(document: Document, id: Id, name: string): void {
  if (document.get(id)?.type === 'device') document.transact(() => document.set(id, 'preset', name))
}
