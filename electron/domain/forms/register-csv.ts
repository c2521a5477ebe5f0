import { readablePhone, RESULT_BY_NAME, shortTime } from './form-text.ts'
import type { RegisterLine } from './register.ts'

const COLUMNS = ['Quyển số', 'Số thứ tự', 'Mã hồ sơ', 'Tên thủ tục hành chính', 'Số bộ', 'Tên cá nhân, tổ chức', 'Địa chỉ', 'Số điện thoại', 'Cơ quan chủ trì giải quyết', 'Ngày nhận hồ sơ', 'Hẹn trả kết quả', 'Ngày trả kết quả', 'Phương thức nhận', 'Ghi chú']

/** The register for a spreadsheet: UTF-8 with BOM and semicolons, which a Vietnamese Excel opens as columns. */
export function registerCsv(lines: readonly RegisterLine[]): string {
  const rows = lines.map((line) => [
    line.book ?? '', line.line === null ? '' : String(line.line), line.code, line.procedureName, String(line.sets), line.personName, line.address, line.phone === null ? '' : readablePhone(line.phone), line.agency,
    shortTime(line.receivedAt), line.dueAt === null ? '' : shortTime(line.dueAt), line.returnedAt === null ? '' : shortTime(line.returnedAt), RESULT_BY_NAME[line.resultBy], line.note
  ])
  return `\ufeff${[COLUMNS, ...rows].map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`
}

/** Quoted always. What a spreadsheet would take for a formula gets an apostrophe: names come from citizens. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
