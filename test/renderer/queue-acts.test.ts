import { expect, test } from 'vitest'
import { ownProblemTypes, problemTypes } from '../../electron/contract/problem-types.ts'
import type { HandedOut } from '../../electron/contract/queue.ts'
import type { DeliveryState, DossierView, QueueItem, TimelineEntry } from '../../electron/contract/views.ts'
import { STATUS } from '../../electron/domain/dossier-status.ts'
import type { Role } from '../../electron/domain/permission.ts'
import { groupDecisions } from '../../renderer/features/outbox/decisions.ts'
import { offerItemActs, type ItemAct } from '../../renderer/features/outbox/item-acts.ts'
import { findStopped } from '../../renderer/features/outbox/item-key.ts'
import { tellReason } from '../../renderer/i18n/queue-reason.ts'
import { tellPortalAct, tellPortalSide, tellSettledBefore } from '../../renderer/i18n/portal-side.ts'
import { tellMended, tellReconciled, tellWithdrawn } from '../../renderer/i18n/settled.ts'
import { tellSteps, tellStoppedDossier } from '../../renderer/i18n/stopped.ts'
import { fittingAct, fittingPaper, whyNoPaper } from '../../renderer/i18n/telling.ts'
import { tellQueueState } from '../../renderer/i18n/vi.ts'

const item: QueueItem = { seq: 7, lane: 'a', what: 'entry', kind: 'dossier.received', dossierId: 'a', dossierCode: '000.00.15.H40-210315-0003', text: '', since: '', state: 'needs-officer', attempts: 1, sizeBytes: 1, sentBytes: 0 }
const refused = (problemType: string, more: Partial<QueueItem> = {}): QueueItem => ({ ...item, problemType, ...more })
const offer = (of: QueueItem, role: Role = 'reception') => offerItemActs(of, role)
const names = (of: QueueItem, role?: Role): ItemAct[] => offer(of, role).map(({ act }) => act)

test('what settles a refusal comes first and filled; sending again what is refused for its words comes last, in a conflict not at all', () => {
  expect(offer(refused(problemTypes.notAcceptable))[0]).toMatchObject({ act: 'mend', hotkey: 'F8', isForemost: true })
  expect(names(refused(problemTypes.notAcceptable))).toEqual(['mend', 'withdraw', 'retry', 'open'])
  expect(offer(refused(problemTypes.editConflict, { kind: 'dossier.amended' }))[0]).toMatchObject({ act: 'compare', hotkey: 'F8', isForemost: true })
  expect(names(refused(problemTypes.editConflict, { kind: 'dossier.amended' }))).toEqual(['compare', 'withdraw', 'open'])
  expect(names(refused(problemTypes.secret))[0]).toBe('withdraw')
  expect(names(refused(problemTypes.editConflict, { documentId: 'v', kind: 'document.signed' }))).toEqual(['document', 'open'])
  // The portal failed on it, the words are good: again is what helps.
  expect(names(refused(ownProblemTypes.portalFault))).toEqual(['retry', 'mend', 'withdraw', 'open'])
  expect(offer(refused(ownProblemTypes.portalFault))[0]).toMatchObject({ isForemost: false })
  expect(names(refused(problemTypes.notAcceptable), 'head')).toEqual(['retry', 'open'])
  // The dossier is not the administrator’s to read, nor are its papers.
  expect(names(refused(problemTypes.notAcceptable, { handedOut: {} as HandedOut }), 'administrator')).toEqual(['retry'])
})

test('no key stands for two acts', () => {
  const handedOut = { fullName: '' } as HandedOut
  const heldFor = {} as NonNullable<QueueItem['heldFor']>
  for (const type of Object.values(problemTypes))
    for (const more of [{}, { kind: 'dossier.amended' }, { documentId: 'v' }, { handedOut }, { isAgain: true }, { what: 'file' as const }, { heldFor, behindSeq: 3, state: 'queued' as const }, { heldFor, state: 'queued' as const }]) {
      const keys = offer(refused(type, more)).map(({ hotkey }) => hotkey)
      expect(new Set(keys).size, `${type} ${JSON.stringify(more)}`).toBe(keys.length)
    }
})

