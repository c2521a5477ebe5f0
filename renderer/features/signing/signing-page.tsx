import { Button } from '@mantine/core'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import type { CertificateChoice } from '../../../electron/contract/signing.ts'
import type { TokenSummary } from '../../../electron/contract/views.ts'
import type { Role } from '../../../electron/domain/permission.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { formatLocalDate } from '../../../electron/domain/calendar.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainUnusable } from '../../i18n/error-words.ts'
import { explainError } from '../../i18n/errors.ts'
import { tellToken } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { useSession } from '../session/session-store.ts'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { useVerify } from '../verify/verify-store.ts'
import { CertificatePicker } from './certificate-picker.tsx'
import { HandOver } from './hand-over.tsx'
import { ImportDocument } from './import-document.tsx'
import { SetPicture } from './set-picture.tsx'
import { columnsOf, useSigningQueue, viewName, type SigningItem, type SigningView } from './signing-queue.tsx'
import { useTokenWatch } from './use-token-watch.ts'
import styles from './signing-page.module.css'

const PdfPreview = lazy(async () => ({ default: (await import('./pdf-preview.tsx')).PdfPreview }))

type Phase = { state: 'idle' } | { state: 'signing'; files: number } | { state: 'done'; signed: number; total: number; numbers: string[]; failures: string[] } | { state: 'failed'; text: string; isMild: boolean; confirmDay?: string }

const views: SigningView[] = ['scans', 'person', 'agency', 'done']

