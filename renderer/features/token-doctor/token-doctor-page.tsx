import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { DoctorReport } from '../../../electron/contract/signer.ts'
import { findAppVersion } from '../../api/app-version.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useScreen } from '../shell/screen-store.ts'
import pageStyles from '../verify/verify-page.module.css'
import { ModuleCard } from './module-card.tsx'
import { tellDiagnosis, writeReport } from './token-words.ts'
import styles from './token-doctor.module.css'

type Shown = { state: 'asking' } | { state: 'ready'; report: DoctorReport; at: string } | { state: 'failed'; text: string }

/** Why this PC signs or does not: every driver, slot, token and certificate, in words, and as a file for the support desk. */
export function TokenDoctorPage({ nav }: { nav: ReactNode }) {
  const [shown, setShown] = useState<Shown>({ state: 'asking' })
  const [told, setTold] = useState<Told>()
  const goBack = useScreen((state) => state.goBack)
  const title = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    title.current?.focus()
    void ask(setShown)
  }, [])
  useHotkeys({ F5: again, 'Ctrl+E': () => void exportReport(), Escape: goBack })

  function again() {
    if (shown.state === 'asking') return
    setTold(undefined)
    setShown({ state: 'asking' })
    void ask(setShown)
  }

  async function exportReport() {
    if (shown.state !== 'ready') return
    const text = writeReport(shown.report, { at: shown.at, version: findAppVersion(navigator.userAgent) })
    const result = await call('print.token-report', { text })
    setTold(result.ok ? { text: `Đã lưu báo cáo, không chứa mã PIN: ${result.value.path}`, tone: 'good' } : { text: explainError(result.error), tone: 'danger' })
  }

  return (
    <section className="page" aria-label="Thiết bị ký">
      <div className="page-head">
        <h1 ref={title} tabIndex={-1} className="page-title">
          Khám thiết bị ký
        </h1>
        <span style={{ flex: 1 }} />
        <HotkeyButton hotkey="F5" variant="filled" onClick={again} disabled={shown.state === 'asking'}>
          Khám lại
        </HotkeyButton>
        <HotkeyButton hotkey="Ctrl+E" onClick={() => void exportReport()} disabled={shown.state !== 'ready'}>
          Lưu báo cáo
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={goBack}>
          Quay lại
        </HotkeyButton>
      </div>
      <div className={pageStyles.nav}>{nav}</div>
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
      {shown.state === 'asking' && <Notice tone="busy">Đang hỏi từng trình điều khiển; thiết bị chậm có thể mất vài giây.</Notice>}
      {shown.state === 'failed' && <Notice tone="danger">{shown.text}</Notice>}
      {shown.state === 'ready' && (
        <>
          <div data-testid="diagnosis">
            <Notice tone={tellDiagnosis(shown.report).tone}>{tellDiagnosis(shown.report).text}</Notice>
          </div>
          <div className={styles.modules} tabIndex={0} role="region" aria-label="Trình điều khiển và thiết bị" data-testid="modules">
            {shown.report.modules.map((module) => (
              <ModuleCard key={module.id} module={module} processor={shown.report.processor} />
            ))}
          </div>
        </>
      )}
    </section>
  )
}

async function ask(show: (shown: Shown) => void): Promise<void> {
  const result = await call('token.doctor', {})
  show(result.ok ? { state: 'ready', report: result.value, at: new Date().toISOString() } : { state: 'failed', text: explainError(result.error) })
}
