import { Agent, WebSocket } from 'undici'
import * as z from '../domain/schema.ts'
import type { PressSigningFailure } from '../contract/press.ts'
import type { VgcaAct, VgcaFailure } from '../contract/vgca.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { sha256Hex } from '../crypto/file-cipher.ts'
import { forbidsSigning, openPdf } from './pdf-structure.ts'
import { openVgcaHandover } from './vgca-handover.ts'
import { verifyDocument } from './verify-document.ts'

/** Where the service listens on every machine it is installed on (domain wire-formats §7, level A). */
export const vgcaUrl = 'wss://127.0.0.1:8987'

const operations: Record<VgcaAct, string> = { 'person-signs': 'SignApproved', 'agency-issues': 'SignIssued' }

/** It answers more than we read; only Status says how it went. */
const Answer = z.object({ Status: z.number(), Message: z.string().nullish() })

export interface VgcaRequest {
  source: Buffer
  fileName: string
  act: VgcaAct
  documentNumber?: string | undefined
  /** The officer signs in the service's own window meanwhile. */
  timeoutMs: number
  serviceUrl?: string | undefined
}

export interface VgcaSigned {
  bytes: Buffer
  pages: number
  signerName: string
  certificateSerial: string
}

/**
 * Has VGCA's Sign Service sign a PDF: it fetches the file, shows its own windows, asks for the PIN itself and brings the file back. What it brings is taken only when it is the
 * document that was given with something appended, and the newest signature in it holds and covers all of it.
 */
export async function signWithVgca(request: VgcaRequest): Promise<Result<VgcaSigned, PressSigningFailure>> {
  const opened = await openPdf(request.source)
  if (!opened.ok) return opened
  if (forbidsSigning(opened.value.document)) return err({ kind: 'file-certified' })
  const handover = await openVgcaHandover(request.source, request.fileName)
  try {
    const message = {
      FileUploadHandler: handover.uploadUrl,
      SessionId: '',
      JWTToken: '',
      FileName: handover.downloadUrl,
      MetaData: [],
      DocNumber: request.documentNumber ?? '',
      IssuedDate: ''
    }
    const asked = await ask(`${request.serviceUrl ?? vgcaUrl}/${operations[request.act]}`, JSON.stringify(message), request.timeoutMs)
    if (!asked.ok) return asked
    const answer = Answer.safeParse(parseJson(asked.value))
    if (!answer.success) return err({ kind: 'vgca-wrong-file', reason: 'no-answer' })
    if (answer.data.Status !== 0) return err({ kind: 'vgca-cancelled', status: answer.data.Status })
    const uploaded = handover.getUploaded()
    return uploaded ? await checkSigned(request.source, uploaded) : err({ kind: 'vgca-wrong-file', reason: 'no-file' })
  } finally {
    handover.close()
  }
}

/** One socket an operation: one text frame there, one back. The service's certificate is its own, so it is accepted for this socket and for nothing else. */
function ask(url: string, text: string, timeoutMs: number): Promise<Result<string, VgcaFailure>> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  return new Promise<Result<string, VgcaFailure>>((resolve) => {
    const socket = new WebSocket(url, { dispatcher })
    let isOpen = false
    const timer = setTimeout(() => finish(err({ kind: 'vgca-timed-out' })), timeoutMs)
    function finish(result: Result<string, VgcaFailure>): void {
      clearTimeout(timer)
      resolve(result)
      socket.close()
    }
    socket.addEventListener('open', () => {
      isOpen = true
      socket.send(text)
    })
    socket.addEventListener('message', (event) => finish(ok(String(event.data))))
    socket.addEventListener('error', () => finish(err(isOpen ? { kind: 'vgca-wrong-file', reason: 'no-answer' } : { kind: 'vgca-absent' })))
    socket.addEventListener('close', () => finish(err(isOpen ? { kind: 'vgca-wrong-file', reason: 'no-answer' } : { kind: 'vgca-absent' })))
  }).finally(() => void dispatcher.destroy())
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function checkSigned(source: Buffer, signed: Buffer): Promise<Result<VgcaSigned, PressSigningFailure>> {
  if (sha256Hex(signed) === sha256Hex(source)) return err({ kind: 'vgca-wrong-file', reason: 'not-signed' })
  if (signed.length <= source.length || signed.compare(source, 0, source.length, 0, source.length) !== 0) return err({ kind: 'vgca-wrong-file', reason: 'other-document' })
  const opened = await openPdf(signed)
  if (!opened.ok) return opened
  // Whose authority the office trusts is asked when the document is verified; here only whether what came is a signed document.
  const options = { trust: { authorities: [], revocationFolder: '', online: false }, now: new Date(), fetchBytes: () => Promise.resolve(undefined) }
  const before = await verifyDocument(source, options)
  const { signatures } = await verifyDocument(signed, options)
  const last = signatures.at(-1)
  if (!last?.signer || signatures.length <= before.signatures.length) return err({ kind: 'vgca-wrong-file', reason: 'not-signed' })
  const spoilt = signatures.some((one) => one.integrity !== 'intact' || one.coverage.state === 'partial' || one.coverage.state === 'changed-after')
  if (spoilt || last.coverage.state !== 'whole-file') return err({ kind: 'signature-invalid' })
  return ok({ bytes: signed, pages: opened.value.pages, signerName: last.signer.commonName, certificateSerial: last.signer.serial })
}
