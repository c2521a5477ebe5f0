import { expect, test } from 'vitest'
import { counterMethods } from '../../electron/contract/counter.ts'
import { Draft, ReceiveDossier } from '../../electron/contract/intake.ts'
import type { Procedure } from '../../electron/domain/catalogue.ts'
import { exemptionsFromDraft, fieldsFromDraft, isWorthKeeping, quantitiesFromDraft, readSets, toDraft } from '../../renderer/features/receive/draft-mapping.ts'
import { problemAtBlur, problemsOfFailure, readIntake } from '../../renderer/features/receive/find-problems.ts'
import { emptyIntake } from '../../renderer/features/receive/intake-fields.ts'
import type { ChosenProcedure, IntakePhase } from '../../renderer/features/receive/intake-store.ts'
import { hasOwnPapers, looseId, mergeComponents, presetComponents, readCount, showCount } from '../../renderer/features/receive/component-rows.ts'

const today = '2026-11-24'
const component = (id: string, required: boolean, secret = false) => ({ id, name: `Giấy ${id}`, originals: 1, copies: 0, kind: 'submit' as const, required, secret })
const procedure = {
  code: '1.001193',
  name: 'Thủ tục đăng ký khai sinh',
  components: [component('to-khai', true), component('chung-sinh', true), component('ho-chieu', false), component('ban-do', true, true)],
  secret: false
} as unknown as Procedure
const chosen = { procedure, fees: { lines: [], serviceFees: 0, statutoryFees: 0, total: 0 }, due: { limit: { unit: 'none' }, dueAt: null, steps: [] } } satisfies ChosenProcedure
const fields = { ...emptyIntake, idNumber: '036190012345', fullName: 'Nguyễn Thị Khánh Huyền', address: 'Giao Yến' }
const sha256 = 'a'.repeat(64)

function intakeOf(change: object = {}) {
  const components = presetComponents({ ...procedure, components: procedure.components.slice(0, 3) })
  const some = { ...procedure, components: procedure.components.slice(0, 3) }
  return { draftId: 'd1', chosen: { ...chosen, procedure: some }, components, secrecy: 'none' as const, exemptionIds: [], feeQuantities: {}, ...change }
}

test('required papers are ticked, secret ones never, counts come from the procedure', () => {
  expect(presetComponents(procedure).map(({ id, ticked, originals }) => [id, ticked, originals])).toEqual([
    ['to-khai', true, 1],
    ['chung-sinh', true, 1],
    ['ho-chieu', false, 1],
    ['ban-do', false, 1]
  ])
})

test('a paper that is not handed in shows no count; whoever counts its copies hands it in', () => {
  const [, , row] = presetComponents(procedure)
  expect([showCount(row!, 'originals'), showCount({ ...row!, ticked: true }, 'originals')]).toEqual(['', '1'])
  expect([readCount('copies', '2'), readCount('copies', '0'), readCount('copies', 'x150')]).toEqual([{ copies: 2, ticked: true }, { copies: 0 }, { copies: 99, ticked: true }])
})

test('files already taken in stay on their paper when the procedure is chosen again', () => {
  const before = presetComponents(procedure).map((row) => (row.id === 'ho-chieu' ? { ...row, files: [{ sha256, name: 'a.pdf', sizeBytes: 1, pages: 1, origin: 'imported' as const }] } : row))
  const again = presetComponents(procedure, before).find(({ id }) => id === 'ho-chieu')
  expect(again).toMatchObject({ ticked: true, files: [{ sha256 }] })
})

test('no file is lost with the procedure: it stays with the paper of the same name, or waits for one and keeps Receive back', () => {
  const file = (letter: string) => ({ sha256: letter.repeat(64), name: `${letter}.pdf`, sizeBytes: 1, pages: 1, origin: 'scanned' as const })
  const withFiles = presetComponents(procedure).map((row) => (row.id === 'to-khai' ? { ...row, files: [file('a')] } : row.id === 'ho-chieu' ? { ...row, files: [file('b')] } : row))
  const other = { ...procedure, components: [{ ...component('tk-moi', true), name: 'GIẤY to-khai' }, component('khac', false)] } as unknown as Procedure
  const rows = presetComponents(other, withFiles, procedure)
  expect(rows.map(({ id, ticked, files }) => [id, ticked, files.map(({ name }) => name)])).toEqual([['tk-moi', true, ['a.pdf']], ['khac', false, []], [looseId, false, ['b.pdf']]])
  const read = readIntake(fields, intakeOf({ chosen: { ...chosen, procedure: other }, components: rows }), today)
  expect(read.ok ? [] : read.problems.map(({ text }) => text)).toEqual(['Còn 1 tệp chưa xếp vào giấy tờ nào: xếp vào giấy tờ, hoặc gỡ.'])
  // A draft whose procedure is gone, or whose paper became secret, keeps its files; chosen again, they go back to their papers.
  expect(mergeComponents(undefined, withFiles)).toMatchObject([{ id: looseId, files: [file('a'), file('b')] }])
  expect(presetComponents(procedure, rows, other).filter(({ files }) => files.length > 0).map(({ id }) => id)).toEqual(['to-khai', looseId])
  const nowSecret = { ...procedure, components: [component('to-khai', true), component('ho-chieu', false, true)] } as unknown as Procedure
  expect(mergeComponents(nowSecret, withFiles).map(({ id, files }) => [id, files.length])).toEqual([['to-khai', 1], ['ho-chieu', 0], [looseId, 1]])
})

