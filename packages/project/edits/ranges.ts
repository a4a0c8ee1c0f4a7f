// What is done to stretches of time: cut, copied, taken out, put in. Places are ticks; what hangs on absolute time follows through the tempo.
import { cutBend, laneValue } from '../automation.ts'
import { Document } from '../document.ts'
import type { ClipRecord, Id, PointRecord, ProjectRecord, Rec, SectionRecord, TempoRecord } from '../records.ts'
import { type TempoMap, tempoMap } from '../tempo.ts'
import { type ClipBundle, copyClips, type Place, pasteClips } from './clipboard.ts'
import { moveClips, splitClip } from './clips.ts'
import { foldersAround, type NewId, removeClipRecords, tracksInOrder } from './tracks.ts'

const tempoOf = (document: Document): TempoMap => tempoMap(document.byType<TempoRecord>('tempo'))
/** A place in a clip's own unit. */
const own = (clip: ClipRecord, tempo: TempoMap, ticks: number): number =>
  clip.anchor === 'flicks' ? Math.round(tempo.flicks(ticks)) : ticks
/** Tracks, and those in the folders among them; undefined = all. */
function rowsOf(document: Document, tracks: readonly Id[] | undefined): Id[] {
  if (!tracks) return tracksInOrder(document).map((t) => t.id)
  const wanted = new Set(tracks)
  return tracksInOrder(document)
    .filter((t) => wanted.has(t.id) || foldersAround(document, t.id).some((f) => wanted.has(f.id)))
    .map((t) => t.id)
}
const clipsOn = (document: Document, rows: readonly Id[]): ClipRecord[] =>
  rows.flatMap((id) => document.children<ClipRecord>('track', id, 'clip'))
/** A range of whole ticks from 0 on; undefined when it is none. */
function rangeOf(from: number, to: number): { readonly from: number; readonly to: number } | undefined {
  const range = { from: Math.max(0, Math.round(from)), to: Math.max(0, Math.round(to)) }
  return range.to > range.from && Number.isFinite(range.to) ? range : undefined
}
/** Splits the clips that reach over a place, inside a transaction. */
function splitAt(document: Document, newId: NewId, rows: readonly Id[], ticks: number, tempo: TempoMap): void {
  for (const clip of clipsOn(document, rows)) {
    const at = own(clip, tempo, ticks)
    if (clip.at < at && clip.at + clip.length > at) splitClip(document, newId, clip.id, at, tempo)
  }
}
/**
 * Splits the clips of tracks, and of what is in the folders among them, where they reach over an edge of a range.
 * @returns ids of the clips that lie inside
 */
export function splitAtRange(document: Document, newId: NewId, tracks: readonly Id[], from: number, to: number): Id[] {
  const range = rangeOf(from, to)
  if (!range) return []
  const tempo = tempoOf(document)
  const rows = rowsOf(document, tracks)
  document.transact(() => {
    splitAt(document, newId, rows, range.from, tempo)
    splitAt(document, newId, rows, range.to, tempo)
  })
  return clipsOn(document, rows)
    .filter((c) => c.at >= own(c, tempo, range.from) && c.at + c.length <= own(c, tempo, range.to))
    .map((c) => c.id)
}
/**
 * Removes what clips of tracks play in a range.
 * @param ripple  what lies later on these tracks closes up
 */
