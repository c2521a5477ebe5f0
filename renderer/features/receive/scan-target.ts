import type { ProcedureComponent } from '../../../electron/domain/catalogue.ts'
import { scanOnto } from './import-files.ts'
import { useIntake } from './intake-store.ts'

/** Where a paper that comes in now belongs: the row with the focus, else the first ticked one without a file. Undefined where nothing may be scanned. */
export function findScanTarget(): { procedureCode: string; component: ProcedureComponent } | undefined {
  const { chosen, focusedComponentId, components, secrecy } = useIntake.getState()
  if (chosen === undefined || chosen.procedure.secret || secrecy !== 'none') return undefined
  const id = focusedComponentId ?? components.find(({ ticked, files }) => ticked && files.length === 0)?.id ?? components[0]?.id
  const component = chosen.procedure.components.find((candidate) => candidate.id === id)
  return component && !component.secret ? { procedureCode: chosen.procedure.code, component } : undefined
}

const mostPages = 200

/** Scans so many pages, as typed, onto that paper; one where no number was typed. */
export function scanOntoTarget(typedPages: string): void {
  const target = findScanTarget()
  const pages = Math.min(mostPages, Math.max(1, Number(typedPages.replace(/\D/g, '')) || 1))
  if (target) void scanOnto(target.procedureCode, target.component.id, target.component.name, pages)
}
