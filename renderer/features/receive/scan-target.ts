import type { ProcedureComponent } from '../../../electron/domain/catalogue.ts'
import { useIntake } from './intake-store.ts'

/** Where a paper that comes in now belongs: the row with the focus, else the first ticked one without a file. Undefined where nothing may be scanned. */
export function findScanTarget(): { procedureCode: string; component: ProcedureComponent } | undefined {
  const { chosen, focusedComponentId, components, secrecy } = useIntake.getState()
  if (chosen === undefined || chosen.procedure.secret || secrecy !== 'none') return undefined
  const id = focusedComponentId ?? components.find(({ ticked, files }) => ticked && files.length === 0)?.id ?? components[0]?.id
  const component = chosen.procedure.components.find((candidate) => candidate.id === id)
  return component && !component.secret ? { procedureCode: chosen.procedure.code, component } : undefined
}
