import { expect, test } from 'vitest'
import { ownProblemTypes, problemTypes } from '../../electron/contract/problem-types.ts'
import type { QueueItem } from '../../electron/contract/views.ts'
import { formatMoment } from '../../renderer/i18n/format.ts'
import { explainProblem, findPortalsWords, problemOwner, problemSentence } from '../../renderer/i18n/problems.ts'
import { tellReason } from '../../renderer/i18n/queue-reason.ts'

const item: QueueItem = { seq: 1, lane: 'a', what: 'entry', kind: 'dossier.received', dossierCode: '000.1', text: '', since: '', state: 'queued', attempts: 3, sizeBytes: 1, sentBytes: 0 }

test('what was refused is told with its reason while it is tried again', () => {
  const refused = { ...item, problemType: ownProblemTypes.portalFault }
  expect(tellReason({ ...refused, state: 'needs-officer' })).toBe(problemSentence['urn:qmc:portal-fault'])
  for (const state of ['queued', 'sending'] as const) expect(tellReason({ ...refused, state })).toBe(`Đang gửi lại. Lần trước: ${problemSentence['urn:qmc:portal-fault']}`)
  expect(tellReason({ ...refused, isAgain: true })).toContain('Lần trước')
  expect(tellReason(item)).toBe('Chưa gửi được, sẽ tự gửi lại.')
})

test('a file that rests is told with the reason, the time of the next try and what to do', () => {
  const again = new Date()
  const file: QueueItem = { ...item, what: 'file', kind: 'file', againAt: again.toISOString(), problemType: 'about:blank', problemDetail: 'Không có tệp này' }
  expect(tellReason(file)).toBe(`Cổng từ chối: Không có tệp này. Tệp này tự gửi lại lúc ${formatMoment(again.toISOString())}, các tệp khác vẫn gửi; muốn thử ngay, bấm Ctrl+R. Nếu hôm sau vẫn còn, gọi đơn vị vận hành Cổng, đọc mã hồ sơ.`)
})

test('what the portal lost is told with what happens now; of the counter’s own books nothing is asked that cannot be done', () => {
  const { dossierCode: _, ...book } = { ...item, kind: 'shift.opened', isAgain: true }
  expect(tellReason(book)).toBe('Cổng đã nhận mục này trước đây, nay không còn; máy tự gửi lại, không phải làm gì.')
  for (const type of Object.values(problemTypes)) {
    const told = tellReason({ ...book, state: 'needs-officer', problemType: type })
    expect(told, type).not.toBe('')
    if ([problemTypes.badRequest, problemTypes.notAcceptable, problemTypes.numberOutOfRange, problemTypes.keyReused, problemTypes.chainBroken, problemTypes.versionUnknown, problemTypes.tooLarge].some((known) => known === type)) expect(told, type).not.toMatch(/hồ sơ|công dân|sửa|rút/i)
  }
  expect(problemOwner(problemTypes.notAcceptable, 'book')).not.toContain('rút')
})

test('the portal’s own words stand beside the sentence only where they say more', () => {
  expect(findPortalsWords(problemTypes.notAcceptable, 'Hồ sơ của đơn vị khác.')).toBe('Hồ sơ của đơn vị khác.')
  expect(findPortalsWords('urn:other', 'Thiếu trang 2')).toBeUndefined()
  expect(explainProblem('urn:other', 'Thiếu trang 2')).toContain('Thiếu trang 2')
  expect(findPortalsWords(ownProblemTypes.fileDamaged, 'The stored file cannot be read whole')).toBeUndefined()
})

test('one that is open is not to be opened', () => {
  for (const [what, told] of [
    [item, [problemTypes.editConflict, 'So hai bản.']],
    [item, [problemTypes.notAcceptable, 'Sửa và gửi lại, hoặc rút.']],
    [{ ...item, documentId: 'v' }, [problemTypes.editConflict, 'So hai bản rồi quyết định.']]
  ] as const) {
    const refused: QueueItem = { ...what, state: 'needs-officer', problemType: told[0] }
    expect(tellReason(refused)).toContain('Mở mục này')
    expect(tellReason(refused, true)).toContain(`. ${told[1]}`)
    expect(tellReason(refused, true)).not.toMatch(/mở mục này/i)
  }
})
