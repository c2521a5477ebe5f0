import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** Judges that are not ours: poppler and OpenSSL. */

/** What pdfsig says of each signature of a PDF. */
export function readPdfsig(path: string): string {
  return execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' })
}

/** The words of a PDF, NFC, with runs of white space made one space. */
export function readPdfText(path: string): string {
  return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).normalize('NFC').replace(/\s+/g, ' ')
}

/**
 * Cuts the last signature's CMS and the bytes it covers out of a PDF, by its ByteRange, and has OpenSSL verify them against a CA.
 * @returns the signer's certificate in PEM; throws when OpenSSL refuses
 */
export function verifyWithOpenssl(path: string, caPath: string): string {
  const pdf = readFileSync(path)
  const found = [...pdf.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].at(-1)
  if (!found) throw new Error('the PDF has no ByteRange')
  const [start, length, start2, length2] = found.slice(1).map(Number) as [number, number, number, number]
  if (start !== 0 || start2 + length2 !== pdf.length) throw new Error('the signature does not cover the whole file')
  const hex = pdf.subarray(length + 1, start2 - 1).toString('latin1')
  const padded = Buffer.from(hex, 'hex')
  const [cmsPath, contentPath, signerPath] = [`${path}.p7s`, `${path}.signed-bytes`, `${path}.signer.pem`]
  writeFileSync(cmsPath, padded.subarray(0, derLength(padded)))
  writeFileSync(contentPath, Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(start2)]))
  const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cmsPath, '-content', contentPath, '-CAfile', caPath, '-purpose', 'any', '-signer', signerPath, '-out', '/dev/null']
  execFileSync('openssl', args, { stdio: 'pipe' })
  return readFileSync(signerPath, 'utf8')
}

/** The name a certificate was issued to. */
export function readSubject(pem: string): string {
  return execFileSync('openssl', ['x509', '-noout', '-subject', '-nameopt', 'utf8,sep_comma_plus,-esc_msb'], { input: pem, encoding: 'utf8' })
}

/** The CMS is padded with zeros to the room left for it: its own DER length says where it ends. */
function derLength(bytes: Buffer): number {
  const first = bytes[1] ?? 0
  if (first < 0x80) return 2 + first
  const octets = first & 0x7f
  return 2 + octets + bytes.readUIntBE(2, octets)
}
