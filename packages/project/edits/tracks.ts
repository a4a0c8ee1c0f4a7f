// What is done to tracks. Each function is one transaction.
import type { Document } from '../document.ts'
import { between, byOrder } from '../order.ts'
import type { ClipRecord, Id, Rec, StripRecord, TrackRecord } from '../records.ts'

/** A new id: readable prefix, random rest given by the host (ids must not collide between people). */
export type NewId = (prefix: string) => Id

/**
 * New ids for copies, in the order of the old ones: what of one tick comes first (the controllers of a parameter's number, then its value)
 * is decided by id, so copies must stand as their originals do.
 */
export function idsForCopies(newId: NewId, records: readonly Rec[]): Map<Id, Id> {
  const ids = new Map<Id, Id>()
  const prefix = newId('copy')
  const digits = records.length.toString(36).length
  const sorted = records.map((r) => r.id).sort((a, b) => (a < b ? -1 : 1))
  sorted.forEach((id, i) => {
    ids.set(id, `${prefix}-${i.toString(36).padStart(digits, '0')}`)
  })
  return ids
}
export const mainStrip = (document: Document): StripRecord | undefined =>
  document.byType<StripRecord>('strip').find((s) => s.kind === 'main')
/** As they stand, from the top: each folder is followed by what is in it. A parent that is none is passed over. */
export function tracksInOrder(document: Document): TrackRecord[] {
  const tracks = document.byType<TrackRecord>('track').sort(byOrder)
  const inside = new Map<Id, TrackRecord[]>()
  const out: TrackRecord[] = []
  const roots: TrackRecord[] = []
  for (const track of tracks) {
    const folder = folderOf(document, track)
    if (!folder) roots.push(track)
    else inside.set(folder.id, [...(inside.get(folder.id) ?? []), track])
  }
  if (!inside.size) return roots
  const seen = new Set<Id>()
  const put = (track: TrackRecord) => {
    if (seen.has(track.id)) return
    seen.add(track.id)
    out.push(track)
    for (const child of inside.get(track.id) ?? []) put(child)
  }
  for (const track of roots) put(track)
  // Folders that a merge has put into each other have no top: the first of them is taken for one.
  for (const track of tracks) put(track)
  return out
}
/** The folder that a track is in. */
export function folderOf(document: Document, track: Rec): TrackRecord | undefined {
  const folder = typeof track.parent === 'string' && track.parent !== track.id ? document.get(track.parent) : undefined
  return folder?.type === 'track' && folder.folder === true ? (folder as TrackRecord) : undefined
}
/** The folders around a track, the innermost first. */
export function foldersAround(document: Document, id: Id): TrackRecord[] {
  const out: TrackRecord[] = []
  let at = document.get(id)
  for (let folder = at && folderOf(document, at); folder && folder.id !== id && !out.includes(folder); folder = folderOf(document, at)) {
    out.push(folder)
    at = folder
  }
  return out
}
/** How many folders a track is in. */
export const trackDepth = (document: Document, id: Id): number => foldersAround(document, id).length
/** As `tracksInOrder`, without what is in folded folders. */
export const visibleTracks = (document: Document): TrackRecord[] =>
  tracksInOrder(document).filter((t) => t.parent == null || foldersAround(document, t.id).every((folder) => folder.folded !== true))
/** The rows that clips lie on: tracks that can be seen and are no folders. */
export const clipRows = (document: Document): TrackRecord[] => visibleTracks(document).filter((t) => t.folder !== true)
/** Gives keys above all that lies on a track, each above the one before; looks at every track once. */
export function topOrders(document: Document): (track: Id) => string {
  const tops = new Map<Id, string | undefined>()
  return (track) => {
    let top = tops.get(track)
    if (!tops.has(track))
      for (const clip of document.children<ClipRecord>('track', track, 'clip'))
        if (typeof clip.order === 'string' && (top === undefined || clip.order > top)) top = clip.order
    top = between(top, undefined)
    tops.set(track, top)
    return top
  }
}
/** Tracks first, then buses, main last. */
export const stripsInOrder = (document: Document): StripRecord[] => {
  const rank = { track: 0, bus: 1, main: 2 }
  return document.byType<StripRecord>('strip').sort((a, b) => rank[a.kind] - rank[b.kind] || byOrder(a, b))
}

/**
 * A key that puts something before `siblings[at]` (their length: at the end), for use inside a transaction.
 * Where two people have given the same key, there is no room between: those from `at` on move up.
 */
export function orderAt(document: Document, siblings: readonly { readonly id: Id; readonly order: string }[], at: number): string {
  const low = siblings[at - 1]?.order
  let end = at
  while (low !== undefined && end < siblings.length && siblings[end]!.order <= low) end++
  const high = siblings[end]?.order
  const order = between(low, high)
  let last = order
  for (const tied of siblings.slice(at, end)) document.set(tied.id, 'order', (last = between(last, high)))
  return order
}

