import { randomUUID } from 'node:crypto'
import type { ReceiveDossier } from '../../../electron/contract/intake.ts'
import type { Procedure } from '../../../electron/domain/catalogue.ts'

const familyNames = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Phan', 'Vũ', 'Võ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý']
const middleNames = ['Thị', 'Văn', 'Thị Hồng', 'Đức', 'Minh', 'Thị Thu', 'Quang', 'Ngọc', 'Thị Khánh', 'Hữu', 'Xuân']
const givenNames = ['An', 'Bình', 'Chi', 'Dũng', 'Đạt', 'Giang', 'Hà', 'Huyền', 'Khánh', 'Lan', 'Mai', 'Nam', 'Oanh', 'Phúc', 'Quỳnh', 'Sơn', 'Thảo', 'Uyên', 'Vinh', 'Yến']

/** An invented citizen; the same index gives the same person. A third are called Nguyễn, as in life. */
export function composePerson(index: number): { fullName: string; idNumber: string; phone: string; birthDate: string; isMale: boolean } {
  // Multiplied by an odd constant and cut to 32 bits, an index is scattered and still the same in every run.
  const scatter = (salt: number, below: number): number => Math.floor((Math.imul(Math.imul(index + salt, 0x9e3779b1) ^ (index >>> 7), 0x85ebca6b) >>> 0) / 4_294_967_296 * below)
  const digits = (value: number, width: number): string => String(value).padStart(width, '0')
  const isMale = scatter(1, 2) === 0
  const year = 50 + scatter(2, 50)
  const family = scatter(3, 3) === 0 ? 'Nguyễn' : familyNames[scatter(4, familyNames.length)]!
  return {
    fullName: `${family} ${middleNames[scatter(5, middleNames.length)]} ${givenNames[scatter(6, givenNames.length)]}`,
    idNumber: `036${isMale ? 0 : 1}${digits(year, 2)}${digits(scatter(7, 1_000_000), 6)}`,
    phone: `09${digits(scatter(8, 100_000_000), 8)}`,
    birthDate: `19${digits(year, 2)}-${digits(1 + scatter(9, 12), 2)}-${digits(1 + scatter(10, 28), 2)}`,
    isMale
  }
}

/** The intake of an invented citizen as the screen sends it, with every component of the procedure ticked and no file. The same index gives the same person. */
export function composeIntake(index: number, procedure: Procedure): ReceiveDossier {
  const pick = (from: readonly string[], step: number): string => from[(index * step + Math.floor(index / from.length)) % from.length]!
  const isMale = index % 2 === 0
  const year = 50 + (index % 50)
  const digits = (value: number, width: number): string => String(value).padStart(width, '0')
  return {
    draftId: randomUUID(),
    procedureCode: procedure.code,
    applicant: {
      fullName: `${pick(familyNames, 7)} ${pick(middleNames, 5)} ${pick(givenNames, 3)}`,
      idKind: 'cccd',
      idNumber: `036${isMale ? 0 : 1}${digits(year, 2)}${digits((index * 7_919) % 1_000_000, 6)}`,
      birthDate: `19${digits(year, 2)}-${digits(1 + (index % 12), 2)}-${digits(1 + (index % 28), 2)}`,
      sex: isMale ? 'male' : 'female',
      address: `Xóm ${1 + (index % 14)}, xã Giao Yến, huyện Giao Thủy, tỉnh Nam Định`,
      phone: `09${digits((index * 104_729) % 100_000_000, 8)}`
    },
    components: procedure.components.map(({ id }) => ({ id, ticked: true, originals: 1, certifiedCopies: 0, copies: 0, files: [] })),
    sets: 1,
    channel: 'direct',
    returnAt: 'counter',
    secrecy: 'none',
    note: '',
    exemptionIds: []
  }
}
