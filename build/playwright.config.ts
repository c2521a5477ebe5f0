import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = join(import.meta.dirname, '..')

/** The real Electron app, two tests at a time, each worker on a display of its own. Screenshots of every step go to out/e2e. */
export default defineConfig({
  testDir: join(root, 'test', 'e2e'),
  outputDir: join(root, 'out', 'e2e', 'playwright'),
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  use: { trace: 'off' },
})
