// The document: whole transactions, diffs that invert and compose, indexes that are what they say.
import { describe, expect, test } from 'vitest'
import { compose, type Diff, Document, invert, type Origin, type ParentField } from './document.ts'
import { serialise } from './file.ts'
import { randomEdit, session, worldOf } from './random-edits.ts'
import type { Json, Rec } from './records.ts'

const PARENTS: readonly ParentField[] = ['clip', 'track', 'strip', 'device', 'target']
const text = (document: Document) => serialise(document.all().values())
const note = (id: string, more: { readonly [field: string]: Json } = {}): Rec => ({ id, type: 'note', ...more })
/** Applies a diff as a stranger would: field by field, onto what is there. */
function apply(document: Document, diff: Diff): void {
  document.transact(() => {
    for (const [id, fields] of diff) {
      const next = new Map(Object.entries(document.get(id) ?? {}))
      for (const [field, [, after]] of fields) after === undefined ? next.delete(field) : next.set(field, after)
      if (next.size) document.create(Object.fromEntries(next) as unknown as Rec)
      else document.remove(id)
    }
  })
}
const plain = (diff: Diff) => [...diff].map(([id, fields]) => [id, [...fields].sort()]).sort()
/** Every parent's children and every type's records, worked out from nothing but the records. */
function expectIndexes(document: Document): void {
  const records = [...document.all().values()]
  const ids = (list: readonly Rec[]) => list.map((r) => r.id).sort()
  for (const type of new Set([...records.map((r) => r.type), 'gone']))
    expect(ids(document.byType(type))).toEqual(ids(records.filter((r) => r.type === type)))
  for (const field of PARENTS)
    for (const parent of new Set([...records.map((r) => r.id), 'gone'])) {
      const children = records.filter((r) => r[field] === parent)
      expect(ids(document.children(field, parent))).toEqual(ids(children))
      expect(ids(document.children(field, parent, 'note'))).toEqual(ids(children.filter((r) => r.type === 'note')))
    }
}

