import type { FoundCopy } from '../../../electron/contract/restore.ts'
import { formatDayTime } from '../../i18n/format.ts'

/**
 * Told once, at the first log-in on the new PC: what this PC is now, how old its copy was, what comes back by itself and what became of the old one.
 * @param copies those in the folder; the code said which was meant, so that of several none is named
 */
export function tellRestored(copies: readonly FoundCopy[]): string {
  const [only, ...others] = copies
  const isKnown = only !== undefined && others.length === 0
  const counter = isKnown && only.counterNumber !== undefined ? `quầy số ${only.counterNumber}` : 'quầy'
  const madeAt = isKnown && only.madeAt !== undefined ? `bản sao lúc ${formatDayTime(only.madeAt)}` : 'bản sao gần nhất trong thư mục'
  return `Đã khôi phục ${counter} từ ${madeAt}. Hồ sơ chưa gửi tìm thấy ở thư mục đã gửi lên Cổng; việc làm sau bản sao về từ Cổng khi có mạng. Máy cũ đã bị khóa.`
}
