import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PressMethods } from '../../electron/contract/press.ts'
import { createCaller } from '../../electron/rpc/call.ts'
import { startProcess, type StartedProcess } from '../harness/processes.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { entryPaths } from '../harness/signing-processes.ts'
import { createCounter, getOk, inspect, removeFolder, type Counter } from './support/counter.ts'
import { birthProcedure, handOver, makeIntake } from './support/people.ts'
import { waitFor } from './support/wait.ts'

let counter: Counter
let press: StartedProcess
let folder: string
const [first, second] = [`${birthProcedure}-TP01`, `${birthProcedure}-TP02`]
const request = { procedureCode: birthProcedure, componentId: first, secrecy: 'none' as const }

beforeAll(async () => {
  press = startProcess(entryPaths.press)
  const caller = createCaller<PressMethods>(press.openLink('core'), 'press')
  counter = createCounter({ press: { get: () => Promise.resolve(caller) } })
  await counter.open()
  // An office without a portal is enough for papers.
  getOk(await counter.call('core.found-training', {}))
  await counter.logIn('tap-huan-quan-tri')
  folder = mkdtempSync(join(tmpdir(), 'qmc-scans-'))
  expect(await counter.call('scans.look', { since: new Date().toISOString() })).toEqual({ ok: false, error: { kind: 'not-permitted', role: 'administrator' } })
  expect(await counter.call('scans.set', { folder: join(folder, 'none') })).toEqual({ ok: false, error: { kind: 'folder-unwritable' } })
  getOk(await counter.call('scans.set', { folder }))
  await counter.logIn('tap-huan-tiep-nhan')
})

afterAll(async () => {
  await press.kill()
  await counter.close()
  removeFolder(counter)
  rmSync(folder, { recursive: true, force: true })
})

const look = async (since: string) => getOk(await counter.call('scans.look', { since }))

test('only whole files that came after the officer asked are ready; what lay there before is another citizen’s', async () => {
  const old = await writeSampleScan(join(folder, 'cu.pdf'), 'Cũ')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(old, longAgo, longAgo)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const since = new Date(Date.now() - 10).toISOString()
  const grows = join(folder, 'dang-ghi.pdf')
  writeFileSync(grows, 'x')
  writeFileSync(join(folder, 'ghi chu.txt'), 'không phải bản quét')
  expect(await look(since)).toEqual({ ready: [], growing: 1, older: 1 })
  counter.clock.offsetMs += 2_000
  writeFileSync(grows, 'xx')
  // Still growing: another size than the last time.
  expect((await look(since)).ready).toEqual([])
  await writeSampleScan(grows, 'Tờ khai', 2)
  await look(since)
  counter.clock.offsetMs += 2_000
  expect(await look(since)).toEqual({ ready: ['dang-ghi.pdf'], growing: 0, older: 1 })
})

test('a file is taken in once, put aside, and nothing of a secret dossier or outside the folder is read', async () => {
  await writeSampleScan(join(folder, 'mot.pdf'), 'Giấy chứng sinh', 3)
  expect(await counter.call('scans.take', { ...request, secrecy: 'mat', fileName: 'mot.pdf' })).toMatchObject({ ok: false, error: { kind: 'secret-document' } })
  expect(await counter.call('scans.take', { ...request, fileName: '../counter.db' })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
  expect(existsSync(join(folder, 'mot.pdf'))).toBe(true)
  const taken = getOk(await counter.call('scans.take', { ...request, fileName: 'mot.pdf' }))
  expect(taken).toMatchObject({ name: 'mot.pdf', pages: 3, origin: 'scanned' })
  expect(existsSync(join(folder, 'mot.pdf'))).toBe(false)
  expect(readdirSync(join(folder, 'Da nhap')).filter((name) => name.endsWith('mot.pdf'))).toHaveLength(1)
  expect(await counter.call('scans.take', { ...request, fileName: 'mot.pdf' })).toMatchObject({ ok: false, error: { kind: 'file-broken' } })
  writeFileSync(join(folder, 'hong.pdf'), '%PDF-1.7 cut')
  expect((await counter.call('scans.take', { ...request, fileName: 'hong.pdf' })).ok).toBe(false)
  expect(existsSync(join(folder, 'hong.pdf'))).toBe(true)
})

test('a scan is taken apart into papers, every page once; a received one stays whole', async () => {
  await writeSampleScan(join(folder, 'nam.pdf'), 'Năm trang', 5)
  const whole = getOk(await counter.call('scans.take', { ...request, fileName: 'nam.pdf' }))
  const split = (parts: number[][]) => counter.call('file.split', { sha256: whole.sha256, parts: parts.map((pages, index) => ({ name: `phan ${index + 1}.pdf`, pages })) })
  const before = countFiles()
  for (const unfit of [[[1, 2], [2, 3, 4, 5]], [[1, 2], [3, 4]], [[1, 2], [3, 4, 6]]]) expect(await split(unfit)).toEqual({ ok: false, error: { kind: 'pages-unfit' } })
  expect(countFiles()).toBe(before)
  const parts = getOk(await split([[1, 2], [5, 3, 4]]))
  expect(parts.map(({ name, pages }) => [name, pages])).toEqual([['phan 1.pdf', 2], ['phan 2.pdf', 3]])
  const received = getOk(await counter.call('dossier.receive', makeIntake({ components: [{ ...handOver(first), files: [parts[0]!] }, { ...handOver(second), files: [parts[1]!] }] })))
  expect(received.filesToSign).toBe(2)
  expect(await counter.call('file.split', { sha256: parts[0]!.sha256, parts: [{ name: 'a', pages: [1] }, { name: 'b', pages: [2] }] })).toEqual({ ok: false, error: { kind: 'file-unknown' } })
})

test('a folder that went away is told by name', async () => {
  rmSync(folder, { recursive: true })
  expect(await counter.call('scans.look', { since: new Date().toISOString() })).toEqual({ ok: false, error: { kind: 'scan-folder-missing', folder } })
  mkdirSync(folder)
  await waitFor('the folder again', async () => (await counter.call('scans.look', { since: new Date().toISOString() })).ok)
})

function countFiles(): number {
  return inspect(counter, (db) => (db.prepare('SELECT count(*) AS n FROM file').get() as { n: number }).n)
}
