import type { LocalDate, LocalTime } from '../calendar.ts'
import type { FormFacts, FormPerson } from './form-data.ts'

/** One hand-over of the control slip: who gave the dossier to whom, and whether that step was done in its time. */
export interface HandOverRow {
  agency: string
  /** What is done there, by the process; null where none is known. */
  step: string | null
  /** How long that may take and until when: "08 giờ làm việc, đến 10:30 05/03/2021"; null as above. */
  planned: string | null
  /** Office time it took; null while it runs. */
  usedMinutes: number | null
  handedAt: LocalTime | null
  givenBy: string | null
  takenAt: LocalTime | null
  takenBy: string | null
  outcome: 'early' | 'on-time' | 'late' | null
  note: string
}

/** What one form says besides whose dossier it is; a reason that nobody typed leaves dots to write on. */
export type NoticeContent =
  | { kind: 'supplement'; items: readonly string[]; reason: string | null; answerBy: LocalDate | null }
  | { kind: 'refusal'; reason: string | null }
  | { kind: 'apology'; previousDueAt: LocalTime; newDueAt: LocalTime; reason: string }
  | { kind: 'stop'; reason: string | null }
  | { kind: 'control-slip'; dueAt: LocalTime | null; rows: readonly HandOverRow[] }

/** The forms that follow a dossier's receipt: all name the dossier the same way, then say one thing. */
export interface NoticeFormData extends FormFacts {
  applicant: FormPerson
  owner: { fullName: string; address: string } | null
  procedureName: string
  receivedAt: LocalTime
  officerName: string
  /** Signs for the agency; null leaves the name to be written. */
  head: { title: string; fullName: string } | null
  content: NoticeContent
}
