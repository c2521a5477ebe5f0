import type { FormFailure, FormRequest, PaperDayAsked, PreparedForm } from '../../contract/forms.ts'
import { localDay } from '../../domain/calendar.ts'
import { FormKind } from '../../domain/forms/form-data.ts'
import { twoDigits } from '../../domain/forms/form-text.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { findFormTemplate } from '../catalogue/reference-store.ts'
import { getOfficer, isDiskFull, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { takeNumber } from '../numbers/take-number.ts'
import { findNotice } from './notice-content.ts'
import { countCopy, findPrinted, insertFormNumber, type PrintedForm } from './printed-store.ts'
import type { KeptChecks } from '../verify/kept-checks.ts'
import { renderPaper } from './render-papers.ts'

/** Papers with a number of their own, given at the first printing; a receipt's is its dossier's. */
const numbered: readonly FormRequest['kind'][] = ['supplement', 'refusal', 'counter-refusal', 'apology', 'stop', 'control-slip']

/** The control slip grows with the dossier, and a register with every day: neither is ever a copy of an earlier one. */
const growing: readonly FormRequest['kind'][] = ['control-slip', 'register']

/** A paper as it will come out: the number it has, "BẢN IN LẠI" where a copy came out before. */
export function renderMarked(context: CoreContext, checks: KeptChecks, request: FormRequest): Result<PreparedForm, FormFailure> {
  const { number, copies } = findMark(context, request)
  const isReprint = request.reprint || (copies > 0 && !growing.includes(request.kind))
  const form = renderPaper(context, checks, { ...request, reprint: isReprint }, number)
  return form.ok ? ok({ ...form.value, isReprint }) : form
}

/** The same for printing: a paper that has no number yet takes the next of its series. A day in question is asked about first; none free, or a full disk, leaves dots to be written on. */
export function prepareForm(context: CoreContext, checks: KeptChecks, request: FormRequest): Result<PreparedForm, FormFailure | PaperDayAsked> {
  const paper = namePaper(context, request)
  if (paper !== undefined && numbered.includes(request.kind) && !hasNumber(context, paper) && renderPaper(context, checks, request, null).ok) {
    const asked = giveNumber(context, request, paper)
    if (asked) return err(asked)
  }
  return renderMarked(context, checks, request)
}

/** A copy came out of the printer, or into a file where there is none. */
export function noteFormPrinted(context: CoreContext, request: FormRequest): Result<{ copies: number }, never> {
  const paper = namePaper(context, request)
  if (paper === undefined) return ok({ copies: 0 })
  // On a full disk the paper is out all the same; only the mark of the next copy is lost.
  unlessFull(() => write(context.db, (db) => countCopy(db, paper, new Date(context.now()).toISOString())))
  return ok({ copies: findPrinted(context.db, paper)?.copies ?? 0 })
}

/** @returns what must be asked before a number is given */
function giveNumber(context: CoreContext, request: FormRequest, paper: string): PaperDayAsked | undefined {
  const nowMs = context.now()
  const kind = request.kind === 'counter-refusal' ? 'refusal' : request.kind
  // By the notation that follows the number; papers that take the office's own share one series.
  const book = findFormTemplate(context.db, kind, localDay(nowMs))?.notation ?? null
  const taken = unlessFull(() =>
    write(context.db, (db) => {
      const dossier = 'dossierId' in request ? { dossier: request.dossierId } : {}
      const confirmedDay = 'confirmedDay' in request ? request.confirmedDay : undefined
      const number = takeNumber(db, { kind: 'form-number', book, nowMs, officer: getOfficer(context).id, confirmedDay, ...dossier })
      if (number.ok) insertFormNumber(db, paper, twoDigits(number.value.serial))
      return number
    })
  )
  if (taken?.ok) context.wakeOutbox()
  return taken?.ok === false && taken.error.kind === 'clock-jumped' ? taken.error : undefined
}

function unlessFull<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (isDiskFull(error)) return undefined
    throw error
  }
}

function hasNumber({ db }: CoreContext, paper: string): boolean {
  return typeof findPrinted(db, paper)?.number === 'string'
}

function findMark(context: CoreContext, request: FormRequest): PrintedForm {
  const paper = namePaper(context, request)
  return (paper === undefined ? undefined : findPrinted(context.db, paper)) ?? { number: null, copies: 0 }
}

/** What a paper tells, so that another request for a supplement is another paper. Undefined for what is nobody's. */
function namePaper(context: CoreContext, request: FormRequest): string | undefined {
  switch (request.kind) {
    case 'fee-receipt':
      return `fee-receipt/${request.series}/${request.period}/${request.serial}`
    case 'till-sheet':
      return `till-sheet/${request.shiftId}`
    case 'counter-refusal':
      return `counter-refusal/${request.seq}`
    case 'register':
    case 'verification':
      return undefined
    default: {
      const kind = FormKind.parse(request.kind)
      const stored = findDossier(context.db, request.dossierId)
      if (!stored) return undefined
      const at = kind === 'receipt' || kind === 'control-slip' ? '' : findNotice(context, stored, kind)?.at
      return at === undefined || at === null ? undefined : [kind, stored.id, at].filter(Boolean).join('/')
    }
  }
}
