import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { BackupFailureReason, BackupState, DiagnosticsReport, SecondCopyState } from '../../../electron/contract/continuity.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDayTime, formatTime } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../ui/unsaved.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useSession } from '../session/session-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { judgeMachine, tellBackupFolder, tellChain, tellClock, tellCrash, tellLastBackup } from './diagnostics-words.ts'
import { Fact, Facts } from './facts.tsx'
import { FolderField } from './folder-field.tsx'
import { OutcomeNotice } from './outcome-notice.tsx'
import styles from './settings-page.module.css'

type Act = { state: 'idle' } | { state: 'busy'; text: string } | { state: 'done'; told: Told; path?: string | undefined }

const LAST_FAILURE: Record<BackupFailureReason, string> = {
  folder: 'không ghi được vào thư mục',
  copy: 'không chép hết dữ liệu',
  verify: 'bản sao không mở kiểm tra được'
}

/** Copies and self-test, once core answers for them. */
export function ContinuityPanels() {
  const query = useQuery('backup.get', {}, ['queue'])
  const backup = 'value' in query ? query.value : undefined
  // The bar hears at once of a disk that is full or gone: the panel is not to go on saying that all is well.
  const copied = useStatus((state) => JSON.stringify(state.status?.secondCopy))
  const { refetch } = query
  useEffect(refetch, [refetch, copied])
  if (backup === undefined) return null
  return (
    <>
      <CopiesPanel backup={backup} onChanged={refetch} />
      <DiagnosticsPanel />
    </>
  )
}

type Asked<T> = Promise<{ ok: true; value: T } | { ok: false; error: Parameters<typeof explainError>[0] }>

/** Second copies, backups and exports: where they go, when the last one was made and verified. */
function CopiesPanel({ backup, onChanged }: { backup: BackupState; onChanged: () => void }) {
  const [act, setAct] = useState<Act>({ state: 'idle' })
  const folder = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const isDone = useUnsaved(box, 'Bản sao dự phòng')
  const busy = act.state === 'busy'
  const mayChange = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'settings.change'))

  /** @param tell what came of it; the name of a file is long and says nothing: it is there to be pointed at */
  async function run<T>(text: string, ask: (folder: string) => Asked<T>, tell: (value: T) => { text: string; path?: string }) {
    if (busy) return
    setAct({ state: 'busy', text })
    const result = await ask(folder.current?.value.trim() ?? '')
    if (result.ok) isDone()
    const done = result.ok ? tell(result.value) : undefined
    setAct({ state: 'done', told: result.ok ? { text: done?.text ?? '', tone: 'good' } : { text: explainError(result.error), tone: 'danger' }, path: done?.path })
    onChanged()
  }
  const takeFolder = () => run('Đang kiểm tra thư mục', (text) => call('backup.set-folder', { folder: text || null }), (taken) => ({ text: taken.folder === undefined ? 'Đã thôi dùng thư mục sao lưu: máy này không còn bản sao ở ổ khác.' : 'Đã lưu thư mục sao lưu.' }))
  const backUp = () => run('Đang sao lưu và kiểm tra bản sao', () => call('backup.run', {}), ({ name, entries }) => ({ text: `Đã sao lưu và kiểm tra ${entries} mục, ${formatTime(new Date().toISOString())}.`, path: name }))
  const exportQueue = () => run('Đang xuất hàng đợi', (text) => call('queue.export', { folder: text }), ({ path, ...exported }) => tellExport(path, tellQueue(exported)))
  const exportJournal = () =>
    run('Đang xuất nhật ký', (text) => call('journal.export', { folder: text, withContent: false }), ({ path, entries }) => tellExport(path, `Đã xuất ${entries} mục, không kèm dữ liệu cá nhân`))

  return (
    <Facts title="Bản sao dự phòng">
      <Fact name="Thư mục">
        <ToneText told={tellBackupFolder(backup)} />
      </Fact>
      <Fact name="Bản sao hàng đợi">{tellSecondCopy(backup.secondCopy)}</Fact>
      <Fact name="Sao lưu gần nhất">
        <ToneText told={tellLastBackup(backup)} {...(backup.lastBackup ? { title: backup.lastBackup.name } : {})} />
      </Fact>
      {backup.lastFailure && (
        <Fact name="Lần hỏng gần nhất">
          {formatDayTime(backup.lastFailure.at)}: {LAST_FAILURE[backup.lastFailure.reason]}
        </Fact>
      )}
      {mayChange ? (
        <div ref={box} style={{ display: 'contents' }}>
          <FolderField field={folder} label="Thư mục sao lưu, xuất dữ liệu (ổ khác, USB hoặc thư mục mạng)" folder={backup.folder ?? ''} onEnter={() => void takeFolder()} />
          <div className={styles.buttons}>
            <Button variant="default" aria-disabled={busy} onClick={() => void takeFolder()}>
              Dùng thư mục này (Enter)
            </Button>
            <Button variant="default" aria-disabled={busy} onClick={() => void backUp()}>
              Sao lưu ngay
            </Button>
            <Button variant="default" aria-disabled={busy} onClick={() => void exportQueue()}>
              Xuất hàng đợi cho Cổng
            </Button>
            <Button variant="default" aria-disabled={busy} onClick={() => void exportJournal()}>
              Xuất nhật ký kiểm toán
            </Button>
          </div>
        </div>
      ) : (
        <Fact name="Thay đổi">Quản trị viên đăng nhập để chọn thư mục, sao lưu và xuất dữ liệu.</Fact>
      )}
      {act.state === 'busy' && <Notice tone="busy">{act.text}…</Notice>}
      {act.state === 'done' && <OutcomeNotice told={act.told} title={act.path} />}
    </Facts>
  )
}

