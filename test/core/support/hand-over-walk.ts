import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { getDevice } from '../../../electron/core/context.ts'
import { findOfficeCounters } from '../../../electron/core/documents/office-counters.ts'
import { importPrivateKey } from '../../../electron/crypto/ed25519.ts'
import { readHandover, writeHandover } from '../../../electron/crypto/handover-file.ts'
import { readPdfsig } from '../../harness/judge.ts'
import { writeSampleScan } from '../../harness/sample-scan.ts'
import { getOk, inspect } from './counter.ts'
import { headName, type TwoDesks } from './two-desks.ts'
import { waitFor } from './wait.ts'

/** Documents go by stick between two PCs whose lines are cut, and reach the portal in order when those are back. */
export async function walkHandOver(desks: TwoDesks): Promise<void> {
  const { work, portal, office, head, clerk, headLine, clerkLine, importDocument, getRow, exportDocument } = desks
  const stick = join(work, 'usb')
  mkdirSync(stick)
  await waitFor('both counters to know each other', () => [head, clerk].every((counter) => inspect(counter, (db) => findOfficeCounters(db)?.counters.length === 2)), 120_000)
  await headLine.down()
  await clerkLine.down()
  const papers = await Promise.all(['Mang đi', 'Máy kia hỏng'].map((title, index) => writeSampleScan(join(work, `mang-di-${index}.pdf`), title)))
  const [id, orphan] = [await importDocument(head, { paths: [papers[0]] }), await importDocument(head, { paths: [papers[1]] })]
  const unsigned = await Promise.all([id, orphan].map(async (each) => ({ id: each, sha256: (await getRow(head, each))!.sha256 })))
  expect(getOk(await head.call('document.sign', { documents: unsigned })).map(({ outcome }) => outcome.ok)).toEqual([true, true])
  const { path, documents } = getOk(await head.call('handover.export', { ids: [id, orphan], folder: stick }))
  expect(documents).toBe(2)
  const bundle = readFileSync(path, 'latin1')
  expect(bundle).not.toContain('công nhận')
  expect(readdirSync(stick)).toEqual([basename(path)])
  const { privateKey, ...device } = inspect(head, getDevice)
  const [key] = inspect(head, findOfficeCounters)!.keys
  const [list, file] = readHandover(bundle)!.open(key!.key)
  const withTooLongList = writeHandover({ ...device, privateKey: importPrivateKey('ed25519', privateKey) }, key!, '', [Buffer.concat([list!, Buffer.alloc(1_000_000, ' ')]), file!])
  const refusals = [
    [withTooLongList, 'handover-unreadable'],
    [`${bundle.slice(0, bundle.length / 2)}${bundle.at(bundle.length / 2) === 'A' ? 'B' : 'A'}${bundle.slice(bundle.length / 2 + 1)}`, 'handover-tampered'],
    [bundle.slice(0, bundle.length / 2), 'handover-unreadable'],
    [bundle.replace(office.id, 'x'.repeat(office.id.length)), 'handover-foreign'],
    ['%PDF-1.4\n', 'handover-unreadable']
  ] as const
  for (const [text, kind] of refusals) {
    writeFileSync(join(stick, 'hong.qmcbg'), text, 'latin1')
    expect(await clerk.call('handover.import', { paths: [join(stick, 'hong.qmcbg')] })).toEqual({ ok: false, error: { kind } })
  }
  expect(await getRow(clerk, id)).toBeUndefined()
  expect(getOk(await clerk.call('handover.import', { paths: [path] }))).toMatchObject({ documents: [{ id, outcome: 'taken' }, { id: orphan, outcome: 'taken' }] })
  expect(getOk(await clerk.call('handover.import', { paths: [path] }))).toMatchObject({ documents: [{ id, outcome: 'known' }, { id: orphan, outcome: 'known' }] })
  const half = (await getRow(clerk, id))!
  expect(half).toMatchObject({ stage: 'waits-agency', file: { state: 'here' } })
  expect(getOk(await clerk.call('document.list', {})).filter((row) => row.id === id)).toHaveLength(1)

  const sealed = getOk(await clerk.call('document.seal', { documents: [{ id, sha256: half.sha256 }, { id: orphan, sha256: (await getRow(clerk, orphan))!.sha256 }] }))
  expect(sealed.map(({ outcome }) => outcome.ok)).toEqual([true, true])
  const back = getOk(await clerk.call('handover.export', { ids: [id], folder: stick }))
  expect(getOk(await head.call('handover.import', { paths: [back.path] }))).toMatchObject({ documents: [{ id, outcome: 'taken' }] })
  const done = (await getRow(head, id))!
  expect(done).toMatchObject({ stage: 'issued', file: { state: 'here' }, sha256: (await getRow(clerk, id))!.sha256 })
  const said = readPdfsig(exportDocument(head, done.sha256))
  expect(said.match(/Signature is Valid/g)).toHaveLength(2)
  expect(said).toContain('Total document signed')

  // The clerk's line is back first: what she did waits for the head's part, and holds nothing else up.
  await clerkLine.up()
  const countAtPortal = async (): Promise<number> => (await portal.database.query('select 1 from document where id = $1', [id])).length
  await waitFor('all but the carried document received', () => inspect(clerk, (db) => {
    const waiting = db.prepare("SELECT DISTINCT lane FROM delivery WHERE state <> 'received'").pluck().all()
    return waiting.length === 2 && waiting.includes(id) && waiting.includes(orphan)
  }), 120_000)
  expect(await countAtPortal()).toBe(0)
  // It says for whom it waits. The head's PC is lost, as far as the clerk knows: she has it told whole, its steps under those who did them.
  const [held] = getOk(await clerk.call('queue.list', {})).filter(({ documentId }) => documentId === orphan)
  expect(held).toMatchObject({ kind: 'document.numbered', state: 'queued', heldFor: { counterNumber: 1, since: expect.any(String) as string } })
  expect(await clerk.call('queue.tell-for-other', { seq: held!.seq, reason: ' ' })).toEqual({ ok: false, error: { kind: 'reason-missing' } })
  expect(getOk(await clerk.call('queue.tell-for-other', { seq: held!.seq, reason: 'Máy lãnh đạo hỏng ổ đĩa' }))).toEqual({ replayed: 4, withdrawn: 0 })
  expect(await clerk.call('queue.tell-for-other', { seq: held!.seq, reason: 'Lần nữa' })).toEqual({ ok: false, error: { kind: 'queue-item-gone' } })
  await desks.reached(orphan, 'issued')
  expect(await countAtPortal()).toBe(0)
  await headLine.up()
  await waitFor('the whole document at the portal', async () => {
    const [row] = await portal.database.query<{ stage: string; revision: number }>('select stage, revision from document where id = $1', [id])
    return row?.stage === 'issued' && row.revision === 4
  })
  expect(await countAtPortal()).toBe(1)
  // The head's PC was not lost after all: what it still had to tell is there already.
  const { item, dispute } = await desks.disputeOf(head, orphan)
  expect(dispute).toMatchObject({ atPortal: { stage: 'issued', signatures: [{ role: 'person', signerName: headName }, { role: 'agency' }] } })
  expect(getOk(await head.call('queue.settle-document', { seq: item.seq, reason: 'Văn thư đã gửi thay', settlement: { act: 'withdraw' } }))).toEqual({ replayed: 0, withdrawn: 2 })
  expect((await getRow(head, orphan))?.sha256).toBe((await getRow(clerk, orphan))?.sha256)
  for (const counter of [head, clerk]) {
    expect(getOk(await counter.call('document.list', {})).filter((row) => row.id === id)).toMatchObject([{ stage: 'issued', sha256: done.sha256 }])
    await waitFor('an empty queue', async () => getOk(await counter.call('status.get', {})).queue.entriesWaiting === 0, 120_000)
  }
}
