import type { ScreenName } from '../features/shell/screen-store.ts'

/** Keys that do the same, or one after the other, and what they do. Written as `useHotkeys` binds them. */
export interface HotkeyHelp {
  keys: string[]
  does: string
}

/** Where keys are bound: everywhere, at log-in, on each screen, and over the preview of a paper. */
export type HotkeyPlace = 'everywhere' | 'login' | ScreenName | 'preview'

/** Every key the app binds, by place; a test reads the sources and finds none that is missing here, and none here that is bound nowhere. */
export const hotkeys: Record<HotkeyPlace, { title: string; help: HotkeyHelp[] }> = {
  everywhere: {
    title: 'Ở mọi màn hình',
    help: [
      { keys: ['F1'], does: 'hướng dẫn của màn hình đang mở' },
      { keys: ['F2'], does: 'tiếp nhận' },
      { keys: ['F4'], does: 'hồ sơ, danh sách việc' },
      { keys: ['F12'], does: 'thu phí' },
      { keys: ['Shift+F4'], does: 'sổ theo dõi' },
      { keys: ['F7'], does: 'hàng đợi gửi' },
      { keys: ['F9'], does: 'ký số' },
      { keys: ['Shift+F9'], does: 'kiểm tra chữ ký' },
      { keys: ['F10'], does: 'trạng thái quầy' },
      { keys: ['F11'], does: 'bật, tắt màn hình công dân' },
      { keys: ['Ctrl+F'], does: 'tìm hồ sơ' },
      { keys: ['Shift+F1'], does: 'đã đọc thông báo của Cổng' },
      { keys: ['Shift+F12'], does: 'đăng xuất, đổi cán bộ (bản đang nhập được lưu)' },
      { keys: ['Ctrl+Delete'], does: 'ở câu hỏi: bỏ (Enter, Esc: giữ lại)' },
      { keys: ['Ctrl+Alt+1', 'Ctrl+Alt+2', 'Ctrl+Alt+3'], does: 'công dân trả lời rất hài lòng, hài lòng, không hài lòng (bàn phím số cho công dân gửi các phím này)' }
    ]
  },
  login: { title: 'Khi đăng nhập', help: [{ keys: ['F9'], does: 'chế độ tập huấn' }] },
  receive: {
    title: 'Khi tiếp nhận',
    help: [
      { keys: ['Ctrl+Enter'], does: 'tiếp nhận' },
      { keys: ['Ctrl+Shift+Enter'], does: 'tiếp nhận, giữ người nộp cho hồ sơ kế tiếp' },
      { keys: ['F3'], does: 'người vừa nộp, hồ sơ khác' },
      { keys: ['Ctrl+L'], does: 'những người nộp gần đây' },
      { keys: ['Ctrl+D'], does: 'nộp thay: ghi chủ hồ sơ' },
      { keys: ['F5'], does: 'mở lại hồ sơ nhập dở' },
      { keys: ['Ctrl+N'], does: 'để hồ sơ đang nhập sang nháp, bắt đầu mới' },
      { keys: ['Ctrl+B'], does: 'nộp qua bưu chính, ghi số hiệu bưu gửi' },
      { keys: ['F8'], does: 'quét' },
      { keys: ['Ctrl+H'], does: 'lấy tệp từ thư mục quét' },
      { keys: ['Ctrl+T'], does: 'tách bản quét thành giấy tờ' },
      { keys: ['Ctrl+Y'], does: 'từ chối tiếp nhận, in phiếu' },
      { keys: ['Ctrl+O'], does: 'mở hồ sơ cũ hoặc vừa nhận' },
      { keys: ['Ctrl+P'], does: 'in lại giấy hẹn' },
      { keys: ['Ctrl+S'], does: 'ký tệp của hồ sơ vừa nhận' },
      { keys: ['Escape'], does: 'đóng bảng tách trang, bảng từ chối' }
    ]
  },
  worklist: {
    title: 'Ở danh sách hồ sơ',
    help: [
      { keys: ['Ctrl+1', 'Ctrl+2', 'Ctrl+3', 'Ctrl+4', 'Ctrl+5', 'Ctrl+6', 'Ctrl+7', 'Ctrl+8', 'Ctrl+9'], does: 'đổi danh sách' },
      { keys: ['Ctrl+G'], does: 'giao cho tôi' },
      { keys: ['Ctrl+M'], does: 'tôi tiếp nhận' },
      { keys: ['Ctrl+E'], does: 'xếp theo tên người nộp' },
      { keys: ['Ctrl+0'], does: 'theo cán bộ, đơn vị' }
    ]
  },
  dossier: {
    title: 'Ở một hồ sơ',
    help: [
      { keys: ['F6'], does: 'việc thường làm tiếp' },
      { keys: ['Ctrl+1', 'Ctrl+2', 'Ctrl+3', 'Ctrl+4', 'Ctrl+5', 'Ctrl+6', 'Ctrl+7', 'Ctrl+8', 'Ctrl+9', 'Ctrl+0'], does: 'các việc khác, mỗi việc một phím ghi trên nút' },
      { keys: ['F8'], does: 'thêm bản quét; trong bảng đó: quét' },
      { keys: ['Ctrl+H'], does: 'thêm bản quét: lấy tệp từ thư mục quét' },
      { keys: ['Ctrl+Enter'], does: 'lưu, in phiếu' },
      { keys: ['Ctrl+D'], does: 'xác nhận ngày rồi lưu' },
      { keys: ['Ctrl+P'], does: 'in giấy hẹn' },
      { keys: ['Ctrl+S'], does: 'ký tệp' },
      { keys: ['Ctrl+B'], does: 'in biên nhận của Cổng' },
      { keys: ['Escape'], does: 'thôi, trở về' }
    ]
  },
  money: {
    title: 'Khi thu phí',
    help: [
      { keys: ['Ctrl+Enter'], does: 'thu tiền mặt, in biên lai' },
      { keys: ['Ctrl+Q'], does: 'mã VietQR để chuyển khoản' },
      { keys: ['Ctrl+D'], does: 'xác nhận ngày rồi thu' }
    ]
  },
  register: {
    title: 'Ở sổ theo dõi',
    help: [
      { keys: ['Ctrl+1', 'Ctrl+2'], does: 'hồ sơ đã tiếp nhận, từ chối tại quầy' },
      { keys: ['Ctrl+P'], does: 'in sổ' },
      { keys: ['Ctrl+E'], does: 'xuất CSV' }
    ]
  },
  queue: {
    title: 'Ở hàng đợi gửi',
    help: [
      { keys: ['Ctrl+1', 'Ctrl+2', 'Ctrl+3', 'Ctrl+4'], does: 'chờ gửi, bản nháp, đã giải quyết, đã rút' },
      { keys: ['Ctrl+R'], does: 'thử gửi lại ngay' },
      { keys: ['F6'], does: 'gửi lại mục đang chọn' },
      { keys: ['F8'], does: 'sửa, so hai bản, quét lại giấy, hoặc xem bước cần xử lý' },
      { keys: ['Ctrl+D'], does: 'đã báo công dân' },
      { keys: ['Ctrl+P'], does: 'lập phiếu cho công dân' },
      { keys: ['Ctrl+Delete'], does: 'rút, không gửi' },
      { keys: ['Ctrl+O'], does: 'mở hồ sơ' },
      { keys: ['Escape'], does: 'đóng mục' }
    ]
  },
  signing: {
    title: 'Khi ký số',
    help: [
      { keys: ['Ctrl+S'], does: 'ký, đóng dấu các mục đã chọn' },
      { keys: ['Ctrl+1', 'Ctrl+2', 'Ctrl+3', 'Ctrl+4'], does: 'bản quét, chờ lãnh đạo, chờ văn thư, đã phát hành' },
      { keys: ['F6', 'F8'], does: 'xem văn bản chưa xem kế tiếp; chỉ ký văn bản đã xem' },
      { keys: ['Ctrl+D'], does: 'xác nhận ngày rồi ký' },
      { keys: ['F5'], does: 'đọc lại thiết bị' },
      { keys: ['Ctrl+K'], does: 'kiểm tra chữ ký của văn bản' },
      { keys: ['Ctrl+N'], does: 'nhập văn bản' },
      { keys: ['Ctrl+B'], does: 'bàn giao qua USB' },
      { keys: ['Ctrl+T'], does: 'lấy dấu thời gian còn thiếu' },
      { keys: ['Ctrl+Delete'], does: 'trả lại văn bản' },
      { keys: ['Ctrl+O'], does: 'mở hồ sơ của bản quét đang xem; khi nhập văn bản: chọn tệp' },
      { keys: ['Ctrl+Enter'], does: 'nhập văn bản xong' },
      { keys: ['Ctrl+ArrowUp', 'Ctrl+ArrowDown'], does: 'trang trước, trang sau' },
      { keys: ['Escape'], does: 'đóng bảng, bản xem' }
    ]
  },
  verify: {
    title: 'Khi kiểm tra chữ ký',
    help: [
      { keys: ['Ctrl+1', 'Ctrl+2', 'Ctrl+3'], does: 'kiểm tra tệp, tổ chức tin cậy, thiết bị ký' },
      { keys: ['Ctrl+O'], does: 'chọn tệp, chứng thư' },
      { keys: ['Ctrl+P'], does: 'in báo cáo' },
      { keys: ['Ctrl+L'], does: 'nhập danh sách thu hồi' },
      { keys: ['Ctrl+Enter'], does: 'thêm tổ chức đã đối chiếu' },
      { keys: ['F5', 'Ctrl+E'], does: 'khám lại thiết bị, lưu báo cáo' },
      { keys: ['Escape'], does: 'trở về' }
    ]
  },
  settings: { title: 'Ở trạng thái quầy', help: [] },
  preview: {
    title: 'Ở bản xem trước khi in',
    help: [
      { keys: ['Ctrl+P'], does: 'in' },
      { keys: ['Escape'], does: 'đóng' }
    ]
  }
}

/** "Ctrl+1 đến Ctrl+9: đổi danh sách". */
export function tellHotkey({ keys, does }: HotkeyHelp): string {
  const named = keys.map((key) => key.replace('Escape', 'Esc').replace('ArrowUp', '↑').replace('ArrowDown', '↓'))
  return `${named.length > 3 ? `${named[0]} đến ${named.at(-1)}` : named.join(', ')}: ${does}`
}
