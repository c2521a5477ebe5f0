import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeBase45, encodeBase45 } from '../../electron/crypto/base45.ts'
import { createSigningKey, importPublicKey } from '../../electron/crypto/ed25519.ts'
import { decodeProof, verifyProof } from '../../electron/crypto/proof.ts'
import { keyFinder } from '../../electron/core/audit/verify-export.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { getAuditKeys } from '../portal/print-keys.ts'
import { judge, pagesOfPdf, printForms } from '../unit/forms/print-forms.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { listPersonalData, makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal } from './support/portal.ts'

const work = mkdtempSync(join(tmpdir(), 'qmc-proof-'))
const cli = fileURLToPath(new URL('../../electron/core/audit/verify-cli.ts', import.meta.url))
let portal: TestPortal
let line: FaultProxy
let counter: Counter
let proof: string
let keys: Awaited<ReturnType<typeof getAuditKeys>>
let id: string

/** Nine dossiers of one batch, so that the receipt's path has several steps. */
beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  counter = await startCounter(line.url, await openOffice(portal.database), { random: () => 0 })
  await line.down()
  const ids: string[] = []
  for (let i = 0; i < 9; i++) ids.push(getOk(await counter.call('dossier.receive', makeIntake())).dossierId)
  id = ids[4]!
  expect(await counter.call('proof.render', { dossierId: id })).toEqual({ ok: false, error: { kind: 'proof-not-yet' } })
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitForDelivery(counter.call, id, 'received')
  keys = await getAuditKeys(portal.database)
})
afterAll(async () => {
  await counter.close()
  await line.down()
  await portal.close()
  removeFolder(counter)
  rmSync(work, { recursive: true, force: true })
})

const verify = (given: string, keysText = JSON.stringify(keys)) => {
  const keysPath = join(work, 'keys.json')
  writeFileSync(keysPath, keysText)
  return spawnSync(process.execPath, [cli, given, keysPath], { encoding: 'utf8' })
}

test('the slip is one A5 page that names no person; its QR, read from paper, is verified with the portal’s keys alone', async () => {
  const slip = getOk(await counter.call('proof.render', { dossierId: id }))
  for (const word of listPersonalData()) expect(slip.html).not.toContain(word)
  const outPath = join(work, 'proof.pdf')
  await printForms(work, [{ ...slip, outPath }], 'no-such-printer')
  expect(pagesOfPdf(outPath)).toBe(1)
  judge('pdftoppm', '-r', '200', '-gray', '-png', '-singlefile', outPath, join(work, 'proof'))
  const read = judge('zbarimg', '-q', join(work, 'proof.png')).trim()
  proof = read.replace(/^QR-Code:/, '')
  expect(decodeProof(proof)?.receipt.path.length).toBeGreaterThanOrEqual(2)
  const path = join(work, 'proof.txt')
  writeFileSync(path, `${read}\n`)
  for (const given of [path, proof]) {
    const told = verify(given)
    expect([told.status, told.stdout]).toEqual([0, expect.stringContaining(`hồ sơ ${id}`)])
  }
})

test('a proof that was changed anywhere, or that another key signed, proves nothing', () => {
  const bytes = decodeBase45(proof.slice(5))
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    expect(verifyProof(`QMC1:${encodeBase45(changed)}`, keyFinder(keys)).kind).not.toBe('valid')
  }
  expect(verify(proof.slice(0, -9)).stdout).toContain('KHÔNG ĐỌC ĐƯỢC')
  const stranger = createSigningKey().publicKey
  expect(verifyProof(proof, () => importPublicKey('ed25519', stranger))).toEqual({ kind: 'forged' })
  expect(verifyProof(proof, () => undefined)).toEqual({ kind: 'key-unknown' })
  expect(verify(proof, JSON.stringify({ ...keys, receiptKeys: [] }))).toMatchObject({ status: 1 })
})

test('Base45 gives back every run of bytes, and refuses what no bytes give', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => decodeBase45(encodeBase45(bytes)).equals(Buffer.from(bytes))))
  // RFC 9285, 4.3.
  expect([encodeBase45(Buffer.from('AB')), encodeBase45(Buffer.from('Hello!!')), encodeBase45(Buffer.from('base-45'))]).toEqual(['BB8', '%69 VD92EX0', 'UJCLQE7W581'])
  expect(decodeBase45('QED8WEX0').toString()).toBe('ietf!')
  for (const wrong of ['GGW', 'A', 'ab', ':::']) expect(() => decodeBase45(wrong)).toThrow(RangeError)
})
