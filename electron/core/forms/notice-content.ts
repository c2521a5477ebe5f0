import { toLocalTime, type LocalTime } from '../../domain/calendar.ts'
import { listSlipRows, listStepsToCome } from '../../domain/control-slip.ts'
import { DossierEntry } from '../../domain/dossier.ts'
import { STATUS, type DossierStatus } from '../../domain/dossier-status.ts'
import type { FormKind } from '../../domain/forms/form-data.ts'
import { shortTime, timeLimitInWords } from '../../domain/forms/form-text.ts'
import type { HandOverRow, NoticeContent } from '../../domain/forms/notice-data.ts'
import { listLegRows } from '../../domain/interlink.ts'
import { findLetterhead, findOfficer, getWorkCalendar } from '../catalogue/reference-store.ts'
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
  return kind === 'control-slip'
    ? { content: { kind, dueAt: stored.dossier.dueAt, rows: handOvers(context, stored) }, at: null, officerName: stored.dossier.receivedBy.fullName }
    : findTold(entries, kind)
}

const told = ['supplement', 'apology', 'refusal', 'stop'] as const

/** The forms these entries have something to tell in. What was done at another counter is printed there, by whom it was done. */
export function listNotices(entries: readonly DossierEntry[]): FormKind[] {
  return told.filter((kind) => findTold(entries.map((entry) => ({ entry, officerName: '' })), kind))
}

function findTold(entries: readonly Done[], kind: (typeof told)[number]): Notice | undefined {
  switch (kind) {
    case 'supplement':
      // A withdrawal that is taken back returns to 5 too, and asks for nothing new.
      return changeTo(entries.filter(({ entry }) => entry.kind !== 'dossier.status-changed' || entry.payload.from !== STATUS.withdrawalRequested), STATUS.supplementRequested, ({ items = [], reason, answerBy = null }) => ({ kind, answerBy, items: items.length > 0 ? items : reason === null ? [] : [reason], reason: items.length > 0 ? reason : null }))
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
  }
}

type Change = Extract<DossierEntry, { kind: 'dossier.status-changed' }>['payload']

function changeTo(entries: readonly Done[], status: DossierStatus, tell: (change: Change) => NoticeContent): Notice | undefined {
  const done = entries.findLast(({ entry }) => entry.kind === 'dossier.status-changed' && entry.payload.to === status)
  if (done?.entry.kind !== 'dossier.status-changed') return undefined
  return { content: tell(done.entry.payload), at: done.entry.payload.at, officerName: done.officerName }
}

/** A step that was begun is told with its times; those to come stand there to be signed by pen. */
function handOvers({ db, now }: CoreContext, { dossier }: StoredDossier): HandOverRow[] {
  const counter = findLetterhead(db, getDevice(db).officeId)?.counter
  const begun = listSlipRows(dossier, toLocalTime(now()), getWorkCalendar(db)).map((row, index): HandOverRow => ({
    agency: index === 0 ? (counter ?? row.unit) : row.unit,
    step: row.step?.name ?? null,
    planned: row.step && `${timeLimitInWords(row.step.limit)}${row.dueAt === null ? '' : `, đến ${shortTime(row.dueAt)}`}`,
    usedMinutes: row.usedMinutes,
    handedAt: row.givenAt,
    givenBy: row.givenBy,
    takenAt: row.takenAt,
    takenBy: row.takenBy,
    outcome: row.outcome,
    note: [row.otherPapers, row.note].filter(Boolean).join('; ')
  }))
  const toCome = listStepsToCome(dossier).map(({ name, unit, limit }): HandOverRow => ({ ...unsigned, agency: unit, step: name, planned: timeLimitInWords(limit) }))
  const legs = listLegRows(dossier, toLocalTime(now()), getWorkCalendar(db)).map(({ leg, sentAt, acceptedAt, dueAt, usedMinutes, outcome, documentNumber, note }): HandOverRow => ({
    ...unsigned,
    ...{ agency: leg.agency, step: `Liên thông: ${leg.name}`, planned: `${timeLimitInWords(leg.limit)}${dueAt === null ? '' : `, đến ${shortTime(dueAt)}`}` },
    ...{ handedAt: sentAt, takenAt: acceptedAt, usedMinutes, outcome, note: [documentNumber && `Kết quả số ${documentNumber}`, note].filter(Boolean).join('; ') }
  }))
  return [...begun, ...toCome, ...legs]
}

const unsigned = { usedMinutes: null, handedAt: null, givenBy: null, takenAt: null, takenBy: null, outcome: null, note: '' }
