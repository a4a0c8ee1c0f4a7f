// Clips taken along and put down: in their project, in another one.
import { expect, test } from 'vitest'
import { Document } from '../document.ts'
import { asset, idsOf, session } from '../random-edits.ts'
import type { ClipRecord } from '../records.ts'
import { dangling, repair } from '../schema.ts'
import { TICKS_PER_QUARTER as Q, FLICKS_PER_SECOND as SECOND } from '../time.ts'
import { type ClipBundle, copyClips, isClipBundle, pasteClips } from './clipboard.ts'
import { clipsOf, groupClips } from './clips.ts'
import { tracksInOrder } from './tracks.ts'

const open = () => ({ document: new Document(session()), newId: idsOf('n') })
const through = (bundle: ClipBundle): ClipBundle => JSON.parse(JSON.stringify(bundle))
const BOTH = ['clip-1', 'clip-2']
const AT = { ticks: 8 * Q, flicks: 4 * SECOND }
const clip = (document: Document, id: string) => document.get(id) as ClipRecord

test('a bundle is plain JSON, says what it is, and nothing else is taken for one', () => {
  const { document } = open()
  const bundle = copyClips(document, [...BOTH, 'gone', 'main'])
  expect(through(bundle)).toEqual(bundle)
  expect(isClipBundle(through(bundle))).toBe(true)
  expect(isClipBundle(copyClips(document, []))).toBe(true)
  expect(bundle).toMatchObject({ length: { ticks: 16 * Q }, rows: [{ name: 'Drums' }, { name: 'Bass' }], assets: [{ id: 'asset-1' }] })
  expect(bundle.clips.map((c) => [c.clip.id, c.row, c.content.length])).toEqual([
    ['clip-1', 0, 0],
    ['clip-2', 1, 3],
  ])
  const bad = [null, 1, 'text', [], {}, { ...bundle, format: 'x' }, { ...bundle, clips: [{ ...bundle.clips[0], row: -1 }] }]
  for (const other of [...bad, { ...bundle, clips: [{ ...bundle.clips[0], clip: { id: 'x', type: 'clip' } }] }, { ...bundle, rows: [1] }])
    expect(isClipBundle(other)).toBe(false)
})
test('put down without a track, clips lie on theirs, on top, as far apart as they were, with what they hold', () => {
  const { document, newId } = open()
  document.transact(() => document.set('clip-1', 'at', 2 * SECOND))
  const made = pasteClips(document, newId, through(copyClips(document, BOTH)), AT)
  // Musical places are counted in ticks, absolute ones in flicks, from the same start.
  expect(made.map((id) => [clip(document, id).track, clip(document, id).at])).toEqual([
    ['track-drums', 6 * SECOND],
    ['track-bass', 8 * Q],
  ])
  expect(clipsOf(document, 'track-bass').map((c) => c.id)).toEqual(['clip-2', made[1]])
  expect(
    document
      .children('clip', made[1]!)
      .map((r) => [r.type, r.key])
      .sort(),
  ).toEqual([
    ['event', undefined],
    ['note', 40],
    ['note', 43],
  ])
  expect(document.byType('asset')).toHaveLength(1)
})
test('put down on a track, the rows follow below it, on new ones when they run out, and folders are none', () => {
  const { document, newId } = open()
  const made = pasteClips(document, newId, copyClips(document, BOTH), AT, 'track-bass')
  expect(made.map((id) => document.get(clip(document, id).track)!.name)).toEqual(['Bass', 'Bass'])
  expect(tracksInOrder(document).map((t) => t.name)).toEqual(['Drums', 'Bass', 'Bass'])
  document.transact(() => document.update('track-bass', { folder: true }))
  const again = pasteClips(document, newId, copyClips(document, ['clip-1']), AT, 'track-bass')
  expect(clip(document, again[0]!).track).toBe(tracksInOrder(document).at(-1)!.id)
})
test('in another project, tracks and assets come along; the same content is not there twice', () => {
  const { document } = open()
  const other = new Document(session().filter((r) => !['clip', 'note', 'event', 'track', 'asset', 'zone', 'hologram'].includes(r.type)))
  const newId = idsOf('o')
  const bundle = through(copyClips(document, BOTH))
  const once = pasteClips(other, newId, bundle, AT)
  expect(tracksInOrder(other).map((t) => t.name)).toEqual(['Drums', 'Bass'])
  expect(clip(other, once[0]!).asset).toBe('asset-1')
  pasteClips(other, newId, bundle, AT, clip(other, once[0]!).track)
  expect([other.byType('asset').length, tracksInOrder(other).length]).toEqual([1, 2])
  expect(repair(other.all().values()).repaired).toEqual([])
  expect(dangling(other.all())).toEqual([])
})
test('an asset of the same content is used under its id here; another one with its id or its name gets new ones', () => {
  const { document } = open()
  const bundle = copyClips(document, ['clip-1'])
  const paste = (there: ReturnType<typeof asset>) => {
    const other = new Document([...session().filter((r) => r.id !== 'asset-1'), there])
    const [id] = pasteClips(other, idsOf('o'), bundle, AT)
    return other.get(clip(other, id!).asset as string)!
  }
  expect(paste({ ...asset('mine'), file: 'media/x.wav' }).id).toBe('mine')
  const renamed = paste({ ...asset('asset-1'), hash: 'b'.repeat(64) })
  expect([renamed.id === 'asset-1', String(renamed.hash)[0], renamed.file]).toEqual([false, 'a', 'media/asset-1 2.wav'])
})
test('a group put down is another group', () => {
  const { document, newId } = open()
  const group = groupClips(document, newId, BOTH)
  const made = pasteClips(document, newId, copyClips(document, BOTH), AT)
  const groups = made.map((id) => clip(document, id).group)
  expect([groups[0] === groups[1], groups[0] === group, typeof groups[0]]).toEqual([true, false, 'string'])
  expect(pasteClips(document, newId, copyClips(document, BOTH), { ticks: Number.NaN, flicks: 0 })).toEqual([])
})
