import type { BackupState, ChainState, DiagnosticsReport } from '../../../electron/contract/continuity.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { tellBrokenChain } from '../../i18n/problems.ts'
import type { Told } from '../../i18n/vi.ts'

/** From here on the bar tells it as well. */
const clockOffMs = 2 * 60_000

/** The whole self-test in one sentence, the worst first. */
export function judgeMachine({ crash, chain, clock }: DiagnosticsReport): Told {
  if (crash.outcome === 'failed' || chain.state === 'broken') return { text: 'Máy này có lỗi: báo quản trị viên ngay, xem dòng đỏ bên dưới.', tone: 'danger' }
  if (clock.known && Math.abs(clock.offsetMs) >= clockOffMs) return { text: 'Máy này tốt, nhưng đồng hồ lệch: chỉnh lại ngày giờ của máy.', tone: 'warning' }
  if (crash.outcome === 'unavailable') return { text: 'Sổ của máy này nguyên vẹn; chưa thử được tắt đột ngột.', tone: 'neutral' }
  return { text: 'Máy này tốt.', tone: 'good' }
}

/** What became of the process that was killed in the midst of writing. */
export function tellCrash(crash: DiagnosticsReport['crash']): Told {
  if (crash.outcome === 'unavailable') return { text: 'Không thử được trên máy này', tone: 'neutral' }
  const counts = `${crash.found}/${crash.acknowledged} lần ghi còn nguyên`
  return crash.outcome === 'passed' ? { text: counts, tone: 'good' } : { text: `${counts}: ổ đĩa làm mất dữ liệu đã xác nhận, báo quản trị viên thay ổ`, tone: 'danger' }
}

export function tellChain(chain: ChainState): Told {
  if (chain.state === 'intact') return { text: `Sổ nhật ký nguyên vẹn, đã kiểm tra đến mục ${chain.checkedTo}`, tone: 'good' }
  return { text: tellBrokenChain(chain), tone: 'danger' }
}

export function tellClock(clock: DiagnosticsReport['clock']): string {
  if (!clock.known) return 'Chưa so được với Cổng'
  const seconds = Math.round(Math.abs(clock.offsetMs) / 1000)
  return seconds === 0 ? 'Khớp với Cổng' : `Lệch Cổng ${seconds} giây`
}

/** Where copies go: without a folder this PC's disk is the only place of its books. */
export function tellBackupFolder({ folder }: Pick<BackupState, 'folder'>): Told {
  return folder === undefined ? { text: 'Chưa chọn: hỏng ổ đĩa là mất hồ sơ chưa gửi', tone: 'warning' } : { text: folder, tone: 'neutral' }
}

export function tellLastBackup({ lastBackup }: Pick<BackupState, 'lastBackup'>): Told {
  return lastBackup === undefined ? { text: 'Chưa có', tone: 'warning' } : { text: `${formatDayTime(lastBackup.at)}: ${lastBackup.entries} mục`, tone: 'neutral' }
}
