import { randomUUID } from 'node:crypto'
import type { Problem } from '../../../electron/contract/wire.ts'
import type { ApplicantInput } from '../../../electron/domain/applicant.ts'
import { localDay, toLocalTime } from '../../../electron/domain/calendar.ts'
import type { DossierEntry } from '../../../electron/domain/dossier.ts'
import { startStatus } from '../../../electron/domain/dossier-status.ts'
import { decideReceive, type ReceiveRefusal, type ResultDelivery } from '../../../electron/domain/receive.ts'
import { err, ok, type Result } from '../../../electron/domain/result.ts'
import type { PortalContext } from '../context.ts'
import { appendAsDesk, onlineOfficer } from './append.ts'
import { findProcedure, getWorkCalendar, openDesk, takeFilingNumber } from './desk-store.ts'
import { filingCheck } from './filing-check.ts'
import { isPdf, keepPaper, largestPaperBytes, mostPapers, type FiledPaper } from './filing-file.ts'

/** What a citizen sends. */
export interface Filing {
  officeId: string
  procedureCode: string
  applicant: ApplicantInput
  resultBy: ResultDelivery
  note: string
  papers: readonly FiledPaper[]
  /** The citizen's own word that no paper bears a secrecy mark; without it nothing is kept. */
  openPapersOnly: boolean
}

export type FilingRefusal =
  | ReceiveRefusal
  | { kind: 'office-unknown' }
  | { kind: 'procedure-unknown' }
  | { kind: 'secrecy-unanswered' }
  | { kind: 'paper-not-pdf'; name: string }
  | { kind: 'paper-too-large'; name: string }
  | { kind: 'too-many-papers' }
  | { kind: 'portal-refused'; problem: Problem }

/** The reference of the filing, which is the dossier's code until an officer accepts it, and what opens its page together with it. */
export interface Filed {
  id: string
  reference: string
  check: string
}

/**
 * Takes in what a citizen files online (nộp trực tuyến): checked by the very rule of the counter's Receive, kept with status 1, and sent to the office's counters by the feed. It gets no number
 * and no appointment before an officer has accepted it. A secret paper is refused before anything is kept.
 */
export async function fileDossier(context: PortalContext, filing: Filing): Promise<Result<Filed, FilingRefusal>> {
  const { database } = context
  const desk = await openDesk(database, filing.officeId)
  if (!desk) return err({ kind: 'office-unknown' })
  const procedure = await findProcedure(database, filing.procedureCode, localDay(context.now().getTime()))
  if (!procedure) return err({ kind: 'procedure-unknown' })
  if (!filing.openPapersOnly) return err({ kind: 'secrecy-unanswered' })
  const spoilt = findSpoiltPaper(filing.papers)
  if (spoilt) return err(spoilt)

  const nowMs = context.now().getTime()
  // The field's name comes from outside: a component that the procedure does not have is none.
  const papers = filing.papers.map((paper) => (procedure.components.some(({ id }) => id === paper.component) ? paper : { ...paper, component: null }))
  const handed = new Set(papers.map(({ component }) => component))
  const decision = decideReceive(
    {
      channel: 'online',
      applicant: filing.applicant,
      components: procedure.components.filter(({ id }) => handed.has(id)).map(({ id }) => ({ id, originals: 0, certifiedCopies: 0, copies: 1 })),
      note: filing.note,
      resultBy: filing.resultBy
    },
    {
      procedure,
      agency: { id: desk.officeId, code: desk.agencyCode, name: desk.officeName },
      officer: { officerId: onlineOfficer, fullName: 'Nộp trực tuyến' },
      calendar: await getWorkCalendar(database),
      nowMs,
      // The rule numbers what it receives; a filing has a reference of its own instead.
      range: { from: 1, to: 9999 },
      findLastIssuedSerial: () => undefined,
      highWaterDay: undefined
    }
  )
  if (!decision.ok) return decision
  const serial = await takeFilingNumber(database)
  const reference = `TT${localDay(nowMs).slice(2).replaceAll('-', '')}-${String(serial).padStart(6, '0')}`
  const at = toLocalTime(nowMs)
  const received: DossierEntry = { kind: 'dossier.received', payload: { ...decision.value, code: reference, serial, status: startStatus('online'), dueAt: null, dueSteps: [] } }
  const files = await Promise.all(papers.map((paper) => keepPaper(context, desk.id, paper, at)))
  const id = randomUUID()
  const appended = await appendAsDesk(context, desk.officeId, id, 0, [received, ...files])
  return appended.ok ? ok({ id, reference, check: filingCheck(reference, desk.secret) }) : err({ kind: 'portal-refused', problem: appended.error })
}

export function findSpoiltPaper(papers: readonly FiledPaper[]): Extract<FilingRefusal, { kind: 'paper-not-pdf' | 'paper-too-large' | 'too-many-papers' }> | undefined {
  if (papers.length > mostPapers) return { kind: 'too-many-papers' }
  const large = papers.find(({ bytes }) => bytes.length > largestPaperBytes)
  if (large) return { kind: 'paper-too-large', name: large.name }
  const other = papers.find(({ bytes }) => !isPdf(bytes))
  return other && { kind: 'paper-not-pdf', name: other.name }
}
