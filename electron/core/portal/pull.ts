import { ChangesResponse, type Change, type OfficerRecord } from '../../contract/wire.ts'
import { Procedure } from '../../domain/catalogue.ts'
import { putProcedure } from '../catalogue/procedure-store.ts'
import { listOfficers, putReference } from '../catalogue/reference-store.ts'
import type { CoreContext } from '../context.ts'
import { write, type WriteDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import type { PortalClient, PortalFailure } from './portal-client.ts'

export type PullOutcome = { kind: 'pulled'; changes: number; serverTime: string; officers?: OfficerRecord[] } | { kind: 'failed'; failure: PortalFailure }

const pageSize = 500

/** Fetches what changed at the portal until there is no more; each page and its cursor are one commit, so a cut neither loses nor repeats. */
export async function pullChanges(context: CoreContext, client: PortalClient): Promise<PullOutcome> {
  let total = 0
  let officersChanged = false
  for (;;) {
    const since = findSetting<string>(context.db, 'pull-cursor') ?? ''
    const answer = await client.request('GET', `/v1/changes?since=${encodeURIComponent(since)}&limit=${pageSize}`)
    if (!answer.ok) return { kind: 'failed', failure: answer.error }
    const page = ChangesResponse.safeParse(answer.value)
    if (!page.success) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
    const { changes, next, more, serverTime } = page.data
    if (changes.length > 0) {
      write(context.db, (db) => {
        for (const change of changes) applyChange(db, change)
        putSetting(db, 'pull-cursor', next)
      })
      officersChanged ||= changes.some((change) => change.kind === 'officer')
      total += changes.length
      context.emit('data.changed', { areas: ['catalogue'] })
    }
    // More of nothing would be asked for without end.
    if (!more || changes.length === 0) return { kind: 'pulled', changes: total, serverTime, ...(officersChanged ? { officers: listOfficers(context.db) } : {}) }
  }
}

function applyChange(db: WriteDb, change: Change): void {
  switch (change.kind) {
    case 'procedure':
      putProcedure(db, Procedure.parse(change.value))
      return
    case 'dossier-status':
      // Statuses decided at the portal come with the online dossiers of issue 5; until then the counter's own journal is the only source.
      return
    default:
      putReference(db, change.kind, change.id, change.value)
  }
}
