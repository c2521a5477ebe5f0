import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import type { CallFailure, OutputOf } from '../../contract/method.ts'
import type { Appearance, NewFile, PressMethods, PressSigningFailure, StoredFile } from '../../contract/press.ts'
import type { VgcaAct } from '../../contract/vgca.ts'
import type { SigningSubject } from '../../contract/signer.ts'
import type { BatchFailure, CertificateChoice } from '../../contract/signing.ts'
import { foldForSearch } from '../../domain/text.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Caller } from '../../rpc/call.ts'
import type { CoreContext } from '../context.ts'
import { getTrustSettings } from '../verify/trust-store.ts'
import { chooseCertificate, type Signatory } from './choose-certificate.ts'

/** One file as it is to be signed. */
export interface Sheet {
  source: StoredFile
  target: NewFile
  /** Shown by VGCA's own window. */
  fileName: string
  /** Left out where whoever signs draws the visible signature itself. */
  appearance?: Appearance | undefined
  documentNumber?: string | undefined
}

export type SignedSheet = OutputOf<PressMethods['batch.sign']>

/** What signs the files of a batch: a token after one PIN, or VGCA's Sign Service in windows of its own. */
export interface Pen {
  sign(sheet: Sheet): Promise<Result<SignedSheet, PressSigningFailure | CallFailure>>
  close(): Promise<void>
}

/** The officer may take her time with the PIN; a window left open answers `pin-cancelled` in the end. */
const pinTimeoutMs = 180_000
const signTimeoutMs = 60_000
/** In the service's windows she reads the document, chooses a place and types the PIN. `QMC_VGCA_TIMEOUT_MS` where an office needs another. */
const vgcaTimeoutMs = 300_000

/** Logs a token in for a batch: the PIN window appears, one attempt. */
export async function openTokenPen(
  context: CoreContext,
  caller: Caller<PressMethods>,
  request: { signatory: Signatory; certificate?: CertificateChoice | undefined; documents: number; subjects: SigningSubject[] }
): Promise<Result<Pen, BatchFailure | CallFailure>> {
  const tokens = await caller.call('token.states', {})
  if (!tokens.ok) return tokens
  const chosen = chooseCertificate(tokens.value, request.signatory, request.certificate)
  if (!chosen.ok) return chosen
  const batchId = randomUUID()
  const close = async (): Promise<void> => {
    await caller.call('batch.close', { batchId })
  }
  const { authorities, revocationFolder } = getTrustSettings(context.db, dirname(context.filesFolder), false)
  const opened = await caller.call('batch.open', { batchId, ...chosen.value, documents: request.documents, subjects: request.subjects, trust: { authorities, revocationFolder } }, { timeoutMs: pinTimeoutMs })
  if (!opened.ok) {
    // A time-out here may leave a token logged in behind it.
    if (opened.error.kind === 'timed-out') await close()
    return opened
  }
  return ok({
    sign: ({ source, target, appearance }) => {
      if (!appearance) throw new Error('a token signs nothing unseen')
      return caller.call('batch.sign', { batchId, source, target, appearance }, { timeoutMs: signTimeoutMs })
    },
    close
  })
}

/** For offices bound to VGCA's Sign Service: one call a file, no batch. Whose certificate it was is known only afterwards, and another's signature is not taken. */
export function openVgcaPen(caller: Caller<PressMethods>, signatory: Signatory): Pen {
  const act: VgcaAct = signatory.role === 'person' ? 'person-signs' : 'agency-issues'
  const timeoutMs = Number(process.env['QMC_VGCA_TIMEOUT_MS']) || vgcaTimeoutMs
  return {
    sign: async ({ source, target, fileName, documentNumber }) => {
      const request = { source, target, fileName: fileName.slice(0, 120), act, timeoutMs, ...(documentNumber === undefined ? {} : { documentNumber: documentNumber.slice(0, 50) }) }
      const signed = await caller.call('vgca.sign', request, { timeoutMs: timeoutMs + signTimeoutMs })
      if (!signed.ok) return signed
      const { signerName } = signed.value
      return foldForSearch(signerName) === foldForSearch(signatory.name) ? signed : err({ kind: 'certificate-of-another', signerName })
    },
    close: () => Promise.resolve()
  }
}
