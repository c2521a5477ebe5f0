import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import { findNeighbour } from './find-neighbour.ts'
import styles from './virtual-grid.module.css'

export interface GridColumn<Row> {
  name: string
  /** A track of `grid-template-columns`. */
  width: string
  cell: (row: Row) => ReactNode
}

export interface VirtualGridHandle {
  focus(): void
  choose(key: string): void
}

interface VirtualGridProps<Row> {
  handle?: Ref<VirtualGridHandle>
  label: string
  rows: readonly Row[]
  columns: readonly GridColumn<Row>[]
  keyOf(row: Row): string
  onOpen?: (row: Row) => void
  /** Delete. */
  onDiscard?: (row: Row) => void
  /** Keys of the rows that are marked; with it Space marks the row, Ctrl+A all or none. */
  marked?: ReadonlySet<string>
  onMark?: (marked: ReadonlySet<string>) => void
  empty: ReactNode
  testId?: string
}

/** Rows of the counter are 28 px (design/ui.md). */
const rowHeight = 28
const headHeight = 26
const page = 15

/** A long list: only the rows in view exist. Arrows choose, Enter opens; the choice follows its row when rows come in above, and goes to the neighbour of one that leaves. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { handle, label, rows, columns, keyOf, onOpen, onDiscard, marked, onMark, empty, testId } = props
  const scroll = useRef<HTMLDivElement>(null)
  const id = useId()
  const [activeKey, setActiveKey] = useState<string>()
  const active = Math.max(0, rows.findIndex((row) => keyOf(row) === activeKey))
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 8, scrollMargin: headHeight, scrollPaddingStart: headHeight })
  const template = columns.map(({ width }) => width).join(' ')

  const shown = useRef<readonly string[]>([])
  useLayoutEffect(() => {
    const keys = rows.map(keyOf)
    if (activeKey !== undefined && !keys.includes(activeKey)) setActiveKey(findNeighbour(shown.current, activeKey, new Set(keys)))
    shown.current = keys
  }, [rows, keyOf, activeKey])

  useImperativeHandle(handle, () => ({ focus: () => scroll.current?.focus(), choose: setActiveKey }))
  // What is opened beneath the list takes of its height: the choice stays in view.
  const height = virtual.scrollRect?.height
  useEffect(() => {
    if (activeKey !== undefined) virtual.scrollToIndex(active)
  }, [active, activeKey, height, virtual])

  function toggle(key: string) {
    const next = new Set(marked)
    if (!next.delete(key)) next.add(key)
    onMark?.(next)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (onMark && event.ctrlKey && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      return onMark(new Set(rows.every((row) => marked?.has(keyOf(row))) ? [] : rows.map(keyOf)))
    }
    if (event.ctrlKey || event.altKey) return
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length }
    const step = steps[event.key]
    const row = rows[active]
    if (step !== undefined) {
      event.preventDefault()
      const next = rows[Math.min(rows.length - 1, Math.max(0, active + step))]
      if (next) setActiveKey(keyOf(next))
    } else if (event.key === ' ' && row !== undefined && onMark) {
      event.preventDefault()
      setActiveKey(keyOf(row))
      toggle(keyOf(row))
    } else if (event.key === 'Enter' && row !== undefined && onOpen) {
      event.preventDefault()
      // Also of the first row, which no key has chosen: what comes in above does not take the choice from what is open.
      setActiveKey(keyOf(row))
      onOpen(row)
    } else if (event.key === 'Delete' && row !== undefined && onDiscard) {
      event.preventDefault()
      onDiscard(row)
    }
  }

  return (
    <div
      ref={scroll}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={rows.length > 0 ? `${id}-${active}` : undefined}
      aria-description={`Phím mũi tên để chọn${onOpen ? ', Enter để mở' : ''}${onDiscard ? ', Delete để bỏ' : ''}${onMark ? ', phím cách để đánh dấu, Ctrl+A đánh dấu tất cả' : ''}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-testid={testId}
    >
      <div className={styles.head} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map(({ name }) => (
          <span key={name} role="columnheader" title={name}>
            {name}
          </span>
        ))}
      </div>
      {rows.length === 0 && (
        <div role="row">
          <div role="gridcell" className="empty">
            {empty}
          </div>
        </div>
      )}
      <div className={styles.spacer} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <div
              key={keyOf(row)}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === active}
              className={styles.row}
              style={{ transform: `translateY(${start - headHeight}px)`, gridTemplateColumns: template }}
              data-marked={marked?.has(keyOf(row)) || undefined}
              onClick={() => setActiveKey(keyOf(row))}
              onDoubleClick={() => onOpen?.(row)}
            >
              {columns.map(({ name, cell }) => (
                <span key={name} role="gridcell" className={styles.cell}>
                  {cell(row)}
                </span>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}
