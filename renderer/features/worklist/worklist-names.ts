import type { WorklistName } from '../../../electron/contract/search.ts'
import type { LinkState } from '../../../electron/contract/views.ts'
import type { Tone } from '../../i18n/vi.ts'

/** The lists in their order on the screen, each with its key. */
export const worklists: { name: WorklistName; hotkey: string; label: string; tone: Tone; empty: string }[] = [
  { name: 'all', hotkey: 'Ctrl+1', label: 'Tất cả', tone: 'neutral', empty: 'Chưa có hồ sơ nào. Bấm F2 để tiếp nhận.' },
  { name: 'handed', hotkey: 'Ctrl+G', label: 'Giao cho tôi', tone: 'warning', empty: 'Không có hồ sơ nào giao cho anh/chị.' },
  { name: 'overdue', hotkey: 'Ctrl+2', label: 'Quá hạn', tone: 'danger', empty: 'Không có hồ sơ quá hạn.' },
  { name: 'due-today', hotkey: 'Ctrl+3', label: 'Hẹn hôm nay', tone: 'warning', empty: 'Hôm nay không còn hồ sơ nào đến hẹn.' },
  { name: 'due-soon', hotkey: 'Ctrl+4', label: 'Sắp đến hẹn', tone: 'busy', empty: 'Hai ngày làm việc tới không có hồ sơ đến hẹn.' },
  { name: 'supplement', hotkey: 'Ctrl+5', label: 'Chờ bổ sung', tone: 'neutral', empty: 'Không có hồ sơ chờ công dân bổ sung.' },
  { name: 'ready', hotkey: 'Ctrl+6', label: 'Chờ trả', tone: 'good', empty: 'Không có kết quả nào chờ trả.' },
  { name: 'unsigned', hotkey: 'Ctrl+7', label: 'Chưa ký', tone: 'warning', empty: 'Mọi tệp đã ký.' },
  { name: 'unsent', hotkey: 'Ctrl+8', label: 'Chưa gửi', tone: 'busy', empty: 'Mọi hồ sơ đã gửi tới Cổng.' },
  { name: 'online', hotkey: 'Ctrl+9', label: 'Trực tuyến', tone: 'warning', empty: 'Không có hồ sơ nộp trực tuyến chờ tiếp nhận.' }
]

/** Full of this counter's own work alone: what comes from the portal adds nothing to them. */
const ownLists: readonly WorklistName[] = ['unsigned', 'unsent']

/** What an empty list says. Until the portal has been heard, other counters' dossiers may be on their way: "none" would be told too early. */
export function tellEmpty(name: WorklistName, link: LinkState | undefined): string {
  const isComing = link === undefined || link.state === 'connecting'
  if (isComing && !ownLists.includes(name)) return 'Đang tải danh sách: máy đang kết nối với Cổng.'
  return worklists.find((list) => list.name === name)?.empty ?? ''
}
