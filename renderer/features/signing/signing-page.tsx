import { useEffect, useRef, useState } from 'react'
import type { QueueItem, SigningOutcome, TokenSummary } from '../../../electron/contract/views.ts'
import { call, type CounterFailure } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError, explainUnusable } from '../../i18n/errors.ts'
import { formatBytes, formatMoment } from '../../i18n/format.ts'
import { tellToken } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type GridColumn, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'

type Phase =
  | { state: 'idle' }
  | { state: 'signing'; files: number }
  | { state: 'done'; outcomes: SigningOutcome[] }
  | { state: 'failed'; error: CounterFailure<'signing.sign'> }

/** What waits for the officer's signature: one PIN for all, an outcome for each; what failed stays in the list. */
export function SigningPage() {
  const query = useQuery('queue.list', {}, ['queue', 'dossier'])
  const waiting = (('value' in query ? query.value : undefined) ?? []).filter(({ state }) => state === 'unsigned')
  const token = useStatus((state) => state.status?.token)
  const openDossier = useScreen((state) => state.openDossier)
  const [phase, setPhase] = useState<Phase>({ state: 'idle' })
  const grid = useRef<VirtualGridHandle>(null)

  useEffect(() => {
    grid.current?.focus()
    void refreshToken()
  }, [])
  useHotkeys({ 'Ctrl+S': () => void signAll(), F5: () => void refreshToken() })

  async function signAll() {
    if (phase.state === 'signing' || waiting.length === 0) return
    setPhase({ state: 'signing', files: waiting.length })
    const result = await call('signing.sign', {})
    setPhase(result.ok ? { state: 'done', outcomes: result.value } : { state: 'failed', error: result.error })
    grid.current?.focus()
  }

  return (
    <section className="page" aria-label="Ký số">
      <div className="page-head">
        <h1 className="page-title">Ký số</h1>
        <span className="muted" role="status">
          {waiting.length === 0 ? 'Không có tệp chờ ký' : `${waiting.length} tệp chờ ký`}
        </span>
        <span style={{ flex: 1 }} />
        <HotkeyButton hotkey="F5" onClick={() => void refreshToken()}>
          Kiểm tra thiết bị
        </HotkeyButton>
        <HotkeyButton hotkey="Ctrl+S" variant="filled" onClick={() => void signAll()} disabled={waiting.length === 0 || phase.state === 'signing'}>
          Ký tất cả
        </HotkeyButton>
      </div>
      {token && <TokenNotice token={token} />}
      {phase.state === 'signing' && <Notice tone="busy">Đang ký {phase.files} tệp: nhập mã PIN ở cửa sổ ký.</Notice>}
      {phase.state === 'failed' && <Notice tone={phase.error.kind === 'pin-cancelled' ? 'warning' : 'danger'}>{explainError(phase.error)}</Notice>}
      {phase.state === 'done' && <Outcomes outcomes={phase.outcomes} />}
      <VirtualGrid
        handle={grid}
        label="Tệp chờ ký"
        rows={waiting}
        columns={columns}
        keyOf={(item) => `${item.seq}-${item.text}`}
        onOpen={(item) => item.dossierId !== undefined && openDossier(item.dossierId)}
        empty={query.state === 'loading' ? 'Đang đọc danh sách…' : 'Không có tệp nào chờ ký.'}
        testId="unsigned-files"
      />
    </section>
  )
}

async function refreshToken(): Promise<void> {
  const result = await call('token.refresh', {})
  const { status, accept } = useStatus.getState()
  if (result.ok && status) accept({ ...status, token: result.value })
}

function TokenNotice({ token }: { token: TokenSummary }) {
  const told = tellToken(token)
  const more =
    token.state === 'ready' ? ` · thiết bị ${token.label}` : token.state === 'unusable' ? `: ${explainUnusable(token.reason)}` : token.state === 'failed' ? `: ${explainError({ kind: token.kind } as Parameters<typeof explainError>[0])}` : ''
  return (
    <Notice tone={told.tone}>
      {told.text}
      {more}
      {token.state === 'absent' && '. Hồ sơ và giấy hẹn vẫn gửi; tệp chờ ký.'}
    </Notice>
  )
}

function Outcomes({ outcomes }: { outcomes: SigningOutcome[] }) {
  const failures = outcomes.flatMap(({ name, outcome }) => (outcome.ok ? [] : [`${name}: ${explainError(outcome.error)}`]))
  return (
    <>
      <Notice tone={failures.length === 0 ? 'good' : 'warning'}>
        Đã ký {outcomes.length - failures.length}/{outcomes.length} tệp.
      </Notice>
      {failures.map((failure) => (
        <Notice key={failure} tone="danger">
          {failure}
        </Notice>
      ))}
    </>
  )
}

const columns: GridColumn<QueueItem>[] = [
  { name: 'Tệp', width: 'minmax(160px, 1.5fr)', cell: (item) => <span className="clamp-1" title={item.text}>{item.text}</span> },
  { name: 'Hồ sơ', width: '200px', cell: (item) => <span className="number clamp-1">{item.dossierCode ?? '—'}</span> },
  { name: 'Chờ từ', width: '130px', cell: (item) => <span className="clamp-1">{formatMoment(item.since)}</span> },
  { name: 'Cỡ', width: '80px', cell: (item) => <span className="number">{formatBytes(item.sizeBytes)}</span> },
  {
    name: 'Tình trạng',
    width: 'minmax(160px, 1fr)',
    cell: (item) => <ToneText told={item.problemDetail ? { text: item.problemDetail, tone: 'danger' } : { text: 'Chờ ký', tone: 'warning' }} />
  }
]
