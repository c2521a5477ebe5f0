import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReferencePortal } from '../core/support/portal.ts'
import { waitFor } from '../core/support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createRandom } from './random.ts'
import { startVictim } from './victim.ts'

/** Instances share nothing but their database: only PostgreSQL has several. */
describe.runIf(process.env['DATABASE_URL'])('a portal instance that is killed over and over', () => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startReferencePortal()
  })
  afterAll(() => portal.close())

  test('counts as killed when it had answered somebody', async () => {
    const victim = await startVictim(portal, createRandom(1))
    await waitFor('an answer', () => fetch(victim.url).then(({ status }) => status > 0, () => false))
    expect(await victim.stop()).toBeGreaterThan(0)
  })

  test('does not count when nobody had asked it anything', async () => {
    expect(await (await startVictim(portal, createRandom(1))).stop()).toBe(0)
  })

  test('is a failure when it ends by itself', async () => {
    const victim = await startVictim({ ...portal, dataDir: '/dev/null/none' }, createRandom(1))
    await expect(victim.stop()).rejects.toThrow('a portal instance was not killed')
  })
})
