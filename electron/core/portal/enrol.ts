import type { EnrolFailure } from '../../contract/views.ts'
import { Enrolment, problemTypes, type OfficerRecord } from '../../contract/wire.ts'
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
export async function enrol(context: CoreContext, request: { portalUrl: string; code: string; deviceName: string }): Promise<Result<{ officers: OfficerRecord[]; officeName: string }, EnrolFailure>> {
  if (findSetting(context.db, 'device')) return err({ kind: 'already-enrolled' })
  const key = createSigningKey()
  const client = createPortalClient({ portalUrl: request.portalUrl, portalNow: context.now })
  const answer = await client.request('POST', '/v1/enrol', { code: request.code, devicePublicKey: key.publicKey, deviceName: request.deviceName })
  if (!answer.ok) return err(toEnrolFailure(answer.error, request.portalUrl))
  const enrolment = Enrolment.safeParse(answer.value)
  if (!enrolment.success) return err({ kind: 'portal-answer-invalid' })
  const { officers, serverTime, ...office } = enrolment.data
  const device: DeviceRecord = { ...office, portalUrl: request.portalUrl, privateKey: key.privateKey }
  write(context.db, (db) => {
    putSetting(db, 'device', device)
    putSetting(db, 'epoch', 1)
    putSetting(db, 'clock-offset-ms', Date.parse(serverTime) - context.now())
    for (const officer of officers) putReference(db, 'officer', officer.id, officer)
  })
  return ok({ officers, officeName: office.officeName })
}

function toEnrolFailure(failure: PortalFailure, portalUrl: string): EnrolFailure {
  if (failure.kind === 'unreachable') return { kind: 'portal-unreachable', portalUrl }
  if (failure.kind === 'problem' && failure.problem.type === problemTypes.codeInvalid) return { kind: 'enrolment-code-invalid' }
  return { kind: 'portal-answer-invalid' }
}