/** Entries and scans lie apart: both are to be carried. */
function tellQueue({ entries, files, missing }: { entries: number; files: number; missing: number }): string {
  const scans = files === 0 ? '' : ` và ${files} tệp (mang cả tệp .qmc và thư mục -files)`
  return `Đã xuất ${entries} mục${scans}${missing === 0 ? '' : `; ${missing} tệp hỏng trên máy này không xuất được, phải quét lại`}`
}

/** The folder she knows; the file's own name is long and is pointed at. */
function tellExport(path: string, done: string): { text: string; path: string } {
  return { text: `${done}, ${formatTime(new Date().toISOString())}, vào ${path.replace(/[\\/][^\\/]*$/, '')}`, path }
}

function tellSecondCopy(copy: SecondCopyState) {
  if (copy.state === 'off') return <ToneText told={{ text: 'Không có', tone: 'warning' }} />
  if (copy.state === 'kept') return <ToneText told={{ text: copy.entries === 0 ? 'Sẵn sàng; không có mục nào chưa đến Cổng' : `Đang giữ ${copy.entries} mục chưa đến Cổng`, tone: 'good' }} />
  if (copy.state === 'behind') return <ToneText told={{ text: `Đang giữ ${copy.entries} mục chưa đến Cổng, còn ${copy.files} tệp chưa chép sang; nếu không giảm thì ổ đã đầy: chọn ổ khác`, tone: 'warning' }} />
  return <ToneText told={{ text: `Không thấy thư mục từ ${formatDayTime(copy.since)}: cắm lại ổ, hoặc quản trị viên chọn thư mục khác; vẫn tiếp nhận được`, tone: 'warning' }} />
}

/** Proves on this PC what the product promises. */
function DiagnosticsPanel() {
  const [report, setReport] = useState<{ state: 'idle' } | { state: 'running' } | { state: 'done'; value: DiagnosticsReport } | { state: 'failed'; text: string }>({ state: 'idle' })

  async function run() {
    if (report.state === 'running') return
    setReport({ state: 'running' })
    const result = await call('diagnostics.run', {})
    setReport(result.ok ? { state: 'done', value: result.value } : { state: 'failed', text: explainError(result.error) })
  }

  return (
    <Facts title="Tự kiểm tra máy này">
      <div className={styles.buttons}>
        <Button variant="default" aria-disabled={report.state === 'running'} onClick={() => void run()}>
          {report.state === 'running' ? 'Đang kiểm tra, khoảng 2 giây…' : 'Kiểm tra ngay'}
        </Button>
      </div>
      {report.state === 'failed' && <Notice tone="danger">{report.text}</Notice>}
      {report.state === 'done' && <Report report={report.value} />}
    </Facts>
  )
}

function Report({ report }: { report: DiagnosticsReport }) {
  const { crash, chain, fsync, queue, clock } = report
  return (
    <>
      <OutcomeNotice told={judgeMachine(report)} />
      <Fact name="Ghi xuống đĩa">
        {fsync.p50.toFixed(1).replace('.', ',')} ms (95 %: {fsync.p95.toFixed(1).replace('.', ',')} ms, {fsync.samples} lần)
      </Fact>
      <Fact name="Thử tắt đột ngột">
        <ToneText told={tellCrash(crash)} />
      </Fact>
      <Fact name="Kiểm tra sổ">
        <ToneText told={tellChain(chain)} />
      </Fact>
      <Fact name="Hàng đợi">
        {queue.waiting} mục chờ gửi, {queue.needsOfficer} cần cán bộ xử lý
      </Fact>
      <Fact name="Đồng hồ">{tellClock(clock)}</Fact>
    </>
  )
}
