import type { DeviceOverview } from './overview-store.ts'
import { deviceName, tellQueue } from './admin-page.ts'
import type { Confirmation } from './confirm-page.ts'
import { html } from './html.ts'
import { localTime } from './parts.ts'
import { renderPage } from '../page.ts'

/** What an administrator does to a counter, each by its name in the address. */
export type DeviceDeed = 'revoke' | 'restore-code' | 'device-key'

type Words = Pick<Confirmation, 'title' | 'sentence' | 'yes' | 'no' | 'isDangerous'>

const words: Record<DeviceDeed, Words> = {
  revoke: {
    title: 'Thu hồi quyền của máy quầy?',
    sentence:
      'Sau khi thu hồi, cổng không nhận gì từ máy này nữa, và không hoàn lại được: muốn dùng tiếp, máy phải đăng ký lại bằng mã mới. Số đã cấp cho máy vẫn là của máy; hồ sơ đã nhận không đổi. Những gì còn ở quầy có thể đưa vào bằng tệp xuất hàng đợi.',
    yes: 'Thu hồi máy này',
    no: 'Không thu hồi',
    isDangerous: true
  },
  'restore-code': {
    title: 'Tạo mã khôi phục cho máy quầy?',
    sentence:
      'Dùng khi máy của quầy đã hỏng hoặc mất: mã dùng một lần, nhập ở màn hình "Khôi phục từ bản sao" của máy thay thế, cùng bản sao của quầy. Từ lúc mã được dùng, máy cũ không gửi được gì nữa. Mã chỉ hiện một lần, ngay sau đây.',
    yes: 'Tạo mã',
    no: 'Không tạo'
  },
  'device-key': {
    title: 'Yêu cầu máy quầy đổi khóa?',
    sentence: 'Máy tự tạo khóa mới ở lần liên lạc kế tiếp và báo cho cổng; khóa cũ hết dùng khi khóa mới được dùng lần đầu. Quầy không phải làm gì, không gián đoạn.',
    yes: 'Yêu cầu đổi khóa',
    no: 'Không đổi'
  }
}

/** The page that asks before a deed is done to a counter. */
export function describeDeviceDeed(deed: DeviceDeed, device: DeviceOverview, token: string): Confirmation {
  return {
    ...words[deed],
    facts: [
      { name: 'Máy', value: deviceName(device) },
      { name: 'Lần liên lạc cuối', value: localTime(device.lastSeenAt) || 'Chưa lần nào' },
      { name: 'Còn ở quầy', value: tellQueue(device) }
    ],
    action: `/admin/devices/${encodeURIComponent(device.id)}/${deed}`,
    token,
    back: '/admin'
  }
}

/** Shown once and kept nowhere: the portal holds only its hash. */
export function renderRestoreCode(device: DeviceOverview, code: string): string {
  const body = html`<h1>Mã khôi phục</h1>
<div class="card">
<p class="notice" role="status">Mã của ${deviceName(device)}: <strong class="status">${code}</strong></p>
<p>Đọc hoặc chép mã cho người cài máy thay thế. Mã dùng một lần; trang này không hiện lại mã, cần nữa thì tạo mã khác.</p>
<p><a href="/admin">Về trang quản trị</a></p>
</div>`
  return renderPage('Mã khôi phục', body, { narrow: true })
}
