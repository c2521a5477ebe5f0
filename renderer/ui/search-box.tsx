import { TextInput } from '@mantine/core'
import { useEffect, useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import styles from './search-box.module.css'

export interface SearchBoxHandle {
  focus(): void
  setText(text: string): void
}

interface SearchBoxProps<Item> {
  handle: Ref<SearchBoxHandle>
  id: string
  label: ReactNode
  placeholder?: string
  error?: string | undefined
  search(text: string): Promise<Item[]>
  keyOf(item: Item): string
  /** What stands in the box once the item is chosen. */
  nameOf(item: Item): string
  render(item: Item): ReactNode
  onPick(item: Item): void
  /** What is chosen now: stands in the box again when it is left without a new choice. */
  chosenName: string | undefined
  emptyText: string
}

/** How long after the last letter the search is asked. The letters themselves never wait: the input is uncontrolled. */
const settleMs = 50

/**
 * Type, Enter takes the first; arrows choose another. Enter pressed before the answer waits for the answer to what is typed, so that fast
 * hands never pick from an older list.
 */
export function SearchBox<Item>(props: SearchBoxProps<Item>) {
  const { handle, id, label, placeholder, error, search, keyOf, nameOf, render, onPick, chosenName, emptyText } = props
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const listId = useId()
  const [items, setItems] = useState<Item[]>()
  const [active, setActive] = useState(0)
  const timer = useRef<number | undefined>(undefined)
  const asked = useRef(0)
  /** The number of the search whose answer is still to come. */
  const underWay = useRef<number | undefined>(undefined)
  const pickWhenAnswered = useRef(false)
  const open = items !== undefined

  useImperativeHandle(handle, () => ({
    focus: () => {
      input.current?.focus()
      input.current?.select()
    },
    setText: (text) => {
      if (input.current) input.current.value = text
      close()
    }
  }))
  useEffect(() => () => window.clearTimeout(timer.current), [])
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active, items])

  function close() {
    window.clearTimeout(timer.current)
    timer.current = undefined
    asked.current++
    underWay.current = undefined
    pickWhenAnswered.current = false
    setItems(undefined)
  }

  async function ask() {
    timer.current = undefined
    const mine = ++asked.current
    underWay.current = mine
    const found = await search(input.current?.value ?? '').catch(() => [])
    if (mine !== asked.current) return
    underWay.current = undefined
    const first = found[0]
    if (pickWhenAnswered.current && first !== undefined) return pick(first)
    pickWhenAnswered.current = false
    setItems(found)
    setActive(0)
  }

  function askSoon() {
    // Emptied, e.g. because a scanned card was taken out again: nothing to look for.
    if (input.current?.value.trim() === '') return close()
    // A letter after Enter: the officer goes on choosing.
    pickWhenAnswered.current = false
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(ask, settleMs)
  }

  function pick(item: Item) {
    close()
    if (input.current) input.current.value = nameOf(item)
    onPick(item)
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.ctrlKey || event.altKey) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) return void ask()
      setActive((index) => Math.min(items.length - 1, Math.max(0, index + (event.key === 'ArrowDown' ? 1 : -1))))
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      close()
    } else if (event.key === 'Enter') {
      if (timer.current !== undefined) {
        event.preventDefault()
        window.clearTimeout(timer.current)
        pickWhenAnswered.current = true
        void ask()
      } else if (underWay.current !== undefined) {
        event.preventDefault()
        pickWhenAnswered.current = true
      } else if (open) {
        event.preventDefault()
        const chosen = items[active]
        if (chosen !== undefined) pick(chosen)
      }
    }
  }

  return (
    <div className={styles.box}>
      <TextInput
        ref={input}
        id={id}
        label={label}
        placeholder={placeholder}
        error={error}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && items.length > 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        onInput={askSoon}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => {
          close()
          if (chosenName !== undefined) event.currentTarget.value = chosenName
        }}
      />
      {open && (
        <ul ref={list} id={listId} role="listbox" aria-label="Kết quả tìm" className={styles.list}>
          {items.map((item, index) => (
            <li
              key={keyOf(item)}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              className={styles.option}
              onMouseDown={(event) => {
                event.preventDefault()
                pick(item)
              }}
            >
              {render(item)}
            </li>
          ))}
          {items.length === 0 && <li className={styles.none}>{emptyText}</li>}
        </ul>
      )}
    </div>
  )
}