test('what waits behind a step that needs the officer says so, leads to it, and is not sent alone', () => {
  const behind: QueueItem = { ...item, seq: 9, what: 'file', kind: 'file', state: 'queued', behindSeq: 7 }
  expect(tellReason(behind)).toBe('Chờ bước trước của hồ sơ này, đang cần xử lý: xong bước đó thì mục này tự đi.')
  expect(tellReason({ ...behind, documentId: 'v' })).toContain('của văn bản này')
  const { dossierCode: _, ...book } = behind
  expect(tellReason(book)).toContain('của sổ này')
  expect(names(behind)).toEqual(['stopper', 'open'])
  expect(offer(behind)[0]).toMatchObject({ hotkey: 'F8', isForemost: true })
})

test('the citizen’s paper is the one its key names, or none', () => {
  for (const [type, act, paper] of [
    [problemTypes.notAcceptable, 'ask-supplement', 'Phiếu yêu cầu bổ sung'],
    [ownProblemTypes.portalFault, 'reappoint', 'Phiếu xin lỗi, hẹn lại'],
    [problemTypes.secret, 'stop', 'Thông báo dừng giải quyết']
  ] as const) {
    expect([fittingAct(type), fittingPaper(type)], type).toEqual([act, paper])
  }
})

test('why the citizen’s paper cannot be made is what the dossier says, and the role only where nothing else is in the way', () => {
  const view = { acts: [], status: STATUS.received, dueAt: '2021-03-18T10:00:00Z', finishedAt: null, life: { reappointed: false } } as unknown as DossierView
  const why = (type: string, change: object = {}): string => whyNoPaper(type, { ...view, ...change })
  expect(why(ownProblemTypes.portalFault)).toContain('lãnh đạo lập')
  expect(why(ownProblemTypes.portalFault, { life: { reappointed: true } })).toContain('đã hẹn lại')
  expect(why(ownProblemTypes.portalFault, { dueAt: null })).toContain('không có ngày hẹn')
  expect(why(ownProblemTypes.portalFault, { finishedAt: '2021-03-17T10:00:00Z' })).toContain('ở bước này')
  expect(why(problemTypes.secret)).toContain('ở bước này')
  expect(why(problemTypes.secret, { acts: [{ act: 'stop' }] })).toContain('cán bộ tiếp nhận')
})

test('F7 on a dossier opens what is stopped of the dossier itself before what is of its documents', () => {
  const ofDocument = { ...item, seq: 8, lane: 'v', documentId: 'v' }
  expect(findStopped([ofDocument, { ...item, state: 'queued' }], 'a')).toBe(ofDocument)
  expect(findStopped([ofDocument, item], 'a')).toBe(item)
  expect(findStopped([item], 'b')).toBeUndefined()
})

test('two versions are not called a refusal', () => {
  expect(tellQueueState({ state: 'needs-officer', problemType: problemTypes.editConflict })).toEqual({ text: 'Hai bản khác nhau', tone: 'danger' })
})

