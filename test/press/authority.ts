import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { constants, createPrivateKey, privateEncrypt } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { readCertificate, type SigningCertificate } from '../../electron/crypto/certificate.ts'
import { ok } from '../../electron/domain/result.ts'
import type { SignPdfRequest } from '../../electron/press/pades.ts'

/**
 * A certification authority as offices know it, run by OpenSSL: issues, revokes, publishes its list by HTTP, answers OCSP and stamps time. Nothing of it is ours but the HTTP around it.
 */
export interface Authority {
  folder: string
  pemPath: string
  /** DER, base64, as the trust list wants it. */
  der: string
  crlUrl: string
  ocspUrl: string
  tsaUrl: string
  /** Requests each service got. */
  counts: { crl: number; ocsp: number; tsa: number }
  issue(name: string, options?: IssueOptions): IssuedKey
  /** @param reason of RFC 5280 as OpenSSL spells them */
  revoke(name: string, reason?: string): void
  /** What the list gave as the reason turns out to be another. */
  changeReason(from: string, to: string): void
  /** Writes the list that is served from now on. */
  publishCrl(): void
  /** The responder anew; `signer` is whose key answers, by default the one issued for it. */
  startOcsp(signer?: string): Promise<void>
  stopOcsp(): Promise<void>
  close(): Promise<void>
}

export interface IssueOptions {
  commonName?: string
  organisation?: string
  extensions?: string
  /** Which services the certificate names. */
  services?: ('crl' | 'ocsp')[]
  ecdsa?: true
  notBefore?: string
  notAfter?: string
}

export interface IssuedKey {
  certificate: SigningCertificate
  certPath: string
  keyPath: string
  /** Signs as a token would, with a key in a file. */
  signDigest: SignPdfRequest['signDigest']
}

