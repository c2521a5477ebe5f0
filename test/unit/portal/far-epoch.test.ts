import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes, wirePaths, type ChangesResponse } from '../../../electron/contract/wire.ts'
import { createQueueFile } from '../../../electron/crypto/queue-file.ts'
import { describePortal } from '../../core/support/portal-context.ts'
import { importQueue } from '../../portal/import-queue.ts'
import { enrolCounter, type TestCounter, type Written } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** An epoch that no counter can have come to would leave none for its next. */

describe.each(engines)('an epoch far ahead on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  const openCounter = async () => enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)

  /** The export of its queue, as it is carried. */
  async function writeQueueFile(counter: TestCounter, entries: readonly Written[]): Promise<string> {
    const { standing } = (await counter.call('GET', `${wirePaths.changes}?standing=1`)).body as ChangesResponse
    const file = createQueueFile({ device: counter.enrolment.device, privateKey: counter.key.privateKey }, standing!.recoveryKey)
    return file.head + entries.map(({ pushed }) => file.encode(pushed)).join('')
  }

  test.each([
    ['the largest number there is', { epoch: Number.MAX_SAFE_INTEGER }],
    ['the largest that the database holds', { epoch: 0x7fffffff }],
    ['a place that the database does not hold', { epoch: 1, seq: 0x80000000 }]
  ])('in a carried queue is refused alone, and the counter goes on in its next: %s', async (_what, place) => {
    const counter = await openCounter()
    const honest = [receive(counter, 1), receive(counter, 2)]
    const far = counter.write({ kind: 'counter.restored', payload: {} }, place)
    counter.chain.pop()
    const outcome = await importQueue(await describePortal(portal), await writeQueueFile(counter, [...honest, far]))
    expect(outcome).toEqual({ device: counter.enrolment.device, entries: 3, held: 2, refused: [{ seq: far.link.seq, type: problemTypes.chainBroken }], spoilt: [] })
    counter.epoch = 2
    const next = receive(counter, 3)
    expect((await counter.push([next], { chain: [next.link] })).results[0]?.outcome).toBe('accepted')
  })

  test('is refused from the line too, and leased nothing', async () => {
    const counter = await openCounter()
    await counter.push([receive(counter, 1)])
    counter.epoch = 0x7fffffff
    const far = receive(counter, 2)
    const answer = await counter.call('POST', wirePaths.entries, { chain: [far.link], entries: [far.pushed] })
    expect([answer.status, answer.body]).toEqual([409, expect.objectContaining({ type: problemTypes.chainBroken })])
    for (const epoch of [5_000, Number.MAX_SAFE_INTEGER]) {
      expect((await counter.call('POST', wirePaths.leases, { epoch, wants: [{ series: `${counter.enrolment.officeId}-fee-receipt`, period: String(new Date().getUTCFullYear()), after: 0 }] })).status).toBe(400)
    }
    expect(await portal.database.query('select head_epoch from device where id = $1', [counter.enrolment.device])).toEqual([{ head_epoch: 1 }])
  })
})
