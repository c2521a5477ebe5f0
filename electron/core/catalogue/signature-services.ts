import { SignatureServices } from '../../contract/wire.ts'
import type { ReadDb } from '../db/open.ts'
import { findRow } from '../db/statements.ts'

/** Time stampers and trusted authorities as the portal last named them; none until then. */
export function findSignatureServices(db: ReadDb): SignatureServices {
  const row = findRow<{ value: string }>(db, `SELECT value FROM reference WHERE kind = 'signature-services' ORDER BY id LIMIT 1`)
  return row ? SignatureServices.parse(JSON.parse(row.value)) : { tsaUrls: [], authorities: [], signsBy: 'token' }
}
