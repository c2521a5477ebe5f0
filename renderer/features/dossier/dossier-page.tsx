import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { DossierView } from '../../../electron/contract/views.ts'
import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainDueSteps } from '../../i18n/due-steps.ts'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import { formatAppointment, formatBytes, formatDayTime, formatMoment, formatPhone } from '../../i18n/format.ts'
import { idKindName, tellDelivery, type Told, tellEntry } from '../../i18n/vi.ts'
import { formatLocalDate, isLocalDate } from '../../../electron/domain/calendar.ts'
import { SEX_NAME } from '../../../electron/domain/citizen-id.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useScreen, type ScreenName } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { ChangeStatus } from './change-status.tsx'
import styles from './dossier-page.module.css'

/** What an act on this dossier came to; shown until the next. */
type Act = { state: 'idle' } | { state: 'busy'; text: string } | { state: 'done'; told: Told } | { state: 'failed'; error: CounterError }

const FILE_STATE: Record<DossierView['dossierFiles'][number]['state'], Told> = {
  unsigned: { text: 'Chờ ký', tone: 'warning' },
  queued: { text: 'Chờ gửi', tone: 'busy' },
  sending: { text: 'Đang gửi', tone: 'busy' },
  received: { text: 'Cổng đã nhận', tone: 'good' },
  'needs-officer': { text: 'Bị từ chối', tone: 'danger' }
}

/** With the portal's signed receipt it is told when. */
function tellFile({ state, receivedAt }: DossierView['dossierFiles'][number]): Told {
  return state === 'received' && receivedAt !== undefined ? { text: `Cổng đã ký nhận ${formatMoment(receivedAt)}`, tone: 'good' } : FILE_STATE[state]
}

/** All this counter knows of one dossier, and what may be done with it. */
export function DossierPage({ id, back }: { id: string; back: Exclude<ScreenName, 'dossier'> }) {
  const query = useQuery('dossier.get', { id }, ['dossier', 'queue'])
  const view = 'value' in query ? query.value : undefined
  const [act, setAct] = useState<Act>({ state: 'idle' })
  const goTo = useScreen((state) => state.goTo)
  const title = useRef<HTMLHeadingElement>(null)
  const known = view !== undefined

  useEffect(() => {
    if (known) title.current?.focus()
  }, [known])
  useHotkeys({ 'Ctrl+P': () => void reprint(), 'Ctrl+S': () => void sign(), Escape: () => goTo(back) })

  async function reprint() {
    if (act.state === 'busy') return
    setAct({ state: 'busy', text: 'Đang in giấy hẹn' })
    const result = await call('print.form', { kind: 'receipt', dossierId: id, reprint: true })
    if (!result.ok) return setAct({ state: 'failed', error: result.error })
    const { value } = result
    setAct({
      state: 'done',
      told: value.how === 'printer' ? { text: `Bản in lại đã gửi tới máy in ${value.printer}`, tone: 'good' } : { text: `Không có máy in: giấy hẹn lưu tại ${value.path}`, tone: 'warning' }
    })
  }

  async function sign() {
    const waiting = view?.dossierFiles.filter(({ state }) => state === 'unsigned').length ?? 0
    if (act.state === 'busy' || waiting === 0) return
    setAct({ state: 'busy', text: `Đang ký ${waiting} tệp: nhập mã PIN ở cửa sổ ký` })
    const result = await call('signing.sign', { dossierId: id })
    if (!result.ok) return setAct({ state: 'failed', error: result.error })
    const failed = result.value.flatMap(({ name, outcome }) => (outcome.ok ? [] : [`${name}: ${explainError(outcome.error)}`]))
    const signed = `Đã ký ${result.value.length - failed.length}/${result.value.length} tệp.`
    setAct({ state: 'done', told: failed.length === 0 ? { text: signed, tone: 'good' } : { text: `${signed} ${failed.join(' ')}`, tone: 'danger' } })
  }

  if (view === undefined) {
    return (
      <section className="page" aria-label="Hồ sơ">
        {query.state === 'failed' ? <Notice tone="danger">{explainError(query.error)}</Notice> : <p className="empty">Đang đọc hồ sơ…</p>}
      </section>
    )
  }
  const unsigned = view.dossierFiles.filter(({ state }) => state === 'unsigned').length
  return (
    <section className="page" aria-label={`Hồ sơ ${view.code}`}>
      <div className="page-head">
        <h1 ref={title} tabIndex={-1} className={`page-title ${styles.code}`} data-testid="dossier-code">
          {view.code}
        </h1>
        <strong data-testid="dossier-status">{STATUS_NAME[view.status]}</strong>
        <span style={{ flex: 1 }} />
        <HotkeyButton hotkey="Ctrl+P" onClick={() => void reprint()} disabled={act.state === 'busy'}>
          In lại giấy hẹn
        </HotkeyButton>
        <HotkeyButton hotkey="Ctrl+S" onClick={() => void sign()} disabled={unsigned === 0 || act.state === 'busy'}>
          {unsigned === 0 ? 'Ký tệp' : `Ký ${unsigned} tệp`}
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={() => goTo(back)}>
          Quay lại
        </HotkeyButton>
      </div>
      {act.state === 'busy' && <Notice tone="busy">{act.text}</Notice>}
      {act.state === 'done' && <Notice tone={act.told.tone}>{act.told.text}</Notice>}
      {act.state === 'failed' && <Notice tone="danger">{explainError(act.error)}</Notice>}
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      <div className={styles.columns}>
        <div className={styles.column}>
          <Person view={view} />
          <Papers view={view} />
          <ChangeStatus view={view} />
        </div>
        <div className={styles.column}>
          <Delivery view={view} />
          <DueAndFees view={view} />
          <Timeline view={view} />
        </div>
      </div>
    </section>
  )
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.panel} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function Person({ view }: { view: DossierView }) {
  const { applicant } = view
  const birth = applicant.birthDate === null ? undefined : isLocalDate(applicant.birthDate) ? formatLocalDate(applicant.birthDate) : applicant.birthDate
  const facts: [string, string | null | undefined][] = [
    ['Thủ tục', `${view.procedureCode} · ${view.procedureName}`],
    ['Người nộp', [applicant.fullName, applicant.sex && SEX_NAME[applicant.sex], birth && `sinh ${birth}`].filter(Boolean).join(', ')],
    [idKindName[applicant.idKind], applicant.idNumber],
    ['Địa chỉ', applicant.address],
    ['Điện thoại', applicant.phone && formatPhone(applicant.phone)],
    ['Email', applicant.email],
    ['Mã số thuế', applicant.taxCode]
  ]
  return (
    <Panel title="Người nộp và yêu cầu">
      <dl className={styles.facts}>
        {facts.map(([name, text]) =>
          text ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ) : null
        )}
      </dl>
    </Panel>
  )
}

