import { flushSync } from 'react-dom'
import { useFormContext } from 'react-hook-form'
import { call } from '../../api/call.ts'
import { explainOutOfForce } from '../../i18n/out-of-force.ts'
import { Notice } from '../../ui/notice.tsx'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import { askDue } from './summary-panel.tsx'
import styles from './receive-page.module.css'

const replacementId = 'replace-procedure'

/** A procedure that is not received today, chosen or come back with a draft: what stands in its place is one key away. */
export function OutOfForceNotice({ onReplaced }: { onReplaced: (name: string) => void }) {
  const { getValues } = useFormContext<IntakeFields>()
  const chosen = useIntake((state) => state.chosen)
  if (!chosen?.outOfForce) return null
  const { procedure, outOfForce } = chosen

  async function replace(code: string) {
    const channel = getValues('channel')
    const result = await call('catalogue.get', { code, channel })
    if (!result.ok) return
    // The rows must be there before the focus goes to them.
    flushSync(() => useIntake.getState().choose(result.value))
    if (getValues('channel') !== channel) void askDue(getValues)
    onReplaced(result.value.procedure.name)
  }

  return (
    <Notice
      tone="warning"
      action={outOfForce.replacements.map(({ code, name }, index) => (
        <button key={code} id={index === 0 ? replacementId : undefined} type="button" className={styles.noticeAction} title={name} onClick={() => void replace(code)}>
          Dùng {code}
        </button>
      ))}
    >
      {explainOutOfForce(procedure.code, outOfForce)}
      {outOfForce.replacements.map(({ code, name }) => (
        <span key={code} className="clamp-2">
          {code}: {name}
        </span>
      ))}
    </Notice>
  )
}

/** Enter takes the replacement; without one the procedure is chosen anew. */
export function focusReplacement(): void {
  const target = document.getElementById(replacementId) ?? document.getElementById('field-procedure')
  target?.focus()
}
