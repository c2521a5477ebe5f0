import { useRef, type KeyboardEvent } from 'react'
import type { WorklistCounts, WorklistName } from '../../../electron/contract/search.ts'
import { worklists } from './worklist-names.ts'
import styles from './worklist.module.css'

/** The lists with how much is in each; arrows choose, each has its key from anywhere on the page. */
export function WorklistTabs({ list, counts, onChoose, controls }: { list: WorklistName | undefined; counts: WorklistCounts | undefined; onChoose: (list: WorklistName) => void; controls: string }) {
  const tabs = useRef<HTMLDivElement>(null)

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const index = (Math.max(0, worklists.findIndex(({ name }) => name === list)) + step + worklists.length) % worklists.length
    onChoose(worklists[index]!.name)
    tabs.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus()
  }

  return (
    <div ref={tabs} className={styles.tabs} role="tablist" aria-label="Danh sách việc" onKeyDown={onKeyDown}>
      {worklists.map(({ name, hotkey, label, tone }) => {
        const count = name === 'all' ? undefined : counts?.[name]
        return (
          <button
            key={name}
            type="button"
            role="tab"
            className={styles.tab}
            aria-selected={name === list}
            aria-controls={controls}
            aria-keyshortcuts={hotkey.replace('Ctrl', 'Control')}
            title={hotkey}
            tabIndex={name === (list ?? 'all') ? 0 : -1}
            data-tone={count ? tone : 'neutral'}
            data-testid={`worklist-${name}`}
            onClick={() => onChoose(name)}
          >
            {label} {count ? <strong className={styles.count}>{count}</strong> : null}
          </button>
        )
      })}
    </div>
  )
}
