import type { PaperKind, PrintOutcome } from '../../../electron/contract/forms.ts'
import { formName, type Told } from '../../i18n/vi.ts'

/** Where a paper went. */
export function tellPrinted(kind: PaperKind, outcome: PrintOutcome): Told {
  const name = `${formName[kind].slice(0, 1).toLocaleUpperCase('vi')}${formName[kind].slice(1)}`
  if (outcome.how === 'printer') return { text: `${name} đã gửi tới máy in ${outcome.printer}`, tone: 'good' }
  return { text: `Không có máy in: ${formName[kind]} lưu tại ${outcome.path}`, tone: 'warning' }
}