export function removeRange(document: Document, newId: NewId, tracks: readonly Id[], from: number, to: number, ripple = false): void {
  const range = rangeOf(from, to)
  if (!range) return
  document.transact(() => {
    const inside = splitAtRange(document, newId, tracks, range.from, range.to)
    for (const id of inside) if (document.get(id)?.locked !== true) removeClipRecords(document, id)
    if (!ripple) return
    const tempo = tempoOf(document)
    const by = { ticks: range.from - range.to, flicks: Math.round(tempo.flicks(range.from)) - Math.round(tempo.flicks(range.to)) }
    shiftClips(document, rowsOf(document, tracks), range.to, tempo, by)
  })
}
/** Moves the clips that begin at a place or later, inside a transaction. */
function shiftClips(document: Document, rows: readonly Id[], from: number, tempo: TempoMap, by: Place): void {
  for (const clip of clipsOn(document, rows))
    if (clip.locked !== true && clip.at >= own(clip, tempo, from)) document.set(clip.id, 'at', Math.max(0, clip.at + by[clip.anchor]))
}
/** Copies what clips of tracks play in a range; places count from its start, rows from the topmost of the tracks. */
export function copyRange(document: Document, tracks: readonly Id[], from: number, to: number): ClipBundle {
  const range = rangeOf(from, to)
  if (!range) return copyClips(document, [])
  const tempo = tempoOf(document)
  const rows = rowsOf(document, tracks)
  // Cut in a document of its own: copying changes nothing.
  const records = new Map<Id, Rec>()
  for (const type of ['tempo', 'track']) for (const r of document.byType(type)) records.set(r.id, r)
  for (const clip of clipsOn(document, rows)) {
    if (clip.at >= own(clip, tempo, range.to) || clip.at + clip.length <= own(clip, tempo, range.from)) continue
    records.set(clip.id, { ...clip, locked: undefined })
    for (const child of document.children('clip', clip.id)) records.set(child.id, child)
    const asset = typeof clip.asset === 'string' ? document.get(clip.asset) : undefined
    if (asset) records.set(asset.id, asset)
  }
  const scratch = new Document(records.values())
  let serial = 0
  const newId = (prefix: string) => {
    let id: Id
    do id = `${prefix} ${(serial++).toString(36)}`
    while (scratch.get(id))
    return id
  }
  const inside = splitAtRange(scratch, newId, rows, range.from, range.to)
  const start = { ticks: range.from, flicks: Math.round(tempo.flicks(range.from)) }
  const track = rows.find((id) => document.get(id)?.folder !== true)
  const length = { ticks: range.to - range.from, flicks: Math.round(tempo.flicks(range.to)) - start.flicks }
  return { ...copyClips(scratch, inside, track === undefined ? start : { ...start, track }), length }
}
/** Moves clips and all that begins later than the earliest of them on each of their tracks, together, by ticks or flicks. Nothing moves before 0. */
export function rippleMove(document: Document, ids: readonly Id[], delta: Place): void {
  const tempo = tempoOf(document)
  const place = (clip: ClipRecord) => (clip.anchor === 'flicks' ? clip.at : tempo.flicks(clip.at))
  const first = new Map<Id, number>()
  for (const id of new Set(ids)) {
    const clip = document.get(id) as ClipRecord | undefined
    if (clip?.type === 'clip' && clip.locked !== true) first.set(clip.track, Math.min(first.get(clip.track) ?? Infinity, place(clip)))
  }
  const moved = [...first].flatMap(([track, from]) =>
    document
      .children<ClipRecord>('track', track, 'clip')
      // Half a flick: a musical place and the absolute one beside it are the same place.
      .filter((c) => place(c) >= from - 0.5)
      .map((c) => c.id),
  )
  moveClips(document, moved, delta)
}

/**
 * Puts empty time in: clips are split there, what is later moves on. On all tracks the timeline goes along: markers, sections, tempo, meter,
 * automation and the loop; the tempo at the place holds through the new time.
 * @param tracks  missing = all
 */
export function insertTime(document: Document, newId: NewId, at: number, length: number, tracks?: readonly Id[]): void {
  const range = rangeOf(at, Math.max(0, at) + length)
  if (!range) return
  const { from, to } = range
  const before = tempoOf(document)
  const rows = rowsOf(document, tracks)
  document.transact(() => {
    splitAt(document, newId, rows, from, before)
    if (!tracks) {
      openTempo(document, newId, from, to)
      openSignatures(document, newId, from, to)
      openLanes(document, newId, from, to)
      mapTimeline(
        document,
        (place) => (place >= from ? place + to - from : place),
        (place) => (place > from ? place + to - from : place),
      )
    }
    const flicks = Math.round(tempoOf(document).flicks(to)) - Math.round(before.flicks(from))
    shiftClips(document, rows, from, before, { ticks: to - from, flicks })
  })
}
/**
 * Takes time out: clips are split at its edges, what they play in it goes, what is later closes up. On all tracks the timeline goes along, and
 * what lies in that time goes; tempo, meter and automation are afterwards as they were there.
 * @param tracks  missing = all
 */
