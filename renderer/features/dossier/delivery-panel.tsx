import type { DossierView } from '../../../electron/contract/views.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { tellDelivery } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useStatus } from '../shell/status-store.ts'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

/** How far the dossier has come on its way to the portal, and the portal's signed receipt. */
export function DeliveryPanel({ view, printProof }: { view: DossierView; printProof: () => void }) {
  const link = useStatus((state) => state.status?.link)
  const { receipt } = view
  return (
    <Panel title="Gửi lên Cổng">
      <p className={styles.delivery} data-testid="dossier-delivery">
        <ToneText told={view.delivery.state === 'from-portal' ? { text: 'Có ở Cổng; quầy này chưa làm bước nào', tone: 'neutral' } : tellDelivery(view.delivery, link)} />
      </p>
      {receipt && (
        <dl className={styles.facts} data-testid="portal-receipt">
          <div>
            <dt>Biên nhận</dt>
            <dd>
              <strong>Đã tiếp nhận</strong> lúc {formatDayTime(receipt.signedAt)}
            </dd>
          </div>
        </dl>
      )}
      {receipt && (
        <details className={styles.why}>
          <summary>Chi tiết kỹ thuật</summary>
          <dl className={styles.facts}>
            <div>
              <dt>Cổng</dt>
              <dd>{receipt.portal}</dd>
            </div>
            <div>
              <dt>Khóa ký</dt>
              <dd className={styles.hash}>{receipt.keyId}</dd>
            </div>
            <div>
              <dt>Gốc băm của lô</dt>
              <dd className={styles.hash}>{receipt.root}</dd>
            </div>
            <div>
              <dt>Mã băm hồ sơ</dt>
              <dd className={styles.hash}>{receipt.entryHash}</dd>
            </div>
          </dl>
        </details>
      )}
      {receipt && (
        <HotkeyButton hotkey="Ctrl+B" onClick={printProof}>
          In biên nhận của Cổng
        </HotkeyButton>
      )}
    </Panel>
  )
}
