// What is done at the mixer.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { idsOf, session } from '../random-edits.ts'
import type { Rec } from '../records.ts'
import { findCycle } from '../schema.ts'
import {
  addDevice,
  addSend,
  applyPreset,
  devicesOf,
  moveDevice,
  moveStrips,
  removeDevice,
  removeSend,
  sendsOf,
  setGain,
  setOutput,
  setPan,
  setParam,
  toggleDevice,
  toggleMute,
  toggleSolo,
} from './mixer.ts'
import { stripsInOrder } from './tracks.ts'

const open = (...more: Rec[]) => ({ document: new Document([...session(), ...more]), newId: idsOf('n') })
const gain = { id: 'gain', version: 1 }
const strip = (id: string, kind: 'track' | 'bus', order: string): Rec => ({
  ...{ id, type: 'strip', kind, order, name: id, color: 1, gain: 0, pan: 0, mute: false, solo: false, output: null },
})

test('a gain is decibels, silence is null, what is no number changes nothing', () => {
  const { document } = open()
  const after = (db: number) => {
    setGain(document, 'strip-bass', db)
    return document.get('strip-bass')!.gain
  }
  expect([-3, -Infinity, Number.NaN, Infinity, 6].map(after)).toEqual([-3, null, null, null, 6])
})
test('a pan stays between left and right', () => {
  const { document } = open()
  const after = (pan: number) => {
    setPan(document, 'strip-bass', pan)
    return document.get('strip-bass')!.pan
  }
  expect([30, -500, 500, Number.NaN, -Infinity].map(after)).toEqual([30, -100, 100, 100, -100])
})
test('mute and solo turn on and off; an exclusive solo ends the others', () => {
  const { document } = open()
  const solos = () =>
    document
      .byType('strip')
      .flatMap((s) => (s.solo ? [s.id] : []))
      .sort()
  toggleMute(document, 'main')
  toggleMute(document, 'bus-hall')
  toggleMute(document, 'bus-hall')
  expect([document.get('main')!.mute, document.get('bus-hall')!.mute]).toEqual([true, false])
  toggleSolo(document, 'strip-bass')
  toggleSolo(document, 'bus-hall')
  expect(solos()).toEqual(['bus-hall', 'strip-bass'])
  toggleSolo(document, 'strip-drums', true)
  expect(solos()).toEqual(['strip-drums'])
  toggleSolo(document, 'strip-drums', true)
  expect(solos()).toEqual([])
})
describe('outputs and sends', () => {
  test('that would close a circle are refused and change nothing', () => {
    const { document, newId } = open()
    const size = document.all().size
    document.onChange(() => expect.unreachable())
    expect(setOutput(document, 'bus-band', 'strip-bass')).toBe(false)
    expect(setOutput(document, 'bus-hall', 'strip-bass')).toBe(false)
    expect(setOutput(document, 'strip-drums', 'strip-drums')).toBe(false)
    expect(addSend(document, newId, 'bus-hall', 'strip-bass')).toBeUndefined()
    // The compressor on the band listens to the drums.
    expect(setOutput(document, 'bus-band', 'strip-drums')).toBe(false)
    expect([findCycle(document.all()), document.all().size]).toEqual([undefined, size])
  })
  test('main goes nowhere, and what is no strip goes nowhere', () => {
    const { document } = open()
    expect([
      setOutput(document, 'main', 'bus-hall'),
      setOutput(document, 'track-bass', 'bus-hall'),
      setOutput(document, 'gone', null),
    ]).toEqual([false, false, false])
  })
  test('may change where there is a circle already, so that it can be opened', () => {
    const { document } = open({ id: 's', type: 'send', strip: 'bus-hall', target: 'strip-bass', order: 'V', gain: 0, pre: false })
    expect(findCycle(document.all())).toBeDefined()
    expect(setOutput(document, 'strip-bass', null)).toBe(true)
    removeSend(document, 's')
    expect(findCycle(document.all())).toBeUndefined()
  })
  test('a send comes last, at −12 dB, behind the fader; removed, it takes its automation along', () => {
    const { document, newId } = open()
    const id = addSend(document, newId, 'strip-bass', 'bus-band')!
    expect(sendsOf(document, 'strip-bass').map((s) => s.id)).toEqual(['send-1', id])
    expect(document.get(id)).toMatchObject({ gain: -12, pre: false, target: 'bus-band' })
    document.transact(() => document.create({ id: 'p', type: 'point', target: id, param: 'gain', at: 0, value: 0, curve: 'hold' }))
    removeSend(document, id)
    removeSend(document, 'strip-bass')
    expect([document.get(id), document.get('p'), document.get('strip-bass') !== undefined]).toEqual([undefined, undefined, true])
  })
})
describe('devices', () => {
  const chain = (document: Document) => devicesOf(document, 'strip-bass').map((d) => d.id)
  test('are added at the end, before another one, or at the end when that one is gone', () => {
    const { document, newId } = open()
    const a = addDevice(document, newId, 'strip-bass', gain)
    const b = addDevice(document, newId, 'strip-bass', gain, a)
    const c = addDevice(document, newId, 'strip-bass', gain, 'gone')
    const d = addDevice(document, newId, 'strip-bass', { id: 'eq', version: 4 }, a)
    expect(chain(document)).toEqual([b, d, a, c])
    expect(document.get(d)).toMatchObject({ device: 'eq', version: 4, enabled: true, strip: 'strip-bass' })
  })
  test('move within their strip, between those of equal order too', () => {
    const tied = ['a', 'b', 'c'].map(
      (id): Rec => ({ id, type: 'device', strip: 'strip-bass', order: 'V', device: 'gain', version: 1, enabled: true }),
    )
    const { document } = open(...tied)
    moveDevice(document, 'c', 'b')
    expect(chain(document)).toEqual(['a', 'c', 'b'])
    moveDevice(document, 'a', undefined)
    expect(chain(document)).toEqual(['c', 'b', 'a'])
    moveDevice(document, 'a', 'main-limiter')
    moveDevice(document, 'send-1', undefined)
    expect(chain(document)).toEqual(['c', 'b', 'a'])
  })
  test('are bypassed and back, and leave with their zones and automation', () => {
    const { document } = open()
    toggleDevice(document, 'main-limiter')
    expect(document.get('main-limiter')!.enabled).toBe(false)
    toggleDevice(document, 'main-limiter')
    expect(document.get('main-limiter')!.enabled).toBe(true)
    for (const id of ['main-limiter', 'strip-drums-gain', 'strip-bass', 'gone']) removeDevice(document, id)
    expect(['main-limiter', 'point-2', 'strip-drums-gain', 'zone-1', 'strip-bass'].map((id) => document.get(id) !== undefined)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ])
  })
  test('parameters are fields of their own; a preset sets all of them, what it does not name goes back to its default', () => {
    const { document } = open()
    setParam(document, 'strip-drums-gain', 'mix', 30)
    setParam(document, 'strip-drums-gain', 'mix', Number.NaN)
    expect(document.get('strip-drums-gain')).toMatchObject({ 'p.gain': 1, 'p.mix': 30 })
    applyPreset(document, 'strip-drums-gain', { name: 'Loud', params: { gain: 6, width: undefined } })
    const device = document.get('strip-drums-gain')!
    expect([device.preset, device['p.gain'], Object.keys(device).filter((f) => f.startsWith('p.'))]).toEqual(['Loud', 6, ['p.gain']])
    applyPreset(document, 'gone', { name: 'Loud', params: {} })
    expect(document.get('gone')).toBeUndefined()
  })
})

