import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { coreMethods } from '../../electron/contract/control.ts'
import { ChangesResponse, Enrolment, Problem, PushResponse } from '../../electron/contract/wire.ts'
import { AuditKeys, verifyExport } from '../../electron/core/audit/verify-export.ts'
import { getDevice, type CoreContext } from '../../electron/core/context.ts'
import { openDatabase, write } from '../../electron/core/db/open.ts'
import { createPortalClient } from '../../electron/core/portal/portal-client.ts'
import { pullChanges } from '../../electron/core/portal/pull.ts'
import { createPusher } from '../../electron/core/portal/push.ts'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { isReceiptValid, isSignedByPortal } from '../../electron/crypto/receipt.ts'
import { createCounter, getOk, removeFolder, startCounter, waitForDelivery } from '../core/support/counter.ts'
import { birthProcedure, makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { waitingCalls } from '../core/support/waiting-calls.ts'
import { HttpProblem } from '../portal/problem.ts'
import { getAuditKeys } from '../portal/print-keys.ts'
import { readPushRequest } from '../portal/push/read-request.ts'
import { mutateText, mutateValue } from './mutate.ts'
import type { Random } from './random.ts'
import { startAnswerProxy } from '../core/support/answer-proxy.ts'

/** A real counter with a short history, and ways to hand it spoilt input. Each try throws when something did not answer as it must. */
export interface FuzzCounter {
  tryWire(random: Random): void
  tryCall(random: Random): Promise<void>
  tryAnswer(random: Random): Promise<void>
  tryExport(random: Random): Promise<void>
  close(): Promise<void>
}

/** Calls that would write where the input says or end the counter. */
const notCalled = new Set(['core.open', 'core.close', 'core.enrol', 'core.end-session', 'backup.set-folder', 'backup.run', 'queue.export', 'handover.export', 'journal.export', 'diagnostics.run'])

export async function openFuzzCounter(folder: string): Promise<FuzzCounter> {
  const portal = await startReferencePortal()
  const line = await startAnswerProxy(portal.url)
  const office = await openOffice(portal.database)
  const counter = await startCounter(line.url, office)
  const heard = { push: '', request: '', pull: '' }
  line.alter = (exchange, answered) => {
    if (exchange.path === '/v1/entries' && answered.status === 200) Object.assign(heard, { push: answered.body, request: exchange.body })
    return answered
  }
  const ids: string[] = []
  for (let i = 0; i < 4; i++) {
    ids.push(getOk(await counter.call('dossier.receive', makeIntake())).dossierId)
    await waitForDelivery(counter.call, ids[i]!, 'received')
  }
  await counter.logIn(office.officerId('administrator'))
  const exported = readFileSync(getOk(await counter.call('journal.export', { folder, withContent: true })).path, 'utf8').trimEnd().split('\n')
  const keys = AuditKeys.parse(await getAuditKeys(portal.database))
  await counter.logIn(office.officerId('reception'))
  await line.close()
  // What the last push is answered with must fit what is asked again below.
  const lastSeq = (JSON.parse(heard.push) as PushResponse).results[0]?.seq ?? 0
  await counter.close()

  const { rpc, reopen, close } = createCalls(counter, office.officerId('reception'), ids)
  const double = await startDouble()
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  const device = getDevice(db)
  const context: CoreContext = { db, filesFolder: join(counter.dataFolder, 'files'), now: Date.now, emit: () => undefined, getOfficer: () => undefined, wakeOutbox: () => undefined }
  const client = createPortalClient({ portalUrl: double.url, device, portalNow: Date.now, timeoutMs: 3_000 })
  const samples = { push: JSON.parse(heard.push) as PushResponse, request: JSON.parse(heard.request) as unknown, changes: makeChanges(), problem: { type: 'urn:qmc:chain-broken', title: 'x', status: 409, head: { epoch: 1, seq: 1, hash: '0'.repeat(64) } } }
  const findKey = (keyId: string): ReturnType<typeof importPublicKey> | undefined => {
    const key = device.receiptKeys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  }

  return {
    tryWire: (random) => {
      const value = mutateValue(random.pick([samples.push, samples.request, samples.changes, samples.problem]), random)
      for (const schema of [PushResponse, ChangesResponse, Problem, Enrolment]) schema.safeParse(value)
      const push = PushResponse.safeParse(value)
      if (push.success) {
        for (const result of push.data.results) if (result.outcome === 'accepted') isReceiptValid(result.receipt, { device: device.device, seq: result.seq, entryHash: result.receipt.entryHash }, findKey)
        isSignedByPortal(push.data.head, findKey)
      }
      try {
        readPushRequest(value)
      } catch (error) {
        if (!(error instanceof HttpProblem)) throw error
      }
    },
    tryAnswer: async (random) => {
      const isPush = random.next() < 0.6
      const sample = random.next() < 0.15 ? samples.problem : isPush ? samples.push : samples.changes
      const text = JSON.stringify(mutateValue(sample, random))
      double.answer(sample === samples.problem ? random.pick([400, 401, 409, 413, 422, 429, 500, 503]) : random.pick([200, 200, 200, 200, 204, 302, 404]), random.next() < 0.3 ? mutateText(text, random) : text)
      if (!isPush) return void (await pullChanges(context, client))
      write(db, (writeDb) => writeDb.prepare(`UPDATE delivery SET state = 'queued', receipt = NULL, problem = NULL, answered_at = NULL WHERE seq = ?`).run(lastSeq))
      const pushed = await createPusher(context, client).push(100)
      if (pushed.kind === 'answered' && !text.includes('"outcome":"accepted"') && !text.includes('"outcome":"refused"')) throw new Error('an answer without a result was taken')
    },
    tryExport: async (random) => {
      const at = random.below(exported.length)
      const lines = random.next() < 0.5 ? exported.with(at, mutateText(exported[at]!, random)) : exported.with(at, JSON.stringify(mutateValue(JSON.parse(exported[at]!), random)))
      const spoiltKeys = AuditKeys.safeParse(random.next() < 0.1 ? mutateValue(keys, random) : keys)
      await verifyExport(lines, spoiltKeys.success ? spoiltKeys.data : keys)
    },
    tryCall: async (random) => {
      await reopen()
      await rpc(random)
    },
    close: async () => {
      await close()
      db.close()
      await double.close()
      await portal.close()
      removeFolder(counter)
    }
  }
}

/** Calls over the contract as a page that went mad would make them; the core is a counter of its own on the same folder, without a line. */
function createCalls(counter: { dataFolder: string; key: Buffer }, officerId: string, ids: readonly string[]): { rpc(random: Random): Promise<void>; reopen(): Promise<void>; close(): Promise<void> } {
  const core = createCounter({ dataFolder: counter.dataFolder, key: counter.key })
  let isOpen = false
  const methods = Object.keys(coreMethods).filter((method) => !notCalled.has(method) && !waitingCalls.has(method))
  const bases: Record<string, unknown> = {
    'dossier.receive': makeIntake(),
    'draft.save': { id: 'a0000000-0000-4000-8000-000000000000', procedureCode: birthProcedure, applicant: { fullName: 'A' }, components: [], note: '' },
    'dossier.change-status': { id: ids[0], baseRevision: 1, to: 4, note: '' },
    'catalogue.search': { text: 'khai sinh', limit: 10 },
    'catalogue.get': { code: birthProcedure },
    'citizen.find': { idNumber: '036190012345', procedureCode: birthProcedure },
    'form.receipt': { dossierId: ids[0], reprint: true },
    'core.begin-session': { officerId, loginPublicKey: '' }
  }
  return {
    reopen: async () => {
      if (isOpen) return
      isOpen = true
      await core.open()
      await core.logIn(officerId)
    },
    close: async () => {
      await core.call('core.close', {})
    },
    rpc: async (random) => {
      const method = random.pick(methods)
      const base = bases[method] ?? { id: ids[1], text: 'a', limit: 10 }
      const input = random.next() < 0.05 ? base : mutateValue(base, random)
      const answer = await core.call(method as 'status.get', input as Record<string, never>)
      const kind = answer.ok ? '' : (answer.error as { kind: string }).kind
      if (kind === 'unexpected') throw new Error(`${method} met a bug: ${core.log.at(-1) ?? ''}`)
    }
  }
}

function makeChanges(): ChangesResponse {
  const change = (kind: string): ChangesResponse['changes'][number] => ({ kind, id: 'x', value: { code: '1.000001', name: 'Thủ tục', components: [], fees: [] } })
  const kinds = ['procedure', 'organisation', 'office-letterhead', 'work-calendar', 'form-template', 'officer', 'dossier-status']
  return { changes: kinds.map(change), next: 'abc', more: false, serverTime: new Date().toISOString(), standing: { epoch: 1, seq: 1, hash: '0'.repeat(64), numbers: [{ series: 's', day: '261123', serial: 1 }], recoveryKey: { keyId: 'k', publicKey: 'AAAA' } } }
}

/** Answers the first request after `answer` so, and what is asked on with the end of the changes. */
async function startDouble(): Promise<{ url: string; answer(status: number, body: string): void; close(): Promise<void> }> {
  const end = { status: 200, body: JSON.stringify({ changes: [], next: '', more: false, serverTime: new Date().toISOString() }) }
  let next = end
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, body } = next
      next = end
      response.writeHead(status, { 'content-type': 'application/json', ...(status === 302 ? { location: '/elsewhere' } : {}), ...(status === 429 ? { 'retry-after': body.slice(0, 3).replaceAll(/[^0-9a-z]/g, '') } : {}) })
      response.end(status === 204 ? undefined : body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (status, body) => {
      next = { status, body }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
}
