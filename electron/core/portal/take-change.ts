import type * as z from '../../domain/schema.ts'
import { OfficeCounters } from '../../contract/handover.ts'
import { OfficerRecord, SignatureServices, type Change } from '../../contract/wire.ts'
import { FormTemplate, OfficeLetterhead, Organisation, Procedure, WorkCalendar } from '../../domain/catalogue.ts'
import { takeMessage } from '../catalogue/portal-messages.ts'
import { putProcedure } from '../catalogue/procedure-store.ts'
import { putReference } from '../catalogue/reference-store.ts'
import type { WriteDb } from '../db/open.ts'
import { takePulledDocument } from '../documents/take-pulled-document.ts'
import { redateFilings } from '../dossier/dossier-store.ts'
import { takePulledDossier } from '../dossier/take-pulled-dossier.ts'
import { TransferTold } from '../money/told-transfers.ts'
import { adoptOffice } from './adopt-office.ts'
import { dropUnread, keepUnread } from './unread-store.ts'

/** `unread`: the value does not fit its kind. `unknown`: of a kind that a newer portal has, which is no fault. */
type Taken = 'taken' | 'unread' | 'unknown'

type TakeKind = (db: WriteDb, change: Change, nowMs: number) => boolean

/** How each kind is taken, false where the value does not fit: then nothing of it is. A map, because a kind of a newer portal may be called `constructor`. */
const kinds = new Map<string, TakeKind>(
  Object.entries({
    procedure: takeProcedure,
    'dossier-status': (db, { value }, nowMs) => takePulledDossier(db, value, nowMs),
    document: (db, { value }, nowMs) => takePulledDocument(db, value, nowMs),
    'portal-message': (db, { id, value }, nowMs) => takeMessage(db, id, value, nowMs),
    'counter-office': adoptOffice,
    'work-calendar': (db, change) => takeReference(WorkCalendar)(db, change) && (redateFilings(db), true),
    organisation: takeReference(Organisation),
    'office-letterhead': takeReference(OfficeLetterhead),
    'form-template': takeReference(FormTemplate),
    officer: takeReference(OfficerRecord),
    payment: takeReference(TransferTold),
    'signature-services': takeReference(SignatureServices),
    'office-counters': takeReference(OfficeCounters)
  } satisfies Record<string, TakeKind>)
)

/** Takes one change of the portal's feed; what cannot be read is kept as it came (unread-store.ts), and what was known before goes on being so. */
export function takeChange(db: WriteDb, change: Change, nowMs: number): Taken {
  const take = kinds.get(change.kind)
  const taken = !take ? 'unknown' : take(db, change, nowMs) ? 'taken' : 'unread'
  if (taken === 'taken') dropUnread(db, change)
  else keepUnread(db, change)
  return taken
}

/** What this build knows at all. */
export const knownKinds: readonly string[] = [...kinds.keys()]

function takeProcedure(db: WriteDb, { value }: Change): boolean {
  const procedure = Procedure.safeParse(value)
  // As it came: a member this build does not know is there for a later one.
  if (procedure.success) putProcedure(db, procedure.data, value)
  return procedure.success
}

/** What is stored can be read, and is stored as it came. */
function takeReference(schema: z.ZodType): (db: WriteDb, change: Change) => boolean {
  return (db, { kind, id, value }) => {
    if (!schema.safeParse(value).success) return false
    putReference(db, kind, id, value)
    return true
  }
}
