// What is done to clips. Each function is one transaction.
import { LOOP_MIN, loopOf } from '../clip.ts'
import type { Document } from '../document.ts'
import { byOrder } from '../order.ts'
import type { AssetRecord, AudioClipRecord, ClipRecord, FadeShape, Id, Rec, TempoRecord } from '../records.ts'
import { type TempoMap, tempoMap } from '../tempo.ts'
import { flicksOfFrames } from '../time.ts'
import { addTrack, clipRows, idsForCopies, type NewId, orderAt, removeClipRecords, topOrders, tracksInOrder } from './tracks.ts'

/** In order: the last one lies on top. */
export const clipsOf = (document: Document, track: Id): ClipRecord[] => document.children<ClipRecord>('track', track, 'clip').sort(byOrder)
/** The clips among ids, lower ones first, so that what is put on top keeps its layers. */
const clipsIn = (document: Document, ids: readonly Id[]): ClipRecord[] =>
  [...new Set(ids)]
    .map((id) => document.get(id) as ClipRecord)
    .filter((c) => c?.type === 'clip')
    .sort(byOrder)
/** Those of them that are not locked. */
const freeIn = (document: Document, ids: readonly Id[]): ClipRecord[] => clipsIn(document, ids).filter((c) => c.locked !== true)
/** Ids with those of all clips that are in a group with one of them, each once. */
export function withGroups(document: Document, ids: readonly Id[]): Id[] {
  const out = new Set<Id>()
  const groups = new Set<Id>()
  for (const id of ids) {
    out.add(id)
    const group = document.get(id)?.group
    if (typeof group !== 'string' || groups.has(group)) continue
    groups.add(group)
    for (const clip of document.children('group', group, 'clip')) out.add(clip.id)
  }
  return [...out]
}

/** Puts an asset on a track as a clip of its whole length; `at` in flicks. */
export function addAudioClip(document: Document, newId: NewId, track: Id, asset: AssetRecord, at: number): Id {
  const id = newId('clip')
  document.transact(() =>
    document.create({
      id,
      type: 'clip',
      kind: 'audio',
      track,
      order: topOrders(document)(track),
      anchor: 'flicks',
      at,
      length: flicksOfFrames(asset.frames, asset.sampleRate),
      name: asset.name,
      asset: asset.id,
      from: 0,
      gain: 0,
      fadeIn: 0,
      fadeOut: 0,
      fadeInShape: 'equal-power',
      fadeOutShape: 'equal-power',
      reverse: false,
    }),
  )
  return id
}
/** An asset, a track of its own, and a clip: what importing a sound file means. */
export function addAudioTrack(document: Document, newId: NewId, asset: AssetRecord, at = 0): { readonly track: Id; readonly clip: Id } {
  let result = { track: '', clip: '' }
  document.transact(() => {
    if (!document.get(asset.id)) document.create(asset)
    const name = asset.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')
    const { track } = addTrack(document, newId, {
      name,
      note: asset.channels === 1 ? 'Mono' : asset.channels === 2 ? 'Stereo' : `${asset.channels} channels`,
    })
    result = { track, clip: addAudioClip(document, newId, track, { ...asset, name }, at) }
  })
  return result
}
/**
 * Moves clips by `delta` ticks or flicks of each clip's own anchor, and onto another track when given, or by `rows` of `clipRows` (down is
 * positive). Nothing moves before 0 or past the first or last row: there the clips stop together and keep their distances.
 */
