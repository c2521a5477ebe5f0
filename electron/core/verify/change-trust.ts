import type { KnownAuthority } from '../../contract/press.ts'
import type { TrustChangeFailure } from '../../contract/trust.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import { findSignatureServices } from '../catalogue/signature-services.ts'
import { getIdentity, getOfficer, type CoreContext } from '../context.ts'
import { write, type WriteDb } from '../db/open.ts'
import { appendEntry } from '../journal/journal.ts'
import { findOwnTrust, fingerprintOf, putOwnTrust, type OwnTrust } from './trust-store.ts'

/** An authority that was read from a file and shown. */
export interface ReadAuthority {
  der: string
  authority: KnownAuthority
}

/** Trusts one more authority from now on, by the administrator at work. */
export function addAuthority(context: CoreContext, { der, authority }: ReadAuthority): Result<object, TrustChangeFailure | { kind: 'authority-known' }> {
  const { db } = context
  const own = findOwnTrust(db)
  const known = [...findSignatureServices(db).authorities, ...own.authorities.map((one) => one.der)]
  if (known.some((one) => fingerprintOf(one) === authority.fingerprint)) return err({ kind: 'authority-known' })
  const { fingerprint, commonName } = authority
  return change(context, 'trust.authority-added', { fingerprint, commonName }, ({ by, at }) => ({ ...own, authorities: [...own.authorities, { der, by, at }] }))
}

/** Takes one back that was added here. What was judged by it before is not judged again. */
export function removeAuthority(context: CoreContext, request: { fingerprint: string; commonName: string; reason: string }): Result<object, TrustChangeFailure> {
  const own = findOwnTrust(context.db)
  const removed = { ...request, reason: toNfc(request.reason) }
  return change(context, 'trust.authority-removed', removed, (done) => ({
    authorities: own.authorities.filter(({ der }) => fingerprintOf(der) !== request.fingerprint),
    removed: [{ ...removed, ...done }, ...own.removed]
  }))
}

/** The entry, which travels to the portal with the counter's own, and the list it makes, in one commit. */
function change(context: CoreContext, kind: string, payload: object, next: (done: { by: string; at: string }) => OwnTrust): Result<object, { kind: 'disk-full' }> {
  const officer = getOfficer(context)
  const at = new Date(context.now()).toISOString()
  write(context.db, (db: WriteDb) => {
    appendEntry(db, getIdentity(context.db), { kind, officer: officer.id, baseRevision: 0, at, payload })
    putOwnTrust(db, next({ by: officer.fullName, at }))
  })
  context.emit('data.changed', { areas: ['queue'] })
  context.wakeOutbox()
  return ok({})
}
