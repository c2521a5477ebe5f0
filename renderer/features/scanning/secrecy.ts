import type { Secrecy } from '../../../electron/contract/intake.ts'
import { secrecyName } from '../../i18n/vi.ts'
import { ask } from '../../ui/ask.ts'

/**
 * The answer "secret" takes scans off the disk, and an arrow key is enough to give it: where there are any it is asked about first.
 * @param scans how many are taken in or being taken in
 */
export async function maySetSecrecy(secrecy: Secrecy, scans: number): Promise<boolean> {
  if (secrecy === 'none' || scans === 0) return true
  return ask({ text: `Độ ${secrecyName[secrecy]}: ${scans} tệp đã quét, đã nhập sẽ bị xóa khỏi máy này, không lấy lại được.`, yes: 'Xóa tệp', no: 'Giữ tệp' })
}