export function moveClips(
  document: Document,
  ids: readonly Id[],
  delta: { readonly ticks: number; readonly flicks: number; readonly rows?: number },
  track?: Id,
): void {
  const clips = freeIn(document, ids)
  const first = (anchor: string) => clips.reduce((least, c) => (c.anchor === anchor ? Math.min(least, c.at) : least), Infinity)
  const by = { ticks: Math.max(delta.ticks, -first('ticks')), flicks: Math.max(delta.flicks, -first('flicks')) }
  if (Number.isNaN(by.ticks + by.flicks)) return
  const row = track ? () => track : shifted(document, clips, Math.round(delta.rows ?? 0))
  document.transact(() => {
    const top = topOrders(document)
    for (const clip of clips) {
      const to = row(clip)
      document.update(clip.id, { at: clip.at + by[clip.anchor], ...(to ? { track: to, order: top(to) } : {}) })
    }
  })
}
/** Where clips land that move by rows together; undefined = where they are. */
function shifted(document: Document, clips: readonly ClipRecord[], rows: number): (clip: ClipRecord) => Id | undefined {
  if (!rows) return () => undefined
  let tracks = clipRows(document)
  let at = new Map(tracks.map((t, i) => [t.id, i]))
  // One that lies in a folded folder moves by all rows: what cannot be seen cannot be counted.
  if (clips.some((c) => !at.has(c.track))) {
    tracks = tracksInOrder(document).filter((t) => t.folder !== true)
    at = new Map(tracks.map((t, i) => [t.id, i]))
  }
  const places = clips.flatMap((c) => at.get(c.track) ?? [])
  const low = places.reduce((a, b) => Math.min(a, b), Infinity)
  const high = places.reduce((a, b) => Math.max(a, b), -Infinity)
  const by = Math.max(-low, Math.min(tracks.length - 1 - high, rows))
  return (clip) => {
    const place = at.get(clip.track)
    return place === undefined || !by ? undefined : tracks[place + by]?.id
  }
}
/** Moves what clips play inside them, later by ticks or flicks; the clips stay. What is slipped out of the file is silence. */
export function slipClips(document: Document, ids: readonly Id[], delta: { readonly ticks: number; readonly flicks: number }): void {
  if (!Number.isFinite(delta.ticks) || !Number.isFinite(delta.flicks)) return
  document.transact(() => {
    for (const clip of freeIn(document, ids)) {
      const looped = loopOf(clip)
      if (looped) {
        document.set(clip.id, 'phase', turned(looped.phase - Math.round(delta[clip.anchor]), looped.loop))
        continue
      }
      const by = Math.round(clip.kind === 'audio' ? delta.flicks : delta.ticks)
      document.set(clip.id, 'from', numberOf(clip.from) + (isReversed(clip) ? by : -by))
    }
  })
}
const numberOf = (value: unknown, otherwise = 0): number => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise)
/** A phase from 0 on: whole cycles are added to one before. */
const turned = (phase: number, loop: number): number => (phase >= 0 ? phase : phase + Math.ceil(-phase / loop) * loop)
/** Cuts a clip's start or end to a new place in its own anchor's unit; its content stays where it is on the timeline. */
export function trimClip(document: Document, id: Id, edge: 'start' | 'end', at: number, tempo: TempoMap): void {
  const clip = document.get(id) as ClipRecord | undefined
  if (clip?.type !== 'clip' || clip.locked === true || !Number.isFinite(at)) return
  const end = clip.at + clip.length
  document.transact(() => {
    if (edge === 'end') {
      const length = Math.max(1, Math.round(at) - clip.at)
      document.update(id, {
        length,
        ...(isReversed(clip) && !loopOf(clip) ? { from: Number(clip.from ?? 0) - lasting(clip, end, clip.at + length, tempo) } : {}),
      })
    } else {
      const start = Math.min(Math.max(0, Math.round(at)), end - 1)
      document.update(id, { at: start, length: end - start, ...slid(clip, start, tempo) })
    }
  })
}
const isReversed = (clip: ClipRecord) => clip.kind === 'audio' && clip.reverse === true
/** Flicks between two places in a clip's own unit. */
const lasting = (clip: ClipRecord, from: number, to: number, tempo: TempoMap): number =>
  clip.anchor === 'flicks' ? to - from : Math.round(tempo.flicks(to) - tempo.flicks(from))
/** `from` of a clip whose start moves to `start`, so that its content does not. */
function slid(clip: ClipRecord, start: number, tempo: TempoMap): { readonly from?: number; readonly phase?: number } {
  const by = start - clip.at
  const looped = loopOf(clip)
  // Cycles that are over are counted on, not taken off: the seam before the new start is one, the start of the content is none.
  if (looped) return { phase: turned(looped.phase + by, looped.loop) }
  const from = Number(clip.from ?? 0)
  if (clip.kind !== 'audio') return { from: from + (clip.anchor === 'ticks' ? by : tempo.ticks(start) - tempo.ticks(clip.at)) }
  // A reversed clip's content hangs on its end.
  if (isReversed(clip)) return {}
  return { from: from + lasting(clip, clip.at, start, tempo) }
}
/**
 * Splits a clip at a place in its own anchor's unit: the two parts sound like the whole, whatever lies over or under it.
 * A note or a fade that reaches over the cut ends at it.
 * @returns the id of the right part, or undefined when the place is not inside the clip
 */
