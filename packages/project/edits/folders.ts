// Tracks in folders, moved, copied and sized. A folder is a track whose strip is the bus of what is in it. Each function is one transaction.
import type { Document } from '../document.ts'
import { between, byOrder } from '../order.ts'
import type { Id, Json, Rec, StripRecord, TrackRecord } from '../records.ts'
import { findCycle } from '../schema.ts'
import { groupsOfCopies } from './clips.ts'
import { routing } from './mixer.ts'
import {
  folderOf,
  foldersAround,
  idsForCopies,
  mainStrip,
  type NewId,
  orderAt,
  removeTrack,
  siblingsIn,
  stripsInOrder,
  tracksInOrder,
} from './tracks.ts'

/** The tracks among ids as they stand, without those that go along in a folder which is among them too. */
function topmost(document: Document, ids: readonly Id[]): TrackRecord[] {
  const wanted = new Set(ids)
  return tracksInOrder(document).filter((t) => wanted.has(t.id) && !foldersAround(document, t.id).some((f) => wanted.has(f.id)))
}
/** Where a strip goes: null = main. */
const outputOf = (document: Document, strip: Rec): Id | null => {
  const to = typeof strip.output === 'string' ? document.get(strip.output) : undefined
  return to?.type === 'strip' && to.kind !== 'main' ? to.id : null
}
/** Sends a strip elsewhere unless that closes a circle or it is main; inside a transaction. */
function feed(document: Document, id: Id, output: Id | null): void {
  const strip = document.get(id) as StripRecord | undefined
  if (strip?.type !== 'strip' || strip.kind === 'main' || output === id || outputOf(document, strip) === output) return
  if (!findCycle(routing(document).set(id, { ...strip, output })) || findCycle(routing(document))) document.set(id, 'output', output)
}
/** The strips that only these tracks play through. */
function stripsOf(document: Document, tracks: readonly TrackRecord[]): StripRecord[] {
  const own = new Set(tracks.map((t) => t.id))
  return [...new Set(tracks.map((t) => t.strip))].flatMap((id) => {
    const strip = document.get(id) as StripRecord | undefined
    return strip?.type === 'strip' && strip.kind !== 'main' && document.children('strip', id, 'track').every((t) => own.has(t.id))
      ? [strip]
      : []
  })
}
/**
 * Puts tracks into a new folder, where the first of them stands, in their order. Their strips feed the folder's, which goes where all of them
 * went; when they went to different places, those that went to main do.
 * @returns the folder's track, undefined when none of the ids is a track
 */
export function groupTracks(document: Document, newId: NewId, ids: readonly Id[], name: string): Id | undefined {
  const tracks = topmost(document, ids)
  const first = tracks[0]
  if (!first) return undefined
  const id = newId('track')
  const strip = newId('bus')
  document.transact(() => {
    const strips = stripsOf(document, tracks)
    const outputs = new Set(strips.map((s) => outputOf(document, s)))
    const [common = null] = outputs.size === 1 ? outputs : [null]
    const parent = folderOf(document, first)?.id ?? null
    const siblings = siblingsIn(document, parent)
    const order = orderAt(
      document,
      siblings,
      siblings.findIndex((t) => t.id === first.id),
    )
    const color = (document.byType('track').length % 8) + 1
    const buses = stripsInOrder(document).filter((s) => s.kind === 'bus')
    const last = between(buses.at(-1)?.order, undefined)
    document.create({
      id: strip,
      type: 'strip',
      kind: 'bus',
      order: last,
      name,
      color,
      gain: 0,
      pan: 0,
      mute: false,
      solo: false,
      output: common,
    })
    document.create({ id, type: 'track', order, name, color, strip, folder: true, ...(parent ? { parent } : {}) })
    let low: string | undefined
    for (const track of tracks) {
      // Keys of tracks that come from different folders need not rise.
      low = low !== undefined && !(String(track.order) > low) ? between(low, undefined) : String(track.order)
      document.update(track.id, { parent: id, ...(low === track.order ? {} : { order: low }) })
    }
    for (const s of strips) if (outputOf(document, s) === common) feed(document, s.id, strip)
  })
  return id
}
/** Dissolves folders: what is in them stands in their place and goes where they went. Their buses go, with devices and sends. */
export function ungroupTracks(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of new Set(ids)) if (document.get(id)?.folder === true) removeTrack(document, id)
  })
}
/** Shows only a folder's head, or what is in it again. */
export function setFolded(document: Document, id: Id, on: boolean): void {
  const track = document.get(id)
  if (track?.type === 'track' && track.folder === true) document.transact(() => document.set(id, 'folded', on || undefined))
}
/**
 * Puts tracks, folders with what is in them, before another one, in their order. What fed the folder that it leaves, or main outside of one,
 * feeds the folder it comes to.
 * @param before  undefined = at the end
 * @param parent  the folder to put them into; null = none; missing = the one that `before` is in
 */
