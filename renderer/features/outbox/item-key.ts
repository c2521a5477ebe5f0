import type { QueueItem } from '../../../electron/contract/views.ts'

/** What tells one item from all others: two scans may share name and size, and one scan may lie under two papers. */
export function keyOfItem({ what, seq, lane, component = '', sha256 = '' }: Pick<QueueItem, 'what' | 'seq' | 'lane' | 'component' | 'sha256'>): string {
  return [what, seq, lane, component, sha256].join('-')
}

/** What of a dossier waits for the officer: of the dossier itself before what is of its documents. */
export function findStopped(items: readonly QueueItem[], dossierId: string): QueueItem | undefined {
  const stopped = items.filter((item) => item.dossierId === dossierId && item.state === 'needs-officer')
  return stopped.find(({ lane }) => lane === dossierId) ?? stopped[0]
}
