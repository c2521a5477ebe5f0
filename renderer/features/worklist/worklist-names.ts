import type { WorklistName } from '../../../electron/contract/search.ts'
import type { Tone } from '../../i18n/vi.ts'

/** The lists in the order of their keys: Ctrl+1 is the first. */
export const worklists: { name: WorklistName; label: string; tone: Tone; empty: string }[] = [
  { name: 'all', label: 'Tất cả', tone: 'neutral', empty: 'Chưa có hồ sơ nào. Bấm F2 để tiếp nhận.' },
  { name: 'overdue', label: 'Quá hạn', tone: 'danger', empty: 'Không có hồ sơ quá hạn.' },
  { name: 'due-today', label: 'Hẹn hôm nay', tone: 'warning', empty: 'Hôm nay không còn hồ sơ nào đến hẹn.' },
  { name: 'due-soon', label: 'Sắp đến hẹn', tone: 'busy', empty: 'Hai ngày làm việc tới không có hồ sơ đến hẹn.' },
  { name: 'supplement', label: 'Chờ bổ sung', tone: 'neutral', empty: 'Không có hồ sơ chờ công dân bổ sung.' },
  { name: 'ready', label: 'Chờ trả', tone: 'good', empty: 'Không có kết quả nào chờ trả.' },
  { name: 'unsigned', label: 'Chưa ký', tone: 'warning', empty: 'Mọi tệp đã ký.' },
  { name: 'unsent', label: 'Chưa gửi', tone: 'busy', empty: 'Mọi hồ sơ đã gửi tới Cổng.' },
  { name: 'online', label: 'Trực tuyến', tone: 'warning', empty: 'Không có hồ sơ nộp trực tuyến chờ tiếp nhận.' }
]
