import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { guide, guidePages, type GuidePageId } from '../../help/guide.ts'
import type { ScreenName } from '../shell/screen-store.ts'
import { ProcedureGuide } from './procedure-guide.tsx'
import styles from './help-panel.module.css'

/** The guide beside the work: the screen stays as it was, and Escape gives it back. @param at the screen F1 was pressed on */
export function HelpPanel({ at, onClose }: { at: ScreenName; onClose: () => void }) {
  const [pageId, setPageId] = useState<GuidePageId | 'procedure'>(at)
  const panel = useRef<HTMLDivElement>(null)
  const page = pageId === 'procedure' ? undefined : guide[pageId]
  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus()
    return () => (before instanceof HTMLElement ? before.focus() : undefined)
  }, [])

  // Before the screen behind hears of it, which has an Escape of its own.
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape') return
    event.preventDefault()
    onClose()
  }

  return (
    <aside className={styles.panel} aria-label="Hướng dẫn" onKeyDown={onKeyDown} data-testid="help">
      <nav className={styles.pages} aria-label="Trang hướng dẫn">
        {guidePages.map((id) => (
          <button key={id} type="button" className={styles.page} aria-current={id === pageId ? 'page' : undefined} onClick={() => setPageId(id)}>
            {guide[id].title}
          </button>
        ))}
        <button type="button" className={styles.page} aria-current={pageId === 'procedure' ? 'page' : undefined} onClick={() => setPageId('procedure')}>
          Thủ tục đang chọn
        </button>
        <button type="button" className={styles.close} aria-keyshortcuts="Escape" onClick={onClose}>
          Đóng <kbd aria-hidden="true">Esc</kbd>
        </button>
      </nav>
      <div ref={panel} className={styles.text} tabIndex={0} role="region" aria-label={page?.title ?? 'Thủ tục đang chọn'}>
        {page ? (
          <>
            <h2>{page.title}</h2>
            {page.sections.map(({ heading, lines }) => (
              <section key={heading}>
                <h3>{heading}</h3>
                <ul>
                  {lines.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </section>
            ))}
          </>
        ) : (
          <ProcedureGuide />
        )}
      </div>
    </aside>
  )
}
