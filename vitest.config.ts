import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const long = process.env.TONMEISTER_LONG === '1'
const browser = ['packages/**/*.e2e.test.ts', 'scripts/**/*.e2e.test.ts']
const longBrowser = ['packages/**/*.e2e.long.test.ts']
const never = ['**/node_modules/**', 'scripts/templates/**']
const limits = { testTimeout: long ? 1_800_000 : 60_000, hookTimeout: 120_000 }

// Two rooms: everything that only needs a processor, on all of them; then the browser, one file at a time, since it brings threads of its own.
export default defineConfig({
  test: {
    projects: long
      ? [
          {
            test: {
              name: 'long',
              include: ['packages/**/*.long.test.ts', '*.long.test.ts'],
              exclude: [...never, ...longBrowser],
              sequence: { groupOrder: 0 },
              ...limits,
            },
          },
          {
            test: {
              name: 'long browser',
              include: longBrowser,
              exclude: never,
              fileParallelism: false,
              sequence: { groupOrder: 1 },
              ...limits,
            },
          },
        ]
      : [
          {
            test: {
              name: 'unit',
              include: ['packages/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', '*.test.ts'],
              exclude: [...never, '**/*.long.test.ts', ...browser],
              // Left alone, vitest keeps one core for itself: on two, the files would stand in one queue.
              maxWorkers: availableParallelism(),
              sequence: { groupOrder: 0 },
              ...limits,
            },
          },
          { test: { name: 'browser', include: browser, exclude: never, fileParallelism: false, sequence: { groupOrder: 1 }, ...limits } },
        ],
  },
})
