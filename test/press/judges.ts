import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Programs that are not ours and say whether a signed PDF is good. */

export interface PdfsigVerdict {
  commonName: string
  valid: boolean
  totalDocument: boolean
  type: string
}

/** poppler's pdfsig: one verdict a signature, oldest first. Certificates are not its matter here: the test authority is in no store of the machine. */
export function judgeWithPdfsig(path: string): PdfsigVerdict[] {
  const { stdout } = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  return stdout
    .split(/^Signature #\d+:$/m)
    .slice(1)
    .map((part) => ({
      commonName: /Signer Certificate Common Name: (.*)/.exec(part)?.[1] ?? '',
      valid: /Signature Validation: Signature is Valid\./.test(part),
      totalDocument: /^\s+- Total document signed$/m.test(part),
      type: /Signature Type: (.*)/.exec(part)?.[1] ?? ''
    }))
}

/** qpdf's word on the file's structure, e.g. cross-references and streams. */
export function judgeWithQpdf(path: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('qpdf', ['--check', path], { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

/**
 * OpenSSL on each signature's CMS over its /ByteRange, chain to the test authority and CAdES signing-certificate attribute included. The PDF is taken apart here by
 * plain text search, not by our code.
 * @returns OpenSSL's words, one a signature; it ends with "successful" for a good one.
 */
export function judgeWithOpenssl(path: string, caPath: string): string[] {
  const work = mkdtempSync(join(tmpdir(), 'qmc-judge-'))
  try {
    return cutSignatures(path).map(({ der, content }) => {
      writeFileSync(join(work, 'cms.der'), der)
      writeFileSync(join(work, 'content'), content)
      const args = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'cms.der', '-content', 'content', '-CAfile', caPath, '-purpose', 'any', '-out', '/dev/null']
      const { stdout, stderr } = spawnSync('openssl', args, { cwd: work, encoding: 'utf8' })
      return (stdout + stderr).trim()
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** OpenSSL's words on the last time stamp; "Verification: OK" for a good one. */
export function judgeWithOpensslTs(path: string, caPath: string): string {
  const work = mkdtempSync(join(tmpdir(), 'qmc-judge-'))
  try {
    const last = cutSignatures(path).at(-1)
    writeFileSync(join(work, 'token.der'), last?.der ?? '')
    writeFileSync(join(work, 'stamped'), last?.content ?? '')
    const { stdout, stderr } = spawnSync('openssl', ['ts', '-verify', '-data', 'stamped', '-in', 'token.der', '-token_in', '-CAfile', caPath], { cwd: work, encoding: 'utf8' })
    return stdout + stderr
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What stands in each /Contents and what it covers, cut out by plain text search, oldest first. */
function cutSignatures(path: string): { der: Buffer; content: Buffer }[] {
  const pdf = readFileSync(path)
  const text = pdf.toString('latin1')
  return [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].map((match) => {
    const [start = 0, length = 0, secondStart = 0, secondLength = 0] = match.slice(1).map(Number)
    const der = trimDer(Buffer.from(text.slice(start + length + 1, secondStart - 1), 'hex'))
    return { der, content: Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(secondStart, secondStart + secondLength)]) }
  })
}

/** The CMS without the zeros that fill up /Contents: four length octets are the most a signature needs. */
function trimDer(bytes: Buffer): Buffer {
  const octets = (bytes[1] ?? 0) < 0x80 ? 0 : (bytes[1] ?? 0) & 0x7f
  const length = octets === 0 ? (bytes[1] ?? 0) : bytes.readUIntBE(2, octets)
  return bytes.subarray(0, 2 + octets + length)
}

/** What a reader's search and copy see of a page. */
export function readPageText(path: string, page = 1): string {
  return execFileSync('pdftotext', ['-layout', '-f', String(page), '-l', String(page), path, '-'], { encoding: 'utf8' })
}

/** Each word of page 1 with its place in points from the top left corner, as poppler sees the turned page. */
export function readWords(path: string): { text: string; xMin: number; yMin: number; xMax: number; yMax: number }[] {
  const html = execFileSync('pdftotext', ['-bbox', '-f', '1', '-l', '1', path, '-'], { encoding: 'utf8' })
  return [...html.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<\/word>/g)].map((match) => ({
    text: match[5] ?? '',
    xMin: Number(match[1]),
    yMin: Number(match[2]),
    xMax: Number(match[3]),
    yMax: Number(match[4])
  }))
}
