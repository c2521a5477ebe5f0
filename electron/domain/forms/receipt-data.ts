import type { LocalTime } from '../calendar.ts'
import type { TimeLimit } from '../deadline.ts'
import type { FeeBill } from '../fee.ts'
import type { FormFacts, FormPerson } from './form-data.ts'

/** A paper of the dossier as handed over. */
export interface FormComponent {
  name: string
  originals: number
  /** Certified copies (bản chứng thực). Where a dossier has any, they and plain copies get a column each. */
  certifiedCopies?: number
  copies: number
}

/** Everything the receipt says, besides what every form says. */
export interface ReceiptFormData extends Omit<FormFacts, 'day'> {
  receivedAt: LocalTime
  /** Null only for a procedure without a fixed limit. */
  dueAt: LocalTime | null
  /** Who hands it in and signs. */
  applicant: FormPerson
  /** Whose dossier it is, when another hands it in. */
  owner: { fullName: string; address: string } | null
  procedureName: string
  /** Who opened a letter says what lay in it, and by which number it came; null at the counter, where the citizen sees it. */
  letter: { trackingNumber: string | null; note: string } | null
  components: readonly FormComponent[]
  sets: number
  timeLimit: TimeLimit
  returnAt: 'counter' | 'post' | 'electronic'
  fees: FeeBill
  /** Line of the register (Sổ theo dõi hồ sơ); null leaves dots. */
  register: { book: string; line: string } | null
  officerName: string
}
