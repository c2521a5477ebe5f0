import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { DossierRow } from '../../../electron/contract/views.ts'
import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { useQuery } from '../../api/use-query.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { sumOwed } from './owed.ts'
import styles from './money-page.module.css'

/** So many are told apart at a glance; of more, some letters of the name or code are asked. */
const most = 8

/** Whose money it is: one match is taken, of several the officer chooses, and as soon as another is sought nobody is chosen. @param onChosen undefined while nobody is @param leaveChosen does it once nothing typed for who was chosen is lost by it */
export function FeeFinder({ onChosen, leaveChosen }: { onChosen: (dossierId: string | undefined) => void; leaveChosen: (go: () => void) => void }) {
  const [missed, setMissed] = useState<string>()
  const [found, setFound] = useState<readonly DossierRow[]>([])
  const [active, setActive] = useState(0)
  const box = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const asked = useRef(0)
  useEffect(() => box.current?.focus(), [])
  // Nobody waits for the answer of a search that is gone from the screen.
  useEffect(() => () => void asked.current++, [])
  useEffect(() => list.current?.focus(), [found])
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active])

  function find() {
    const text = (box.current?.value ?? '').trim().slice(0, 200)
    if (text !== '') leaveChosen(() => void search(text))
  }

  async function search(text: string) {
    const mine = ++asked.current
    // Until the answer comes a quick Ctrl+Enter must not take the money of the one before.
    onChosen(undefined)
    setFound([])
    const result = await call('dossier.search', { text, limit: most + 1 })
    if (mine !== asked.current) return
    setMissed(!result.ok ? explainError(result.error) : result.value.length === 0 ? `Không có hồ sơ nào khớp "${text}". Chưa chọn hồ sơ nào để thu.` : undefined)
    const [first, ...others] = result.ok ? result.value : []
    if (first === undefined) return box.current?.select()
    if (others.length === 0) return choose(first)
    setActive(0)
    setFound([first, ...others])
  }

  function choose(row: DossierRow) {
    setFound([])
    onChosen(row.id)
  }

  const shown = found.slice(0, most)
  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined && event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    const row = shown[active]
    if (step !== undefined) setActive(Math.max(0, Math.min(shown.length - 1, active + step)))
    else if (event.key === 'Enter' && row) choose(row)
    else {
      setFound([])
      box.current?.focus()
    }
  }

  return (
    <>
      <div className="page-head">
        <h1 className="page-title">Thu phí</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            find()
          }}
        >
          <TextInput ref={box} w={340} type="search" data-finds-citizen aria-label="Tìm hồ sơ để thu" placeholder="Tên, mã hồ sơ, số giấy tờ rồi Enter" autoComplete="off" spellCheck={false} />
        </form>
      </div>
      {missed && <Notice tone="danger">{missed}</Notice>}
      {shown.length > 0 && (
        <section className={styles.found} data-testid="fee-matches">
          <p id="fee-matches">
            {found.length > most ? `Hơn ${most} hồ sơ khớp, đây là ${most} hồ sơ mới nhất` : `${found.length} hồ sơ khớp`}: <span className="muted">↑ ↓ chọn, Enter thu, Esc tìm lại</span>
          </p>
          <div ref={list} role="listbox" tabIndex={0} aria-labelledby="fee-matches" aria-activedescendant={`fee-match-${active}`} onKeyDown={onKeyDown}>
            {shown.map((row, index) => (
              <div key={row.id} id={`fee-match-${index}`} role="option" aria-selected={index === active} className={styles.match} onClick={() => choose(row)}>
                <Match row={row} />
              </div>
            ))}
          </div>
        </section>
      )}
    </>
  )
}

function Match({ row }: { row: DossierRow }) {
  const query = useQuery('money.get', { dossierId: row.id }, ['dossier', 'money'])
  const owed = 'value' in query && query.value ? sumOwed(query.value.lines) : undefined
  return (
    <>
      <span className="number">{row.code}</span>
      <strong className="clamp-1" title={row.applicantName}>
        {row.applicantName}
      </strong>
      <span className="clamp-1" title={row.procedureName}>
        {row.procedureName}
      </span>
      <span>{STATUS_NAME[row.status]}</span>
      <span className="number">{owed === undefined ? '' : owed === 0 ? 'không còn thu' : `chưa thu ${formatVnd(owed)}`}</span>
    </>
  )
}
