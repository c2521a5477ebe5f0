import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficerRole } from '../../electron/contract/wire.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { getDevice } from '../../electron/core/context.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { createCounter, getOk, getStatus, inspect, listAll, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { openCoreProcess } from './support/core-process.ts'
import { findPersonalData, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let office: TestOffice
let counter: Counter
const others: Counter[] = []

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office)
})
afterAll(async () => {
  const all = [counter, ...others]
  for (const one of all) await one.close()
  await portal.close()
  const log = all.flatMap((one) => one.log).join('')
  for (const one of all) removeFolder(one)
  expect(log).toBe('')
})

/** A counter of an office of its own, so that its numbers start anew. */
async function startOther(ranges?: Parameters<typeof openOffice>[1], code = 0, sameOffice?: TestOffice): Promise<{ counter: Counter; office: TestOffice }> {
  const own = sameOffice ?? (await openOffice(portal.database, ranges))
  const started = await startCounter(portal.url, own, { code })
  others.push(started)
  return { counter: started, office: own }
}

/** Sets the PC's clock. */
function setClock(target: Counter, local: string): void {
  target.clock.offsetMs = Date.parse(`${local}+07:00`) - Date.now()
}

async function receive(target: Counter, change?: Parameters<typeof makeIntake>[0]) {
  return target.call('dossier.receive', makeIntake(change))
}

/** With the officer's yes to the PC's day: the portal may have told by now that it lives in another. */
async function receiveSerial(target: Counter): Promise<string> {
  return getOk(await receive(target, { confirmedDay: localDay(Date.now() + target.clock.offsetMs) })).code.slice(-11)
}

describe('numbers', () => {
  test('run on inside the counter’s own daily range, start anew the next day, and end with a clear error', async () => {
    const { counter: first, office: own } = await startOther([[1, 3], [4, 6]])
    const { counter: second } = await startOther(undefined, 1, own)
    for (const one of [first, second]) setClock(one, '2026-03-02T09:00:00')
    expect([await receiveSerial(first), await receiveSerial(second), await receiveSerial(first), await receiveSerial(second)]).toEqual(['260302-0001', '260302-0004', '260302-0002', '260302-0005'])
    expect(await receiveSerial(first)).toBe('260302-0003')
    const stored = (await listAll(first.call)).length
    expect(await receive(first, { confirmedDay: '2026-03-02' })).toEqual({ ok: false, error: { kind: 'number-range-empty', series: 'dossier', range: { from: 1, to: 3 }, lastIssuedSerial: 3 } })
    expect((await listAll(first.call)).length).toBe(stored)
    expect(await receiveSerial(second)).toBe('260302-0006')
    setClock(first, '2026-03-03T08:00:00')
    expect(await receiveSerial(first)).toBe('260303-0001')
    await waitFor('all seven at the portal', async () => (await listArrived(portal.database, own)).length === 7)
    const codes = (await listArrived(portal.database, own)).map(({ code }) => code)
    expect(new Set(codes).size).toBe(7)
  })

  test('a clock that went back is refused until it is right again, and takes no number', async () => {
    const { counter: one } = await startOther()
    setClock(one, '2026-03-04T09:00:00')
    expect(await receiveSerial(one)).toBe('260304-0001')
    setClock(one, '2026-03-03T23:59:00')
    expect(await receive(one)).toEqual({ ok: false, error: { kind: 'clock-went-back', today: '2026-03-03', highWaterDay: '2026-03-04' } })
    setClock(one, '2026-03-04T09:05:00')
    expect(await receiveSerial(one)).toBe('260304-0002')
  })

  test('a clock that jumped needs the officer’s yes to this very day', async () => {
    const { counter: one } = await startOther()
    setClock(one, '2026-03-04T09:00:00')
    expect(await receiveSerial(one)).toBe('260304-0001')
    setClock(one, '2026-03-13T09:00:00')
    // For which of the two reasons depends on whether the portal's day is known by now.
    const jumped = { ok: false, error: { kind: 'clock-jumped', today: '2026-03-13' } }
    expect(await receive(one)).toMatchObject(jumped)
    expect(await receive(one, { confirmedDay: '2026-03-12' })).toMatchObject(jumped)
    expect(getOk(await receive(one, { confirmedDay: '2026-03-13' })).code).toContain('-260313-0001')
    expect(await receiveSerial(one)).toBe('260313-0002')
  })

  test('midnight in Vietnam, not in UTC, makes the new day', async () => {
    const { counter: one } = await startOther()
    setClock(one, '2026-03-04T23:59:00')
    expect(await receiveSerial(one)).toBe('260304-0001')
    setClock(one, '2026-03-05T00:01:00')
    expect(await receiveSerial(one)).toBe('260305-0001')
  })
})

