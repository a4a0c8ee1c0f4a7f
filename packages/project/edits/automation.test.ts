// What is done to automation.
import { expect, test } from 'vitest'
import { laneValue } from '../automation.ts'
import { Document } from '../document.ts'
import { idsOf, session } from '../random-edits.ts'
import {
  copyPoints,
  isPointBundle,
  lanePoints,
  movePoints,
  pastePoints,
  removePoints,
  removePointsIn,
  setCurve,
  setPoint,
  thinLane,
} from './automation.ts'

const open = () => ({ document: new Document(session()), newId: idsOf('n') })
const lane = (document: Document) => lanePoints(document, 'strip-bass', 'gain')
const at = { target: 'strip-bass', param: 'gain' }

test('a value is set at a place; a point that is there gets it', () => {
  const { document, newId } = open()
  const id = setPoint(document, newId, { ...at, at: 100.2, value: -12 })!
  expect(lane(document).map((p) => [p.at, p.value, p.curve])).toEqual([
    [0, -6, 'linear'],
    [100, -12, 'linear'],
  ])
  expect(setPoint(document, newId, { ...at, at: 100, value: 0, curve: 'hold' })).toBe(id)
  expect(lane(document).map((p) => p.value)).toEqual([-6, 0])
  expect(setPoint(document, newId, { target: 'strip-bass', param: 'pan', at: 100, value: 0 })).not.toBe(id)
  expect([
    setPoint(document, newId, { ...at, at: Number.NaN, value: 0 }),
    setPoint(document, newId, { ...at, at: 0, value: Infinity }),
  ]).toEqual([undefined, undefined])
  expect(lane(document)).toHaveLength(2)
})
test('points move together and stop at 0 together', () => {
  const { document, newId } = open()
  const id = setPoint(document, newId, { ...at, at: 100, value: -12 })!
  movePoints(document, ['point-1', id, 'clip-1', 'gone'], 50, 3)
  expect(lane(document).map((p) => [p.at, p.value])).toEqual([
    [50, -3],
    [150, -9],
  ])
  movePoints(document, ['point-1', id], -999, 0)
  expect(lane(document).map((p) => p.at)).toEqual([0, 100])
  movePoints(document, ['gone'], 5, 0)
  movePoints(document, [id], 5, Number.NaN)
  expect(lane(document).map((p) => p.at)).toEqual([0, 100])
})
test('thinning a drawn line leaves its curve and little else; other lanes stay', () => {
  const { document, newId } = open()
  for (let i = 0; i <= 400; i++) setPoint(document, newId, { ...at, at: i * 10, value: -30 + Math.abs(i - 200) / 10 })
  const before = lane(document)
  thinLane(document, 'strip-bass', 'gain', 0.01)
  expect(lane(document).map((p) => p.at)).toEqual([0, 2000, 4000])
  for (const p of before) expect(Math.abs(laneValue(lane(document), p.at)! - p.value)).toBeLessThanOrEqual(0.01)
  expect(document.get('point-2')).toBeDefined()
})
test('removing takes points, and nothing else', () => {
  const { document } = open()
  removePoints(document, ['point-1', 'clip-1', 'gone'])
  expect([document.get('point-1'), document.get('clip-1') !== undefined]).toEqual([undefined, true])
})
test('points are copied from several lanes and put down in place of what is there', () => {
  const { document, newId } = open()
  const b = setPoint(document, newId, { ...at, at: 100, value: -12, curve: 'hold' })!
  const far = setPoint(document, newId, { ...at, at: 1050, value: 3 })!
  const kept = setPoint(document, newId, { ...at, at: 1101, value: 4 })!
  const bundle = JSON.parse(JSON.stringify(copyPoints(document, [b, 'point-1', 'point-2', 'gone', 'clip-1'])))
  expect(isPointBundle(bundle)).toBe(true)
  const made = pastePoints(document, newId, bundle, 1000)
  expect(made).toHaveLength(3)
  expect(document.get(far)).toBeUndefined()
  expect(document.get(kept)).toBeDefined()
  expect(lane(document).map((p) => [p.at, p.value, p.curve])).toEqual([
    [0, -6, 'linear'],
    [100, -12, 'hold'],
    [1000, -6, 'linear'],
    [1100, -12, 'hold'],
    [1101, 4, 'linear'],
  ])
  pastePoints(document, newId, copyPoints(document, ['point-1', b]), 50, { target: 'strip-drums', param: 'gain' })
  expect(lanePoints(document, 'strip-drums', 'gain').map((p) => [p.at, p.value])).toEqual([
    [50, -6],
    [150, -12],
  ])
  const lost = { ...bundle, lanes: [{ ...bundle.lanes[0], target: 'gone' }] }
  expect([pastePoints(document, newId, lost, 0), pastePoints(document, newId, bundle, Number.NaN)]).toEqual([[], []])
  for (const bad of [
    null,
    {},
    { ...bundle, lanes: 1 },
    { ...bundle, lanes: [{ ...bundle.lanes[0], points: [{ at: 'x' }] }] },
    { ...bundle, lanes: [null] },
  ])
    expect(isPointBundle(bad)).toBe(false)
})
test('points of a stretch are removed, and curves set, of points only', () => {
  const { document, newId } = open()
  const ids = [10, 20, 30].map((t) => setPoint(document, newId, { ...at, at: t, value: 0 })!)
  removePointsIn(document, 'strip-bass', 'gain', 10, 30)
  expect(lane(document).map((p) => p.at)).toEqual([0, 30])
  setCurve(document, [ids[2]!, 'clip-1', 'gone'], 'hold')
  expect([lane(document).map((p) => p.curve), document.get('clip-1')!.curve]).toEqual([['linear', 'hold'], undefined])
})
