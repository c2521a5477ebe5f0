import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PinRequest, SignerMethods } from '../../electron/contract/signer.ts'
import { createCaller, type Caller } from '../../electron/rpc/call.ts'
import type { Port } from '../../electron/rpc/port.ts'
import { startProcess, type StartedProcess } from '../harness/processes.ts'
import { entryPaths } from '../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from './softhsm.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-signer-'))
const pin = 'Mã-pin-24'
let rsa: SoftToken
let ecdsa: SoftToken
let signerProcess: StartedProcess
let port: Port
let signer: Caller<SignerMethods>
let windowsClosed: number

beforeAll(() => {
  rsa = createSoftToken({ dir: folder, label: 'can-bo', pin, commonName: 'Nguyễn Thị Hường' })
  ecdsa = createSoftToken({ dir: folder, label: 'van-thu', pin, commonName: 'Ủy ban nhân dân huyện Ý Yên', algorithm: 'ecdsa-p256' })
})

beforeEach(async () => {
  await signerProcess?.kill()
  signerProcess = startProcess(entryPaths.signer, { env: rsa.env })
  port = signerProcess.openLink('press')
  signer = createCaller<SignerMethods>(port, 'signer')
  windowsClosed = 0
  signerProcess.port.onMessage((message) => {
    if ((message as { type?: string }).type !== 'pin-needed') return
    const window = signerProcess.openLink('pin')
    window.onClose(() => (windowsClosed += 1))
    window.onMessage((request) => window.post({ type: 'pin', pin: (request as PinRequest).batchId.startsWith('wrong') ? 'sai' : pin }))
  })
})

afterAll(async () => {
  await signerProcess.kill()
  rmSync(folder, { recursive: true, force: true })
})

const openBatch = (batchId: string, token: SoftToken): ReturnType<typeof signer.call<'batch.open'>> =>
  signer.call('batch.open', { batchId, tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })

const signText = (batchId: string, text: string): ReturnType<typeof signer.call<'batch.sign'>> =>
  signer.call('batch.sign', { batchId, digest: createHash('sha256').update(text).digest('base64') })

test('lists tokens with their certificates, without a PIN', async () => {
  const list = await signer.call('token.list', {})
  if (!list.ok) throw new Error(list.error.kind)
  expect(list.value.map((token) => [token.tokenSerial, token.label, token.module, token.pin]).sort()).toEqual(
    [
      [rsa.tokenSerial, 'can-bo', 'libsofthsm2.so', 'ok'],
      [ecdsa.tokenSerial, 'van-thu', 'libsofthsm2.so', 'ok']
    ].sort()
  )
  const [certificate] = list.value.find((token) => token.tokenSerial === rsa.tokenSerial)?.certificates ?? []
  const known = new X509Certificate(rsa.certificatePem)
  expect(certificate).toMatchObject({
    certificateId: rsa.certificateId,
    commonName: 'Nguyễn Thị Hường',
    serial: known.serialNumber,
    algorithm: 'rsa-2048',
    validTo: new Date(known.validTo).toISOString()
  })
  expect(certificate?.unusable).toBeUndefined()
})

