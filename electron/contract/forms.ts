import * as z from '../domain/schema.ts'
import { LocalDate } from '../domain/calendar.ts'
import type { LegalDayError } from '../domain/dossier-code.ts'
import { FormKind, type RenderedForm } from '../domain/forms/form-data.ts'
import type { RegisterLine } from '../domain/forms/register.ts'
import type { ContentPurged } from './dossier.ts'
import { method, shape } from './method.ts'

/** Legal papers: drawn by core, shown and printed by main from the very same document. */

const reprint = z.boolean().default(false)
/** The officer's yes to the day that a paper's number would bear, after `clock-jumped`. */
const confirmedDay = LocalDate.optional()
/** The last line of a part of the register. */
export const RegisterCursor = z.object({ receivedAt: z.string().max(40), row: z.int() })
export type RegisterCursor = z.infer<typeof RegisterCursor>

export interface RegisterPart {
  lines: (RegisterLine & { dossierId: string })[]
  /** Of the whole period. */
  total: number
  /** Where the next part begins; null at the end. */
  next: RegisterCursor | null
}

const Period = { from: LocalDate, to: LocalDate }

/** A form of a dossier, a fee receipt, the sheet of a closed till, the report of a signature check, or a stretch of the register. `reprint` marks the paper "BẢN IN LẠI" in any case; else a copy does that came out here before. */
export const FormRequest = z.discriminatedUnion('kind', [
  z.object({ kind: FormKind, dossierId: z.string().min(1), reprint, confirmedDay }),
  z.object({ kind: z.literal('fee-receipt'), series: z.string(), period: z.string(), serial: z.int().min(1), reprint }),
  z.object({ kind: z.literal('till-sheet'), shiftId: z.string(), reprint }),
  z.object({ kind: z.literal('verification'), checkId: z.string(), reprint }),
  /** A refusal at the counter, by its entry's place in the journal. */
  z.object({ kind: z.literal('counter-refusal'), seq: z.int().min(1), reprint, confirmedDay }),
  z.object({ kind: z.literal('register'), ...Period, reprint })
])
export type FormRequest = z.infer<typeof FormRequest>
export type PaperKind = FormRequest['kind']

export type FormFailure =
  | { kind: 'dossier-unknown' }
  /** The portal has sent no form of this kind in force on that day, or not yet how the office heads its papers. */
  | { kind: 'form-unknown'; form: PaperKind }
  /** Nothing was done that this form tells: no supplement was asked for, no new date given, no such receipt or closed till. */
  | { kind: 'form-not-due'; form: PaperKind }
  | ContentPurged
  /** More lines than are printed at once: none is left out silently. */
  | { kind: 'register-too-long'; total: number; most: number }

/** A paper that would take its number on a day in question: nothing is printed before the officer's yes. */
export type PaperDayAsked = Extract<LegalDayError, { kind: 'clock-jumped' }>

/** `reason` is a short technical word, never a path or a name. */
export type PrintFailed = { kind: 'print-failed'; reason: string }
/** `isReprint`: the paper says "BẢN IN LẠI". */
export type PrintOutcome = ({ how: 'printer'; printer: string } | { how: 'file'; path: string }) & { isReprint?: boolean }

export interface RefusalLine {
  /** Names the form (`counter-refusal`). */
  seq: number
  at: string
  /** Of the form (Mẫu 03); null while it was never printed, or no number was free. */
  number: string | null
  personName: string
  procedureName: string
  reason: string
  officerName: string
}

export type PreparedForm = RenderedForm & { isReprint: boolean }

export const formsMethods = {
  /** A form as printed: preview is the print. A dossier's form tells the newest entry of its kind, on the template in force that day. */
  'form.render': method({ input: FormRequest, output: shape<PreparedForm>(), error: shape<FormFailure>() }),
  /** The same for printing: a form that has a number of its own (02 to 05) takes it from the leased series the first time. */
  'form.prepare': method({ input: FormRequest, output: shape<PreparedForm>(), error: shape<FormFailure | PaperDayAsked>() }),
  /** Says that a copy came out: the next one is marked. */
  'form.printed': method({ input: FormRequest, output: shape<{ copies: number }>(), error: shape<never>() }),
  /** The register between two days, both included, in the order received, from the line after `after` on (from the first without it); at most `limit` lines, `total` says how many there are. */
  'register.list': method({
    input: z.object({ ...Period, limit: z.int().min(1).max(5000), after: RegisterCursor.optional() }),
    output: shape<RegisterPart>(),
    error: shape<never>()
  }),
  /** What was refused at this counter between two days, both included, the newest first: nothing was received, so no register has it. */
  'register.refusals': method({ input: z.object({ ...Period, limit: z.int().min(1).max(5000) }), output: shape<RefusalLine[]>(), error: shape<never>() })
}

/** Main's part. */
export const printMethods = {
  /** Prints a form on the office's printer, or where there is none writes the PDF and says where. */
  'print.form': method({ input: FormRequest, output: shape<PrintOutcome>(), error: shape<FormFailure | PaperDayAsked | PrintFailed>() }),
  /** Gives the form's document an address the page can frame, until the next preview. */
  'print.preview': method({ input: FormRequest, output: shape<{ url: string; title: string; paper: 'A4' | 'A5' }>(), error: shape<FormFailure>() }),
  /** Writes the register as CSV (UTF-8 with BOM, which Excel wants; semicolons) and says where. */
  'print.register-csv': method({ input: z.object(Period), output: shape<{ path: string; lines: number }>(), error: shape<{ kind: 'folder-unwritable' }>() })
}
