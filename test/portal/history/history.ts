import { HistoryRequest, type HistoryAnswer } from '../../../electron/contract/history.ts'
import type { PortalContext } from '../context.ts'
import type { Device } from '../device-store.ts'
import { HttpProblem, problem } from '../problem.ts'
import { findRevisions, readHistory } from './history-store.ts'

/** An answer holds at most so much JSON, but for a first lane that is longer alone: the lanes left are asked for again. At 20 KB a second it takes a counter less than the 30 seconds it waits. */
const lengthAnswered = 512 * 1024

/** What was done to dossiers and documents of the device's own office. Of another office's it says what it says of those that are nowhere. @throws HttpProblem badRequest */
export async function getHistories({ database }: PortalContext, device: Device, body: unknown): Promise<HistoryAnswer> {
  const request = HistoryRequest.safeParse(body)
  if (!request.success) throw new HttpProblem(problem('badRequest'))
  const lanes = [...new Set(request.data.lanes)]
  // Before the entries: one that comes in between is of a later revision, and is news that is asked for again.
  const revisions = await findRevisions(database, device.officeId, lanes)
  const histories: HistoryAnswer['histories'] = []
  let told = 0
  // As asked: what an officer looks at comes first.
  for (const lane of lanes) {
    const revision = revisions.get(lane)
    if (revision === undefined) continue
    const history = { lane, revision, entries: await readHistory(database, lane) }
    told += JSON.stringify(history).length
    if (histories.length > 0 && told > lengthAnswered) break
    histories.push(history)
  }
  return { histories, unknown: lanes.filter((lane) => !revisions.has(lane)) }
}
