import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PushResponse, PushRequest } from '../../../electron/contract/wire.ts'
import { receiptsHeaderName } from '../../../electron/contract/headers.ts'
import { wirePaths } from '../../../electron/contract/wire.ts'
import { AuditKeys, verifyExport } from '../../../electron/core/audit/verify-export.ts'
import { getDevice, type CoreContext } from '../../../electron/core/context.ts'
import { openDatabase } from '../../../electron/core/db/open.ts'
import { createPortalClient } from '../../../electron/core/portal/portal-client.ts'
import { startAnswerProxy } from '../../core/support/answer-proxy.ts'
import { createCounter, getOk, removeFolder, startCounter, waitForDelivery, type CounterAtWork } from '../../core/support/counter.ts'
import { makeIntake } from '../../core/support/people.ts'
import { openOffice, startReferencePortal } from '../../core/support/portal.ts'
import { prepareClocks } from '../../core/support/set-clock.ts'
import type { Database } from '../../portal/database.ts'
import { getAuditKeys } from '../../portal/print-keys.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'
import { createCarriedTry } from './carried.ts'
import { createCoreCalls, type CoreCalls } from './core-calls.ts'
import { startLiedCore } from './lied-core.ts'
import { freezeDeep, mutateText, mutateValue } from './mutate.ts'
import { createPortalTries, type Heard } from './portal-answers.ts'
import { startPortalDouble } from './portal-double.ts'
import { startShippedCore } from './shipped-core.ts'
import { createTextTry } from './texts.ts'

/** A real counter with a short history, and ways to hand it spoilt input. Each try throws when something did not answer as it must. */
export interface FuzzCounter {
  tryText(random: Random): Deep
  tryWire(random: Random): Deep
  tryCall(random: Random): Promise<Deep>
  /** Of the running shipped core: mostly calls, now and then an answer of the portal. */
  tryShipped(random: Random): Promise<Deep>
  tryAnswer(random: Random): Promise<Deep>
  tryExport(random: Random): Promise<Deep>
  tryCarried(random: Random): Promise<Deep>
  tryEnrol(random: Random): Promise<Deep>
  close(): Promise<void>
}

/** An answer takes thirty times as long as a call: it travels, and a dossier with it. */
const liesShare = 0.02

export async function openFuzzCounter(folder: string): Promise<FuzzCounter> {
  const portal = await startReferencePortal()
  const line = await startAnswerProxy(portal.url)
  // Receipts of entries are part of what is spoilt; the form for a whole batch is made of them.
  line.dropped = [receiptsHeaderName]
  const office = await openOffice(portal.database)
  /** The last good answer by path, and what was asked. */
  const answers = new Map<string, { body: string; request: string }>()
  line.alter = ({ path, body: request }, answered) => {
    if (answered.status === 200 || answered.status === 201) answers.set(path.split('?')[0] ?? '', { body: answered.body, request })
    return answered
  }
  const counter = await startCounter(line.url, office)
  const dossiers: { id: string; code: string }[] = []
  for (let i = 0; i < 4; i++) {
    const { dossierId: id, code } = getOk(await counter.call('dossier.receive', makeIntake()))
    dossiers.push({ id, code })
    await waitForDelivery(counter.call, id, 'received')
  }
  await counter.logIn(office.officerId('administrator'))
  const exported = readFileSync(getOk(await counter.call('journal.export', { folder, withContent: true })).path, 'utf8').trimEnd().split('\n')
  const auditKeys = AuditKeys.parse(await getAuditKeys(portal.database))
  const heard = freezeDeep(await readHeard(answers, portal.database))
  const enrolment: unknown = freezeDeep(JSON.parse(answers.get(wirePaths.enrol)?.body ?? '{}'))
  await line.close()
  await counter.close()

  const createCalls = (core: CounterAtWork): CoreCalls => createCoreCalls(core, office.officerId, dossiers)
  const callsFolder = join(folder, 'calls')
  cpSync(counter.dataFolder, callsFolder, { recursive: true })
  const calls = createCalls(createCounter({ dataFolder: callsFolder, key: counter.key }))
  const makeClock = prepareClocks(folder)
  const shipped = startShippedCore(counter, join(folder, 'shipped'), makeClock(), createCalls)
  const lied = await startLiedCore(portal, makeClock)
  const double = await startPortalDouble()
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  const context: CoreContext = { db, filesFolder: join(counter.dataFolder, 'files'), now: Date.now, emit: () => undefined, getOfficer: () => undefined, hasRoom: () => true, wakeOutbox: () => undefined }
  const client = createPortalClient({ portalUrl: double.url, device: getDevice(db), portalNow: Date.now, timeoutMs: 3_000 })
  const carried = createCarriedTry({ folder, context, importBundle: (path) => calls.call('handover.import', { paths: [path] }), double, enrolment })
  const entry = (heard.request as PushRequest).entries.at(-1)
  const result = heard.push.results.at(-1)
  if (!entry || result?.outcome !== 'accepted') throw new Error('the last push was accepted')

  return {
    tryText: createTextTry([entry.header, result.receipt]),
    ...createPortalTries(heard, { context, client, double }),
    tryCall: (random) => calls.tryCall(random),
    tryShipped: (random) => (random.next() < liesShare ? lied.tryLie(random) : shipped.tryCall(random)),
    tryExport: async (random) => {
      const at = random.below(exported.length)
      const lines = random.next() < 0.5 ? exported.with(at, mutateText(exported[at]!, random)) : exported.with(at, JSON.stringify(mutateValue(JSON.parse(exported[at]!), random)))
      const spoiltKeys = AuditKeys.safeParse(random.next() < 0.1 ? mutateValue(auditKeys, random) : auditKeys)
      const finding = await verifyExport(lines, spoiltKeys.success ? spoiltKeys.data : auditKeys)
      return finding.kind === 'broken' && finding.reason === 'unreadable' ? undefined : 'lines'
    },
    tryCarried: carried.tryCarried,
    tryEnrol: carried.tryEnrol,
    close: async () => {
      await calls.close()
      await shipped.close()
      await lied.close()
      carried.close()
      db.close()
      await double.close()
      await portal.close()
      removeFolder(counter)
    }
  }
}

async function readHeard(answers: ReadonlyMap<string, { body: string; request: string }>, database: Database): Promise<Heard> {
  const pushed = answers.get(wirePaths.entries)
  if (!pushed) throw new Error('nothing was pushed')
  const push = JSON.parse(pushed.body) as PushResponse
  const rows = await database.query<{ kind: string; ref: string; value: unknown }>('select distinct on (kind) kind, ref, value from change_log order by kind, id desc')
  const changes = {
    changes: rows.map(({ kind, ref, value }) => ({ kind, id: ref, value })),
    next: 'abc',
    more: false,
    serverTime: new Date().toISOString(),
    standing: { epoch: 1, seq: 1, hash: '0'.repeat(64), numbers: [{ series: 's', day: '261123', serial: 1 }], recoveryKey: { keyId: 'k', publicKey: 'AAAA' } }
  }
  return { push, request: JSON.parse(pushed.request) as unknown, changes, leases: JSON.parse(answers.get(wirePaths.leases)?.body ?? '{}') as unknown, lastSeq: push.results[0]?.seq ?? 0 }
}
