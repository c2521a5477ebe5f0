import { generateKeyPairSync } from 'node:crypto'
import { RestoreAnswer, restorePaths, type RestoreFailure, type RestoreRequest } from '../../contract/restore.ts'
import { problemTypes, type OfficerRecord } from '../../contract/wire.ts'
import { createSigningKey, exportPublicKey } from '../../crypto/ed25519.ts'
import { openHandedKey } from '../../crypto/recovery-sheet.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toEnrolFailure } from '../portal/enrol.ts'
import { createPortalClient, type PortalFailure } from '../portal/portal-client.ts'
import { listCopySets, type CopySet } from './find-copies.ts'
import { handInUnsent } from './hand-in-unsent.ts'
import { placeCopy } from './place-copy.ts'

export interface RestoreJob {
  dataFolder: string
  /** Where the copies lie: a stick, a share, another disk. */
  folder: string
  portalUrl: string
  code: string
}

export interface Restored {
  databaseKey: Buffer
  officers: OfficerRecord[]
  officeName: string
}

/** A scan of 20 MB over a line that four counters share. */
const timeoutMs = 30 * 60_000

/**
 * Puts the counter of a dead PC back on this one. By the administrator's code the portal opens the database key and takes this machine's new key, and no other from then on. First the portal is
 * given what was unsent, for it may be younger than the newest copy; then the copy is put in place. Opened, it is known for a copy: it numbers nothing until the portal has answered, and goes on in
 * a new epoch. Each step may be done again with the same code until the counter has spoken to the portal.
 */
export async function restoreCounter(job: RestoreJob, now: () => number): Promise<Result<Restored, RestoreFailure>> {
  const sets = readSets(job.folder)
  if (!sets.some(({ backupPath }) => backupPath !== undefined)) return err({ kind: 'copy-not-found' })
  const key = createSigningKey()
  const box = generateKeyPairSync('x25519')
  const caCertificates = sets.find(({ sheet }) => sheet.portalUrl === job.portalUrl)?.sheet.caCertificates
  const client = createPortalClient({ portalUrl: job.portalUrl, caCertificates, portalNow: now, timeoutMs })
  const request: RestoreRequest = { code: job.code, devicePublicKey: key.publicKey, boxKey: exportPublicKey(box.privateKey), sheets: sets.map(({ sheet }) => sheet) }
  const asked = await client.request('POST', restorePaths.restore, request)
  if (!asked.ok) return err(toFailure(asked.error, job.portalUrl))
  const answer = RestoreAnswer.safeParse(asked.value)
  const own = answer.success ? sets.find(({ sheet }) => sheet.device === answer.data.enrolment.device) : undefined
  if (!answer.success || !own) return err({ kind: 'portal-answer-invalid' })
  if (own.backupPath === undefined) return err({ kind: 'copy-not-found' })
  const databaseKey = openHandedKey(answer.data.box, box.privateKey)
  const handedIn = await handInUnsent(client, job.folder, own.sheet.device, job.code)
  if (!handedIn.ok) return err(toFailure(handedIn.error, job.portalUrl))
  const { officers, serverTime: _serverTime, ...office } = answer.data.enrolment
  const placed = placeCopy({ ...job, backupPath: own.backupPath, databaseKey, officers, device: { ...office, portalUrl: job.portalUrl, privateKey: key.privateKey } })
  return placed.ok ? ok({ databaseKey, officers, officeName: office.officeName }) : placed
}

function readSets(folder: string): CopySet[] {
  try {
    return listCopySets(folder)
  } catch {
    return []
  }
}

function toFailure(failure: PortalFailure, portalUrl: string): RestoreFailure {
  if (failure.kind === 'problem' && failure.problem.type === problemTypes.copyMissing) return { kind: 'copy-of-another-counter' }
  return toEnrolFailure(failure, portalUrl)
}
