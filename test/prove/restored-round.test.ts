import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { poisonProcedure } from '../core/support/people.ts'
import { startReferencePortal } from '../core/support/portal.ts'
import { prepareClocks } from '../core/support/set-clock.ts'
import { openSigningDesk } from '../core/support/signing-desk.ts'
import { putProcedureSecrecy } from '../portal/seed-store.ts'
import { runRestoredRound } from './restored-round.ts'
import { createWarmCores } from './warm-cores.ts'

/** A database that can be copied whole. */
test.runIf(process.env['DATABASE_URL'])('histories side by side over a portal that is put back, those of the first two by the shipped core: every law holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-clocks-'))
  const desk = openSigningDesk()
  const cores = createWarmCores(prepareClocks(folder), desk.press)
  const portal = await startReferencePortal()
  await portal.database.transaction((tx) => putProcedureSecrecy(tx, [{ code: poisonProcedure, secret: true, secretComponents: [] }]))
  const round = await runRestoredRound(portal, [71, 72, 73], { drainTimeoutMs: 40_000, desk, cores })
  expect(round.map(({ findings }) => findings.details)).toEqual([[], [], []])
  expect(round.map(({ isShipped }) => isShipped)).toEqual([true, true, false])
  expect(Math.min(...round.map(({ told }) => told.acknowledged.length))).toBeGreaterThan(5)
  await portal.close()
  await cores.close()
  await desk.close()
  rmSync(folder, { recursive: true, force: true })
})
