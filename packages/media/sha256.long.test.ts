// SHA-256 of more than 2³² bits.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Sha256 } from './sha256.ts'

test('the length is counted beyond 2³² bits', () => {
  const ours = new Sha256()
  const theirs = createHash('sha256')
  const piece = new Uint8Array(1 << 24).fill(0x5a)
  // 544 MiB is 2³² bits and some.
  for (let i = 0; i < 34; i++) {
    ours.update(piece)
    theirs.update(piece)
  }
  expect(ours.hex()).toBe(theirs.digest('hex'))
})
