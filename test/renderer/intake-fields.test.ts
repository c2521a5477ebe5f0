import { describe, expect, test } from 'vitest'
import { parseCccdQr } from '../../electron/domain/cccd-qr.ts'
import { readBirthDate } from '../../electron/domain/birth-date.ts'
import { emptyIntake, emptyOwner, emptyPerson, fieldsFromApplicant, fieldsFromCard, fillEmpty, findFieldProblem, findIdWarnings, findOwnerWarnings, isGuessOver, readApplicant, sexOfNumber, showBirthDate } from '../../renderer/features/receive/intake-fields.ts'

const today = '2026-11-24'
const person = { ...emptyPerson, idNumber: '036190012345', fullName: 'Nguyễn Thị Khánh Huyền', birthDate: '15/03/1990', sex: 'female' as const, address: 'Giao Yến' }

describe('dates as typed', () => {
  test.each([
    ['5/9/1988', '1988-09-05', '05/09/1988'],
    ['05091988', '1988-09-05', '05/09/1988'],
    ['05-09-1988', '1988-09-05', '05/09/1988'],
    ['5.9.1988', '1988-09-05', '05/09/1988'],
    ['1988', '1988', '1988'],
    ['31/02/1988', '1988-02-31', '31/02/1988'],
    ['hôm qua', 'hôm qua', 'hôm qua']
  ])('%s', (typed, read, shown) => {
    expect(readBirthDate(typed)).toBe(read)
    expect(showBirthDate(typed)).toBe(shown)
  })
})

test('the number says the sex only where nobody did', () => {
  const of = (change: object) => sexOfNumber({ ...emptyPerson, ...change })
  expect([of({ idNumber: '036190012345' }), of({ idNumber: '036 090 012345' })]).toEqual(['female', 'male'])
  expect([of({ idNumber: '036190012345', sex: 'male' }), of({ idNumber: '036190012345', idKind: 'passport' }), of({ idNumber: '123456789', idKind: 'cmnd' }), of({ idNumber: '0361' })]).toEqual(Array(4).fill(undefined))
})

test('what a mistyped number said of the sex goes with it, what she chose stays', () => {
  const guess = { idNumber: '036090012345', sex: 'male' as const }
  const of = (change: object) => isGuessOver(guess, { ...emptyPerson, idNumber: '036190012345', sex: 'male', ...change })
  expect([of({}), of({ idNumber: '' }), of({ sex: 'female' }), of({ idNumber: '036090012345' })]).toEqual([true, true, false, false])
})

test('an empty field is no mistake at blur, a wrong one is', () => {
  expect(findFieldProblem(emptyPerson, 'fullName', today)).toBeUndefined()
  expect(findFieldProblem({ ...person, idNumber: '12345' }, 'idNumber', today)).toEqual({ field: 'idNumber', reason: 'malformed' })
  expect(findFieldProblem({ ...person, birthDate: '31/02/1988' }, 'birthDate', today)?.reason).toBe('malformed')
  expect(findFieldProblem({ ...person, birthDate: '2030' }, 'birthDate', today)?.reason).toBe('in-the-future')
})

test('a person goes through the form and back unchanged', () => {
  const read = readApplicant({ ...person, phone: '0912 345 678', email: 'huyen@example.vn' }, today)
  if (!read.ok) throw new Error('the person is good')
  expect(read.value.phone).toBe('+84912345678')
  const again = readApplicant(fieldsFromApplicant(read.value), today)
  expect(again).toEqual(read)
})

test('decomposed Unicode typed or pasted is composed', () => {
  const read = readApplicant({ ...person, fullName: 'Nguyễn Đức'.normalize('NFD') }, today)
  expect(read.ok && read.value.fullName).toBe('Nguyễn Đức'.normalize('NFC'))
})

describe('a scanned card', () => {
  const scanned = parseCccdQr('036190012345||Nguyễn Thị Khánh Huyền|15031990|Nữ|Xóm 5, Giao Yến|10052021')
  if (!scanned.ok) throw new Error('the card is good')
  const { card } = scanned.value

  test('fills the fields of the person and keeps the phone of the same person', () => {
    const fields = fieldsFromCard(card, { ...emptyPerson, idNumber: '036190012345', phone: '0912345678' })
    expect(fields).toMatchObject({ idKind: 'cccd', fullName: 'Nguyễn Thị Khánh Huyền', birthDate: '15/03/1990', sex: 'female', phone: '0912345678' })
  })
  test('leaves nothing of another person behind', () => {
    const fields = fieldsFromCard(card, { ...person, idNumber: '036088000111', phone: '0987654321', email: 'khac@example.vn' })
    expect(fields).toMatchObject({ idNumber: '036190012345', phone: '', email: '' })
  })
  test('an empty address on the card erases none', () => {
    expect(fieldsFromCard({ ...card, address: '' }, { ...person, address: 'Giao Yến' }).address).toBe('Giao Yến')
  })
})

test('only what is empty is filled from the last time', () => {
  const known = { ...person, address: 'Địa chỉ cũ', phone: '0912345678' }
  expect(fillEmpty({ ...emptyPerson, idNumber: person.idNumber, address: 'Địa chỉ mới' }, known)).toEqual({
    fullName: person.fullName,
    birthDate: '15/03/1990',
    sex: 'female',
    phone: '0912345678'
  })
})

test('a number that contradicts sex or birth year warns', () => {
  expect(findIdWarnings({ ...person, sex: 'male' }).map(({ kind }) => kind)).toEqual(['sex-differs'])
  expect(findIdWarnings({ ...person, birthDate: '1991' }).map(({ kind }) => kind)).toEqual(['birth-year-differs'])
  expect(findIdWarnings({ ...emptyIntake, idNumber: '0361' })).toEqual([])
  expect(findOwnerWarnings({ ...emptyOwner, ownerIdNumber: '036190012345', ownerBirthDate: '15/03/1991' }).map(({ kind }) => kind)).toEqual(['birth-year-differs'])
})
