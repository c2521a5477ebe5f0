import { call, importFiles as importByPath, type CounterFailure, type CounterOutput } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Result } from '../../../electron/domain/result.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { useIntake } from './intake-store.ts'
import { useSplit } from './split-store.ts'

/**
 * Takes chosen or dropped files in, one by one, onto a component. What cannot be taken is told at the row by name; the others stay. Nothing is even
 * read of a dossier marked secret: core asks the same question again.
 */
export async function importFiles(procedureCode: string, componentId: string, files: readonly File[]): Promise<void> {
  const { secrecy, draftId, addFile, setFileNotice } = useIntake.getState()
  if (secrecy !== 'none' || files.length === 0) return
  const failures: string[] = []
  for (const [index, file] of files.entries()) {
    setFileNotice(componentId, { tone: 'busy', text: `Đang nhập tệp ${index + 1}/${files.length}` })
    const name = toNfc(file.name).slice(0, 300)
    const result = await importByPath('file.import', [file], { procedureCode, componentId, secrecy, name })
    if (!(await stillWanted(draftId, result))) return
    if (result.ok) addFile(componentId, result.value)
    else failures.push(`${name}: ${explainError(result.error)}`)
  }
  setFileNotice(componentId, failures.length > 0 ? { tone: 'danger', text: failures.join(' ') } : undefined)
}

/** False when the intake moved on, or was found to be secret, while the paper was being taken in: then the paper leaves the disk again. */
async function stillWanted(draftId: string, result: Result<CounterOutput<'file.import'>, CounterFailure<'file.scan'> | CounterFailure<'file.import'>>): Promise<boolean> {
  const now = useIntake.getState()
  if (now.draftId === draftId && now.secrecy === 'none') return true
  if (result.ok && now.secrecy !== 'none') await call('draft.discard', { id: draftId, files: [result.value.sha256] })
  return false
}

/** Scans pages onto a component as one file. @param pages how many to draw in */
export async function scanOnto(procedureCode: string, componentId: string, componentName: string, pages: number): Promise<void> {
  const { secrecy, draftId, addFile, setFileNotice } = useIntake.getState()
  if (secrecy !== 'none') return
  setFileNotice(componentId, { tone: 'busy', text: `Đang quét ${pages} trang` })
  const result = await call('file.scan', { procedureCode, componentId, secrecy, pages, name: `${componentName.slice(0, 80)}.pdf` })
  if (!(await stillWanted(draftId, result))) return
  if (result.ok) addFile(componentId, result.value)
  // Several sheets through the feeder are most often several papers.
  if (result.ok && result.value.pages > 1) useSplit.getState().open(componentId, result.value)
  setFileNotice(componentId, result.ok ? undefined : { tone: 'danger', text: explainError(result.error) })
}
