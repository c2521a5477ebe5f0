import type { QueueItem } from '../../../electron/contract/views.ts'

/** What tells one item from all others: two scans may share name and size, and one scan may lie under two papers. */
export function keyOfItem({ what, seq, lane, component = '', sha256 = '' }: Pick<QueueItem, 'what' | 'seq' | 'lane' | 'component' | 'sha256'>): string {
  return [what, seq, lane, component, sha256].join('-')
}
