import { useEffect } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { CitizenView } from '../../../electron/contract/citizen-screen.ts'
import { localDay } from '../../../electron/domain/calendar.ts'
import { computeFees } from '../../../electron/domain/fee.ts'
import { call } from '../../api/call.ts'
import type { IntakeFields } from '../receive/intake-fields.ts'
import { useIntake } from '../receive/intake-store.ts'
import { useCitizenScreen } from './citizen-screen-store.ts'

const settleMs = 150
/** How long a received dossier stays in view for its citizen, unless the next one is begun. */
const farewellMs = 45_000

/** Sends what is being written down to the citizen's window while it is open: this intake's own data and nothing else, and nothing of a secret one. */
export function useCitizenMirror(form: UseFormReturn<IntakeFields>): { received(code: string, dueAt: string | null, feeTotal: number): void } {
  const open = useCitizenScreen((state) => state.open)

  useEffect(() => {
    if (!open) return
    let timer: number | undefined
    const send = (): void => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => {
        const view = composeView(form.getValues())
        // An empty form is the moment after Receive: the number stays until the next citizen begins.
        if (view !== null || !farewell.running) void show(view)
      }, settleMs)
    }
    const watched = form.watch(send)
    const ended = useIntake.subscribe(send)
    send()
    return () => {
      window.clearTimeout(timer)
      watched.unsubscribe()
      ended()
    }
  }, [form, open])
  // The officer has gone: nobody's data stays in view.
  useEffect(() => () => void (useCitizenScreen.getState().open && show(null)), [])

  return {
    received: (code, dueAt, feeTotal) => {
      const view = useCitizenScreen.getState().open ? composeView(form.getValues()) : null
      if (view !== null) void show({ ...view, code, dueAt, feeTotal, question: { visitId: crypto.randomUUID(), occasion: 'receipt' } }, farewellMs)
    }
  }
}

const nobody = { fullName: '', idNumber: '', birthDate: '', address: '', phone: '' }

/** After a result was handed back: its number, and how she was served. Nothing else of the dossier. */
export function sayGoodbye(returned: { code: string; procedureName: string }): void {
  if (!useCitizenScreen.getState().open) return
  const question = { visitId: crypto.randomUUID(), occasion: 'return' as const }
  void show({ procedureName: returned.procedureName, applicant: nobody, papers: [], feeTotal: null, dueAt: null, code: returned.code, question }, farewellMs)
}

const farewell = { running: false, timer: undefined as number | undefined }

async function show(view: CitizenView | null, forMs?: number): Promise<void> {
  window.clearTimeout(farewell.timer)
  farewell.running = forMs !== undefined
  if (forMs !== undefined) farewell.timer = window.setTimeout(() => void show(null), forMs)
  const result = await call('screen.show', { view })
  // Closed by the citizen's side of the desk: no more is sent.
  if (result.ok && !result.value.open) useCitizenScreen.setState({ open: false })
}

function composeView(fields: IntakeFields): CitizenView | null {
  const { chosen, components, secrecy, exemptionIds, feeQuantities } = useIntake.getState()
  if (secrecy !== 'none' || chosen?.procedure.secret === true) return null
  const applicant = { fullName: fields.fullName, idNumber: fields.idNumber, birthDate: fields.birthDate, address: fields.address, phone: fields.phone }
  const cut = Object.fromEntries(Object.entries(applicant).map(([name, text]) => [name, text.slice(0, 1000)])) as typeof applicant
  if (chosen === undefined && Object.values(cut).every((text) => text.trim() === '')) return null
  const ticked = new Set(components.filter((row) => row.ticked).map(({ id }) => id))
  return {
    procedureName: chosen?.procedure.name ?? '',
    applicant: cut,
    papers: chosen?.procedure.components.filter(({ id }) => ticked.has(id)).map(({ name }) => name) ?? [],
    feeTotal: chosen ? computeFees({ items: chosen.procedure.fees, quantities: feeQuantities, exemptionIds, channel: fields.channel, day: localDay(Date.now()) }).total : null,
    dueAt: chosen?.due.dueAt ?? null
  }
}
