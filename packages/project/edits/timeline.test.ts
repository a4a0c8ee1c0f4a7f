// What is done to tempo, meter, markers and sections.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { idsOf, session } from '../random-edits.ts'
import type { SignatureRecord, TempoRecord } from '../records.ts'
import { repair } from '../schema.ts'
import { signatureMap } from '../signature.ts'
import { tempoMap } from '../tempo.ts'
import { TICKS_PER_QUARTER as Q } from '../time.ts'
import {
  addMarker,
  addSection,
  moveMarkers,
  moveTimeline,
  removeFromTimeline,
  renameMarker,
  setSection,
  setSignature,
  setTempo,
} from './timeline.ts'

const open = () => ({ document: new Document(session()), newId: idsOf('n') })
const bpm = (document: Document, at: number) => tempoMap(document.byType<TempoRecord>('tempo')).bpm(at)
const meter = (document: Document, at: number) => signatureMap(document.byType<SignatureRecord>('signature')).at(at)

describe('tempo', () => {
  test('holds from its place on; at a place that has one, it changes that one', () => {
    const { document, newId } = open()
    const id = setTempo(document, newId, 8 * Q, 60)!
    expect([bpm(document, 8 * Q - 1), bpm(document, 8 * Q)]).toEqual([120, 60])
    expect(setTempo(document, newId, 8 * Q, 70, 'ramp')).toBe(id)
    expect(bpm(document, 12 * Q)).toBe(80)
    expect(setTempo(document, newId, -5, 100)).toBe('tempo-1')
  })
  test('stays between 5 and 999; what is no number sets nothing', () => {
    const { document, newId } = open()
    const after = (value: number) => {
      setTempo(document, newId, 0, value)
      return bpm(document, 0)
    }
    expect([0, 5000, Number.NaN, 90].map(after)).toEqual([5, 999, 999, 90])
    expect(setTempo(document, newId, Number.NaN, 90)).toBeUndefined()
  })
})
describe('meter', () => {
  test('changes at the bar line at or before the place', () => {
    const { document, newId } = open()
    setSignature(document, newId, 9 * Q, 7, 8)
    expect(meter(document, 8 * Q)).toMatchObject({ numerator: 7, denominator: 8, barStart: 8 * Q })
    expect(meter(document, 8 * Q - 1).numerator).toBe(4)
    setSignature(document, newId, 11 * Q, 3, 4)
    expect(document.byType('signature')).toHaveLength(2)
    expect(meter(document, 8 * Q)).toMatchObject({ numerator: 3, denominator: 4 })
  })
  test('that there is not is refused', () => {
    const { document, newId } = open()
    document.onChange(() => expect.unreachable())
    for (const [a, b] of [
      [0, 4],
      [4, 3],
      [65, 4],
      [3.5, 4],
      [4, 0],
      [Number.NaN, 4],
    ] as const)
      expect(setSignature(document, newId, 0, a, b)).toBeUndefined()
  })
})
test('markers and sections are added, move together and stop at 0 together', () => {
  const { document, newId } = open()
  const a = addMarker(document, newId, 4 * Q + 0.4, 'Drop')
  const b = addSection(document, newId, 8 * Q, 4 * Q, 'Chorus', 2)
  expect(document.get(a)).toEqual({ id: a, type: 'marker', at: 4 * Q, name: 'Drop' })
  expect(document.get(b)).toEqual({ id: b, type: 'section', at: 8 * Q, length: 4 * Q, name: 'Chorus', color: 2 })
  moveMarkers(document, [a, b, 'gone', 'tempo-2'], -99 * Q)
  expect([document.get(a)!.at, document.get(b)!.at, document.get('tempo-2')!.at]).toEqual([0, 4 * Q, 16 * Q])
  expect(repair(document.all().values()).repaired).toEqual([])
})
test('removing leaves the tempo and meter that the project begins with, and what is not of the timeline', () => {
  const { document } = open()
  removeFromTimeline(document, ['tempo-1', 'tempo-2', 'tempo-3', 'signature-1', 'marker-1', 'section-1', 'clip-1', 'gone'])
  expect(
    ['tempo-1', 'tempo-2', 'tempo-3', 'signature-1', 'marker-1', 'section-1', 'clip-1'].map((id) => document.get(id) !== undefined),
  ).toEqual([true, false, false, true, false, false, true])
})
describe('moving what is on the timeline', () => {
  test('takes tempos along, stops together, and leaves what the project begins with', () => {
    const { document } = open()
    const at = () => ['tempo-1', 'tempo-2', 'tempo-3', 'marker-1', 'section-1', 'signature-1'].map((id) => document.get(id)?.at)
    moveTimeline(document, ['tempo-1', 'tempo-2', 'marker-1', 'signature-1', 'clip-1', 'gone'], 4 * Q)
    expect(at()).toEqual([0, 20 * Q, 32 * Q, 4 * Q, 0, 0])
    moveTimeline(document, ['tempo-2', 'marker-1'], -99 * Q)
    expect(at()).toEqual([0, 16 * Q, 32 * Q, 0, 0, 0])
    moveTimeline(document, ['tempo-3'], -16 * Q)
    expect([document.get('tempo-2'), document.get('tempo-3')!.at]).toEqual([undefined, 16 * Q])
    moveTimeline(document, ['tempo-3'], -99 * Q)
    expect([document.get('tempo-1')!.at, document.get('tempo-3')!.at]).toEqual([0, 1])
    moveTimeline(document, ['tempo-3'], Number.NaN)
    expect(document.get('tempo-3')!.at).toBe(1)
  })
  test('brings meters to bar lines, in place of one that is there', () => {
    const { document, newId } = open()
    const a = setSignature(document, newId, 8 * Q, 3, 4)!
    const b = setSignature(document, newId, 17 * Q, 5, 4)!
    expect(document.get(b)!.at).toBe(17 * Q)
    moveTimeline(document, [a], 3 * Q)
    expect(document.get(a)!.at).toBe(12 * Q)
    moveTimeline(document, [b], -4 * Q)
    expect([document.get(a), document.get(b)!.at]).toEqual([undefined, 12 * Q])
    expect(document.byType('signature')).toHaveLength(2)
  })
})
test('markers and sections get names; a section gets its other fields in range', () => {
  const { document } = open()
  renameMarker(document, 'marker-1', 'Intro')
  renameMarker(document, 'section-1', 'Chorus')
  renameMarker(document, 'clip-1', 'No')
  expect(['marker-1', 'section-1', 'clip-1'].map((id) => document.get(id)!.name)).toEqual(['Intro', 'Chorus', 'Loop'])
  setSection(document, 'section-1', { at: -5, length: 0.2, color: 99 })
  expect(document.get('section-1')).toMatchObject({ at: 0, length: 1, color: 8, name: 'Chorus' })
  setSection(document, 'section-1', { at: Number.NaN, length: Infinity, name: 'End' })
  expect(document.get('section-1')).toMatchObject({ at: 0, length: 1, name: 'End' })
  setSection(document, 'marker-1', { at: 7 })
  expect(document.get('marker-1')!.at).toBe(0)
})
