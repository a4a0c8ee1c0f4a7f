// Which keys run which command: layers, collisions, what was stored; and that every preset speaks of commands that there are.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asChoice, KEYMAPS, keysUnder, rivals, USUAL_KEYS } from './keys.ts'
import type { Command } from './kinds.ts'

const make = (id: string, keys: string[], where?: Command['where']): Command => ({
  id,
  title: id,
  group: 'Edit',
  keys,
  ...(where ? { where } : {}),
  run: () => {},
})
const commands = [make('split', ['S', 'Ctrl+E']), make('solo', ['Shift+S']), make('up', ['ArrowUp'], 'notes'), make('next', ['ArrowUp'])]

test("the table's own keys stand; the same key may mean two things at two places", () => {
  const keys = keysUnder(commands, USUAL_KEYS)
  expect(keys.get('split')).toEqual(['S', 'Ctrl+E'])
  expect(keys.get('up')).toEqual(['ArrowUp'])
  expect(keys.get('next')).toEqual(['ArrowUp'])
})
test("a person's own key is taken from whoever had it", () => {
  const keys = keysUnder(commands, { ...USUAL_KEYS, own: { solo: ['S'] } })
  expect(keys.get('solo')).toEqual(['S'])
  expect(keys.get('split')).toEqual(['Ctrl+E'])
  expect(rivals(commands, keys, commands[0]!, 'S').map((c) => c.id)).toEqual(['solo'])
})
test('a preset goes over the table and under what is own', () => {
  const live = { ...USUAL_KEYS, preset: 'live' }
  expect(keysUnder(commands, live).get('solo')).toEqual(['S'])
  expect(keysUnder(commands, live).get('split')).toEqual(['Ctrl+E'])
  expect(keysUnder(commands, { ...live, own: { split: ['S'] } }).get('solo')).toEqual([])
})
test('without single letters, keys with Ctrl and keys that are no letters stay', () => {
  const keys = keysUnder(commands, { ...USUAL_KEYS, single: false })
  expect(keys.get('split')).toEqual(['Ctrl+E'])
  expect(keys.get('solo')).toEqual([])
  expect(keys.get('next')).toEqual(['ArrowUp'])
})
test('what was stored is believed only as far as it is a choice', () => {
  for (const nonsense of [undefined, null, 1, 'x', {}, { preset: 'live' }, { preset: 1, own: {} }])
    expect(asChoice(nonsense)).toBeUndefined()
  const read = asChoice(JSON.parse('{"preset":"gone","own":{"split":["S"],"solo":"S","__proto__":["A"],"up":[1]},"single":"x"}'))
  expect(read).toEqual({ preset: 'tonmeister', own: { split: ['S'] }, single: true })
})

const folder = join(import.meta.dirname, '../commands')
const known = new Set(
  readdirSync(folder).flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/\bid: '([\w-]+)'/g)].map((m) => m[1]!)),
)
test.each(KEYMAPS.map((k) => [k.name, k] as const))('%s speaks of commands that there are, and gives no key twice', (_, { keys }) => {
  expect(Object.keys(keys).filter((id) => !known.has(id))).toEqual([])
  const given = Object.entries(keys)
    .filter(([id]) => !id.startsWith('notes-'))
    .flatMap(([, list]) => list as readonly string[])
  expect(given.filter((key, i) => given.indexOf(key) !== i)).toEqual([])
  for (const key of given)
    expect(key).toMatch(
      /^(Ctrl\+)?(Alt\+)?(Shift\+)?(F\d+|[A-Z0-9]|[^\w\s]|Space|Enter|Escape|Home|End|Tab|Insert|Page(Up|Down)|Delete|Backspace)$/,
    )
})