export function moveTracks(document: Document, ids: readonly Id[], before: Id | undefined, parent?: Id | null): void {
  const tracks = topmost(document, ids)
  const moved = new Set(tracks.map((t) => t.id))
  const target = before === undefined ? undefined : (document.get(before) as TrackRecord | undefined)
  if (!tracks.length || (before !== undefined && (target?.type !== 'track' || (moved.has(before) && moved.size === 1)))) return
  const into = parent === undefined ? ((target && folderOf(document, target)?.id) ?? null) : parent
  if (into !== null) {
    const folder = document.get(into)
    if (folder?.type !== 'track' || folder.folder !== true || moved.has(into)) return
    if (foldersAround(document, into).some((f) => moved.has(f.id))) return
  }
  // Before one that moves along is before what follows it.
  const all = siblingsIn(document, into)
  const from = all.findIndex((t) => t.id === before)
  const stop = from < 0 ? undefined : all.slice(from).find((t) => !moved.has(t.id))?.id
  document.transact(() => {
    for (const track of tracks) {
      const siblings = siblingsIn(document, into).filter((t) => t.id !== track.id && !(moved.has(t.id) && isLater(tracks, t.id, track.id)))
      const at = siblings.findIndex((t) => t.id === stop)
      const order = orderAt(document, siblings, at < 0 ? siblings.length : at)
      const was = folderOf(document, track)
      document.update(track.id, { order, ...((was?.id ?? null) === into ? {} : { parent: into }) })
      if ((was?.id ?? null) === into) continue
      const old = (was && was.strip !== mainStrip(document)?.id && was.strip) || null
      const next = into === null ? null : (document.get(into)!.strip as Id)
      for (const strip of stripsOf(document, [track])) if (outputOf(document, strip) === old) feed(document, strip.id, next)
    }
  })
}
const isLater = (tracks: readonly TrackRecord[], id: Id, than: Id) =>
  tracks.findIndex((t) => t.id === id) > tracks.findIndex((t) => t.id === than)
/** Puts a track before another one; undefined = at the end. */
export const moveTrack = (document: Document, id: Id, before: Id | undefined): void => moveTracks(document, [id], before)

/** Fields that name what is copied along. */
const LINKS = ['strip', 'track', 'clip', 'target', 'output', 'sidechain', 'parent'] as const
/**
 * Copies tracks, folders with what is in them: strips with devices, zones, sends and automation, clips with what they hold. Each copy stands
 * behind its original; connections between what is copied are between the copies, others stay.
 * @returns ids of the copies of the tracks asked for, as they stand
 */
