import { useState, type ReactNode, type Ref } from 'react'
import { flushSync } from 'react-dom'
import { useFormContext } from 'react-hook-form'
import type { ProcedureHit } from '../../../electron/contract/catalogue.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { tellOutOfForce } from '../../i18n/out-of-force.ts'
import { SearchBox, type SearchBoxHandle } from '../../ui/search-box.tsx'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import { askDue } from './summary-panel.tsx'
import styles from './receive-page.module.css'

const shownHits = 30

/** Three letters and Enter. However long a procedure's name is, it takes one line here and is read in full on demand. */
export function ProcedureField({ handle, onChosen, error, tools }: { handle: Ref<SearchBoxHandle>; onChosen: () => void; error: string | undefined; /** Stand beside the procedure's code. */ tools: ReactNode }) {
  const chosen = useIntake((state) => state.chosen)
  const { getValues } = useFormContext<IntakeFields>()
  const [failure, setFailure] = useState<string>()

  async function search(text: string): Promise<ProcedureHit[]> {
    const result = await call('catalogue.search', { text: text.slice(0, 200), limit: shownHits })
    setFailure(result.ok ? undefined : explainError(result.error))
    return result.ok ? result.value : []
  }

  async function choose(hit: ProcedureHit) {
    const channel = getValues('channel')
    const result = await call('catalogue.get', { code: hit.code, channel })
    setFailure(result.ok ? undefined : explainError(result.error))
    if (!result.ok) return
    // The rows must be there before the focus goes to them.
    flushSync(() => useIntake.getState().choose(result.value))
    if (getValues('channel') !== channel) void askDue(getValues)
    onChosen()
  }

  return (
    <div>
      <SearchBox
        handle={handle}
        id="field-procedure"
        label="Thủ tục"
        placeholder="Gõ vài chữ của tên, mã hoặc lĩnh vực, rồi Enter"
        error={failure ?? error}
        search={search}
        keyOf={(hit) => hit.code}
        nameOf={(hit) => hit.name}
        onPick={(hit) => void choose(hit)}
        chosenName={chosen?.procedure.name}
        emptyText="Không có thủ tục nào khớp. Thử ít chữ hơn, hoặc gõ mã thủ tục."
        render={(hit) => (
          <span className={styles.hit}>
            <span className="clamp-2" title={hit.name}>
              {hit.name}
            </span>
            <span className="muted clamp-1">
              {hit.code} · {hit.field}
              {hit.outOfForce && <strong className={styles.secretMark}> · {tellOutOfForce(hit.outOfForce)}</strong>}
              {hit.secret && <strong className={styles.secretMark}> · Mật: không nhận trên máy</strong>}
            </span>
          </span>
        )}
      />
      <div className={styles.under}>
        {chosen ? <ChosenProcedure name={chosen.procedure.name} code={chosen.procedure.code} field={chosen.procedure.field} /> : <span />}
        {tools}
      </div>
    </div>
  )
}

function ChosenProcedure({ name, code, field }: { name: string; code: string; field: string }) {
  return (
    <details className={styles.procedureDetails}>
      <summary>
        <strong>{code}</strong> · {field}
        <span className="muted"> · xem đủ tên thủ tục</span>
      </summary>
      <p className={styles.fullName} role="region" aria-label="Tên đầy đủ của thủ tục" tabIndex={0}>
        {name}
      </p>
    </details>
  )
}
