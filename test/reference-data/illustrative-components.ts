import type { ProcedureComponent } from '../../electron/domain/catalogue.ts'

/** Two components any procedure has; real ones were not in the crawl at hand. */
export function illustrativeComponents(code: string): ProcedureComponent[] {
  const base = { originals: 1, copies: 0, secret: false }
  return [
    { ...base, id: `${code}-TP01`, name: 'Đơn (tờ khai) đề nghị theo mẫu', kind: 'declaration', required: true },
    { ...base, id: `${code}-TP02`, name: 'Giấy tờ, tài liệu chứng minh kèm theo', kind: 'submit', required: false }
  ]
}
