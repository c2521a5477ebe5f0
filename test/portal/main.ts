import { readFileSync } from 'node:fs'
import { SignatureServices } from '../../electron/contract/wire.ts'
import { startPortal } from './server.ts'

/**
 * The reference portal from the command line: `node test/portal/main.ts`. Prints one JSON line when it is ready and runs until SIGTERM or SIGINT.
 * PORTAL_PORT, PORTAL_HOST, PORTAL_PUBLIC_URL, PORTAL_DATA, PORTAL_SEED (2021, 2025, or none where another instance has put it there), PORTAL_ADMIN_TOKEN, DATABASE_URL;
 * PORTAL_TSA_URLS, comma separated, PORTAL_AUTHORITIES, a PEM file, and PORTAL_SIGNS_BY (token or vgca), what counters sign and verify with;
 * PORTAL_NATIONAL_URL, PORTAL_NATIONAL_USER, PORTAL_NATIONAL_PASSWORD, PORTAL_NATIONAL_UNIT and PORTAL_NATIONAL_DESTINATION, the adapter to the national portal;
 * PORTAL_TLS_CERT and PORTAL_TLS_KEY, PEM files, for HTTPS, and PORTAL_TLS_CA, the authorities counters are to pin.
 */
const { env } = process
const certPath = env['PORTAL_TLS_CERT']
const keyPath = env['PORTAL_TLS_KEY']
const caPath = env['PORTAL_TLS_CA']
const authoritiesPath = env['PORTAL_AUTHORITIES']
const portal = await startPortal({
  databaseUrl: env['DATABASE_URL'] || undefined,
  dataDir: env['PORTAL_DATA'] || 'out/portal',
  port: Number(env['PORTAL_PORT'] || 0),
  host: env['PORTAL_HOST'] || '127.0.0.1',
  publicUrl: env['PORTAL_PUBLIC_URL'] || undefined,
  seed: env['PORTAL_SEED'] === 'none' ? undefined : env['PORTAL_SEED'] === '2025' ? 2025 : 2021,
  adminToken: env['PORTAL_ADMIN_TOKEN'] || undefined,
  signatureServices:
    authoritiesPath || env['PORTAL_TSA_URLS']
      ? SignatureServices.parse({
          tsaUrls: (env['PORTAL_TSA_URLS'] ?? '').split(',').filter((url) => url !== ''),
          authorities: authoritiesPath ? splitPem(readFileSync(authoritiesPath, 'utf8')).map((pem) => pem.replace(/-----[^-]+-----|\s/g, '')) : [],
          signsBy: env['PORTAL_SIGNS_BY'] || undefined
        })
      : undefined,
  national: env['PORTAL_NATIONAL_URL']
    ? {
        adapterUrl: env['PORTAL_NATIONAL_URL'],
        username: env['PORTAL_NATIONAL_USER'] ?? '',
        password: env['PORTAL_NATIONAL_PASSWORD'] ?? '',
        unit: env['PORTAL_NATIONAL_UNIT'] ?? '',
        destination: env['PORTAL_NATIONAL_DESTINATION'] || undefined
      }
    : undefined,
  tls: certPath && keyPath ? { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8'), ...(caPath ? { ca: splitPem(readFileSync(caPath, 'utf8')) } : {}) } : undefined
})
process.stdout.write(`${JSON.stringify({ url: portal.url, enrolmentCodes: portal.enrolmentCodes, adminToken: portal.adminToken })}\n`)

const close = () => void portal.close().then(() => process.exit(0))
process.once('SIGTERM', close)
process.once('SIGINT', close)

function splitPem(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
}
