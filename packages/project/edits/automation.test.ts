// What is done to automation.
import { expect, test } from 'vitest'
import { laneValue } from '../automation.ts'
import { Document } from '../document.ts'
import { idsOf, session } from '../random-edits.ts'
import { lanePoints, movePoints, removePoints, setPoint, thinLane } from './automation.ts'

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
