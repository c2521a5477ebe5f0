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

/** Data that cannot be read is as good as none. */
export function readValidationData(revision: Revision): ValidationData {
  return { certificates: readCertificates(readStreams(revision, 'Certs')), crls: readStreams(revision, 'CRLs'), ocsps: readStreams(revision, 'OCSPs') }
}

function readStreams(revision: Revision, key: string): Buffer[] {
  const read = <T>(look: () => T[]): T[] => {
    try {
      return look()
    } catch {
      return []
    }
  }
  const list = read(() => {
    const found = findIn(revision, findDict(revision, getCatalog(revision).get(PDFName.of('DSS'))), key)
    return found instanceof PDFArray ? found.asArray() : []
  })
  return list.flatMap((one) =>
    read(() => {
      const stream = resolve(revision, one)
      return stream instanceof PDFRawStream ? [decodeStream(stream)] : []
    })
  )
}
