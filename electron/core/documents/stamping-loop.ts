import { rmSync } from 'node:fs'
import type { PressMethods } from '../../contract/press.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { findSignatureServices } from '../catalogue/signature-services.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { findFile, insertFile, toStoredFile } from '../files/file-store.ts'
import { makeTarget } from '../files/new-file.ts'
import type { Link } from '../outbox/link.ts'
import { startLoop, type Loop } from '../outbox/loop.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { getTrustSettings } from '../verify/trust-store.ts'
import { appendToDocument } from './append-to-document.ts'
import { findDocument } from './document-store.ts'
import { awaitEvidence, endStamping, listDueStampings, longestStampingWaitMs, noteStampingFailure, type StampingRow } from './stamping-store.ts'

/** Authorities here answer in 2 to 131 s. */
const stampTimeoutMs = 10 * 60_000
const lookEveryMs = 15_000
const firstWaitMs = 30_000
const longestWaitMs = 60 * 60_000

/**
 * Appends validation data and time stamps to sealed documents behind everybody's back: signing never waits for an authority. Tried again with a growing wait, for ever. A document whose
 * revocation data could not be had is stamped (B-T) and goes on waiting for them: with all of them it is stamped once more (B-LT).
 */
export function startStamping(options: { context: CoreContext; press: Sibling<PressMethods>; link: Link; dataFolder: string; reportBug(error: unknown): void }): Loop {
  const { context, link } = options
  return startLoop(options, async () => {
    const services = findSignatureServices(context.db)
    const [due] = listDueStampings(context.db, context.now(), 1)
    if (!due || services.tsaUrls.length === 0 || link.getState().state !== 'online' || findJournalClosed(context.db)) return { kind: 'rest', forMs: lookEveryMs }
    await stampOne(options, due, services)
    return { kind: 'again' }
  })
}

async function stampOne(options: Parameters<typeof startStamping>[0], due: StampingRow, services: { tsaUrls: string[] }): Promise<void> {
  const { context } = options
  const stored = findDocument(context.db, due.document)
  const source = stored && findFile(context.db, stored.document.current.sha256)
  if (!stored || !source) return postpone(context, due, 'file-on-its-way')
  // Another counter of the office was first.
  if (stored.document.stamps.at(-1)?.level === 'B-LT') return write(context.db, (db) => endStamping(db, due.document))
  const target = makeTarget(context)
  const request = {
    source: toStoredFile(context.filesFolder, source),
    target: { path: target.fullPath, key: target.key },
    tsaUrls: services.tsaUrls,
    trust: getTrustSettings(context.db, options.dataFolder, true),
    mustComplete: stored.document.stamps.length > 0
  }
  const stamped = await (await options.press.get()).call('document.timestamp', request, { timeoutMs: stampTimeoutMs })
  if (!stamped.ok) {
    rmSync(target.fullPath, { force: true })
    return postpone(context, due, stamped.error.kind)
  }
  const { sha256, sizeBytes, pages, level, stampedAt } = stamped.value
  const at = context.now()
  const isKept = write(context.db, (db) => {
    // An authority may take minutes: the journal may be closed by then, and another counter's stamp may have come.
    if (findJournalClosed(db) || findDocument(db, due.document)?.document.revision !== stored.document.revision) return false
    insertFile(db, { sha256, key: target.key, path: target.path, sizeBytes, pages }, new Date(at).toISOString())
    const payload = { sourceSha256: source.sha256, sha256, sizeBytes, level, stampedAt, at: toLocalTime(at) }
    // No officer does this: the machine does, under its own name.
    appendToDocument(db, stored, { kind: 'document.timestamped', payload }, { officer: getDevice(db).device, at: new Date(at).toISOString() })
    if (level === 'B-LT') endStamping(db, due.document)
    else awaitEvidence(db, due.document, at + firstWaitMs)
    return true
  })
  if (!isKept) {
    rmSync(target.fullPath, { force: true })
    return postpone(context, due, 'file-changed')
  }
  context.emit('data.changed', { areas: ['document', 'queue'] })
  context.wakeOutbox()
}

function postpone(context: CoreContext, due: StampingRow, problem: string): void {
  const waitMs = Math.min(problem === 'evidence-incomplete' ? longestStampingWaitMs : longestWaitMs, firstWaitMs * 2 ** Math.min(due.attempts, 12))
  write(context.db, (db) => noteStampingFailure(db, due.document, problem, context.now() + waitMs))
  context.emit('data.changed', { areas: ['document'] })
}
