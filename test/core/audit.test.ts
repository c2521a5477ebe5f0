import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AuditKeys, verifyExport, type ExportFinding } from '../../electron/core/audit/verify-export.ts'
import { createSigningKey, importPrivateKey } from '../../electron/crypto/ed25519.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import { getAuditKeys } from '../portal/print-keys.ts'
import { findInClear } from './support/folder-bytes.ts'
import { getOk, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { listPersonalData, makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let office: TestOffice
let counter: Counter
let keys: AuditKeys
let withContent: string[]
let bare: string[]
const work = mkdtempSync(join(tmpdir(), 'qmc-audit-'))
const cli = fileURLToPath(new URL('../../electron/core/audit/verify-cli.ts', import.meta.url))

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office)
  let id = ''
  for (let i = 0; i < 6; i++) {
    id = getOk(await counter.call('dossier.receive', makeIntake())).dossierId
    await waitForDelivery(counter.call, id, 'received')
  }
  await counter.logIn(office.officerId('administrator'))
  const read = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n')
  bare = read(getOk(await counter.call('journal.export', { folder: work, withContent: false })).path)
  expect(findInClear(work, listPersonalData())).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  withContent = read(getOk(await counter.call('journal.export', { folder: work, withContent: true })).path)
  keys = AuditKeys.parse(await getAuditKeys(portal.database))
})
afterAll(async () => {
  await counter.close()
  await portal.close()
  removeFolder(counter)
  rmSync(work, { recursive: true, force: true })
})

type Line = Record<string, unknown> & { header?: Record<string, unknown>; receipt?: Record<string, unknown>; payload?: Record<string, unknown> }
/** The export with one line changed as somebody with an editor would. */
function tamper(lines: readonly string[], index: number, change: (line: Line) => void): string[] {
  const line = JSON.parse(lines[index]!) as Line
  change(line)
  return lines.map((text, at) => (at === index ? JSON.stringify(line) : text))
}
const verify = (lines: readonly string[]): Promise<ExportFinding> => verifyExport(lines, keys)

test('an untouched export is intact, with content and without', async () => {
  expect(await verify(bare)).toEqual({ kind: 'intact', device: expect.stringMatching(/^may-/) as string, entries: 6, withReceipt: 6, receiptsLost: 0, withContent: 0, files: 0, signedTo: 6 })
  expect(await verify(withContent)).toMatchObject({ kind: 'intact', entries: 6, withContent: 6 })
})

