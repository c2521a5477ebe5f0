import { useEffect, useRef, useState } from 'react'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { call } from '../../api/call.ts'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import { formatAge, formatMoment } from '../../i18n/format.ts'
import { findPortalsWords, problemOwner } from '../../i18n/problems.ts'
import { tellReason, whatOf } from '../../i18n/queue-reason.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { leave } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import dossierStyles from '../dossier/dossier-page.module.css'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { useSession } from '../session/session-store.ts'
import { CompareForm } from './compare-form.tsx'
import { DocumentSettleForm } from './document-settle-form.tsx'
import { HandedOutFacts, ToldForm } from './handed-out-panel.tsx'
import { offerItemActs, type ItemAct, type ItemForm } from './item-acts.ts'
import { MendForm } from './mend-form.tsx'
import { PaperButton } from './paper-button.tsx'
import { tellBytes, tellChange, tellItem } from './queue-columns.tsx'
import styles from './queue-page.module.css'
import { TellForOtherForm } from './tell-for-other-form.tsx'
import { WithdrawForm } from './withdraw-form.tsx'

/**
 * One item of the queue: why it waits, who can mend it, and what may be decided.
 * @param isGone it waits no longer: nothing is decided any more, a form that is open keeps what was typed @param onStopper opens what it waits behind
 */
export function SettlePanel({ item, isGone, onSettled, onClose, onStopper }: { item: QueueItem; isGone: boolean; onSettled(told: string, isSentAgain?: boolean): void; onClose(): void; onStopper(): void }) {
  const [form, setForm] = useState<ItemForm>()
  const [error, setError] = useState<CounterError>()
  const title = useRef<HTMLHeadingElement>(null)
  const openDossier = useScreen((state) => state.openDossier)
  const role = useSession(({ session }) => (session?.state === 'open' ? session.officer.role : undefined))
  const offered = offerItemActs(item, role)

  useEffect(() => title.current?.focus(), [item.seq])
  useHotkeys({
    // The paper's key is its button's own: whether it can be made, the dossier says.
    ...Object.fromEntries(offered.filter(({ act }) => act !== 'paper').map(({ act, hotkey }) => [hotkey, () => take(act)])),
    Escape: () => (form === undefined ? onClose() : leave(back))
  })

  function take(act: ItemAct): void {
    if (act === 'paper') return
    if (act === 'open' || act === 'rescan') return item.dossierId === undefined ? undefined : openDossier(item.dossierId, act === 'rescan' ? ['attach-scans'] : [])
    if (isGone || act === form) return
    leave(() => (act === 'retry' ? void retry() : act === 'stopper' ? onStopper() : setForm(act)))
  }

  function back() {
    setForm(undefined)
    title.current?.focus()
  }

  async function retry() {
    const result = await call('queue.retry', { lane: item.lane })
    if (result.ok) onSettled('Đã yêu cầu gửi lại mục này.', true)
    else setError(result.error)
  }

  const props = { item, onSettled, onCancel: back }
  return (
    <section className={dossierStyles.panel} aria-label="Mục đang chọn" data-testid="queue-item">
      <h2 ref={title} tabIndex={-1}>
        {tellItem(item)}
      </h2>
      {!isGone && <ItemFacts item={item} />}
      {!isGone && item.handedOut && <HandedOutFacts item={item} handedOut={item.handedOut} />}
      {error && <Notice tone="danger">{explainError(error)}</Notice>}
      {isGone && (
        <Notice tone="good" action={<HotkeyButton hotkey="Esc" onClick={() => (form === undefined ? onClose() : leave(back))}>Đóng</HotkeyButton>}>
          Mục này không còn chờ: đã đến Cổng hoặc đã được xử lý.{form !== undefined && ' Phần đang nhập bên dưới chưa lưu; cần thì sao lại rồi bấm Esc.'}
        </Notice>
      )}
      {form === undefined && !isGone && (
        <div className={`${dossierStyles.acts} ${styles.foot}`}>
          {offered.map(({ act, hotkey, label, isForemost }) =>
            act === 'paper' ? (
              <PaperButton key={act} item={item} hotkey={hotkey} />
            ) : (
              <HotkeyButton key={act} hotkey={hotkey} variant={isForemost ? 'filled' : 'default'} onClick={() => take(act)}>
                {label}
              </HotkeyButton>
            )
          )}
          <HotkeyButton hotkey="Esc" onClick={onClose}>
            Đóng
          </HotkeyButton>
        </div>
      )}
      {form === 'tell-for-other' && <TellForOtherForm {...props} />}
      {form === 'document' && <DocumentSettleForm {...props} />}
      {form === 'compare' && <CompareForm {...props} />}
      {form === 'mend' && <MendForm {...props} />}
      {form === 'told' && <ToldForm {...props} />}
      {form === 'withdraw' && <WithdrawForm {...props} />}
    </section>
  )
}

/** Why it waits, whose it is to mend it and since when. */
function ItemFacts({ item }: { item: QueueItem }) {
  const link = useStatus((state) => state.status?.link)
  const portalsWords = findPortalsWords(item.problemType, item.problemDetail)
  return (
    <dl className={dossierStyles.facts}>
      {/* In the list a long name is cut off; where a receipt was handed out it stands beneath. */}
      {item.dossierCode !== undefined && item.handedOut === undefined && (
        <div>
          <dt>Hồ sơ</dt>
          <dd>{[item.dossierCode, item.applicantName].filter(Boolean).join(', ')}</dd>
        </div>
      )}
      {item.documentTitle !== undefined && item.what === 'entry' && (
        <div>
          <dt>Văn bản</dt>
          <dd>{item.documentTitle}</dd>
        </div>
      )}
      <div>
        <dt>Vì sao chưa gửi</dt>
        <dd>
          {tellReason(item, true, link) || (item.state === 'sending' ? 'Đang gửi, không phải làm gì.' : 'Đang chờ đến lượt, không phải làm gì.')}
          {portalsWords && <span className="muted"> Cổng trả lời: {portalsWords}</span>}
        </dd>
      </div>
      {item.state === 'queued' && item.what === 'entry' && item.isAgain !== true && (
        <div>
          <dt>Muốn đổi</dt>
          <dd>{tellChange(item)}</dd>
        </div>
      )}
      {item.state === 'needs-officer' && (
        <div>
          <dt>Ai xử lý</dt>
          <dd>{problemOwner(item.problemType, whatOf(item))}</dd>
        </div>
      )}
      <div>
        <dt>Chờ từ</dt>
        <dd>
          {[`${formatMoment(item.since)} (${formatAge(item.since)})`, item.attempts > 0 && `${item.attempts} lần thử`, item.what === 'file' && item.state !== 'unsigned' && `đã gửi ${tellBytes(item)}`].filter(Boolean).join(', ')}
        </dd>
      </div>
    </dl>
  )
}
