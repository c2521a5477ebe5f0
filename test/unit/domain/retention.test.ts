import { expect, it } from 'vitest'
import { applyEntry, foldDossier } from '../../../electron/domain/dossier.ts'
import { decideReceive } from '../../../electron/domain/receive.ts'
import { purgedText, purgeDossier, retentionLimit, retentionYears } from '../../../electron/domain/retention.ts'
import { context, intake } from './receive-fixture.ts'

it('a procedure says for how many years, or for ever; else it is the longest term', () => {
  expect([retentionYears(undefined), retentionYears({}), retentionYears({ retentionYears: 5 }), retentionYears({ retentionYears: null })]).toEqual([20, 20, 5, null])
})

it('the limit is the same day so many years before, and 28 February where that year has no 29th', () => {
  expect(retentionLimit('2046-11-26', 20)).toBe('2026-11-26')
  expect(retentionLimit('2048-02-29', 20)).toBe('2028-02-29')
  expect(retentionLimit('2048-02-29', 5)).toBe('2043-02-28')
})

it('nothing of people is left, and all that books read', () => {
  const owner = { fullName: 'Phạm Văn Chủ', idKind: 'cccd', idNumber: '036185009999', address: 'Thôn Riêng' } as const
  const decided = decideReceive({ ...intake, owner, representation: 'giấy ủy quyền của ông Chủ', subject: 'việc của ông Chủ', note: 'gọi ông Chủ' }, context)
  if (!decided.ok) throw new Error(decided.error.kind)
  const dossier = applyEntry(foldDossier([{ kind: 'dossier.received', payload: decided.value }]), {
    kind: 'dossier.status-changed',
    payload: { from: 2, to: 9, at: '2021-03-16T09:00:00+07:00', reason: 'ông Chủ', result: { outcome: 'granted', documentNumber: '12/2021' } }
  })
  const left = purgeDossier(dossier, '2046-01-01T08:00:00+07:00')
  for (const word of ['Nhung', 'Chủ', '036188001234', '036185009999', '912345678', 'Xóm 5', 'Thôn Riêng']) expect(JSON.stringify({ ...left, receivedBy: null })).not.toContain(word)
  const { code, register, receivedAt, dueAt, fees, revision, status, result } = dossier
  expect(left).toMatchObject({ code, receivedAt, dueAt, fees, revision, status, result, applicant: { fullName: purgedText }, purgedAt: '2046-01-01T08:00:00+07:00' })
  expect(left.register).toEqual(register)
})
