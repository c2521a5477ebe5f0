import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = join(import.meta.dirname, '..')

/** The real Electron app, three tests at a time because they mostly wait, each worker on a display of its own. Screenshots of every step go to out/e2e. */
export default defineConfig({
  testDir: join(root, 'test', 'e2e'),
  outputDir: join(root, 'out', 'e2e', 'playwright'),
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 20_000 },
  use: { trace: 'off' },
})
