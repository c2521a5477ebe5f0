import { expect, test } from 'vitest'
import { ownProblemTypes } from '../../electron/contract/problem-types.ts'
import { problemTypes } from '../../electron/contract/wire.ts'
import { errorSentences, explainError, type CounterError } from '../../renderer/i18n/errors.ts'
import { explainProblem, problemSentence, tellBrokenChain } from '../../renderer/i18n/problems.ts'

test('every sentence ends as a sentence, in Vietnamese with its marks', () => {
  for (const [kind, sentence] of Object.entries(errorSentences)) {
    if (sentence.length > 0) continue
    const text = (sentence as () => string)()
    expect(text, kind).toMatch(/[.;]$/)
    expect(text, kind).toMatch(/[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]/i)
  }
})

test('facts of an error are told', () => {
  expect(explainError({ kind: 'pin-incorrect', warning: 'final-try' })).toContain('Chỉ còn một lần nhập')
  expect(explainError({ kind: 'pin-incorrect', warning: 'ok' })).not.toContain('Chỉ còn')
  expect(explainError({ kind: 'file-too-large', sizeBytes: 30 * 1024 * 1024, limitBytes: 20 * 1024 * 1024 })).toContain('30 MB vượt mức 20 MB')
  expect(explainError({ kind: 'clock-went-back', today: '2021-03-14', highWaterDay: '2021-03-15' })).toContain('14/03/2021')
  expect(explainError({ kind: 'clock-jumped', today: '2021-03-16', portalDay: '2021-03-15' })).toContain('Cổng báo 15/03/2021')
  expect(explainError({ kind: 'clock-jumped', today: '2021-03-14', portalDay: '2021-03-15' })).toMatch(/14\/03\/2021, còn Cổng báo 15\/03\/2021.*ngày nhận và hạn trả sẽ ghi theo ngày này/)
  expect(explainError({ kind: 'secret-document', names: ['Bản đồ'] })).toContain('"Bản đồ" là bí mật nhà nước')
  expect(explainError({ kind: 'process-down', process: 'core' })).toContain('Bộ phận xử lý đang khởi động lại, dữ liệu đã lưu vẫn còn')
  expect(explainError({ kind: 'missing-component', names: ['Tờ khai', 'Giấy chứng sinh'] })).toContain('Tờ khai; Giấy chứng sinh')
})

test('a kind this build does not know is still told', () => {
  expect(explainError({ kind: 'from-the-future' } as unknown as CounterError)).toContain('from-the-future')
})

test('every problem of the portal has its sentence, and unknown ones show the portal’s words', () => {
  for (const type of [...Object.values(problemTypes), ...Object.values(ownProblemTypes)]) expect(explainProblem(type, undefined)).toBe(problemSentence[type])
  expect(explainProblem('urn:other', 'Thiếu trang 2')).toBe('Cổng từ chối: Thiếu trang 2')
  expect(explainProblem(undefined, undefined)).toContain('không nêu lý do')
})

test('what calls the administrator says whether to go on receiving, and what of the paper', () => {
  for (const type of [problemTypes.badRequest, problemTypes.keyReused, problemTypes.chainBroken, problemTypes.numberOutOfRange, ownProblemTypes.portalFault]) expect(explainProblem(type, undefined), type).toMatch(/(Vẫn tiếp nhận|Ngừng tiếp nhận).*(giữ giấy tờ|Giữ giấy tờ)/)
  // The paper of a file that cannot be sent is scanned anew onto its dossier.
  for (const type of [ownProblemTypes.fileDamaged, problemTypes.tooLarge]) expect(explainProblem(type, undefined, 'file'), type).toMatch(/Giữ bản giấy.*mở hồ sơ, bấm F8 quét lại.*"Gửi lại mục này"/)
  expect(explainProblem(ownProblemTypes.portalFault, undefined, 'document')).not.toContain('hồ sơ')
  expect(explainProblem(ownProblemTypes.portalFault, undefined, 'book')).not.toMatch(/hồ sơ|giấy tờ/)
  expect(tellBrokenChain({ seq: 7, reason: 'payload' })).toContain('từ mục 7: vẫn tiếp nhận được')
  expect(tellBrokenChain({ seq: 7, reason: 'signed-head' })).toContain('ngừng tiếp nhận')
})

test('a journal that the portal disputes is told in the same words above every screen and where a save is refused', () => {
  const [said] = tellBrokenChain({ seq: 1, reason: 'signed-head' }).split(':')
  expect(said).toBe('Cổng giữ sổ khác cho máy này')
  expect(explainError({ kind: 'history-disputed' })).toMatch(new RegExp(`^${said}`))
})
