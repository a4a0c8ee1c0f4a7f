// Merging and undoing at length: thousands of seeds.
import { test } from 'vitest'
import { expectConvergence, expectUndoLaw } from './people.ts'

test('5,000 seeds of two to four people converge to the same bytes', () => {
  for (let seed = 1; seed <= 5000; seed++) expectConvergence(2 + (seed % 3), seed, 20 + (seed % 80))
})
test('50 seeds of 1,000 random edits are undone and redone to the same bytes', () => {
  for (let seed = 1; seed <= 50; seed++) expectUndoLaw(seed)
})
