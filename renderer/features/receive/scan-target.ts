import type { DraftFile, ReceiveDossier, Secrecy } from '../../../electron/contract/intake.ts'
import type { ProcedureComponent } from '../../../electron/domain/catalogue.ts'
import { discardTaken, readPages, scanOnto, type ScanTarget } from '../scanning/take-in.ts'
import { maySetSecrecy } from '../scanning/secrecy.ts'
import { useScanFolder, type ScanFolderWatch } from '../scanning/use-scan-folder.ts'
import { countToLose, useIntake } from './intake-store.ts'
import { keepLate } from './late-scan.ts'
import { useOutcome } from './outcome-store.ts'
import { useSplit } from './split-store.ts'

/** Where a paper that comes in now belongs: the row with the focus, else the first ticked one without a file. Undefined where nothing may be scanned. */
export function findScanTarget(): ScanTarget | undefined {
  const { chosen, focusedComponentId, components, secrecy } = useIntake.getState()
  if (chosen === undefined || chosen.procedure.secret || secrecy !== 'none') return undefined
  const id = focusedComponentId ?? components.find(({ ticked, files }) => ticked && files.length === 0)?.id ?? components[0]?.id
  const component = chosen.procedure.components.find((candidate) => candidate.id === id)
  return component && !component.secret ? toScanTarget(chosen.procedure.code, component) : undefined
}

/** A row of this intake. */
export function toScanTarget(procedureCode: string, component: Pick<ProcedureComponent, 'id' | 'name'>): ScanTarget {
  const { draftId, secrecy, secretAnswers, sitting, addFile, setFileNotice, countTaking } = useIntake.getState()
  // What is secret already core refuses, and the row says why.
  const wasSecret = isSecretPaper(component.id)
  const isSecretSince = () => useIntake.getState().secretAnswers[draftId] !== secretAnswers[draftId] || (!wasSecret && isShown() && isSecretPaper(component.id))
  const isShown = () => useIntake.getState().draftId === draftId
  const isSameOfficer = () => useIntake.getState().sitting === sitting
  return {
    procedureCode,
    component,
    secrecy,
    isWanted: () => isShown() && !isSecretSince(),
    // She received the dossier, or set it aside, while its paper was in the scanner. The next officer's is none of it.
    keepLate: async (file) => {
      if (!isSameOfficer()) return false
      if (!isSecretSince()) return keepLate({ draftId, componentId: component.id, file, isSecretSince, isSameOfficer })
      if (isShown() && isSecretPaper(component.id)) {
        setFileNotice(component.id, undefined)
        useIntake.setState({ late: { tone: 'danger', text: `${file.name}: giấy tờ này thuộc bí mật nhà nước, tệp vừa quét đã bỏ. Xử lý bằng bản giấy.` } })
      }
      return false
    },
    add: (file) => addFile(component.id, file),
    // The row on the screen may be another citizen's now; of hers only what went wrong is told.
    tell: (notice) => (isShown() ? setFileNotice(component.id, notice) : notice?.tone === 'danger' && isSameOfficer() && useIntake.setState({ late: notice })),
    count: (change) => countTaking(draftId, change)
  }
}

/** As the procedure has it that is chosen by now, which may be another, or the same changed at the portal. */
function isSecretPaper(componentId: string): boolean {
  const procedure = useIntake.getState().chosen?.procedure
  return procedure !== undefined && (procedure.secret || procedure.components.some(({ id, secret }) => id === componentId && secret))
}

/** Papers that left the scanner while Receive was being saved go onto the dossier, one after another: each is a new version of it. */
export async function addWhatCameMeanwhile({ draftId, components }: ReceiveDossier): Promise<void> {
  const sent = new Set(components.flatMap(({ id, files }) => files.map(({ sha256 }) => `${id} ${sha256}`)))
  for (const { id, files } of useIntake.getState().components)
    for (const file of files) if (!sent.has(`${id} ${file.sha256}`)) await useOutcome.getState().addLate({ dossierId: draftId, componentId: id, file })
}

/** Out of this intake, and off the disk as soon as its draft does not name it. */
export async function removeTaken(componentId: string, { sha256 }: DraftFile): Promise<void> {
  const { removeFile, setFileNotice } = useIntake.getState()
  removeFile(componentId, sha256)
  await useIntake.getState().saveNow()
  await discardTaken([sha256], (notice) => setFileNotice(componentId, notice))
}

/** The answer to the question of secrecy, of the intake it was asked about and no other. @returns whether it stands */
export async function answerSecrecy(secrecy: Secrecy): Promise<boolean> {
  const { draftId } = useIntake.getState()
  if (!(await maySetSecrecy(secrecy, countToLose(useIntake.getState()))) || useIntake.getState().draftId !== draftId) return false
  useIntake.getState().setSecrecy(secrecy)
  return true
}

/** Scans so many pages, as typed, onto that paper. */
export async function scanOntoTarget(typedPages: string): Promise<void> {
  const target = findScanTarget()
  const file = target && (await scanOnto(target, readPages(typedPages)))
  // Several sheets through the feeder are most often several papers.
  if (target && file && file.pages > 1) useSplit.getState().open(target.component.id, file)
}

/** The scan folder, for this intake while it is on the screen. */
export function useIntakeFolder(isActive: boolean): ScanFolderWatch {
  const id = useIntake(({ draftId }) => draftId)
  const isOpen = useIntake(({ secrecy }) => secrecy === 'none')
  return useScanFolder({ id, isShown: isActive && isOpen, findTarget: findScanTarget })
}
