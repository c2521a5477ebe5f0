import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReferencePortal } from '../core/support/portal.ts'
import { waitFor } from '../core/support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createRandom } from './random.ts'
import { keepCompiled, startVictim } from './victim.ts'

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

describe('what those that are killed start from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-victim-'))
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
  const write = (source: string): string => {
    const entry = join(folder, 'instance.mjs')
    writeFileSync(entry, source)
    return entry
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('is kept by a life that ended by itself', async () => {
    await keepCompiled(write(`process.once('SIGTERM', () => process.exit(0)); setInterval(() => undefined, 1_000); console.log('ready')`), env)
    // In a folder for this Node, which is made at the start.
    expect(readdirSync(env.NODE_COMPILE_CACHE, { recursive: true })).toHaveLength(2)
  })

  test('is a failure when that life says so', async () => {
    await expect(keepCompiled(write(`throw new Error('no database')`), env)).rejects.toThrow(/ended with 1: [^]*no database/)
  })
})
