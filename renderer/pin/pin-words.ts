import type { PinState } from '../../electron/contract/signer.ts'
import type { Told } from '../i18n/vi.ts'

/** What the token says of its PIN, told before the attempt, not after. */
export function tellPinState(pin: PinState): Told | undefined {
  switch (pin) {
    case 'ok':
      return undefined
    case 'count-low':
      return { text: 'Thiết bị báo đã có lần nhập sai, số lần còn lại ít. Nhập thật cẩn thận.', tone: 'warning' }
    case 'final-try':
      return { text: 'Chỉ còn một lần nhập. Sai lần này thiết bị sẽ bị khóa.', tone: 'danger' }
    case 'locked':
      return { text: 'Thiết bị đã bị khóa do nhập sai PIN nhiều lần. Liên hệ quản trị viên để mở khóa; hồ sơ vẫn được gửi, tệp chờ ký.', tone: 'danger' }
    case 'not-initialised':
      return { text: 'Thiết bị chưa đặt mã PIN. Liên hệ quản trị viên; hồ sơ vẫn được gửi, tệp chờ ký.', tone: 'danger' }
  }
}

/** What the field takes. CK_UNAVAILABLE_INFORMATION, which is more, is no length. */
export const longestPin = 64

/** Of a PIN whose length the token does not take: a slip of the hand, which must not cost an attempt. Drivers were seen to say nonsense, so the same PIN entered again is sent. */
export function tellPinLength(length: number, { min, max }: { min: number; max: number }): string | undefined {
  const saysNothing = min > longestPin || (max !== 0 && max < min)
  const fits = length >= min && (max === 0 || length <= max)
  if (fits || saysNothing) return undefined
  const wanted = length < min ? `ít nhất ${min}` : `nhiều nhất ${max}`
  return `Mã PIN của thiết bị này có ${wanted} ký tự, vừa nhập ${length}. Chưa gửi, không mất lần nhập. Chắc chắn đúng thì bấm Enter lần nữa.`
}

/** True when an attempt may be spent on this token at all. */
export function mayTry(pin: PinState): boolean {
  return pin !== 'locked' && pin !== 'not-initialised'
}
