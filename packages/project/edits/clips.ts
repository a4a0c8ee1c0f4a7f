// What is done to clips. Each function is one transaction.
import type { Document } from '../document.ts'
import { between, byOrder } from '../order.ts'
import type { AssetRecord, AudioClipRecord, ClipRecord, FadeShape, Id, Rec } from '../records.ts'
import type { TempoMap } from '../tempo.ts'
import { flicksOfFrames } from '../time.ts'
import { addTrack, type NewId, removeClipRecords } from './tracks.ts'

export const clipsOf = (document: Document, track: Id): ClipRecord[] => document.children<ClipRecord>('track', track, 'clip').sort(byOrder)
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
/** Moves clips by `delta` ticks or flicks of each clip's own anchor, and onto another track when given. Nothing moves before 0. */
export function moveClips(
  document: Document,
  ids: readonly Id[],
  delta: { readonly ticks: number; readonly flicks: number },
  track?: Id,
): void {
  document.transact(() => {
    for (const id of ids) {
      const clip = document.get(id) as ClipRecord | undefined
      if (!clip) continue
      const by = clip.anchor === 'ticks' ? delta.ticks : delta.flicks
      document.update(id, { at: Math.max(0, clip.at + by), ...(track ? { track, order: topOrder(document, track) } : {}) })
    }
  })
}
/** Cuts a clip's start or end to a new place in its own anchor's unit; its content stays where it is on the timeline. */
export function trimClip(document: Document, id: Id, edge: 'start' | 'end', at: number, tempo: TempoMap): void {
  const clip = document.get(id) as ClipRecord | undefined
  if (!clip) return
  const end = clip.at + clip.length
  document.transact(() => {
    if (edge === 'end') document.set(id, 'length', Math.max(1, Math.round(at) - clip.at))
    else {
      const start = Math.min(Math.max(0, Math.round(at)), end - 1)
      document.update(id, { at: start, length: end - start, ...slid(clip, start, tempo) })
    }
  })
}
/** `from` of a clip whose start moves to `start`, so that its content does not. */
function slid(clip: ClipRecord, start: number, tempo: TempoMap): { readonly from?: number } {
  const by = start - clip.at
  const from = Number(clip.from ?? 0)
  if (clip.kind !== 'audio') return { from: from + (clip.anchor === 'ticks' ? by : tempo.ticks(start) - tempo.ticks(clip.at)) }
  // A reversed clip's content hangs on its end.
  if (clip.reverse === true) return {}
  return { from: from + (clip.anchor === 'flicks' ? by : Math.round(tempo.flicks(start) - tempo.flicks(clip.at))) }
}
/**
 * Splits a clip at a place in its own anchor's unit: the two parts sound like the whole.
 * @returns the id of the right part, or undefined when the place is not inside the clip
 */
export function splitClip(document: Document, newId: NewId, id: Id, at: number, tempo: TempoMap): Id | undefined {
  const clip = document.get(id) as ClipRecord | undefined
  const place = Math.round(at)
  if (!clip || place <= clip.at || place >= clip.at + clip.length) return undefined
  const right = newId('clip')
  const left = place - clip.at
  const rest = clip.length - left
  const own =
    clip.anchor === 'ticks' ? (t: number, d: number) => Math.round(tempo.flicks(t + d) - tempo.flicks(t)) : (_: number, d: number) => d
  document.transact(() => {
    const second: Record<string, unknown> = {
      ...clip,
      id: right,
      at: place,
      length: rest,
      order: topOrder(document, clip.track),
      ...slid(clip, place, tempo),
    }
    const first: { [field: string]: number } = { length: left }
    if (clip.kind === 'audio') {
      second.fadeIn = 0
      first.fadeOut = 0
      // Fades that reach over the cut end at it.
      first.fadeIn = Math.min(Number(clip.fadeIn ?? 0), own(clip.at, left))
      second.fadeOut = Math.min(Number(clip.fadeOut ?? 0), own(place, rest))
      if (clip.reverse === true) {
        const from = Number(clip.from ?? 0)
        second.from = from
        first.from = from + own(place, rest)
      }
    } else {
      // Notes belong to one clip: the right part gets its own copies; what lies outside a part is not played.
      for (const child of document.children('clip', id)) document.create({ ...child, id: newId(child.type), clip: right } as Rec)
    }
    document.create(second as Rec)
    document.update(id, first)
  })
  return right
}
export function duplicateClips(document: Document, newId: NewId, ids: readonly Id[]): Id[] {
  const made: Id[] = []
  document.transact(() => {
    const clips = ids.map((id) => document.get(id) as ClipRecord).filter((c) => c?.type === 'clip')
    if (!clips.length) return
    const by = Math.max(...clips.map((c) => c.at + c.length)) - Math.min(...clips.map((c) => c.at))
    for (const clip of clips) {
      const id = newId('clip')
      document.create({ ...clip, id, at: clip.at + by, order: topOrder(document, clip.track) } as Rec)
      for (const child of document.children('clip', clip.id)) document.create({ ...child, id: newId(child.type), clip: id } as Rec)
      made.push(id)
    }
  })
  return made
}
export function removeClips(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of ids) removeClipRecords(document, id)
  })
}
/** Flicks. */
export function setFade(document: Document, id: Id, edge: 'in' | 'out', length: number, shape?: FadeShape): void {
  const clip = document.get(id) as AudioClipRecord | undefined
  if (!clip) return
  document.transact(() =>
    document.update(
      id,
      edge === 'in'
        ? { fadeIn: Math.max(0, length), ...(shape ? { fadeInShape: shape } : {}) }
        : { fadeOut: Math.max(0, length), ...(shape ? { fadeOutShape: shape } : {}) },
    ),
  )
}
export function setClipGain(document: Document, id: Id, db: number): void {
  document.transact(() => document.set(id, 'gain', db))
}
export function toggleClip(document: Document, ids: readonly Id[], field: 'muted' | 'reverse'): void {
  document.transact(() => {
    const on = !ids.every((id) => document.get(id)?.[field] === true)
    for (const id of ids) document.set(id, field, on)
  })
}