function Papers({ view }: { view: DossierView }) {
  return (
    <Panel title={`Giấy tờ (${view.components.length}) và tệp (${view.dossierFiles.length})`}>
      <ul className={styles.list}>
        {view.components.map((component) => (
          <li key={component.id}>
            <span className="clamp-2" title={component.name}>
              {component.name}
            </span>
            <span className="muted">{tellCounts(component)}</span>
          </li>
        ))}
      </ul>
      <ul className={styles.list} data-testid="dossier-files">
        {view.dossierFiles.map((file) => (
          <li key={`${file.sha256}-${file.componentName}`}>
            <span className="clamp-1" title={`${file.name} · ${file.componentName}`}>
              {file.name} <span className="muted">{formatBytes(file.sizeBytes)}</span>
            </span>
            <span className={styles.fileState}>
              {file.signedSha256 !== undefined && <ToneText told={{ text: 'Đã ký', tone: 'good' }} />}
              <ToneText told={tellFile(file)} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function tellCounts({ originals, certifiedCopies, copies }: DossierView['components'][number]): string {
  const parts = [originals > 0 && `${originals} bản chính`, certifiedCopies > 0 && `${certifiedCopies} chứng thực`, copies > 0 && `${copies} bản sao`]
  return parts.filter(Boolean).join(', ')
}

function Delivery({ view }: { view: DossierView }) {
  const link = useStatus((state) => state.status?.link)
  const { receipt } = view
  return (
    <Panel title="Gửi lên Cổng">
      <p className={styles.delivery} data-testid="dossier-delivery">
        <ToneText told={tellDelivery(view.delivery, link)} />
      </p>
      {receipt && (
        <dl className={styles.facts} data-testid="portal-receipt">
          <div>
            <dt>Biên nhận</dt>
            <dd>
              <strong>Đã tiếp nhận</strong> lúc {formatDayTime(receipt.signedAt)}
            </dd>
          </div>
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
      )}
    </Panel>
  )
}

function DueAndFees({ view }: { view: DossierView }) {
  return (
    <Panel title="Hẹn trả và lệ phí">
      <p>
        Tiếp nhận <strong>{formatDayTime(view.receivedAt)}</strong>; hẹn trả <strong>{view.dueAt === null ? 'không có ngày cụ thể theo quy định' : formatAppointment(view.dueAt)}</strong>
      </p>
      <details className={styles.why}>
        <summary>Vì sao hẹn ngày này</summary>
        <ol>
          {explainDueSteps(view.dueSteps).map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ol>
      </details>
      <ul className={styles.list}>
        {view.fees.lines.map((line) => (
          <li key={line.itemId}>
            <span className="clamp-1" title={line.name}>
              {line.name}
            </span>
            <span className="number">{formatVnd(line.amount)}</span>
          </li>
        ))}
        <li>
          <strong>Tổng thu</strong>
          <strong className="number">{formatVnd(view.fees.total)}</strong>
        </li>
      </ul>
    </Panel>
  )
}

function Timeline({ view }: { view: DossierView }) {
  const link = useStatus((state) => state.status?.link)
  return (
    <Panel title="Quá trình">
      <ol className={styles.timeline} data-testid="timeline">
        {view.timeline.map((entry) => (
          <li key={entry.seq}>
            <span className="number muted">{formatDayTime(entry.at)}</span>
            <span>
              {tellEntry(entry.kind, entry.text)} <span className="muted">· {entry.officerName}</span>
            </span>
            <ToneText told={tellDelivery(entry.delivery, link)} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}