describe('chosen strips', () => {
  const NAMES = ['x1', 'x2', 'x3']
  const some = () => {
    const { document } = open(...NAMES.map((id, i) => strip(id, 'track', `zz${i + 1}`)), strip('b1', 'bus', 'x'), strip('b2', 'bus', 'y'))
    const of = (field: string) => NAMES.map((id) => document.get(id)?.[field])
    return { document, of }
  }
  test('move, mute and solo together: levels and pans by as much, states to the same', () => {
    const { document, of } = some()
    setGain(document, 'x2', -10)
    setGain(document, 'x1', -6, NAMES)
    expect(of('gain')).toEqual([-6, -16, -6])
    // Pulled down and up again they keep their distances.
    setGain(document, 'x1', -Infinity, NAMES)
    setGain(document, 'x1', 0, NAMES)
    expect(of('gain')).toEqual([0, -10, 0])
    setPan(document, 'x3', 80)
    setPan(document, 'x1', 30, NAMES)
    expect(of('pan')).toEqual([30, 30, 100])
    toggleMute(document, 'x2')
    toggleMute(document, 'x1', NAMES)
    expect(of('mute')).toEqual([true, true, true])
    toggleSolo(document, 'x3', true, NAMES)
    expect(of('solo')).toEqual([true, true, true])
  })
  test('move to another place among their kind, in their order; others stay', () => {
    const { document } = some()
    const order = () => stripsInOrder(document).flatMap((x) => (/^[xb]\d/.test(x.id) ? [x.id] : []))
    expect(order()).toEqual(['x1', 'x2', 'x3', 'b1', 'b2'])
    moveStrips(document, ['x3', 'b2'], 'x1')
    expect(order()).toEqual(['x3', 'x1', 'x2', 'b2', 'b1'])
    moveStrips(document, ['x1', 'x3'], undefined)
    expect(order()).toEqual(['x2', 'x3', 'x1', 'b2', 'b1'])
    moveStrips(document, ['x2', 'x3'], 'x3')
    expect(order()).toEqual(['x2', 'x3', 'x1', 'b2', 'b1'])
    moveStrips(document, ['main', 'nothing'], 'x1')
    expect(order()).toEqual(['x2', 'x3', 'x1', 'b2', 'b1'])
  })
})