/** @param port of its HTTP; with one of its own an authority that was here before goes on, as the demo's does */
export async function startAuthority(folder: string, commonName = 'CA thử nghiệm', port = 0): Promise<Authority> {
  mkdirSync(join(folder, 'new'), { recursive: true })
  const run = (program: string, args: string[]): string => execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const counts = { crl: 0, ocsp: 0, tsa: 0 }
  const http = createHttpServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === '/ca.crl') {
        counts.crl += 1
        response.end(readFileSync(join(folder, 'ca.crl')))
      } else {
        counts.tsa += 1
        response.setHeader('content-type', 'application/timestamp-reply')
        response.end(stampTime(folder, Buffer.concat(chunks)))
      }
    })
  })
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const ocspPort = await findFreePort()
  const ocspUrl = `http://127.0.0.1:${ocspPort}/`
  const crlUrl = `${base}/ca.crl`

  const isKept = port !== 0 && existsSync(join(folder, 'ca.pem'))
  if (!isKept) prepareAuthority()

  function prepareAuthority(): void {
    writeFileSync(join(folder, 'index.txt'), '')
    writeFileSync(join(folder, 'serial'), '1001\n')
    writeFileSync(join(folder, 'crlnumber'), '01\n')
    writeFileSync(join(folder, 'tsaserial'), '01\n')
    writeFileSync(join(folder, 'ca.cnf'), configOf(folder, commonName))
    run('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'ca.key'])
    run('openssl', ['req', '-new', '-x509', '-utf8', '-config', 'ca.cnf', '-extensions', 'authority', '-key', 'ca.key', '-days', '3650', '-out', 'ca.pem'])
  }

  const authority: Authority = {
    folder,
    pemPath: join(folder, 'ca.pem'),
    der: readFileSync(join(folder, 'ca.pem'), 'utf8').replace(/-----[^-]+-----|\s/g, ''),
    crlUrl,
    ocspUrl,
    tsaUrl: `${base}/tsa`,
    counts,
    issue: (name, options = {}) => {
      if (isKept && existsSync(join(folder, `${name}.pem`))) return readIssued(name, options)
      const keyArgs = options.ecdsa ? ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
      run('openssl', ['genpkey', '-algorithm', ...keyArgs, '-out', `${name}.key`])
      run('openssl', ['req', '-new', '-utf8', '-config', 'ca.cnf', '-subj', `/C=VN/O=${options.organisation ?? 'UBND huyện Ý Yên'}/CN=${options.commonName ?? name}`, '-key', `${name}.key`, '-out', `${name}.csr`])
      const services = options.services ?? ['crl']
      const lines = [
        'subjectKeyIdentifier=hash',
        'authorityKeyIdentifier=keyid',
        options.extensions ?? 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation',
        ...(services.includes('crl') ? [`crlDistributionPoints=URI:${crlUrl}`] : []),
        ...(services.includes('ocsp') ? [`authorityInfoAccess=OCSP;URI:${ocspUrl}`] : [])
      ]
      writeFileSync(join(folder, `${name}.ext`), lines.join('\n'))
      const validity = options.notAfter ? ['-startdate', options.notBefore ?? '20200101000000Z', '-enddate', options.notAfter] : ['-startdate', formatTime(-60), '-days', '800']
      run('openssl', ['ca', '-batch', '-utf8', '-notext', '-config', 'ca.cnf', ...validity, '-extfile', `${name}.ext`, '-in', `${name}.csr`, '-out', `${name}.pem`])
      return readIssued(name, options)
    },
    revoke: (name, reason = 'keyCompromise') => void run('openssl', ['ca', '-config', 'ca.cnf', '-revoke', `${name}.pem`, '-crl_reason', reason]),
    changeReason: (from, to) => writeFileSync(join(folder, 'index.txt'), readFileSync(join(folder, 'index.txt'), 'utf8').replace(`,${from}\t`, `,${to}\t`)),
    publishCrl: () => {
      run('openssl', ['ca', '-config', 'ca.cnf', '-gencrl', '-crldays', '7', '-out', 'crl.pem'])
      run('openssl', ['crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'ca.crl'])
    },
    startOcsp: async (signer = 'ocsp') => {
      await authority.stopOcsp()
      const args = ['ocsp', '-index', 'index.txt', '-port', String(ocspPort), '-rsigner', `${signer}.pem`, '-rkey', `${signer}.key`, '-CA', 'ca.pem', '-ndays', '7']
      ocsp = spawn('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
      // Not by connecting: it ends at a request that is none.
      await waitForWords(ocsp, 'waiting for OCSP client connections')
    },
    stopOcsp: async () => {
      const running = ocsp
      ocsp = undefined
      if (!running) return
      const gone = new Promise((resolve) => running.once('exit', resolve))
      running.kill('SIGKILL')
      await gone
    },
    close: async () => {
      await authority.stopOcsp()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    }
  }

  function readIssued(name: string, options: IssueOptions): IssuedKey {
    const pem = readFileSync(join(folder, `${name}.pem`), 'utf8')
    const key = createPrivateKey(readFileSync(join(folder, `${name}.key`)))
    const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')
    return {
      certificate: readCertificate(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')),
      certPath: join(folder, `${name}.pem`),
      keyPath: join(folder, `${name}.key`),
      signDigest: (digest) =>
        Promise.resolve(
          options.ecdsa
            ? ok({ signature: signEcDigest(folder, `${name}.key`, digest), algorithm: 'ecdsa-p256' as const })
            : ok({ signature: privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([digestInfo, digest])), algorithm: 'rsa-2048' as const })
        )
    }
  }

  let ocsp: ChildProcess | undefined
  authority.issue('ocsp', { commonName: 'OCSP', extensions: 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=OCSPSigning', services: [] })
  authority.issue('tsa', { commonName: 'TSA', extensions: 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping', services: ['crl'] })
  authority.publishCrl()
  return authority
}

function signEcDigest(folder: string, keyName: string, digest: Buffer): Buffer {
  const der = spawnSync('openssl', ['pkeyutl', '-sign', '-inkey', keyName], { cwd: folder, input: digest }).stdout
  // SEQUENCE of two INTEGERs to r||s.
  const rLength = der[3] ?? 0
  const r = der.subarray(4, 4 + rLength)
  const s = der.subarray(6 + rLength)
  const pad = (part: Buffer): Buffer => Buffer.concat([Buffer.alloc(32), part]).subarray(-32)
  return Buffer.concat([pad(r), pad(s)])
}

function stampTime(folder: string, query: Buffer): Buffer {
  writeFileSync(join(folder, 'query.tsq'), query)
  execFileSync('openssl', ['ts', '-reply', '-config', 'ca.cnf', '-section', 'tsa', '-queryfile', 'query.tsq', '-out', 'reply.tsr'], { cwd: folder, stdio: 'ignore' })
  return readFileSync(join(folder, 'reply.tsr'))
}

function configOf(folder: string, commonName: string): string {
  return `[req]
distinguished_name=dn
prompt=no
utf8=yes
string_mask=utf8only
[dn]
C=VN
CN=${commonName}
[authority]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[ca]
default_ca=this
[this]
dir=${folder}
database=${folder}/index.txt
serial=${folder}/serial
crlnumber=${folder}/crlnumber
new_certs_dir=${folder}/new
certificate=${folder}/ca.pem
private_key=${folder}/ca.key
default_md=sha256
default_crl_days=7
policy=any
unique_subject=no
[any]
countryName=optional
organizationName=optional
commonName=supplied
[tsa]
dir=${folder}
serial=${folder}/tsaserial
crypto_device=builtin
signer_cert=${folder}/tsa.pem
certs=${folder}/ca.pem
signer_key=${folder}/tsa.key
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256,sha384,sha512
ordering=yes
tsa_name=no
ess_cert_id_chain=no
`
}

function formatTime(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString().replace(/[-:T]|\.\d+/g, '')
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function waitForWords(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      if (text.includes(words)) resolve()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', () => reject(new Error(`ended early: ${text}`)))
  })
}
