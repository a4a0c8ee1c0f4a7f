import { expect, test } from 'vitest'
import { Document } from '../document.ts'
import { serialise } from '../file.ts'
import { History } from '../history.ts'
import type { AssetRecord } from '../records.ts'
import { validate } from '../schema.ts'
import { addZones, effectFile, noteName, parseNote, removeZone, setEffectFile, setZone, zonesOf } from './zones.ts'

let serial = 0
const newId = (prefix: string) => `${prefix}-${++serial}`
const asset = (id: string): AssetRecord => ({
  id,
  type: 'asset',
  name: id,
  file: `media/${id}.wav`,
  hash: id,
  sampleRate: 48_000,
  channels: 1,
  frames: 1000,
})
const sampler = () => new Document([{ id: 's', type: 'device', strip: 'x', order: 'a', device: 'sampler', version: 1, enabled: true }])
const keys = (d: Document) => zonesOf(d, 's').map((z) => [z.keyLow, z.root, z.keyHigh])

test('one sample plays on all keys, several on a key each from middle C', () => {
  const one = sampler()
  addZones(one, newId, 's', [asset('a')])
  expect(keys(one)).toEqual([[0, 60, 127]])
  const many = sampler()
  addZones(many, newId, 's', [asset('a'), asset('b'), asset('c')])
  expect(keys(many)).toEqual([
    [60, 60, 60],
    [61, 61, 61],
    [62, 62, 62],
  ])
  expect(many.byType('asset')).toHaveLength(3)
})
test('a sample that played everywhere makes room for the next', () => {
  const d = sampler()
  addZones(d, newId, 's', [asset('a')])
  addZones(d, newId, 's', [asset('b')])
  expect(keys(d)).toEqual([
    [0, 60, 60],
    [61, 61, 61],
  ])
})
test('limits that cross push each other, and all stays in range', () => {
  const d = sampler()
  const [id] = addZones(d, newId, 's', [asset('a')])
  setZone(d, id!, { keyHigh: 40 })
  setZone(d, id!, { keyLow: 80 })
  expect(keys(d)).toEqual([[80, 60, 80]])
  setZone(d, id!, { keyHigh: 10, velocityLow: 900, root: -4 })
  expect(keys(d)).toEqual([[10, 0, 10]])
  for (const record of d.all().values()) expect(validate(record)).toEqual([])
})
test('each is one step of undo', () => {
  const d = sampler()
  const history = new History(d)
  const before = serialise(d.all().values())
  const [id] = addZones(d, newId, 's', [asset('a'), asset('b')])
  setZone(d, id!, { loop: 'forward' })
  removeZone(d, id!)
  expect(history.steps).toHaveLength(3)
  history.goTo(0)
  expect(serialise(d.all().values())).toBe(before)
})
test('an effect has one file: another takes its place in one step of undo, and the files stay in the project', () => {
  const d = sampler()
  const history = new History(d)
  setEffectFile(d, newId, 's', asset('hall'))
  setEffectFile(d, newId, 's', asset('room'))
  expect([effectFile(d, 's')?.asset, d.byType('zone').length, d.byType('asset').length]).toEqual(['room', 1, 2])
  setEffectFile(d, newId, 's', null)
  expect(effectFile(d, 's')).toBeUndefined()
  history.undo()
  history.undo()
  expect(effectFile(d, 's')?.asset).toBe('hall')
})
test('every key has a name that reads back', () => {
  for (let key = 0; key < 128; key++) expect(parseNote(noteName(key))).toBe(key)
  expect([noteName(60), noteName(69), parseNote('f#3'), parseNote('Bb-1'), parseNote('64')]).toEqual(['C4', 'A4', 54, 10, 64])
  for (const bad of ['', 'h4', '128', 'c99', 'c-2']) expect(parseNote(bad)).toBeUndefined()
})
