import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { SignatureServices } from '../../../electron/contract/wire.ts'
import { demoOffice, demoPin } from '../../harness/demo-office.ts'
import { createSoftToken } from '../../native/softhsm.ts'
import { openDatabase } from '../../portal/database.ts'
import { tellSignatureServices } from '../../portal/signature-services.ts'
import { startFaultProxy, type FaultProxy } from '../../portal/fault-proxy.ts'
import { startAuthority, type Authority } from '../../press/authority.ts'
import type { Desk } from './desk.ts'

export const head = demoOffice.officers.find(({ role }) => role === 'head')!

/** What an office signs with: an authority with a time stamper on a line that can be cut, the head's token in one store, the agency's in another, as they sit in two PCs. */
export interface OfficeSigning {
  authority: Authority
  stamper: FaultProxy
  services: SignatureServices
  headEnv: Record<string, string>
  agencyEnv: Record<string, string>
  close(): Promise<void>
}

export async function startOfficeSigning(desk: Desk): Promise<OfficeSigning> {
  const authority = await startAuthority(join(desk.folder, 'ca'))
  const stamper = await startFaultProxy(new URL(authority.tsaUrl).origin)
  const make = (name: string, label: string, commonName: string) => {
    const { keyPath, certPath } = authority.issue(name, { commonName })
    return createSoftToken({ dir: join(desk.folder, name), label, pin: demoPin, commonName, issued: { keyPath, certPath, caPath: authority.pemPath } }).env
  }
  const services: SignatureServices = { tsaUrls: [`${stamper.url}/tsa`], authorities: [authority.der], signsBy: 'token' }
  await nameServices(desk, services)
  return {
    authority,
    stamper,
    services,
    headEnv: make('head-token', 'Lanh dao', head.fullName),
    agencyEnv: make('agency-token', 'Co quan', demoOffice.name),
    close: async () => {
      await stamper.close()
      await authority.close()
    }
  }
}

/** As the province's administrator would: counters hear of it at their next pull. */
export async function nameServices(desk: Desk, services: SignatureServices): Promise<void> {
  const database = await openDatabase({ databaseUrl: desk.databaseUrl, folder: '' })
  await tellSignatureServices(database, services)
  await database.close()
}

/** The very bytes a counter shows, for a judge. */
export async function saveShown(page: Page, folder: string): Promise<string> {
  const shown = await page.getByTestId('preview').getByText(/^SHA-256 /).innerText()
  const sha256 = shown.replace('SHA-256 ', '')
  const base64 = await page.evaluate(async (hash) => {
    const bytes = new Uint8Array(await (await fetch(`/documents/${hash}`)).arrayBuffer())
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return btoa(text)
  }, sha256)
  const path = join(folder, `${sha256}.pdf`)
  writeFileSync(path, Buffer.from(base64, 'base64'))
  return path
}
