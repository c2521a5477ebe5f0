import type { LocalTime } from '../calendar.ts'
import type { OfficeLetterhead } from '../catalogue.ts'
import type { IdKind } from '../citizen-id.ts'
import type { TimeLimit } from '../deadline.ts'
import type { FeeBill } from '../fee.ts'

export interface FormPerson {
  fullName: string
  idKind: IdKind
  idNumber: string | null
  address: string
  phone: string | null
  email: string | null
}

/** A paper of the dossier as handed over. */
export interface FormComponent {
  name: string
  originals: number
  /** Certified copies (bản chứng thực). Where a dossier has any, they and plain copies get a column each. */
  certifiedCopies?: number
  copies: number
}

/** Everything the receipt says. Text may be of any length and is escaped by the form. */
export interface ReceiptFormData {
  office: OfficeLetterhead
  /** The dossier code; the QR and the bar hold it too. */
  code: string
  /** The receipt's own number; null leaves dots to be filled in by hand. */
  number: string | null
  receivedAt: LocalTime
  /** Null only for a procedure without a fixed limit. */
  dueAt: LocalTime | null
  /** Who hands it in and signs. */
  applicant: FormPerson
  /** Whose dossier it is, when another hands it in. */
  owner: { fullName: string; address: string } | null
  procedureName: string
  components: readonly FormComponent[]
  sets: number
  timeLimit: TimeLimit
  returnAt: 'counter' | 'post'
  fees: FeeBill
  /** Line of the register (Sổ theo dõi hồ sơ); null leaves dots. */
  register: { book: string; line: string } | null
  officerName: string
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
}