test('what came of a decision is told of the dossier, not of steps', () => {
  const code = item.dossierCode!
  expect(tellMended(code, { replayed: 7, withdrawn: 0 })).toBe('Đã sửa và gửi lại hồ sơ …0003.')
  expect(tellMended(code, { replayed: 6, withdrawn: 1 })).toContain('Đã rút 1 bước, xem ở "Đã giải quyết"')
  expect(tellReconciled(code, { replayed: 1, withdrawn: 0 }, 1)).toMatch(/^Đã giải quyết hồ sơ …0003/)
  expect(tellReconciled(code, { replayed: 2, withdrawn: 1 }, 0)).toBe('Hồ sơ …0003 theo bản ở Cổng; các bước sau đang gửi lên Cổng. Đã rút 1 bước, xem ở "Đã giải quyết".')
  expect(tellReconciled(code, { replayed: 0, withdrawn: 1 }, 0)).toMatch(/^Hồ sơ …0003 theo bản ở Cổng/)
  expect(tellWithdrawn(code, true, { replayed: 0, withdrawn: 3, voided: code })).toBe(`Đã rút hồ sơ …0003, xem ở "Đã rút". Số ${code} đã hủy, không cấp cho ai nữa: thu lại giấy hẹn đã trao.`)
  expect(tellWithdrawn(code, false, { replayed: 0, withdrawn: 2 })).toBe('Đã rút 2 bước, xem ở "Đã rút".')
})

test('a decision about a step and what waited behind it is one line; what was mended is not among what was withdrawn', () => {
  const step = { seq: 1, kind: 'dossier.received', text: '', at: '2021-03-15T02:05:00Z', officerName: 'A', reason: '', code: 'c', applicantName: 'B', replaced: true }
  const other = { ...step, seq: 9, code: 'd', replaced: false }
  expect(groupDecisions([step, { ...step, seq: 2 }, { ...step, seq: 3 }, other])).toEqual([{ ...step, others: 2 }, { ...other, others: 0 }])
})

test('a stopped dossier says so on its own page, with why and where; what follows the step waits for it', () => {
  const at = '2021-03-15T02:05:00Z'
  const refusedBy = (problemType: string): DeliveryState => ({ state: 'needs-officer', problemType, detail: '' })
  const step = (id: string, delivery: DeliveryState): TimelineEntry => ({ id, seq: 1, kind: 'dossier.amended', at, officerName: 'A', text: 'Công dân báo lại', delivery })
  const saved = { state: 'saved' } as const
  const timeline = [step('a', saved), step('b', refusedBy(problemTypes.editConflict)), step('c', saved)]
  const told = tellStoppedDossier({ timeline, dossierFiles: [] })
  expect(told).toMatchObject({ id: 'b', tone: 'danger' })
  expect(told?.text).toMatch(/^Hai bản khác nhau: Sửa thông tin: Công dân báo lại \(09:05 15\/03\/2021\)\. Trang này đang hiện bản của quầy.*Bấm F7/)
  expect(tellSteps(timeline, undefined).map(({ text }) => text.slice(0, 19))).toEqual(['Đã lưu trên máy', 'Hai bản khác nhau: ', 'Chờ bước trước'])
  expect(tellStoppedDossier({ timeline: [step('a', refusedBy(problemTypes.notAcceptable))], dossierFiles: [] })?.text).toContain('Bấm F7 để sửa')
  expect(tellStoppedDossier({ timeline: [step('a', saved)], dossierFiles: [] })).toBeUndefined()
})

test('the other version says whose it is, and one that this counter wrote before a restore that it was settled', () => {
  const side = { portalChangedAt: '2021-03-15T02:05:00Z', portalBy: { officerName: 'Nhung', counterNumber: 2, kind: 'dossier.amended', text: 'Người thân báo lại' } }
  expect([tellPortalSide(side), tellPortalAct(side)]).toEqual(['Ở Cổng: Nhung, Quầy\u00a02, 09:05 15/03/2021', 'Sửa thông tin: Người thân báo lại'])
  expect(tellPortalSide({ portalChangedAt: side.portalChangedAt })).toBe('Ở Cổng: 09:05 15/03/2021')
  expect(tellPortalSide({ ...side, portalBy: { ...side.portalBy, counterNumber: 0 } })).not.toContain('Quầy')
  expect(tellSettledBefore(side, 1, false)).toBeUndefined()
  expect(tellSettledBefore(side, 2, false)).toMatch(/đã giải quyết.*bấm "Theo bản ở Cổng"/)
  expect(tellSettledBefore(side, 2, true)).toMatch(/đã giải quyết khi ấy\.$/)
})
