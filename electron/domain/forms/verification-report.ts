import { dayOf, type LocalTime } from '../calendar.ts'
import type { OfficeLetterhead } from '../catalogue.ts'
import { toNfc } from '../text.ts'
import type { CheckedFile } from '../verification.ts'
import { FORMAT_NAME, tellBasis, tellHeading, tellSignature, tellVerdict } from '../verification-words.ts'
import type { RenderedForm } from './form-data.ts'
import { capitals, formHead, paragraph, plainPage, reprintMark, signatures } from './form-page.ts'
import { longTime } from './form-text.ts'
import { markup } from './markup.ts'

export interface VerificationReportData {
  office: OfficeLetterhead
  checked: CheckedFile
  /** When it was checked. */
  at: LocalTime
  officerName: string
  reprint: boolean
  fontBaseUrl: string
}

/** What was found of a file's signatures, as NĐ 30/2020 art. 21 asks of who receives an electronic document. An inner paper of the office, by no circular; the words are the screen's. */
export function renderVerificationReport({ office, checked, at, officerName, reprint, fontBaseUrl }: VerificationReportData): RenderedForm {
  const verdict = tellVerdict(checked.report)
  const facts: [string, string][] = [
    ['Tệp:', checked.name],
    ...(checked.contentName === undefined ? [] : [['Tệp được ký:', checked.contentName] as [string, string]]),
    ['Loại:', FORMAT_NAME[checked.format]],
    ['Mã băm SHA-256:', checked.sha256],
    ['Căn cứ:', tellBasis(checked)]
  ]
  const body = markup`<section class="center"><h1>BÁO CÁO KIỂM TRA CHỮ KÝ SỐ</h1>${reprintMark(reprint)}</section>
${facts.map(([label, text]) => paragraph({ label, text }))}
${paragraph({ label: 'Kết luận:', text: capitals(verdict.title), strong: true })}
${paragraph({ label: 'Lý do:', text: verdict.reason })}${paragraph({ label: 'Việc cần làm:', text: verdict.advice })}
${checked.report.signatures.map((one, index) => {
    const heading = tellHeading(one, index)
    return markup`<p class="lead"><b>${heading.name}: ${heading.text}</b></p>
<table class="papers"><tbody>${tellSignature(one).map(({ name, text }) => markup`<tr><td>${name}</td><td>${text}</td></tr>`)}</tbody></table>`
  })}
<section class="end">${paragraph({ label: 'Lập lúc', text: longTime(at) })}${signatures([{ title: 'Người kiểm tra', hint: '(Ký và ghi rõ họ tên)', name: officerName }])}</section>`
  // It becomes a file's name, which file systems keep short; with its time, so that no check replaces another's.
  const title = `Kiểm tra chữ ký số ${toNfc(checked.name).replace(/\.\w{1,6}$/, '').slice(0, 60).trim()} ${at.slice(0, 16).replace('T', ' ').replace(':', 'h')}`
  return plainPage(title, 'A4', { bodyPt: 13, fontBaseUrl }, markup`${formHead(office, null, null, dayOf(at))}
${body}`)
}
