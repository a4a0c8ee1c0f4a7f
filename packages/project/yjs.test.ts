// Merging: people who edit apart end up with the same, whole.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Document } from './document.ts'
import { setGain } from './edits/mixer.ts'
import { removeTrack, renameTrack } from './edits/tracks.ts'
import { expectConvergence, people, send, text } from './people.ts'
import { session } from './random-edits.ts'
import type { Rec } from './records.ts'
import { mirror } from './yjs.ts'

const two = () => people(2, 1) as [ReturnType<typeof people>[0], ReturnType<typeof people>[0]]
const meet = (a: Parameters<typeof send>[0], b: Parameters<typeof send>[0]) => {
  send(a, b)
  send(b, a)
}

describe('converge to the same bytes', () => {
  test('300 seeds of two people who edit, undo and redo apart and meet at random', () => {
    for (let seed = 1; seed <= 300; seed++) expectConvergence(2, seed, 16)
  })
  test('30 seeds of three people', () => {
    for (let seed = 1; seed <= 30; seed++) expectConvergence(3, seed, 30)
  })
})
describe('two people', () => {
  test('turn two knobs of one device, or name and colour one track, and both count', () => {
    const [a, b] = two()
    a.document.transact(() => a.document.set('strip-drums-gain', 'p.gain', 3))
    b.document.transact(() => b.document.set('strip-drums-gain', 'p.mix', 50))
    renameTrack(a.document, 'track-drums', 'Kit')
    b.document.transact(() => b.document.set('track-drums', 'color', 7))
    meet(a, b)
    expect(a.document.get('strip-drums-gain')).toMatchObject({ 'p.gain': 3, 'p.mix': 50 })
    expect(b.document.get('track-drums')).toMatchObject({ name: 'Kit', color: 7 })
  })
  test('write one note differently, and one of the two notes stands, not a mixture', () => {
    const [a, b] = two()
    a.document.transact(() => a.document.update('note-1', { key: 60, velocity: 60 }))
    b.document.transact(() => b.document.update('note-1', { key: 72, velocity: 72 }))
    meet(a, b)
    const note = a.document.get('note-1')!
    expect(note.key).toBe(note.velocity)
    expect(text(a.document)).toBe(text(b.document))
  })
  test('make a note something else and another note at once: whatever is done to it next is the same for both', () => {
    const [a, b] = two()
    a.document.transact(() => a.document.update('note-1', { type: 'hologram', key: 60 }))
    b.document.transact(() => b.document.update('note-1', { key: 72 }))
    meet(a, b)
    a.document.transact(() => a.document.update('note-1', { type: 'hologram', key: 61 }))
    meet(a, b)
    expect(b.document.get('note-1')).toMatchObject({ type: 'hologram', key: 61 })
    expect(text(a.document)).toBe(text(b.document))
  })
  test('undo their own changes only', () => {
    const [a, b] = two()
    setGain(a.document, 'strip-drums', -3)
    meet(a, b)
    setGain(b.document, 'strip-drums', -9)
    setGain(b.document, 'strip-bass', -9)
    meet(a, b)
    a.history.undo()
    meet(a, b)
    expect([a.document.get('strip-drums')!.gain, a.document.get('strip-bass')!.gain, a.history.canUndo]).toEqual([-9, -9, false])
    b.history.undo()
    b.history.undo()
    meet(a, b)
    expect([a.document.get('strip-drums')!.gain, a.document.get('strip-bass')!.gain]).toEqual([-3, 0])
  })
  test('one removes what the other changes: it is gone for both, whole; undone, it is back for both, whole', () => {
    const [a, b] = two()
    const before = a.document.get('strip-bass')!
    removeTrack(a.document, 'track-bass')
    setGain(b.document, 'strip-bass', 47)
    meet(a, b)
    expect([a.document.get('strip-bass'), b.document.get('strip-bass')]).toEqual([undefined, undefined])
    a.history.undo()
    meet(a, b)
    expect(b.document.get('strip-bass')).toEqual(before)
    expect(text(a.document)).toBe(text(b.document))
  })
  test('hear of each other as remote, and nothing echoes', () => {
    const [a, b] = two()
    const heard: string[] = []
    a.document.onChange((_, origin) => heard.push(`a ${origin}`))
    b.document.onChange((_, origin) => heard.push(`b ${origin}`))
    setGain(a.document, 'strip-drums', -3)
    meet(a, b)
    meet(a, b)
    expect(heard).toEqual(['a user', 'b remote'])
  })
})
describe('opening', () => {
  test('an empty room is filled with the project', () => {
    const ydoc = new Y.Doc()
    const document = new Document(session())
    mirror(document, ydoc)
    const other = new Document()
    mirror(other, ydoc)
    expect(text(other)).toBe(text(new Document(session())))
  })
  test('a room that holds something replaces what the document held', () => {
    const ydoc = new Y.Doc()
    mirror(new Document(session()), ydoc)
    const mine = new Document([
      { id: 'main', type: 'strip', gain: -99 },
      { id: 'left-over', type: 'note' },
    ])
    mirror(mine, ydoc)
    expect(text(mine)).toBe(text(new Document(session())))
  })
  test('after the mirroring has ended nothing passes either way', () => {
    const ydoc = new Y.Doc()
    const document = new Document(session())
    mirror(document, ydoc)()
    document.transact(() => document.set('main', 'gain', -1))
    expect((ydoc.getMap('records').get('main') as Y.Map<unknown>).get('gain')).toBe(0)
    ;(ydoc.getMap('records').get('main') as Y.Map<unknown>).set('gain', -2)
    expect(document.get('main')!.gain).toBe(-1)
  })
})
test('what is no record in a room is passed over: half ones, foreign ones, ids that lie, prototypes', () => {
  const ydoc = new Y.Doc()
  const document = new Document(session())
  mirror(document, ydoc)
  const before = text(document)
  const records = ydoc.getMap('records')
  const whole = ydoc.getMap('whole')
  ydoc.transact(() => {
    records.set('half', new Y.Map([['gain', 47]]))
    records.set(
      'liar',
      new Y.Map([
        ['id', 'main'],
        ['type', 'strip'],
      ]),
    )
    records.set('text', 'text')
    records.set('array', new Y.Array())
    whole.set('null', null)
    whole.set('number', 1)
    whole.set('half-note', { id: 'half-note' })
  })
  expect(text(document)).toBe(before)
  records.set(
    'odd',
    new Y.Map<unknown>([
      ['id', 'odd'],
      ['type', 'odd'],
      ['__proto__', { type: 'evil' }],
      ['nested', new Y.Map([['x', 1]])],
    ]),
  )
  const odd = document.get('odd') as Rec
  expect(Object.keys(odd).sort()).toEqual(['id', 'type'])
  expect(Object.getPrototypeOf(odd)).toBe(Object.prototype)
})
