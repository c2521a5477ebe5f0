import type { DraftFile, ReceivedDossier, ReceiveDossier, ReceiveError } from '../../contract/intake.ts'
import { toAttached } from '../../domain/attach-scans.ts'
import { applyEntry, type Dossier, type DossierEntry } from '../../domain/dossier.ts'
import { decideReceive, findSecret, type DossierReceived, type Intake } from '../../domain/receive.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { localDay, toLocalTime } from '../../domain/calendar.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { countUse, findProcedure } from '../catalogue/procedure-store.ts'
import { getDevice, getIdentity, getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { findFile, findStoredScan, insertAttachment } from '../files/file-store.ts'
import { appendEntry } from '../journal/journal.ts'
import { findOtherDay, keepAgreedDay } from '../numbers/legal-day.ts'
import { readNumberContext } from '../numbers/number-context.ts'
import { insertIssuedNumber } from '../numbers/number-store.ts'
import { deleteDraft } from './draft-store.ts'
import { findDossier, putDossier } from './dossier-store.ts'

/**
 * Receive: number, date, fee, record, audit, outbox and the papers' files in one FULL commit. Pressed twice, or again after a crash or a lost
 * answer, it gives the dossier that is already there: the draft's id is the dossier's.
 */
export function receiveDossier(context: CoreContext, input: ReceiveDossier): Result<ReceivedDossier, ReceiveError> {
  const officer = getOfficer(context)
  const known = findDossier(context.db, input.draftId)
  if (known) return ok(toReceived(known.id, known.dossier))
  if (!context.hasRoom()) return err({ kind: 'disk-full' })
  const procedure = findProcedure(context.db, input.procedureCode, localDay(context.now()))
  if (!procedure) return err({ kind: 'procedure-unknown' })
  const intake = toIntake(input)
  const papers = listPapers(input)
  const secret = findSecret({ ...intake, components: [...intake.components, ...papers.map(({ component }) => ({ id: component, originals: 1, certifiedCopies: 0, copies: 0 }))] }, procedure)
  if (secret) return err(secret)
  const missing = papers.find(({ file }) => !findFile(context.db, file.sha256))
  if (missing) return err({ kind: 'file-missing', name: missing.file.name })
  const clock = findOtherDay(context.db, context.now(), input.confirmedDay)
  if (clock) return err(clock)

  const device = getDevice(context.db)
  const series = `dossier:${device.agencyCode}`
  const received = write(context.db, (db): Result<ReceivedDossier, ReceiveError> => {
    const decision = decideReceive(intake, {
      procedure,
      agency: { id: device.officeId, code: device.agencyCode, name: device.officeName },
      officer: { officerId: officer.id, fullName: officer.fullName },
      ...readNumberContext(db, { procedureCode: procedure.code, nowMs: context.now(), confirmedDay: input.confirmedDay })
    })
    if (!decision.ok) return decision
    const facts = decision.value
    const dossier = appendReceived(db, input, facts, { officer: officer.id, at: new Date(context.now()).toISOString(), series })
    keepAgreedDay(db, context.now(), input.confirmedDay)
    countUse(db, procedure.code)
    deleteDraft(db, input.draftId)
    return ok(toReceived(input.draftId, dossier))
  })
  if (received.ok) {
    faultPoint('core-after-commit')
    context.emit('data.changed', { areas: ['dossier', 'queue', 'draft'] })
    context.wakeOutbox()
  }
  return received
}

/** One entry for the dossier and one for each file, in the dossier's lane, and the projection they make. */
function appendReceived(db: WriteDb, input: ReceiveDossier, facts: DossierReceived, by: { officer: string; at: string; series: string }): Dossier {
  const identity = getIdentity(db as ReadDb)
  let dossier: Dossier | undefined
  let seq = 0
  const append = (entry: DossierEntry): void => {
    const baseRevision: number = dossier?.revision ?? 0
    seq = appendEntry(db, identity, { ...entry, officer: by.officer, dossier: input.draftId, baseRevision, at: by.at }).seq
    dossier = applyEntry(dossier, entry)
  }
  append({ kind: 'dossier.received', payload: facts })
  insertIssuedNumber(db, { series: by.series, period: facts.day, serial: facts.serial, onDay: facts.day, dossier: input.draftId, seq })
  const { register } = facts
  if (register) insertIssuedNumber(db, { series: register.series, period: register.period, serial: register.serial, onDay: facts.day, dossier: input.draftId, seq })
  for (const { component, file } of listPapers(input)) {
    const scan = findStoredScan(db, file)
    if (!scan) throw new Error('a paper of this dossier left the store meanwhile')
    append({ kind: 'file.attached', payload: toAttached(scan, component, toLocalTime(Date.parse(by.at))) })
    insertAttachment(db, { sha256: scan.sha256, dossier: input.draftId, component, name: scan.name })
  }
  if (!dossier) throw new Error('a received dossier has an entry')
  putDossier(db, input.draftId, dossier, seq)
  return dossier
}

/** The files that go with the dossier: of components handed over; what was unticked again stays behind. */
function listPapers(input: ReceiveDossier): { component: string; file: DraftFile }[] {
  return input.components.filter(({ ticked }) => ticked).flatMap(({ id, files }) => files.map((file) => ({ component: id, file })))
}

function toIntake(input: ReceiveDossier): Intake {
  return {
    channel: input.channel,
    applicant: input.applicant,
    owner: input.owner,
    representation: input.representation,
    postTrackingNumber: input.postTrackingNumber,
    components: input.components
      .filter((component) => component.ticked)
      .map(({ id, originals, certifiedCopies, copies, pages }) => ({ id, originals, certifiedCopies, copies, ...(pages === undefined ? {} : { pages }) })),
    // The officer's answer for the papers as a whole: a mark on no listed component refuses them all.
    markedSecret: input.secrecy === 'none' ? [] : ['*'],
    sets: input.sets,
    note: input.note,
    exemptionIds: input.exemptionIds,
    ...(input.feeQuantities ? { feeQuantities: input.feeQuantities } : {}),
    resultBy: input.returnAt
  }
}

function toReceived(dossierId: string, dossier: Dossier): ReceivedDossier {
  return {
    dossierId,
    code: dossier.code,
    receivedAt: dossier.receivedAt,
    dueAt: dossier.dueAt,
    fees: dossier.fees,
    filesToSign: dossier.files.filter((file) => file.signatures.length === 0).length
  }
}
