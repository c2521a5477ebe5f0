import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Notice } from '../ui/notice.tsx'
import { isAttemptSpent } from './attempt.ts'
import styles from './pin-page.module.css'

/** Instead of a blank PIN window. Closing it closes the port, which the signer takes as "cancelled". Nothing is logged from here: this page holds a PIN. */
export function PinFault() {
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => close.current?.focus(), [])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && window.close()
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <main className={styles.page} data-testid="pin-fault">
      <div className={styles.form}>
        <h1 className={styles.title}>Cửa sổ nhập mã PIN gặp lỗi</h1>
        <Notice tone="danger">
          {isAttemptSpent()
            ? 'Mã PIN đã gửi tới thiết bị; kết quả ký hiện ở cửa sổ chính. Đóng cửa sổ này và xem kết quả trước khi ký lại.'
            : 'Chưa gửi mã PIN, không mất lần nhập nào, tệp vẫn chờ ký. Đóng cửa sổ này rồi ký lại. Nếu vẫn lỗi, đóng rồi mở lại ứng dụng.'}
        </Notice>
        <p className={styles.problem} />
        <div className={styles.buttons}>
          <Button ref={close} onClick={() => window.close()}>
            Đóng&nbsp;<kbd aria-hidden="true">Esc</kbd>
          </Button>
        </div>
      </div>
    </main>
  )
}