describe('a Receive', () => {
  test('commits number, date, fee, entry and delivery, and the portal gets the same', async () => {
    const intake = makeIntake()
    const received = getOk(await counter.call('dossier.receive', intake))
    expect(received).toMatchObject({ dossierId: intake.draftId, filesToSign: 0, fees: { total: 5000 } })
    const view = getOk(await counter.call('dossier.get', { id: intake.draftId }))
    expect(view).toMatchObject({ code: received.code, applicantName: intake.applicant.fullName, dueAt: received.dueAt, status: 2 })
    expect(view.timeline.map(({ kind }) => kind)).toEqual(['dossier.received'])
    await waitForDelivery(counter.call, intake.draftId, 'received')
    const [arrived] = (await listArrived(portal.database, office)).filter(({ id }) => id === intake.draftId)
    const proof = getOk(await counter.call('dossier.get', { id: intake.draftId })).receipt!
    expect(arrived).toMatchObject({ code: received.code, applicantName: intake.applicant.fullName, dueAt: received.dueAt })
    expect(arrived!.entries.map(({ hash }) => hash)).toEqual([proof.entryHash])
    const form = getOk(await counter.call('form.render', { kind: 'receipt', dossierId: intake.draftId, reprint: false }))
    expect(form.html).toContain(received.code)
    expect(form.html).toContain(intake.applicant.fullName)
  })

  test('pressed twice, at once or later, is one dossier and one number', async () => {
    const intake = makeIntake()
    const [first, second] = await Promise.all([counter.call('dossier.receive', intake), counter.call('dossier.receive', intake)])
    const third = await counter.call('dossier.receive', { ...intake, note: 'sửa sau khi đã nhận' })
    expect([second, third]).toEqual([first, first])
    expect((await listAll(counter.call)).filter(({ id }) => id === intake.draftId)).toHaveLength(1)
    expect(inspect(counter, (db) => db.prepare('SELECT count(*) FROM journal WHERE dossier = ?').pluck().get(intake.draftId))).toBe(1)
    expect(inspect(counter, (db) => db.prepare("SELECT count(*) FROM issued_number WHERE dossier = ? AND series LIKE 'dossier:%'").pluck().get(intake.draftId))).toBe(1)
  })

  test('killed between commit and answer: asked again it answers the same dossier, and the next has the next number', async () => {
    const { counter: one, office: own } = await startOther()
    await one.close()
    const officer = own.officerId('reception')
    const dying = await openCoreProcess(one, officer, { env: { QMC_FAULT_POINT: 'core-after-commit' } })
    const intake = makeIntake()
    expect(await dying.call('dossier.receive', intake)).toEqual({ ok: false, error: { kind: 'process-down', process: 'core' } })
    expect((await dying.process.exited).signal).toBe('SIGKILL')

    const next = await openCoreProcess(one, officer)
    const again = getOk(await next.call('dossier.receive', intake))
    expect(again).toMatchObject({ dossierId: intake.draftId })
    expect(again.code).toMatch(/-0001$/)
    expect(getOk(await next.call('dossier.receive', makeIntake())).code).toMatch(/-0002$/)
    await waitForDelivery(next.call, intake.draftId, 'received')
    await waitFor('both at the portal', async () => (await listArrived(portal.database, own)).length === 2)
    expect(await next.process.kill('SIGKILL').then(() => next.process.readStderr())).toBe('')
    expect(inspect(one, (db) => verifyChain(db, getDevice(db).device))).toEqual({ kind: 'intact', entries: 2 })
  })

  test('a name in decomposed Unicode is kept, found and sent composed', async () => {
    const composed = 'Nguyễn Thị Ước Mơ'
    const intake = makeIntake()
    intake.applicant = { ...intake.applicant, fullName: `  ${composed.normalize('NFD')}  `, address: 'Xóm Đường Cũ'.normalize('NFD') }
    getOk(await counter.call('dossier.receive', intake))
    expect(composed.normalize('NFD')).not.toBe(composed)
    const view = getOk(await counter.call('dossier.get', { id: intake.draftId }))
    expect([view.applicant.fullName, view.applicant.address]).toEqual([composed, 'Xóm Đường Cũ'])
    expect(inspect(counter, (db) => db.prepare('SELECT payload FROM journal WHERE dossier = ?').pluck().get(intake.draftId))).toContain(composed)
    for (const text of ['uoc mo', 'ƯỚC MƠ', 'Ước Mơ'.normalize('NFD'), intake.applicant.idNumber!]) {
      expect(getOk(await counter.call('dossier.search', { text, limit: 5 })).map(({ id }) => id)).toContain(intake.draftId)
    }
    await waitForDelivery(counter.call, intake.draftId, 'received')
    expect((await listArrived(portal.database, office)).find(({ id }) => id === intake.draftId)?.applicantName).toBe(composed)
  })

  test('what the officer typed in error is told, and nothing is kept of it', async () => {
    const before = inspect(counter, countRows)
    const components = makeIntake().components
    const refusals: [Parameters<typeof makeIntake>[0], object][] = [
      [{ components: [] }, { kind: 'missing-component' }],
      [{ components: components.slice(1) }, { kind: 'missing-component' }],
      [{ components: components.map((one) => ({ ...one, ticked: false })) }, { kind: 'missing-component' }],
      [{ components: [...components, { ...components[0]!, id: 'không-có' }] }, { kind: 'unknown-component', ids: ['không-có'] }],
      [{ components: components.map((one, i) => (i === 0 ? { ...one, files: [{ sha256: 'f'.repeat(64), name: 'tờ khai', sizeBytes: 1, pages: 1, origin: 'imported' as const }] } : one)) }, { kind: 'file-missing', name: 'tờ khai' }],
      [{ procedureCode: '0.000000' }, { kind: 'procedure-unknown' }],
      [{ applicant: { fullName: ' ', idKind: 'cccd', idNumber: '036190000001', address: 'x' } }, { kind: 'applicant-invalid', person: 'applicant', field: 'fullName' }],
      [{ applicant: { fullName: 'Lê Thị Thử', idKind: 'cccd', idNumber: '12', address: 'x' } }, { kind: 'applicant-invalid', field: 'idNumber' }]
    ]
    for (const [change, error] of refusals) expect(await receive(counter, change)).toMatchObject({ ok: false, error })
    expect(await counter.call('dossier.receive', { ...makeIntake(), sets: 0 })).toMatchObject({ ok: false, error: { kind: 'invalid-input', path: 'sets' } })
    expect(inspect(counter, countRows)).toEqual(before)
  })

  test('the same person’s open dossier of the same procedure is shown before it is received again', async () => {
    const intake = makeIntake()
    const asked = { idNumber: intake.applicant.idNumber!, procedureCode: intake.procedureCode }
    expect(getOk(await counter.call('citizen.find', asked))).toEqual({ duplicates: [] })
    const { code } = getOk(await counter.call('dossier.receive', intake))
    const found = getOk(await counter.call('citizen.find', asked))
    expect(found.duplicates.map((duplicate) => duplicate.code)).toEqual([code])
    expect(found.applicant?.fullName).toBe(intake.applicant.fullName)
    expect(getOk(await counter.call('citizen.find', { ...asked, procedureCode: '1.000656' })).duplicates).toEqual([])
  })

  test('what another handed in is found by its owner, and it is she who is asked for', async () => {
    const [intake, { applicant: owner }] = [makeIntake(), makeIntake()]
    const { code } = getOk(await counter.call('dossier.receive', { ...intake, owner, representation: 'con' }))
    const find = async (ids: object): Promise<string[]> => getOk(await counter.call('citizen.find', { idNumber: intake.applicant.idNumber!, procedureCode: intake.procedureCode, ...ids })).duplicates.map((one) => one.code)
    expect([await find({}), await find({ ownerIdNumber: owner.idNumber! }), await find({ idNumber: owner.idNumber! })]).toEqual([[], [code], [code]])
    for (const text of [owner.fullName, owner.idNumber!]) expect(getOk(await counter.call('dossier.search', { text, limit: 20 })).map((row) => row.code)).toContain(code)
  })
})

