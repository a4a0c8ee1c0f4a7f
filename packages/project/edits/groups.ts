// VCAs and groups of strips. Each function that changes something is one transaction.
import type { Document } from '../document.ts'
import { between, byOrder } from '../order.ts'
import type { Id, MixGroupRecord, StripRecord, VcaRecord } from '../records.ts'
import { toLevel } from '../schema.ts'
import { type NewId, removeWithPoints } from './tracks.ts'

export const vcasOf = (document: Document): VcaRecord[] => document.byType<VcaRecord>('vca').sort(byOrder)
export const mixGroupsOf = (document: Document): MixGroupRecord[] => document.byType<MixGroupRecord>('mixgroup').sort(byOrder)

/** The circle, as names, first = last, that VCAs would go in if `id` were under `above`; undefined when they do not. */
export function vcaCircle(document: Document, id: Id, above: Id | null): string[] | undefined {
  const way = [id]
  for (let at = above; at !== null; ) {
    way.push(at)
    const vca = document.get(at)
    if (at === id) return way.map((x) => String(document.get(x)?.name || x))
    // A circle that is there already is not of this one's making.
    if (vca?.type !== 'vca' || way.indexOf(at) < way.length - 1) return undefined
    at = typeof vca.vca === 'string' ? vca.vca : null
  }
  return undefined
}
/** Puts a new VCA over strips, under the one that all of them were under. */
export function addVca(document: Document, newId: NewId, name: string, strips: readonly Id[]): Id {
  const id = newId('vca')
  const above = new Set(strips.map((x) => document.get(x)?.vca ?? null))
  document.transact(() => {
    const vca: VcaRecord = {
      id,
      type: 'vca',
      order: between(vcasOf(document).at(-1)?.order, undefined),
      name,
      color: 1 + (vcasOf(document).length % 8),
      gain: 0,
      mute: false,
      solo: false,
      vca: above.size === 1 ? ([...above][0] as Id | null) : null,
    }
    document.create(vca)
    setVca(document, strips, id)
  })
  return id
}
/** Puts strips or VCAs under a VCA, or under none. Main stays under none; a VCA that would come to be under itself stays where it is. */
export function setVca(document: Document, ids: readonly Id[], vca: Id | null): void {
  if (vca !== null && document.get(vca)?.type !== 'vca') return
  document.transact(() => {
    for (const id of ids) {
      const record = document.get(id)
      if (record?.type === 'vca' ? !vcaCircle(document, id, vca) : record?.type === 'strip' && record.kind !== 'main')
        document.set(id, 'vca', vca)
    }
  })
}
/** Removes a VCA with its automation. What was under it goes under the one above, and takes its level over, so that it stays as loud. */
export function removeVca(document: Document, id: Id): void {
  const vca = document.get(id) as VcaRecord | undefined
  if (vca?.type !== 'vca') return
  document.transact(() => {
    for (const under of [...document.byType<StripRecord>('strip'), ...vcasOf(document)]) {
      if (under.vca !== id) continue
      document.set(under.id, 'vca', vca.vca === under.id ? null : (vca.vca ?? null))
      if (vca.gain === null) document.set(under.id, 'gain', null)
      else if (under.gain !== null) document.set(under.id, 'gain', toLevel(under.gain + vca.gain))
    }
    removeWithPoints(document, id)
  })
}

/** The other strips that do what this one does, while its group is active and linked so. */
export function linkedWith(document: Document, id: Id, link: 'linkGain' | 'linkMute' | 'linkSolo'): StripRecord[] {
  const strip = document.get(id)
  if (strip?.type !== 'strip' || typeof strip.mixGroup !== 'string') return []
  const group = document.get(strip.mixGroup) as MixGroupRecord | undefined
  if (group?.type !== 'mixgroup' || !group.active || !group[link]) return []
  return document.byType<StripRecord>('strip').filter((x) => x.id !== id && x.mixGroup === group.id)
}
/** Puts strips into a new group, out of those they were in. */
export function addMixGroup(document: Document, newId: NewId, name: string, strips: readonly Id[]): Id {
  const id = newId('mixgroup')
  document.transact(() => {
    const group: MixGroupRecord = {
      id,
      type: 'mixgroup',
      order: between(mixGroupsOf(document).at(-1)?.order, undefined),
      name,
      active: true,
      linkGain: true,
      linkMute: true,
      linkSolo: true,
    }
    document.create(group)
    setMixGroup(document, strips, id)
  })
  return id
}
/** Puts strips into a group, or into none. */
export function setMixGroup(document: Document, strips: readonly Id[], group: Id | null): void {
  if (group !== null && document.get(group)?.type !== 'mixgroup') return
  document.transact(() => {
    for (const id of strips) if (document.get(id)?.type === 'strip') document.set(id, 'mixGroup', group)
  })
}
/** What the strips of a group do together. */
export function setGroupLinks(
  document: Document,
  id: Id,
  links: Partial<Pick<MixGroupRecord, 'active' | 'linkGain' | 'linkMute' | 'linkSolo'>>,
): void {
  if (document.get(id)?.type === 'mixgroup') document.transact(() => document.update(id, links))
}
/** Removes a group; its strips stay as they are, each for itself. */
export function removeMixGroup(document: Document, id: Id): void {
  if (document.get(id)?.type !== 'mixgroup') return
  document.transact(() => {
    for (const strip of document.byType<StripRecord>('strip')) if (strip.mixGroup === id) document.set(strip.id, 'mixGroup', null)
    document.remove(id)
  })
}
/** Names a VCA or a group. */
export function renameGroup(document: Document, id: Id, name: string): void {
  if (document.get(id)?.type === 'vca' || document.get(id)?.type === 'mixgroup') document.transact(() => document.set(id, 'name', name))
}
