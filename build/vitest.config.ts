import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = join(import.meta.dirname, '..')

/** Folders of test/ that vitest runs, each a project: they mirror the sources. The end-to-end tests are Playwright's. */
const folders = ['unit', 'contract', 'core', 'press', 'native', 'renderer', 'faults', 'prove']

/** Their files share a worker and its modules, as the app's own code shares a process: loading everything anew for each file took a third of the whole. */
const sharing = ['unit', 'contract', 'core', 'press']

export default defineConfig({
  root,
  test: {
    passWithNoTests: false,
    // Vendors' native modules do not live in threads.
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 15_000,
    allowOnly: false,
    projects: folders.map((name) => ({
      extends: true as const,
      test: { name, environment: 'node', setupFiles: ['test/harness/own-postgres.ts'], isolate: !sharing.includes(name), include: [`test/${name}/**/*.test.{ts,tsx}`] },
    })),
  },
})
