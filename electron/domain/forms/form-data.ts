import * as z from '../schema.ts'
import type { LocalDate } from '../calendar.ts'
import type { OfficeLetterhead } from '../catalogue.ts'
import type { IdKind } from '../citizen-id.ts'

/** Forms of one dossier, by what they are for: their numbers and titles are the circular's in force and differ by year (brief §2). */
export const FormKind = z.enum(['receipt', 'supplement', 'refusal', 'apology', 'stop', 'control-slip'])
export type FormKind = z.infer<typeof FormKind>

export interface FormPerson {
  fullName: string
  idKind: IdKind
  idNumber: string | null
  address: string
  phone: string | null
  email: string | null
}

/** What every form of a dossier says in its head, title and foot. Text may be of any length and is escaped by the form. */
export interface FormFacts {
  office: OfficeLetterhead
  /** The dossier code; the QR and the bar hold it too. Null where nothing was received. */
  code: string | null
  /** The paper's own number; null leaves dots to be filled in by hand. */
  number: string | null
  /** Where it is dated: "Giao Hà, ngày …". */
  day: LocalDate
  /** True marks the paper "BẢN IN LẠI". */
  reprint: boolean
  /** Address of the portal's look-up for this dossier, what the QR holds; null puts the code alone into it. */
  lookupUrl: string | null
  /** Absolute address of the folder of the Tinos files, ending in a slash, e.g. `app://counter/fonts/`. */
  fontBaseUrl: string
}

/** A form ready to be shown or printed: a whole HTML document that needs no script and, but for its fonts, no other file. */
export interface RenderedForm {
  html: string
  title: string
  paper: 'A4' | 'A5'
  /** Laid across; absent: upright. */
  landscape?: boolean
}

/** One numbered or labelled line of a form, before layout. */
export interface FormLine {
  label: string
  text: string
  /** The text is set bold. */
  strong?: boolean
  /** Follows the text, never bold; a space is put between unless it begins with a semicolon. */
  after?: string
}

/** Who signs below; `name` null leaves the place empty. */
export interface FormSignature {
  title: string
  hint: string
  name: string | null
}

/** Where a paper form leaves room for a pen. */
export const DOTS = '………'
