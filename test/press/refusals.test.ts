import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PinRequest } from '../../electron/contract/signer.ts'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { exportFile, isWritten, newFile, officerAppearance, storeFile } from './desk.ts'
import { judgeWithPdfsig } from './judges.ts'
import { makeCertifiedPdf, makeSamplePdf } from './sample-pdfs.ts'

const rightPin = '246810'
const folder = mkdtempSync(join(tmpdir(), 'qmc-refuse-'))
/** OpenSC's spy stands between signer and SoftHSM and writes down every call: what the program really did to the token, not what it says. */
const spyPath = '/usr/lib/x86_64-linux-gnu/pkcs11-spy.so'
const spyLog = join(folder, 'spy.log')
let officer: SoftToken
let processes: SigningProcesses
let answerPin: (request: PinRequest) => string | undefined
let faultPoint: string | undefined

beforeAll(() => {
  officer = createSoftToken({ dir: folder, label: 'can-bo', pin: rightPin, commonName: 'Nguyễn Thị Hường' })
  processes = startSigningProcesses({
    env: { ...officer.env, QMC_PKCS11_MODULES: spyPath, PKCS11SPY: officer.modulePath, PKCS11SPY_OUTPUT: spyLog },
    // Of one signer: the next starts as soon as it has died.
    signerEnv: () => {
      const point = faultPoint
      faultPoint = undefined
      return point ? { QMC_FAULT_POINT: point } : {}
    },
    answerPin: (request) => answerPin(request)
  })
})