describe('who may', () => {
  const mayReceive: Record<OfficerRole, boolean> = { reception: true, head: false, 'records-clerk': false, administrator: false }
  const mayChange: Record<OfficerRole, boolean> = { reception: true, head: true, 'records-clerk': false, administrator: false }

  test.each(Object.keys(mayReceive) as OfficerRole[])('%s', async (role) => {
    const known = makeIntake()
    const { counter: one, office: own } = await startOther()
    getOk(await one.call('dossier.receive', known))
    await one.logIn(own.officerId(role))
    const refused = { ok: false, error: { kind: 'not-permitted', role } }
    const rows = inspect(one, countRows)
    const received = await receive(one)
    if (mayReceive[role]) expect(received.ok).toBe(true)
    else expect([received, inspect(one, countRows)]).toEqual([refused, rows])
    const changed = await one.call('dossier.change-status', { id: known.draftId, baseRevision: 1, to: 4, note: '' })
    expect(changed).toEqual(mayChange[role] ? { ok: true, value: { revision: 2 } } : refused)
    const refusedFurther = await one.call('dossier.change-status', { id: known.draftId, baseRevision: 1, to: 5, note: '' })
    expect(refusedFurther).toMatchObject({ ok: false, error: mayChange[role] ? { kind: 'edit-conflict', revision: 2 } : refused.error })
    await waitFor('an empty queue', async () => (await getStatus(one.call)).queue.entriesWaiting === 0)
  })

  test('an officer the portal does not know, or nobody, does nothing', async () => {
    expect(await counter.call('core.begin-session', { officerId: 'ai-đó', loginPublicKey: '' })).toEqual({ ok: false, error: { kind: 'officer-unknown' } })
    const closed = createCounter()
    others.push(closed)
    await closed.open()
    expect(await closed.call('dossier.receive', makeIntake())).toMatchObject({ ok: false, error: { kind: 'unexpected' } })
    // The one bug this file provokes; its line says where and nothing about whom.
    expect(closed.log.join('')).toMatch(/bug [0-9a-f]{8} in core, dossier\.receive: Error/)
    expect(findPersonalData(closed.log.splice(0).join(''))).toEqual([])
  })
})

