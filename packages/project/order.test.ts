// Laws of fractional order keys under seeded random inserts.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { between, byOrder, isOrder, many, toOrder } from './order.ts'

const key = fc.stringMatching(/^[0-9A-Za-z]{0,8}[1-9A-Za-z]$/)
/** Inserts one key at each place that `where` gives, and gives back all in order. */
function insert(count: number, where: (length: number, i: number) => number): string[] {
  const keys: string[] = []
  for (let i = 0; i < count; i++) {
    const at = where(keys.length, i)
    keys.splice(at, 0, between(keys[at - 1], keys[at]))
  }
  return keys
}
const longest = (keys: readonly string[]) => Math.max(...keys.map((k) => k.length))
const rises = (keys: readonly string[]) => keys.every((k, i) => i === 0 || keys[i - 1]! < k)

describe('between', () => {
  test('lies strictly between any two keys and is a key', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(a !== b)
        const [low, high] = a < b ? [a, b] : [b, a]
        const made = between(low, high)
        return low < made && made < high && isOrder(made)
      }),
      { numRuns: 5000 },
    )
  })
  test('finds room below every key and above every key', () => {
    fc.assert(
      fc.property(key, (k) => {
        const below = between(undefined, k)
        const above = between(k, undefined)
        return below < k && k < above && isOrder(below) && isOrder(above)
      }),
      { numRuns: 5000 },
    )
  })
  test('5 × 2,000 inserts at seeded random places keep the order they were made in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 2000, maxLength: 2000 }), (places) => {
        const keys = insert(places.length, (length, i) => places[i]! % (length + 1))
        return rises(keys) && keys.every(isOrder)
      }),
      { numRuns: 5 },
    )
  })
  test('20,000 keys put at the end, and 20,000 at the front, have at most 7 digits', () => {
    const appended = insert(20_000, (length) => length)
    const prepended = insert(20_000, () => 0)
    expect([rises(appended), rises(prepended)]).toEqual([true, true])
    expect(longest(appended)).toBeLessThanOrEqual(7)
    expect(longest(prepended)).toBeLessThanOrEqual(7)
  })
  test('always inserting at the same place in the middle costs one digit for at least five inserts', () => {
    for (const where of [
      () => 1,
      (length: number) => Math.max(0, length - 1),
      (length: number, i: number) => (length >> 1) + (i & 1 && length > 1 ? 1 : 0),
    ]) {
      const keys = insert(1000, where)
      expect(rises(keys)).toBe(true)
      expect(longest(keys)).toBeLessThanOrEqual(205)
    }
  })
  test('equal neighbours, and neighbours the wrong way round, give a key behind the first', () => {
    expect(between('V', 'V') > 'V').toBe(true)
    expect(between('W', 'V') > 'W').toBe(true)
  })
  test('keys of other programs, with any letters, never throw and still lead to a key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 6 }), (a, b) =>
        isOrder(between(a, b)),
      ),
      { numRuns: 150 },
    )
  })
})
test('toOrder leaves keys alone and makes keys of everything else', () => {
  fc.assert(fc.property(key, (k) => toOrder(k) === k))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => isOrder(toOrder(s))))
  expect(['a0', 'a-1', '', '~'].map(toOrder)).toEqual(['a0V', 'a01V', 'V', 'zV'])
})
test.each([0, 1, 61, 62, 1000, 4000, 50_000])('many(%i) gives that many rising keys behind the one before', (count) => {
  for (const low of [undefined, 'V', 'zz3']) {
    const keys = many(count, low)
    expect(keys).toHaveLength(count)
    expect(rises(low === undefined ? keys : [low, ...keys])).toBe(true)
    expect(keys.every(isOrder)).toBe(true)
  }
})
test('byOrder sorts by key, ties by id, and is a total order', () => {
  const item = fc.record({ id: fc.string({ maxLength: 3 }), order: fc.option(key, { nil: undefined }) })
  fc.assert(
    fc.property(item, item, item, (a, b, c) => {
      const sign = (x: number) => Math.sign(x)
      expect(sign(byOrder(a, b)) + sign(byOrder(b, a))).toBe(0)
      if (byOrder(a, b) <= 0 && byOrder(b, c) <= 0) expect(byOrder(a, c)).toBeLessThanOrEqual(0)
    }),
  )
  expect(
    [
      { id: 'b', order: 'V' },
      { id: 'a', order: 'V' },
      { id: 'c', order: 'A' },
    ]
      .sort(byOrder)
      .map((x) => x.id),
  ).toEqual(['c', 'a', 'b'])
})
