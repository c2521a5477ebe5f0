import { expect, test } from 'vitest'
import { proveRestoredPortal } from './restored-portal.ts'

/** A database that can be copied whole. */
test.runIf(process.env['DATABASE_URL'])('a portal put back from a copy is offered again what it forgot, and the checker finds every law kept', async () => {
  const { details, ...result } = await proveRestoredPortal({ restores: 1, seed: 20_261_126 })
  expect(details).toEqual([])
  expect(result).toMatchObject({ portalRestores: 1, forgotten: 0, stuckAfterRestore: 0, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, unlisted: 0, falselyReceived: 0, unproven: 0, altered: 0, chainsBroken: 0 })
  expect(result.acknowledged).toBeGreaterThan(17)
})
