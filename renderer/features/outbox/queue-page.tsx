import { useEffect, useRef, useState } from 'react'
import type { DraftSummary } from '../../../electron/contract/intake.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatMoment } from '../../i18n/format.ts'
import { tellReason } from '../../i18n/queue-reason.ts'
import { tellBytesWaiting, tellQueueState, tellUnsigned } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { leave } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { discardDraft } from '../receive/discard-draft.ts'
import { useIntake } from '../receive/intake-store.ts'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { groupDecisions } from './decisions.ts'
import { draftColumns, queueColumns, settledColumns, withdrawnColumns } from './queue-columns.tsx'
import styles from './queue-page.module.css'
import { findStopped, keyOfItem } from './item-key.ts'
import { SettlePanel } from './settle-panel.tsx'

type ListName = 'queue' | 'drafts' | 'settled' | 'withdrawn'
/** `beside`: what waited for the officer then; a good word does not stand above what was refused since. */
type RetryPhase = { state: 'idle' } | { state: 'asking' } | { state: 'done'; text: string; beside: ReadonlySet<string>; isSentAgain: boolean } | { state: 'failed'; error: Parameters<typeof explainError>[0] }

/** What has not yet arrived at the portal and why, the intakes that are half-filled, and what officers settled or decided not to send. @param wanted a dossier whose stopped item is open at once; where nothing stops it, its first row is the chosen one */
export function QueuePage({ wanted }: { wanted: string | undefined }) {
  const query = useQuery('queue.list', {}, ['queue', 'dossier'])
  const drafts = useQuery('draft.list', {}, ['draft'])
  const withdrawn = useQuery('queue.withdrawn', {}, ['queue'])
  const items = ('value' in query ? query.value : undefined) ?? []
  const draftRows = ('value' in drafts ? drafts.value : undefined) ?? []
  const decided = groupDecisions(('value' in withdrawn ? withdrawn.value : undefined) ?? [])
  const settledRows = decided.filter(({ replaced }) => replaced)
  const withdrawnRows = decided.filter(({ replaced }) => !replaced)
  const status = useStatus((state) => state.status)
  const lastContactAt = status && 'lastContactAt' in status.link ? status.link.lastContactAt : undefined
  const goTo = useScreen((state) => state.goTo)
  const [list, setList] = useState<ListName>('queue')
  const [chosen, setChosen] = useState<string>()
  const [retry, setRetry] = useState<RetryPhase>({ state: 'idle' })
  const grid = useRef<VirtualGridHandle>(null)
  const [asked, setAsked] = useState(wanted)
  const [near, setNear] = useState<QueueItem>()
  if (asked !== undefined && query.state === 'ready') {
    setAsked(undefined)
    const stopped = findStopped(query.value, asked)
    if (stopped) setChosen(keyOfItem(stopped))
    else setNear(query.value.find(({ dossierId }) => dossierId === asked))
  }
  const [last, setLast] = useState<QueueItem>()
  const listed = list === 'queue' && chosen !== undefined ? items.find((item) => keyOfItem(item) === chosen) : undefined
  // Sent or settled elsewhere while she has it open: it stays, with what she typed, until she closes it.
  if (listed !== undefined && listed !== last) setLast(listed)
  const open = listed ?? (list === 'queue' && last !== undefined && keyOfItem(last) === chosen ? last : undefined)
  useEffect(() => grid.current?.focus(), [list])
  // Back from its page she goes on where she was.
  useEffect(() => (near === undefined ? undefined : grid.current?.choose(keyOfItem(near))), [near])
  // However it came to be open, in the list it is the chosen one.
  useEffect(() => (chosen === undefined ? undefined : grid.current?.choose(chosen)), [chosen])
  useHotkeys({ 'Ctrl+R': () => void tryNow(), 'Ctrl+1': () => show('queue'), 'Ctrl+2': () => show('drafts'), 'Ctrl+3': () => show('settled'), 'Ctrl+4': () => show('withdrawn') })

  function show(name: ListName) {
    leave(() => {
      setChosen(undefined)
      setList(name)
      forget()
    })
  }

  function choose(key: string) {
    if (key === chosen) return
    leave(() => {
      setChosen(key)
      forget()
    })
  }

  /** What was said of the one before is not said of this one. */
  function forget() {
    setRetry((before) => (before.state === 'asking' ? before : { state: 'idle' }))
  }

  async function discard(draft: DraftSummary) {
    const error = await discardDraft(draft)
    if (error) setRetry({ state: 'failed', error })
  }

  function openDraft({ id }: DraftSummary) {
    goTo('receive')
    void useIntake.getState().openDraft(id)
  }

  async function tryNow() {
    if (retry.state === 'asking') return
    setRetry({ state: 'asking' })
    const result = await call('queue.retry', {})
    setRetry(result.ok ? { state: 'done', text: 'Đã yêu cầu gửi lại.', beside: new Set(), isSentAgain: true } : { state: 'failed', error: result.error })
  }

  /** @param isSentAgain it may be refused again: then what is said of it is over */
  function settled(text: string, isSentAgain = false) {
    const beside = refused.map(keyOfItem).filter((key) => !isSentAgain || key !== chosen)
    setRetry({ state: 'done', text, beside: new Set(beside), isSentAgain })
    closePanel()
  }

  function openStopper() {
    const stopper = items.find(({ what, lane, seq }) => what === 'entry' && lane === open?.lane && seq === open.behindSeq)
    if (stopper) choose(keyOfItem(stopper))
  }

  function closePanel() {
    setChosen(undefined)
    grid.current?.focus()
  }

  const unsigned = status ? tellUnsigned(status.queue) : ''
  const refused = items.filter(({ state }) => state === 'needs-officer')
  // One word at a time: each takes the list a row. What waits for a signature is in the bar too.
  const isDone = retry.state === 'done' && refused.every((item) => retry.beside.has(keyOfItem(item)))
  // No answer comes now: a good word alone would promise one.
  const willWait = retry.state === 'done' && retry.isSentAgain && status?.link.state === 'offline'
  const reasons = new Set(refused.map((item) => tellReason(item)))
  const tabs: { name: ListName; hotkey: string; label: string; count: number }[] = [
    { name: 'queue', hotkey: 'Ctrl+1', label: 'Chờ gửi', count: items.length },
    { name: 'drafts', hotkey: 'Ctrl+2', label: 'Bản nháp', count: draftRows.length },
    { name: 'settled', hotkey: 'Ctrl+3', label: 'Đã giải quyết', count: settledRows.length },
    { name: 'withdrawn', hotkey: 'Ctrl+4', label: 'Đã rút', count: withdrawnRows.length }
  ]
  return (
    <section className="page" aria-label="Hàng đợi gửi">
      <div className="page-head">
        <h1 className="page-title">Hàng đợi gửi</h1>
        <span className="muted" role="status">
          {items.length === 0 ? 'Mọi bước đã lưu đã đến Cổng' : `${items.length} mục chưa đến Cổng`}
          {status && tellBytesWaiting(status.queue)}
          {lastContactAt !== undefined && ` · liên lạc gần nhất ${formatMoment(lastContactAt)}`}
        </span>
        <span style={{ flex: 1 }} />
        <HotkeyButton hotkey="Ctrl+R" onClick={() => void tryNow()} disabled={retry.state === 'asking'}>
          Thử gửi lại ngay
        </HotkeyButton>
      </div>
      <div className="page-head" role="group" aria-label="Danh sách">
        {tabs.map(({ name, hotkey, label, count }) => (
          <HotkeyButton key={name} hotkey={hotkey} pressed={list === name} onClick={() => show(name)}>
            {label} ({count})
          </HotkeyButton>
        ))}
      </div>
      {isDone && (
        <Notice tone={willWait ? 'warning' : 'good'}>
          {retry.text}
          {retry.isSentAgain && (willWait ? ' Máy đang mất mạng: có mạng lại thì tự gửi, không phải bấm lại.' : ' Danh sách tự cập nhật khi Cổng trả lời.')}
        </Notice>
      )}
      {retry.state === 'failed' && <Notice tone="warning">{explainError(retry.error)}</Notice>}
      {refused[0] && !isDone && open === undefined && list === 'queue' && (
        <Notice tone={refused.some((item) => tellQueueState(item).tone === 'danger') ? 'danger' : 'warning'}>
          {refused.length} mục cần cán bộ xử lý: chọn mục, bấm Enter. {reasons.size === 1 && tellReason(refused[0])}
        </Notice>
      )}
      {unsigned !== '' && !isDone && refused.length === 0 && list === 'queue' && (
        <Notice tone="warning">
          Ký xong mới gửi: {unsigned}. Ký ở màn hình Ký số <kbd>F9</kbd>
        </Notice>
      )}
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      {list === 'queue' && (
        <VirtualGrid
          handle={grid}
          label="Hàng đợi gửi"
          rows={items}
          columns={queueColumns}
          keyOf={keyOfItem}
          onOpen={(item) => choose(keyOfItem(item))}
          empty={query.state === 'loading' ? 'Đang đọc hàng đợi…' : 'Không có gì chờ gửi.'}
          testId="queue"
        />
      )}
      {list === 'drafts' && draftRows.length > 0 && (
        <p className="muted" style={{ margin: 0 }}>
          <kbd>Enter</kbd> mở lại bản đang chọn để nhập tiếp · <kbd>Delete</kbd> bỏ hẳn
        </p>
      )}
      {list === 'drafts' && (
        <VirtualGrid handle={grid} label="Bản nháp" rows={draftRows} columns={draftColumns} keyOf={({ id }) => id} onOpen={openDraft} onDiscard={(draft) => void discard(draft)} empty="Không có bản nháp nào." testId="drafts" />
      )}
      {list === 'settled' && <VirtualGrid handle={grid} label="Đã giải quyết" rows={settledRows} columns={settledColumns} keyOf={({ seq }) => String(seq)} empty="Chưa giải quyết mục nào." testId="settled" />}
      {list === 'withdrawn' && <VirtualGrid handle={grid} label="Đã rút" rows={withdrawnRows} columns={withdrawnColumns} keyOf={({ seq }) => String(seq)} empty="Chưa rút bước nào." testId="withdrawn" />}
      {open && (
        <div className={styles.detail}>
          <SettlePanel key={keyOfItem(open)} item={open} isGone={listed === undefined && query.state === 'ready'} onSettled={settled} onClose={closePanel} onStopper={openStopper} />
        </div>
      )}
    </section>
  )
}
