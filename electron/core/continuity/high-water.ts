import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import * as z from '../../domain/schema.ts'
import { writeDurably } from '../../crypto/write-durably.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { findRow, listRows } from '../db/statements.ts'
import { findHead } from '../journal/journal-store.ts'

/**
 * The mark outside the database that says how far it had come, so that a database which was put back from a copy is noticed (law 5). It names no person.
 *
 * How low may it be? It is written after the commit and before the answer, unless it was written within the last second; then a moment later. So a number an officer waits for is in it
 * before she sees it, and in a burst it lags by a second at most. What lags is still proved by the database, which synced each of these commits by itself: only a copy of the
 * database taken inside that very second, put back by hand after it, would be taken for the live one. Copies the program makes carry a stamp of their own and never are; a copy of another kind that
 * young is found by the portal at the first contact, as a key used twice.
 */
export const HighWater = z.object({
  device: z.string(),
  epoch: z.number().int(),
  seq: z.number().int(),
  hash: z.string(),
  /** Of each series the last day and its highest serial. */
  numbers: z.array(z.object({ series: z.string(), day: z.string(), serial: z.number().int() })),
  /** When content was last purged, ISO 8601 UTC: a copy from before has it again. */
  purgedAt: z.string().optional()
})
export type HighWater = z.infer<typeof HighWater>

export type FoundMark = { kind: 'mark'; mark: HighWater } | { kind: 'absent' } | { kind: 'unreadable' }

/** On the disk of the data folder, which the app cannot do without. */
export function readHighWater(path: string): FoundMark {
  try {
    return parseMark(readFileSync(path, 'utf8'))
  } catch (error) {
    return explainUnread(error)
  }
}

/** On a stick or a share, which may hang for minutes: nothing else of core waits meanwhile. */
export async function readFarHighWater(path: string): Promise<FoundMark> {
  try {
    return parseMark(await readFile(path, 'utf8'))
  } catch (error) {
    return explainUnread(error)
  }
}

function parseMark(text: string): FoundMark {
  const mark = HighWater.safeParse(JSON.parse(text))
  return mark.success ? { kind: 'mark', mark: mark.data } : { kind: 'unreadable' }
}

function explainUnread(error: unknown): FoundMark {
  return (error as { code?: unknown }).code === 'ENOENT' ? { kind: 'absent' } : { kind: 'unreadable' }
}

/** Durable when it resolves: the bytes, then the name. */
export function writeHighWater(path: string, mark: HighWater): Promise<void> {
  return writeDurably(path, JSON.stringify(mark))
}

/** What the mark says of this database now; undefined while nothing was written. */
export function composeHighWater(db: ReadDb): HighWater | undefined {
  const head = findHead(db)
  if (!head) return undefined
  const purgedAt = findLastPurge(db)
  return { device: getDevice(db).device, epoch: findSetting<number>(db, 'epoch') ?? 1, seq: head.seq, hash: head.hash, numbers: listLastNumbers(db), ...(purgedAt === undefined ? {} : { purgedAt }) }
}

/** When content was last purged here, be it in a step of an act that goes on. */
export function findLastPurge(db: ReadDb): string | undefined {
  return findSetting<string>(db, 'last-purged-at')
}

/** Of each series the last day and its highest serial; reads one row of the index for each. */
export function listLastNumbers(db: ReadDb): HighWater['numbers'] {
  const series = listRows<{ series: string }>(
    db,
    `WITH RECURSIVE each_series (series) AS (
       SELECT min(series) FROM issued_number
       UNION ALL SELECT (SELECT min(series) FROM issued_number WHERE series > each_series.series) FROM each_series WHERE series IS NOT NULL)
     SELECT series FROM each_series WHERE series IS NOT NULL`
  )
  return series.flatMap(({ series: name }) => findRow<HighWater['numbers'][number]>(db, 'SELECT series, day, serial FROM issued_number WHERE series = ? ORDER BY day DESC, serial DESC LIMIT 1', name) ?? [])
}
