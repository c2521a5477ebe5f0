import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { guide, type GuidePage } from '../../help/guide.ts'
import { ProcedureGuide } from './procedure-guide.tsx'
import styles from './help-panel.module.css'

/** The guide beside the work: the screen stays as it was, and Escape gives it back. @param at the screen F1 was pressed on; one without a page of its own gets the keys */
export function HelpPanel({ at, onClose }: { at: string; onClose: () => void }) {
  const [pageId, setPageId] = useState<GuidePage['id'] | 'procedure'>(guide.find(({ id }) => id === at)?.id ?? 'keys')
  const panel = useRef<HTMLDivElement>(null)
  const page = guide.find(({ id }) => id === pageId)
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
        {guide.map(({ id, title }) => (
          <button key={id} type="button" className={styles.page} aria-current={id === pageId ? 'page' : undefined} onClick={() => setPageId(id)}>
            {title}
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
