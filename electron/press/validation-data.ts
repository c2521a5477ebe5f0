import { PDFArray, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { decodeStream, findDict, findIn, getCatalog, resolve, type Revision } from './pdf-revision.ts'
import { readCertificates } from './verify-cms.ts'

/** What a document brings along to be verified with (/DSS, ETSI EN 319 142-1 §5.4.2). */
export interface ValidationData {
  certificates: SigningCertificate[]
  crls: Buffer[]
  ocsps: Buffer[]
}

export function readValidationData(revision: Revision): ValidationData {
  const dss = findDict(revision, getCatalog(revision).get(PDFName.of('DSS')))
  function readStreams(key: string): Buffer[] {
    const list = findIn(revision, dss, key)
    if (!(list instanceof PDFArray)) return []
    return list.asArray().flatMap((one) => {
      try {
        const stream = resolve(revision, one)
        return stream instanceof PDFRawStream ? [decodeStream(stream)] : []
      } catch {
        // Data that cannot be read is as good as none.
        return []
      }
    })
  }
  return { certificates: readCertificates(readStreams('Certs')), crls: readStreams('CRLs'), ocsps: readStreams('OCSPs') }
}
