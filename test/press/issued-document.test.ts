import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFArray, PDFDocument, PDFName, PDFNumber } from '@cantoo/pdf-lib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Appearance, StoredFile } from '../../electron/contract/press.ts'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { exportFile, isWritten, newFile, storeFile } from './desk.ts'
import { judgeWithOpenssl, judgeWithPdfsig, judgeWithQpdf, readWords } from './judges.ts'
import { makeSamplePdf } from './sample-pdfs.ts'
import { drawHandwriting, drawSeal, makeLetter } from './signature-images.ts'

/** Forms with pictures: what an issued document, a copy of 2019 and an annex look like (brief §6). */

const folder = mkdtempSync(join(tmpdir(), 'qmc-issued-'))
const pointsPerMm = 72 / 25.4
const agencyName = 'Ủy ban nhân dân xã Giao Yến'
let head: SoftToken
let clerk: SoftToken
let processes: SigningProcesses
let handwriting: StoredFile
let seal: StoredFile

beforeAll(async () => {
  head = createSoftToken({ dir: folder, label: 'lanh-dao', pin: '246810', commonName: 'Phạm Thị Khánh' })
  clerk = createSoftToken({ dir: folder, label: 'van-thu', pin: '135791', commonName: agencyName, algorithm: 'ecdsa-p256' })
  processes = startSigningProcesses({ env: head.env, answerPin: (request) => (request.tokenLabel === 'lanh-dao' ? '246810' : '135791') })
  handwriting = storeFile(folder, await drawHandwriting(folder))
  seal = storeFile(folder, await drawSeal(folder))
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function sign(token: SoftToken, source: StoredFile, appearance: Appearance) {
  await processes.press.call('batch.open', { batchId: 'one', tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
  const target = newFile(folder)
  const signed = await processes.press.call('batch.sign', { batchId: 'one', source, target, appearance })
  await processes.press.call('batch.close', { batchId: 'one' })
  return { signed, target }
}

async function signWell(token: SoftToken, source: StoredFile, appearance: Appearance): Promise<StoredFile> {
  const { signed, target } = await sign(token, source, appearance)
  if (!signed.ok) throw new Error(`not signed: ${JSON.stringify(signed.error)}`)
  return { ...target, sha256: signed.value.sha256 }
}

/** Rectangles of the form's fields in order, with their page's number. */
async function readFieldRects(path: string): Promise<{ page: number; rect: number[] }[]> {
  const document = await PDFDocument.load(readFileSync(path))
  return document.getForm().getFields().map((field) => {
    const page = document.getPages().findIndex((one) => one.ref === field.acroField.dict.get(PDFName.of('P')))
    return { page, rect: field.acroField.dict.lookup(PDFName.of('Rect'), PDFArray).asArray().map((value) => (value as PDFNumber).asNumber()) }
  })
}

/** Pixels of a rendered page that are clearly blue or clearly red. */
function countColours(path: string, page: number): { blue: number; red: number } {
  execFileSync('pdftoppm', ['-r', '72', '-f', String(page), '-l', String(page), '-singlefile', path, join(folder, 'render')])
  const ppm = readFileSync(join(folder, 'render.ppm'))
  const counts = { blue: 0, red: 0 }
  for (let at = ppm.indexOf('255\n', 0, 'latin1') + 4; at + 2 < ppm.length; at += 3) {
    const [r = 0, g = 0, b = 0] = ppm.subarray(at, at + 3)
    if (b > 150 && r < 130 && g < 140) counts.blue += 1
    if (r > 150 && g < 130 && b < 140) counts.red += 1
  }
  return counts
}

const personAppearance = (): Appearance => ({ kind: 'issued-by-person', signedAt: '2021-03-15T09:30:00+07:00', image: { file: handwriting }, place: { page: 2, xMm: 149, yMm: 165 } })
const sealAppearance = (): Appearance => ({ kind: 'issued-by-agency', agencyName, signedAt: '2021-03-15T09:35:00+07:00', image: { file: seal, widthMm: 36 }, documentCode: '07/QĐ-UBND', documentDate: 'ngày 15 tháng 3 năm 2021' })

test('an issued document: the blue signature without text, then the red seal in its real size over a third of it on the left, agency and time beneath', async () => {
  const once = await signWell(head, storeFile(folder, await makeLetter(2)), personAppearance())
  const twice = await signWell(clerk, once, sealAppearance())
  const oncePath = exportFile(folder, once, 'once.pdf')
  const path = exportFile(folder, twice, 'issued.pdf')

  expect(judgeWithPdfsig(path)).toMatchObject([
    { commonName: 'Phạm Thị Khánh', valid: true, totalDocument: false },
    { commonName: agencyName, valid: true, totalDocument: true }
  ])
  expect(judgeWithOpenssl(path, head.caPath)).toEqual(['CAdES Verification successful', 'CAdES Verification successful'])
  expect(judgeWithQpdf(path)).toMatchObject({ status: 0 })
  const trust = { authorities: [new X509Certificate(head.caPem).raw.toString('base64')], revocationFolder: folder, online: false }
  const report = await processes.press.call('document.verify', { source: twice, trust })
  expect(report.ok && report.value.signatures.map(({ coverage }) => coverage)).toMatchObject([{ changes: [] }, { state: 'whole-file' }])

  const [person, agency] = await readFieldRects(path)
  expect([person?.page, agency?.page]).toEqual([1, 1])
  const [left = 0, bottom = 0, right = 0, top = 0] = person?.rect ?? []
  expect((right - left) / pointsPerMm).toBeCloseTo(40, 0)
  expect((left + right) / 2 / pointsPerMm).toBeCloseTo(149, 0)
  // The picture is the rectangle's upper part, centred.
  const [sealLeft = 0, , sealRight = 0, sealTop = 0] = agency?.rect ?? []
  const middle = (sealLeft + sealRight) / 2
  const picture = { right: middle + 18 * pointsPerMm, middleY: sealTop - 18 * pointsPerMm }
  expect((picture.right - left) / (right - left)).toBeCloseTo(1 / 3, 1)
  expect(picture.middleY).toBeCloseTo((bottom + top) / 2, 0)

  expect(countColours(oncePath, 2)).toMatchObject({ red: 0 })
  expect(countColours(oncePath, 2).blue).toBeGreaterThan(50)
  expect(countColours(path, 2).red).toBeGreaterThan(500)
  expect(countColours(path, 1)).toEqual({ blue: 0, red: 0 })
  const before = execFileSync('pdftotext', ['-f', '2', oncePath, '-'], { encoding: 'utf8' })
  expect(before).not.toContain('Thời gian')
  const after = execFileSync('pdftotext', ['-f', '2', path, '-'], { encoding: 'utf8' })
  expect(after).toContain(agencyName)
  expect(after).toContain('2021-03-15T09:35:00+07:00')
  expect(after.normalize('NFC').replace(/\s+/g, ' ')).toContain('Số: 07/QĐ-UBND, ngày 15 tháng 3 năm 2021')
  expect(before).not.toContain('Số:')
})

test('a copy certified in 2019 shows the red seal in the corner; today’s is black text without a picture', async () => {
  const copy = (signedAt: string): Appearance => ({ kind: 'certified-copy', formOfCopy: 'SAO Y', agencyName, signedAt, image: { file: seal, widthMm: 36 } })
  const source = storeFile(folder, await makeSamplePdf('table', folder))
  const old = exportFile(folder, await signWell(clerk, source, copy('2019-06-01T08:00:00+07:00')), 'copy-2019.pdf')
  const today = exportFile(folder, await signWell(clerk, source, copy('2026-06-01T08:00:00+07:00')), 'copy-2026.pdf')
  expect(countColours(old, 1).red).toBeGreaterThan(500)
  expect(countColours(today, 1)).toEqual({ blue: 0, red: 0 })
  const [rect] = (await readFieldRects(old)).map((one) => one.rect)
  expect((595 - (rect?.[2] ?? 0)) / pointsPerMm).toBeCloseTo(10, 0)
  expect((842 - (rect?.[3] ?? 0)) / pointsPerMm).toBeCloseTo(6, 0)
  expect(readWords(today).some(({ text }) => text === 'SAO')).toBe(true)
})

test('an annex in a file of its own shows number and notation and the time, no picture', async () => {
  const source = storeFile(folder, await makeSamplePdf('rotated-90', folder))
  const path = exportFile(folder, await signWell(clerk, source, { kind: 'annex', documentCode: '79/QĐ-UBND', signedAt: '2026-06-01T08:00:00+07:00' }), 'annex.pdf')
  const words = readWords(path).map(({ text }) => text)
  expect(words).toEqual(expect.arrayContaining(['79/QĐ-UBND', '2026-06-01T08:00:00+07:00']))
  expect(countColours(path, 1)).toEqual({ blue: 0, red: 0 })
})

test('a picture that would spoil the document is refused before the token signs', async () => {
  const opaque = join(folder, 'opaque')
  execFileSync('pdftocairo', ['-png', '-singlefile', '-r', '72', join(folder, 'dau.pdf'), opaque])
  const source = storeFile(folder, await makeLetter(1))
  const cases = [
    { reason: 'not-png', file: storeFile(folder, Buffer.from('GIF89a')) },
    { reason: 'no-transparency', file: storeFile(folder, readFileSync(`${opaque}.png`)) },
    { reason: 'damaged', file: storeFile(folder, (await drawSeal(folder)).subarray(0, 900)) },
    { reason: 'missing', file: { ...newFile(folder), sha256: seal.sha256 } }
  ]
  for (const { reason, file } of cases) {
    const { signed, target } = await sign(head, source, { ...personAppearance(), image: { file } } as Appearance)
    expect(signed).toEqual({ ok: false, error: { kind: 'signature-image-unusable', reason } })
    expect(isWritten(target)).toBe(false)
  }
  const { signed } = await sign(clerk, source, { kind: 'certified-copy', formOfCopy: 'SAO Y', agencyName, signedAt: '2019-06-01T08:00:00+07:00' })
  expect(signed).toEqual({ ok: false, error: { kind: 'signature-image-unusable', reason: 'missing' } })
})