describe('drafts', () => {
  const draftOf = (id: string, fullName: string) => ({ id, procedureCode: '1.001193', applicant: { fullName }, components: [], sets: 1, returnAt: 'counter' as const, note: '' })

  test('are kept as typed, newest first, for the officer who typed, and end with the Receive', async () => {
    const { counter: one, office: own } = await startOther()
    const [older, newer] = [makeIntake(), makeIntake()]
    for (const intake of [older, newer]) getOk(await one.call('draft.save', draftOf(intake.draftId, intake.applicant.fullName)))
    one.clock.offsetMs += 1000
    getOk(await one.call('draft.save', { ...draftOf(newer.draftId, newer.applicant.fullName), note: 'gõ tiếp' }))
    expect(getOk(await one.call('draft.list', {})).map(({ id }) => id)).toEqual([newer.draftId, older.draftId])
    expect(getOk(await one.call('draft.get', { id: newer.draftId })).note).toBe('gõ tiếp')
    await one.logIn(own.officerId('head'))
    expect(await one.call('draft.list', {})).toEqual({ ok: false, error: { kind: 'not-permitted', role: 'head' } })
    await one.logIn(own.officerId('reception'))

    // Received, closed and opened again: the other draft is still there, this one is not.
    getOk(await one.call('dossier.receive', newer))
    await one.close()
    await one.open()
    await one.logIn(own.officerId('reception'))
    expect(getOk(await one.call('draft.list', {})).map(({ id }) => id)).toEqual([older.draftId])
    expect(await one.call('draft.get', { id: newer.draftId })).toEqual({ ok: false, error: { kind: 'draft-unknown' } })
    getOk(await one.call('draft.discard', { id: older.draftId }))
    expect(getOk(await one.call('draft.list', {}))).toEqual([])
  })

  test('an autosave that comes after the Receive brings no draft back', async () => {
    const intake = makeIntake()
    getOk(await counter.call('dossier.receive', intake))
    getOk(await counter.call('draft.save', draftOf(intake.draftId, intake.applicant.fullName)))
    expect(getOk(await counter.call('draft.list', {})).filter(({ id }) => id === intake.draftId)).toEqual([])
    expect(await counter.call('draft.get', { id: randomUUID() })).toEqual({ ok: false, error: { kind: 'draft-unknown' } })
  })
})

function countRows(db: Parameters<Parameters<typeof inspect>[1]>[0]): Record<string, unknown> {
  const tables = ['journal', 'delivery', 'dossier', 'issued_number', 'draft', 'file', 'attachment', 'upload']
  return Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]))
}
