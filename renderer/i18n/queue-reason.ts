import type { LinkState, QueueItem } from '../../electron/contract/views.ts'
import { formatAge, formatMoment } from './format.ts'
import { explainProblem, type Refused } from './problems.ts'

/** Why an item has not reached the portal, and what the officer does; empty where it only waits its turn. @param isOpen she has opened it */
export function tellReason(item: QueueItem, isOpen = false, link?: LinkState): string {
  if (item.state === 'needs-officer') return tellRefusal(item, isOpen)
  if (item.state === 'unsigned') return 'Chờ cán bộ ký: F9. Ký xong thì tự gửi.'
  // The step may have been refused or only put aside.
  if (item.behindSeq !== undefined) return `Chờ bước trước của ${whoseStep(item)} này, đang cần xử lý: xong bước đó thì mục này tự đi.`
  if (item.heldFor) return tellHeld(item.heldFor)
  if (item.againAt !== undefined)
    return `${tellRefusal(item, isOpen)} Tệp này tự gửi lại lúc ${formatMoment(item.againAt)}, các tệp khác vẫn gửi; muốn thử ngay, bấm Ctrl+R. Nếu hôm sau vẫn còn, gọi đơn vị vận hành Cổng, đọc mã hồ sơ.`
  const offline = item.state === 'queued' && link?.state === 'offline' ? `Mất mạng từ ${formatMoment(link.since)}: có mạng lại thì tự gửi.` : undefined
  // What was refused and is tried again is told as that until it is received: an officer who looks in between must not take it for settled.
  if (item.problemType !== undefined) return `${offline ?? 'Đang gửi lại.'} Lần trước: ${tellRefusal(item, isOpen)}`
  if (offline) return offline
  if (item.isAgain) return 'Cổng đã nhận mục này trước đây, nay không còn; máy tự gửi lại, không phải làm gì.'
  return item.state === 'queued' && item.attempts > 0 ? 'Chưa gửi được, sẽ tự gửi lại.' : ''
}

function tellRefusal(item: QueueItem, isOpen: boolean): string {
  const reason = explainProblem(item.problemType, item.problemDetail, whatOf(item))
  // Here she is in the queue already. The portal's own words may end without a stop.
  const here = isOpen ? reason.replace(/Ở Hàng đợi gửi \(F7\), mở mục này(?: và| để|,) (.)/u, (_all, first: string) => first.toLocaleUpperCase('vi')).replace('mở hồ sơ, bấm F8', 'bấm F8') : reason.replace('Ở Hàng đợi gửi (F7), mở mục này', 'Mở mục này')
  return here.replace(/[^.!?]$/, '$&.')
}

/** What is told of, in the words that fit it. */
export function whatOf(item: QueueItem): Refused {
  if (item.what === 'file') return 'file'
  if (item.documentId !== undefined) return 'document'
  return item.dossierCode === undefined ? 'book' : 'dossier'
}

function whoseStep({ documentId, dossierCode }: QueueItem): string {
  if (documentId !== undefined) return 'văn bản'
  return dossierCode === undefined ? 'sổ' : 'hồ sơ'
}

/** Order holds across counters: what came by stick is sent after the part of the counter that made it. */
function tellHeld({ counterNumber, since }: NonNullable<QueueItem['heldFor']>): string {
  const who = counterNumber === null ? 'máy quầy đã lập văn bản' : `máy quầy số ${counterNumber}`
  const when = since === null ? '' : ` từ ${formatMoment(since)} (${formatAge(since)})`
  return `Văn bản đến bằng USB: chờ ${who} gửi phần của máy ấy${when}. Máy ấy gửi xong thì mục này tự đi.`
}
