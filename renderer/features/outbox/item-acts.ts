import { ownProblemTypes, problemTypes } from '../../../electron/contract/problem-types.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { mayDo, type Role } from '../../../electron/domain/permission.ts'

/** The acts that have a form. */
export type ItemForm = 'tell-for-other' | 'document' | 'compare' | 'mend' | 'withdraw' | 'told'
export type ItemAct = ItemForm | 'stopper' | 'rescan' | 'retry' | 'paper' | 'open'
export interface OfferedItemAct {
  act: ItemAct
  hotkey: string
  label: string
  /** It is what settles the item. */
  isForemost: boolean
}

const NAMES: Record<ItemAct, readonly [hotkey: string, label: string]> = {
  stopper: ['F8', 'Xem bước cần xử lý'],
  rescan: ['F8', 'Quét lại giấy này'],
  'tell-for-other': ['F8', 'Gửi thay máy kia'],
  document: ['F8', 'So hai bản, quyết định'],
  compare: ['F8', 'So hai bản'],
  mend: ['F8', 'Sửa và gửi lại'],
  retry: ['F6', 'Gửi lại mục này'],
  told: ['Ctrl+D', 'Đã báo công dân'],
  // Its words follow the refusal (i18n/telling.ts).
  paper: ['Ctrl+P', ''],
  withdraw: ['Ctrl+Delete', 'Rút, không gửi'],
  open: ['Ctrl+O', 'Mở hồ sơ']
}

/** Refused for what it says: sent again as it is, it is refused again. */
const ofItsWords: readonly (string | undefined)[] = [problemTypes.editConflict, problemTypes.notAcceptable, problemTypes.tooLarge, problemTypes.secret]

/** A file that will not go as it is: its paper is scanned once more, on the dossier's page. */
const toScanAnew: readonly (string | undefined)[] = [problemTypes.tooLarge, ownProblemTypes.fileDamaged]

/** What may be decided about an item, what settles it first. Sending again comes last where it is of no use, and not at all where another step must be settled first. */
export function offerItemActs(item: QueueItem, role: Role | undefined): OfferedItemAct[] {
  const may = (permission: Parameters<typeof mayDo>[1]): boolean => role !== undefined && mayDo(role, permission)
  const { problemType } = item
  const isDecidable = item.state === 'needs-officer' && item.what === 'entry'
  const isConflict = isDecidable && problemType === problemTypes.editConflict
  const isRefused = isDecidable && may('queue.mend') && item.documentId === undefined && item.dossierCode !== undefined
  const isDocument = isDecidable && item.isAgain !== true && item.documentId !== undefined && may('document.create')
  const isMendable = isRefused && !isConflict && item.isAgain !== true && ['dossier.received', 'dossier.amended'].includes(item.kind)
  const isToScanAnew = item.state === 'needs-officer' && item.what === 'file' && item.dossierId !== undefined && toScanAnew.includes(problemType) && may('file.attach')
  const isOfItsWords = isDecidable && ofItsWords.includes(problemType)

  const when = (is: boolean, act: ItemAct): ItemAct[] => (is ? [act] : [])
  const settling: ItemAct[] = [
    ...when(item.behindSeq !== undefined, 'stopper'),
    ...when(isToScanAnew, 'rescan'),
    ...when(item.heldFor !== undefined && item.behindSeq === undefined && may('document.create'), 'tell-for-other'),
    ...when(isDocument, 'document'),
    ...when(isRefused && isConflict, 'compare'),
    // A state secret leaves the machine (Law 29/2018/QH14 art. 5).
    ...when(isRefused && problemType === problemTypes.secret, 'withdraw'),
    ...when(isMendable, 'mend')
  ]
  const canRetry = item.behindSeq === undefined && item.state !== 'unsigned' && !isConflict
  const acts: ItemAct[] = [
    ...(isOfItsWords || isToScanAnew || item.state !== 'needs-officer' ? settling : []),
    ...when(canRetry && !isOfItsWords, 'retry'),
    ...settling,
    ...when(item.handedOut !== undefined && may('queue.mend'), 'told'),
    ...when(item.handedOut !== undefined && may('dossier.read'), 'paper'),
    ...when(isRefused, 'withdraw'),
    ...when(canRetry && isOfItsWords, 'retry'),
    ...when(item.dossierId !== undefined && may('dossier.read'), 'open')
  ]
  return [...new Set(acts)].map((act, place) => ({ act, hotkey: NAMES[act][0], label: NAMES[act][1], isForemost: place === 0 && settling.includes(act) }))
}
