import { useEffect, useRef, useState } from 'react'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { problemTypes } from '../../../electron/contract/problem-types.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { call } from '../../api/call.ts'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import { formatAge, formatMoment } from '../../i18n/format.ts'
import { findPortalsWords, problemOwner } from '../../i18n/problems.ts'
import { tellReason, whatOf } from '../../i18n/queue-reason.ts'
import { fittingActs, fittingPaper } from '../../i18n/telling.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { leave } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import dossierStyles from '../dossier/dossier-page.module.css'
import { useScreen } from '../shell/screen-store.ts'
import { useSession } from '../session/session-store.ts'
import { CompareForm } from './compare-form.tsx'
import { DocumentSettleForm } from './document-settle-form.tsx'
import { HandedOutFacts, ToldForm } from './handed-out-panel.tsx'
import { MendForm } from './mend-form.tsx'
import { tellBytes, tellChange, tellItem } from './queue-columns.tsx'
import { TellForOtherForm } from './tell-for-other-form.tsx'
import { WithdrawForm } from './withdraw-form.tsx'

type Act = 'none' | 'tell-for-other' | 'compare' | 'mend' | 'withdraw' | 'told' | 'document'

/** One item of the queue: why it waits, who can mend it, and what may be decided. @param isGone it waits no longer: nothing is decided any more, a form that is open keeps what was typed */
export function SettlePanel({ item, isGone, onSettled, onClose }: { item: QueueItem; isGone: boolean; onSettled(told: string): void; onClose(): void }) {
  const [act, setAct] = useState<Act>('none')
  const [error, setError] = useState<CounterError>()
  const title = useRef<HTMLHeadingElement>(null)
  const openDossier = useScreen((state) => state.openDossier)
  const role = useSession(({ session }) => (session?.state === 'open' ? session.officer.role : undefined))
  const maySettle = role !== undefined && mayDo(role, 'queue.mend')
  const isDecidable = item.state === 'needs-officer' && item.what === 'entry'
  const isRefused = isDecidable && maySettle && item.documentId === undefined && item.dossierCode !== undefined
  const isDocument = isDecidable && item.isAgain !== true && item.documentId !== undefined && role !== undefined && mayDo(role, 'document.create')
  const isHeld = item.heldFor !== undefined && role !== undefined && mayDo(role, 'document.create')
  const isConflict = isRefused && item.problemType === problemTypes.editConflict
  const isMendable = isRefused && !isConflict && item.isAgain !== true && ['dossier.received', 'dossier.amended'].includes(item.kind)

  const handedOut = maySettle ? item.handedOut : undefined
  /** The paper is made by its act, on the dossier's page: there it is saved, printed and sent. */
  const openPaper = () => item.dossierId !== undefined && openDossier(item.dossierId, fittingActs(item.problemType))

  useEffect(() => title.current?.focus(), [item.seq])
  useHotkeys({
    F6: () => !isGone && leave(() => void retry()),
    F8: () => (isHeld ? choose('tell-for-other') : isDocument ? choose('document') : isConflict ? choose('compare') : isMendable && choose('mend')),
    'Ctrl+D': () => handedOut && choose('told'),
    'Ctrl+P': () => handedOut && openPaper(),
    'Ctrl+Delete': () => isRefused && choose('withdraw'),
    'Ctrl+O': () => item.dossierId !== undefined && openDossier(item.dossierId),
    Escape: () => (act === 'none' ? onClose() : leave(back))
  })

  const choose = (next: Act): void => void (next !== act && !isGone && leave(() => setAct(next)))

  function back() {
    setAct('none')
    title.current?.focus()
  }

  async function retry() {
    const result = await call('queue.retry', { lane: item.lane })
    if (result.ok) onSettled('Đã yêu cầu gửi lại mục này. Danh sách tự cập nhật khi Cổng trả lời.')
    else setError(result.error)
  }

  const form = { item, onSettled, onCancel: back }
  return (
    <section className={dossierStyles.panel} aria-label="Mục đang chọn" data-testid="queue-item">
      <h2 ref={title} tabIndex={-1}>
        {tellItem(item)}
      </h2>
      {!isGone && <ItemFacts item={item} />}
      {!isGone && item.handedOut && <HandedOutFacts item={item} handedOut={item.handedOut} />}
      {error && <Notice tone="danger">{explainError(error)}</Notice>}
      {isGone && (
        <Notice tone="good" action={<HotkeyButton hotkey="Esc" onClick={() => (act === 'none' ? onClose() : leave(back))}>Đóng</HotkeyButton>}>
          Mục này không còn chờ: đã đến Cổng hoặc đã được xử lý.{act !== 'none' && ' Phần đang nhập bên dưới chưa lưu; cần thì sao lại rồi bấm Esc.'}
        </Notice>
      )}
      {act === 'none' && !isGone && (
        <div className={dossierStyles.acts}>
          <HotkeyButton hotkey="F6" onClick={() => void retry()}>
            Gửi lại mục này
          </HotkeyButton>
          {isHeld && (
            <HotkeyButton hotkey="F8" onClick={() => setAct('tell-for-other')}>
              Gửi thay máy kia
            </HotkeyButton>
          )}
          {isDocument && (
            <HotkeyButton hotkey="F8" onClick={() => setAct('document')}>
              So hai bản, quyết định
            </HotkeyButton>
          )}
          {isConflict && (
            <HotkeyButton hotkey="F8" onClick={() => setAct('compare')}>
              So hai bản
            </HotkeyButton>
          )}
          {isMendable && (
            <HotkeyButton hotkey="F8" onClick={() => setAct('mend')}>
              Sửa và gửi lại
            </HotkeyButton>
          )}
          {handedOut && (
            <>
              <HotkeyButton hotkey="Ctrl+D" onClick={() => setAct('told')}>
                Đã báo công dân
              </HotkeyButton>
              <HotkeyButton hotkey="Ctrl+P" onClick={openPaper}>
                {fittingPaper(item.problemType)}
              </HotkeyButton>
            </>
          )}
          {isRefused && (
            <HotkeyButton hotkey="Ctrl+Delete" onClick={() => setAct('withdraw')}>
              Rút, không gửi
            </HotkeyButton>
          )}
          {item.dossierId !== undefined && (
            <HotkeyButton hotkey="Ctrl+O" onClick={() => item.dossierId !== undefined && openDossier(item.dossierId)}>
              Mở hồ sơ
            </HotkeyButton>
          )}
          <HotkeyButton hotkey="Esc" onClick={onClose}>
            Đóng
          </HotkeyButton>
        </div>
      )}
      {act === 'tell-for-other' && <TellForOtherForm {...form} />}
      {act === 'document' && <DocumentSettleForm {...form} />}
      {act === 'compare' && <CompareForm {...form} />}
      {act === 'mend' && <MendForm {...form} />}
      {act === 'told' && <ToldForm {...form} />}
      {act === 'withdraw' && <WithdrawForm {...form} />}
    </section>
  )
}

/** Why it waits, whose it is to mend it and since when. */
function ItemFacts({ item }: { item: QueueItem }) {
  const portalsWords = findPortalsWords(item.problemType, item.problemDetail)
  return (
    <dl className={dossierStyles.facts}>
      {item.documentTitle !== undefined && item.what === 'entry' && (
        <div>
          <dt>Văn bản</dt>
          <dd>{item.documentTitle}</dd>
        </div>
      )}
      <div>
        <dt>Vì sao chưa gửi</dt>
        <dd>
          {tellReason(item, true) || 'Đang chờ đến lượt.'}
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
          {formatMoment(item.since)} ({formatAge(item.since)}), {item.attempts} lần thử{item.what === 'file' && `, đã gửi ${tellBytes(item)}`}
        </dd>
      </div>
    </dl>
  )
}
