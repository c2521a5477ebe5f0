import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DoctorReport } from '../../electron/contract/signer.ts'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { buildTokenProxy, type TokenProxy } from './campaign/token-proxy.ts'
import { createSoftToken, type SoftToken } from './softhsm.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-doctor-'))
const pin = '90817263'
let token: SoftToken
let proxy: TokenProxy
let processes: SigningProcesses

beforeAll(() => {
  token = createSoftToken({ dir: folder, label: 'can-bo', pin, commonName: 'Nguyễn Thị Hường' })
  proxy = buildTokenProxy(folder)
  const shell = join(folder, 'vnpt-ca_csp11_s.so')
  writeFileSync(shell, 'not a library')
  const env = proxy.env(token.modulePath)
  processes = startSigningProcesses({
    env: { ...token.env, ...env, QMC_PKCS11_MODULES: `${token.modulePath}:${shell}:${join(folder, 'khong-co.so')}:${proxy.modulePath}` },
    answerPin: () => '11111111'
  })
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function examine(): Promise<DoctorReport> {
  const report = await processes.press.call('token.doctor', {})
  if (!report.ok) throw new Error(report.error.kind)
  return report.value
}

test('lists every library with what it is and why it cannot be used, slots and certificates', async () => {
  const report = await examine()
  expect(report).toMatchObject({ platform: process.platform, processor: process.arch })
  expect(report.modules.map((one) => [one.module, one.problem?.kind])).toEqual([
    ['libsofthsm2.so', undefined],
    ['vnpt-ca_csp11_s.so', 'no-library'],
    ['khong-co.so', 'missing'],
    ['token-proxy.so', undefined]
  ])
  const [softhsm] = report.modules
  expect(softhsm).toMatchObject({ vendor: 'Dùng chung', processor: process.arch, library: { manufacturer: 'SoftHSM' } })
  const slot = softhsm?.slots.find((one) => one.token?.label === 'can-bo')
  expect(slot).toMatchObject({ tokenPresent: true, token: { tokenSerial: token.tokenSerial, model: 'SoftHSM v2', pin: 'ok' }, certificates: [{ commonName: 'Nguyễn Thị Hường', certificateId: token.certificateId }] })
})

test('tells the last error by its code, and nothing secret: no PIN, no folder, no key', async () => {
  await processes.press.call('batch.open', { batchId: 'b', tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
  const report = await examine()
  expect(report.modules[0]?.lastError).toMatchObject({ code: 'CKR_PIN_INCORRECT' })
  expect(report.modules[0]?.slots.find((one) => one.token)?.token?.pin).toBe('count-low')
  const text = JSON.stringify(report)
  for (const secret of [pin, '11111111', folder, tmpdir(), 'BEGIN']) expect(text).not.toContain(secret)
})

test('a driver that answers with errors is reported, not thrown at', async () => {
  proxy.setFault('C_GetSlotList:0x30')
  const report = await examine()
  expect(report.modules[3]).toMatchObject({ module: 'token-proxy.so', slots: [], lastError: { code: 'CKR_DEVICE_ERROR' } })
  proxy.setFault(undefined)
})
