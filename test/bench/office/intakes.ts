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

/** The intake of `composePerson` as the screen sends it, with every component of the procedure ticked and no file. */
export function composeIntake(index: number, procedure: Procedure): ReceiveDossier {
  const { fullName, idNumber, phone, birthDate, isMale } = composePerson(index)
  return {
    draftId: randomUUID(),
    procedureCode: procedure.code,
    applicant: {
      fullName,
      idKind: 'cccd',
      idNumber,
      birthDate,
      sex: isMale ? 'male' : 'female',
      address: `Xóm ${1 + (index % 14)}, xã Giao Yến, huyện Giao Thủy, tỉnh Nam Định`,
      phone
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
