import { expect, test } from 'vitest'
import { Document } from '../document.ts'
import { serialise } from '../file.ts'
import { History } from '../history.ts'
import { asset, session } from '../random-edits.ts'
import { relinkAsset, usesOfAssets } from './media.ts'

test('clips and zones that play a sound are counted; what nothing plays is not there', () => {
  const document = new Document([...session(), asset('unused')])
  const plays = document.all()
  const expected = [...plays.values()].filter((r) => r.asset === 'asset-1').length
  expect(expected).toBeGreaterThan(1)
  expect([...usesOfAssets(document)]).toEqual([['asset-1', expected]])
})
test('another file takes the place of a sound: its name and those who play it stay, undo brings the old one', () => {
  const document = new Document(session())
  const history = new History(document)
  const before = serialise(document.all().values())
  const uses = usesOfAssets(document).get('asset-1')
  relinkAsset(document, 'asset-1', { ...asset('other', 3), file: 'media/other.wav', hash: 'b'.repeat(64) })
  expect(document.get('asset-1')).toMatchObject({ name: 'asset-1.wav', file: 'media/other.wav', frames: 144_000, hash: 'b'.repeat(64) })
  expect(usesOfAssets(document).get('asset-1')).toBe(uses)
  history.undo()
  expect(serialise(document.all().values())).toBe(before)
  relinkAsset(document, 'main', asset('other'))
  expect(serialise(document.all().values())).toBe(before)
})
