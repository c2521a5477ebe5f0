import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes, wirePaths, type ChangesResponse } from '../../../electron/contract/wire.ts'
import { restorePaths } from '../../../electron/contract/restore.ts'
import { createSigningKey, exportPublicKey, importPrivateKey, signText } from '../../../electron/crypto/ed25519.ts'
import { deviceKeyText } from '../../../electron/contract/portal-keys.ts'
import { createFileSheet } from '../../../electron/crypto/file-sheet.ts'
import { createQueueFile } from '../../../electron/crypto/queue-file.ts'
import { createRecoverySheet } from '../../../electron/crypto/recovery-sheet.ts'
import { encryptBytes } from '../../../electron/crypto/sealed-box.ts'
import { describePortal } from '../../core/support/portal-context.ts'
import { importFile } from '../../portal/import-files.ts'
import { importQueue } from '../../portal/import-queue.ts'
import { getRecoveryKey } from '../../portal/recovery-key-store.ts'
import { createRestoreCode } from '../../portal/restore/restore-code.ts'
import { enrolCounter, newDossierId, type TestCounter, type Written } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** What a dead PC's second copy holds comes in whole, and its own counter, which lives on from an older backup, hears of it. */

describe.each(engines)('a carried queue on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  const openCounter = async () => enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
  const pull = async (counter: TestCounter, since = ''): Promise<ChangesResponse> => (await counter.call('GET', `${wirePaths.changes}?since=${since}`)).body as ChangesResponse

  async function writeQueueFile(counter: TestCounter, entries: readonly Written[], privateKey = counter.key.privateKey): Promise<string> {
    const file = createQueueFile({ device: counter.enrolment.device, privateKey }, await getRecoveryKey(portal.database))
    return file.head + entries.map(({ pushed }) => file.encode(pushed)).join('')
  }

  test('is told to its own counter too, whose database may be older', async () => {
    const counter = await openCounter()
    const { next } = await pull(counter)
    const carried = receive(counter, 1)
    expect(await importQueue(await describePortal(portal), await writeQueueFile(counter, [carried]))).toMatchObject({ held: 1, refused: [] })
    expect((await pull(counter, next)).changes.map(({ id }) => id)).toContain(carried.dossier)
  })

  test('brings the file of a document like a dossier’s', async () => {
    const counter = await openCounter()
    const bytes = randomBytes(100)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const by = { officerId: 'can-bo-thu', fullName: 'Nguyễn Thị Mẫu' }
    const file = { sha256, name: 'ket-qua.pdf', sizeBytes: bytes.length, pages: 1 }
    const payload = { documentKind: 'outgoing', title: 'Thông báo', dossierId: null, dossierCode: null, ownNumber: null, notation: null, formOfCopy: null, file, by, at: '2021-03-15T09:31:00+07:00' }
    const created = counter.write({ kind: 'document.created', dossier: newDossierId(), payload })
    const context = await describePortal(portal)
    expect(await importQueue(context, await writeQueueFile(counter, [created]))).toMatchObject({ held: 1, refused: [] })
    const key = randomBytes(32)
    const sheet = JSON.stringify(createFileSheet({ sha256, key: key.toString('base64') }, await getRecoveryKey(portal.database)))
    expect(await importFile(context, counter.enrolment.device, { sha256, sheet, bytes: encryptBytes(key, bytes) })).toBe('held')
  })

  test('of which two lines in a row are spoilt comes in up to there; what hangs behind them is told, and a queue after it is taken', async () => {
    const counter = await openCounter()
    const entries = [1, 2, 3, 4, 5].map((serial) => receive(counter, serial))
    const lines = (await writeQueueFile(counter, entries)).split('\n')
    lines.splice(3, 2, 'hỏng', 'hỏng')
    const outcome = await importQueue(await describePortal(portal), lines.join('\n'))
    expect(outcome).toMatchObject({ entries: 3, held: 2, refused: [{ seq: 5, type: problemTypes.chainBroken }] })
    expect(outcome.spoilt).toHaveLength(2)
    expect(await importQueue(await describePortal(portal), await writeQueueFile(counter, entries))).toMatchObject({ held: 5, refused: [] })
  })

  test('whose hundred-and-first line is spoilt comes in but for that', async () => {
    const counter = await openCounter()
    const entries = Array.from({ length: 102 }, (_, index) => receive(counter, index + 1))
    const lines = (await writeQueueFile(counter, entries)).split('\n')
    lines.splice(101, 1, 'hỏng')
    expect(await importQueue(await describePortal(portal), lines.join('\n'))).toMatchObject({ held: 101, refused: [] })
  })

  test('that was signed with a key the portal was told of and never heard comes in when its counter is put back', async () => {
    const counter = await openCounter()
    await counter.push([receive(counter, 1)])
    const next = createSigningKey()
    const { device } = counter.enrolment
    const told = await counter.call('POST', wirePaths.deviceKey, { publicKey: next.publicKey, proof: signText(importPrivateKey('ed25519', next.privateKey), deviceKeyText(device, next.publicKey)) })
    expect(told.status).toBe(200)
    const text = await writeQueueFile(counter, [receive(counter, 2)], importPrivateKey('ed25519', next.privateKey))
    const recoveryKey = await getRecoveryKey(portal.database)
    const sheet = createRecoverySheet({ device }, randomBytes(32), recoveryKey)
    const code = await createRestoreCode(portal.database, device)
    const post = async (path: string, body: object) => (await fetch(portal.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json() as Promise<object>
    const request = { code, devicePublicKey: createSigningKey().publicKey, boxKey: exportPublicKey(generateKeyPairSync('x25519').privateKey), sheets: [sheet] }
    expect(await post(restorePaths.restore, request)).toMatchObject({ enrolment: { device } })
    expect(await post(restorePaths.queue, { code, text })).toMatchObject({ held: 1, spoilt: [] })
  })
})