test.each(['rsa', 'ecdsa'] as const)('signs with %s what its certificate verifies, the chain beside it', async (kind) => {
  const token = kind === 'rsa' ? rsa : ecdsa
  const opened = await openBatch('b', token)
  if (!opened.ok) throw new Error(opened.error.kind)
  expect(new X509Certificate(Buffer.from(opened.value.certificateDer, 'base64')).toString()).toBe(new X509Certificate(token.certificatePem).toString())
  expect(opened.value.chainDer.map((der) => new X509Certificate(Buffer.from(der, 'base64')).toString())).toEqual([new X509Certificate(token.caPem).toString()])
  expect(windowsClosed).toBe(1)

  const signed = await signText('b', 'nội dung')
  if (!signed.ok) throw new Error(signed.error.kind)
  const key = createPublicKey(token.certificatePem)
  const raw = Buffer.from(signed.value.signature, 'base64')
  expect(verify('sha256', Buffer.from('nội dung'), kind === 'rsa' ? key : { key, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true)
})

test('a token carries one batch: opening a second ends the first, so no login stays behind that any PIN would pass', async () => {
  await openBatch('first', rsa)
  expect(await openBatch('wrong-second', rsa)).toMatchObject({ ok: false, error: { kind: 'pin-incorrect' } })
  expect(await signText('first', 'x')).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
})

test('batches on two tokens live side by side', async () => {
  await openBatch('officer', rsa)
  await openBatch('agency', ecdsa)
  expect(await signText('officer', 'x')).toMatchObject({ ok: true, value: { algorithm: 'rsa-2048' } })
  expect(await signText('agency', 'x')).toMatchObject({ ok: true, value: { algorithm: 'ecdsa-p256' } })
})

test('when press goes, its batches are closed', async () => {
  await openBatch('left', rsa)
  port.close()
  signer = createCaller<SignerMethods>(signerProcess.openLink('press'), 'signer')
  expect(await signText('left', 'x')).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
})

test('a token removed in the middle of a batch: said so, no signature, batch over', async () => {
  const gone = createSoftToken({ dir: join(folder, 'gone'), label: 'bi-rut', pin, commonName: 'Lê Văn Rút' })
  await signerProcess.kill()
  signerProcess = startProcess(entryPaths.signer, { env: gone.env })
  signer = createCaller<SignerMethods>(signerProcess.openLink('press'), 'signer')
  signerProcess.port.onMessage(() => {
    const window = signerProcess.openLink('pin')
    window.onMessage(() => window.post({ type: 'pin', pin }))
  })
  expect(await openBatch('b', gone)).toMatchObject({ ok: true })
  expect(await signText('b', 'x')).toMatchObject({ ok: true })
  const tokens = join(folder, 'gone', 'tokens')
  for (const name of readdirSync(tokens)) rmSync(join(tokens, name), { recursive: true })
  expect(await signText('b', 'x')).toEqual({ ok: false, error: { kind: 'token-removed' } })
  expect(await signText('b', 'x')).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
})

test('a module that is not there, or is no module, is named', async () => {
  await signerProcess.kill()
  const broken = [join(folder, 'khong-co.so'), join(folder, 'softhsm2.conf')]
  signerProcess = startProcess(entryPaths.signer, { env: { ...rsa.env, QMC_PKCS11_MODULES: broken.join(':') } })
  signer = createCaller<SignerMethods>(signerProcess.openLink('press'), 'signer')
  expect(await signer.call('token.list', {})).toEqual({ ok: false, error: { kind: 'module-missing', modules: ['khong-co.so', 'softhsm2.conf'], problems: [{ kind: 'missing' }, { kind: 'no-library' }] } })
})

test('one broken module does not hide the tokens of another', async () => {
  await signerProcess.kill()
  signerProcess = startProcess(entryPaths.signer, { env: { ...rsa.env, QMC_PKCS11_MODULES: `${join(folder, 'khong-co.so')}:${rsa.modulePath}` } })
  signer = createCaller<SignerMethods>(signerProcess.openLink('press'), 'signer')
  const list = await signer.call('token.list', {})
  expect(list.ok && list.value).toHaveLength(2)
})

test('when press goes while the PIN window is open, the window closes and no login is made', async () => {
  await signerProcess.kill()
  signerProcess = startProcess(entryPaths.signer, { env: rsa.env })
  port = signerProcess.openLink('press')
  signer = createCaller<SignerMethods>(port, 'signer')
  const windowClosed = new Promise<void>((resolve) => {
    signerProcess.port.onMessage(() => {
      const window = signerProcess.openLink('pin')
      window.onClose(resolve)
      // The officer never answers; press dies while she thinks.
      window.onMessage(() => port.close())
    })
  })
  const opening = openBatch('orphan', rsa)
  await windowClosed
  expect(await opening).toMatchObject({ ok: false, error: { kind: 'process-down' } })
  signer = createCaller<SignerMethods>(signerProcess.openLink('press'), 'signer')
  expect(await signText('orphan', 'x')).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
})
