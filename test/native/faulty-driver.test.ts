import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { exportFile, isWritten, newFile, officerAppearance, storeFile } from '../press/desk.ts'
import { judgeWithPdfsig } from '../press/judges.ts'
import { makeSamplePdf } from '../press/sample-pdfs.ts'
import { createSoftToken, type SoftToken } from './softhsm.ts'

/** A driver that misbehaves: a PKCS#11 module in C in front of SoftHSM, built here. */
const folder = mkdtempSync(join(tmpdir(), 'qmc-faulty-'))
const modulePath = join(folder, 'faulty.so')
const timeoutMs = 1_500
let token: SoftToken
let processes: SigningProcesses
let fault: { FAULTY_DO?: string; FAULTY_AFTER?: string }

beforeAll(() => {
  const source = fileURLToPath(new URL('faulty-module.c', import.meta.url))
  const headers = fileURLToPath(new URL('../../node_modules/pkcs11js/includes/pkcs11', import.meta.url))
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-I', headers, '-o', modulePath, source, '-ldl'])
  token = createSoftToken({ dir: folder, label: 'can-bo', pin: '246810', commonName: 'Nguyễn Thị Hường' })
  fault = {}
  processes = startSigningProcesses({
    env: { ...token.env, QMC_PKCS11_MODULES: modulePath, FAULTY_TARGET: token.modulePath, QMC_TOKEN_TIMEOUT_MS: String(timeoutMs) },
    // Of one signer: the next starts as soon as it has died.
    signerEnv: () => {
      const now = fault
      fault = {}
      return { ...now }
    },
    answerPin: () => '246810'
  })
})

// A new signer for each fault: it reads the fault at its start, and counts PIN tries for its life.
beforeEach(async () => {
  await processes.getSigner()?.kill()
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

const openBatch = (batchId: string): ReturnType<typeof processes.press.call<'batch.open'>> =>
  processes.press.call('batch.open', { batchId, tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 2 })

async function signSample(batchId: string): Promise<{ answer: unknown; target: ReturnType<typeof newFile> }> {
  const target = newFile(folder)
  const source = storeFile(folder, await makeSamplePdf('table', folder))
  return { answer: await processes.press.call('batch.sign', { batchId, source, target, appearance: officerAppearance }), target }
}

/** The driver behaves again (the token was plugged anew): the next batch must give a valid document. */
async function expectRecovery(): Promise<void> {
  expect(await openBatch('again')).toMatchObject({ ok: true })
  const { answer, target } = await signSample('again')
  expect(answer).toMatchObject({ ok: true })
  expect(judgeWithPdfsig(exportFile(folder, target, 'recovered.pdf'))).toMatchObject([{ valid: true, totalDocument: true }])
}

test.each(['hang', 'crash'])('a driver told to %s in the second signature: signer-down in time, the first document good, the second not written', async (how) => {
  fault = { FAULTY_DO: `C_Sign:${how}`, FAULTY_AFTER: '1' }
  expect(await openBatch('b')).toMatchObject({ ok: true })
  const first = await signSample('b')
  expect(judgeWithPdfsig(exportFile(folder, first.target, 'first.pdf'))).toMatchObject([{ valid: true, totalDocument: true }])
  const second = await signSample('b')
  expect(second.answer).toEqual({ ok: false, error: { kind: 'signer-down' } })
  expect(isWritten(second.target)).toBe(false)
  expect((await signSample('b')).answer).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
  await expectRecovery()
})

test.each(['hang', 'crash'])('a driver told to %s in the login: signer-down, and the next signer works', async (how) => {
  fault = { FAULTY_DO: `C_Login:${how}` }
  expect(await openBatch('b')).toEqual({ ok: false, error: { kind: 'signer-down' } })
  await expectRecovery()
})

test('a driver that hangs looking for slots does not hang the list of tokens', async () => {
  fault = { FAULTY_DO: 'C_GetSlotList:hang' }
  expect(await processes.press.call('token.states', {})).toEqual({ ok: false, error: { kind: 'signer-down' } })
  fault = {}
  expect(await processes.press.call('token.states', {})).toMatchObject({ ok: true, value: [{ label: 'can-bo' }] })
})

test.each([
  ['0x6', { kind: 'token-error', code: 'CKR_FUNCTION_FAILED' }],
  ['0x30', { kind: 'token-error', code: 'CKR_DEVICE_ERROR' }],
  ['0xb3', { kind: 'token-removed' }],
  ['0x32', { kind: 'token-removed' }]
])('C_Sign answering %s is told for what it is, and nothing is written', async (code, error) => {
  fault = { FAULTY_DO: `C_Sign:${code}` }
  await openBatch('b')
  const { answer, target } = await signSample('b')
  expect(answer).toEqual({ ok: false, error })
  expect(isWritten(target)).toBe(false)
})

test.each([
  ['0xa4', { kind: 'pin-locked' }],
  ['0x6', { kind: 'token-error', code: 'CKR_FUNCTION_FAILED' }],
  ['0xa0', { kind: 'pin-incorrect', warning: 'count-low' }],
  ['0x80000005', { kind: 'token-error', code: '0x80000005' }]
])('C_Login answering %s is told for what it is', async (code, error) => {
  fault = { FAULTY_DO: `C_Login:${code}` }
  expect(await openBatch('b')).toEqual({ ok: false, error })
})
