import type { FormTemplate } from '../../../electron/domain/catalogue.ts'
import { dayOf } from '../../../electron/domain/calendar.ts'
import type { NoticeContent, NoticeFormData } from '../../../electron/domain/forms/notice-data.ts'
import { getFormTemplates } from '../../reference-data/form-templates.ts'
import { birthReceipt, longReceipt } from './receipt-fixture.ts'

const reason = 'Giấy chứng sinh bản chính chưa có chữ ký và dấu của cơ sở y tế; tờ khai chưa ghi nơi sinh'

/** One of each, as an ordinary day has them. */
export const contents: { [K in NoticeContent['kind']]: Extract<NoticeContent, { kind: K }> } = {
  supplement: { kind: 'supplement', items: ['Giấy chứng sinh (bản chính)', 'Bản sao Giấy chứng nhận kết hôn của cha, mẹ'], reason, answerBy: '2021-04-04' },
  refusal: { kind: 'refusal', reason: 'Việc đăng ký khai sinh không thuộc thẩm quyền của Ủy ban nhân dân xã Giao Hà' },
  apology: { kind: 'apology', previousDueAt: '2021-03-05T17:00:00+07:00', newDueAt: '2021-03-09T11:00:00+07:00', reason: 'Chờ kết quả xác minh của Ủy ban nhân dân xã Giao Yến' },
  stop: { kind: 'stop', reason: 'Người nộp hồ sơ đề nghị dừng giải quyết' },
  'control-slip': {
    kind: 'control-slip',
    dueAt: '2021-03-05T17:00:00+07:00',
    rows: [
      { agency: 'Bộ phận Tiếp nhận và Trả kết quả', step: 'Tiếp nhận, số hóa và chuyển hồ sơ', planned: '01 giờ làm việc, đến 10:32 05/03/2021', usedMinutes: 33, handedAt: '2021-03-05T09:32:10+07:00', givenBy: 'Nguyễn Đình Khuyến', takenAt: '2021-03-05T09:40:00+07:00', takenBy: 'Trần Thị Thu Hường', outcome: 'on-time', note: '' },
      { agency: 'Công chức Tư pháp - Hộ tịch', step: 'Thẩm định hồ sơ', planned: '04 giờ làm việc, đến 16:10 05/03/2021', usedMinutes: 312, handedAt: '2021-03-05T10:05:00+07:00', givenBy: 'Trần Thị Thu Hường', takenAt: '2021-03-05T10:10:00+07:00', takenBy: 'Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm', outcome: 'late', note: 'Đủ giấy tờ' }
    ]
  }
}

export function notice(content: NoticeContent, change: Partial<NoticeFormData> = {}): NoticeFormData {
  const receipt = birthReceipt()
  return {
    office: receipt.office,
    code: receipt.code,
    number: null,
    day: dayOf(receipt.receivedAt),
    reprint: false,
    lookupUrl: receipt.lookupUrl,
    fontBaseUrl: receipt.fontBaseUrl,
    applicant: receipt.applicant,
    owner: null,
    procedureName: receipt.procedureName,
    receivedAt: receipt.receivedAt,
    officerName: receipt.officerName,
    head: { title: 'Chủ tịch Ủy ban nhân dân xã', fullName: 'Phạm Văn Khánh' },
    content,
    ...change
  }
}

/** The longest of everything: the procedure of 1,094 characters, the longest names and twenty papers to bring. */
export function longNotice(content: NoticeContent): NoticeFormData {
  const { office, code, applicant, owner, procedureName, receivedAt, components } = longReceipt()
  const longContent: NoticeContent = content.kind === 'supplement' ? { ...content, items: components.map(({ name }) => name) } : content
  return notice(longContent, { office, code, applicant, owner, procedureName, receivedAt, day: dayOf(receivedAt), lookupUrl: null, officerName: 'Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm' })
}

export function templateFor(kind: string, year: 2021 | 2025): FormTemplate {
  const found = getFormTemplates(year).filter((template) => template.kind === kind).at(-1)
  if (found === undefined) throw new Error(`no template of ${kind} in ${year}`)
  return found
}
