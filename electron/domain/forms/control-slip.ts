import { dayOf, formatLocalDate, type LocalTime } from '../calendar.ts'
import { officeTimeInWords } from './form-text.ts'
import { type Markup, markup } from './markup.ts'
import type { HandOverRow } from './notice-data.ts'

/** Rows there are at least: the slip travels with the papers, and who is not at a computer signs by pen. */
const LEAST_ROWS = 3
const BLANK: HandOverRow = { agency: '', step: null, planned: null, usedMinutes: null, handedAt: null, givenBy: null, takenAt: null, takenBy: null, outcome: null, note: '' }
const BLANK_TIME = '…… giờ …… phút, …/…/……'
const OUTCOMES = [
  ['early', 'Trước hạn'],
  ['on-time', 'Đúng hạn'],
  ['late', 'Quá hạn']
] as const

/** The table of the control slip: one row a hand-over, the giver's and the taker's times and signatures inside it, what was planned beside what it took. */
export function controlTable(rows: readonly HandOverRow[]): Markup {
  const all = [...rows, ...Array.from({ length: Math.max(0, LEAST_ROWS - rows.length) }, () => BLANK)]
  return markup`<table class="papers control"><thead><tr><th class="agency">Tên cơ quan</th><th class="times">Thời gian giao, nhận hồ sơ</th><th class="outcome">Kết quả giải quyết hồ sơ</th><th class="remark">Ghi chú</th></tr></thead>
<tbody>${all.map(handOver)}</tbody></table>`
}

function handOver({ agency, step, planned, usedMinutes, handedAt, givenBy, takenAt, takenBy, outcome, note }: HandOverRow): Markup {
  return markup`<tr><td>${agency}${step !== null && markup`<p><i>${step}</i></p>`}${planned !== null && markup`<p>Thời hạn: ${planned}</p>`}</td>
<td class="times"><p>1. Giao: ${time(handedAt)}</p><p>2. Nhận: ${time(takenAt)}</p>
<div class="pair"><div><b>Người giao</b><div class="sign">${givenBy ?? ''}</div></div><div><b>Người nhận</b><div class="sign">${takenBy ?? ''}</div></div></div></td>
<td class="outcome">${OUTCOMES.map(([kind, name]) => markup`<p><span class="box">${outcome === kind && 'X'}</span> ${outcome === kind && kind === 'late' ? markup`<b>${name}</b>` : name}</p>`)}</td>
<td class="remark">${usedMinutes !== null && markup`<p>Thực tế: ${officeTimeInWords(usedMinutes)}</p>`}${note}</td></tr>
`
}

function time(at: LocalTime | null): string {
  return at === null ? BLANK_TIME : `${at.slice(11, 13)} giờ ${at.slice(14, 16)} phút, ${formatLocalDate(dayOf(at))}`
}
