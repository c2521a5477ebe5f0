import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { CheckedFormat, DocumentReport } from '../contract/verification.ts'
import type { FileVerificationFailure, VerifiedFile } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { sniffFileKind } from './sniff.ts'
import { isSignedData } from './verify-cms.ts'
import { verifyCms } from './verify-cms-file.ts'
import { verifyDocument } from './verify-document.ts'
import type { VerifyOptions } from './verify-judge.ts'
import { verifyXml } from './verify-xml.ts'
import { isXml } from './xml-document.ts'

/** Read into memory as a whole, beside the app's own needs on a PC with little of it. */
const limitBytes = 200_000_000

/**
 * Looks at a file somebody chose, where it lies: nothing of it is stored or sent. With two files one is the detached signature (.p7s) of the other, in any order.
 * @returns `index`: which of the paths the signatures stand in.
 */
export async function verifyFile(paths: string[], options: VerifyOptions): Promise<Result<VerifiedFile, FileVerificationFailure>> {
  const files: Buffer[] = []
  for (const path of paths) {
    const file = readFile(path)
    if (!file.ok) return file
    files.push(file.value)
  }
  const [first, second] = files
  if (!first) return err({ kind: 'file-empty' })
  if (second) {
    const index = [first, second].findIndex((one) => readCms(one) !== undefined)
    const content = index === 0 ? second : first
    if (index < 0) return err({ kind: 'not-verifiable', found: 'two-files' })
    const report = await verifyCms(readCms(files[index]!)!, content, options)
    // One that brings its own content says nothing of the other file.
    return typeof report === 'string' ? err({ kind: 'not-verifiable', found: 'two-files' }) : ok(describe(content, index, 'cms-detached', report))
  }
  const checked = await verifyOne(first, options)
  return checked.ok ? ok(describe(first, 0, checked.value.format, checked.value.report)) : checked
}

/** A document alone, by what its bytes are. */
async function verifyOne(bytes: Buffer, options: VerifyOptions): Promise<Result<{ format: CheckedFormat; report: DocumentReport }, FileVerificationFailure>> {
  const cms = readCms(bytes)
  if (cms) {
    const report = await verifyCms(cms, undefined, options)
    return typeof report === 'string' ? err({ kind: 'signed-content-missing' }) : ok({ format: 'cms-enclosing', report })
  }
  const kind = sniffFileKind(bytes)
  if (kind === 'pdf') return ok({ format: 'pdf', report: await verifyDocument(bytes, options) })
  if (isXml(bytes)) return ok({ format: 'xml', report: await verifyXml(bytes, options) })
  return err({ kind: 'not-verifiable', found: kind })
}

function describe(content: Buffer, index: number, format: CheckedFormat, report: DocumentReport): VerifiedFile {
  return { index, format, sha256: createHash('sha256').update(content).digest('hex'), sizeBytes: content.length, report }
}

/** A CMS as files carry it: DER, or base64 with or without PEM's lines. */
function readCms(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === 0x30) return isSignedData(bytes) ? bytes : undefined
  if (bytes.length > limitBytes / 2 || !/^(-----BEGIN|MI)/.test(bytes.subarray(0, 10).toString('latin1').trimStart())) return undefined
  const der = Buffer.from(bytes.toString('latin1').replace(/-----[^-]+-----|\s/g, ''), 'base64')
  return isSignedData(der) ? der : undefined
}

function readFile(path: string): Result<Buffer, FileVerificationFailure> {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) return err({ kind: 'not-verifiable', found: 'folder' })
    if (stat.size === 0) return err({ kind: 'file-empty' })
    if (stat.size > limitBytes) return err({ kind: 'file-too-large', sizeBytes: stat.size, limitBytes })
    return ok(readFileSync(path))
  } catch {
    // Moved, its stick pulled out, or held by another program.
    return err({ kind: 'file-broken', reason: 'missing' })
  }
}
