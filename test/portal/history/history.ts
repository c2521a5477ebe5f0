import { HistoryRequest, type HistoryAnswer } from '../../../electron/contract/history.ts'
import type { PortalContext } from '../context.ts'
import type { Device } from '../device-store.ts'
import { HttpProblem, problem } from '../problem.ts'
import { findRevisions, readHistory } from './history-store.ts'

/** An answer is ended once it holds so many entries: the lanes left are asked for again. */
const entriesAnswered = 200

/** What was done to dossiers and documents of the device's own office. Of another office's it says what it says of those that are nowhere. @throws HttpProblem badRequest */
export async function getHistories({ database }: PortalContext, device: Device, body: unknown): Promise<HistoryAnswer> {
  const request = HistoryRequest.safeParse(body)
  if (!request.success) throw new HttpProblem(problem('badRequest'))
  const lanes = [...new Set(request.data.lanes)]
  // Before the entries: one that comes in between is of a later revision, and is news that is asked for again.
  const revisions = await findRevisions(database, device.officeId, lanes)
  const histories: HistoryAnswer['histories'] = []
  let told = 0
  for (const [lane, revision] of revisions) {
    if (told >= entriesAnswered) break
    const entries = await readHistory(database, lane)
    histories.push({ lane, revision, entries })
    told += entries.length
  }
  return { histories, unknown: lanes.filter((lane) => !revisions.has(lane)) }
}
