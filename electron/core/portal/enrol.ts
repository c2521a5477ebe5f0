import type { EnrolFailure } from '../../contract/views.ts'
import { Enrolment, problemTypes, wirePaths, type OfficerRecord } from '../../contract/wire.ts'
import { createSigningKey } from '../../crypto/ed25519.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { putReference } from '../catalogue/reference-store.ts'
import type { CoreContext, DeviceRecord } from '../context.ts'
import { write } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { createPortalClient, type PortalFailure } from './portal-client.ts'

/**
 * Enrols this counter with a one-time code: it makes its key, sends the public half, and keeps office, counter number, number range, receipt keys and officers in
 * one commit. The catalogue comes with the first pull.
 */
export async function enrol(context: CoreContext, request: { portalUrl: string; code: string; deviceName: string; caCertificates?: string[] | undefined }): Promise<Result<{ officers: OfficerRecord[]; officeName: string }, EnrolFailure>> {
  if (findSetting(context.db, 'device')) return err({ kind: 'already-enrolled' })
  const key = createSigningKey()
  const client = createPortalClient({ portalUrl: request.portalUrl, caCertificates: request.caCertificates, portalNow: context.now })
  const answer = await client.request('POST', wirePaths.enrol, { code: request.code, devicePublicKey: key.publicKey, deviceName: request.deviceName })
  if (!answer.ok) return err(toEnrolFailure(answer.error, request.portalUrl))
  const enrolment = Enrolment.safeParse(answer.value)
  if (!enrolment.success) return err({ kind: 'portal-answer-invalid' })
  const { officers, serverTime, ...office } = enrolment.data
  const caCertificates = office.caCertificates ?? request.caCertificates
  const unfit = caCertificates && (await findUnfit(context, request.portalUrl, caCertificates))
  if (unfit) return err(toEnrolFailure(unfit, request.portalUrl))
  const device: DeviceRecord = { ...office, ...(caCertificates ? { caCertificates } : {}), portalUrl: request.portalUrl, privateKey: key.privateKey }
  write(context.db, (db) => {
    putSetting(db, 'device', device)
    putSetting(db, 'epoch', 1)
    putSetting(db, 'clock-offset-ms', Date.parse(serverTime) - context.now())
    for (const officer of officers) putReference(db, 'officer', officer.id, officer)
  })
  return ok({ officers, officeName: office.officeName })
}

/** A pin that does not fit the portal's own certificate would shut this counter out for ever: tried before it is kept, by a request that spends no code. */
async function findUnfit(context: CoreContext, portalUrl: string, caCertificates: string[]): Promise<PortalFailure | undefined> {
  const pinned = createPortalClient({ portalUrl, caCertificates, portalNow: context.now })
  const answer = await pinned.request('GET', wirePaths.enrol)
  return !answer.ok && (answer.error.kind === 'untrusted' || answer.error.kind === 'unreachable') ? answer.error : undefined
}

export function toEnrolFailure(failure: PortalFailure, portalUrl: string): EnrolFailure {
  if (failure.kind === 'unreachable') return { kind: 'portal-unreachable', portalUrl }
  if (failure.kind === 'untrusted') return { kind: 'portal-untrusted', portalUrl, isTime: failure.reason === 'time' }
  if (failure.kind === 'problem' && failure.problem.type === problemTypes.counterTooOld) return { kind: 'counter-too-old' }
  if (failure.kind === 'problem' && failure.problem.type === problemTypes.codeInvalid) return { kind: 'enrolment-code-invalid' }
  if (failure.kind === 'problem' && failure.problem.type === problemTypes.busy) return { kind: 'portal-busy' }
  return { kind: 'portal-answer-invalid' }
}
