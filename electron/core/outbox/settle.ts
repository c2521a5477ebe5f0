import type { Settled, SettleFailure } from '../../contract/queue.ts'
import { problemTypes } from '../../contract/problem-types.ts'
import { parseDossierCode } from '../../domain/dossier-code.ts'
import { tellsOfMoney } from '../../domain/money-entry.ts'
import type { RegisterPlace } from '../../domain/numbers.ts'
import { applyEntry, type Dossier, type DossierEntry } from '../../domain/dossier.ts'
import { canApply, isKnownMoney } from '../../domain/reconcile.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfcLines } from '../../domain/text.ts'
import { getDevice, getIdentity, getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { deleteDossier, putDossier } from '../dossier/dossier-store.ts'
import { findAtPortal } from '../dossier/take-pulled-dossier.ts'
import { discardFiles } from '../files/discard-files.ts'
import { appendEntry } from '../journal/journal.ts'
import { listDossierEntries } from '../journal/journal-store.ts'
import { voidNumber } from '../numbers/take-number.ts'
import { askWholeFeed } from '../portal/feed-cursor.ts'
import { decideOnSteps, type Decider } from './decision.ts'
import { isKnownMissing } from './fate.ts'
import { foldWithout } from './fold-without.ts'
import { findWaitingTail, type WaitingStep, type WaitingTail } from './waiting-tail.ts'
import { dropAttachment, dropSignature, dropUploads, keepFile } from './withdrawn-store.ts'

/** What becomes of the refused step: written anew as this, or given up. `keepLater` says whether what waits behind it is written anew too, as far as the rules still allow. */
export interface Plan {
  first: DossierEntry | undefined
  keepLater: boolean
}

/**
 * An officer settles a refused step: it and what waits behind it leave the queue by one entry that says why, and what is still meant is written anew on what the portal has. One
 * transaction; the journal loses nothing.
 */
export function settle<E>(
  context: CoreContext,
  input: { seq: number; reason: string },
  decide: (tail: WaitingTail, before: Dossier | undefined, db: ReadDb) => Result<Plan, E>
): Result<Settled, E | SettleFailure> {
  const reason = toNfcLines(input.reason)
  if (reason === '') return err({ kind: 'reason-missing' })
  const officer = getOfficer(context)
  let secretFiles: string[] = []
  let isAsked = false
  const settled = write(context.db, (db): Result<Settled, E | SettleFailure> => {
    const tail = findWaitingTail(db, input.seq)
    if (!tail.ok) return tail
    const { problem, steps, stored } = tail.value
    isAsked = !isKnownMissing(db, { seq: input.seq, lane: stored.id, problem }, context.now())
    if (isAsked) return err({ kind: 'portal-side-unknown' })
    const isLost = steps[0].isAgain && (problem?.type === problemTypes.baseUnknown || !findAtPortal(db, stored.id))
    if (isLost && problem?.type === problemTypes.editConflict) return askPortal(db)
    // Money that never arrived is in no book of the portal: it cannot stand here alone.
    if (isLost && tellsOfMoney(steps.flatMap(({ entry, isAgain }) => (isAgain ? [] : [entry])))) return err({ kind: 'withdraw-has-money' })
    const before = foldWithout(db, tail.value.stored.id, input.seq)
    if (!isLost && !before && tail.value.steps[0].entry.kind !== 'dossier.received') return askPortal(db)
    const plan = decide(tail.value, before, db)
    if (!plan.ok) return plan
    if (isLost) return ok(letStand(db, tail.value, { reason, officer: officer.id, nowMs: context.now() }))
    const next = layAnew(tail.value.steps, before, plan.value)
    if (tellsOfMoney(next.dropped.flatMap(({ entry }) => (isKnownMoney(before, entry) ? [] : [entry])))) return err({ kind: 'withdraw-has-money' })
    if (problem?.type === problemTypes.secret) secretFiles = next.dropped.flatMap(({ entry }) => fileOf(entry) ?? [])
    return ok(putSettled(db, tail.value, before, next, { reason, officer: officer.id, nowMs: context.now() }))
  })
  // Of a state secret nothing stays on the disk (Law 29/2018/QH14 art. 5).
  if (settled.ok) discardFiles(context, secretFiles)
  if (settled.ok) context.emit('data.changed', { areas: ['queue', 'dossier'] })
  // As after a pull: a history is to be read.
  if (isAsked) context.emit('data.changed', { areas: ['catalogue'] })
  context.wakeOutbox()
  return settled
}

/** Steps of a dossier of another counter, of which nothing here says how it was before them: a database of before `dossier_base`. The portal's whole feed is asked for anew, and brings it. */
function askPortal(db: WriteDb): Result<never, SettleFailure> {
  askWholeFeed(db)
  return err({ kind: 'portal-side-unknown' })
}

/**
 * Steps that the portal took once, and which it cannot take again because it lost what they stood on: they leave the queue and stand here, with their numbers and first receipts, until the portal has
 * a newer version of the dossier (take-pulled-dossier.ts).
 */
function letStand(db: WriteDb, tail: WaitingTail, by: Decider): Settled {
  const stands = { portalRevision: findAtPortal(db, tail.stored.id)?.revision ?? null }
  // What the portal still has of it is asked for, so that it is known from news.
  if (stands.portalRevision === null) askWholeFeed(db)
  decideOnSteps(db, { id: tail.stored.id, code: tail.stored.dossier.code }, tail.steps, by, { replaced: false, stands })
  return { replayed: 0, withdrawn: tail.steps.length }
}

interface Anew {
  /** Steps as they are written anew; of each the one it replaces. */
  replayed: { step: WaitingStep; entry: DossierEntry }[]
  dropped: WaitingStep[]
}

/** What of the steps stands on the dossier as the portal has it. A step that does not is given up and told. */
function layAnew([first, ...later]: WaitingTail['steps'], before: Dossier | undefined, plan: Plan): Anew {
  let dossier = before
  const anew: Anew = { replayed: [], dropped: [] }
  const lay = (step: WaitingStep, entry: DossierEntry | undefined): void => {
    if (entry === undefined || isKnownMoney(before, entry) || !canApply(dossier, entry)) {
      anew.dropped.push(step)
      return
    }
    dossier = applyEntry(dossier, entry)
    anew.replayed.push({ step, entry })
  }
  lay(first, plan.first)
  for (const step of later) lay(step, plan.keepLater ? step.entry : undefined)
  return anew
}

function putSettled(db: WriteDb, tail: WaitingTail, before: Dossier | undefined, { replayed, dropped }: Anew, by: Decider): Settled {
  const { stored, steps } = tail
  const identity = getIdentity(db)
  // What the portal has of it was said again before this database was put back to before that.
  decideOnSteps(db, { id: stored.id, code: stored.dossier.code }, steps, by, { replaced: replayed.length > 0 || dropped.some(({ entry }) => isKnownMoney(before, entry)) })
  const signed = new Set(replayed.flatMap(({ entry }) => (entry.kind === 'file.signed' ? [entry.payload.sourceSha256] : [])))
  const isSecret = tail.problem?.type === problemTypes.secret
  for (const { entry } of dropped) dropFileOf(db, stored.id, entry, { signed, isSecret })
  let dossier = before
  let lastSeq = listDossierEntries(db, stored.id, getDevice(db).device).at(-1)?.header.seq ?? null
  for (const { step, entry } of replayed) {
    // The officer who did it did it then; who had it written anew is in the decision.
    lastSeq = appendEntry(db, identity, { ...entry, officer: step.officer, dossier: stored.id, baseRevision: dossier?.revision ?? 0, at: step.at }).seq
    dossier = applyEntry(dossier, entry)
  }
  if (dossier) putDossier(db, stored.id, dossier, lastSeq)
  else {
    // The portal never had it: the dossier leaves the lists.
    dropUploads(db, stored.id)
    deleteDossier(db, stored.id)
  }
  return { replayed: replayed.length, withdrawn: dropped.length, ...voidNumbersOf(db, dropped.filter(({ isAgain }) => !isAgain), dossier, by) }
}

/**
 * The numbers that given-up steps gave are void for ever: the dossier's own, and its line of the register. Not of steps that were received once: their papers are out.
 * @param left the dossier without them. What it bears all the same is not void: it was mended before this database was put back to before that
 */
function voidNumbersOf(db: WriteDb, dropped: readonly WaitingStep[], left: Dossier | undefined, by: Omit<Decider, 'reason'>): Pick<Settled, 'voided'> {
  let voided: string | undefined
  for (const { entry } of dropped) {
    const given = findGiven(entry)
    if (!given) continue
    const { reason } = given
    const code = given.code === left?.code ? undefined : given.code
    const register = isSamePlace(given.register, left?.register) ? undefined : given.register
    const parsed = code === undefined ? undefined : parseDossierCode(code)
    if (parsed?.ok) voidNumber(db, { series: `dossier:${parsed.value.agencyCode}`, period: parsed.value.day, serial: parsed.value.serial, reason }, by)
    if (register) voidNumber(db, { series: register.series, period: register.period, serial: register.serial, reason }, by)
    voided ??= code
  }
  return voided === undefined ? {} : { voided }
}

function isSamePlace(one: RegisterPlace | undefined, other: RegisterPlace | undefined): boolean {
  return one?.series === other?.series && one?.period === other?.period && one?.serial === other?.serial
}

/** What numbers a step gave; undefined for most. */
function findGiven(entry: DossierEntry): { reason: string; code?: string; register?: RegisterPlace | undefined } | undefined {
  if (entry.kind === 'dossier.received') return { reason: 'Hồ sơ rút trước khi gửi', code: entry.payload.code, register: entry.payload.register }
  if (entry.kind === 'dossier.registered') return { reason: 'Rút bước ghi sổ', register: entry.payload.register }
  const acceptance = entry.kind === 'dossier.status-changed' ? entry.payload.acceptance : undefined
  return acceptance && { reason: 'Rút bước tiếp nhận', code: acceptance.code, register: acceptance.register }
}

function fileOf(entry: DossierEntry): string | undefined {
  return entry.kind === 'file.attached' || entry.kind === 'file.signed' ? entry.payload.sha256 : undefined
}

/** @param signed what this counter signed of the dossier and what stands: another counter attached the same bytes, and the signature is on these */
function dropFileOf(db: WriteDb, dossier: string, entry: DossierEntry, { signed, isSecret }: { signed: ReadonlySet<string>; isSecret: boolean }): void {
  if (entry.kind !== 'file.attached' && entry.kind !== 'file.signed') return
  if (entry.kind === 'file.attached' && signed.has(entry.payload.sha256)) return
  if (!isSecret) keepFile(db, entry.payload.sha256)
  dropUploads(db, dossier, entry.payload.sha256)
  if (entry.kind === 'file.signed') dropSignature(db, dossier, entry.payload.sha256)
  else dropAttachment(db, dossier, entry.payload.sha256)
}
