import type { DocumentReport, SignatureReport } from '../contract/verification.ts'
import { findTrustedPath, getValidity } from './certificate-path.ts'
import { timestampPurpose } from './time-stamp.ts'
import { checkCmsFile, checkTimestamp, enclosesContent, readCertificates, type CheckedCms } from './verify-cms.ts'
import { judgeStandalone, worstOf, type VerifyOptions } from './verify-judge.ts'

/**
 * The report of a CMS file (.p7s, .p7m) in the same terms as a PDF's. There are no revisions: each signature covers the whole content or does not hold.
 * @param content what a detached one is of; undefined when the CMS must hold it itself
 * @returns 'detached' when content is needed and not there, 'encloses' when it was given for a CMS that holds its own.
 */
export async function verifyCms(cms: Buffer, content: Buffer | undefined, options: VerifyOptions): Promise<DocumentReport | 'detached' | 'encloses'> {
  const enclosed = enclosesContent(cms)
  if (content && enclosed) return 'encloses'
  if (!content && !enclosed) return 'detached'
  const reports: SignatureReport[] = []
  for (const [index, { integrity, digest, claimedAt, signer, certificates, ...checked }] of ((await checkCmsFile(cms, content)) ?? []).entries()) {
    const facts = { fieldName: String(index + 1), subFilter: 'CAdES', integrity, ...(digest ? { digest } : {}), ...(claimedAt ? { claimedAt } : {}) }
    const provenAt = await findProvenAt(checked, certificates, options)
    reports.push(await judgeStandalone({ ...facts, coverage: { state: 'whole-file', changes: [] }, signer, certificates, provenAt }, options))
  }
  return { signatures: reports, verdict: worstOf(reports) }
}

/** The time in the signature's own stamp (CAdES-T), when an authority the office trusts made it. */
async function findProvenAt(checked: Pick<CheckedCms, 'timestamp' | 'signature'>, certificates: CheckedCms['certificates'], { trust }: VerifyOptions): Promise<Date | undefined> {
  if (!checked.timestamp || !checked.signature) return undefined
  const stamp = await checkTimestamp(checked.timestamp, [checked.signature])
  if (stamp.integrity !== 'intact' || !stamp.signer?.purposes?.includes(timestampPurpose) || !stamp.stampedAt) return undefined
  const at = new Date(stamp.stampedAt)
  const authorities = readCertificates(trust.authorities.map((der) => Buffer.from(der, 'base64')))
  const isTrusted = findTrustedPath(stamp.signer, [...stamp.certificates, ...certificates], authorities, at).state === 'trusted'
  return isTrusted && getValidity(stamp.signer, at) === 'valid' ? at : undefined
}