export function splitClip(document: Document, newId: NewId, id: Id, at: number, tempo: TempoMap): Id | undefined {
  const clip = document.get(id) as ClipRecord | undefined
  const place = Math.round(at)
  if (clip?.type !== 'clip' || clip.locked === true || !(place > clip.at && place < clip.at + clip.length)) return undefined
  const right = newId('clip')
  const left = place - clip.at
  const rest = clip.length - left
  document.transact(() => {
    const second: Record<string, unknown> = {
      ...clip,
      id: right,
      at: place,
      length: rest,
      order: above(document, clip),
      ...slid(clip, place, tempo),
    }
    const first: { [field: string]: number } = { length: left }
    if (clip.kind === 'audio') {
      second.fadeIn = 0
      first.fadeOut = 0
      const end = clip.at + clip.length
      first.fadeIn = Math.min(Number(clip.fadeIn ?? 0), lasting(clip, clip.at, place, tempo))
      second.fadeOut = Math.min(Number(clip.fadeOut ?? 0), lasting(clip, place, end, tempo))
      if (isReversed(clip) && !loopOf(clip)) first.from = Number(clip.from ?? 0) + lasting(clip, place, end, tempo)
    } else {
      // Notes belong to one clip: the right part gets its own copies; what lies outside a part is not played.
      copyContent(document, newId, id, right)
    }
    document.create(second as Rec)
    document.update(id, first)
  })
  return right
}
/** A key right above a clip, below what lies over it, inside a transaction. */
function above(document: Document, clip: ClipRecord): string {
  // Only those of the same key, and the lowest with another, have a say: no need to sort a track.
  const tied: ClipRecord[] = []
  let next: ClipRecord | undefined
  for (const other of document.children<ClipRecord>('track', clip.track, 'clip')) {
    if (byOrder(other, clip) <= 0) continue
    if (other.order === clip.order) tied.push(other)
    else if (!next || byOrder(other, next) < 0) next = other
  }
  return orderAt(document, [clip, ...tied.sort(byOrder), ...(next ? [next] : [])], 1)
}
/** Gives a clip copies of what another one holds: notes, events. */
function copyContent(document: Document, newId: NewId, from: Id, to: Id): void {
  const content = document.children('clip', from)
  const ids = idsForCopies(newId, content)
  for (const child of content) document.create({ ...child, id: ids.get(child.id)!, clip: to } as Rec)
}
/** Copies clips with what they hold to right behind the last of them, as far apart as they are; layers stay layers. */
export const duplicateClips = (document: Document, newId: NewId, ids: readonly Id[]): Id[] => repeatClips(document, newId, ids, 1)
/** Likewise, several times, each copy behind the one before; at most 1,000. Copies of a group are a group each, and none is locked. */
export function repeatClips(document: Document, newId: NewId, ids: readonly Id[], times: number): Id[] {
  const made: Id[] = []
  const count = Math.min(1000, Math.floor(times))
  document.transact(() => {
    const clips = clipsIn(document, ids)
    if (!clips.length || !(count >= 1)) return
    const tempo = tempoMap(document.byType<TempoRecord>('tempo'))
    const both = { ticks: [Infinity, -Infinity], flicks: [Infinity, -Infinity] }
    for (const clip of clips)
      for (const place of [clip.at, clip.at + clip.length]) {
        widen(both.ticks, clip.anchor === 'ticks' ? place : Math.round(tempo.ticks(place)))
        widen(both.flicks, clip.anchor === 'flicks' ? place : Math.round(tempo.flicks(place)))
      }
    const by = { ticks: both.ticks[1]! - both.ticks[0]!, flicks: both.flicks[1]! - both.flicks[0]! }
    const top = topOrders(document)
    for (let n = 1; n <= count; n++) {
      const group = groupsOfCopies(newId, clips)
      for (const clip of clips) {
        const id = newId('clip')
        document.create({ ...clip, ...group(clip), id, at: clip.at + n * by[clip.anchor], order: top(clip.track) } as Rec)
        copyContent(document, newId, clip.id, id)
        made.push(id)
      }
    }
  })
  return made
}
function widen(range: number[], place: number): void {
  range[0] = Math.min(range[0]!, place)
  range[1] = Math.max(range[1]!, place)
}
/** What copies say of group and lock: what was one group is another one, a single clip is in none. */
export function groupsOfCopies(
  newId: NewId,
  clips: readonly Rec[],
): (clip: Rec) => { readonly group: Id | undefined; readonly locked: undefined } {
  const count = new Map<unknown, number>()
  for (const { group } of clips) if (typeof group === 'string') count.set(group, (count.get(group) ?? 0) + 1)
  const groups = new Map<unknown, Id>()
  for (const [group, n] of count) if (n > 1) groups.set(group, newId('group'))
  return (clip) => ({ group: groups.get(clip.group), locked: undefined })
}
/**
 * Removes clips with what they hold.
 * @param ripple  what lies later on their tracks closes up by what was taken away before it
 */
