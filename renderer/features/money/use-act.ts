import { useEffect, useRef, useState } from 'react'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'
import type { Saving } from '../../ui/unsaved.ts'

/** What came of an act; `confirmDay`: it was refused until the officer says that this is the day. */
export interface ToldOfAct extends Told {
  confirmDay?: string
}
type Asked<T> = Promise<{ ok: true; value: T } | { ok: false; error: CounterError }>

const soonMs = 10_000

/** One act of the till at a time, and what came of it: told until the next. `saving` is for the fields it takes (ui/unsaved.ts). `title` is the heading that takes the focus when the act's own field or button is gone. */
export function useAct() {
  const [told, setTold] = useState<ToldOfAct>()
  const [busy, setBusy] = useState(false)
  const title = useRef<HTMLHeadingElement>(null)
  const saving = useRef<Saving>(undefined)
  const toldAtMs = useRef(0)
  useEffect(() => void (toldAtMs.current = Date.now()), [told])
  // What is done with goes from the screen when the answer is drawn or with the next data, soon after; the focus must not go with it. Later on an empty focus is her own doing.
  useEffect(() => {
    if (told !== undefined && Date.now() - toldAtMs.current < soonMs && (document.activeElement ?? document.body) === document.body) title.current?.focus()
  })

  /** @param takesFields false of an act that saves nothing typed, which keeps nobody @returns the value, or undefined when it failed or another act is under way */
  async function run<T>(text: string, ask: () => Asked<T>, tell: (value: T) => string, takesFields = true): Promise<T | undefined> {
    if (busy) return undefined
    setBusy(true)
    setTold({ text, tone: 'busy' })
    const asked = ask()
    if (takesFields) saving.current = asked.then(({ ok }) => ok)
    const result = await asked
    saving.current = undefined
    setBusy(false)
    if (result.ok) setTold({ text: tell(result.value), tone: 'good' })
    else setTold({ text: explainError(result.error), tone: 'danger', ...(result.error.kind === 'clock-jumped' ? { confirmDay: result.error.today } : {}) })
    return result.ok ? result.value : undefined
  }
  return { told, setTold, busy, run, saving, title }
}
