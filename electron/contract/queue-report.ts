import * as z from '../domain/schema.ts'

/** What a counter says of its queue whenever it asks for changes, as `queue=` in the query: numbers only, so that a log of addresses tells nothing of anybody. */
export const QueueReport = z.object({
  entries: z.int().min(0).max(1_000_000_000),
  files: z.int().min(0).max(1_000_000_000),
  /** Of the files that have not gone. */
  bytes: z.int().min(0),
  needsOfficer: z.int().min(0).max(1_000_000_000),
  /** When the oldest waiting entry was written, epoch milliseconds by the counter's clock; 0 when none waits. */
  oldestMs: z.int().min(0)
})
export type QueueReport = z.infer<typeof QueueReport>

export function formatQueueReport({ entries, files, bytes, needsOfficer, oldestMs }: QueueReport): string {
  return [entries, files, bytes, needsOfficer, oldestMs].join('.')
}

/** Undefined for what no counter of this build says. */
export function parseQueueReport(text: string): QueueReport | undefined {
  const [entries, files, bytes, needsOfficer, oldestMs, ...rest] = /^\d{1,15}(\.\d{1,15})*$/.test(text) ? text.split('.').map(Number) : []
  return rest.length === 0 ? QueueReport.safeParse({ entries, files, bytes, needsOfficer, oldestMs }).data : undefined
}
