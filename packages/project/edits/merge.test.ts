// Adding a session to a project: everything of it comes, nothing of ours changes.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { History } from '../history.ts'
import { idsOf, session } from '../random-edits.ts'
import type { Rec } from '../records.ts'
import { dangling, repair } from '../schema.ts'
import { mergeSession } from './merge.ts'
import { tracksInOrder } from './tracks.ts'

/** A project and, beside it, the records that a session added; both made of the same template, so every id of theirs is one of ours too. */
function merged(theirs: readonly Rec[] = session()) {
  const document = new Document(session())
  const ours = new Map(document.all())
  mergeSession(document, theirs, idsOf('new'))
  const added = [...document.all().values()].filter((r) => !ours.has(r.id))
  return { document, ours, added, find: (type: string, name?: string) => added.find((r) => r.type === type && (!name || r.name === name))! }
}
/** Fields that name other records, wherever they are. */
const references = (r: Rec) =>
  [...['strip', 'track', 'clip', 'target', 'output', 'asset', 'sidechain'].map((f) => r[f]), r.type === 'zone' ? r.device : null].filter(
    (v) => typeof v === 'string',
  )

test('nothing of ours changes, and it is one step', () => {
  const document = new Document(session())
  const before = new Map(document.all())
  const history = new History(document)
  mergeSession(document, session(), idsOf('new'))
  for (const [id, record] of before) expect(document.get(id)).toBe(record)
  expect(history.steps).toHaveLength(1)
  history.undo()
  expect(new Map(document.all())).toEqual(before)
})
test('every reference of what came leads to what came, or to our main', () => {
  const { added } = merged()
  const ids = new Set([...added.map((r) => r.id), 'main'])
  for (const r of added) for (const id of references(r)) expect(ids.has(id as string), `${r.type} to ${id}`).toBe(true)
})
test('the project, tempo, meter and main strip stay out, with the devices and automation of main', () => {
  const { added, document } = merged([
    ...session(),
    { id: 'p', type: 'point', target: 'main', param: 'gain', at: 0, value: -99, curve: 'hold' },
  ])
  for (const type of ['project', 'tempo', 'signature']) expect(added.some((r) => r.type === type)).toBe(false)
  expect(
    added
      .filter((r) => r.type === 'strip')
      .map((r) => r.name)
      .sort(),
  ).toEqual(['Band', 'Bass', 'Drums', 'Hall'])
  expect(added.some((r) => r.device === 'limiter')).toBe(false)
  expect(document.children('target', 'main', 'point')).toEqual([])
  expect(document.children('target', 'main-limiter', 'point')).toHaveLength(1)
})
test('everything else comes: clips with notes, zones, sends, markers, and types that nobody knows', () => {
  const { added } = merged()
  const count = (records: readonly Rec[], type: string) => records.filter((r) => r.type === type).length
  for (const type of ['track', 'clip', 'note', 'event', 'zone', 'send', 'marker', 'section', 'asset', 'hologram'])
    expect(count(added, type), type).toBe(count(session(), type))
  expect(added.filter((r) => r.type === 'point')).toHaveLength(1)
})
test('tracks come behind ours, in their order', () => {
  const { document } = merged()
  expect(tracksInOrder(document).map((t) => t.name)).toEqual(['Drums', 'Bass', 'Drums', 'Bass'])
})
test('what fed their main feeds ours, by output, send or as a track on it', () => {
  const { added, find } = merged([
    ...session().map((r) => (r.id === 'strip-drums' ? { ...r, output: 'main' } : r)),
    { id: 's', type: 'send', strip: 'strip-drums', target: 'main', order: 'V', gain: 0, pre: true },
    { id: 't', type: 'track', order: 'Z', name: 'On main', color: 1, strip: 'main' },
  ])
  expect(find('strip', 'Drums').output).toBe('main')
  expect(added.find((r) => r.type === 'send' && r.pre === true)!.target).toBe('main')
  expect(find('track', 'On main').strip).toBe('main')
})
describe('what led nowhere in theirs', () => {
  test('does not lead somewhere in ours', () => {
    // Theirs lacks the hall and the strip of the drums, whose ids ours has.
    const { added, document, find } = merged(session().filter((r) => r.id !== 'bus-hall' && r.id !== 'strip-drums'))
    expect(added.some((r) => r.type === 'send')).toBe(false)
    expect(added.find((r) => r.device === 'compressor')!.sidechain).toBeNull()
    expect(document.children('strip', 'strip-drums', 'track')).toHaveLength(1)
    // Their drums keep what is on them and get a strip.
    expect(added.find((r) => r.kind === 'audio')!.track).toBe(find('track', 'Drums').id)
    expect(added.map((r) => r.id)).toContain(find('track', 'Drums').strip)
  })
  test('a missing asset stays a missing asset', () => {
    const { added, document } = merged(session().filter((r) => r.id !== 'asset-1'))
    const clip = added.find((r) => r.type === 'clip' && r.kind === 'audio')!
    expect(document.get(clip.asset as string)).toBeUndefined()
    expect(dangling(document.all()).map((d) => d.what)).toContainEqual(
      expect.stringContaining("'Loop' refers to an asset that is not there"),
    )
  })
})
test('the result needs no repair, and a second one is as good', () => {
  const { document } = merged()
  mergeSession(document, session(), idsOf('again'))
  expect(repair(document.all().values()).repaired).toEqual([])
  expect(tracksInOrder(document)).toHaveLength(6)
})
