import type { TrustSettings } from '../../contract/verification.ts'
import { findSignatureServices } from '../catalogue/signature-services.ts'
import type { ReadDb } from '../db/open.ts'
import { revocationFolderOf } from '../documents/stamping-loop.ts'

/** Whom the office trusts: the portal's list and its own. */
export function getTrustSettings(db: ReadDb, dataFolder: string, online: boolean): TrustSettings {
  return { authorities: findSignatureServices(db).authorities, revocationFolder: revocationFolderOf(dataFolder), online }
}
