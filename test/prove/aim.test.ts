import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { waitForMoment, type Watched } from './aim.ts'
import { createRandom } from './random.ts'

test('a kill at restart waits until core has opened its database: before that Node would be killed and nothing of core', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-aim-'))
  try {
    // This process stands for core's; it is opened, for an officer, long after the database.
    const life = { core: { process: { child: { pid: process.pid } } }, openingMs: 1, isOpen: () => false } as Watched
    let isOpened = false
    const seen = waitForMoment({ work: 'restart' }, life, createRandom(1)).then((came) => ({ came, isOpened }))
    await sleep(50)
    isOpened = true
    openSync(join(folder, 'counter.db'), 'w')
    expect(await seen).toEqual({ came: true, isOpened: true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
