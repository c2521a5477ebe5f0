import type { DraftFile, Secrecy } from '../../../electron/contract/intake.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { call, importFiles as importByPath, type CounterResult } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import type { Told } from '../../i18n/vi.ts'

/** The paper that scans are taken in for: of an intake, or of a dossier that was received. Asked again after every wait, for the officer goes on meanwhile. */
export interface ScanTarget {
  procedureCode: string
  component: { id: string; name: string }
  /** As it was answered when the scan was asked for. */
  secrecy: Secrecy
  /** False once it is gone from the screen (another citizen's intake, a form that was closed), or was said to be secret since, though that be taken back. */
  isWanted(): boolean
  add(file: DraftFile): void
  tell(notice: Told | undefined): void
  /** Where the paper may still go when the screen went on without it. @returns whether it went there */
  keepLate?(file: DraftFile): Promise<boolean>
  /** One more is being taken in, or one less: for what must wait until none is. */
  count?(change: 1 | -1): void
}

type Taken = CounterResult<'file.import' | 'file.scan' | 'scans.take'>

/**
 * Takes chosen or dropped files in, one by one. What cannot be taken is told by name; the others stay. Nothing is even read of a dossier marked secret: core asks the same question again.
 */
export function importOnto(target: ScanTarget, files: readonly File[]): Promise<void> {
  return counted(target, () => importAll(target, files))
}

async function importAll(target: ScanTarget, files: readonly File[]): Promise<void> {
  if (target.secrecy !== 'none' || files.length === 0) return
  const failures: string[] = []
  for (const [index, file] of files.entries()) {
    target.tell({ tone: 'busy', text: `Đang nhập tệp ${index + 1}/${files.length}` })
    const name = toNfc(file.name).slice(0, 300)
    const taken = await importByPath('file.import', [file], { ...toRequest(target), name })
    const place = await findPlace(target, taken)
    if (place === 'none') return
    if (taken.ok && place === 'screen') target.add(taken.value)
    if (!taken.ok) failures.push(`${name}: ${explainError(taken.error)}`)
  }
  target.tell(failures.length > 0 ? { tone: 'danger', text: failures.join(' ') } : undefined)
}

/** Scans pages as one file. @param pages how many to draw in @returns the file where it was taken */
export function scanOnto(target: ScanTarget, pages: number): Promise<DraftFile | undefined> {
  return counted(target, async () => {
    if (target.secrecy !== 'none') return undefined
    target.tell({ tone: 'busy', text: `Đang quét ${pages} trang` })
    const taken = await call('file.scan', { ...toRequest(target), pages, name: `${target.component.name.slice(0, 80)}.pdf` })
    if ((await findPlace(target, taken)) !== 'screen') return undefined
    if (taken.ok) target.add(taken.value)
    target.tell(taken.ok ? undefined : { tone: 'danger', text: explainError(taken.error) })
    return taken.ok ? taken.value : undefined
  })
}

/** Takes a file of the scan folder in. @returns whether it could not be taken */
export function takeOnto(target: ScanTarget, fileName: string): Promise<boolean> {
  return counted(target, async () => {
    target.tell({ tone: 'busy', text: `Đang nhập ${fileName}` })
    const taken = await call('scans.take', { ...toRequest(target), fileName })
    if ((await findPlace(target, taken)) !== 'screen') return false
    if (taken.ok) target.add(taken.value)
    target.tell(taken.ok ? undefined : { tone: 'danger', text: `${fileName}: ${explainError(taken.error)}` })
    return !taken.ok
  })
}

/** What could not be taken off the disk when it was to be. */
const left = new Set<string>()

/** Tries that again: at log-in, when nothing new has been taken in that might be the same. */
export function discardLeft(): Promise<void> {
  return discardTaken([...left], () => undefined)
}

/** Takes files that are not wanted any more off the disk; what a dossier or a draft names stays there. @param tell of a failure */
export async function discardTaken(sha256s: readonly string[], tell: (notice: Told) => void): Promise<void> {
  if (sha256s.length === 0) return
  const gone = await call('file.discard', { files: [...sha256s] })
  for (const sha256 of sha256s) left[gone.ok ? 'delete' : 'add'](sha256)
  if (!gone.ok) tell({ tone: 'danger', text: `Tệp gỡ ra còn trên máy: ${explainError(gone.error)} Máy tự xóa khi mở lại ứng dụng sau một ngày; giấy tờ mật thì báo quản trị viên ngay.` })
}

const mostPages = 200

/** The number of pages as typed; one where none was typed. */
export function readPages(typed: string): number {
  return Math.min(mostPages, Math.max(1, Number(typed.replace(/\D/g, '')) || 1))
}

function toRequest({ procedureCode, component, secrecy }: ScanTarget): { procedureCode: string; componentId: string; secrecy: Secrecy } {
  return { procedureCode, componentId: component.id, secrecy }
}

async function counted<T>(target: ScanTarget, take: () => Promise<T>): Promise<T> {
  target.count?.(1)
  try {
    return await take()
  } finally {
    target.count?.(-1)
  }
}

/** Where what was taken in goes: onto the screen; elsewhere, because the screen went on without it; or nowhere, because it was found to be secret or nothing takes it any more: then it leaves the disk. */
async function findPlace(target: ScanTarget, taken: Taken): Promise<'screen' | 'elsewhere' | 'none'> {
  if (target.isWanted()) return 'screen'
  if (taken.ok && (await target.keepLate?.(taken.value))) return 'elsewhere'
  if (taken.ok) await discardTaken([taken.value.sha256], target.tell)
  return 'none'
}
