import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { SigningItem } from './signing-queue.tsx'
import styles from './signing-page.module.css'

/** Asked to sign what was not looked at: a plain list, and a step through it. Nobody signs unseen; what was seen may be signed now. */
export function UnseenNotice({ unseen, seen, onShow, onSignSeen }: { unseen: readonly SigningItem[]; seen: number; onShow: () => void; onSignSeen: () => void }) {
  if (unseen.length === 0) return <Notice tone="good">Đã xem hết. Bấm Ctrl+S để ký.</Notice>
  return (
    <section className={styles.unseen} aria-label="Văn bản chưa xem" data-testid="unseen">
      <Notice tone="warning">
        Còn {unseen.length} văn bản chưa xem, chưa ký gì. Xem lần lượt rồi ký; mỗi văn bản phải hiện trên màn hình ít nhất một lần từ khi đăng nhập.
      </Notice>
      <ul>
        {unseen.map((item) => (
          <li key={item.key} className="clamp-1" title={item.name}>
            {item.name}
            {!item.isHere && <span className="muted"> (tệp đang tải từ Cổng về)</span>}
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <HotkeyButton hotkey="F6" variant="filled" onClick={onShow}>
          Xem văn bản kế tiếp
        </HotkeyButton>
        {seen > 0 && (
          <HotkeyButton hotkey="F8" onClick={onSignSeen}>
            Chỉ ký {seen} văn bản đã xem
          </HotkeyButton>
        )}
      </div>
    </section>
  )
}
