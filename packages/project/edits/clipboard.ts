// Clips as a thing of their own, to be put anywhere, into another project too. Plain JSON, fit for a clipboard.
import type { Document } from '../document.ts'
import { byOrder } from '../order.ts'
import type { AssetRecord, ClipRecord, Id, Rec, TempoRecord } from '../records.ts'
import { validate } from '../schema.ts'
import { tempoMap } from '../tempo.ts'
import { groupsOfCopies } from './clips.ts'
import { addTrack, clipRows, idsForCopies, type NewId, topOrders, tracksInOrder } from './tracks.ts'

/** Musical and absolute time of one place. */
export interface Place {
  readonly ticks: number
  readonly flicks: number
}
export interface ClipBundle {
  readonly format: 'tonmeister clips'
  /** Lower ones first. `at` counts from the bundle's start, `row` from its topmost track down. */
  readonly clips: readonly { readonly clip: Rec; readonly content: readonly Rec[]; readonly row: number; readonly at: Place }[]
  readonly assets: readonly Rec[]
  /** The tracks it was taken from, by row. */
  readonly rows: readonly { readonly track: Id; readonly name: string; readonly color: number }[]
  /** From its start to the end of its last clip. */
  readonly length: Place
}

const rowsOf = (document: Document) => tracksInOrder(document).filter((t) => t.folder !== true)
/**
 * Copies clips with what they hold and the assets that they play.
 * @param start  what places and rows count from; missing = where the earliest begins, and the topmost
 */
export function copyClips(document: Document, ids: readonly Id[], start?: Place & { readonly track?: Id }): ClipBundle {
  const clips = [...new Set(ids)].flatMap((id) => (document.get(id)?.type === 'clip' ? [document.get(id) as ClipRecord] : [])).sort(byOrder)
  const tempo = tempoMap(document.byType<TempoRecord>('tempo'))
  const place = (clip: ClipRecord, at: number): Place =>
    clip.anchor === 'flicks' ? { ticks: Math.round(tempo.ticks(at)), flicks: at } : { ticks: at, flicks: Math.round(tempo.flicks(at)) }
  const starts = clips.map((c) => place(c, c.at))
  const least = (of: (p: Place) => number) => starts.reduce((a, p) => Math.min(a, of(p)), Infinity)
  const zero = start ?? { ticks: least((p) => p.ticks), flicks: least((p) => p.flicks) }
  const from = (p: Place): Place => ({ ticks: p.ticks - zero.ticks, flicks: p.flicks - zero.flicks })
  const tracks = rowsOf(document)
  const rowOf = new Map(tracks.map((t, i) => [t.id, i]))
  const used = clips.map((c) => rowOf.get(c.track) ?? 0)
  const top = used.reduce((a, b) => Math.min(a, b), rowOf.get(start?.track ?? '') ?? Infinity)
  const bottom = used.reduce((a, b) => Math.max(a, b), -1)
  const length = { ticks: 0, flicks: 0 }
  for (const clip of clips) {
    const end = from(place(clip, clip.at + clip.length))
    length.ticks = Math.max(length.ticks, end.ticks)
    length.flicks = Math.max(length.flicks, end.flicks)
  }
  const assets = new Map<Id, Rec>()
  for (const { asset } of clips) {
    const record = typeof asset === 'string' ? document.get(asset) : undefined
    if (record?.type === 'asset') assets.set(record.id, record)
  }
  return {
    format: 'tonmeister clips',
    clips: clips.map((clip, i) => ({
      clip,
      content: document.children('clip', clip.id).sort((a, b) => (a.id < b.id ? -1 : 1)),
      row: used[i]! - top,
      at: from(starts[i]!),
    })),
    assets: [...assets.values()],
    rows: clips.length ? tracks.slice(top, bottom + 1).map((t) => ({ track: t.id, name: t.name, color: t.color })) : [],
    length,
  }
}
const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isPlace = (value: unknown) => isObject(value) && Number.isFinite(value.ticks) && Number.isFinite(value.flicks)
const isRecord = (value: unknown, type?: string) =>
  isObject(value) &&
  typeof value.id === 'string' &&
  (type ? value.type === type : typeof value.type === 'string') &&
  !validate(value as Rec).length
