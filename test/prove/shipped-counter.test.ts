import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toLocalTime } from '../../electron/domain/calendar.ts'
import { enrolCounter, getOk, removeFolder } from '../core/support/counter.ts'
import { makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { prepareClocks } from '../core/support/set-clock.ts'
import { createShippedCounter } from '../core/support/shipped-counter.ts'

const threeDaysMs = 3 * 86_400_000

test('a shipped core goes by the clock that is set while it runs, and after a kill by the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-clock-'))
  const portal = await startReferencePortal()
  const office = await openOffice(portal.database)
  const killed = createShippedCounter({ clock: prepareClocks(folder)() })
  await enrolCounter(killed, portal.url, office)
  killed.clock.offsetMs = threeDaysMs
  const day = toLocalTime(Date.now() + threeDaysMs).slice(0, 10)
  getOk(await killed.call('dossier.receive', makeIntake({ confirmedDay: day })))
  await killed.kill()

  const counter = createShippedCounter(killed)
  await counter.logIn(office.officerId('reception'))
  getOk(await counter.call('dossier.receive', makeIntake({ confirmedDay: day })))
  counter.clock.offsetMs = 0
  expect(await counter.call('dossier.receive', makeIntake())).toMatchObject({ ok: false, error: { kind: 'clock-went-back', highWaterDay: day } })
  expect(counter.log).toEqual([])

  await counter.close()
  await portal.close()
  removeFolder(counter)
  rmSync(folder, { recursive: true, force: true })
})
