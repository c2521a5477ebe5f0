import { TextInput } from '@mantine/core'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { call } from '../../api/call.ts'
import { useScreen } from '../shell/screen-store.ts'
import { useWorklist } from './worklist-store.ts'

const settleMs = 80

/** Four letters and Enter open the newest dossier they fit. */
export function FindBox({ onText, onLeave }: { onText: (text: string) => void; onLeave: () => void }) {
  const box = useRef<HTMLInputElement>(null)
  const timer = useRef<number | undefined>(undefined)
  const findRequests = useWorklist((state) => state.findRequests)
  const openDossier = useScreen((state) => state.openDossier)

  useEffect(() => () => window.clearTimeout(timer.current), [])
  useEffect(() => {
    if (findRequests === 0) return
    box.current?.focus()
    box.current?.select()
  }, [findRequests])

  const readBox = (): string => (box.current?.value ?? '').trim().slice(0, 200)

  function searchSoon() {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => onText(readBox()), settleMs)
  }

  /** Enter opens the first of what is typed now, not of what was found a moment ago. */
  async function openFirst() {
    const typed = readBox()
    if (typed === '') return onLeave()
    const result = await call('dossier.search', { text: typed, limit: 1 })
    const first = result.ok ? result.value[0] : undefined
    if (first) openDossier(first.id)
    else onText(typed)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && !event.ctrlKey) {
      event.preventDefault()
      void openFirst()
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Escape' && box.current) {
      box.current.value = ''
      onText('')
      onLeave()
    }
  }

  return (
    <TextInput
      ref={box}
      w={340}
      aria-label="Tìm hồ sơ (Ctrl+F)"
      placeholder="Ctrl+F: tên, mã hồ sơ, số giấy tờ, điện thoại"
      type="search"
      data-finds-citizen
      autoComplete="off"
      spellCheck={false}
      onInput={searchSoon}
      onKeyDown={onKeyDown}
    />
  )
}
