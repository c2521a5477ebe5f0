import type { UseFormReturn } from 'react-hook-form'
import { call } from '../../api/call.ts'
import { useDataChanged } from '../../api/events.ts'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import { askDue } from './summary-panel.tsx'

/** The portal may change, replace or abolish the very procedure that is being filled in: the screen shows what Receive will go by, and says that it changed. */
export function useCatalogueRefresh(form: UseFormReturn<IntakeFields>, tell: (line: string) => void): void {
  useDataChanged(['catalogue'], () => void refresh())

  async function refresh() {
    const { chosen } = useIntake.getState()
    if (chosen === undefined) return
    const channel = form.getValues('channel')
    const now = await call('catalogue.get', { code: chosen.procedure.code, channel })
    if (!now.ok || useIntake.getState().chosen?.procedure.code !== chosen.procedure.code) return
    if (JSON.stringify([now.value.procedure, now.value.outOfForce]) === JSON.stringify([chosen.procedure, chosen.outOfForce])) return
    useIntake.getState().refresh(now.value)
    if (form.getValues('channel') !== channel) void askDue(form.getValues)
    if (!now.value.outOfForce) tell('Cổng vừa cập nhật thủ tục này: xem lại giấy tờ, phí và ngày hẹn.')
  }
}
