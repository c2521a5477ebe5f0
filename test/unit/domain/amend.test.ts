import { expect, it } from 'vitest'
import { decideAmendment, listAmendedFields, type Amendment } from '../../../electron/domain/amend.ts'
import { applyEntry, foldDossier } from '../../../electron/domain/dossier.ts'
import { decideReceive } from '../../../electron/domain/receive.ts'
import { context, intake } from './receive-fixture.ts'

const decision = decideReceive(intake, context)
if (!decision.ok) throw new Error(decision.error.kind)
const dossier = foldDossier([{ kind: 'dossier.received', payload: decision.value }])
const at = '2021-03-16T09:00:00+07:00'
const amend = (changes: Amendment['changes'], reason = 'Nhập sai') => decideAmendment(dossier, { reason, changes }, at)

it('keeps only what is now other, cleaned, and the history tells both', () => {
  const amended = amend({ applicant: { ...intake.applicant, address: 'Xóm  6'.normalize('NFD') }, subject: dossier.subject, note: '' })
  expect(amended).toMatchObject({ ok: true, value: { reason: 'Nhập sai', changes: { applicant: { address: 'Xóm 6' } } } })
  if (!amended.ok) return
  expect(Object.keys(amended.value.changes)).toEqual(['applicant'])
  expect(listAmendedFields(dossier, amended.value.changes)).toEqual([{ person: 'applicant', field: 'address', from: dossier.applicant.address, to: 'Xóm 6' }])
  expect(applyEntry(dossier, { kind: 'dossier.amended', payload: amended.value })).toMatchObject({ applicant: { address: 'Xóm 6' }, code: dossier.code, dueAt: dossier.dueAt })
})

it('is refused without a reason, without a change, and where the person would be refused at the counter', () => {
  expect(amend({ note: 'x' }, ' ')).toMatchObject({ ok: false, error: { kind: 'amend-without-reason' } })
  expect(amend({ applicant: intake.applicant, subject: '', note: '' })).toMatchObject({ ok: false, error: { kind: 'amend-changes-nothing' } })
  expect(amend({ applicant: { ...intake.applicant, birthDate: '1988-02-31' } })).toMatchObject({ ok: false, error: { kind: 'applicant-invalid', person: 'applicant', field: 'birthDate' } })
  expect(amend({ owner: { ...intake.applicant, fullName: '' } })).toMatchObject({ ok: false, error: { kind: 'applicant-invalid', person: 'owner' } })
})