export function duplicateTracks(document: Document, newId: NewId, ids: readonly Id[]): Id[] {
  const roots = topmost(document, ids)
  if (!roots.length) return []
  const inside = new Set(roots.map((t) => t.id))
  const tracks = tracksInOrder(document).filter((t) => inside.has(t.id) || foldersAround(document, t.id).some((f) => inside.has(f.id)))
  const records = new Map<Id, Rec>()
  const take = (list: readonly Rec[]) => {
    for (const r of list) records.set(r.id, r)
  }
  take(tracks)
  for (const track of tracks) {
    const on = document.children('track', track.id)
    take(on)
    for (const clip of on) take(document.children('clip', clip.id))
    const strip = document.get(track.strip)
    if (strip?.type !== 'strip' || strip.kind === 'main') continue
    take([strip, ...document.children('target', strip.id, 'point')])
    for (const part of document.children('strip', strip.id)) {
      if (part.type === 'track') continue
      take([part, ...document.children('target', part.id, 'point'), ...document.children('device', part.id, 'zone')])
    }
  }
  const map = new Map<Id, Id>()
  for (const r of records.values())
    if (r.type !== 'event' && r.type !== 'note' && r.type !== 'point') map.set(r.id, newId(r.type === 'device' ? String(r.device) : r.type))
  const many = [...records.values()].filter((r) => !map.has(r.id))
  if (many.length) for (const [id, copy] of idsForCopies(newId, many)) map.set(id, copy)
  const group = groupsOfCopies(
    newId,
    [...records.values()].filter((r) => r.type === 'clip'),
  )
  const named = names(document)
  document.transact(() => {
    // Strips and tracks of the top stand behind their originals; what is in a folder keeps its key there.
    for (const r of [...records.values()].sort(byOrder)) {
      const copy: { [field: string]: Json | undefined } = { ...r, id: map.get(r.id)!, ...(r.type === 'clip' ? group(r) : {}) }
      for (const field of r.type === 'zone' ? [...LINKS, 'device'] : LINKS) {
        const to = copy[field]
        if (typeof to === 'string' && map.has(to)) copy[field] = map.get(to)
      }
      if (r.type === 'strip') {
        const strips = stripsInOrder(document).filter((s) => s.kind === r.kind)
        copy.order = orderAt(document, strips, strips.findIndex((s) => s.id === r.id) + 1)
        copy.name = named(String(r.name))
      } else if (r.type === 'track') {
        copy.name = named(String(r.name))
        if (inside.has(r.id)) {
          const siblings = siblingsIn(document, folderOf(document, r)?.id ?? null)
          copy.order = orderAt(document, siblings, siblings.findIndex((t) => t.id === r.id) + 1)
        }
      }
      document.create(copy as Rec)
    }
  })
  return roots.map((t) => map.get(t.id)!)
}
/** Names for copies: the next number that no track has; the same for the same name, so that track and strip agree. */
function names(document: Document): (name: string) => string {
  const taken = new Set(document.byType('track').map((t) => t.name))
  const given = new Map<string, string>()
  return (name) => {
    const known = given.get(name)
    if (known) return known
    const [, stem = name] = /^(.*?) \d{1,4}$/s.exec(name) ?? []
    let n = 2
    while (taken.has(`${stem} ${n}`)) n++
    taken.add(`${stem} ${n}`)
    given.set(name, `${stem} ${n}`)
    return `${stem} ${n}`
  }
}
/** Pixels of the rows of tracks, 24 to 400; null = as the view likes. Those whose height is locked keep it. */
export function setTrackHeight(document: Document, ids: readonly Id[], px: number | null): void {
  if (px !== null && Number.isNaN(px)) return
  const height = px === null ? undefined : Math.round(Math.min(400, Math.max(24, px)))
  document.transact(() => {
    for (const id of ids) {
      const track = document.get(id)
      if (track?.type === 'track' && track.heightLocked !== true) document.set(id, 'height', height)
    }
  })
}
/** Keeps the heights of tracks as they are, or frees them. */
export function lockTrackHeight(document: Document, ids: readonly Id[], on: boolean): void {
  document.transact(() => {
    for (const id of ids) if (document.get(id)?.type === 'track') document.set(id, 'heightLocked', on || undefined)
  })
}
