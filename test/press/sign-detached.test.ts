import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { exportFile, isWritten, newFile, storeFile } from './desk.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-detached-'))
const signedAt = '2026-11-23T09:30:00+07:00'
const pin = '24681357'
let tokens: Record<'rsa' | 'ecdsa', SoftToken>
let processes: SigningProcesses

beforeAll(() => {
  const rsa = createSoftToken({ dir: folder, label: 'can-bo', pin, commonName: 'Nguyễn Thị Hường' })
  tokens = { rsa, ecdsa: createSoftToken({ dir: folder, label: 'van-thu', pin, commonName: 'UBND huyện Ý Yên', algorithm: 'ecdsa-p256' }) }
  processes = startSigningProcesses({ env: rsa.env, answerPin: () => pin })
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

function judge(signature: string, content: Uint8Array): string {
  const path = join(folder, 'content')
  writeFileSync(path, content)
  const args = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', signature, '-content', path, '-CAfile', tokens.rsa.caPath, '-purpose', 'any', '-out', '/dev/null']
  const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  return stdout + stderr
}

async function open(kind: 'rsa' | 'ecdsa'): Promise<void> {
  const { tokenSerial, certificateId } = tokens[kind]
  expect(await processes.press.call('batch.open', { batchId: kind, tokenSerial, certificateId, documents: 1 })).toMatchObject({ ok: true })
}

test.each(['rsa', 'ecdsa'] as const)('any file signed beside it with %s: OpenSSL accepts it, and not over another file', async (kind) => {
  await open(kind)
  const content = Buffer.from(`<?xml version="1.0"?><hoSo>${'Ý Yên '.repeat(5_000)}</hoSo>`)
  const target = newFile(folder)
  const answer = await processes.press.call('batch.sign-detached', { batchId: kind, source: storeFile(folder, content), target, signedAt })
  expect(answer).toMatchObject({ ok: true, value: { signerName: kind === 'rsa' ? 'Nguyễn Thị Hường' : 'UBND huyện Ý Yên' } })
  const path = exportFile(folder, target, `${kind}.p7s`)
  expect(judge(path, content)).toContain('CAdES Verification successful')
  expect(judge(path, Buffer.concat([content, Buffer.from(' ')]))).toMatch(/Verification failure/)
  const printed = spawnSync('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER', '-in', path], { encoding: 'utf8' }).stdout
  expect(printed).toContain('Nov 23 02:30:00 2026 GMT')
})

test('an empty file is refused', async () => {
  await open('rsa')
  const target = newFile(folder)
  expect(await processes.press.call('batch.sign-detached', { batchId: 'rsa', source: storeFile(folder, Buffer.alloc(0)), target, signedAt })).toEqual({ ok: false, error: { kind: 'file-empty' } })
  expect(isWritten(target)).toBe(false)
})

test('a file that changed, and a batch that is not open, write nothing', async () => {
  await open('rsa')
  const target = newFile(folder)
  const source = storeFile(folder, Buffer.from('x'))
  expect(await processes.press.call('batch.sign-detached', { batchId: 'rsa', source: { ...source, sha256: '0'.repeat(64) }, target, signedAt })).toEqual({ ok: false, error: { kind: 'file-changed' } })
  expect(await processes.press.call('batch.sign-detached', { batchId: 'none', source, target, signedAt })).toEqual({ ok: false, error: { kind: 'batch-unknown' } })
  expect(isWritten(target)).toBe(false)
})