/** Whether something, a foreign clipboard's text for instance, is such a bundle of good records. */
export function isClipBundle(value: unknown): value is ClipBundle {
  return (
    isObject(value) &&
    value.format === 'tonmeister clips' &&
    isPlace(value.length) &&
    Array.isArray(value.clips) &&
    value.clips.every(
      (c) =>
        isObject(c) &&
        isRecord(c.clip, 'clip') &&
        Array.isArray(c.content) &&
        c.content.every((r) => isRecord(r)) &&
        Number.isInteger(c.row) &&
        Number(c.row) >= 0 &&
        Number(c.row) < 10_000 &&
        isPlace(c.at),
    ) &&
    Array.isArray(value.assets) &&
    value.assets.every((a) => isRecord(a, 'asset')) &&
    Array.isArray(value.rows) &&
    value.rows.every((r) => isObject(r) && typeof r.track === 'string' && typeof r.name === 'string' && Number.isFinite(r.color))
  )
}
/**
 * Puts copies of a bundle's clips at a place, on top of what is there, in any project. An asset that is there, by its content, is used; another
 * one comes along, and whoever holds media gives it its file.
 * @param track  where its topmost row goes; the others follow on the tracks below, on new ones when those run out. Missing = the tracks that it
 *   was taken from, new ones for those that are not here
 * @returns ids of the clips, lower ones first
 */
export function pasteClips(document: Document, newId: NewId, bundle: ClipBundle, at: Place, track?: Id): Id[] {
  const made: Id[] = []
  if (!isPlace(at)) return made
  document.transact(() => {
    const assets = pasteAssets(document, newId, bundle.assets)
    const target = rowsFor(document, newId, bundle, track)
    const top = topOrders(document)
    const group = groupsOfCopies(
      newId,
      bundle.clips.map((c) => c.clip),
    )
    // What was taken from before the start of the bundle stays at the beginning.
    for (const { clip, content, row, at: offset } of bundle.clips) {
      const id = newId('clip')
      const on = target(row, clip.track as Id)
      const anchor = clip.anchor === 'flicks' ? 'flicks' : 'ticks'
      document.create({
        ...clip,
        ...group(clip),
        id,
        track: on,
        order: top(on),
        at: Math.max(0, Math.round(at[anchor] + offset[anchor])),
        ...(typeof clip.asset === 'string' ? { asset: assets.get(clip.asset) ?? clip.asset } : {}),
      } as Rec)
      const ids = idsForCopies(newId, content)
      for (const child of content) document.create({ ...child, id: ids.get(child.id)!, clip: id } as Rec)
      made.push(id)
    }
  })
  return made
}
/** The document's assets that stand for a bundle's. */
function pasteAssets(document: Document, newId: NewId, assets: readonly Rec[]): Map<Id, Id> {
  const out = new Map<Id, Id>()
  if (!assets.length) return out
  const byHash = new Map<unknown, Id>()
  const files = new Map<unknown, unknown>()
  for (const there of document.byType<AssetRecord>('asset')) {
    if (there.hash) byHash.set(there.hash, there.id)
    files.set(there.file, there.hash)
  }
  for (const asset of assets) {
    const there = document.get(asset.id)
    const same = there?.type === 'asset' && there.hash === asset.hash ? asset.id : asset.hash ? byHash.get(asset.hash) : undefined
    const id = same ?? (there ? newId('asset') : asset.id)
    out.set(asset.id, id)
    if (same !== undefined) continue
    // Another file may have its name here.
    let file = String(asset.file)
    const [, stem = file, ending = ''] = /^(.*?)(\.[A-Za-z0-9]{1,5})?$/s.exec(file) ?? []
    for (let n = 2; files.has(file) && files.get(file) !== asset.hash; n++) file = `${stem} ${n}${ending}`
    files.set(file, asset.hash)
    document.create({ ...asset, id, file } as Rec)
  }
  return out
}
/** The track of each row of a bundle; makes those that are missing. */
function rowsFor(document: Document, newId: NewId, bundle: ClipBundle, track: Id | undefined): (row: number, was: Id) => Id {
  const made = new Map<number | Id, Id>()
  const add = (row: number, key: number | Id) => {
    const known = made.get(key)
    if (known) return known
    const from = bundle.rows[row]
    const id = addTrack(document, newId, {
      name: from?.name || 'Track',
      ...(from ? { color: Math.min(8, Math.max(1, Math.round(from.color))) } : {}),
    }).track
    made.set(key, id)
    return id
  }
  if (track === undefined || document.get(track)?.type !== 'track')
    return (row, was) => (document.get(was)?.type === 'track' ? was : add(row, was))
  const all = tracksInOrder(document)
  const seen = new Set(clipRows(document).map((t) => t.id))
  const isSeen = seen.has(track) || document.get(track)?.folder === true
  const below = all.slice(all.findIndex((t) => t.id === track)).filter((t) => t.folder !== true && (!isSeen || seen.has(t.id)))
  return (row) => below[row]?.id ?? add(row, row)
}
