import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { KnownAuthority } from '../../../electron/contract/press.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { importFiles } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDay } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { leave } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useSession } from '../session/session-store.ts'
import { useScreen } from '../shell/screen-store.ts'
import { AddAuthority } from './add-authority.tsx'
import { AuthorityList } from './authority-list.tsx'
import { RevocationPanel } from './revocation-panel.tsx'
import styles from './trust-page.module.css'
import pageStyles from './verify-page.module.css'

/** Whom signatures are judged by: the portal's authorities, those added here and by whom, and what is kept to know revocations offline. */
export function TrustPage({ nav }: { nav: ReactNode }) {
  const query = useQuery('trust.get', {}, ['catalogue', 'queue'])
  const view = 'value' in query ? query.value : undefined
  const goBack = useScreen((state) => state.goBack)
  const mayChange = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'settings.change'))
  const [read, setRead] = useState<KnownAuthority>()
  const [told, setTold] = useState<Told>()
  const title = useRef<HTMLHeadingElement>(null)
  const certificate = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLInputElement>(null)

  useEffect(() => title.current?.focus(), [])
  useHotkeys({
    'Ctrl+O': () => mayChange && certificate.current?.click(),
    'Ctrl+L': () => list.current?.click(),
    Escape: () => (read ? leave(done) : goBack())
  })

  async function readCertificate(files: File[]) {
    if (files.length === 0) return
    const result = await importFiles('trust.read-certificate', files.slice(0, 1), {})
    setRead(result.ok ? result.value : undefined)
    setTold(result.ok ? undefined : { text: explainError(result.error), tone: 'danger' })
  }

  async function importList(files: File[]) {
    if (files.length === 0) return
    const result = await importFiles('trust.import-list', files.slice(0, 1), {})
    setTold(
      result.ok
        ? { text: `Đã lưu danh sách thu hồi của ${result.value.issuer}, lập ngày ${formatDay(result.value.asOf)}: ${result.value.revoked} chứng thư bị thu hồi.`, tone: 'good' }
        : { text: explainError(result.error), tone: 'danger' }
    )
    query.refetch()
  }

  function done(text?: string) {
    setRead(undefined)
    setTold(text === undefined ? undefined : { text, tone: 'good' })
    title.current?.focus()
    query.refetch()
  }

  return (
    <section className="page" aria-label="Tổ chức tin cậy">
      <div className="page-head">
        <h1 ref={title} tabIndex={-1} className="page-title">
          Tổ chức tin cậy
        </h1>
        <span style={{ flex: 1 }} />
        {mayChange && (
          <HotkeyButton hotkey="Ctrl+O" onClick={() => certificate.current?.click()}>
            Thêm tổ chức
          </HotkeyButton>
        )}
        <HotkeyButton hotkey="Ctrl+L" onClick={() => list.current?.click()}>
          Nhập danh sách thu hồi
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={goBack}>
          Quay lại
        </HotkeyButton>
        <input ref={certificate} type="file" accept=".cer,.crt,.pem,.der" hidden data-testid="authority-file" onChange={(event) => void readCertificate(take(event.currentTarget))} />
        <input ref={list} type="file" accept=".crl,.pem" hidden data-testid="revocation-file" onChange={(event) => void importList(take(event.currentTarget))} />
      </div>
      <div className={pageStyles.nav}>{nav}</div>
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      {read && <AddAuthority key={read.fingerprint} authority={read} onDone={done} onFailed={(text) => setTold({ text, tone: 'danger' })} />}
      {view ? (
        <div className={styles.columns}>
          <AuthorityList authorities={view.authorities} mayChange={mayChange} onRemoved={(name) => done(`Đã bỏ ${name} khỏi danh sách.`)} />
          <RevocationPanel revocation={view.revocation} removed={view.removed} />
        </div>
      ) : (
        <p className="empty">Đang đọc danh sách…</p>
      )}
    </section>
  )
}

/** The files chosen; the same one may be chosen again. */
function take(input: HTMLInputElement): File[] {
  const files = [...(input.files ?? [])]
  input.value = ''
  return files
}
