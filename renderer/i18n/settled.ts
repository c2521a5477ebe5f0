import type { Settled } from '../../electron/contract/queue.ts'

/** `…0003`: a dossier's number as people say it, where its day and office go without saying. */
export function shortCode(code: string): string {
  return `…${code.slice(code.lastIndexOf('-') + 1)}`
}

/** A refused dossier or step that was corrected. */
export function tellMended(dossierCode: string, settled: Settled): string {
  return join(`Đã sửa và gửi lại hồ sơ ${shortCode(dossierCode)}.`, settled.withdrawn > 0 && tellLeft(settled), tellVoided(settled))
}

/** A conflict that was put together. @param kept of what she chose between, how many as they are here */
export function tellReconciled(dossierCode: string, settled: Settled, kept: number): string {
  const code = shortCode(dossierCode)
  if (settled.replayed === 0) return join(`Hồ sơ ${code} theo bản ở Cổng. Bước của quầy này xem ở "Đã rút".`, tellVoided(settled))
  const outcome = kept === 0 ? `Hồ sơ ${code} theo bản ở Cổng; các bước sau đang gửi lên Cổng.` : `Đã giải quyết hồ sơ ${code}: các mục đã chọn đang gửi lên Cổng.`
  return join(outcome, settled.withdrawn > 0 && tellLeft(settled), tellVoided(settled))
}

/** A dossier or steps of it that were given up. @param isWhole the dossier itself goes */
export function tellWithdrawn(dossierCode: string, isWhole: boolean, settled: Settled): string {
  return join(isWhole ? `Đã rút hồ sơ ${shortCode(dossierCode)}, xem ở "Đã rút".` : tellLeft(settled), tellVoided(settled))
}

/** A document's steps: kept, given up, or both. */
export function tellSettledDocument(settled: Settled): string {
  return join(settled.replayed > 0 && `Đã ghi lại ${settled.replayed} bước và gửi lên Cổng.`, settled.withdrawn > 0 && tellLeft(settled), tellVoided(settled, 'thu hồi bản mang số này'))
}

/** A decision by which anything was written anew stands whole under "Đã giải quyết". */
const tellLeft = ({ replayed, withdrawn }: Settled): string => `Đã rút ${withdrawn} bước, xem ở "${replayed > 0 ? 'Đã giải quyết' : 'Đã rút'}".`

function tellVoided({ voided }: Settled, means = 'thu lại giấy hẹn đã trao'): string | false {
  return voided !== undefined && `Số ${voided} đã hủy, không cấp cho ai nữa: ${means}.`
}

function join(...sentences: (string | false)[]): string {
  return sentences.filter(Boolean).join(' ')
}
