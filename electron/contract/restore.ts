import * as z from '../domain/schema.ts'
import { Base64, CaCertificates, RawKey } from './portal-keys.ts'
import type { EnrolFailure } from './views.ts'
import { Enrolment } from './wire.ts'

/** Putting the counter of a dead PC back on another one, from the folder its copies went to. */

const SealedBox = z.object({ ephemeralKey: RawKey, sealed: Base64.max(200) })

/** What a new machine needs besides a backup: the database key, sealed for the portal. It lies beside the backups and opens nothing by itself. */
export const RecoverySheet = z.object({
  format: z.literal('qmc-recovery'),
  version: z.literal(1),
  device: z.string().max(200),
  keyId: z.string().max(100),
  box: SealedBox,
  /** Where to ask, and whose counter it is, to be shown; absent in sheets of earlier builds. */
  portalUrl: z.string().max(1000).optional(),
  caCertificates: CaCertificates.optional(),
  officeName: z.string().max(500).optional(),
  counterNumber: z.number().int().optional()
})
export type RecoverySheet = z.infer<typeof RecoverySheet>

/**
 * A one-time code that names the counter (test/portal/restore/restore-code.ts) is the administrator's consent. The portal opens that counter's sheet, takes the new machine's key and no other from
 * then on. The code stays good, also for a new key, until the first signed request.
 */
export const RestoreRequest = z.object({
  code: z.string().min(1).max(100),
  devicePublicKey: RawKey,
  /** X25519: the answer is sealed for it. */
  boxKey: RawKey,
  sheets: z.array(RecoverySheet).min(1).max(100)
})
export type RestoreRequest = z.infer<typeof RestoreRequest>

export const RestoreAnswer = z.object({
  enrolment: Enrolment,
  /** The database key, for `boxKey` (crypto/recovery-sheet.ts). */
  box: SealedBox
})
export type RestoreAnswer = z.infer<typeof RestoreAnswer>

/** The second copy's entries as they lie on the stick; only what the device signed is taken. */
export const QueueHandIn = z.object({ code: z.string().max(100), text: z.string() })
/** One scan beside them: its sheet and its encrypted bytes, base64. */
export const FileHandIn = z.object({ code: z.string().max(100), sha256: z.string().regex(/^[0-9a-f]{64}$/), sheet: z.string().max(10_000), bytes: Base64 })

export const restorePaths = { restore: '/v1/restore', queue: '/v1/restore/queue', file: '/v1/restore/file' } as const

/** A counter whose copies lie in a folder. */
export interface FoundCopy {
  device: string
  /** When the newest whole copy was made, ISO 8601 UTC; undefined when there is only the second copy of what was unsent. */
  madeAt?: string
  officeName?: string
  counterNumber?: number
  portalUrl?: string
}

export type RestoreFailure =
  | EnrolFailure
  /** No backup with its recovery sheet lies there. */
  | { kind: 'copy-not-found' }
  /** The code is for another counter than those whose copies lie there. */
  | { kind: 'copy-of-another-counter' }
  /** The copy does not open with its key, or its chain is broken. */
  | { kind: 'copy-unreadable' }
  /** This PC's disk did not take the copy. */
  | { kind: 'copy-not-placed' }
