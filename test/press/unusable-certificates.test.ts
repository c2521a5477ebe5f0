import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { isWritten, newFile, officerAppearance, storeFile } from './desk.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-unusable-'))
const pin = '246810'
let expired: SoftToken
let future: SoftToken
let encipherment: SoftToken
let mixedUp: SoftToken
let processes: SigningProcesses

beforeAll(() => {
  const common = { dir: folder, pin, algorithm: 'ecdsa-p256' as const }
  expired = createSoftToken({ ...common, label: 'het-han', commonName: 'Trần Văn Cũ', notBefore: '20200101000000Z', notAfter: '20210101000000Z' })
  future = createSoftToken({ ...common, label: 'chua-den', commonName: 'Lê Thị Mới', notBefore: '20900101000000Z', notAfter: '20910101000000Z' })
  encipherment = createSoftToken({ ...common, label: 'ma-hoa', commonName: 'Phạm Văn Mã', keyUsage: 'keyEncipherment' })
  mixedUp = createSoftToken({ ...common, label: 'nham-khoa', commonName: 'Đỗ Thị Nhầm', wrongKey: true })
  processes = startSigningProcesses({ env: expired.env, answerPin: () => pin })
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('the list says of each certificate why it cannot sign; the authority that came with it is no choice', async () => {
  const states = await processes.press.call('token.states', {})
  if (!states.ok) throw new Error(states.error.kind)
  const byLabel = Object.fromEntries(states.value.map((state) => [state.label, state.certificates.map((one) => [one.commonName, one.unusable])]))
  expect(byLabel).toEqual({
    'het-han': [['Trần Văn Cũ', 'expired']],
    'chua-den': [['Lê Thị Mới', 'not-yet-valid']],
    'ma-hoa': [['Phạm Văn Mã', 'wrong-usage']],
    'nham-khoa': [['Đỗ Thị Nhầm', undefined]]
  })
})

test('a batch with an unusable certificate is refused before the PIN is asked', async () => {
  const cases = [
    { token: expired, reason: 'expired' },
    { token: future, reason: 'not-yet-valid' },
    { token: encipherment, reason: 'wrong-usage' }
  ]
  for (const { token, reason } of cases) {
    const answer = await processes.press.call('batch.open', { batchId: reason, tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
    expect(answer).toEqual({ ok: false, error: { kind: 'certificate-unusable', reason } })
  }
  expect(processes.pinRequests).toHaveLength(0)
})

test('a token whose key is not the certificate’s: the signature is found invalid and nothing is written', async () => {
  await processes.press.call('batch.open', { batchId: 'mixed', tokenSerial: mixedUp.tokenSerial, certificateId: mixedUp.certificateId, documents: 1 })
  const target = newFile(folder)
  const source = storeFile(folder, await makeSamplePdf('table', folder))
  const answer = await processes.press.call('batch.sign', { batchId: 'mixed', source, target, appearance: officerAppearance })
  expect(answer).toEqual({ ok: false, error: { kind: 'signature-invalid' } })
  expect(isWritten(target)).toBe(false)
  await processes.press.call('batch.close', { batchId: 'mixed' })
})