export function removeClips(document: Document, ids: readonly Id[], ripple = false): void {
  document.transact(() => {
    const clips = freeIn(document, ids)
    for (const clip of clips) removeClipRecords(document, clip.id)
    if (ripple)
      for (const track of new Set(clips.map((c) => c.track)))
        closeUp(
          document,
          track,
          clips.filter((c) => c.track === track),
        )
  })
}
/** Moves the clips of a track earlier by what the stretches before them last; what two of them share counts once. */
function closeUp(document: Document, track: Id, gone: readonly ClipRecord[]): void {
  const tempo = tempoMap(document.byType<TempoRecord>('tempo'))
  for (const anchor of ['ticks', 'flicks'] as const) {
    const place = (c: ClipRecord, at: number) => (c.anchor === anchor ? at : anchor === 'ticks' ? tempo.ticks(at) : tempo.flicks(at))
    const holes = gone.map((c): [number, number] => [place(c, c.at), place(c, c.at + c.length)]).sort((a, b) => a[0] - b[0])
    // The union, with what is taken away before each stretch of it.
    const union: { readonly from: number; to: number; readonly before: number }[] = []
    for (const [from, to] of holes) {
      const last = union.at(-1)
      if (last && from <= last.to) last.to = Math.max(last.to, to)
      else union.push({ from, to, before: last ? last.before + last.to - last.from : 0 })
    }
    for (const clip of document.children<ClipRecord>('track', track, 'clip')) {
      if (clip.anchor !== anchor || clip.locked === true) continue
      let low = 0
      let high = union.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (union[middle]!.from < clip.at) low = middle + 1
        else high = middle
      }
      const hole = union[low - 1]
      const by = hole ? Math.round(hole.before + Math.min(hole.to, clip.at) - hole.from) : 0
      if (by > 0) document.set(clip.id, 'at', Math.max(0, clip.at - by))
    }
  }
}
/**
 * Makes a clip repeat its content in cycles of `loop`, in its anchor's unit and not below LOOP_MIN, until it ends; null = once.
 * What is heard at its start stays.
 */
