// Killed while saving, often.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { expectWholeAfterKills } from './kill.ts'

test('200 kills leave one state, whole, each time', async () => {
  const root = mkdtempSync(join(tmpdir(), 'tonmeister-kill-'))
  try {
    await expectWholeAfterKills(join(root, 'a.tonmeister'), 200)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
