import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wirePaths, type ChangesResponse, type RecallAnswer } from '../../../electron/contract/wire.ts'
import { describePortal } from '../../core/support/portal-context.ts'
import { getChanges } from '../../portal/changes.ts'
import { findDevice } from '../../portal/device-store.ts'
import { mergeOffice } from '../../portal/merge-office.ts'
import { enrolCounter } from './support/counter.ts'
import { attachFile, receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** An office is merged while its counters work. */

describe.each(engines)('a merger on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  test('is told to a counter whose pull stood in line meanwhile', async () => {
    const [from, into] = [await openOffice(portal.database), await openOffice(portal.database)]
    const counter = await enrolCounter(portal.url, from.codes[0]!)
    const { device } = counter.enrolment
    const context = await describePortal(portal)
    const asking = (await findDevice(portal.database, device))!
    expect(await mergeOffice(context, from.id, into.id)).toBe(1)
    const answered = await getChanges(context, asking, {}).catch(() => undefined)
    const later = (await counter.call('GET', `${wirePaths.changes}?since=${answered?.next ?? ''}`)).body as ChangesResponse
    expect([...(answered?.changes ?? []), ...later.changes]).toContainEqual(expect.objectContaining({ kind: 'counter-office', id: device }))
  })

  test('leaves nothing unasked: what a dossier of a revoked counter waits for may be had by any counter of the other office', async () => {
    const [from, into] = [await openOffice(portal.database), await openOffice(portal.database)]
    const [gone, other] = [await enrolCounter(portal.url, from.codes[0]!), await enrolCounter(portal.url, into.codes[0]!)]
    const received = receive(gone, 1)
    const sha256 = 'a'.repeat(64)
    await gone.push([received, attachFile(gone, received.dossier, 1, { sha256, sizeBytes: 8 })])
    await portal.revoke(gone.enrolment.device)
    await mergeOffice(await describePortal(portal), from.id, into.id)
    const { head } = await other.push([receive(other, 1)])
    const { missingFiles } = (await other.call('POST', wirePaths.recall, { head, leases: [], highestCounter: 1 })).body as RecallAnswer
    expect(missingFiles).toContainEqual({ sha256, dossier: received.dossier })
  })

  test('is made once: of an office that ended, into one that ended, or into itself it is refused, and filings go on', async () => {
    const [one, other, third] = [await openOffice(portal.database), await openOffice(portal.database), await openOffice(portal.database)]
    const context = await describePortal(portal)
    await expect(mergeOffice(context, one.id, one.id)).rejects.toThrow()
    await mergeOffice(context, one.id, other.id)
    await expect(mergeOffice(context, other.id, one.id)).rejects.toThrow()
    await expect(mergeOffice(context, one.id, third.id)).rejects.toThrow()
    await expect(mergeOffice(context, third.id, one.id)).rejects.toThrow()
    const ended = await portal.database.query<{ id: string; merged_into: string | null }>('select id, merged_into from office where id in ($1, $2, $3) and merged_into is not null', [one.id, other.id, third.id])
    expect(ended).toEqual([{ id: one.id, merged_into: other.id }])
  })
})