describe('a transaction', () => {
  test('is one diff with its origin, told once, whatever it does inside', () => {
    const document = new Document([note('a', { x: 1 })])
    const heard: [unknown, Origin][] = []
    document.onChange((diff, origin) => heard.push([plain(diff), origin]))
    document.transact(() => {
      document.set('a', 'x', 2)
      document.set('a', 'x', 3)
      document.transact(() => document.create(note('b', { y: 1 })))
      document.create(note('c'))
      document.remove('c')
    }, 'load')
    expect(heard).toEqual([
      [
        [
          ['a', [['x', [1, 3]]]],
          [
            'b',
            [
              ['id', [undefined, 'b']],
              ['type', [undefined, 'note']],
              ['y', [undefined, 1]],
            ],
          ],
        ],
        'load',
      ],
    ])
  })
  test('that comes to nothing is not told', () => {
    const document = new Document([note('a', { x: 1, deep: [1, { y: 2 }] })])
    document.onChange(() => expect.unreachable())
    const diff = document.transact(() => {
      document.set('a', 'x', 2)
      document.set('a', 'x', 1)
      document.set('a', 'deep', [1, { y: 2 }])
      document.set('a', 'not', undefined)
      document.set('gone', 'x', 1)
      document.remove('gone')
      document.create(note('b'))
      document.remove('b')
    })
    expect(diff.size).toBe(0)
  })
  test('that throws has not happened', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const world = worldOf(session(), 'a', seed)
      for (let i = 0; i < 5; i++) randomEdit(world)
      const before = text(world.document)
      let told = 0
      world.document.onChange(() => told++)
      expect(() =>
        world.document.transact(() => {
          for (let i = 0; i < 10; i++) randomEdit(world)
          throw new Error('stop')
        }),
      ).toThrow('stop')
      expect(text(world.document), `seed ${seed}`).toBe(before)
      expect(told).toBe(0)
      if (seed % 40 === 0) expectIndexes(world.document)
    }
  })
  test('inside another takes back only its own part when it throws and the outer one goes on', () => {
    const document = new Document([note('a', { x: 1, y: 1 })])
    const diff = document.transact(() => {
      document.set('a', 'x', 2)
      expect(() =>
        document.transact(() => {
          document.set('a', 'x', 3)
          document.set('a', 'y', 3)
          document.create(note('b'))
          throw new Error('inner')
        }),
      ).toThrow('inner')
      expect(document.get('a')).toEqual(note('a', { x: 2, y: 1 }))
    })
    expect(plain(diff)).toEqual([['a', [['x', [1, 2]]]]])
    expect(document.get('b')).toBeUndefined()
  })
  test('outside of one nothing changes', () => {
    const document = new Document([note('a')])
    for (const change of [() => document.set('a', 'x', 1), () => document.remove('a'), () => document.create(note('b'))])
      expect(change).toThrow('inside transact')
    expect(text(document)).toBe(serialise([note('a')]))
  })
})
describe('listeners', () => {
  test('hear changes in their order, those that a listener makes included', () => {
    const document = new Document([note('a', { x: 0 })])
    const heard: number[] = []
    document.onChange(() => {
      const x = Number(document.get('a')!.x)
      if (x < 3) document.transact(() => document.set('a', 'x', x + 1))
    })
    document.onChange((diff) => heard.push(diff.get('a')!.get('x')![1] as number))
    document.transact(() => document.set('a', 'x', 1))
    expect(heard).toEqual([1, 2, 3])
  })
  test('all hear of a change when one of them throws, and the one who made it hears of that', () => {
    const document = new Document([note('a')])
    let heard = 0
    document.onChange(() => {
      throw new Error('broken view')
    })
    document.onChange(() => heard++)
    expect(() => document.transact(() => document.set('a', 'x', 1))).toThrow('broken view')
    expect(() => document.transact(() => document.set('a', 'x', 2))).toThrow('broken view')
    expect([heard, document.get('a')!.x]).toEqual([2, 2])
  })
  test('hear nothing after they have ended it', () => {
    const document = new Document([note('a')])
    document.onChange(() => expect.unreachable())()
    document.transact(() => document.set('a', 'x', 1))
    expect(document.get('a')!.x).toBe(1)
  })
})
describe('records', () => {
  test('are frozen and do not follow the object they were made of', () => {
    const mine = { id: 'a', type: 'note', x: 1 }
    const document = new Document([mine])
    mine.x = 2
    expect(document.get('a')!.x).toBe(1)
    expect(Object.isFrozen(document.get('a'))).toBe(true)
  })
  test('have no undefined fields', () => {
    const document = new Document([{ id: 'a', type: 'note', x: undefined }])
    const diff = document.transact(() => document.create({ id: 'b', type: 'note', x: undefined }))
    expect([Object.keys(document.get('a')!), Object.keys(document.get('b')!)]).toEqual([
      ['id', 'type'],
      ['id', 'type'],
    ])
    expect([...diff.get('b')!.keys()]).toEqual(['id', 'type'])
  })
  test('have no field called __proto__, and constructor is absent until somebody writes it', () => {
    const document = new Document([JSON.parse('{"id":"a","type":"note","__proto__":{"evil":1}}')])
    const diff = document.transact(() => {
      document.set('a', '__proto__', { evil: 2 })
      document.create(JSON.parse('{"id":"b","type":"note","__proto__":{"evil":3}}'))
      document.set('b', 'constructor', 1)
    })
    expect(plain(diff)).toEqual([
      [
        'b',
        [
          ['constructor', [undefined, 1]],
          ['id', [undefined, 'b']],
          ['type', [undefined, 'note']],
        ],
      ],
    ])
    expect([document.get('a')!.evil, document.get('b')!.evil, ({} as Record<string, unknown>).evil]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(text(document)).not.toContain('__proto__')
  })
})
describe('after random edits', () => {
  test('the indexes are what a look at all records gives', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const world = worldOf(session(), 'a', seed)
      for (let i = 0; i < 60; i++) {
        randomEdit(world)
        if (i % 20 === 19) expectIndexes(world.document)
      }
    }
  })
  test('a diff leads from before to after, its inverse back, and composed ones do what each did in turn', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const world = worldOf(session(), 'a', seed)
      const diffs: Diff[] = []
      world.document.onChange((diff) => diffs.push(diff))
      const states = [text(world.document)]
      for (let i = 0; i < 12; i++) {
        randomEdit(world)
        if (diffs.length === states.length) states.push(text(world.document))
      }
      const composed = diffs.reduce(compose, new Map() as Diff)
      const other = new Document(session())
      diffs.forEach((diff, i) => {
        apply(other, diff)
        expect(text(other), `seed ${seed}`).toBe(states[i + 1])
      })
      apply(other, invert(composed))
      expect(text(other), `seed ${seed}`).toBe(states[0])
      apply(other, composed)
      expect(text(other), `seed ${seed}`).toBe(states.at(-1))
      // inverse of composed = composed inverses in reverse; and nothing is left of a diff and its inverse.
      expect(plain(invert(composed))).toEqual(
        plain(
          [...diffs]
            .reverse()
            .map(invert)
            .reduce(compose, new Map() as Diff),
        ),
      )
      expect(compose(composed, invert(composed)).size).toBe(0)
      expect(plain(invert(invert(composed)))).toEqual(plain(composed))
    }
  })
  test('composing is associative', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const world = worldOf(session(), 'a', seed)
      const diffs: Diff[] = []
      world.document.onChange((diff) => diffs.push(diff))
      while (diffs.length < 3) randomEdit(world)
      const [a, b, c] = diffs as [Diff, Diff, Diff]
      expect(plain(compose(compose(a, b), c)), `seed ${seed}`).toEqual(plain(compose(a, compose(b, c))))
    }
  })
})
