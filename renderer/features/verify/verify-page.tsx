import { useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { mayDo } from '../../../electron/domain/permission.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { FormPreview } from '../forms/form-preview.tsx'
import { useSession } from '../session/session-store.ts'
import { useScreen } from '../shell/screen-store.ts'
import { CheckList } from './check-list.tsx'
import { CheckReport } from './check-report.tsx'
import { useVerify } from './verify-store.ts'
import styles from './verify-page.module.css'

/** Signatures of any file, ours or not: choose it or drop it, read the verdict, print the report. */
export function VerifyPage({ nav }: { nav: ReactNode }) {
  const { checks, shownKey } = useVerify()
  const { show, checkFiles } = useVerify.getState()
  const goBack = useScreen((state) => state.goBack)
  const mayPrint = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'dossier.read'))
  const [isOver, setOver] = useState(false)
  const [printed, setPrinted] = useState<string>()
  const picker = useRef<HTMLInputElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const shown = checks.find(({ key }) => key === shownKey)
  const isBusy = checks.some(({ state }) => state === 'checking')
  const printable = mayPrint && shown?.state === 'checked' ? shown.file.id : undefined

  useEffect(() => title.current?.focus(), [])
  useHotkeys({ 'Ctrl+O': choose, 'Ctrl+P': print, Escape: goBack }, printed === undefined)

  function choose() {
    if (!isBusy) picker.current?.click()
  }

  function print() {
    if (printable !== undefined) setPrinted(printable)
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    if (!isBusy) void checkFiles([...event.dataTransfer.files])
  }

  return (
    <section
      className={`page ${styles.page}`}
      aria-label="Kiểm tra chữ ký số"
      data-over={isOver || undefined}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="page-head">
        <h1 ref={title} tabIndex={-1} className="page-title">
          Kiểm tra chữ ký số
        </h1>
        <span style={{ flex: 1 }} />
        <HotkeyButton hotkey="Ctrl+O" variant="filled" onClick={choose} disabled={isBusy}>
          Chọn tệp
        </HotkeyButton>
        <HotkeyButton hotkey="Ctrl+P" onClick={print} disabled={printable === undefined}>
          In báo cáo
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={goBack}>
          Quay lại
        </HotkeyButton>
        <input
          ref={picker}
          type="file"
          accept=".pdf,.xml,.edxml,.p7s,.p7m,.sig"
          multiple
          hidden
          data-testid="verify-file"
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])]
            // The same file may be chosen again.
            event.currentTarget.value = ''
            void checkFiles(files)
          }}
        />
      </div>
      <div className={styles.nav}>{nav}</div>
      <div className={styles.body}>
        {checks.length > 0 && <CheckList checks={checks} shownKey={shownKey} onShow={show} />}
        <div className={styles.shown}>
          {shown === undefined && (
            <div className={styles.drop}>
              <strong>Kéo tệp vào đây, hoặc bấm Ctrl+O để chọn</strong>
              <span>PDF, XML (edXML), .p7m; với chữ ký rời: chọn tệp .p7s cùng tệp gốc một lượt. Kiểm tra được cả văn bản của nơi khác gửi đến.</span>
              <span className="muted">Tệp chỉ được đọc tại chỗ: không lưu vào máy, không gửi đi. Không mở tài liệu mật trên máy nối mạng.</span>
            </div>
          )}
          {shown?.state === 'checking' && <Notice tone="busy">Đang kiểm tra {shown.name}; hỏi nơi cấp chứng thư có thể mất vài giây.</Notice>}
          {shown?.state === 'failed' && (
            <Notice tone="warning">
              {shown.name}: {shown.text}
            </Notice>
          )}
          {shown?.state === 'checked' && <CheckReport key={shown.key} file={shown.file} />}
        </div>
      </div>
      {printed !== undefined && <FormPreview request={{ kind: 'verification', checkId: printed }} onClose={() => setPrinted(undefined)} />}
    </section>
  )
}
