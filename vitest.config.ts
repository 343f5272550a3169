import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/compiled-policies.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real servers, which `npm run e2e` fetches.
    exclude: ['**/node_modules/**', 'test/e2e/**'],
    // The default leaves one core idle, which on two cores is half the machine.
    pool: 'threads',
    // Files share what they import: no test changes it, and reading it anew for each file takes longer than half of the tests.
    isolate: false,
    // One more than there are cores: some files mostly wait for processes, browsers and disks.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
