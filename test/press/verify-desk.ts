import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { DocumentReport, TrustSettings } from '../../electron/contract/verification.ts'
import { createFetchBytes } from '../../electron/press/fetch-bytes.ts'
import { signPdf } from '../../electron/press/pades.ts'
import { verifyDocument } from '../../electron/press/verify-document.ts'
import { startAuthority, type Authority, type IssuedKey } from './authority.ts'
import { agencyAppearance, officerAppearance } from './desk.ts'
import { judgeWithPdfsig } from './judges.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

/** An authority, two people it knows, and a document signed by the one and by both. */
export interface VerifyDesk {
  folder: string
  authority: Authority
  officer: IssuedKey
  clerk: IssuedKey
  trust: TrustSettings
  table: Buffer
  once: Buffer
  twice: Buffer
  sign(source: Buffer, key: IssuedKey, agency?: boolean): Promise<Buffer>
  verify(bytes: Buffer, changed?: Partial<TrustSettings>, now?: Date): Promise<DocumentReport>
  /** Ours and pdfsig's, signature by signature. */
  expectAgreement(report: DocumentReport, bytes: Buffer): void
  close(): Promise<void>
}

export async function openVerifyDesk(): Promise<VerifyDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-verify-'))
  const authority = await startAuthority(join(folder, 'ca'))
  const officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
  const clerk = authority.issue('clerk', { commonName: 'UBND huyện Ý Yên', ecdsa: true })
  const trust = { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: true }
  const fetchBytes = createFetchBytes(2_000)

  async function sign(source: Buffer, key: IssuedKey, agency = false): Promise<Buffer> {
    const signedAt = `${new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`
    const signed = await signPdf({ source, appearance: { ...(agency ? agencyAppearance : officerAppearance), signedAt }, chain: [], ...key })
    if (!signed.ok) throw new Error(signed.error.kind)
    return signed.value.bytes
  }

  const table = await makeSamplePdf('table', folder)
  const once = await sign(table, officer)
  return {
    folder,
    authority,
    officer,
    clerk,
    trust,
    table,
    once,
    twice: await sign(once, clerk, true),
    sign,
    verify: (bytes, changed = {}, now = new Date()) => verifyDocument(bytes, { trust: { ...trust, ...changed }, now, fetchBytes }),
    expectAgreement: (report, bytes) => {
      const path = join(folder, 'judged.pdf')
      writeFileSync(path, bytes)
      expect(report.signatures.map((one) => one.integrity === 'intact')).toEqual(judgeWithPdfsig(path).map((one) => one.valid))
    },
    close: async () => {
      await authority.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