export function removeTime(document: Document, newId: NewId, from: number, to: number, tracks?: readonly Id[]): void {
  const range = rangeOf(from, to)
  if (!range) return
  const before = tempoOf(document)
  const rows = rowsOf(document, tracks)
  document.transact(() => {
    removeRange(document, newId, rows, range.from, range.to)
    if (!tracks) {
      closeTempo(document, newId, range.from, range.to)
      closeSignatures(document, range.from, range.to)
      closeLanes(document, newId, range.from, range.to)
      for (const marker of document.byType('marker')) if (isIn(range, Number(marker.at))) document.remove(marker.id)
      const closed = (place: number) => (place < range.from ? place : Math.max(range.from, place - (range.to - range.from)))
      mapTimeline(document, closed, closed)
    }
    const flicks = Math.round(tempoOf(document).flicks(range.from)) - Math.round(before.flicks(range.to))
    shiftClips(document, rows, range.to, before, { ticks: range.from - range.to, flicks })
  })
}
const isIn = (range: { readonly from: number; readonly to: number }, at: number) => at >= range.from && at < range.to
/** Moves markers, sections and the loop, inside a transaction; a section of which nothing is left goes. */
function mapTimeline(document: Document, start: (place: number) => number, end: (place: number) => number): void {
  const set = (id: Id, field: string, is: unknown, next: number) => {
    if (is !== next) document.set(id, field, next)
  }
  for (const marker of document.byType('marker')) set(marker.id, 'at', marker.at, start(Number(marker.at)))
  for (const section of document.byType<SectionRecord>('section')) {
    const at = start(section.at)
    const length = end(section.at + section.length) - at
    set(section.id, 'at', section.at, at)
    set(section.id, 'length', section.length, length)
    if (!(length > 0)) document.remove(section.id)
  }
  const project = document.get('project') as ProjectRecord | undefined
  if (typeof project?.loopStart === 'number') set('project', 'loopStart', project.loopStart, start(project.loopStart))
  if (typeof project?.loopEnd === 'number') set('project', 'loopEnd', project.loopEnd, end(project.loopEnd))
}
const inTime = <R extends Rec & { readonly at: number }>(records: readonly R[]): R[] =>
  [...records].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
/** The last of records in time that begins before a place, or at it. */
const lastBefore = <R extends { readonly at: number }>(records: readonly R[], at: number): R | undefined =>
  records.filter((r) => r.at < at).at(-1)

