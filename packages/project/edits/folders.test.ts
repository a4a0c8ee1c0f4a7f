// What is done to several tracks: folders, order, copies, heights.
import { describe, expect, test } from 'vitest'
import { Document } from '../document.ts'
import { History } from '../history.ts'
import { idsOf, seeded, session } from '../random-edits.ts'
import type { Id, Rec } from '../records.ts'
import { dangling, findCycle, repair } from '../schema.ts'
import { track as trackWithStrip } from '../templates/empty.ts'
import { duplicateTracks, groupTracks, lockTrackHeight, moveTracks, setFolded, setTrackHeight, ungroupTracks } from './folders.ts'
import { clipRows, removeStrip, removeTrack, trackDepth, tracksInOrder, visibleTracks } from './tracks.ts'

/** The session with four more tracks: Drums, Bass, A, B, C, D. */
const open = (...more: Rec[]) => ({
  document: new Document([...session(), ...['A', 'B', 'C', 'D'].flatMap((name, i) => trackWithStrip(name, `V${i + 1}`, name, 1)), ...more]),
  newId: idsOf('n'),
})
const id = (name: string) => `track-${name}`
/** Names in order, folders with a colon behind, two blanks for each folder around. */
const tree = (document: Document) =>
  tracksInOrder(document).map((t) => '  '.repeat(trackDepth(document, t.id)) + t.name + (t.folder ? ':' : ''))
const output = (document: Document, track: Id) => document.get(document.get(track)!.strip as Id)!.output
const isSound = (document: Document) => {
  expect(repair(document.all().values()).repaired).toEqual([])
  expect(dangling(document.all())).toEqual([])
  expect(findCycle(document.all())).toBeUndefined()
}

