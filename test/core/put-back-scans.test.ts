import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getDevice } from '../../electron/core/context.ts'
import { unsentFilesPath } from '../../electron/core/continuity/folder.ts'
import { listUnsent } from '../../electron/core/continuity/second-copy.ts'
import { importCarried } from '../portal/import-queue.ts'
import type { PortalContext } from '../portal/context.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createCounter, getOk, getStatus, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { describePortal } from './support/portal-context.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** A database put back that does not know a scan: the portal has its dossier, and its bytes are on the stick alone. */

const stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
let portal: TestPortal
let context: PortalContext
let office: TestOffice
let desk: SigningDesk
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  context = await describePortal(portal)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(portal.url, office, { press: desk.press, officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
})
afterAll(async () => {
  await counter.close()
  await desk.close()
  await portal.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})

const reopen = (): Promise<unknown> => (counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key, press: desk.press })).logIn(office.officerId('reception'))

test('it is kept on the stick under another name, with the queue that stands beside it, and one command takes it in', async () => {
  const image = `${counter.dataFolder}-image`
  await counter.close()
  cpSync(counter.dataFolder, image, { recursive: true })
  await reopen()
  const intake = makeIntake()
  const file = await desk.takeIn(counter, 30_000)
  intake.components[0]!.files = [file]
  getOk(await counter.call('dossier.receive', intake))
  await waitForDelivery(counter.call, intake.draftId, 'received')
  const { device } = inspect(counter, getDevice)
  const files = unsentFilesPath(stick, device)
  await waitFor('the scan on the stick', () => existsSync(join(files, `${file.sha256}.json`)))
  expect(inspect(counter, (db) => listUnsent(db, 0))).toEqual([])
  await counter.close()
  removeFolder(counter)
  renameSync(image, counter.dataFolder)
  await reopen()
  await waitFor('the portal’s answer to the restore', async () => (await getStatus(counter.call)).restored === undefined && (await getStatus(counter.call)).secondCopy?.state === 'kept')
  getOk(await counter.call('dossier.receive', makeIntake()))
  const aside = readdirSync(stick).filter((name) => /Z\.qmc$/.test(name))
  expect(aside).toHaveLength(1)
  expect(await importCarried(context, join(stick, aside[0]!))).toMatchObject({ refused: [], spoilt: [], files: { held: 1, spoilt: [] } })
  expect((await listArrived(portal.database, office)).find(({ id }) => id === intake.draftId)!.files).toEqual([expect.objectContaining({ present: true })])
})
