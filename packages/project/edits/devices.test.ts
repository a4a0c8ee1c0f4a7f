// Devices moved, copied and replaced, within a project and between two.
import { expect, test } from 'vitest'
import { Document } from '../document.ts'
import type { DeviceRecord, Rec } from '../records.ts'
import { copiesOf, copyState, moveDevices, pasteDevices, replaceDevice, setMix, setSidechain, switchState } from './devices.ts'
import { devicesOf } from './mixer.ts'

const strip = (id: string, output: string | null = null): Rec => ({ id, type: 'strip', kind: 'track', order: id, name: id, output })
const device = (id: string, on: string, order: string, more: object = {}): Rec => ({
  ...{ id, type: 'device', strip: on, order, device: 'gain', version: 1, enabled: true },
  ...more,
})
const point: Rec = { id: 'p', type: 'point', target: 'a', param: 'gain', at: 0, value: 1, curve: 'linear' }
const asset: Rec = { id: 'rec', type: 'asset', name: 'Rec', file: 'media/x.wav', hash: 'ff', sampleRate: 48_000, channels: 1, frames: 9 }
const zone: Rec = { id: 'z', type: 'zone', device: 'b', asset: 'rec', keyLow: 0, keyHigh: 127, root: 60 }
const song = (...more: Rec[]) =>
  new Document([
    { id: 'project', type: 'project', name: 'x' },
    ...[strip('s'), strip('t', 's'), device('a', 's', 'D'), device('b', 's', 'V', { 'p.gain': -3, preset: 'Soft' }), device('c', 't', 'V')],
    ...more,
  ])
let n = 0
const newId = (prefix: string) => `${prefix}-${n++}`
const names = (d: Document, s: string) => devicesOf(d, s).map((x) => x.id)

test('devices move between two others of any strip, with their automation', () => {
  const d = song(point)
  moveDevices(d, ['b', 'a'], 't', 'c')
  expect([names(d, 's'), names(d, 't')]).toEqual([[], ['b', 'a', 'c']])
  moveDevices(d, ['c'], 't', 'b')
  expect(names(d, 't')).toEqual(['c', 'b', 'a'])
  expect(d.get('p')?.target).toBe('a')
})
test('a copy has the settings, the preset and the zones, and is not the same device', () => {
  const d = song(zone, asset)
  const [id] = pasteDevices(d, newId, 't', copiesOf(d, ['b']), 'c')
  expect(names(d, 't')).toEqual([id, 'c'])
  expect(d.get(id!)).toMatchObject({ 'p.gain': -3, preset: 'Soft', device: 'gain', strip: 't' })
  expect(d.children('device', id!, 'zone').map((z) => z.asset)).toEqual(['rec'])
})
test('into another project go the assets too: one by the same bytes is used, one of the same id is not overwritten', () => {
  const copies = copiesOf(song(zone, asset), ['b'])
  const other = song({ ...asset, hash: 'other' })
  const [id] = pasteDevices(other, newId, 's', copies)
  const used = other.children('device', id!, 'zone')[0]!.asset as string
  expect([other.get('rec')?.hash, other.get(used)?.hash]).toEqual(['other', 'ff'])
  const [again] = pasteDevices(other, newId, 's', copies)
  expect(other.children('device', again!, 'zone')[0]!.asset).toBe(used)
})
test('one device takes the place of another and its automation goes', () => {
  const d = song(point)
  const id = replaceDevice(d, newId, 'a', { id: 'eq', version: 1 })
  expect(names(d, 's')).toEqual([id, 'b'])
  expect([d.get('a'), d.get('p')]).toEqual([undefined, undefined])
})
test('no device listens to what it feeds: a key is refused, and dropped when its device moves there', () => {
  // t feeds s.
  const d = song()
  expect([setSidechain(d, 'c', 's'), setSidechain(d, 'c', 't')]).toEqual([false, false])
  expect(setSidechain(d, 'b', 't')).toBe(true)
  const copies = copiesOf(d, ['b'])
  moveDevices(d, ['b'], 't')
  expect((d.get('b') as DeviceRecord).sidechain).toBe(null)
  const [id] = pasteDevices(d, newId, 't', copies)
  expect(d.get(id!)?.sidechain).toBe(undefined)
})

test('A and B are two settings of one device: B begins as A, each keeps what was done to it, values of the one do not stay in the other', () => {
  const d = song()
  const sounds = () => [d.get('b')!.state ?? 'a', d.get('b')!['p.gain'], d.get('b')!['p.mix'], d.get('b')!.preset]
  switchState(d, 'b')
  expect(sounds()).toEqual(['b', -3, undefined, 'Soft'])
  d.transact(() => d.update('b', { 'p.gain': 4, 'p.mix': 20, preset: '' }))
  switchState(d, 'b')
  expect(sounds()).toEqual(['a', -3, undefined, 'Soft'])
  switchState(d, 'b')
  expect(sounds()).toEqual(['b', 4, 20, ''])
  copyState(d, 'b')
  switchState(d, 'b')
  expect(sounds()).toEqual(['a', 4, 20, ''])
})
test('a mix stays between nothing and all; what is no number changes nothing', () => {
  const d = song()
  const after = (mix: number) => {
    setMix(d, 'a', mix)
    return d.get('a')!.mix
  }
  expect([30, -5, Number.NaN, 500].map(after)).toEqual([30, 0, 0, 100])
})
