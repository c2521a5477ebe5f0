import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PressMethods } from '../../electron/contract/press.ts'
import { err } from '../../electron/domain/result.ts'
import type { Sibling } from '../../electron/rpc/sibling.ts'
import { getOk, inspect, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { readFolder } from './support/folder-bytes.ts'
import { birthProcedure, handOver, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** Law 29/2018/QH14 art. 5: of a state secret nothing may be kept on a machine that is on a network. */
const secretProcedure = '9.900001'
const procedureWithSecretPaper = '9.900002'

let portal: TestPortal
let office: TestOffice
let counter: Counter
const pressAsked: string[] = []
/** A press that has gone, and notes what it was asked while it still was there. */
const press: Sibling<PressMethods> = {
  get: () =>
    Promise.resolve({
      call: (name: string) => {
        pressAsked.push(name)
        return Promise.resolve(err({ kind: 'process-down' as const, process: 'press' }))
      },
      on: () => undefined,
      isServed: Promise.resolve(true),
      isClosed: () => false,
      onClose: () => undefined
    })
}

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office, { press })
})
afterAll(async () => {
  await counter.close()
  await portal.close()
  removeFolder(counter)
  expect(counter.log).toEqual([])
})

/** Every row of every table but what the link itself notes. */
function dump(): string {
  return inspect(counter, (db) => {
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'setting'`).pluck().all() as string[]
    return JSON.stringify(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]))
  })
}

async function expectNothingKept(person: string, refuse: () => Promise<unknown>, error: object): Promise<void> {
  const rows = dump()
  const files = [...readFolder(counter.dataFolder).keys()]
  const events = counter.events.filter(({ event }) => event === 'data.changed').length
  expect(await refuse()).toEqual({ ok: false, error })
  expect(dump()).toBe(rows)
  expect(rows).not.toContain(person)
  expect([...readFolder(counter.dataFolder).keys()]).toEqual(files)
  expect(counter.events.filter(({ event }) => event === 'data.changed')).toHaveLength(events)
  expect(pressAsked).not.toContain('document.import')
}

describe('of a state secret nothing is kept', () => {
  test('a secret procedure: Receive, draft, paper', async () => {
    const intake = makeIntake({ procedureCode: secretProcedure, components: [] })
    const name = intake.applicant.fullName
    const error = { kind: 'secret-procedure', procedureCode: secretProcedure }
    await expectNothingKept(name, () => counter.call('dossier.receive', intake), error)
    await expectNothingKept(name, () => counter.call('draft.save', { id: intake.draftId, procedureCode: secretProcedure, applicant: { fullName: name }, components: [], sets: 1, returnAt: 'counter', note: '' }), error)
    await expectNothingKept(name, () => counter.call('file.import', { procedureCode: secretProcedure, componentId: 'x', secrecy: 'none', paths: ['/không/có'], name }), error)
    await expectNothingKept(name, () => counter.call('file.scan', { procedureCode: secretProcedure, componentId: 'x', secrecy: 'none', pages: 1, name }), error)
  })

  test.each(['mat', 'toi-mat', 'tuyet-mat'] as const)('papers the officer marked %s: Receive, import, scan', async (secrecy) => {
    const intake = makeIntake({ secrecy })
    const name = intake.applicant.fullName
    const error = { kind: 'secret-document', names: [] }
    await expectNothingKept(name, () => counter.call('dossier.receive', intake), error)
    await expectNothingKept(name, () => counter.call('file.import', { procedureCode: birthProcedure, componentId: intake.components[0]!.id, secrecy, paths: ['/không/có'], name }), error)
    await expectNothingKept(name, () => counter.call('file.scan', { procedureCode: birthProcedure, componentId: intake.components[0]!.id, secrecy, pages: 1, name }), error)
  })

  test('a paper the catalogue calls secret: refused by its name once it is handed over, and its procedure without it is not', async () => {
    const { procedure } = getOk(await counter.call('catalogue.get', { code: procedureWithSecretPaper, channel: 'direct' }))
    const paper = procedure.components.find(({ secret }) => secret)!
    const others = procedure.components.filter(({ secret, required }) => required && !secret).map(({ id }) => handOver(id))
    const intake = makeIntake({ procedureCode: procedureWithSecretPaper, components: [...others, handOver(paper.id)] })
    const error = { kind: 'secret-document', names: [paper.name] }
    await expectNothingKept(intake.applicant.fullName, () => counter.call('dossier.receive', intake), error)
    const paperItself = { procedureCode: procedureWithSecretPaper, componentId: paper.id, secrecy: 'none' as const, name: intake.applicant.fullName }
    await expectNothingKept(intake.applicant.fullName, () => counter.call('file.import', { ...paperItself, paths: ['/không/có'] }), error)
    await expectNothingKept(intake.applicant.fullName, () => counter.call('file.scan', { ...paperItself, pages: 1 }), error)
    const draft = { id: intake.draftId, procedureCode: procedureWithSecretPaper, applicant: { fullName: intake.applicant.fullName }, components: intake.components, sets: 1, returnAt: 'counter' as const, note: '' }
    await expectNothingKept(intake.applicant.fullName, () => counter.call('draft.save', draft), error)
    getOk(await counter.call('draft.save', { ...draft, components: others }))
  })

  test('and nothing of them reached the portal', async () => {
    expect(await listArrived(portal.database, office)).toEqual([])
    expect((await portal.database.query('select 1 from refusal')).length).toBe(0)
  })
})
