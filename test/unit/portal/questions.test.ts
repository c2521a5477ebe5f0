import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryVersion, problemTypes, wirePaths } from '../../../electron/contract/wire.ts'
import type { Portal } from '../../portal/server.ts'
import { waitFor } from '../../core/support/wait.ts'
import { enrolCounter, postEnrol, type TestCounter } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { bothEngines, startTestPortal, type TestPortal } from './support/engines.ts'

/** What counters that come back ask beside their entries is held back too, and never holds back entries. Several instances, and a lock that is waited for, are PostgreSQL's alone. */
for (const engine of bothEngines.filter((name) => name === 'postgresql')) {
  let portal: TestPortal
  let counter: TestCounter

  beforeAll(async () => {
    portal = await startTestPortal(engine)
    counter = await enrolCounter(portal.url, portal.enrolmentCodes[0]!)
  })
  afterAll(() => portal.close())

  test('where there is no place each question is told when to come back, before its body is read; an entry is taken', async () => {
    const full: Portal = await portal.startAnother({ questions: { places: 0, waiting: 0 } })
    try {
      const hash = '0'.repeat(64)
      const questions: [string, string, object?][] = [
        ['GET', wirePaths.changes],
        ['POST', wirePaths.leases, { epoch: 1, wants: [] }],
        ['POST', wirePaths.recall, {}],
        ['POST', wirePaths.histories, {}],
        ['POST', wirePaths.offers, {}],
        ['POST', wirePaths.deviceKey, {}],
        ['HEAD', `${wirePaths.filesByHash}/${hash}`],
        ['GET', `${wirePaths.filesByHash}/${hash}`],
        ['GET', `${wirePaths.filesByHash}/${hash}/receipt?dossier=x`]
      ]
      for (const [method, path, body] of questions) {
        const { status, headers } = await counter.call(method, path, body, { portalUrl: full.url })
        expect([path, status, Number(headers.get('retry-after')) >= 1]).toEqual([path, 503, true])
      }
      const enrolment = await postEnrol(full.url, portal.enrolmentCodes[1]!, counter.enrolment.device)
      expect([enrolment.status, enrolment.body]).toEqual([503, expect.objectContaining({ type: problemTypes.busy })])
      const written = receive(counter, 1)
      expect(written.pushed.header.version).toBe(entryVersion)
      expect((await counter.push([written], { portalUrl: full.url })).results).toMatchObject([{ outcome: 'accepted' }])
    } finally {
      await full.close()
    }
  })

  test('as many questions as there are connections hang in the database, and a push passes', async () => {
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const locking = portal.database.transaction(async (tx) => {
      await tx.query('select 1 from office where id = $1 for no key update', [counter.enrolment.officeId])
      await held
    })
    try {
      const leases = Array.from({ length: 20 }, () => counter.call('POST', wirePaths.leases, { epoch: 1, wants: [] }))
      await waitFor('a question that hangs', async () => (await portal.database.query('select 1 from pg_locks where not granted')).length > 0)
      expect((await counter.push([receive(counter, 2)])).results).toMatchObject([{ outcome: 'accepted' }])
      release()
      expect((await Promise.all(leases)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    } finally {
      release()
      await locking
    }
  })
}
