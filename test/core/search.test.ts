import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { run } from '../../electron/core/db/statements.ts'
import { putDossier } from '../../electron/core/dossier/dossier-store.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import { searchDossierRows } from '../../electron/core/search/dossier-rows.ts'
import { applyEntry } from '../../electron/domain/dossier.ts'
import { decideReceive } from '../../electron/domain/receive.ts'
import { context, getProcedure, intake } from '../unit/domain/receive-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-search-'))
let db: ReadDb

const people = [
  { fullName: 'Nguyễn Thị Khánh Huyền', idNumber: '036190012345', phone: '0912345678', procedure: '1.001193' },
  { fullName: 'Đặng Văn Đức', idNumber: '036085004321', phone: '0987654321', procedure: '1.001193' },
  { fullName: 'Công Tằng Tôn Nữ Quỳnh', idNumber: '036301007777', phone: '0333444555', procedure: '1.000894' },
  { fullName: 'Nguyễn Văn Huy', idNumber: '036080011111', phone: '0355566677', procedure: '1.000894' }
]

beforeAll(() => {
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32) })
  for (const [index, { procedure: code, ...person }] of people.entries()) {
    const procedure = getProcedure(code)
    const decided = decideReceive(
      { ...intake, applicant: { ...intake.applicant, ...person, birthDate: null, sex: null }, components: procedure.components.map(({ id }) => ({ id, originals: 1, certifiedCopies: 0, copies: 0 })) },
      { ...context, procedure, findLastIssuedSerial: () => index || undefined }
    )
    if (!decided.ok) throw new Error(JSON.stringify(decided.error))
    write(db, (writeDb) => {
      const entry = { kind: 'dossier.received' as const, payload: decided.value }
      const { seq } = appendEntry(writeDb, { device: 'may-1', epoch: 1 }, { ...entry, officer: 'can-bo-01', dossier: `d-${index}`, baseRevision: 0, at: '2021-03-15T02:30:15Z' })
      putDossier(writeDb, `d-${index}`, applyEntry(undefined, entry), seq)
    })
  }
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

function find(text: string, limit = 20): string[] {
  return searchDossierRows(db, text, limit).map(({ applicantName }) => applicantName)
}

describe('finding a dossier', () => {
  test.each([
    ['four letters of a given name, newest first', 'huye', ['Nguyễn Thị Khánh Huyền']],
    ['a family name without marks, newest first', 'nguyen', ['Nguyễn Văn Huy', 'Nguyễn Thị Khánh Huyền']],
    ['marks and capitals as written on the card', 'ĐẶNG VĂN ĐỨC', ['Đặng Văn Đức']],
    ['the same name as macOS writes it, in NFD', 'Đặng Văn Đức'.normalize('NFD'), ['Đặng Văn Đức']],
    ['đ typed as d', 'dang duc', ['Đặng Văn Đức']],
    ['words in any order', 'quynh cong', ['Công Tằng Tôn Nữ Quỳnh']],
    ['a syllable of seven letters and one more than the index keeps', 'nguyenx', []],
    ['a phone as the citizen says it', '0912345678', ['Nguyễn Thị Khánh Huyền']],
    ['the beginning of a phone', '09876', ['Đặng Văn Đức']],
    ['an identity number', '036301007777', ['Công Tằng Tôn Nữ Quỳnh']],
    ['eight digits of it, longer than the index keeps', '03630100', ['Công Tằng Tôn Nữ Quỳnh']],
    ['a whole code', '000.21.05.H40-210315-0002', ['Đặng Văn Đức']],
    ['day and serial', '210315 0003', ['Công Tằng Tôn Nữ Quỳnh']],
    ['a procedure and a person', 'ket hon huy', ['Nguyễn Văn Huy']],
    ['nothing that anybody is called', 'zzz', []]
  ])('by %s', (_name, text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  test('the limit cuts the oldest', () => {
    expect(find('036', 2)).toEqual(['Nguyễn Văn Huy', 'Công Tằng Tôn Nữ Quỳnh'])
  })

  test('no text is taken for syntax of the index, whatever is pasted', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('"', 'a AND', 'NEAR(a b)', 'words:a', 'a*', '-a', '{a}')), (text) => {
      expect(searchDossierRows(db, text, 5).length).toBeLessThanOrEqual(5)
    }))
  })

  test('a row says what is worst on its way to the portal', () => {
    const delivery = (): unknown => searchDossierRows(db, 'quynh', 1)[0]?.delivery
    expect(delivery()).toEqual({ state: 'saved' })
    write(db, (writeDb) => {
      appendEntry(writeDb, { device: 'may-1', epoch: 1 }, { kind: 'dossier.amended', payload: {}, officer: 'can-bo-01', dossier: 'd-2', baseRevision: 1, at: '2021-03-15T02:31:00Z' })
      run(writeDb, `UPDATE delivery SET state = 'needs-officer', problem = '{"type":"urn:x","title":"t","detail":"sai"}' WHERE seq = 3`)
    })
    expect(delivery()).toEqual({ state: 'needs-officer', problemType: 'urn:x', detail: 'sai' })
  })
})
