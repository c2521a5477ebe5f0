import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Appearance, StoredFile } from '../../../electron/contract/press.ts'
import type { TrustSettings } from '../../../electron/contract/verification.ts'
import { startSigningProcesses, type SigningProcesses } from '../../harness/signing-processes.ts'
import { startAuthority, type Authority } from '../../press/authority.ts'
import { agencyAppearance, exportFile, newFile, officerAppearance, storeFile } from '../../press/desk.ts'
import { judgeWithOpenssl, judgeWithOpensslTs, judgeWithPdfsig, judgeWithQpdf } from '../../press/judges.ts'
import { heavyKinds, makeSamplePdf, sampleKinds, type SampleKind } from '../../press/sample-pdfs.ts'
import { createSoftToken, type SoftToken } from '../softhsm.ts'

export interface JudgedKind {
  kind: SampleKind
  /** One sentence each; none where every judge agrees. */
  wrong: string[]
  /** Called signed, and a judge refuses it. */
  isFalselySigned: boolean
}

const pins: Record<string, string> = { 'can-bo': '24681357', 'van-thu': '13572468' }

interface Desk {
  folder: string
  processes: SigningProcesses
  officer: SoftToken
  clerk: SoftToken
  authority: Authority
  trust: TrustSettings
}

/**
 * PDFs of every kind that reaches a counter, a 25 MB scan too: each signed by the officer's token (RSA), then by the agency's (ECDSA), then stamped by a real time-stamp authority, by signer and press as
 * processes; programs that are not ours judge every one.
 */
export async function* judgeKinds(folder: string, kinds: readonly SampleKind[] = [...sampleKinds, ...heavyKinds]): AsyncGenerator<JudgedKind> {
  const authority = await startAuthority(join(folder, 'authority'))
  const make = (label: string, commonName: string, ecdsa: boolean): SoftToken => {
    const { keyPath, certPath } = authority.issue(label, { commonName, ...(ecdsa ? { ecdsa } : {}) })
    return createSoftToken({ dir: folder, label, pin: pins[label]!, commonName, algorithm: ecdsa ? 'ecdsa-p256' : 'rsa-2048', issued: { keyPath, certPath, caPath: authority.pemPath } })
  }
  const officer = make('can-bo', 'Nguyễn Thị Hường', false)
  const clerk = make('van-thu', 'UBND huyện Ý Yên', true)
  authority.publishCrl()
  // Before press is there: it leaves when nobody asks anything of it, and a heavy one takes seconds to make.
  const sources = new Map<SampleKind, Buffer>()
  for (const kind of kinds) sources.set(kind, await makeSamplePdf(kind, folder))
  const processes = startSigningProcesses({ env: officer.env, answerPin: ({ tokenLabel }) => pins[tokenLabel] })
  const trust = { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: true }
  try {
    for (const [kind, source] of sources) yield await judgeKind({ folder, processes, officer, clerk, authority, trust }, kind, source)
  } finally {
    await processes.stop()
    await authority.close()
  }
}

async function judgeKind(desk: Desk, kind: SampleKind, source: Buffer): Promise<JudgedKind> {
  const { folder, authority } = desk
  try {
    const once = await sign(desk, desk.officer, storeFile(folder, source), officerAppearance)
    const twice = await sign(desk, desk.clerk, once, agencyAppearance)
    const stamped = await stamp(desk, twice)
    const path = exportFile(folder, stamped, `${kind}.pdf`)
    const wrong = listRefusals(path, authority.pemPath)
    if (!readFileSync(path).subarray(0, source.length).equals(source)) wrong.push('the bytes of before did not stay')
    return { kind, wrong: wrong.map((what) => `a PDF of kind ${kind}: ${what}`), isFalselySigned: wrong.length > 0 }
  } catch (error) {
    return { kind, wrong: [`a PDF of kind ${kind}: ${error instanceof Error ? error.message : 'unknown'}`], isFalselySigned: false }
  }
}

function listRefusals(path: string, caPath: string): string[] {
  const wrong: string[] = []
  // This pdfsig knows no document time stamps: it says of them only what they cover, and OpenSSL whether they hold.
  const [first, second, last, ...more] = judgeWithPdfsig(path)
  if (!first?.valid || !second?.valid || !last?.totalDocument || more.length > 0) wrong.push('pdfsig refuses it')
  const verdicts = judgeWithOpenssl(path, caPath).slice(0, 2)
  if (verdicts.length !== 2 || !verdicts.every((one) => one.endsWith('successful'))) wrong.push(`openssl cms refuses it: ${verdicts.join(' / ')}`)
  const time = judgeWithOpensslTs(path, caPath)
  if (!time.includes('Verification: OK')) wrong.push(`openssl ts refuses it: ${time.trim()}`)
  const structure = judgeWithQpdf(path)
  if (structure.status !== 0) wrong.push(`qpdf refuses it: ${structure.output.slice(0, 200)}`)
  return wrong
}

/** @throws where it was not signed */
async function sign({ folder, processes }: Desk, token: SoftToken, source: StoredFile, appearance: Appearance): Promise<StoredFile> {
  const batchId = `kind-${source.sha256.slice(0, 12)}`
  const opened = await processes.press.call('batch.open', { batchId, tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
  if (!opened.ok) throw new Error(`no batch: ${opened.error.kind}`)
  const target = newFile(folder)
  const signed = await processes.press.call('batch.sign', { batchId, source, target, appearance: { ...appearance, signedAt: new Date().toISOString() } })
  await processes.press.call('batch.close', { batchId })
  if (!signed.ok) throw new Error(`not signed: ${signed.error.kind}`)
  return { ...target, sha256: signed.value.sha256 }
}

/** @throws where it was not stamped with everything inside */
async function stamp({ folder, processes, authority, trust }: Desk, source: StoredFile): Promise<StoredFile> {
  const target = newFile(folder)
  const stamped = await processes.press.call('document.timestamp', { source, target, tsaUrls: [authority.tsaUrl], trust }, { timeoutMs: 120_000 })
  if (!stamped.ok) throw new Error(`not stamped: ${stamped.error.kind}`)
  if (stamped.value.level !== 'B-LT') throw new Error(`stamped as ${stamped.value.level}`)
  return { ...target, sha256: stamped.value.sha256 }
}