describe('grouping', () => {
  test('puts tracks into a folder where the first stands, and their strips through its bus to main', () => {
    const { document, newId } = open()
    const folder = groupTracks(document, newId, [id('C'), id('A'), 'gone'], 'Choir')!
    expect(tree(document)).toEqual(['Drums', 'Bass', 'Choir:', '  A', '  C', 'B', 'D'])
    expect(document.get(document.get(folder)!.strip as Id)).toMatchObject({ kind: 'bus', output: null, name: 'Choir' })
    expect(['A', 'C', 'B'].map((t) => output(document, id(t)))).toEqual([document.get(folder)!.strip, document.get(folder)!.strip, null])
    isSound(document)
  })
  test('of strips that all feed one bus goes there; of others only those that went to main go through it', () => {
    const { document, newId } = open()
    const mixed = groupTracks(document, newId, [id('bass'), id('A')], 'Mixed')!
    expect([output(document, id('bass')), output(document, id('A')), output(document, mixed)]).toEqual([
      'bus-band',
      document.get(mixed)!.strip,
      null,
    ])
    const inner = groupTracks(document, newId, [id('bass')], 'Inner')!
    expect([output(document, id('bass')), output(document, inner)]).toEqual([document.get(inner)!.strip, 'bus-band'])
    expect(tree(document)).toEqual(['Drums', 'Mixed:', '  Inner:', '    Bass', '  A', 'B', 'C', 'D'])
    isSound(document)
  })
  test('takes a folder with what is in it, and keeps the order of what comes from several', () => {
    const { document, newId } = open()
    const low = groupTracks(document, newId, [id('C'), id('D')], 'Low')!
    groupTracks(document, newId, [id('B'), low, id('D')], 'All')
    expect(tree(document)).toEqual(['Drums', 'Bass', 'A', 'All:', '  B', '  Low:', '    C', '    D'])
    groupTracks(document, newId, [id('D'), id('bass')], 'Cross')
    expect(tree(document)).toEqual(['Drums', 'Cross:', '  Bass', '  D', 'A', 'All:', '  B', '  Low:', '    C'])
    isSound(document)
  })
  test('of nothing makes nothing, and undone everything is as it was', () => {
    const { document, newId } = open()
    const before = tree(document)
    const history = new History(document)
    expect(groupTracks(document, newId, ['gone', 'main'], 'No')).toBeUndefined()
    groupTracks(document, newId, [id('A')], 'One')
    expect(history.steps).toHaveLength(1)
    history.undo()
    expect(tree(document)).toEqual(before)
  })
})
describe('ungrouping, and removing a folder or its strip', () => {
  const nested = () => {
    const opened = open()
    const inner = groupTracks(opened.document, opened.newId, [id('B'), id('C')], 'Inner')!
    const outer = groupTracks(opened.document, opened.newId, [id('A'), inner, id('D')], 'Outer')!
    return { ...opened, inner, outer }
  }
  test.each<[string, (d: Document, inner: Id) => void]>([
    ['ungroupTracks', (d, inner) => ungroupTracks(d, [inner, id('A')])],
    ['removeTrack', (d, inner) => removeTrack(d, inner)],
    ['removeStrip', (d, inner) => removeStrip(d, d.get(inner)!.strip as Id)],
  ])('%s leaves what was in it in its place, feeding what it fed', (_, remove) => {
    const { document, inner, outer } = nested()
    const bus = document.get(inner)!.strip as Id
    remove(document, inner)
    expect(tree(document)).toEqual(['Drums', 'Bass', 'Outer:', '  A', '  B', '  C', '  D'])
    expect(output(document, id('B'))).toBe(document.get(outer)!.strip)
    expect([document.get(inner), document.get(bus)]).toEqual([undefined, undefined])
    isSound(document)
    remove(document, outer)
    expect(tree(document)).toEqual(['Drums', 'Bass', 'A', 'B', 'C', 'D'])
    expect(output(document, id('B'))).toBeNull()
    isSound(document)
  })
})
describe('moving', () => {
  test('puts several before one, in their order; before one of them is before what follows', () => {
    const { document } = open()
    moveTracks(document, [id('D'), id('B')], id('bass'))
    expect(tree(document)).toEqual(['Drums', 'B', 'D', 'Bass', 'A', 'C'])
    moveTracks(document, [id('drums'), id('B')], id('B'))
    expect(tree(document)).toEqual(['Drums', 'B', 'D', 'Bass', 'A', 'C'])
    moveTracks(document, [id('drums'), id('A')], undefined)
    expect(tree(document)).toEqual(['B', 'D', 'Bass', 'C', 'Drums', 'A'])
  })
  test('into a folder and out of it takes the sound along, unless it goes its own way', () => {
    const { document, newId } = open()
    const folder = groupTracks(document, newId, [id('A')], 'F')!
    moveTracks(document, [id('B'), id('bass')], id('A'))
    expect(tree(document)).toEqual(['Drums', 'F:', '  Bass', '  B', '  A', 'C', 'D'])
    expect([output(document, id('B')), output(document, id('bass'))]).toEqual([document.get(folder)!.strip, 'bus-band'])
    moveTracks(document, [id('C')], undefined, folder)
    moveTracks(document, [id('A'), id('bass')], id('drums'))
    expect(tree(document)).toEqual(['Bass', 'A', 'Drums', 'F:', '  B', '  C', 'D'])
    expect([output(document, id('A')), output(document, id('bass'))]).toEqual([null, 'bus-band'])
    isSound(document)
  })
  test('a folder into itself, or into what is in it or no folder, is refused', () => {
    const { document, newId } = open()
    const inner = groupTracks(document, newId, [id('A')], 'Inner')!
    const outer = groupTracks(document, newId, [inner], 'Outer')!
    document.onChange(() => expect.unreachable())
    for (const into of [outer, inner, id('B'), 'gone']) moveTracks(document, [outer], undefined, into)
    for (const before of [inner, id('A'), outer, 'gone']) moveTracks(document, [outer], before)
  })
  test('at random never loses a track, closes a circle or leaves anything to repair (seeds 1 to 60)', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { document, newId } = open()
      const random = seeded(seed)
      const any = () => tracksInOrder(document)[Math.floor(random() * document.byType('track').length)]!.id
      for (let i = 0; i < 25; i++) {
        if (random() < 0.3) groupTracks(document, newId, [any(), any()], `F${i}`)
        else if (random() < 0.2) ungroupTracks(document, [any()])
        else moveTracks(document, [any(), any()], random() < 0.2 ? undefined : any(), random() < 0.5 ? undefined : any())
        const rows = tracksInOrder(document)
        expect(new Set(rows.map((t) => t.id)).size, `seed ${seed}`).toBe(document.byType('track').length)
        for (const [at, t] of rows.entries())
          if (t.parent)
            expect(
              rows.findIndex((p) => p.id === t.parent),
              `seed ${seed}`,
            ).toBeLessThan(at)
      }
      expect(['drums', 'bass', 'A', 'B', 'C', 'D'].every((t) => document.get(id(t)))).toBe(true)
      isSound(document)
    }
  })
})
test('folded folders hide what is in them, from rows for clips too', () => {
  const { document, newId } = open()
  const folder = groupTracks(document, newId, [id('A'), id('B')], 'F')!
  const names = (list: readonly Rec[]) => list.map((t) => t.name)
  expect(names(clipRows(document))).toEqual(['Drums', 'Bass', 'A', 'B', 'C', 'D'])
  setFolded(document, folder, true)
  setFolded(document, id('C'), true)
  expect(names(visibleTracks(document))).toEqual(['Drums', 'Bass', 'F', 'C', 'D'])
  expect(names(clipRows(document))).toEqual(['Drums', 'Bass', 'C', 'D'])
  setFolded(document, folder, false)
  expect([visibleTracks(document).length, document.get(id('C'))!.folded]).toEqual([7, undefined])
})
describe('duplicating', () => {
  test('copies strip, devices, zones, sends, automation, clips and notes, behind the original', () => {
    const { document, newId } = open(
      { id: 'p', type: 'point', target: 'strip-drums-gain', param: 'gain', at: 0, value: 0, curve: 'hold' },
      { id: 's', type: 'send', strip: 'strip-drums', target: 'bus-hall', order: 'V', gain: 0, pre: false },
      { id: 'sp', type: 'point', target: 's', param: 'gain', at: 0, value: 0, curve: 'hold' },
    )
    const [drums, bass] = duplicateTracks(document, newId, [id('bass'), id('drums')]) as [Id, Id]
    expect(tree(document)).toEqual(['Drums', 'Drums 2', 'Bass', 'Bass 2', 'A', 'B', 'C', 'D'])
    const below = (track: Id) => {
      const strip = document.get(track)!.strip as Id
      const parts = document.children('strip', strip).filter((r) => r.type !== 'track')
      const points = [strip, ...parts.map((p) => p.id)].flatMap((target) => document.children('target', target, 'point'))
      const clips = document.children('track', track, 'clip')
      const rest = [...parts.flatMap((p) => document.children('device', p.id)), ...clips.flatMap((c) => document.children('clip', c.id))]
      const { id: _, name: __, order: ___, ...own } = document.get(strip)!
      const plain = [...parts, ...points, ...clips, ...rest].map(({ id: _, strip: __, target, device, track, clip, ...r }) =>
        JSON.stringify(r),
      )
      return { own, plain: plain.sort() }
    }
    expect(below(drums)).toEqual(below(id('drums')))
    expect(below(bass)).toEqual(below(id('bass')))
    expect(below(drums).plain.length).toBeGreaterThan(5)
    const fromCopy = document.children('strip', document.get(drums)!.strip as Id, 'send')[0]!
    expect(fromCopy.target).toBe('bus-hall')
    expect(duplicateTracks(document, newId, [drums]).map((t) => document.get(t)!.name)).toEqual(['Drums 3'])
    isSound(document)
  })
  test('a folder is copied with what is in it, whose copies feed its copy', () => {
    const { document, newId } = open()
    const folder = groupTracks(document, newId, [id('A'), id('B')], 'F')!
    const [copy] = duplicateTracks(document, newId, [folder, id('A')])
    expect(tree(document)).toEqual(['Drums', 'Bass', 'F:', '  A', '  B', 'F 2:', '  A 2', '  B 2', 'C', 'D'])
    for (const child of document.children('parent', copy!, 'track')) expect(output(document, child.id)).toBe(document.get(copy!)!.strip)
    expect(document.get(copy!)!.strip).not.toBe(document.get(folder)!.strip)
    isSound(document)
  })
  test('of nothing makes nothing', () => {
    const { document, newId } = open()
    document.onChange(() => expect.unreachable())
    expect(duplicateTracks(document, newId, ['gone', 'main'])).toEqual([])
  })
})
test('heights lie between 24 and 400; locked ones stay', () => {
  const { document } = open()
  lockTrackHeight(document, [id('B')], true)
  setTrackHeight(document, [id('A'), id('B'), 'gone', 'main'], 1000)
  setTrackHeight(document, [id('A')], Number.NaN)
  expect(['A', 'B'].map((t) => document.get(id(t))!.height)).toEqual([400, undefined])
  setTrackHeight(document, [id('A')], 1)
  expect(document.get(id('A'))!.height).toBe(24)
  setTrackHeight(document, [id('A')], null)
  lockTrackHeight(document, [id('B')], false)
  expect([document.get(id('A')), document.get(id('B'))].map((t) => Object.keys(t!).filter((f) => f.startsWith('height')))).toEqual([[], []])
})
describe('what a merge may leave', () => {
  test('two folders in each other, one in itself, one in no folder: all are shown once, and repair puts each right with a sentence', () => {
    const { document } = open()
    document.transact(() => {
      document.update(id('A'), { folder: true, parent: id('B') })
      document.update(id('B'), { folder: true, parent: id('A') })
      document.update(id('C'), { folder: true, parent: id('C') })
      document.update(id('D'), { parent: id('bass') })
    })
    expect(
      tracksInOrder(document)
        .map((t) => t.name)
        .sort(),
    ).toEqual(['A', 'B', 'Bass', 'C', 'D', 'Drums'])
    expect(visibleTracks(document)).toHaveLength(6)
    const { records, repaired } = repair(document.all().values())
    expect(repaired).toHaveLength(3)
    for (const { what } of repaired) expect(what).toMatch(/folder .* it now stands by itself\.$/)
    expect(repair(records.values()).repaired).toEqual([])
    expect(tree(new Document(records.values()))).toEqual(['Drums', 'Bass', 'A:', '  B:', 'C:', 'D'])
  })
})
