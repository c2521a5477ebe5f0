import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ServerCertificate {
  cert: string
  key: string
}

/** An authority for servers, made by OpenSSL. */
export interface TlsAuthority {
  pem: string
  issue(options?: { address?: string; notBefore?: string; notAfter?: string }): ServerCertificate
  close(): void
}

/** Dates as OpenSSL takes them, YYYYMMDDHHMMSSZ. */
export function createTlsAuthority(commonName: string): TlsAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-tls-'))
  const run = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const newKey = (path: string): void => run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path)
  newKey('ca.key')
  run('req', '-x509', '-utf8', '-new', '-key', 'ca.key', '-subj', `/CN=${commonName}`, '-days', '3650', '-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-out', 'ca.pem')
  writeFileSync(join(folder, 'index.txt'), '')
  writeFileSync(join(folder, 'ca.cnf'), '[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\nrand_serial=yes\nunique_subject=no\n[any]\ncommonName=supplied\n')
  let issued = 0
  return {
    pem: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    issue: ({ address = '127.0.0.1', notBefore = '20200101000000Z', notAfter = '20991231000000Z' } = {}) => {
      const name = `server-${++issued}`
      newKey(`${name}.key`)
      run('req', '-new', '-key', `${name}.key`, '-subj', '/CN=Cong thu nghiem', '-out', `${name}.csr`)
      writeFileSync(join(folder, `${name}.ext`), `basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=IP:${address}\n`)
      run('ca', '-batch', '-notext', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-in', `${name}.csr`, '-extfile', `${name}.ext`, '-startdate', notBefore, '-enddate', notAfter, '-out', `${name}.pem`)
      return { cert: readFileSync(join(folder, `${name}.pem`), 'utf8'), key: readFileSync(join(folder, `${name}.key`), 'utf8') }
    },
    close: () => rmSync(folder, { recursive: true, force: true })
  }
}