describe('what was done to an export is found and named', () => {
  const cases: [string, () => string[], Partial<Extract<ExportFinding, { kind: 'broken' }>>][] = [
    ['a changed name', () => tamper(withContent, 3, ({ payload }) => (payload!['subject'] = 'việc khác')), { seq: 3, reason: 'payload' }],
    ['a changed officer', () => tamper(bare, 2, ({ header }) => (header!['officer'] = 'o-9')), { seq: 2, reason: 'receipt' }],
    ['a changed time without its receipt', () => tamper(bare, 4, (line) => ((line.header!['at'] = '2020-01-01T00:00:00.000Z'), delete line.receipt)), { seq: 5, reason: 'previous' }],
    ['a removed entry', () => bare.filter((_line, index) => index !== 3), { seq: 4, reason: 'sequence' }],
    ['a doubled entry', () => [...bare.slice(0, 4), bare[3]!, ...bare.slice(4)], { seq: 3, reason: 'sequence' }],
    ['two swapped entries', () => [...bare.slice(0, 3), bare[4]!, bare[3]!, ...bare.slice(5)], { seq: 4, reason: 'sequence' }],
    ['another entry’s receipt', () => tamper(bare, 3, (line) => (line.receipt = (JSON.parse(bare[4]!) as Line).receipt!)), { seq: 3, reason: 'receipt' }],
    ['a cut end', () => bare.slice(0, -1), { reason: 'end' }],
    ['a cut tail with the end put back', () => [...bare.slice(0, 5), bare.at(-1)!], { seq: 6, reason: 'end' }],
    ['an added line', () => [...bare, bare[3]!], { reason: 'unreadable' }],
    ['no head', () => bare.slice(1), { line: 1, reason: 'unreadable' }],
    ['another counter’s name on it', () => tamper(bare, 0, (line) => (line['device'] = 'may-khac')), { line: 1, reason: 'device-unknown' }],
    ['a line that is no JSON', () => [bare[0]!, '{', ...bare.slice(2)], { line: 2, reason: 'unreadable' }]
  ]
  test.each(cases)('%s', async (_what, make, finding) => {
    expect(await verify(make())).toMatchObject({ kind: 'broken', ...finding })
  })

  test('receipts and a head signed with a key that is not the portal’s', async () => {
    const forger = createSigningKey()
    const { keyId } = keys.receiptKeys[0]!
    const forged = tamper(bare, 0, (line) => {
      const { statement } = line['signedHead'] as { statement: object }
      line['signedHead'] = signStatement(statement, keyId, importPrivateKey('ed25519', forger.privateKey))
    })
    expect(await verify(forged)).toMatchObject({ kind: 'broken', reason: 'signed-head' })
    expect(await verifyExport(bare, { ...keys, receiptKeys: [{ keyId, publicKey: forger.publicKey }] })).toMatchObject({ kind: 'broken', seq: 1, reason: 'receipt' })
  })

  test('any one changed character anywhere', async () => {
    const text = withContent.join('\n')
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom('0', 'x', 'ế', '7'), async (at, character) => {
        // The last letter of a base64 text holds bits that say nothing.
        if (text[at] === character || text[at + 1] === '=') return
        const found = await verify(`${text.slice(0, at)}${character}${text.slice(at + 1)}`.split('\n'))
        expect(found.kind, `${at}: ${text.slice(at - 20, at + 20)}`).toBe('broken')
      }),
      { numRuns: 600 }
    )
  })
})

test('content that no purge in the journal took is missed', async () => {
  inspect(counter, (db) => db.exec(`UPDATE journal SET payload = NULL, salt = x'' WHERE seq = 2`))
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  const { path } = getOk(await counter.call('journal.export', { folder: work, withContent: true }))
  expect(await verify(readFileSync(path, 'utf8').trimEnd().split('\n'))).toMatchObject({ kind: 'broken', reason: 'content-missing' })
})

test('a receipt that was lost is told and hides no other', async () => {
  inspect(counter, (db) => db.exec('DELETE FROM receipt_batch WHERE id = 3'))
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  const { path } = getOk(await counter.call('journal.export', { folder: work, withContent: false }))
  expect(await verify(readFileSync(path, 'utf8').trimEnd().split('\n'))).toMatchObject({ kind: 'intact', entries: 6, withReceipt: 5, receiptsLost: 1 })
})

test('the tool alone says so in words and by its exit code', () => {
  const keysPath = join(work, 'keys.json')
  const good = join(work, 'good.jsonl')
  const bad = join(work, 'bad.jsonl')
  writeFileSync(keysPath, JSON.stringify(keys))
  writeFileSync(good, `${bare.join('\n')}\n`)
  writeFileSync(bad, tamper(bare, 2, ({ header }) => (header!['officer'] = 'o-9')).join('\n'))
  expect(execFileSync(process.execPath, [cli, good, keysPath], { encoding: 'utf8' })).toContain('NGUYÊN VẸN: máy may-')
  const broken = spawnSync(process.execPath, [cli, bad, keysPath], { encoding: 'utf8' })
  expect([broken.status, broken.stdout]).toEqual([1, 'KHÔNG NGUYÊN VẸN: dòng 3, bản ghi số 2: biên nhận của Cổng không khớp hoặc chữ ký sai.\n'])
  expect(spawnSync(process.execPath, [cli, join(work, 'none'), keysPath]).status).toBe(2)
  expect(spawnSync(process.execPath, [cli]).status).toBe(2)
})
