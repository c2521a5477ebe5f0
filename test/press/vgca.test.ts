import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signPdf } from '../../electron/press/pades.ts'
import { createCaller, type Caller } from '../../electron/rpc/call.ts'
import type { PressMethods } from '../../electron/contract/press.ts'
import { startProcess, type StartedProcess } from '../harness/processes.ts'
import { entryPaths } from '../harness/signing-processes.ts'
import { startAuthority, type Authority, type IssuedKey } from './authority.ts'
import { exportFile, isWritten, newFile, officerAppearance, storeFile } from './desk.ts'
import { judgeWithPdfsig } from './judges.ts'
import { makeSamplePdf } from './sample-pdfs.ts'
import { fetchDocument, startVgcaService, upload, type VgcaMessage, type VgcaService } from './vgca-service.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-vgca-'))
let authority: Authority
let key: IssuedKey
let service: VgcaService
let pressProcess: StartedProcess
let press: Caller<PressMethods>
let pdf: Buffer

beforeAll(async () => {
  authority = await startAuthority(join(folder, 'ca'))
  key = authority.issue('head', { commonName: 'Phạm Thị Khánh' })
  service = await startVgcaService(folder)
  pressProcess = startProcess(entryPaths.press, { env: { QMC_VGCA_URL: service.url } })
  press = createCaller<PressMethods>(pressProcess.openLink('core'), 'press')
  pdf = await makeSamplePdf('table', folder)
})

beforeEach(() => {
  service.operations.length = 0
})

afterAll(async () => {
  await pressProcess.kill()
  await service.close()
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

async function sign(source: Buffer = pdf, timeoutMs = 60_000) {
  const target = newFile(folder)
  const signed = await press.call('vgca.sign', { source: storeFile(folder, source), target, fileName: 'công văn 79.pdf', act: 'person-signs', documentNumber: '79', timeoutMs }, { timeoutMs: timeoutMs + 30_000 })
  return { signed, target }
}

async function addSignature(source: Buffer): Promise<Buffer> {
  const signed = await signPdf({ source, appearance: officerAppearance, certificate: key.certificate, chain: [], signDigest: key.signDigest })
  if (!signed.ok) throw new Error(signed.error.kind)
  return signed.value.bytes
}

const signedAnswer = '{"Status":0,"Message":"","FileName":"","FileServer":"","DocumentNumber":"79","DocumentDate":""}'

test('a document goes to the service and comes back signed; each address works once, and asking again gets nothing', async () => {
  const seen: { message?: VgcaMessage; replays: number[] } = { replays: [] }
  service.act = async (message) => {
    seen.message = message
    const document = await fetchDocument(message)
    expect(document.equals(pdf)).toBe(true)
    const signed = await addSignature(document)
    expect(JSON.parse((await upload(message, signed)).text)).toMatchObject({ Status: true })
    seen.replays.push((await fetch(message.FileName)).status, (await upload(message, pdf)).status)
    seen.replays.push((await fetch(new URL('/', message.FileName))).status)
    return signedAnswer
  }
  const { signed, target } = await sign()
  expect(signed).toMatchObject({ ok: true, value: { pages: 3, signerName: 'Phạm Thị Khánh', certificateSerial: key.certificate.serial } })
  expect(judgeWithPdfsig(exportFile(folder, target, 'vgca.pdf'))).toMatchObject([{ valid: true, totalDocument: true, commonName: 'Phạm Thị Khánh' }])
  expect(seen.replays).toEqual([404, 404, 404])
  expect(service.operations).toEqual(['SignApproved'])
  expect(seen.message).toMatchObject({ JWTToken: '', DocNumber: '79' })
  // Over: the server for this document is gone.
  await expect(fetch(seen.message?.FileName ?? '')).rejects.toThrow()
})

test('signed again by the agency, the first signature stays', async () => {
  const once = await addSignature(pdf)
  service.act = async (message) => {
    await upload(message, await addSignature(await fetchDocument(message)))
    return signedAnswer
  }
  const { signed, target } = await sign(once)
  expect(signed).toMatchObject({ ok: true })
  expect(judgeWithPdfsig(exportFile(folder, target, 'twice.pdf')).map((one) => [one.valid, one.totalDocument])).toEqual([
    [true, false],
    [true, true]
  ])
})

test.each([
  ['the officer closes its window', () => Promise.resolve('{"Status":1,"Message":"Hủy"}'), { kind: 'vgca-cancelled', status: 1 }],
  ['its own failure', () => Promise.resolve('{"Status":500,"Error":"x"}'), { kind: 'vgca-cancelled', status: 500 }],
  ['an answer that is none', () => Promise.resolve('OK'), { kind: 'vgca-wrong-file', reason: 'no-answer' }],
  ['signed, it says, but brings nothing', () => Promise.resolve(signedAnswer), { kind: 'vgca-wrong-file', reason: 'no-file' }],
  ['another field', (message: VgcaMessage) => bring(message, async (bytes) => addSignature(bytes), 'file'), { kind: 'vgca-wrong-file', reason: 'no-file' }],
  ['the document unsigned', (message: VgcaMessage) => bring(message, (bytes) => Promise.resolve(bytes)), { kind: 'vgca-wrong-file', reason: 'not-signed' }],
  ['something appended that is no signature', (message: VgcaMessage) => bring(message, (bytes) => Promise.resolve(Buffer.concat([bytes, Buffer.from('\n%x\n')]))), { kind: 'vgca-wrong-file', reason: 'not-signed' }],
  ['another document, well signed', (message: VgcaMessage) => bring(message, async () => addSignature(await makeSamplePdf('pdf-1.4', folder))), { kind: 'vgca-wrong-file', reason: 'other-document' }],
  ['a signature that does not hold', (message: VgcaMessage) => bring(message, async (bytes) => spoil(await addSignature(bytes), bytes.length)), { kind: 'signature-invalid' }]
])('%s: told so, nothing is written', async (_, act, error) => {
  service.act = act
  const { signed, target } = await sign()
  expect(signed).toEqual({ ok: false, error })
  expect(isWritten(target)).toBe(false)
})

async function bring(message: VgcaMessage, change: (bytes: Buffer) => Promise<Buffer>, field?: string): Promise<string> {
  await upload(message, await change(await fetchDocument(message)), field)
  return signedAnswer
}

/** One letter of the visible signature's place, which is signed. */
function spoil(bytes: Buffer, from: number): Buffer {
  const at = bytes.indexOf('/Rect', from, 'latin1')
  bytes.write('/Recu', at, 'latin1')
  return bytes
}

test('a service that hangs is not waited for longer than the time given; one that is not there is told at once', async () => {
  service.act = () => Promise.resolve(undefined)
  expect((await sign(pdf, 1_500)).signed).toEqual({ ok: false, error: { kind: 'vgca-timed-out' } })
  const absent = startProcess(entryPaths.press, { env: { QMC_VGCA_URL: 'wss://127.0.0.1:9' } })
  const caller = createCaller<PressMethods>(absent.openLink('core'), 'press')
  const answer = await caller.call('vgca.sign', { source: storeFile(folder, pdf), target: newFile(folder), fileName: 'a.pdf', act: 'agency-issues', timeoutMs: 20_000 })
  expect(answer).toEqual({ ok: false, error: { kind: 'vgca-absent' } })
  await absent.kill()
})