test('a whole intake is what the contract takes, with the handed papers only', () => {
  const read = readIntake({ ...fields, note: 'Nộp thay' }, intakeOf(), today)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  expect(ReceiveDossier.safeParse(read.value).success).toBe(true)
  expect(read.value.components.map(({ id }) => id)).toEqual(['to-khai', 'chung-sinh'])
  expect(read.value.draftId).toBe('d1')
})

test('all that is wrong is told at once, in the order of the screen', () => {
  const read = readIntake({ ...emptyIntake, sets: '0' }, { draftId: 'd1', chosen: undefined, components: [], secrecy: 'mat', exemptionIds: [], feeQuantities: {} }, today)
  expect(read.ok ? [] : read.problems.map(({ field }) => field)).toEqual(['procedure', 'secrecy', 'idNumber', 'fullName', 'address', 'sets'])
})

test('a required paper that is not ticked, or counted zero, is missing', () => {
  const components = intakeOf().components.map((row) => (row.id === 'to-khai' ? { ...row, ticked: false } : row.id === 'chung-sinh' ? { ...row, originals: 0 } : row))
  const read = readIntake(fields, intakeOf({ components }), today)
  expect(read.ok ? [] : read.problems.map(({ text }) => text)).toEqual(['Còn thiếu giấy tờ bắt buộc: Giấy to-khai', 'Còn thiếu giấy tờ bắt buộc: Giấy chung-sinh'])
})

test('nothing secret is received', () => {
  const read = readIntake(fields, intakeOf({ secrecy: 'tuyet-mat' }), today)
  expect(read.ok).toBe(false)
})

test('a refusal of core leads to its fields', () => {
  expect(problemsOfFailure({ kind: 'applicant-invalid', person: 'applicant', field: 'phone', problems: [{ field: 'phone', reason: 'malformed' }] })).toMatchObject([{ field: 'phone' }])
  expect(problemsOfFailure({ kind: 'disk-full' })).toEqual([])
})

test('a draft keeps what is on the screen and gives it back', () => {
  const typed = { ...fields, birthDate: '5/9/19', channel: 'post' as const, returnAt: 'post' as const, sets: '3', note: 'dở dang' }
  const draft = toDraft(typed, intakeOf({ exemptionIds: ['ho-ngheo', 'dung-han'], feeQuantities: { 'chung-thuc': { units: 3, pages: 5 } } }))
  expect(Draft.safeParse(draft).success).toBe(true)
  expect(fieldsFromDraft(draft)).toEqual(typed)
  expect(exemptionsFromDraft(draft)).toEqual(['ho-ngheo', 'dung-han'])
  expect(quantitiesFromDraft(draft)).toEqual({ 'chung-thuc': { units: 3, pages: 5 } })
  expect(counterMethods['draft.save'].input.safeParse(draft).success).toBe(true)
})

test('an untouched form is no draft', () => {
  expect(isWorthKeeping(toDraft(emptyIntake, intakeOf({ chosen: undefined })))).toBe(false)
  expect(isWorthKeeping(toDraft({ ...emptyIntake, phone: '09' }, intakeOf({ chosen: undefined })))).toBe(true)
})

test('sets are 1 to 99', () => {
  expect(['1', ' 99 ', '0', '100', '1,5', ''].map(readSets)).toEqual([1, 99, undefined, undefined, undefined, undefined])
})

