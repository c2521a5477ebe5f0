import { useEffect, useRef, type KeyboardEvent } from 'react'
import { explainError } from '../../i18n/errors.ts'
import { formatLocalDate } from '../../../electron/domain/calendar.ts'
import { ToneIcon } from '../../ui/tone-icon.tsx'
import { problemsOfFailure } from './find-problems.ts'
import { useIntake, type IntakePhase, type IntakeProblem } from './intake-store.ts'
import { focusReplacement } from './out-of-force-notice.tsx'
import styles from './receive-page.module.css'

type Failing = Extract<IntakePhase, { state: 'incomplete' | 'failed' }>

/** All that is wrong, at the top, each line a jump to its field. It takes the focus when it comes, so that it is read. */
export function ErrorSummary({ phase, onConfirmDay }: { phase: Failing; onConfirmDay: (day: string) => void }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [phase])

  const problems = phase.state === 'incomplete' ? phase.problems : problemsOfFailure(phase.error)
  // The notice beside the procedure says why and what takes its place.
  const isToldThere = useIntake(({ chosen }) => chosen?.outOfForce !== undefined) && phase.state === 'failed' && phase.error.kind === 'procedure-not-in-force'
  const jumped = phase.state === 'failed' && phase.error.kind === 'clock-jumped' ? phase.error.today : undefined
  /** It has the focus itself when it comes: Enter goes on to the first field it is about. */
  function onKeyDown(event: KeyboardEvent) {
    const [first] = problems
    if (event.key !== 'Enter' || event.ctrlKey || event.target !== box.current || first === undefined) return
    event.preventDefault()
    jumpTo(first)
  }

  return (
    <div ref={box} className={styles.summaryBox} data-tone="danger" role="alert" tabIndex={-1} onKeyDown={onKeyDown} data-testid="error-summary">
      <ToneIcon tone="danger" />
      <div>
        <strong>{phase.state === 'incomplete' ? `Chưa tiếp nhận được: còn ${problems.length} mục` : isToldThere ? 'Chưa tiếp nhận được: thủ tục này hôm nay không nhận.' : explainError(phase.error)}</strong>
        {problems.length > 0 && (
          <ul className={styles.problems}>
            {problems.map((problem, index) => (
              <li key={`${problem.field}-${index}`}>
                <button type="button" className={styles.jump} onClick={() => jumpTo(problem)}>
                  {problem.text}
                </button>
              </li>
            ))}
          </ul>
        )}
        {isToldThere && (
          <>
            {' '}
            <button type="button" className={styles.jump} onClick={focusReplacement}>
              Chọn thủ tục khác
            </button>
          </>
        )}
        {jumped && (
          <button type="button" className={styles.jump} onClick={() => onConfirmDay(jumped)}>
            Xác nhận hôm nay là {formatLocalDate(jumped)} và tiếp nhận
          </button>
        )}
        {phase.state === 'failed' && (phase.error.kind === 'timed-out' || phase.error.kind === 'process-down') && (
          <p className={styles.again}>Bấm Ctrl+Enter lần nữa là an toàn: cùng một hồ sơ không bao giờ được cấp hai số.</p>
        )}
      </div>
    </div>
  )
}

/** Focuses the field of a problem; a group gives its first control. */
export function jumpTo({ field }: IntakeProblem): void {
  const target = document.getElementById(`field-${field}`)
  const control = target?.matches('input, select, textarea') ? target : target?.querySelector<HTMLElement>('input:checked, input, select')
  control?.focus()
}
