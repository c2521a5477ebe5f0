import { useEffect } from 'react'
import { SatisfactionLevel } from '../../electron/domain/satisfaction.ts'
import styles from './citizen-page.module.css'

const FACES: Record<SatisfactionLevel, { words: string; mouth: string }> = {
  'very-satisfied': { words: 'Rất hài lòng', mouth: 'M12 25 Q22 40 32 25 Z' },
  satisfied: { words: 'Hài lòng', mouth: 'M14 27 Q22 35 30 27' },
  dissatisfied: { words: 'Không hài lòng', mouth: 'M14 32 Q22 23 30 32' }
}

/** One touch, or 1, 2 or 3 on the citizen's own keys, once. Who answered is not kept, and the page says so. */
export function Question() {
  useEffect(() => {
    const onKeyDown = ({ key, repeat }: KeyboardEvent): void => {
      const level = SatisfactionLevel.options[Number(key) - 1]
      if (level !== undefined && !repeat) window.citizen.answer(level)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <section className={styles.question} aria-label="Ông/bà có hài lòng với việc phục vụ hôm nay không?" data-testid="citizen-question">
      <p>
        Ông/bà có hài lòng với việc phục vụ hôm nay không? <small>Không ghi tên người trả lời.</small>
      </p>
      {SatisfactionLevel.options.map((level, index) => (
        <button key={level} type="button" className={styles.level} data-level={level} aria-keyshortcuts={String(index + 1)} onClick={() => window.citizen.answer(level)}>
          <svg viewBox="0 0 44 44" aria-hidden="true">
            <circle cx="22" cy="22" r="19" fill="none" stroke="currentColor" strokeWidth="3" />
            <circle cx="15.5" cy="17.5" r="2.5" fill="currentColor" />
            <circle cx="28.5" cy="17.5" r="2.5" fill="currentColor" />
            <path d={FACES[level].mouth} fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
          </svg>
          {FACES[level].words} <kbd aria-hidden="true">{index + 1}</kbd>
        </button>
      ))}
    </section>
  )
}

/** Said by main, once the answer has left this page. */
export function Thanks() {
  return (
    <section className={styles.question} data-testid="citizen-thanks" role="status">
      <p>Cảm ơn ông/bà đã cho ý kiến.</p>
    </section>
  )
}