export function setClipLoop(document: Document, id: Id, loop: number | null): void {
  const clip = document.get(id) as ClipRecord | undefined
  if (clip?.type !== 'clip' || clip.locked === true || Number.isNaN(loop) || loop === Infinity) return
  const was = loopOf(clip)
  if (loop === null && clip.loop === undefined) return
  const tempo = tempoMap(document.byType<TempoRecord>('tempo'))
  const content = (from: number, to: number) =>
    clip.kind === 'audio'
      ? lasting(clip, clip.at + from, clip.at + to, tempo)
      : clip.anchor === 'ticks'
        ? to - from
        : Math.round(tempo.ticks(clip.at + to) - tempo.ticks(clip.at + from))
  const next = loop === null ? null : Math.max(LOOP_MIN[clip.anchor], Math.round(loop))
  const phase = was ? was.phase % was.loop : 0
  // A reversed stretch begins with the end of its content: that is what has to stay.
  const from = isReversed(clip)
    ? content(0, was?.loop ?? clip.length) - content(0, next ?? clip.length) - (next === null ? content(0, phase) : 0)
    : next === null
      ? content(0, phase)
      : 0
  document.transact(() =>
    document.update(id, {
      loop: next ?? undefined,
      phase: next === null || !phase ? undefined : phase % next,
      ...(from ? { from: numberOf(clip.from) + from } : {}),
    }),
  )
}
/** 1 to 8; null = the colour of the track. */
export function setClipColor(document: Document, ids: readonly Id[], color: number | null): void {
  if (color !== null && !Number.isFinite(color)) return
  const value = color === null ? undefined : Math.min(8, Math.max(1, Math.round(color)))
  setOnClips(document, ids, 'color', value)
}
/** Gives clips a name. */
export function renameClips(document: Document, ids: readonly Id[], name: string): void {
  setOnClips(document, ids, 'name', name)
}
/** Locks clips in their place, or frees them: edits that would move, cut, slip or remove them pass over locked ones. */
export function lockClips(document: Document, ids: readonly Id[], on: boolean): void {
  setOnClips(document, ids, 'locked', on || undefined)
}
/**
 * Makes clips a group: selected together. They leave the groups that they were in.
 * @returns the group, undefined when there are not two
 */
export function groupClips(document: Document, newId: NewId, ids: readonly Id[]): Id | undefined {
  if (clipsIn(document, ids).length < 2) return undefined
  const group = newId('group')
  setOnClips(document, ids, 'group', group)
  return group
}
/** Dissolves the groups of clips. */
export function ungroupClips(document: Document, ids: readonly Id[]): void {
  setOnClips(document, withGroups(document, ids), 'group', undefined)
}
function setOnClips(document: Document, ids: readonly Id[], field: string, value: string | number | boolean | undefined): void {
  document.transact(() => {
    for (const id of new Set(ids)) if (document.get(id)?.type === 'clip') document.set(id, field, value)
  })
}
/** Length of a fade, flicks from the edge inwards; it reaches no further than the clip. */
export function setFade(document: Document, id: Id, edge: 'in' | 'out', length: number, shape?: FadeShape): void {
  const clip = document.get(id) as AudioClipRecord | undefined
  if (clip?.type !== 'clip' || Number.isNaN(length)) return
  const fade = Math.max(0, Math.min(length, lasting(clip, clip.at, clip.at + clip.length, tempoMap(document.byType<TempoRecord>('tempo')))))
  document.transact(() =>
    document.update(
      id,
      edge === 'in'
        ? { fadeIn: fade, ...(shape ? { fadeInShape: shape } : {}) }
        : { fadeOut: fade, ...(shape ? { fadeOutShape: shape } : {}) },
    ),
  )
}
/** dB. What is no number changes nothing. */
export function setClipGain(document: Document, id: Id, db: number): void {
  if (Number.isFinite(db)) document.transact(() => document.set(id, 'gain', db))
}
/** Changes the gain of audio clips by dB, each from its own; −144 to 60 in the end. */
export function addClipGain(document: Document, ids: readonly Id[], db: number): void {
  if (!Number.isFinite(db)) return
  document.transact(() => {
    for (const clip of clipsIn(document, ids))
      if (clip.kind === 'audio') document.set(clip.id, 'gain', Math.min(60, Math.max(-144, numberOf(clip.gain) + db)))
  })
}
/** Sets a flag on all of them, or clears it when all have it. Reversing turns the stretch that is heard round in its place. */
export function toggleClip(document: Document, ids: readonly Id[], field: 'muted' | 'reverse'): void {
  document.transact(() => {
    const on = !ids.every((id) => document.get(id)?.[field] === true)
    for (const id of ids) {
      const clip = document.get(id) as ClipRecord | undefined
      const looped = clip?.type === 'clip' && field === 'reverse' && (clip.reverse === true) !== on ? loopOf(clip) : undefined
      // Cycles turn round with it: the last one, which may be cut short, comes first.
      const phase = looped ? turned(-((looped.phase + clip!.length) % looped.loop), looped.loop) || 0 : 0
      document.update(id, { [field]: on, ...(looped && (phase || clip!.phase !== undefined) ? { phase } : {}) })
    }
  })
}
