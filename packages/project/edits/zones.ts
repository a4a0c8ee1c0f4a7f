// What is done to a sampler's zones. Each function is one transaction.
import type { Document } from '../document.ts'
import type { AssetRecord, Id, ZoneRecord } from '../records.ts'
import type { NewId } from './tracks.ts'

export const zonesOf = (document: Document, device: Id): ZoneRecord[] =>
  document
    .children<ZoneRecord>('device', device, 'zone')
    .sort((a, b) => a.keyLow - b.keyLow || a.velocityLow - b.velocityLow || (a.id < b.id ? -1 : 1))

const MIDDLE_C = 60
const KEYS = 128

/**
 * Gives a sampler samples to play. One alone plays on all keys, middle C at its own pitch; several get a key each from middle C on.
 * What is there stays: a first sample that played everywhere keeps to the keys that are left.
 * @returns ids of the zones
 */
export function addZones(document: Document, newId: NewId, device: Id, assets: readonly AssetRecord[]): Id[] {
  const there = zonesOf(document, device)
  const alone = there.length === 0 && assets.length === 1
  const first = there.length ? Math.max(MIDDLE_C, ...there.map((z) => (z.keyHigh < KEYS - 1 ? z.keyHigh + 1 : z.root + 1))) : MIDDLE_C
  const ids: Id[] = []
  document.transact(() => {
    assets.forEach((asset, i) => {
      if (!document.get(asset.id)) document.create(asset)
      const key = Math.min(KEYS - 1, first + i)
      const id = newId('zone')
      ids.push(id)
      document.create({
        id,
        type: 'zone',
        device,
        asset: asset.id,
        keyLow: alone ? 0 : key,
        keyHigh: alone ? KEYS - 1 : key,
        velocityLow: 1,
        velocityHigh: 127,
        root: alone ? MIDDLE_C : key,
        tune: 0,
        gain: 0,
        loop: 'off',
        loopStart: 0,
        loopEnd: asset.frames,
      } satisfies ZoneRecord)
    })
    // Zones that meant "everywhere" make room for what has its own keys now.
    if (!alone)
      for (const zone of there) if (zone.keyLow === 0 && zone.keyHigh === KEYS - 1) document.set(zone.id, 'keyHigh', Math.max(0, first - 1))
  })
  return ids
}
/** The file that an effect reads, e.g. the response of a room; undefined = it has none. */
export const effectFile = (document: Document, device: Id): ZoneRecord | undefined =>
  document.children<ZoneRecord>('device', device, 'zone').sort((a, b) => (a.id < b.id ? -1 : 1))[0]
/** Gives an effect a file to read instead of the one it has; null takes it away. */
export function setEffectFile(document: Document, newId: NewId, device: Id, asset: AssetRecord | null): void {
  document.transact(() => {
    for (const zone of zonesOf(document, device)) document.remove(zone.id)
    if (asset) addZones(document, newId, device, [asset])
  })
}
/** Sets fields of a zone; keys and velocities stay in order and in range. */
export function setZone(
  document: Document,
  id: Id,
  change: Partial<Pick<ZoneRecord, 'keyLow' | 'keyHigh' | 'root' | 'velocityLow' | 'velocityHigh' | 'gain' | 'tune' | 'loop'>>,
): void {
  const zone = document.get(id) as ZoneRecord | undefined
  if (zone?.type !== 'zone') return
  const next = { ...zone, ...change }
  const key = (k: number) => Math.min(KEYS - 1, Math.max(0, Math.round(k)))
  const velocity = (v: number) => Math.min(127, Math.max(1, Math.round(v)))
  const fields: { [field: string]: number | string } = {}
  if (change.keyLow !== undefined || change.keyHigh !== undefined) {
    fields.keyLow = key(Math.min(next.keyLow, change.keyHigh ?? Number.POSITIVE_INFINITY))
    fields.keyHigh = key(Math.max(next.keyHigh, change.keyLow ?? Number.NEGATIVE_INFINITY))
  }
  if (change.velocityLow !== undefined || change.velocityHigh !== undefined) {
    fields.velocityLow = velocity(Math.min(next.velocityLow, change.velocityHigh ?? Number.POSITIVE_INFINITY))
    fields.velocityHigh = velocity(Math.max(next.velocityHigh, change.velocityLow ?? Number.NEGATIVE_INFINITY))
  }
  if (change.root !== undefined) fields.root = Math.min(KEYS - 1, Math.max(0, change.root))
  if (change.gain !== undefined) fields.gain = Math.min(48, Math.max(-144, change.gain))
  if (change.tune !== undefined) fields.tune = Math.min(12_000, Math.max(-12_000, change.tune))
  if (change.loop !== undefined) fields.loop = change.loop
  document.transact(() => document.update(id, fields))
}
export function removeZone(document: Document, id: Id): void {
  if (document.get(id)?.type === 'zone') document.transact(() => document.remove(id))
}

const NAMES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const
const STEPS: { readonly [letter: string]: number } = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 }
/** 60 is 'C4'. */
export const noteName = (key: number): string => `${NAMES[((Math.round(key) % 12) + 12) % 12]}${Math.floor(Math.round(key) / 12) - 1}`
/** 'C4', 'f#3', 'Bb-1' or a number 0 to 127; undefined when it is none of these. */
export function parseNote(text: string): number | undefined {
  const t = text.trim().toLowerCase()
  const number = /^\d{1,3}$/.test(t) ? Number(t) : Number.NaN
  const match = /^([a-g])([#♯b♭]?)(-?\d)$/.exec(t)
  const key = match
    ? STEPS[match[1]!]! + (match[2] === '#' || match[2] === '♯' ? 1 : match[2] ? -1 : 0) + (Number(match[3]) + 1) * 12
    : number
  return key >= 0 && key < KEYS ? key : undefined
}
