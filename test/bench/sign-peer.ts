import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** poppler's pdfsig signing the same document with an RSA-2048 key of the same kind from an NSS database. Each signature is a process of its own: that is how it is used. It writes
 * adbe.pkcs7.detached, since it refuses the CAdES form for new fields. */
export function preparePdfsig(folder: string): { sign(source: string, target: string): number } {
  const nss = join(folder, 'nss')
  mkdirSync(nss)
  const run = (program: string, args: string[]): string => execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'peer.key', '-out', 'peer.pem', '-days', '365', '-subj', '/C=VN/CN=Peer'])
  run('openssl', ['pkcs12', '-export', '-inkey', 'peer.key', '-in', 'peer.pem', '-name', 'peer', '-passout', 'pass:peer', '-out', 'peer.p12'])
  writeFileSync(join(folder, 'empty-password'), '\n')
  run('certutil', ['-N', '-d', `sql:${nss}`, '--empty-password'])
  run('pk12util', ['-i', 'peer.p12', '-d', `sql:${nss}`, '-W', 'peer', '-K', ''])
  return {
    sign: (source, target) => {
      const startedAt = performance.now()
      execFileSync('pdfsig', ['-nssdir', `sql:${nss}`, '-nick', 'peer', '-add-signature', source, target], { stdio: ['ignore', 'pipe', 'pipe'] })
      return performance.now() - startedAt
    }
  }
}
