import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const modulePaths = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so']

export interface SoftTokenOptions {
  /** A folder of its own for this office's tokens; several tokens may share it. */
  dir: string
  label: string
  pin: string
  /** The officer (or agency) the certificate names; any Unicode. */
  commonName: string
  organisation?: string
  algorithm?: 'rsa-2048' | 'ecdsa-p256'
  /** OpenSSL's words, comma separated; 'keyEncipherment' makes a certificate that must not sign. */
  keyUsage?: string
  /** yyyyMMddHHmmssZ; by default valid from yesterday for five years. */
  notBefore?: string
  notAfter?: string
  /** Key and certificate of another authority, in place of those made here. */
  issued?: { keyPath: string; certPath: string; caPath: string }
  /** The token gets another key than the certificate's: what a mixed-up import leaves behind. */
  wrongKey?: true
}

export interface SoftToken {
  /** What the signer process needs to see this token. */
  env: { SOFTHSM2_CONF: string; QMC_PKCS11_MODULES: string }
  modulePath: string
  tokenSerial: string
  certificateId: string
  certificatePem: string
  /** The authority that issued it, one per `dir`: what a judge is told to trust. */
  caPem: string
  caPath: string
}

/**
 * Makes a real SoftHSM token with a key, its certificate and the issuing authority's, as an office gets it from its provider. Depends on softhsm2-util, openssl and
 * pkcs11-tool only, so that the demo and every kind of test can use it.
 */
export function createSoftToken(options: SoftTokenOptions): SoftToken {
  const modulePath = modulePaths.find((path) => existsSync(path))
  if (!modulePath) throw new Error('SoftHSM is not installed (Debian package softhsm2)')
  const configPath = createStore(options.dir)
  const env = { ...process.env, SOFTHSM2_CONF: configPath }
  const run = (program: string, args: string[], input?: string): string => execFileSync(program, args, { env, encoding: 'utf8', input: input ?? '', stdio: ['pipe', 'pipe', 'pipe'] })
  const work = join(options.dir, `work-${options.label}`)
  mkdirSync(work, { recursive: true, mode: 0o700 })
  const ca = options.issued ? { pem: readFileSync(options.issued.caPath, 'utf8'), path: options.issued.caPath, keyPath: '' } : createAuthority(options.dir, run)

  const algorithm = options.algorithm ?? 'rsa-2048'
  const keyPath = options.issued?.keyPath ?? join(work, 'key.pem')
  const keyArgs = algorithm === 'rsa-2048' ? ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] : ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256']
  if (!options.issued) run('openssl', ['genpkey', '-algorithm', ...keyArgs, '-out', keyPath])
  const certificatePem = options.issued ? readFileSync(options.issued.certPath, 'utf8') : issueCertificate(options, work, keyPath, ca, run)

  const storedKeyPath = options.wrongKey ? join(work, 'other-key.pem') : keyPath
  if (options.wrongKey) run('openssl', ['genpkey', '-algorithm', ...keyArgs, '-out', storedKeyPath])
  const certificateId = Buffer.from(options.label).toString('hex').slice(0, 16).padEnd(4, '0')
  run('softhsm2-util', ['--init-token', '--free', '--label', options.label, '--so-pin', '87654321', '--pin', options.pin])
  run('softhsm2-util', ['--import', storedKeyPath, '--token', options.label, '--label', 'khoa-ky', '--id', certificateId, '--pin', options.pin])
  const writeCertificate = (pem: string, name: string, id: string[]): void => {
    const derPath = join(work, `${name}.der`)
    run('openssl', ['x509', '-outform', 'DER', '-out', derPath], pem)
    run('pkcs11-tool', ['--module', modulePath, '--token-label', options.label, '--login', '--pin', options.pin, '--write-object', derPath, '--type', 'cert', '--label', name, ...id])
  }
  writeCertificate(certificatePem, 'chung-thu-so', ['--id', certificateId])
  writeCertificate(ca.pem, 'ca', ['--id', 'ca01'])

  return {
    env: { SOFTHSM2_CONF: configPath, QMC_PKCS11_MODULES: modulePath },
    modulePath,
    tokenSerial: findSerial(run('softhsm2-util', ['--show-slots']), options.label),
    certificateId,
    certificatePem,
    caPem: ca.pem,
    caPath: ca.path
  }
}

