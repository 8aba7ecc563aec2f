import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/integration/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Generous: a busy machine is no failure, and who waits for a condition goes on as soon as it holds.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
