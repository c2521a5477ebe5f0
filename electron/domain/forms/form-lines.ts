import type { OfficeLetterhead } from '../catalogue.ts'
import type { IdKind } from '../citizen-id.ts'
import { DOTS, type FormLine, type FormPerson } from './form-data.ts'
import { readablePhone } from './form-text.ts'

const ID_LABEL: Readonly<Record<Exclude<IdKind, 'none'>, string>> = { cccd: 'Số CCCD', cmnd: 'Số CMND', passport: 'Số hộ chiếu' }

/** Whose dossier a paper is about and what they asked for: the block that opens forms 02, 03 and the like. */
export function identityLines(lead: string, applicant: FormPerson, owner: { fullName: string; address: string } | null, procedureName: string): FormLine[] {
  return [
    { label: lead, text: applicant.fullName, strong: true, after: idOf(applicant) },
    { label: 'Địa chỉ:', text: applicant.address },
    { label: 'Số điện thoại:', text: phoneAndEmail(applicant) },
    ...(owner === null ? [] : [{ label: 'Chủ hồ sơ:', text: `${owner.fullName}; địa chỉ: ${owner.address}` }]),
    { label: 'Nội dung yêu cầu giải quyết:', text: procedureName }
  ]
}

/** The agency above is named by its usual abbreviation (NĐ 30/2020, Phụ lục I): "UBND huyện Giao Thủy". */
export function abbreviateAgency(name: string): string {
  return name.replace(/^Ủy ban nhân dân(?= )/i, 'UBND')
}

/** "Bộ phận Tiếp nhận và Trả kết quả UBND xã Giao Hà". */
export function counterOf({ counter, agency }: OfficeLetterhead): string {
  return `${counter} ${abbreviateAgency(agency)}`
}

/** `; Số CCCD: 036…`, or nothing. */
export function idOf({ idKind, idNumber }: FormPerson): string {
  return idKind === 'none' || idNumber === null ? '' : `; ${ID_LABEL[idKind]}: ${idNumber}`
}

/** Dots for a phone nobody gave, so that it can be written in. */
export function phoneAndEmail({ phone, email }: FormPerson): string {
  const dial = phone === null ? DOTS : readablePhone(phone)
  return email === null ? dial : `${dial}; Email: ${email}`
}