/** The highest key of any track, in whatever folder. */
export const lastOrder = (document: Document): string | undefined => document.byType<TrackRecord>('track').sort(byOrder).at(-1)?.order
/** Adds a track and its strip at the end; returns both ids. */
export function addTrack(
  document: Document,
  newId: NewId,
  options: {
    readonly name: string
    readonly color?: number
    readonly note?: string
    readonly output?: Id | null
    readonly gain?: number
    readonly pan?: number
  },
): { readonly track: Id; readonly strip: Id } {
  const order = between(lastOrder(document), undefined)
  const track = newId('track')
  const strip = newId('strip')
  const color = options.color ?? (document.byType('track').length % 8) + 1
  document.transact(() => {
    document.create({
      id: strip,
      type: 'strip',
      kind: 'track',
      order,
      name: options.name,
      color,
      gain: options.gain ?? 0,
      pan: options.pan ?? 0,
      mute: false,
      solo: false,
      output: options.output ?? null,
    })
    document.create({ id: track, type: 'track', order, name: options.name, color, strip, ...(options.note ? { note: options.note } : {}) })
  })
  return { track, strip }
}
/** Adds a bus behind the others; returns its id. */
export function addBus(document: Document, newId: NewId, name: string): Id {
  const buses = stripsInOrder(document).filter((s) => s.kind === 'bus')
  const id = newId('bus')
  document.transact(() =>
    document.create({
      id,
      type: 'strip',
      kind: 'bus',
      order: between(buses.at(-1)?.order, undefined),
      name,
      color: (document.byType('strip').length % 8) + 1,
      gain: 0,
      pan: 0,
      mute: false,
      solo: false,
      output: null,
    }),
  )
  return id
}
/** Removes a track with its clips, and its strip when no other track plays through it. What is in a folder stays, in the folder around it. */
export function removeTrack(document: Document, id: Id): void {
  const track = document.get(id)
  if (track?.type !== 'track') return
  document.transact(() => {
    const strip = track.strip as Id
    if (document.children('strip', strip, 'track').length === 1 && document.get(strip)?.kind !== 'main') removeStrip(document, strip)
    removeTrackRecords(document, id)
  })
}
/**
 * Removes a strip with its devices, sends and automation, the sends to it, and the tracks that play through it. What fed it feeds main,
 * or what a folder fed when it is a folder's; devices that listened to it listen to themselves. Main stays.
 */
export function removeStrip(document: Document, id: Id): void {
  const strip = document.get(id)
  if (strip?.type !== 'strip' || strip.kind === 'main') return
  document.transact(() => {
    const tracks = document.children('strip', id, 'track')
    // A folder's bus gives way to what it fed: what was in the folder goes where the folder went.
    const onward = tracks.some((t) => t.folder === true) ? ((strip.output as Id | null | undefined) ?? null) : null
    for (const track of tracks) removeTrackRecords(document, track.id)
    for (const other of document.byType('strip')) if (other.output === id) document.set(other.id, 'output', onward === id ? null : onward)
    for (const device of document.byType('device')) if (device.sidechain === id) document.set(device.id, 'sidechain', null)
    for (const child of document.children('strip', id))
      if (child.type === 'device' || child.type === 'send') removeWithPoints(document, child.id)
    for (const send of document.children('target', id, 'send')) removeWithPoints(document, send.id)
    removeWithPoints(document, id)
  })
}
function removeTrackRecords(document: Document, id: Id): void {
  unfold(document, id)
  for (const clip of document.children('track', id, 'clip')) removeClipRecords(document, clip.id)
  document.remove(id)
}
/** Puts what is in a folder into the folder around it, in its place, inside a transaction. */
export function unfold(document: Document, id: Id): void {
  const folder = document.get(id)
  const inside = document.children<TrackRecord>('parent', id, 'track').sort(byOrder)
  if (!folder || !inside.length) return
  const parent = folderOf(document, folder)?.id ?? null
  let last = id
  for (const track of inside) {
    if (track.id === id) continue
    const siblings = siblingsIn(document, parent).filter((t) => t.id !== track.id)
    const order = orderAt(document, siblings, siblings.findIndex((t) => t.id === last) + 1)
    document.update(track.id, { parent: parent === track.id ? null : parent, order })
    last = track.id
  }
}
/** The tracks of a folder, or those in none, in order. */
export const siblingsIn = (document: Document, parent: Id | null): TrackRecord[] =>
  (parent === null ? document.byType<TrackRecord>('track') : document.children<TrackRecord>('parent', parent, 'track'))
    .filter((t) => (folderOf(document, t)?.id ?? null) === parent)
    .sort(byOrder)
/** A send or device with its automation and zones, inside a transaction. */
export function removeWithPoints(document: Document, id: Id): void {
  for (const point of document.children('target', id, 'point')) document.remove(point.id)
  for (const zone of document.children('device', id, 'zone')) document.remove(zone.id)
  document.remove(id)
}
/** A clip with its notes and events, inside a transaction. */
export function removeClipRecords(document: Document, id: Id): void {
  for (const child of document.children('clip', id)) document.remove(child.id)
  document.remove(id)
}
/** Names the track and, where it is the only one on it, its strip. */
export function renameTrack(document: Document, id: Id, name: string): void {
  both(document, id, { name })
}
/** 1 to 8. */
export function colorTrack(document: Document, id: Id, color: number): void {
  both(document, id, { color })
}
function both(document: Document, id: Id, fields: { readonly [field: string]: string | number }): void {
  const track = document.get(id)
  if (track?.type !== 'track') return
  document.transact(() => {
    document.update(id, fields)
    const strip = track.strip as Id
    if (document.children('strip', strip, 'track').length === 1) document.update(strip, fields)
  })
}

export type { Rec }
