// Long fuzz: a million mutations of crafted files and of every small real one.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readMutations } from './mutate.ts'

const corpus = join(import.meta.dirname, '../../../../../shared/corpus/wav')

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('a hundred thousand mutations of crafted files, seed %i', (seed) => {
  expect(readMutations(100_000, seed)).toBe(100_000)
})
test.skipIf(!existsSync(corpus))(
  'a thousand mutations for each real file below 100 kB (skipped where ../shared/corpus is not there)',
  () => {
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.wav'))
      .map((file) => new Uint8Array(readFileSync(join(corpus, file))))
      .filter((bytes) => bytes.length < 100_000)
    expect(files.length).toBeGreaterThan(40)
    for (const [i, file] of files.entries()) expect(readMutations(1000, i + 1, Array(20).fill(file))).toBe(1000)
  },
)
