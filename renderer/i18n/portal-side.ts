import type { Comparison } from '../../electron/contract/queue.ts'
import { formatMoment } from './format.ts'
import { tellEntry } from './vi.ts'

type PortalSide = Pick<Comparison, 'portalBy' | 'portalChangedAt'>

/** Whose the portal's version is and since when: whom to ask. The online desk has no counter of its own. */
export function tellPortalSide({ portalBy, portalChangedAt }: PortalSide): string {
  const counter = portalBy?.counterNumber ? `Quầy\u00a0${portalBy.counterNumber}` : undefined
  return `Ở Cổng: ${[portalBy?.officerName, counter, formatMoment(portalChangedAt)].filter(Boolean).join(', ')}`
}

/** What was done there, and why. */
export function tellPortalAct({ portalBy }: PortalSide): string {
  return portalBy ? tellEntry(portalBy.kind, portalBy.text) : ''
}

/** After a restore from a copy this counter meets what it had sent itself: the conflict was settled before. @param isMoney there is no portal's side to choose */
export function tellSettledBefore({ portalBy, portalChangedAt }: PortalSide, ownCounter: number | undefined, isMoney: boolean): string | undefined {
  if (portalBy?.counterNumber === undefined || portalBy.counterNumber !== ownCounter) return undefined
  const goByPortal = isMoney ? '' : ' Không có gì mới thì để "Ở Cổng" ở mọi dòng, ghi lý do rồi bấm "Theo bản ở Cổng".'
  return `Bản ở Cổng do chính quầy này ghi lúc ${formatMoment(portalChangedAt)}, trước khi khôi phục từ bản sao: việc này đã giải quyết khi ấy.${goByPortal}`
}
