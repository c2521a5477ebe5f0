import type { ProofFailure } from '../../contract/proof.ts'
import { encodeProof } from '../../crypto/proof.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import type { RenderedForm } from '../../domain/forms/form-data.ts'
import { renderProofSlip } from '../../domain/forms/proof-slip.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { fontBaseUrl } from '../forms/render-form.ts'
import { listDossierEntries } from '../journal/journal-store.ts'
import { findDelivery } from '../outbox/delivery-store.ts'

/** The portal's receipt for the entry that received a dossier, ready to be printed. */
export function renderProof({ db }: CoreContext, dossierId: string): Result<RenderedForm, ProofFailure> {
  const stored = findDossier(db, dossierId)
  if (!stored) return err({ kind: 'dossier-unknown' })
  const { device, officeName } = getDevice(db)
  const entry = listDossierEntries(db, dossierId, device)[0]
  const receipt = entry && findDelivery(db, entry.header.seq)?.receipt
  const proof = receipt && encodeProof(entry.header, receipt)
  if (!proof) return err({ kind: 'proof-not-yet' })
  const { statement, keyId } = receipt.batch
  const [day, time] = toLocalTime(Date.parse(statement.signedAt)).split('T')
  const signedAt = `${(time ?? '').slice(0, 8)} ngày ${(day ?? '').split('-').reverse().join('/')}`
  return ok(renderProofSlip({ officeName, code: stored.dossier.code, proof, dossierId, entryHash: receipt.entryHash, signedAt, portal: statement.portal, keyId, fontBaseUrl }))
}
