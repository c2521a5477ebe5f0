import type { Problem } from '../../../electron/contract/wire.ts'
import { toLocalTime } from '../../../electron/domain/calendar.ts'
import type { Dossier, DossierEntry } from '../../../electron/domain/dossier.ts'
import { STATUS } from '../../../electron/domain/dossier-status.ts'
import { err, ok, type Result } from '../../../electron/domain/result.ts'
import { toNfcLines } from '../../../electron/domain/text.ts'
import type { PortalContext } from '../context.ts'
import { appendAsDesk } from './append.ts'
import { openDesk } from './desk-store.ts'
import { findSpoiltPaper, type FilingRefusal } from './file-dossier.ts'
import { keepPaper, type FiledPaper } from './filing-file.ts'

export type AnswerRefusal =
  | Extract<FilingRefusal, { kind: 'paper-not-pdf' | 'paper-too-large' | 'too-many-papers' | 'secrecy-unanswered' }>
  | { kind: 'answer-empty' }
  /** The office asks for nothing, or no longer. */
  | { kind: 'nothing-asked' }
  | { kind: 'portal-refused'; problem: Problem }

/** Takes in what a citizen brings to a supplement that was asked for. Whether it is enough the officer decides: the status stays 5 until then. */
export async function answerSupplement(
  context: PortalContext,
  dossier: { id: string; officeId: string; state: Dossier },
  answer: { note: string; papers: readonly FiledPaper[]; openPapersOnly: boolean }
): Promise<Result<{ revision: number }, AnswerRefusal>> {
  const { state } = dossier
  if (state.status !== STATUS.supplementRequested) return err({ kind: 'nothing-asked' })
  if (!answer.openPapersOnly) return err({ kind: 'secrecy-unanswered' })
  const note = toNfcLines(answer.note).slice(0, 1000)
  if (note === '' && answer.papers.length === 0) return err({ kind: 'answer-empty' })
  const spoilt = findSpoiltPaper(answer.papers)
  if (spoilt) return err(spoilt)
  const desk = await openDesk(context.database, dossier.officeId)
  if (!desk) throw new Error('an office that is not here')
  const at = toLocalTime(context.now().getTime())
  // The page offers one field for all: what another name of it says is nobody's component.
  const files = await Promise.all(answer.papers.map((paper) => keepPaper(context, desk.id, { ...paper, component: null }, at)))
  const entries: DossierEntry[] = [...files, { kind: 'dossier.supplement-answered', payload: { at, note } }]
  const appended = await appendAsDesk(context, dossier.officeId, dossier.id, state.revision, entries)
  return appended.ok ? ok(appended.value) : err({ kind: 'portal-refused', problem: appended.error })
}
