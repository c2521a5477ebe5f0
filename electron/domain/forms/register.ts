import type { FormTemplate, OfficeLetterhead } from '../catalogue.ts'
import { formatLocalDate, type LocalDate, type LocalTime } from '../calendar.ts'
import type { RenderedForm } from './form-data.ts'
import { capitals, reprintMark, wholePage } from './form-page.ts'
import { readablePhone, RESULT_BY_NAME, shortTime, twoDigits } from './form-text.ts'
import { type Markup, markup } from './markup.ts'

/** One line of the register. Null where it has not come yet. */
export interface RegisterLine {
  book: string | null
  line: number | null
  code: string
  procedureName: string
  sets: number
  personName: string
  address: string
  phone: string | null
  agency: string
  receivedAt: LocalTime
  dueAt: LocalTime | null
  returnedAt: LocalTime | null
  resultBy: 'counter' | 'post' | 'electronic'
  note: string
}

export interface RegisterFormData {
  office: OfficeLetterhead
  from: LocalDate
  to: LocalDate
  lines: readonly RegisterLine[]
  reprint: boolean
  fontBaseUrl: string
}

const COLUMNS: readonly (readonly [title: string, width: string])[] = [
  ['TT', '3.5'], ['Mã hồ sơ', '9.5'], ['Tên thủ tục hành chính', '15.5'], ['Số bộ', '3.5'], ['Tên cá nhân, tổ chức', '11'], ['Địa chỉ, số điện thoại', '13'], ['Cơ quan chủ trì giải quyết', '8.5'],
  ['Ngày nhận hồ sơ', '6'], ['Hẹn trả kết quả', '6'], ['Ngày trả kết quả', '5.5'], ['Phương thức nhận', '5.5'], ['Ký nhận', '5.5'], ['Ghi chú', '7']
]

/** Sổ theo dõi hồ sơ (Mẫu 06 of TT 01/2018, 07 of TT 03/2025): A4 across, the head of the table on every page. Throws when the template is of another kind. */
export function renderRegisterForm(data: RegisterFormData, template: FormTemplate): RenderedForm {
  if (template.kind !== 'register') throw new RangeError(`not a register form: ${template.kind}`)
  const { office, from, to, lines, reprint } = data
  const period = from === to ? `Ngày ${formatLocalDate(from)}` : `Từ ngày ${formatLocalDate(from)} đến ngày ${formatLocalDate(to)}`
  const books = [...new Set(lines.flatMap(({ book }) => book ?? []))]
  return wholePage(`${template.title} ${from === to ? formatLocalDate(from) : `${formatLocalDate(from)} đến ${formatLocalDate(to)}`}`, template, { bodyPt: 10.5, fontBaseUrl: data.fontBaseUrl, foot: period, landscape: true }, markup`<header class="head"><div><b>${capitals(office.agency)}</b><b>${capitals(office.counter)}</b></div><div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><div class="motto">Độc lập - Tự do - Hạnh phúc</div></div></header>
<section class="center"><h1>${capitals(template.title)}</h1><div>${reprintMark(reprint)}${period}${books.length > 0 && `; Quyển số: ${books.join(', ')}`}; ${lines.length} hồ sơ</div></section>
<table class="papers register"><colgroup>${COLUMNS.map(([, width]) => markup`<col width="${width}%">`)}</colgroup>
<thead><tr>${COLUMNS.map(([title]) => markup`<th>${title}</th>`)}</tr></thead>
<tbody>${lines.map((line) => row(line, books.length > 1))}</tbody></table>
${lines.length === 0 && markup`<p class="center">Không có hồ sơ nào trong thời gian này.</p>`}`)
}

/** @param manyBooks the line's number alone would not say which book it is in */
function row(line: RegisterLine, manyBooks: boolean): Markup {
  const { code, procedureName, sets, personName, address, phone, agency, receivedAt, dueAt, returnedAt, resultBy, note } = line
  const cells = [
    line.line === null ? '' : `${line.line}${manyBooks && line.book !== null ? ` (${line.book})` : ''}`, code, procedureName, twoDigits(sets), personName, phone === null ? address : `${address}; ${readablePhone(phone)}`, agency,
    shortTime(receivedAt), dueAt === null ? 'Không hẹn' : shortTime(dueAt), returnedAt === null ? '' : shortTime(returnedAt), RESULT_BY_NAME[resultBy], '', note
  ]
  return markup`<tr>${cells.map((text) => markup`<td>${text}</td>`)}</tr>\n`
}
