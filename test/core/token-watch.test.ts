import { expect, test } from 'vitest'
import type { PressMethods } from '../../electron/contract/press.ts'
import type { TokenState } from '../../electron/contract/signer.ts'
import { readTokenSummary } from '../../electron/core/signing/token-watch.ts'
import type { Sibling } from '../../electron/rpc/sibling.ts'

const officer = { role: 'person', name: 'Vũ Thị Hồng Nhung' } as const
const agency = { role: 'agency', name: 'UBND xã Tân Lập' } as const

function pressWith(commonName: string): Sibling<PressMethods> {
  const certificate = { certificateId: '01', subject: '', commonName, issuer: 'CA', serial: '01', validFrom: '2026-01-01', validTo: '2028-01-01', algorithm: 'rsa-2048' } as const
  const token: TokenState = { tokenSerial: 'T1', label: 'T', module: 'm', pin: 'ok', certificates: [certificate] }
  return { get: () => Promise.resolve({ call: () => Promise.resolve({ ok: true, value: [token] }) } as unknown as Awaited<ReturnType<Sibling<PressMethods>['get']>>) }
}

test('the agency’s token is ready for the clerk who seals, and for nobody else', async () => {
  expect(await readTokenSummary(pressWith('UBND XÃ TÂN LẬP'), [officer, agency])).toMatchObject({ state: 'ready', role: 'agency', signerName: 'UBND XÃ TÂN LẬP' })
  expect(await readTokenSummary(pressWith('UBND XÃ TÂN LẬP'), [officer])).toEqual({ state: 'unusable', label: 'T', reason: 'certificate-of-another' })
})

test('the clerk’s own token is ready too, a colleague’s is not', async () => {
  expect(await readTokenSummary(pressWith(officer.name), [officer, agency])).toMatchObject({ state: 'ready', role: 'person', signerName: officer.name })
  expect(await readTokenSummary(pressWith('Lê Văn An'), [officer, agency])).toEqual({ state: 'unusable', label: 'T', reason: 'certificate-of-another' })
})
