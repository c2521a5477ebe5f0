import { createHash } from 'node:crypto'
import type { RemovedAuthority } from '../../contract/trust.ts'
import type { TrustSettings } from '../../contract/verification.ts'
import { findSignatureServices } from '../catalogue/signature-services.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { revocationFolderOf } from './revocation-folder.ts'

/** The office's own list, as this counter's journal entries have made it. */
export interface OwnTrust {
  authorities: {
    /** DER, base64. */
    der: string
    by: string
    at: string
  }[]
  /** Newest first. */
  removed: RemovedAuthority[]
}

export function findOwnTrust(db: ReadDb): OwnTrust {
  return findSetting<OwnTrust>(db, 'own-trust') ?? { authorities: [], removed: [] }
}

export function putOwnTrust(db: WriteDb, trust: OwnTrust): void {
  putSetting(db, 'own-trust', trust)
}

/** Whom the office trusts: the portal's list, then its own. */
export function getTrustSettings(db: ReadDb, dataFolder: string, online: boolean): TrustSettings {
  const own = findOwnTrust(db).authorities.map(({ der }) => der)
  return { authorities: [...new Set([...findSignatureServices(db).authorities, ...own])], revocationFolder: revocationFolderOf(dataFolder), online }
}

/** SHA-256 of a certificate, hex: what people compare. */
export function fingerprintOf(der: string): string {
  return createHash('sha256').update(Buffer.from(der, 'base64')).digest('hex')
}