type Run = (program: string, args: string[], input?: string) => string

function createStore(dir: string): string {
  const tokens = join(dir, 'tokens')
  mkdirSync(tokens, { recursive: true, mode: 0o700 })
  const configPath = join(dir, 'softhsm2.conf')
  writeFileSync(configPath, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n`)
  return configPath
}

function createAuthority(dir: string, run: Run): { pem: string; path: string; keyPath: string } {
  const path = join(dir, 'ca.pem')
  const keyPath = join(dir, 'ca-key.pem')
  if (!existsSync(path)) {
    run('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', keyPath])
    const configPath = join(dir, 'ca.cnf')
    writeFileSync(
      configPath,
      '[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\nutf8=yes\nstring_mask=utf8only\n[dn]\nC=VN\nO=Tổ chức chứng thực thử nghiệm\nCN=CA thử nghiệm Quầy Một Cửa\n' +
        '[ext]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n'
    )
    run('openssl', ['req', '-new', '-x509', '-utf8', '-config', configPath, '-key', keyPath, '-days', '3650', '-out', path])
  }
  return { pem: readFileSync(path, 'utf8'), path, keyPath }
}

function issueCertificate(options: SoftTokenOptions, work: string, keyPath: string, ca: { path: string; keyPath: string }, run: Run): string {
  const configPath = join(work, 'request.cnf')
  writeFileSync(
    configPath,
    `[req]\ndistinguished_name=dn\nprompt=no\nutf8=yes\nstring_mask=utf8only\n[dn]\nC=VN\nO=${options.organisation ?? 'Ủy ban nhân dân'}\nCN=${options.commonName}\n` +
      `[ext]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,${options.keyUsage ?? 'digitalSignature,nonRepudiation'}\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n` +
      `[ca]\ndefault_ca=this\n[this]\ndatabase=${join(work, 'index.txt')}\nserial=${join(work, 'serial')}\nnew_certs_dir=${work}\ndefault_md=sha256\npolicy=any\nunique_subject=no\n` +
      '[any]\ncountryName=optional\norganizationName=optional\ncommonName=supplied\n'
  )
  writeFileSync(join(work, 'index.txt'), '')
  const serial = Buffer.from(options.label).toString('hex').slice(0, 12)
  writeFileSync(join(work, 'serial'), `01${serial.padEnd(12, '0')}\n`)
  const requestPath = join(work, 'request.pem')
  const certificatePath = join(work, 'certificate.pem')
  run('openssl', ['req', '-new', '-utf8', '-config', configPath, '-key', keyPath, '-out', requestPath])
  const validity = ['-startdate', options.notBefore ?? formatTime(-1), '-enddate', options.notAfter ?? formatTime(5 * 365)]
  const caArgs = ['-batch', '-utf8', '-notext', '-preserveDN', '-config', configPath, '-extensions', 'ext', '-cert', ca.path, '-keyfile', ca.keyPath]
  run('openssl', ['ca', ...caArgs, ...validity, '-in', requestPath, '-out', certificatePath])
  return readFileSync(certificatePath, 'utf8')
}

function formatTime(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')
}

function findSerial(slots: string, label: string): string {
  const slot = slots.split(/^Slot /m).find((one) => one.split('\n').some((line) => /^\s*Label:/.test(line) && line.slice(line.indexOf(':') + 1).trim() === label))
  const serial = slot && /Serial number:\s*(\S+)/.exec(slot)?.[1]
  if (!serial) throw new Error(`SoftHSM shows no token ${label}`)
  return serial
}
