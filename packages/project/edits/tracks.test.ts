// What is done to tracks: order, names, and what goes with them.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { History } from '../history.ts'
import { idsOf, session } from '../random-edits.ts'
import type { Rec } from '../records.ts'
import { dangling, repair } from '../schema.ts'
import { moveTrack } from './folders.ts'
import { addTrack, colorTrack, mainStrip, removeStrip, removeTrack, renameTrack, stripsInOrder, tracksInOrder } from './tracks.ts'

const open = (...more: Rec[]) => ({ document: new Document([...session(), ...more]), newId: idsOf('n') })
const names = (document: Document) => tracksInOrder(document).map((t) => t.name)
const has = (document: Document, ...ids: string[]) => ids.map((id) => document.get(id) !== undefined)

test('a new track comes last with a strip of its own, in the next colour', () => {
  const { document, newId } = open()
  const { track, strip } = addTrack(document, newId, { name: 'Keys', gain: -3, pan: 20, note: 'Rhodes', output: 'bus-band' })
  expect(names(document)).toEqual(['Drums', 'Bass', 'Keys'])
  expect(document.get(track)).toMatchObject({ strip, color: 3, note: 'Rhodes' })
  expect(document.get(strip)).toMatchObject({ kind: 'track', gain: -3, pan: 20, output: 'bus-band', name: 'Keys', color: 3 })
  expect(repair(document.all().values()).repaired).toEqual([])
})
test('strips stand as tracks, buses, main', () => {
  const { document } = open()
  expect(stripsInOrder(document).map((s) => s.id)).toEqual(['strip-drums', 'strip-bass', 'bus-band', 'bus-hall', 'main'])
  expect(mainStrip(document)!.id).toBe('main')
})
describe('removing a track', () => {
  test('removes its clips with their notes, its strip with devices, zones, sends and automation; nothing dangles that did not', () => {
    const { document } = open(
      { id: 'point-d', type: 'point', target: 'strip-drums-gain', param: 'gain', at: 0, value: 0, curve: 'hold' },
      { id: 'to-drums', type: 'send', strip: 'bus-hall', target: 'strip-drums', order: 'V', gain: 0, pre: false },
      { id: 'point-s', type: 'point', target: 'to-drums', param: 'gain', at: 0, value: 0, curve: 'hold' },
    )
    removeTrack(document, 'track-drums')
    expect(has(document, 'track-drums', 'strip-drums', 'strip-drums-gain', 'zone-1', 'clip-1', 'point-d', 'to-drums', 'point-s')).toEqual(
      Array(8).fill(false),
    )
    expect(has(document, 'track-bass', 'clip-2', 'note-1', 'asset-1')).toEqual(Array(4).fill(true))
    // The compressor that listened to it listens to itself.
    expect(document.get('bus-band-compressor')!.sidechain).toBeNull()
    expect(dangling(document.all())).toEqual([])
  })
  test('leaves a strip that another track plays through, and main', () => {
    const second: Rec = { id: 'track-two', type: 'track', order: 'Z', name: 'Two', color: 1, strip: 'strip-drums' }
    const onMain: Rec = { id: 'track-main', type: 'track', order: 'Y', name: 'On main', color: 1, strip: 'main' }
    const { document } = open(second, onMain)
    removeTrack(document, 'track-drums')
    removeTrack(document, 'track-main')
    expect(has(document, 'strip-drums', 'strip-drums-gain', 'main')).toEqual([true, true, true])
    removeTrack(document, 'track-two')
    expect(has(document, 'strip-drums')).toEqual([false])
  })
  test('is one step, and undone everything is back', () => {
    const { document } = open()
    const before = [...document.all().values()]
    const history = new History(document)
    removeTrack(document, 'track-bass')
    expect(history.steps).toHaveLength(1)
    history.undo()
    const byId = (a: Rec, b: Rec) => (a.id < b.id ? -1 : 1)
    expect([...document.all().values()].sort(byId)).toEqual(before.sort(byId))
  })
})
describe('removing a strip', () => {
  test('sends what fed it to main', () => {
    const { document } = open()
    removeStrip(document, 'bus-band')
    expect(has(document, 'bus-band', 'bus-band-compressor')).toEqual([false, false])
    expect(document.get('strip-bass')!.output).toBeNull()
    expect(repair(document.all().values()).repaired).toEqual([])
  })
  test('takes the sends to it, with their automation, along', () => {
    const { document } = open({ id: 'p', type: 'point', target: 'send-1', param: 'gain', at: 0, value: 0, curve: 'hold' })
    removeStrip(document, 'bus-hall')
    expect(has(document, 'send-1', 'p', 'strip-bass')).toEqual([false, false, true])
  })
  test('takes the tracks that play through it along', () => {
    const { document } = open()
    removeStrip(document, 'strip-bass')
    expect(has(document, 'track-bass', 'clip-2', 'note-1', 'event-1', 'point-1')).toEqual(Array(5).fill(false))
    expect(dangling(document.all())).toEqual([])
  })
  test('main stays, and so does what is no strip', () => {
    const { document } = open()
    document.onChange(() => expect.unreachable())
    for (const id of ['main', 'clip-1', 'gone']) removeStrip(document, id)
    for (const id of ['strip-drums', 'gone']) removeTrack(document, id)
    expect(has(document, 'main', 'clip-1', 'strip-drums')).toEqual([true, true, true])
  })
})
describe('moving a track', () => {
  test('puts it before another, or at the end', () => {
    const { document, newId } = open()
    addTrack(document, newId, { name: 'Keys' })
    moveTrack(document, 'track-bass', 'track-drums')
    expect(names(document)).toEqual(['Bass', 'Drums', 'Keys'])
    moveTrack(document, 'track-bass', undefined)
    expect(names(document)).toEqual(['Drums', 'Keys', 'Bass'])
    moveTrack(document, 'track-bass', 'gone')
    moveTrack(document, 'track-bass', 'track-bass')
    expect(names(document)).toEqual(['Drums', 'Keys', 'Bass'])
  })
  test('works between tracks that two people gave the same order', () => {
    const tied = ['a', 'b', 'c', 'd'].map((id): Rec => ({ id, type: 'track', order: 'V', name: id, color: 1, strip: 'main' }))
    const { document } = open(...tied)
    moveTrack(document, 'd', 'b')
    expect(names(document).slice(-4)).toEqual(['a', 'd', 'b', 'c'])
    moveTrack(document, 'track-drums', 'c')
    expect(names(document)).toEqual(['Bass', 'a', 'd', 'b', 'Drums', 'c'])
  })
})
test('names and colours go to the strip too where the track is alone on it', () => {
  const { document } = open({ id: 'two', type: 'track', order: 'Z', name: 'Two', color: 1, strip: 'strip-bass' })
  renameTrack(document, 'track-drums', 'Kit')
  colorTrack(document, 'track-drums', 8)
  expect(document.get('strip-drums')).toMatchObject({ name: 'Kit', color: 8 })
  renameTrack(document, 'track-bass', 'Low')
  expect([document.get('track-bass')!.name, document.get('strip-bass')!.name]).toEqual(['Low', 'Bass'])
  renameTrack(document, 'strip-bass', 'No track')
  expect(document.get('strip-bass')!.name).toBe('Bass')
})
