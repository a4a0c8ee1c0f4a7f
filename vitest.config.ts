import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'scripts/**/*.test.ts', '*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.long.test.ts', 'scripts/templates/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
