import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { poisonProcedure } from '../core/support/people.ts'
import { startReferencePortal } from '../core/support/portal.ts'
import { prepareClocks } from '../core/support/set-clock.ts'
import { putProcedureSecrecy } from '../portal/seed-store.ts'
import { runRestoredRound } from './restored-round.ts'

/** A database that can be copied whole. */
test.runIf(process.env['DATABASE_URL'])('histories side by side over a portal that is put back, those of the first by the shipped core: every law holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-clocks-'))
  const portal = await startReferencePortal()
  await portal.database.transaction((tx) => putProcedureSecrecy(tx, [{ code: poisonProcedure, secret: true, secretComponents: [] }]))
  const round = await runRestoredRound(portal, [71, 72], { drainTimeoutMs: 40_000, makeClock: prepareClocks(folder) })
  expect(round.map(({ findings }) => findings.details)).toEqual([[], []])
  expect(round.map(({ isShipped }) => isShipped)).toEqual([true, false])
  expect(Math.min(...round.map(({ told }) => told.acknowledged.length))).toBeGreaterThan(5)
  await portal.close()
  rmSync(folder, { recursive: true, force: true })
})
