import type { LocalTime } from '../../domain/calendar.ts'
import { DossierEntry } from '../../domain/dossier.ts'
import { STATUS, type DossierStatus } from '../../domain/dossier-status.ts'
import type { FormKind } from '../../domain/forms/form-data.ts'
import type { HandOverRow, NoticeContent } from '../../domain/forms/notice-data.ts'
import { findLetterhead, findOfficer } from '../catalogue/reference-store.ts'
import { getDevice, type CoreContext } from '../context.ts'
import type { StoredDossier } from '../dossier/dossier-store.ts'
import { listDossierEntries } from '../journal/journal-store.ts'

/** What a form tells, by whom and when it was done; `at` null for what is told as of now. */
export interface Notice {
  content: NoticeContent
  at: LocalTime | null
  officerName: string
}

type Done = { entry: DossierEntry; officerName: string }

/** What the newest entry of the dossier's journal gives a form of this kind; undefined when there is none. */
export function findNotice(context: CoreContext, stored: StoredDossier, kind: Exclude<FormKind, 'receipt'>): Notice | undefined {
  const { db } = context
  const entries = listDossierEntries(db, stored.id, getDevice(db).device).flatMap((row): Done[] => {
    const parsed = DossierEntry.safeParse({ kind: row.header.kind, payload: row.payload })
    return parsed.success ? [{ entry: parsed.data, officerName: findOfficer(db, row.header.officer)?.fullName ?? '' }] : []
  })
  switch (kind) {
    case 'supplement':
      return changeTo(entries, STATUS.supplementRequested, ({ items = [], reason }) => ({ kind, items: items.length > 0 ? items : reason === null ? [] : [reason], reason: items.length > 0 ? reason : null }))
    case 'refusal':
      return changeTo(entries, STATUS.notAccepted, ({ reason }) => ({ kind, reason }))
    case 'stop':
      return changeTo(entries, STATUS.stopped, ({ reason }) => ({ kind, reason }))
    case 'apology': {
      const done = entries.findLast(({ entry }) => entry.kind === 'dossier.reappointed')
      if (done?.entry.kind !== 'dossier.reappointed') return undefined
      const { previousDueAt, newDueAt, reason, at } = done.entry.payload
      return { content: { kind, previousDueAt, newDueAt, reason }, at, officerName: done.officerName }
    }
    case 'control-slip':
      return { content: { kind, dueAt: stored.dossier.dueAt, rows: handOvers(context, stored) }, at: null, officerName: stored.dossier.receivedBy.fullName }
  }
}

type Change = Extract<DossierEntry, { kind: 'dossier.status-changed' }>['payload']

function changeTo(entries: readonly Done[], status: DossierStatus, tell: (change: Change) => NoticeContent): Notice | undefined {
  const done = entries.findLast(({ entry }) => entry.kind === 'dossier.status-changed' && entry.payload.to === status)
  if (done?.entry.kind !== 'dossier.status-changed') return undefined
  return { content: tell(done.entry.payload), at: done.entry.payload.at, officerName: done.officerName }
}

/** The first row is the counter's own: it took the dossier from the citizen. The rest is written as the papers travel. */
function handOvers({ db }: CoreContext, { dossier }: StoredDossier): HandOverRow[] {
  const agency = findLetterhead(db, getDevice(db).officeId)?.counter ?? dossier.agency.name
  return [{ agency, handedAt: dossier.receivedAt, givenBy: dossier.applicant.fullName, takenAt: dossier.receivedAt, takenBy: dossier.receivedBy.fullName, outcome: null, note: '' }]
}
