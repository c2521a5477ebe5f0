import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoOffice, demoPin } from '../harness/demo-office.ts'
import { writeTransparentPng } from '../harness/sample-scan.ts'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { startAuthority, type Authority } from '../press/authority.ts'

export interface DemoSigning {
  authority: Authority
  /** What the app needs to see the tokens. */
  tokenEnv: SoftToken['env']
  /** What the portal names to its counters. */
  portalEnv: Record<string, string>
  /** Hand and seal, as pictures to be set on the signing screen. */
  pictures: string[]
}

/**
 * What an office signs with, run by OpenSSL and SoftHSM: an authority with its revocation list and time stamper, a token for everybody who signs and the agency's. Made once a folder.
 * @param port the authority's, the same every time: it stands in the certificates
 */
export async function startDemoSigning(folder: string, port: number): Promise<DemoSigning> {
  const authority = await startAuthority(join(folder, 'authority'), 'CA thử nghiệm Quầy Một Cửa', port)
  const pictures = [join(folder, 'chu-ky.png'), join(folder, 'con-dau.png')] as const
  return {
    authority,
    tokenEnv: prepareTokens(join(folder, 'tokens'), authority),
    portalEnv: { PORTAL_TSA_URLS: authority.tsaUrl, PORTAL_AUTHORITIES: authority.pemPath },
    pictures: [writeTransparentPng(pictures[0], [20, 40, 200]), writeTransparentPng(pictures[1], [200, 20, 20])]
  }
}

function prepareTokens(folder: string, authority: Authority): SoftToken['env'] {
  const kept = join(folder, 'tokens.json')
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as SoftToken['env']
  mkdirSync(folder, { recursive: true })
  const owners = [...demoOffice.officers.filter(({ role }) => role !== 'administrator').map(({ login, fullName }) => ({ label: `Token ${login}`, name: fullName })), { label: 'Co quan', name: demoOffice.name }]
  const tokens = owners.map(({ label, name }, index) => {
    const { keyPath, certPath } = authority.issue(`token-${index}`, { commonName: name, organisation: demoOffice.name })
    return createSoftToken({ dir: folder, label, pin: demoPin, commonName: name, issued: { keyPath, certPath, caPath: authority.pemPath } })
  })
  writeFileSync(kept, JSON.stringify(tokens[0]!.env))
  return tokens[0]!.env
}
