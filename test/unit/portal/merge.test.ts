import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wirePaths, type ChangesResponse } from '../../../electron/contract/wire.ts'
import { describePortal } from '../../core/support/portal-context.ts'
import { getChanges } from '../../portal/changes.ts'
import { findDevice } from '../../portal/device-store.ts'
import { mergeOffice } from '../../portal/merge-office.ts'
import { enrolCounter } from './support/counter.ts'
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
