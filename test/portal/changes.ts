import { createHmac } from 'node:crypto'
import type { ChangesResponse } from '../../electron/contract/wire.ts'
import { parseQueueReport } from '../../electron/contract/queue-report.ts'
import { findAnnouncement } from './announce-keys.ts'
import { readChanges, readFeedEnd, type FeedPosition } from './change-store.ts'
import type { PortalContext } from './context.ts'
import type { Database } from './database.ts'
import { isKeyDue } from './device-key-store.ts'
import { isInOffice, noteReportedQueue, type Device } from './device-store.ts'
import { getHead, signHead } from './head.ts'
import { endIncarnationOf } from './recall-store.ts'
import { HttpProblem, problem } from './problem.ts'
import { getStanding } from './standing.ts'

const largestPage = 500

/**
 * One page of the feed. An absent cursor, or one of an earlier generation of the feed, begins at the beginning: a change is a whole state, so reading it twice is harmless. One that lies ahead of this
 * database was given by it before it was put back from a copy: that begins a new incarnation, so that every counter compares what it holds, also one that wrote nothing since.
 * @throws HttpProblem badRequest; busy to one whose office was merged meanwhile
 */
export async function getChanges(context: PortalContext, device: Device, query: { since?: string; limit?: string; standing?: string; queue?: string }): Promise<ChangesResponse> {
  const limit = query.limit === undefined ? largestPage : Number(query.limit)
  if (!Number.isInteger(limit) || limit < 1) throw new HttpProblem(problem('badRequest'))
  const { since, aheadOf } = await locate(context.database, query.since ?? '', context.adminToken)
  if (aheadOf !== undefined) {
    // By the first that comes: the cursors of all others are of an earlier generation then.
    await context.database.transaction((tx) => endIncarnationOf(tx, aheadOf))
  }
  const page = await readChanges(context.database, {
    since,
    device: device.id,
    officeId: device.officeId,
    limit: Math.min(limit, largestPage)
  })
  // By the office it had when it asked it would read past the merger that moves it, and never hear of it.
  if (!(await isInOffice(context.database, device))) throw new HttpProblem(problem('busy'), { 'retry-after': '1' })
  const reported = typeof query.queue === 'string' ? parseQueueReport(query.queue) : undefined
  if (reported) await noteReportedQueue(context.database, device.id, reported)
  const standing = query.standing === '1' ? { standing: await getStanding(context.database, device.id) } : {}
  const head = await signHead(context, context.database, device.id, await getHead(context.database, device.id))
  const keySerial = (await findAnnouncement(context.database))?.statement.serial ?? 0
  return { changes: page.changes, next: formatCursor(page.next, context.adminToken), more: page.more, serverTime: context.now().toISOString(), ...standing, head, keySerial, keyDue: await isKeyDue(context.database, device.id) }
}

/** Where a counter is in the feed of now; at its beginning when it has no cursor, or one of an earlier generation or of what this database is no more. @throws HttpProblem badRequest for what is none */
export async function readCursor(database: Database, text = ''): Promise<FeedPosition> {
  return (await locate(database, text, '')).since
}

/** @returns `aheadOf`: the generation that this portal's own cursor is of, and lies beyond */
async function locate(database: Database, text: string, adminToken: string): Promise<{ since: FeedPosition; aheadOf?: string }> {
  const cursor = parseCursor(text)
  if (!cursor) throw new HttpProblem(problem('badRequest', { detail: 'Con trỏ không đọc được.' }))
  const { since, seal } = cursor
  const { generation, nextXid } = await readFeedEnd(database)
  const beginning = { generation, xid: '0', id: '0' }
  if (since.generation !== generation) return { since: beginning }
  if (BigInt(since.xid) <= BigInt(nextXid)) return { since }
  return { since: beginning, ...(seal === sealOf(since, adminToken) ? { aheadOf: generation } : {}) }
}

/** With a seal, so that nobody can say that this database was put back who was not told so by it. */
export function formatCursor(position: FeedPosition, adminToken: string): string {
  return Buffer.from(`${position.generation}.${position.xid}.${position.id}.${sealOf(position, adminToken)}`).toString('base64url')
}

function sealOf({ generation, xid, id }: FeedPosition, adminToken: string): string {
  return createHmac('sha256', adminToken).update(`cursor ${generation}.${xid}.${id}`).digest('hex').slice(0, 32)
}

function parseCursor(text: string): { since: FeedPosition; seal: string } | undefined {
  if (text === '') return { since: { generation: '', xid: '0', id: '0' }, seal: '' }
  const match = /^([0-9a-f-]{36})\.(\d{1,19})\.(\d{1,18})(?:\.([0-9a-f]{32}))?$/.exec(Buffer.from(text, 'base64url').toString('latin1'))
  return match ? { since: { generation: match[1]!, xid: match[2]!, id: match[3]! }, seal: match[4] ?? '' } : undefined
}
