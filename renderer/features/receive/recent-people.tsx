import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { Applicant } from '../../../electron/domain/applicant.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatMoment } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from './recent-people.module.css'

const shown = 12

/** Ctrl+L: the last people who were here. Arrows, Enter, Escape; the newest is chosen first. */
export function RecentPeople({ onPick, onClose }: { onPick: (applicant: Applicant) => void; onClose: () => void }) {
  const recent = useQuery('citizen.recent', { limit: shown }, [])
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const people = 'value' in recent ? (recent.value ?? []) : []
  useEffect(() => list.current?.focus(), [])
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active])

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined && event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    const person = people[active]
    if (step !== undefined) setActive(Math.max(0, Math.min(people.length - 1, active + step)))
    else if (event.key === 'Enter' && person) onPick(person.applicant)
    else onClose()
  }

  return (
    <section className={styles.panel} aria-label="Người nộp gần đây" data-testid="recent-people">
      <p className={styles.head} id="recent-title">
        Người nộp gần đây <span className="muted">↑ ↓ chọn, Enter điền, Esc bỏ</span>
      </p>
      <div ref={list} className={styles.list} role="listbox" tabIndex={0} aria-labelledby="recent-title" aria-activedescendant={people[active] && `recent-${active}`} onKeyDown={onKeyDown} onBlur={onClose}>
        {people.map(({ applicant, receivedAt }, index) => (
          <div
            key={`${applicant.idNumber}-${applicant.fullName}`}
            id={`recent-${index}`}
            role="option"
            aria-selected={index === active}
            className={styles.person}
            onMouseDown={(event) => {
              event.preventDefault()
              onPick(applicant)
            }}
          >
            <strong className="clamp-1">{applicant.fullName}</strong>
            <span className="muted clamp-1">
              {[applicant.idNumber, applicant.address].filter(Boolean).join(' · ')} · nộp {formatMoment(receivedAt)}
            </span>
          </div>
        ))}
      </div>
      {recent.state === 'failed' && <Notice tone="danger">{explainError(recent.error)}</Notice>}
      {recent.state === 'ready' && people.length === 0 && <p className="empty">Chưa có ai nộp hồ sơ ở quầy này.</p>}
    </section>
  )
}