beforeEach(() => {
  answerPin = () => rightPin
  faultPoint = undefined
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

function countLogins(): number {
  return readFileSync(spyLog, 'utf8').split('C_Login').length - 1
}

function openBatch(batchId: string, token: { tokenSerial: string; certificateId: string } = officer): ReturnType<typeof processes.press.call<'batch.open'>> {
  return processes.press.call('batch.open', { batchId, tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
}

async function signSample(batchId: string): Promise<{ answer: unknown; target: ReturnType<typeof newFile> }> {
  const target = newFile(folder)
  const source = storeFile(folder, await makeSamplePdf('table', folder))
  return { answer: await processes.press.call('batch.sign', { batchId, source, target, appearance: officerAppearance }), target }
}

test('a wrong PIN spends one attempt, says so, and the next act can go well', async () => {
  await processes.press.call('token.states', {})
  const before = countLogins()
  answerPin = () => '999999'
  expect(await openBatch('wrong')).toEqual({ ok: false, error: { kind: 'pin-incorrect', warning: 'count-low' } })
  expect(countLogins() - before).toBe(1)
  expect((await signSample('wrong')).answer).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
  expect(countLogins() - before).toBe(1)

  let shown: PinRequest | undefined
  answerPin = (request) => {
    shown = request
    return rightPin
  }
  expect(await openBatch('right')).toMatchObject({ ok: true })
  expect(shown?.pin).toBe('count-low')
  expect(countLogins() - before).toBe(2)
  const { answer, target } = await signSample('right')
  expect(answer).toMatchObject({ ok: true })
  expect(judgeWithPdfsig(exportFile(folder, target, 'after-wrong.pdf'))).toMatchObject([{ valid: true, totalDocument: true }])
  await processes.press.call('batch.close', { batchId: 'right' })
})

test('after two wrong PINs the next is treated as the last, though this driver never says so', async () => {
  answerPin = () => '111111'
  expect(await openBatch('first')).toMatchObject({ error: { kind: 'pin-incorrect', warning: 'count-low' } })
  expect(await openBatch('second')).toMatchObject({ error: { kind: 'pin-incorrect', warning: 'final-try' } })
  expect(await processes.press.call('token.states', {})).toMatchObject({ value: [{ pin: 'final-try' }] })
  answerPin = () => rightPin
  expect(await openBatch('third')).toMatchObject({ ok: true })
  await processes.press.call('batch.close', { batchId: 'third' })
  expect(await processes.press.call('token.states', {})).toMatchObject({ value: [{ pin: 'ok' }] })
})

test('a closed PIN window spends no attempt', async () => {
  const before = countLogins()
  answerPin = () => undefined
  expect(await openBatch('cancelled')).toEqual({ ok: false, error: { kind: 'pin-cancelled' } })
  expect(countLogins()).toBe(before)
})

test('a token that is not there, and a certificate it does not hold, are told before any PIN is asked', async () => {
  const asked = processes.pinRequests.length
  expect(await openBatch('absent', { tokenSerial: 'ffffffffffffffff', certificateId: officer.certificateId })).toEqual({ ok: false, error: { kind: 'token-absent' } })
  expect(await openBatch('other', { tokenSerial: officer.tokenSerial, certificateId: 'abcd' })).toEqual({ ok: false, error: { kind: 'certificate-absent' } })
  expect(processes.pinRequests).toHaveLength(asked)
})

test('a closed batch is logged out and signs no more', async () => {
  await openBatch('closed')
  await processes.press.call('batch.close', { batchId: 'closed' })
  expect(readFileSync(spyLog, 'utf8').lastIndexOf('C_Logout')).toBeGreaterThan(readFileSync(spyLog, 'utf8').lastIndexOf('C_Login'))
  expect((await signSample('closed')).answer).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
})

test.each(['signer-before-sign', 'signer-after-login'])('the signer killed at %s: signer-down, nothing written, and the next batch works', async (point) => {
  await processes.getSigner()?.kill()
  faultPoint = point
  const opened = await openBatch('dying')
  const { answer, target } = await signSample('dying')
  if (point === 'signer-before-sign') expect(answer).toEqual({ ok: false, error: { kind: 'signer-down' } })
  else expect(opened).toEqual({ ok: false, error: { kind: 'signer-down' } })
  expect(isWritten(target)).toBe(false)

  const again = await openBatch('again')
  expect(again).toMatchObject({ ok: true })
  const second = await signSample('again')
  expect(second.answer).toMatchObject({ ok: true })
  expect(judgeWithPdfsig(exportFile(folder, second.target, `after-${point}.pdf`))).toMatchObject([{ valid: true, totalDocument: true }])
  await processes.press.call('batch.close', { batchId: 'again' })
})

test('documents that must not be signed are refused before the token is asked, and nothing is written', async () => {
  await openBatch('documents')
  const signatures = (): number => readFileSync(spyLog, 'utf8').split('C_SignInit').length - 1
  const before = signatures()
  const sample = await makeSamplePdf('table', folder)
  const encryptedPath = join(folder, 'encrypted.pdf')
  execFileSync('qpdf', ['--encrypt', '', 'chu-so-huu', '256', '--', join(folder, 'base.pdf'), encryptedPath])

  const good = storeFile(folder, sample)
  const cut = storeFile(folder, sample)
  truncateSync(cut.path, 200)
  const cases = [
    { source: storeFile(folder, readFileSync(encryptedPath)), error: { kind: 'file-encrypted' } },
    { source: storeFile(folder, await makeCertifiedPdf()), error: { kind: 'file-certified' } },
    { source: storeFile(folder, sample.subarray(0, sample.length - 20)), error: { kind: 'file-broken', reason: 'cut-short' } },
    { source: { ...good, sha256: '0'.repeat(64) }, error: { kind: 'file-changed' } },
    { source: cut, error: { kind: 'file-changed' } },
    { source: { ...good, path: join(folder, 'gone') }, error: { kind: 'file-broken', reason: 'missing' } }
  ]
  for (const { source, error } of cases) {
    const target = newFile(folder)
    const answer = await processes.press.call('batch.sign', { batchId: 'documents', source, target, appearance: officerAppearance })
    expect(answer).toEqual({ ok: false, error })
    expect(isWritten(target)).toBe(false)
  }
  expect(signatures()).toBe(before)
  await processes.press.call('batch.close', { batchId: 'documents' })
})

test('the PIN reaches neither press nor any output of the processes', async () => {
  await openBatch('quiet')
  await signSample('quiet')
  await processes.press.call('batch.close', { batchId: 'quiet' })
  expect(processes.pressProcess.readStderr() + (processes.getSigner()?.readStderr() ?? '')).not.toContain(rightPin)
})
