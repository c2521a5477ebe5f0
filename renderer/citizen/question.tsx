import { useState } from 'react'
import type { SatisfactionLevel } from '../../electron/domain/satisfaction.ts'
import styles from './citizen-page.module.css'

const levels: { level: SatisfactionLevel; words: string; mouth: string }[] = [
  { level: 'satisfied', words: 'Hài lòng', mouth: 'M14 27 Q22 36 30 27' },
  { level: 'neutral', words: 'Bình thường', mouth: 'M14 29 H30' },
  { level: 'dissatisfied', words: 'Không hài lòng', mouth: 'M14 32 Q22 23 30 32' }
]

/** One touch, once. Who answered is not kept, and the page says so. */
export function Question() {
  const [said, setSaid] = useState<SatisfactionLevel>()
  if (said !== undefined) {
    return (
      <section className={styles.question} data-testid="citizen-thanks" role="status">
        <p>Cảm ơn ông/bà đã cho ý kiến.</p>
      </section>
    )
  }
  return (
    <section className={styles.question} aria-label="Ông/bà có hài lòng với việc phục vụ hôm nay không?" data-testid="citizen-question">
      <p>
        Ông/bà có hài lòng với việc phục vụ hôm nay không? <small>Không ghi tên người trả lời.</small>
      </p>
      {levels.map(({ level, words, mouth }) => (
        <button
          key={level}
          type="button"
          className={styles.level}
          data-level={level}
          onClick={() => {
            setSaid(level)
            window.citizen.answer(level)
          }}
        >
          <svg viewBox="0 0 44 44" width="36" height="36" aria-hidden="true">
            <circle cx="22" cy="22" r="19" fill="none" stroke="currentColor" strokeWidth="3" />
            <circle cx="15.5" cy="17.5" r="2.5" fill="currentColor" />
            <circle cx="28.5" cy="17.5" r="2.5" fill="currentColor" />
            <path d={mouth} fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
          </svg>
          {words}
        </button>
      ))}
    </section>
  )
}
