import type { Procedure } from './catalogue.ts'
import type { Dossier } from './dossier.ts'

/** What is often wrong whatever the procedure; the words stand on the form as they are. */
const usual = [
  'Tờ khai chưa điền đủ hoặc chưa ký',
  'Bản sao chưa được chứng thực, chưa có bản chính để đối chiếu',
  'Giấy tờ mờ, rách hoặc đã hết hạn',
  'Thông tin giữa các giấy tờ không thống nhất'
] as const

/**
 * The reasons an officer picks by number when asking for a supplement: papers of the procedure that were not handed over, then what is usually wrong, then the
 * papers that were handed over, to be brought again. Form and line are at most 500 characters.
 * @param procedure as the catalogue now has it; undefined when it is gone
 */
export function listSupplementChoices(dossier: Pick<Dossier, 'components'>, procedure: Pick<Procedure, 'components'> | undefined): string[] {
  const handed = new Set(dossier.components.map(({ id }) => id))
  const missing = procedure?.components.filter(({ id, secret }) => !handed.has(id) && !secret) ?? []
  return [...missing.map(({ name }) => cut(`Thiếu: ${name}`)), ...usual, ...dossier.components.map(({ name }) => cut(`Làm lại: ${name}`))].slice(0, 50)
}

function cut(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 499)}…`
}
