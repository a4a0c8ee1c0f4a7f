#!/usr/bin/env node
// The command: builds what is stale in a checkout, then runs it.
import { ensureBuilt } from '../../../scripts/ensure.mjs'

try {
  await ensureBuilt({ parts: ['catalog', 'kernels', 'cli'] })
  const { main } = await import('../../../dist/cli.mjs')
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`)
  process.exitCode = 2
}
