import { useEffect, useRef, useState, type RefObject } from 'react'
import type { CitizenView } from '../../electron/contract/citizen-screen.ts'
import { formatVnd } from '../../electron/domain/money-text.ts'
import { qrSvg } from '../../electron/domain/qr-code.ts'
import { formatAppointment } from '../i18n/format.ts'
import type { SatisfactionLevel } from '../../electron/domain/satisfaction.ts'
import { Question, Thanks } from './question.tsx'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import styles from './citizen-page.module.css'

declare global {
  interface Window {
    /** Put there by the citizen's preload: what to show, and one word back. */
    readonly citizen: { onView(listener: (view: CitizenView | null) => void): void; answer(level: SatisfactionLevel): void }
  }
}

const labels: [keyof CitizenView['applicant'], string][] = [
  ['fullName', 'Họ và tên'],
  ['birthDate', 'Ngày sinh'],
  ['idNumber', 'Số giấy tờ'],
  ['address', 'Địa chỉ'],
  ['phone', 'Điện thoại']
]

/** What was sent is shown, and where that cannot be drawn a sentence stands until the next thing is sent. */
export function CitizenPage() {
  const [view, setView] = useState<CitizenView | null>(null)
  const [attempt, setAttempt] = useState(0)
  const hasFailed = useRef(false)
  useEffect(
    () =>
      window.citizen.onView((next) => {
        if (hasFailed.current) setAttempt((before) => before + 1)
        hasFailed.current = false
        setView(next)
      }),
    []
  )
  return (
    <ErrorBoundary key={attempt} fallback={() => <Sorry hasFailed={hasFailed} />}>
      <Shown view={view} />
    </ErrorBoundary>
  )
}

function Sorry({ hasFailed }: { hasFailed: RefObject<boolean> }) {
  useEffect(() => {
    hasFailed.current = true
  }, [hasFailed])
  return (
    <main className={styles.idle} data-testid="citizen-fault">
      <h1>Màn hình tạm thời không hiển thị được</h1>
      <p>Mời ông/bà hỏi trực tiếp cán bộ tại quầy. Hồ sơ của ông/bà không bị ảnh hưởng.</p>
    </main>
  )
}

/** So many papers have three lines each. */
const fewest = 2
/** So many two. */
const few = 3

/** What the citizen reads while the officer types: is it me, is it right, what do I pay, when do I come back. */
function Shown({ view }: { view: CitizenView | null }) {
  if (view === null) {
    return (
      <main className={styles.idle} data-testid="citizen-idle">
        <h1>Bộ phận Tiếp nhận và Trả kết quả</h1>
        <p>Kính chào ông/bà. Mời ông/bà chuẩn bị giấy tờ và thẻ căn cước.</p>
      </main>
    )
  }
  // The question takes the room of three lines.
  const most = view.question || view.answered ? 5 : 8
  return (
    <main className={styles.page} data-testid="citizen-view">
      <header className={styles.head}>
        <h1>{view.code === undefined ? 'Mời ông/bà kiểm tra thông tin' : view.question?.occasion === 'return' ? 'Đã trả kết quả hồ sơ' : 'Đã tiếp nhận hồ sơ'}</h1>
        {view.procedureName !== '' && <p className="clamp-2">{view.procedureName}</p>}
      </header>
      <div className={styles.columns}>
        <section aria-label="Thông tin của ông/bà">
          <dl className={styles.facts}>
            {labels.map(([name, label]) =>
              view.applicant[name] === '' ? null : (
                <div key={name}>
                  <dt>{label}</dt>
                  <dd>{view.applicant[name]}</dd>
                </div>
              )
            )}
          </dl>
          {view.papers.length > 0 && (
            <>
              <h2>Giấy tờ đã nộp</h2>
              <ul className={styles.papers}>
                {view.papers.slice(0, most).map((paper) => (
                  <li key={paper}>
                    <span className={view.papers.length > few ? 'clamp-1' : view.papers.length > fewest ? 'clamp-2' : `clamp-2 ${styles.whole}`}>{paper}</span>
                  </li>
                ))}
                {view.papers.length > most && <li>và {view.papers.length - most} giấy tờ khác</li>}
              </ul>
            </>
          )}
        </section>
        <aside className={styles.till}>
          {view.feeTotal !== null && (
            <p>
              Phí, lệ phí phải nộp <strong data-testid="citizen-fee">{formatVnd(view.feeTotal)}</strong>
            </p>
          )}
          {view.procedureName !== '' && view.question?.occasion !== 'return' && (
            <p>
              Hẹn trả kết quả <strong className={styles.due}>{view.dueAt === null ? 'không quy định ngày' : formatAppointment(view.dueAt)}</strong>
            </p>
          )}
          {view.code !== undefined && <DossierCode code={view.code} />}
        </aside>
      </div>
      {view.question && <Question key={view.question.visitId} />}
      {view.answered && <Thanks />}
    </main>
  )
}

function DossierCode({ code }: { code: string }) {
  const svg = qrSvg(code)
  return (
    <div className={styles.code}>
      <img alt={`Mã QR của hồ sơ ${code}`} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />
      <strong data-testid="citizen-code">{code}</strong>
    </div>
  )
}
