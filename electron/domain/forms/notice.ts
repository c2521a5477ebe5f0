import type { FormTemplate } from '../catalogue.ts'
import { dayOf } from '../calendar.ts'
import { controlTable } from './control-slip.ts'
import { DOTS, type FormLine, type FormSignature, type RenderedForm } from './form-data.ts'
import { chooseLinesBodySize } from './form-fit.ts'
import { counterOf, identityLines } from './form-lines.ts'
import { formPage, paragraph, signatures } from './form-page.ts'
import { longDate, longTime, NO_FIXED_DATE, readablePhone, sentenceCase } from './form-text.ts'
import { type Markup, markup } from './markup.ts'
import type { NoticeContent, NoticeFormData } from './notice-data.ts'
import { noticeText, type NoticeText } from './notice-texts.ts'

type Told<K extends NoticeContent['kind']> = Extract<NoticeContent, { kind: K }>
type Say = (name: NoticeText) => string
interface NoticeBody {
  lines: FormLine[]
  table?: Markup
  /** Set under the signatures' line and never torn from it. */
  last: FormLine[]
  signatures: FormSignature[]
}

const BY_HAND = '(Ký và ghi rõ họ tên)'

/**
 * The forms that follow a receipt: 02 supplement, 03 refusal, 04 apology, 05 control slip of TT 01/2018/TT-VPCP; 02 to 06 of TT 03/2025/TT-VPCP, as the template says.
 * Throws when template and content are of different kinds.
 */
export function renderNoticeForm(data: NoticeFormData, template: FormTemplate): RenderedForm {
  if (template.kind !== data.content.kind) throw new RangeError(`a ${template.kind} template for a ${data.content.kind}`)
  const body = bodyOf(data, (name) => noticeText(template, name, factsOf(data)))
  const bodyPt = chooseLinesBodySize([...body.lines, ...body.last], template.paper)
  return formPage(data, template, bodyPt, markup`${body.lines.map(paragraph)}
${body.table}
<section class="end">
${body.last.map(paragraph)}
${signatures(body.signatures)}
</section>`)
}

function bodyOf(data: NoticeFormData, say: Say): NoticeBody {
  const { content } = data
  switch (content.kind) {
    case 'supplement':
      return supplementBody(data, content, say)
    case 'refusal':
      return refusalBody(data, content, say)
    case 'apology':
      return apologyBody(data, content, say)
    case 'stop':
      return stopBody(data, content, say)
    case 'control-slip':
      return controlBody(data, content)
  }
}

function supplementBody(data: NoticeFormData, { items, reason, answerBy }: Told<'supplement'>, say: Say): NoticeBody {
  return {
    lines: [
      ...identity(data, say('supplement.lead')),
      { label: say('supplement.ask'), text: '' },
      ...items.map((item, i) => ({ label: `${i + 1}.`, text: item })),
      ...(reason === null ? [] : [{ label: 'Lý do:', text: reason }])
    ],
    last: [...(answerBy === null ? [] : [{ label: say('supplement.by'), text: `${longDate(answerBy)}.`, strong: true }]), { label: '', text: say('supplement.help') }],
    signatures: [{ title: 'Người hướng dẫn', hint: BY_HAND, name: data.officerName }]
  }
}

function refusalBody(data: NoticeFormData, { reason }: Told<'refusal'>, say: Say): NoticeBody {
  return {
    lines: [...identity(data, say('refusal.lead')), { label: '', text: say('refusal.decision') }, { label: '', text: reason ?? DOTS.repeat(10), strong: true }],
    last: [{ label: '', text: say('refusal.end') }],
    signatures: [
      { title: 'Người nộp hồ sơ', hint: BY_HAND, name: data.applicant.fullName },
      { title: 'Người tiếp nhận hồ sơ', hint: BY_HAND, name: data.officerName }
    ]
  }
}

function apologyBody(data: NoticeFormData, { newDueAt, reason }: Told<'apology'>, say: Say): NoticeBody {
  return {
    lines: [
      { label: 'Kính gửi:', text: data.applicant.fullName, strong: true },
      { label: '', text: say('apology.received') },
      { label: '', text: say('apology.late') },
      { label: 'Lý do:', text: reason }
    ],
    last: [
      { label: '', text: say('apology.sorry') },
      { label: say('apology.date'), text: longTime(newDueAt), strong: true },
      { label: '', text: say('apology.end') }
    ],
    signatures: [headOf(data)]
  }
}

function stopBody(data: NoticeFormData, { reason }: Told<'stop'>, say: Say): NoticeBody {
  return {
    lines: [
      { label: 'Kính gửi:', text: data.applicant.fullName, strong: true },
      { label: '', text: say('stop.received') },
      { label: '', text: say('stop.decision') },
      { label: '', text: reason ?? DOTS.repeat(10), strong: true }
    ],
    last: [{ label: '', text: say('stop.end') }],
    signatures: [headOf(data)]
  }
}

function controlBody(data: NoticeFormData, { dueAt, rows }: Told<'control-slip'>): NoticeBody {
  return {
    lines: [
      ...identityLines('Chủ hồ sơ, người nộp:', data.applicant, data.owner, data.procedureName),
      { label: 'Thời gian nhận hồ sơ:', text: longTime(data.receivedAt) },
      { label: 'Thời gian hẹn trả kết quả:', text: dueAt === null ? NO_FIXED_DATE : longTime(dueAt), strong: true }
    ],
    table: controlTable(rows),
    last: [],
    signatures: []
  }
}

function identity(data: NoticeFormData, lead: string): FormLine[] {
  return identityLines(lead, data.applicant, data.owner, data.procedureName)
}

/** The agency's head signs and the seal is put over it. */
function headOf({ head }: NoticeFormData): FormSignature {
  return { title: head?.title ?? 'Thủ trưởng cơ quan', hint: '(Ký, ghi rõ họ tên và đóng dấu)', name: head?.fullName ?? null }
}

function factsOf({ office, code, procedureName, receivedAt, content }: NoticeFormData): Record<string, string> {
  return {
    agency: office.agency,
    counter: counterOf(office),
    phone: office.phone === null ? DOTS : readablePhone(office.phone),
    procedure: procedureName,
    code: code ?? DOTS,
    receivedOn: sentenceCase(longDate(dayOf(receivedAt))),
    ...(content.kind === 'apology' ? { previousDueAt: longTime(content.previousDueAt), newDueAt: longTime(content.newDueAt) } : {})
  }
}
