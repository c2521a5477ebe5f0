import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { CertificateChoice } from '../../../electron/contract/signing.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { leave } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { useSession } from '../session/session-store.ts'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { useVerify } from '../verify/verify-store.ts'
import { CertificatePicker } from './certificate-picker.tsx'
import { DocumentFacts } from './document-facts.tsx'
import { HandOver } from './hand-over.tsx'
import { ImportDocument } from './import-document.tsx'
import { PhaseNotices, type Phase } from './phase-notices.tsx'
import { ReturnForm } from './return-form.tsx'
import { SetPicture } from './set-picture.tsx'
import { listUnseen, useSeen } from './seen-store.ts'
import { afterRound } from './round.ts'
import { homeOf, signerOf } from './sign-items.ts'
import { columnsOf, useSigningQueue, viewName, type SigningItem, type SigningView } from './signing-queue.tsx'
import { TokenNotice } from './token-notice.tsx'
import { UnseenNotice } from './unseen-notice.tsx'
import { useTokenWatch } from './use-token-watch.ts'
import styles from './signing-page.module.css'

const PdfPreview = lazy(async () => ({ default: (await import('./pdf-preview.tsx')).PdfPreview }))

const views: SigningView[] = ['scans', 'person', 'agency', 'done']

/** What waits for whom: scans for the officer, documents for the head, then for the records clerk. One PIN for all that is marked, an outcome for each; what failed stays in the list. */
export function SigningPage() {
  const role = useSession(({ session }) => (session?.state === 'open' ? session.officer.role : 'reception'))
  const officerId = useSession(({ session }) => (session?.state === 'open' ? session.officer.id : undefined))
  const token = useStatus((state) => state.status?.token)
  const { openDossier, openVerify } = useScreen.getState()
  const [view, setView] = useState<SigningView>(() => homeOf(role))
  const [phase, setPhase] = useState<Phase>({ state: 'idle' })
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [certificate, setCertificate] = useState<CertificateChoice>()
  const [previewedKey, setPreviewed] = useState<string>()
  const [panel, setPanel] = useState<'import' | 'hand-over' | 'return'>()
  const seen = useSeen((state) => state.seen)
  const noteSeen = useSeen((state) => state.note)
  const grid = useRef<VirtualGridHandle>(null)
  const queue = useSigningQueue()
  const means = useQuery('signing.means', {}, ['catalogue'])
  const isByVgca = 'value' in means && means.value?.means === 'vgca'
  const rows = queue.rows[view]
  // As it is now: what was signed leaves the list, and a time stamp makes other bytes.
  const previewed = rows.find(({ key }) => key === previewedKey)
  const signing = signerOf(view, role)
  const choice = marked.size > 0 ? rows.filter(({ key }) => marked.has(key)) : rows
  const unseenRows = new Set(signing === undefined ? [] : listUnseen(view, rows, seen))
  const unseen = choice.filter((item) => unseenRows.has(item))
  const looked = choice.filter((item) => !unseenRows.has(item))
  const unstamped = view === 'done' && mayDo(role, 'document.create') ? rows.filter(({ isUnstamped }) => isUnstamped).length : 0
  const isReturnable = previewed?.what === 'document' && (view === 'person' || view === 'agency') && (signing !== undefined || previewed.createdById === officerId)

  const dossierId = previewed?.what === 'scan' ? previewed.dossierId : undefined

  useEffect(() => {
    grid.current?.focus()
    void refreshToken()
  }, [])
  useTokenWatch(phase.state !== 'signing')
  useHotkeys({
    'Ctrl+S': () => void sign(),
    F5: () => void refreshToken(),
    F6: () => phase.state === 'unseen' && showNext(),
    F8: () => phase.state === 'unseen' && void sign(undefined, looked),
    'Ctrl+K': verify,
    'Ctrl+1': () => goTo('scans'),
    'Ctrl+2': () => goTo('person'),
    'Ctrl+3': () => goTo('agency'),
    'Ctrl+4': () => goTo('done'),
    'Ctrl+N': () => mayDo(role, 'document.create') && choose('import'),
    'Ctrl+B': () => mayDo(role, 'document.create') && choose('hand-over'),
    'Ctrl+T': () => void stampNow(),
    'Ctrl+Delete': () => isReturnable && choose('return'),
    // In the form of an import it chooses the file.
    'Ctrl+O': () => panel === undefined && dossierId !== undefined && openDossier(dossierId),
    Escape: () => (panel ? leave(() => (setPanel(undefined), grid.current?.focus())) : setPreviewed(undefined))
  })

  function show(next: SigningView, focus?: () => void) {
    leaveReturn(() => {
      setView(next)
      setMarked(new Set())
      setPreviewed(undefined)
      setCertificate(undefined)
      setPhase({ state: 'idle' })
      focus?.()
    })
  }

  function goTo(next: SigningView) {
    show(next, () => grid.current?.focus())
  }

  function choose(next: 'import' | 'hand-over' | 'return') {
    if (next !== panel) leave(() => setPanel(next))
  }

  /** The form of a return goes with its document; the other forms stay beside any list. */
  function leaveReturn(go: () => void) {
    if (panel !== 'return') return go()
    leave(() => {
      setPanel(undefined)
      go()
    })
  }

  function preview(key: string) {
    if (key !== previewedKey) leaveReturn(() => setPreviewed(key))
  }

  /** After the one in view, which may be one that cannot be shown. */
  function showNext() {
    const here = unseen.filter(({ isHere }) => isHere)
    const next = here[(here.findIndex(({ key }) => key === previewedKey) + 1) % here.length]
    if (next) preview(next.key)
  }

  async function sign(confirmedDay?: string, chosen = confirmedDay === undefined ? choice : looked) {
    if (phase.state === 'signing' || chosen.length === 0 || signing === undefined) return
    if (panel === 'return') return setPhase({ state: 'failed', text: 'Đang trả lại văn bản: gửi trả bằng Ctrl+Enter, hoặc Esc để thôi, rồi mới ký.', isMild: true })
    if (chosen.some((item) => unseenRows.has(item))) return setPhase({ state: 'unseen' })
    setPhase({ state: 'signing', files: chosen.length })
    const result = await signing(chosen, certificate, confirmedDay)
    if (!result.ok) {
      const { error } = result
      const isBusy = error.kind === 'signing-under-way'
      if (isBusy) afterRound(() => setPhase((now) => (now.state === 'failed' && now.isBusy ? { state: 'idle' } : now)))
      setPhase({ state: 'failed', text: explainError(error), isMild: isBusy || error.kind === 'pin-cancelled', isBusy, ...(error.kind === 'clock-jumped' ? { confirmDay: error.today } : {}) })
    }
    else {
      const failures = result.value.flatMap(({ name, outcome }) => (outcome.ok ? [] : [`${name}: ${explainError(outcome.error)}`]))
      const untried = chosen.length - result.value.length
      if (untried > 0) failures.push(`${untried} tệp chưa ký, vẫn chờ trong danh sách.`)
      const numbers = result.value.flatMap(({ outcome }) => (outcome.ok && 'number' in outcome && outcome.number !== undefined ? [outcome.number] : []))
      setPhase({ state: 'done', signed: result.value.filter(({ outcome }) => outcome.ok).length, total: chosen.length, numbers, failures })
      setMarked(new Set())
    }
    grid.current?.focus()
  }

  async function stampNow() {
    if (unstamped === 0) return
    const result = await call('document.stamp-now', {})
    setPhase(result.ok ? { state: 'asked-for-time', documents: result.value.waiting } : { state: 'failed', text: explainError(result.error), isMild: false })
  }

  function returned() {
    setPanel(undefined)
    setPreviewed(undefined)
    setPhase({ state: 'returned' })
    grid.current?.focus()
  }

  /** The document in view; none: whatever file is chosen there. */
  function verify() {
    if (previewed) void useVerify.getState().checkStored({ sha256: previewed.sha256, name: previewed.name })
    openVerify('files')
  }

  function open(item: SigningItem) {
    if (item.isHere) preview(item.key)
  }

  return (
    <section className="page" aria-label="Ký số">
      <div className="page-head">
        <h1 className="page-title">Ký số</h1>
        <span className="muted" role="status">
          {`${rows.length} tệp`}
          {marked.size > 0 && `, đã đánh dấu ${marked.size}`}
        </span>
        <span style={{ flex: 1 }} />
        {mayDo(role, 'document.create') && (
          <>
            <HotkeyButton hotkey="Ctrl+N" onClick={() => choose('import')}>
              Nhập văn bản
            </HotkeyButton>
            <HotkeyButton hotkey="Ctrl+B" onClick={() => choose('hand-over')}>
              Bàn giao USB
            </HotkeyButton>
          </>
        )}
        <HotkeyButton hotkey="Ctrl+K" onClick={verify}>
          Kiểm tra chữ ký
        </HotkeyButton>
        <HotkeyButton hotkey="F5" onClick={() => void refreshToken()}>
          Thiết bị
        </HotkeyButton>
        <HotkeyButton hotkey="Ctrl+S" variant="filled" onClick={() => void sign()} disabled={rows.length === 0 || signing === undefined || phase.state === 'signing'}>
          {marked.size > 0 ? `Ký ${marked.size} tệp` : view === 'agency' ? 'Đóng dấu tất cả' : 'Ký tất cả'}
        </HotkeyButton>
      </div>
      <div className="page-head">
        <fieldset className={styles.views}>
          <legend className="visually-hidden">Chờ ai</legend>
          {views.map((name, index) => (
            <label key={name} className="choice">
              <input type="radio" name="signing-view" checked={view === name} aria-keyshortcuts={`Control+${index + 1}`} onChange={() => show(name)} />
              {viewName[name]} ({queue.rows[name].length}) <kbd aria-hidden="true">Ctrl+{index + 1}</kbd>
            </label>
          ))}
        </fieldset>
        {dossierId !== undefined && (
          <HotkeyButton hotkey="Ctrl+O" onClick={() => openDossier(dossierId)}>
            Mở hồ sơ
          </HotkeyButton>
        )}
        {isReturnable && (
          <HotkeyButton hotkey="Ctrl+Delete" onClick={() => choose('return')}>
            Trả lại
          </HotkeyButton>
        )}
        {unstamped > 0 && (
          <HotkeyButton hotkey="Ctrl+T" onClick={() => void stampNow()}>
            Đóng dấu thời gian lại
          </HotkeyButton>
        )}
      </div>
      {panel === 'import' && <ImportDocument onDone={() => (setPanel(undefined), grid.current?.focus())} />}
      {panel === 'return' && previewed && <ReturnForm item={previewed} onDone={returned} onCancel={() => (setPanel(undefined), grid.current?.focus())} />}
      {panel === 'hand-over' && <HandOver items={marked.size > 0 ? rows.filter(({ key }) => marked.has(key)) : rows} />}
      {isByVgca && signing !== undefined && <Notice tone="neutral">Cơ quan ký bằng VGCA Sign Service: bấm Ctrl+S rồi ký ở cửa sổ của chương trình đó, mỗi tệp một lần.</Notice>}
      {token && view === 'scans' && !isByVgca && <TokenNotice token={token} />}
      {signing !== undefined && !isByVgca && view !== 'scans' && <CertificatePicker key={view} role={view === 'agency' ? 'agency' : 'person'} chosen={certificate} onChoose={setCertificate} />}
      {signing !== undefined && !isByVgca && (view === 'person' || view === 'agency') && <SetPicture of={view} />}
      {signing === undefined && view !== 'done' && rows.length > 0 && <Notice tone="neutral">Danh sách này chờ người khác ký; xem được, không ký được bằng tài khoản này.</Notice>}
      {phase.state === 'unseen' && <UnseenNotice unseen={unseen} seen={looked.length} onShow={showNext} onSignSeen={() => void sign(undefined, looked)} />}
      <PhaseNotices phase={phase} isByVgca={isByVgca} onConfirmDay={(day) => void sign(day)} />
      {queue.error && <Notice tone="warning">{explainError(queue.error)}</Notice>}
      <div className={styles.body}>
        <div className={styles.list}>
          <VirtualGrid
            handle={grid}
            label="Tệp chờ ký"
            rows={rows}
            columns={columnsOf(view, { marked, unseen: unseenRows, isNarrow: previewed !== undefined })}
            keyOf={(item) => item.key}
            onOpen={open}
            marked={marked}
            onMark={setMarked}
            empty={queue.isLoading ? 'Đang đọc danh sách…' : 'Không có tệp nào chờ ký.'}
            testId={view === 'scans' ? 'unsigned-files' : 'documents'}
          />
        </div>
        {previewed && (
          <Suspense fallback={<Notice tone="busy">Đang mở tệp…</Notice>}>
            <PdfPreview key={previewed.sha256} sha256={previewed.sha256} title={previewed.name} facts={previewed.what === 'document' && <DocumentFacts id={previewed.key} />} onSeen={noteSeen} />
          </Suspense>
        )}
      </div>
    </section>
  )
}

async function refreshToken(): Promise<void> {
  const result = await call('token.refresh', {})
  const { status, accept } = useStatus.getState()
  if (result.ok && status) accept({ ...status, token: result.value })
}