test('the one whose dossier it is is read and refused like the applicant, each problem at its own field', () => {
  const owner = { hasOwner: 'yes' as const, ownerIdKind: 'none' as const, ownerFullName: 'Công Tằng Tôn Nữ Quỳnh', ownerAddress: 'Ngô Đồng', representation: 'mẹ của trẻ' }
  const read = readIntake({ ...fields, ...owner, channel: 'post', tracking: 'eb 123456789 vn' }, intakeOf(), today)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  expect(read.value).toMatchObject({ owner: { fullName: 'Công Tằng Tôn Nữ Quỳnh', idNumber: null }, representation: 'mẹ của trẻ', postTrackingNumber: 'EB123456789VN' })
  expect(ReceiveDossier.safeParse(read.value).success).toBe(true)
  const wrong = readIntake({ ...fields, ...owner, ownerFullName: '', ownerBirthDate: '31/02/2020', representation: ' ', channel: 'post', tracking: 'EB1' }, intakeOf(), today)
  expect(wrong.ok ? [] : wrong.problems.map(({ field }) => field)).toEqual(['ownerFullName', 'ownerBirthDate', 'representation', 'tracking'])
  // Handed in by herself, what was typed for another before is not sent.
  const alone = readIntake({ ...fields, ...owner, hasOwner: 'no', tracking: 'EB1' }, intakeOf(), today)
  expect(alone.ok && 'owner' in alone.value).toBe(false)
  expect(alone.ok && 'postTrackingNumber' in alone.value).toBe(false)
})

test('a field that Receive found empty keeps its mark when the summary takes the focus out of it, until it is filled', () => {
  const typed = { ...fields, idNumber: '', hasOwner: 'yes' as const }
  const tell = (phase: IntakePhase, change: object = {}) => (['idNumber', 'ownerFullName', 'representation'] as const).map((name) => problemAtBlur({ ...typed, ...change }, name, { ...intakeOf(), phase }, today))
  expect(tell({ state: 'editing' })).toEqual([undefined, undefined, undefined])
  expect(tell({ state: 'editing' }, { idNumber: '12' })[0]).toBeDefined()
  const pressed: IntakePhase = { state: 'incomplete', problems: [] }
  expect(tell(pressed)).toEqual([expect.stringContaining('Nhập số giấy tờ'), expect.stringContaining('Chủ hồ sơ: Nhập họ và tên'), expect.stringContaining('Ghi tư cách')])
  expect(tell(pressed, { idNumber: '036190012345', ownerFullName: 'Quỳnh', representation: 'mẹ' })).toEqual([undefined, undefined, undefined])
})

test('the first line of the summary is the first field on the screen, the owner\'s too', () => {
  const read = readIntake({ ...fields, hasOwner: 'yes' as const }, intakeOf(), today)
  const inOrder = ['ownerIdNumber', 'ownerFullName', 'ownerAddress']
  expect(read.ok ? [] : read.problems.map(({ field }) => field)).toEqual([...inOrder, 'representation'])
  const problems = (['fullName', 'idNumber', 'address'] as const).map((field) => ({ field, reason: 'required' as const }))
  expect(problemsOfFailure({ kind: 'applicant-invalid', field: 'fullName', problems, person: 'owner' }).map(({ field }) => field)).toEqual(inOrder)
})

test('an owner is kept in the draft and comes back; empty choices are not worth keeping', () => {
  const typed = { ...fields, hasOwner: 'yes' as const, ownerFullName: 'Công Tằng Tôn Nữ Quỳnh', representation: 'mẹ' }
  const draft = Draft.parse(toDraft(typed, intakeOf()))
  expect(fieldsFromDraft(draft)).toMatchObject({ hasOwner: 'yes', ownerFullName: 'Công Tằng Tôn Nữ Quỳnh', representation: 'mẹ' })
  expect(isWorthKeeping(Draft.parse(toDraft({ ...emptyIntake, hasOwner: 'yes' }, { ...intakeOf(), chosen: undefined, components: [] })))).toBe(false)
})

test('an intake is one citizen\'s as soon as it holds a file, a note or a tick that was not preset', () => {
  const preset = presetComponents(procedure)
  const file = { sha256, name: 'a.pdf', sizeBytes: 1, pages: 1, origin: 'scanned' as const }
  const change = (part: object) => preset.map((row, index) => (index === 2 ? { ...row, ...part } : row))
  expect(hasOwnPapers('', preset, procedure)).toBe(false)
  expect(hasOwnPapers('  ', [], undefined)).toBe(false)
  expect(hasOwnPapers('gọi lại', preset, procedure)).toBe(true)
  expect([{ ticked: true }, { copies: 2 }, { files: [file] }].map((part) => hasOwnPapers('', change(part), procedure))).toEqual([true, true, true])
})