/** What waits for whom: scans for the officer, documents for the head, then for the records clerk. One PIN for all that is marked, an outcome for each; what failed stays in the list. */
export function SigningPage() {
  const role = useSession(({ session }) => (session?.state === 'open' ? session.officer.role : 'reception'))
  const token = useStatus((state) => state.status?.token)
  const { openDossier, openVerify } = useScreen.getState()
  const [view, setView] = useState<SigningView>(() => homeOf(role))
  const [phase, setPhase] = useState<Phase>({ state: 'idle' })
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [certificate, setCertificate] = useState<CertificateChoice>()
  const [previewed, setPreviewed] = useState<SigningItem>()
  const [panel, setPanel] = useState<'import' | 'hand-over'>()
  const seen = useRef(new Map<string, string>())
  const grid = useRef<VirtualGridHandle>(null)
  const queue = useSigningQueue()
  const means = useQuery('signing.means', {}, ['catalogue'])
  const isByVgca = 'value' in means && means.value?.means === 'vgca'
  const rows = queue.rows[view]
  const signing = signerOf(view, role)

  useEffect(() => {
    grid.current?.focus()
    void refreshToken()
  }, [])
  useTokenWatch(phase.state !== 'signing')
  useHotkeys({
    'Ctrl+S': () => void sign(),
    'Ctrl+D': () => phase.state === 'failed' && phase.confirmDay !== undefined && void sign(phase.confirmDay),
    F5: () => void refreshToken(),
    'Ctrl+K': verify,
    'Ctrl+N': () => mayDo(role, 'document.create') && setPanel('import'),
    'Ctrl+B': () => mayDo(role, 'document.create') && setPanel('hand-over'),
    Escape: () => (panel ? (setPanel(undefined), grid.current?.focus()) : setPreviewed(undefined))
  })
  const noteSeen = useCallback((sha256: string) => previewed && seen.current.set(previewed.key, sha256), [previewed])

  function show(next: SigningView) {
    setView(next)
    setMarked(new Set())
    setPreviewed(undefined)
    setCertificate(undefined)
    setPhase({ state: 'idle' })
  }

  async function sign(confirmedDay?: string) {
    const chosen = marked.size > 0 ? rows.filter(({ key }) => marked.has(key)) : rows
    if (phase.state === 'signing' || chosen.length === 0 || signing === undefined) return
    setPhase({ state: 'signing', files: chosen.length })
    const result = await signing(chosen, seen.current, certificate, confirmedDay)
    if (!result.ok) {
      const { error } = result
      setPhase({ state: 'failed', text: explainError(error), isMild: error.kind === 'pin-cancelled', ...(error.kind === 'clock-jumped' ? { confirmDay: error.today } : {}) })
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

  /** The document in view; none: whatever file is chosen there. */
  function verify() {
    if (previewed) void useVerify.getState().checkStored({ sha256: previewed.sha256, name: previewed.name })
    openVerify('files')
  }

  function open(item: SigningItem) {
    if (item.what === 'scan' && item.dossierId !== undefined) openDossier(item.dossierId)
    else if (item.isHere) setPreviewed(item)
  }

  return (
    <section className="page" aria-label="Ký số">
      <div className="page-head">
        <h1 className="page-title">Ký số</h1>
        <span className="muted" role="status">
          {rows.length === 0 ? 'Không có tệp chờ ký' : `${rows.length} tệp`}
          {marked.size > 0 && `, đã đánh dấu ${marked.size}`}
        </span>
        <span style={{ flex: 1 }} />
        {mayDo(role, 'document.create') && (
          <>
            <HotkeyButton hotkey="Ctrl+N" onClick={() => setPanel('import')}>
              Nhập văn bản
            </HotkeyButton>
            <HotkeyButton hotkey="Ctrl+B" onClick={() => setPanel('hand-over')}>
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
      <fieldset className={styles.views}>
        <legend className="visually-hidden">Chờ ai</legend>
        {views.map((name) => (
          <label key={name} className="choice">
            <input type="radio" name="signing-view" checked={view === name} onChange={() => show(name)} />
            {viewName[name]} ({queue.rows[name].length})
          </label>
        ))}
      </fieldset>
      {panel === 'import' && <ImportDocument onDone={() => (setPanel(undefined), grid.current?.focus())} />}
      {panel === 'hand-over' && <HandOver items={marked.size > 0 ? rows.filter(({ key }) => marked.has(key)) : rows} />}
      {isByVgca && signing !== undefined && <Notice tone="neutral">Cơ quan ký bằng VGCA Sign Service: bấm Ctrl+S rồi ký ở cửa sổ của chương trình đó, mỗi tệp một lần.</Notice>}
      {token && view === 'scans' && !isByVgca && <TokenNotice token={token} />}
      {signing !== undefined && !isByVgca && view !== 'scans' && <CertificatePicker key={view} role={view === 'agency' ? 'agency' : 'person'} chosen={certificate} onChoose={setCertificate} />}
      {signing !== undefined && !isByVgca && (view === 'person' || view === 'agency') && <SetPicture of={view} />}
      {signing === undefined && view !== 'done' && rows.length > 0 && <Notice tone="neutral">Danh sách này chờ người khác ký; xem được, không ký được bằng tài khoản này.</Notice>}
      {phase.state === 'signing' && <Notice tone="busy">Đang ký {phase.files} tệp: {isByVgca ? 'ký ở cửa sổ của VGCA Sign Service.' : 'nhập mã PIN ở cửa sổ ký.'}</Notice>}
      {phase.state === 'failed' && <Notice tone={phase.isMild ? 'warning' : 'danger'}>{phase.text}</Notice>}
      {phase.state === 'failed' && phase.confirmDay !== undefined && (
        <HotkeyButton hotkey="Ctrl+D" onClick={() => void sign(phase.confirmDay)}>
          Xác nhận hôm nay là {formatLocalDate(phase.confirmDay)} và đóng dấu
        </HotkeyButton>
      )}
      {phase.state === 'done' && (
        <>
          <Notice tone={phase.failures.length === 0 ? 'good' : 'warning'}>
            Đã ký {phase.signed}/{phase.total} tệp.{phase.numbers.length > 0 && ` Số đã cấp: ${phase.numbers.join('; ')}.`}
          </Notice>
          {phase.failures.map((failure) => (
            <Notice key={failure} tone="danger">
              {failure}
            </Notice>
          ))}
        </>
      )}
      {queue.error && <Notice tone="warning">{explainError(queue.error)}</Notice>}
      <div className={styles.body}>
        <div className={styles.list}>
          <VirtualGrid
            handle={grid}
            label="Tệp chờ ký"
            rows={rows}
            columns={columnsOf(view, marked, previewed !== undefined)}
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
            <PdfPreview key={previewed.sha256} sha256={previewed.sha256} title={previewed.name} onSeen={noteSeen} />
          </Suspense>
        )}
      </div>
    </section>
  )
}

/** The list that waits for this role. */
function homeOf(role: Role): SigningView {
  return mayDo(role, 'document.sign-as-head') ? 'person' : mayDo(role, 'document.seal') ? 'agency' : 'scans'
}

/** How a list is signed by this role; undefined where it waits for somebody else. */
function signerOf(view: SigningView, role: Role) {
  if (view === 'scans' && mayDo(role, 'file.sign')) return signScans
  if (view === 'person' && mayDo(role, 'document.sign-as-head')) return signDocuments('document.sign')
  if (view === 'agency' && mayDo(role, 'document.seal')) return signDocuments('document.seal')
  return undefined
}

async function signScans(items: SigningItem[], _seen: ReadonlyMap<string, string>, certificate: CertificateChoice | undefined, _confirmedDay: string | undefined) {
  return call('signing.sign', { files: items.map(({ sha256 }) => sha256), ...(certificate ? { certificate } : {}) })
}

function signDocuments(method: 'document.sign' | 'document.seal') {
  return async (items: SigningItem[], seen: ReadonlyMap<string, string>, certificate: CertificateChoice | undefined, confirmedDay: string | undefined) => {
    const documents = items.map(({ key, sha256 }) => ({ id: key, sha256: seen.get(key) ?? sha256 }))
    const result = await call(method, { documents, ...(certificate ? { certificate } : {}), ...(confirmedDay === undefined ? {} : { confirmedDay }) })
    return result.ok ? { ok: true as const, value: result.value.map(({ title, outcome }) => ({ name: title, outcome })) } : result
  }
}

async function refreshToken(): Promise<void> {
  const result = await call('token.refresh', {})
  const { status, accept } = useStatus.getState()
  if (result.ok && status) accept({ ...status, token: result.value })
}

/** Of scans, which take the officer's own signature: the agency's token, ready for the seal, is no use for them. */
function TokenNotice({ token }: { token: TokenSummary }) {
  if (token.state === 'ready' && token.role === 'agency') {
    return <Notice tone="warning">Đang cắm thiết bị của cơ quan ({token.label}): chỉ dùng để đóng dấu. Cắm thiết bị ký của chính mình để ký bản quét.</Notice>
  }
  const told = tellToken(token)
  const more =
    token.state === 'ready' ? ` · thiết bị ${token.label}` : token.state === 'unusable' ? `: ${explainUnusable(token.reason)}` : token.state === 'failed' ? `: ${explainError({ kind: token.kind } as Parameters<typeof explainError>[0])}` : ''
  return (
    <Notice
      tone={told.tone}
      action={
        token.state === 'ready' ? undefined : (
          <Button variant="default" onClick={() => useScreen.getState().openVerify('token')}>
            Khám thiết bị ký
          </Button>
        )
      }
    >
      {told.text}
      {more}
      {token.state === 'absent' && '. Hồ sơ và giấy hẹn vẫn gửi; tệp chờ ký.'}
    </Notice>
  )
}
