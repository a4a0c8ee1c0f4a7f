// VCAs and groups of strips.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { idsOf, session } from '../random-edits.ts'
import {
  addMixGroup,
  addVca,
  mixGroupsOf,
  removeMixGroup,
  removeVca,
  setGroupLinks,
  setMixGroup,
  setVca,
  vcaCircle,
  vcasOf,
} from './groups.ts'
import { setGain, toggleMute, toggleSolo } from './mixer.ts'

const open = () => {
  const document = new Document(session().filter((r) => r.type !== 'vca' && r.type !== 'mixgroup'))
  const of = (field: string, ...ids: string[]) => ids.map((id) => document.get(id)?.[field])
  return { document, newId: idsOf('n'), of }
}
const BOTH = ['strip-bass', 'strip-drums']

describe('VCAs', () => {
  test('a new one stands over strips and under what they were under; main stays under none', () => {
    const { document, newId, of } = open()
    const outer = addVca(document, newId, 'All', [...BOTH, 'main'])
    expect(of('vca', ...BOTH, 'main')).toEqual([outer, outer, undefined])
    const inner = addVca(document, newId, 'Low', ['strip-bass'])
    expect(of('vca', ...BOTH, inner)).toEqual([inner, outer, outer])
    expect(vcasOf(document).map((v) => v.name)).toEqual(['All', 'Low'])
  })
  test('a circle is named, and not made', () => {
    const { document, newId, of } = open()
    const a = addVca(document, newId, 'A', [])
    const b = addVca(document, newId, 'B', [])
    setVca(document, [b], a)
    expect(vcaCircle(document, a, b)).toEqual(['A', 'B', 'A'])
    expect(vcaCircle(document, a, a)).toEqual(['A', 'A'])
    setVca(document, [a, 'strip-bass'], b)
    expect(of('vca', a, 'strip-bass')).toEqual([null, b])
  })
  test('removed, what was under it stays as loud and goes under the one above', () => {
    const { document, newId, of } = open()
    setGain(document, 'strip-bass', -4)
    setGain(document, 'strip-drums', -Infinity)
    const outer = addVca(document, newId, 'All', BOTH)
    const inner = addVca(document, newId, 'Two', BOTH)
    setGain(document, inner, -3)
    removeVca(document, inner)
    expect(of('vca', ...BOTH)).toEqual([outer, outer])
    expect(of('gain', ...BOTH)).toEqual([-7, null])
    setGain(document, outer, -Infinity)
    removeVca(document, outer)
    expect([of('vca', ...BOTH), of('gain', ...BOTH)]).toEqual([
      [null, null],
      [null, null],
    ])
  })
})

describe('groups', () => {
  test('levels keep their distances, from the bottom too; what is at −∞ stays there', () => {
    const { document, newId, of } = open()
    setGain(document, 'strip-bass', -10)
    setGain(document, 'strip-drums', -4)
    setGain(document, 'bus-hall', -Infinity)
    addMixGroup(document, newId, 'Rhythm', [...BOTH, 'bus-hall'])
    setGain(document, 'strip-bass', -13)
    expect(of('gain', ...BOTH, 'bus-hall')).toEqual([-13, -7, null])
    setGain(document, 'strip-bass', -Infinity)
    setGain(document, 'strip-bass', -10)
    expect(of('gain', ...BOTH, 'bus-hall')).toEqual([-10, -4, null])
  })
  test('mute and solo go together as the links say', () => {
    const { document, newId, of } = open()
    const group = addMixGroup(document, newId, 'Rhythm', BOTH)
    toggleMute(document, 'strip-bass')
    toggleSolo(document, 'strip-drums')
    expect([of('mute', ...BOTH), of('solo', ...BOTH)]).toEqual([
      [true, true],
      [true, true],
    ])
    setGroupLinks(document, group, { linkMute: false })
    toggleMute(document, 'strip-drums')
    setGroupLinks(document, group, { active: false })
    toggleSolo(document, 'strip-bass')
    expect([of('mute', ...BOTH), of('solo', ...BOTH)]).toEqual([
      [true, false],
      [false, true],
    ])
  })
  test('removed, or left, each is for itself', () => {
    const { document, newId, of } = open()
    const group = addMixGroup(document, newId, 'Rhythm', [...BOTH, 'bus-hall'])
    setMixGroup(document, ['bus-hall'], null)
    removeMixGroup(document, group)
    expect([of('mixGroup', ...BOTH, 'bus-hall'), mixGroupsOf(document)]).toEqual([[null, null, null], []])
  })
})
