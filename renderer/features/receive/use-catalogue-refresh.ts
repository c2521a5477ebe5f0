import type { UseFormReturn } from 'react-hook-form'
import { call } from '../../api/call.ts'
import { useDataChanged } from '../../api/events.ts'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'

/** The portal may change, replace or abolish the very procedure that is being filled in: the screen shows what Receive will go by, and says that it changed. */
export function useCatalogueRefresh(form: UseFormReturn<IntakeFields>, tell: (line: string) => void): void {
  useDataChanged(['catalogue'], () => void refresh())

  async function refresh() {
    const { chosen } = useIntake.getState()
    if (chosen === undefined) return
    const now = await call('catalogue.get', { code: chosen.procedure.code, channel: form.getValues('channel') })
    if (!now.ok || useIntake.getState().chosen !== chosen) return
    if (JSON.stringify([now.value.procedure, now.value.outOfForce]) === JSON.stringify([chosen.procedure, chosen.outOfForce])) return
    useIntake.getState().refresh(now.value)
    if (!now.value.outOfForce) tell('Cổng vừa cập nhật thủ tục này: xem lại giấy tờ, phí và ngày hẹn.')
  }
}