function openTempo(document: Document, newId: NewId, from: number, to: number): void {
  const tempos = inTime(document.byType<TempoRecord>('tempo'))
  const was = tempoMap(tempos)
  const put = (at: number, bpm: number, curve: 'jump' | 'ramp') => document.create({ id: newId('tempo'), type: 'tempo', at, bpm, curve })
  const ramp = lastBefore(tempos, from)
  const next = tempos.find((t) => t.at >= from)
  for (const t of tempos) if (t.at >= from) document.set(t.id, 'at', t.at + to - from)
  if (ramp?.curve === 'ramp' && next) {
    put(from, next.at === from ? next.bpm : was.bpm(from), 'jump')
    if (next.at > from) put(to, was.bpm(from), 'ramp')
  } else if (!ramp && next) put(0, next.bpm, 'jump')
}
function closeTempo(document: Document, newId: NewId, from: number, to: number): void {
  const tempos = inTime(document.byType<TempoRecord>('tempo'))
  const was = tempoMap(tempos)
  const inside = tempos.filter((t) => t.at >= from && t.at < to)
  const ramp = lastBefore(tempos, from)
  const at = tempos.find((t) => t.at === to)
  const last = inside.at(-1) ?? ramp
  const isCut = (ramp?.curve === 'ramp' && tempos.some((t) => t.at >= from)) === true
  for (const t of inside) if (t !== last || at) document.remove(t.id)
  for (const t of tempos) if (t.at >= to) document.set(t.id, 'at', t.at - (to - from))
  if (!at && last && (inside.length || isCut)) {
    if (inside.length) document.update(last.id, { at: from, bpm: was.bpm(to) })
    else document.create({ id: newId('tempo'), type: 'tempo', at: from, bpm: was.bpm(to), curve: last.curve })
  }
  // A ramp that is cut ends a tick before what follows now, so that its slope stays.
  if (isCut && ramp && from - 1 > ramp.at)
    document.create({ id: newId('tempo'), type: 'tempo', at: from - 1, bpm: was.bpm(from - 1), curve: 'jump' })
  else if (isCut && ramp) document.set(ramp.id, 'curve', 'jump')
}
function openSignatures(document: Document, newId: NewId, from: number, to: number): void {
  const first = inTime(document.byType<Rec & { readonly at: number }>('signature'))[0]
  for (const s of document.byType('signature')) if (Number(s.at) >= from) document.set(s.id, 'at', Number(s.at) + to - from)
  if (first && first.at >= from) document.create({ ...first, id: newId('signature'), at: 0 })
}
function closeSignatures(document: Document, from: number, to: number): void {
  const signatures = inTime(document.byType<Rec & { readonly at: number }>('signature'))
  const inside = signatures.filter((s) => s.at >= from && s.at < to)
  const isReplaced = signatures.some((s) => s.at === to)
  for (const s of inside) {
    if (s === inside.at(-1) && !isReplaced) document.set(s.id, 'at', from)
    else document.remove(s.id)
  }
  for (const s of signatures) if (s.at >= to) document.set(s.id, 'at', s.at - (to - from))
}
function lanes(document: Document): PointRecord[][] {
  const out = new Map<string, PointRecord[]>()
  for (const p of document.byType<PointRecord>('point')) {
    const key = `${p.target} ${p.param}`
    const lane = out.get(key)
    if (lane) lane.push(p)
    else out.set(key, [p])
  }
  return [...out.values()].map(inTime)
}
function openLanes(document: Document, newId: NewId, from: number, to: number): void {
  for (const lane of lanes(document)) {
    const a = lastBefore(lane, from)
    const b = lane.find((p) => p.at >= from)
    for (const p of lane) if (p.at >= from) document.set(p.id, 'at', p.at + to - from)
    if (a?.curve !== 'linear' || !b || a.value === b.value) continue
    const { target, param } = a
    const value = b.at === from ? b.value : laneValue(lane, from)!
    document.create({ id: newId('point'), type: 'point', target, param, at: from, value, curve: 'hold' })
    if (b.at === from) continue
    const [before, after] = cutBend(a, b, from)
    if (before) document.set(a.id, 'bend', before)
    document.create({ id: newId('point'), type: 'point', target, param, at: to, value, curve: 'linear', ...(after && { bend: after }) })
  }
}
function closeLanes(document: Document, newId: NewId, from: number, to: number): void {
  for (const lane of lanes(document)) {
    const a = lastBefore(lane, from)
    const inside = lane.filter((p) => p.at >= from && p.at < to)
    const next = lane.find((p) => p.at >= from)
    const governs = inside.at(-1) ?? a
    const isAt = lane.some((p) => p.at === to)
    for (const p of inside) document.remove(p.id)
    for (const p of lane) if (p.at >= to) document.set(p.id, 'at', p.at - (to - from))
    if (!next) continue
    const isSloped = a?.curve === 'linear' && a.value !== next.value
    const put = (at: number, value: number, curve: 'hold' | 'linear', bend = 0) =>
      document.create({
        id: newId('point'),
        type: 'point',
        target: next.target,
        param: next.param,
        at,
        value,
        curve,
        ...(bend && { bend }),
      })
    const after = lane.find((p) => p.at > to)
    if (!isAt && governs && (inside.length || isSloped))
      put(from, laneValue(lane, to)!, governs.curve, after && cutBend(governs, after, to)[1])
    if (!isSloped || from - 1 <= a.at) continue
    const [before] = cutBend(a, next, from - 1)
    if (before) document.set(a.id, 'bend', before)
    put(from - 1, laneValue(lane, from - 1)!, 'hold')
  }
}
/**
 * Puts a copy of a section right behind it.
 * @param content  as new time, with what the clips of all tracks play in it; otherwise the name alone, over what is there
 * @returns its id, undefined when there is no such section
 */
export function duplicateSection(document: Document, newId: NewId, id: Id, content = false): Id | undefined {
  const section = document.get(id) as SectionRecord | undefined
  if (section?.type !== 'section') return undefined
  const end = section.at + section.length
  const copy = newId('section')
  document.transact(() => {
    if (content && section.length > 0) {
      const bundle = copyRange(document, rowsOf(document, undefined), section.at, end)
      insertTime(document, newId, end, section.length)
      pasteClips(document, newId, bundle, { ticks: Math.round(end), flicks: Math.round(tempoOf(document).flicks(Math.round(end))) })
    }
    document.create({ ...section, id: copy, at: end })
  })
  return copy
}
