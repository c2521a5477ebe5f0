import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Appearance, StoredFile } from '../../electron/contract/press.ts'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { agencyAppearance, exportFile, newFile, officerAppearance, storeFile } from './desk.ts'
import { judgeWithOpenssl, judgeWithPdfsig, judgeWithQpdf, readPageText, readWords } from './judges.ts'
import { makeSamplePdf, sampleKinds } from './sample-pdfs.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-sign-'))
let officer: SoftToken
let clerk: SoftToken
let processes: SigningProcesses

beforeAll(() => {
  officer = createSoftToken({ dir: folder, label: 'can-bo', pin: '246810', commonName: 'Nguyễn Thị Hường', organisation: 'UBND huyện Ý Yên' })
  clerk = createSoftToken({ dir: folder, label: 'van-thu', pin: '135791', commonName: 'Ủy ban nhân dân huyện Ý Yên', algorithm: 'ecdsa-p256' })
  processes = startSigningProcesses({ env: officer.env, answerPin: (request) => (request.tokenLabel === 'can-bo' ? '246810' : '135791') })
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function signOne(token: SoftToken, source: StoredFile, appearance: Appearance): Promise<StoredFile> {
  const batchId = `batch-${token.tokenSerial}-${source.sha256.slice(0, 8)}`
  const opened = await processes.press.call('batch.open', { batchId, tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
  expect(opened).toEqual({ ok: true, value: { batchId } })
  const target = newFile(folder)
  const signed = await processes.press.call('batch.sign', { batchId, source, target, appearance })
  await processes.press.call('batch.close', { batchId })
  if (!signed.ok) throw new Error(`not signed: ${JSON.stringify(signed.error)}`)
  return { ...target, sha256: signed.value.sha256 }
}

describe.each(sampleKinds)('a PDF of kind %s', (kind) => {
  test('signed by the officer (RSA), then by the agency (ECDSA): every judge accepts both, and the earlier bytes stay', async () => {
    const source = await makeSamplePdf(kind, folder)
    const once = await signOne(officer, storeFile(folder, source), officerAppearance)
    const twice = await signOne(clerk, once, agencyAppearance)
    const oncePath = exportFile(folder, once, `${kind}-once.pdf`)
    const twicePath = exportFile(folder, twice, `${kind}-twice.pdf`)

    expect(judgeWithPdfsig(oncePath)).toEqual([{ commonName: 'Nguyễn Thị Hường', valid: true, totalDocument: true, type: 'ETSI.CAdES.detached' }])
    expect(judgeWithPdfsig(twicePath)).toEqual([
      { commonName: 'Nguyễn Thị Hường', valid: true, totalDocument: false, type: 'ETSI.CAdES.detached' },
      { commonName: 'Ủy ban nhân dân huyện Ý Yên', valid: true, totalDocument: true, type: 'ETSI.CAdES.detached' }
    ])
    expect(judgeWithOpenssl(twicePath, officer.caPath)).toEqual(['CAdES Verification successful', 'CAdES Verification successful'])
    expect(judgeWithQpdf(twicePath)).toMatchObject({ status: 0 })

    const onceBytes = readFileSync(oncePath)
    expect(onceBytes.subarray(0, source.length).equals(source)).toBe(true)
    expect(readFileSync(twicePath).subarray(0, onceBytes.length).equals(onceBytes)).toBe(true)
    expect(readPageText(twicePath)).toContain('To khai, trang 1')
  })

  test('the increment has the kind of cross-reference the file ends with', async () => {
    const source = await makeSamplePdf(kind, folder)
    const signed = exportFile(folder, await signOne(officer, storeFile(folder, source), officerAppearance), `${kind}-xref.pdf`)
    const added = readFileSync(signed).subarray(source.length).toString('latin1')
    const endsWithStream = !/\nxref\s/.test(source.subarray(lastXrefOffset(source) - 1).toString('latin1').slice(0, 8))
    expect(/\/Type\s*\/XRef/.test(added)).toBe(endsWithStream)
    expect(/\nxref\s/.test(added)).toBe(!endsWithStream)
  })

  test('the text stands upright in the top right corner, searchable in composed Vietnamese', async () => {
    const source = await makeSamplePdf(kind, folder)
    const signed = exportFile(folder, await signOne(officer, storeFile(folder, source), officerAppearance), `${kind}-text.pdf`)
    const text = readPageText(signed)
    expect(text).toContain('Người số hóa: Nguyễn Thị Hường')
    expect(text).toContain('Ủy ban nhân dân huyện Ý Yên')
    expect(text).toContain('Thời gian ký: 2026-11-23T09:30:00+07:00')
    const pageWidth = kind.startsWith('rotated') ? 842 : 595
    const words = readWords(signed).filter((word) => ['Người', 'Hường', '2026-11-23T09:30:00+07:00'].includes(word.text))
    expect(words).toHaveLength(3)
    for (const word of words) {
      expect(word.yMax).toBeLessThan(70)
      expect(word.xMin).toBeGreaterThan(pageWidth / 2)
      expect(word.xMax).toBeLessThan(pageWidth)
      expect(word.yMax - word.yMin).toBeLessThan(word.xMax - word.xMin)
    }
  })
})

test('two visible signatures do not cover each other', async () => {
  const source = await makeSamplePdf('table', folder)
  const twice = await signOne(clerk, await signOne(officer, storeFile(folder, source), officerAppearance), agencyAppearance)
  const words = readWords(exportFile(folder, twice, 'beside.pdf'))
  const officerTime = words.find((word) => word.text === '2026-11-23T09:30:00+07:00')
  const agencyTime = words.find((word) => word.text === '2026-11-23T09:31:00+07:00')
  expect(officerTime && agencyTime && agencyTime.xMax < officerTime.xMin).toBe(true)
})

test('a batch asks for the PIN once, and each document gets its own signature', async () => {
  const before = processes.pinRequests.length
  const batchId = 'many'
  const subjects = [{ title: '000.00.22.H40-261127-0001 · Nguyễn Thị Khánh Huyền', names: ['Tờ khai.pdf'] }]
  await processes.press.call('batch.open', { batchId, tokenSerial: officer.tokenSerial, certificateId: officer.certificateId, documents: 5, subjects })
  const source = storeFile(folder, await makeSamplePdf('table', folder))
  const hashes = new Set<string>()
  for (let number = 0; number < 5; number += 1) {
    const target = newFile(folder)
    const appearance = { ...officerAppearance, signedAt: `2026-11-23T09:3${number}:00+07:00` }
    const signed = await processes.press.call('batch.sign', { batchId, source, target, appearance })
    expect(signed).toMatchObject({ ok: true, value: { pages: 3, signerName: 'Nguyễn Thị Hường' } })
    if (signed.ok) hashes.add(signed.value.sha256)
    expect(judgeWithPdfsig(exportFile(folder, target, `many-${number}.pdf`))).toMatchObject([{ valid: true, totalDocument: true }])
  }
  await processes.press.call('batch.close', { batchId })
  expect(hashes.size).toBe(5)
  expect(processes.pinRequests.slice(before)).toMatchObject([{ batchId, documents: 5, subjects, tokenLabel: 'can-bo', signerName: 'Nguyễn Thị Hường', pin: 'ok' }])
})

test('a signed PDF with one byte changed is not valid to any judge', async () => {
  const source = await makeSamplePdf('table', folder)
  const path = exportFile(folder, await signOne(officer, storeFile(folder, source), officerAppearance), 'tampered.pdf')
  const bytes = readFileSync(path)
  const at = bytes.indexOf('/MediaBox')
  bytes.write('/MediaBoy', at, 'latin1')
  writeFileSync(path, bytes)
  expect(judgeWithPdfsig(path)).toMatchObject([{ valid: false }])
  expect(judgeWithOpenssl(path, officer.caPath)[0]).not.toContain('successful')
})

function lastXrefOffset(pdf: Buffer): number {
  return Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf.subarray(-1024).toString('latin1'))?.[1])
}
