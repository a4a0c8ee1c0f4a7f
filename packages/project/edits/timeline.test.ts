// What is done to tempo, meter, markers and sections.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { idsOf, session } from '../random-edits.ts'
import type { SignatureRecord, TempoRecord } from '../records.ts'
import { repair } from '../schema.ts'
import { signatureMap } from '../signature.ts'
import { tempoMap } from '../tempo.ts'
import { TICKS_PER_QUARTER as Q } from '../time.ts'
import { addMarker, addSection, moveMarkers, removeFromTimeline, setSignature, setTempo } from './timeline.ts'

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
