import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ChangesResponse, problemTypes, type PushResponse } from '../../../electron/contract/wire.ts'
import { putChanges, readHorizon } from '../../portal/change-store.ts'
import type { Portal } from '../../portal/server.ts'
import { enrolCounter, type TestCounter } from './support/counter.ts'
import { changeStatus, receive } from './support/dossier.ts'
import { bothEngines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

const outcomes = (response: PushResponse) => response.results.map((result) => (result.outcome === 'accepted' ? 'accepted' : result.problem.type))

describe.each(bothEngines)('a portal started again on %s', (engine) => {
  test('is the same portal: name, keys, codes left, entries and their receipts', async () => {
    const portal = await startTestPortal(engine)
    try {
      const counter = await enrolCounter(portal.url, portal.enrolmentCodes[0]!)
      const entry = receive(counter, 1)
      const before = await counter.push([entry])
      await portal.stop()
      const again = await portal.startAnother()
      try {
        expect([again.adminToken, again.enrolmentCodes]).toEqual([portal.adminToken, portal.enrolmentCodes.slice(1)])
        expect((await counter.push([entry], { portalUrl: again.url })).results).toEqual(before.results)
        const { enrolment } = await enrolCounter(again.url, again.enrolmentCodes[0]!)
        expect([enrolment.portal, enrolment.receiptKeys, enrolment.counterNumber]).toEqual([counter.enrolment.portal, counter.enrolment.receiptKeys, 2])
      } finally {
        await again.close()
      }
    } finally {
      await portal.close()
    }
  })
})

// Two processes cannot open one PGlite folder: several instances are PostgreSQL's alone.
for (const engine of bothEngines.filter((name) => name === 'postgresql')) {
  describe(`two instances on one ${engine}`, () => {
    let portal: TestPortal
    let other: Portal
    beforeAll(async () => {
      portal = await startTestPortal(engine)
      other = await portal.startAnother()
    })
    afterAll(async () => {
      await other.close()
      await portal.close()
    })

    async function openCounters(count: number): Promise<TestCounter[]> {
      const office = await openOffice(portal.database)
      const counters: TestCounter[] = []
      for (const code of office.codes.slice(0, count)) counters.push(await enrolCounter(counters.length % 2 ? other.url : portal.url, code))
      return counters
    }

    test('are one portal: same name, key and token, and either knows the other’s counters', async () => {
      const [first, second] = (await openCounters(2)) as [TestCounter, TestCounter]
      expect([other.adminToken, second.enrolment.portal, second.enrolment.receiptKeys]).toEqual([portal.adminToken, first.enrolment.portal, first.enrolment.receiptKeys])
      await first.push([receive(first, 1)], { portalUrl: other.url })
      expect((await portal.database.query('select 1 from entry where device_id = $1', [first.enrolment.device])).length).toBe(1)
    })

    test('the same batch sent to both at once is stored once and answered alike', async () => {
      const [counter] = (await openCounters(1)) as [TestCounter]
      for (let round = 0; round < 8; round++) {
        const entries = Array.from({ length: 10 }, (_, index) => receive(counter, round * 10 + index + 1))
        const [here, there] = await Promise.all([counter.push(entries), counter.push(entries, { portalUrl: other.url })])
        expect(here.results).toEqual(there.results)
        expect(new Set(outcomes(here))).toEqual(new Set(['accepted']))
      }
      expect((await portal.database.query('select 1 from dossier where device_id = $1', [counter.enrolment.device])).length).toBe(80)
    })

    test('two counters pushing through both at once lose and mix nothing', async () => {
      const counters = await openCounters(2)
      await Promise.all(
        counters.map(async (counter) => {
          for (let round = 0; round < 10; round++) {
            const entries = Array.from({ length: 10 }, (_, index) => receive(counter, counter.enrolment.range.from + round * 10 + index))
            const response = await counter.push(entries, { portalUrl: round % 2 ? portal.url : other.url })
            expect(response.head.statement.seq).toBe((round + 1) * 10)
          }
        })
      )
      for (const counter of counters) {
        const rows = await portal.database.query<{ seq: number }>('select seq from entry where device_id = $1 order by arrival', [counter.enrolment.device])
        expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
      }
    })

    test('one number claimed through both at once is given once', async () => {
      const [first, second] = (await openCounters(2)) as [TestCounter, TestCounter]
      // As if both had leased it: the unique constraint is the last word.
      const sql = "insert into number_lease (series, period, serial_from, serial_to, device_id) values ($1, '2021-03-15', 1, 100, $2)"
      await portal.database.query(sql, [`dossier:${second.enrolment.agencyCode}`, second.enrolment.device])
      for (let serial = 1; serial <= 10; serial++) {
        const entries = [receive(first, serial), receive(second, serial)] as const
        const answers = await Promise.all([first.push([entries[0]]), second.push([entries[1]], { portalUrl: other.url })])
        expect(answers.flatMap(outcomes).sort()).toEqual(['accepted', problemTypes.numberTaken])
      }
    })

    test('one dossier changed through both at once is changed once, the other is a conflict', async () => {
      const [first, second] = (await openCounters(2)) as [TestCounter, TestCounter]
      for (let serial = 1; serial <= 10; serial++) {
        const received = receive(first, serial)
        await first.push([received])
        const changes = [changeStatus(first, received.dossier, 1, 2, 4), changeStatus(second, received.dossier, 1, 2, 8)] as const
        const answers = await Promise.all([first.push([changes[0]]), second.push([changes[1]], { portalUrl: other.url })])
        expect(answers.flatMap(outcomes).sort()).toEqual(['accepted', problemTypes.editConflict])
      }
    })

    test('the feed misses no row of a transaction that commits after a later one', async () => {
      const [counter] = (await openCounters(1)) as [TestCounter]
      const read = async (since: string) => ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${since}`)).body)
      let page = await read('')
      while (page.more) page = await read(page.next)
      const slow = portal.database.transaction(async (tx) => {
        await putChanges(tx, [{ kind: 'organisation', ref: 'chậm', value: { name: 'chậm' } }])
        await sleep(400)
      })
      await sleep(100)
      await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'organisation', ref: 'nhanh', value: { name: 'nhanh' } }]))
      page = await read(page.next)
      const seen = page.changes
      await slow
      // The server's own housekeeping holds the feed back for a moment too.
      await vi.waitFor(async () => {
        page = await read(page.next)
        seen.push(...page.changes)
        expect(seen.map((change) => change.id).sort()).toEqual(['chậm', 'nhanh'])
      })
      expect((await read(page.next)).changes).toEqual([])
    })

    test('the feed ends behind a transaction that was committed: a power cut may give the number of a failed one again, and that is no return', async () => {
      const failure = new Error('as meant')
      const fail = (): Promise<unknown> =>
        portal.database.transaction(async (tx) => {
          await tx.query('select pg_current_xact_id()')
          throw failure
        })
      for (let count = 0; count < 3; count++) await expect(fail()).rejects.toBe(failure)
      const horizon = await readHorizon(portal.database)
      expect(await portal.database.query('select pg_xact_status(($1::text::bigint - 1)::text::xid8) as status', [horizon])).toEqual([{ status: 'committed' }])
    })

    test('waits for the disk at each commit, also where the database is set not to', async () => {
      const [{ name }] = (await portal.database.query<{ name: string }>('select current_database() as name')) as [{ name: string }]
      await portal.database.query(`alter database ${name} set synchronous_commit = off`)
      const later = await portal.startAnother()
      try {
        expect(await later.database.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
      } finally {
        await later.close()
      }
    })

    test('a database loaded into another cluster gives its feed anew', async () => {
      const [counter] = (await openCounters(1)) as [TestCounter]
      const read = async (since: string) => ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${since}&limit=1`)).body)
      const { next } = await read('')
      // Transaction numbers of the old cluster, beyond any this one has reached.
      await portal.database.query("update change_log set xid = (xid::text::bigint + 1000000000)::text::xid8 where kind = 'organisation'")
      const restarted = await portal.startAnother()
      try {
        const afresh = await read('')
        expect((await read(next)).changes).toEqual(afresh.changes)
        const hidden = await portal.database.query('select 1 from change_log where xid >= pg_snapshot_xmax(pg_current_snapshot())')
        expect(hidden).toEqual([])
      } finally {
        await restarted.close()
      }
    })
  })
}
