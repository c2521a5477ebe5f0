import type { LinkState, StatusBar } from '../../electron/contract/views.ts'
import { tellBrokenChain } from './problems.ts'
import type { Told } from './vi.ts'

/** Why the portal takes nothing from this PC. Nothing more is received at one that was revoked or whose place another has taken. */
const REFUSED: Record<Extract<LinkState, { state: 'refused' }>['reason'], string> = {
  revoked: 'Cổng đã thu hồi quyền của máy này: nhận hồ sơ ở máy khác; giữ giấy tờ đã nhận, giấy hẹn đã trao giữ nguyên mã; báo quản trị viên ngay.',
  'key-retired': 'Khóa của máy này đã được thay ở nơi khác: nhận hồ sơ ở máy khác; giữ giấy tờ đã nhận, báo quản trị viên ngay để cấp mã khôi phục.',
  'too-old': 'Ứng dụng quá cũ, Cổng không nhận: vẫn tiếp nhận được, hồ sơ giữ trên máy; báo quản trị viên cập nhật.',
  unknown: 'Cổng không nhận ra máy này: vẫn tiếp nhận được, giữ giấy tờ đã nhận; báo quản trị viên ngay.',
  clock: 'Cổng từ chối vì đồng hồ máy sai: chỉnh lại ngày giờ của máy, hồ sơ tự gửi tiếp.',
  signature: 'Cổng từ chối chữ ký của máy này: vẫn tiếp nhận được, giữ giấy tờ đã nhận; báo quản trị viên ngay.',
  receipt: 'Xác nhận của Cổng không đúng chữ ký nên chưa hồ sơ nào được ghi là đã nhận: vẫn tiếp nhận được, hồ sơ giữ trên máy và tự gửi lại; báo quản trị viên.',
  size: 'Cổng hoặc mạng từ chối cả lần gửi rất nhỏ: vẫn tiếp nhận được, hồ sơ giữ trên máy; báo quản trị viên.'
}

/** Why nothing was sent to it. */
const UNTRUSTED: Record<Extract<LinkState, { state: 'untrusted' }>['reason'], string> = {
  authority: 'Chứng thư của Cổng không đúng, chưa gửi gì: vẫn tiếp nhận được, hồ sơ giữ trên máy; báo quản trị viên.',
  time: 'Chứng thư của Cổng hết hạn hoặc ngày giờ máy sai, chưa gửi gì: vẫn tiếp nhận được; xem lại ngày giờ, báo quản trị viên.'
}

/** What stops this counter's work or makes its books doubtful, the gravest first: whole sentences that say whether to go on receiving and whom to call. */
export function tellAlarms({ link, chain, restored, recalled, disk }: Pick<StatusBar, 'link' | 'chain' | 'restored' | 'recalled' | 'disk'>): Told[] {
  const told: Told[] = []
  if (chain?.state === 'broken') told.push({ text: tellBrokenChain(chain), tone: 'danger' })
  if (restored) told.push({ text: 'Dữ liệu máy này vừa khôi phục từ bản sao: nối mạng để Cổng xác nhận số đã cấp, xong mới tiếp nhận tiếp được.', tone: 'danger' })
  if (disk?.state === 'full') told.push({ text: 'Ổ đĩa đầy, chưa nhận thêm hồ sơ được: báo quản trị viên dọn ổ đĩa. Hồ sơ đã lưu vẫn còn và vẫn gửi.', tone: 'danger' })
  if (link.state === 'refused') told.push({ text: REFUSED[link.reason], tone: 'danger' })
  if (link.state === 'untrusted') told.push({ text: UNTRUSTED[link.reason], tone: 'danger' })
  if (recalled && !recalled.isAdmitted) told.push({ text: 'Cổng trả lời trái với nhật ký Cổng đã ký cho máy này: vẫn tiếp nhận được, giữ giấy tờ đã nhận, báo quản trị viên trong ngày.', tone: 'danger' })
  if (recalled && recalled.purged > 0) told.push({ text: `Cổng mất ${recalled.purged} mục mà quầy đã xóa theo thời hạn lưu, không gửi lại được: báo quản trị viên Cổng.`, tone: 'warning' })
  return told
}
