import type { DocumentReport, SignatureReport } from '../contract/verification.ts'
import { judgeStamp, type JudgedStamp } from './judge-stamp.ts'
import { checkCmsFile, checkTimestamp, enclosesContent, readCertificates, type CheckedCms } from './verify-cms.ts'
import { judgeStandalone, sourceOf, worstOf, type VerifyOptions } from './verify-judge.ts'

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
    const stamp = await judgeOwnStamp(checked, certificates, options)
    reports.push(await judgeStandalone({ ...facts, coverage: { state: 'whole-file', changes: [] }, signer, certificates, stamp }, options))
  }
  return { signatures: reports, verdict: worstOf(reports) }
}

/** The signature's own stamp (CAdES-T). */
async function judgeOwnStamp({ timestamp, signature }: Pick<CheckedCms, 'timestamp' | 'signature'>, certificates: CheckedCms['certificates'], options: VerifyOptions): Promise<JudgedStamp | undefined> {
  if (!timestamp || !signature) return undefined
  const authorities = readCertificates(options.trust.authorities.map((der) => Buffer.from(der, 'base64')))
  return judgeStamp(await checkTimestamp(timestamp, [signature]), certificates, authorities, sourceOf(options))
}
