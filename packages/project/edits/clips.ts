// What is done to clips. Each function is one transaction.
import type { Document } from '../document.ts'
import { between, byOrder } from '../order.ts'
import type { AssetRecord, AudioClipRecord, ClipRecord, FadeShape, Id, Rec, TempoRecord } from '../records.ts'
import { type TempoMap, tempoMap } from '../tempo.ts'
import { flicksOfFrames } from '../time.ts'
import { addTrack, idsForCopies, type NewId, orderAt, removeClipRecords } from './tracks.ts'

/** In order: the last one lies on top. */
export const clipsOf = (document: Document, track: Id): ClipRecord[] => document.children<ClipRecord>('track', track, 'clip').sort(byOrder)
/** The clips among ids, lower ones first, so that what is put on top keeps its layers. */
const clipsIn = (document: Document, ids: readonly Id[]): ClipRecord[] =>
  [...new Set(ids)]
    .map((id) => document.get(id) as ClipRecord)
    .filter((c) => c?.type === 'clip')
    .sort(byOrder)
const topOrder = (document: Document, track: Id) => between(clipsOf(document, track).at(-1)?.order, undefined)

/** Puts an asset on a track as a clip of its whole length; `at` in flicks. */
export function addAudioClip(document: Document, newId: NewId, track: Id, asset: AssetRecord, at: number): Id {
  const id = newId('clip')
  document.transact(() =>
    document.create({
      id,
      type: 'clip',
      kind: 'audio',
      track,
      order: topOrder(document, track),
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
 * Moves clips by `delta` ticks or flicks of each clip's own anchor, and onto another track when given.
 * Nothing moves before 0: there the clips stop together and keep their distances.
 */
export function moveClips(
  document: Document,
  ids: readonly Id[],
  delta: { readonly ticks: number; readonly flicks: number },
  track?: Id,
): void {
  const clips = clipsIn(document, ids)
  const first = (anchor: string) => Math.min(...clips.filter((c) => c.anchor === anchor).map((c) => c.at))
  const by = { ticks: Math.max(delta.ticks, -first('ticks')), flicks: Math.max(delta.flicks, -first('flicks')) }
  document.transact(() => {
    for (const clip of clips)
      document.update(clip.id, { at: clip.at + by[clip.anchor], ...(track ? { track, order: topOrder(document, track) } : {}) })
  })
}
/** Cuts a clip's start or end to a new place in its own anchor's unit; its content stays where it is on the timeline. */
export function trimClip(document: Document, id: Id, edge: 'start' | 'end', at: number, tempo: TempoMap): void {
  const clip = document.get(id) as ClipRecord | undefined
  if (clip?.type !== 'clip' || !Number.isFinite(at)) return
  const end = clip.at + clip.length
  document.transact(() => {
    if (edge === 'end') {
      const length = Math.max(1, Math.round(at) - clip.at)
      document.update(id, {
        length,
        ...(isReversed(clip) ? { from: Number(clip.from ?? 0) - lasting(clip, end, clip.at + length, tempo) } : {}),
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
function slid(clip: ClipRecord, start: number, tempo: TempoMap): { readonly from?: number } {
  const by = start - clip.at
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
  if (clip?.type !== 'clip' || !(place > clip.at && place < clip.at + clip.length)) return undefined
  const right = newId('clip')
  const left = place - clip.at
  const rest = clip.length - left
  document.transact(() => {
    const layers = clipsOf(document, clip.track)
    const second: Record<string, unknown> = {
      ...clip,
      id: right,
      at: place,
      length: rest,
      order: orderAt(document, layers, layers.findIndex((c) => c.id === id) + 1),
      ...slid(clip, place, tempo),
    }
    const first: { [field: string]: number } = { length: left }
    if (clip.kind === 'audio') {
      second.fadeIn = 0
      first.fadeOut = 0
      const end = clip.at + clip.length
      first.fadeIn = Math.min(Number(clip.fadeIn ?? 0), lasting(clip, clip.at, place, tempo))
      second.fadeOut = Math.min(Number(clip.fadeOut ?? 0), lasting(clip, place, end, tempo))
      if (isReversed(clip)) first.from = Number(clip.from ?? 0) + lasting(clip, place, end, tempo)
    } else {
      // Notes belong to one clip: the right part gets its own copies; what lies outside a part is not played.
      copyContent(document, newId, id, right)
    }
    document.create(second as Rec)
    document.update(id, first)
  })
  return right
}
/** Gives a clip copies of what another one holds: notes, events. */
function copyContent(document: Document, newId: NewId, from: Id, to: Id): void {
  const content = document.children('clip', from)
  const ids = idsForCopies(newId, content)
  for (const child of content) document.create({ ...child, id: ids.get(child.id)!, clip: to } as Rec)
}
/** Copies clips with what they hold to right behind the last of them, as far apart as they are; layers stay layers. */
export function duplicateClips(document: Document, newId: NewId, ids: readonly Id[]): Id[] {
  const made: Id[] = []
  document.transact(() => {
    const clips = clipsIn(document, ids)
    if (!clips.length) return
    const tempo = tempoMap(document.byType<TempoRecord>('tempo'))
    const both = { ticks: [] as number[], flicks: [] as number[] }
    for (const clip of clips)
      for (const place of [clip.at, clip.at + clip.length]) {
        both.ticks.push(clip.anchor === 'ticks' ? place : Math.round(tempo.ticks(place)))
        both.flicks.push(clip.anchor === 'flicks' ? place : Math.round(tempo.flicks(place)))
      }
    const span = (places: readonly number[]) => Math.max(...places) - Math.min(...places)
    const by = { ticks: span(both.ticks), flicks: span(both.flicks) }
    for (const clip of clips) {
      const id = newId('clip')
      document.create({ ...clip, id, at: clip.at + by[clip.anchor], order: topOrder(document, clip.track) } as Rec)
      copyContent(document, newId, clip.id, id)
      made.push(id)
    }
  })
  return made
}
/** Removes clips with what they hold. */
export function removeClips(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const clip of clipsIn(document, ids)) removeClipRecords(document, clip.id)
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
/** Sets a flag on all of them, or clears it when all have it. Reversing turns the stretch that is heard round in its place. */
export function toggleClip(document: Document, ids: readonly Id[], field: 'muted' | 'reverse'): void {
  document.transact(() => {
    const on = !ids.every((id) => document.get(id)?.[field] === true)
    for (const id of ids) document.set(id, field, on)
  })
}
