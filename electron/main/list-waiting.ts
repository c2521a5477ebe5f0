import type { WaitingHere } from '../contract/control.ts'

/** `3 hồ sơ chờ gửi, 2 tệp chờ ký, 1 bản nháp`; empty when nothing waits. A dossier that the portal has is no dossier that waits: a step of it does. */
export function listWaiting({ queue, drafts }: WaitingHere): string {
  const { dossiersWaiting, dossiersChanged = 0, documentsWaiting, entriesWaiting, filesWaiting, filesUnsigned } = queue
  const rows: [number, string][] = [
    [dossiersWaiting - dossiersChanged, 'hồ sơ chờ gửi'],
    [dossiersChanged, 'hồ sơ có bước mới chờ gửi'],
    [documentsWaiting, 'văn bản chờ gửi'],
    [dossiersWaiting + documentsWaiting > 0 ? 0 : entriesWaiting, 'mục chờ gửi'],
    [filesWaiting, 'tệp chờ gửi'],
    [filesUnsigned, 'tệp chờ ký'],
    [drafts, 'bản nháp']
  ]
  return rows.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`).join(', ')
}
