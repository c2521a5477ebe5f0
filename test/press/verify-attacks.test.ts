import { PDFArray, PDFDocument, PDFName, PDFRef, rgb, StandardFonts } from '@cantoo/pdf-lib'
import { afterAll, describe, expect, test } from 'vitest'
import type { DocumentReport } from '../../electron/contract/verification.ts'
import { tellVerdict } from '../../electron/domain/verification-words.ts'
import { listSignatureFields } from '../../electron/press/pdf-structure.ts'
import { makeSamplePdf } from './sample-pdfs.ts'
import { openVerifyDesk } from './verify-desk.ts'

/** Signed documents as an attacker or a bad stick leaves them: never valid, and never called so on the screen. */

const { folder, officer, clerk, table, once, twice, sign, verify: look, expectAgreement, close } = await openVerifyDesk()
afterAll(close)

/** Of what was attacked: the words must say no as the facts do. */
async function verify(bytes: Buffer): Promise<DocumentReport> {
  const report = await look(bytes)
  const { title, tone, reason, advice } = tellVerdict(report)
  expect(title).not.toBe('Hợp lệ')
  expect(tone).not.toBe('good')
  expect(title).toBe(report.verdict === 'unsigned' ? 'Không có chữ ký số' : 'Không hợp lệ')
  expect(`${reason} ${advice}`).toMatch(/^\p{Lu}.+\. \p{Lu}.+\.$/u)
  return report
}

describe('damage', () => {
  test.each([0.1, 0.3, 0.5])('a byte flipped at %s of the file: altered', async (where) => {
    const bytes = Buffer.from(once)
    const text = bytes.indexOf('startxref')
    bytes[Math.floor(text * where)]! ^= 0x01
    const report = await verify(bytes)
    expect(report.verdict).toBe('invalid')
    expect(report.signatures).toMatchObject([{ integrity: 'altered', verdict: 'invalid' }])
  })

  test.each([1, 40, 2_000, 9_000])('cut by %s bytes: never valid', async (count) => {
    const report = await verify(once.subarray(0, once.length - count))
    expect(['invalid', 'unsigned']).toContain(report.verdict)
    expect(report.signatures.every((one) => one.verdict === 'invalid')).toBe(true)
  })

  test('bytes appended behind the end', async () => {
    const bytes = Buffer.concat([once, Buffer.from('\n% them vao sau khi ky\n')])
    const report = await verify(bytes)
    expect(report.signatures).toMatchObject([{ integrity: 'intact', coverage: { state: 'changed-after', changes: ['bytes-appended'] }, verdict: 'invalid' }])
    expectAgreement(report, bytes)
  })

  test('the value of /Contents replaced by another signature, and by zeros', async () => {
    const other = await sign(await makeSamplePdf('form', folder), officer)
    const bytes = Buffer.from(once)
    const valueOf = (pdf: Buffer): { at: number; hex: Buffer } => {
      const at = pdf.indexOf('<', pdf.indexOf('/Contents', pdf.indexOf('/ByteRange')))
      return { at, hex: pdf.subarray(at, pdf.indexOf('>', at)) }
    }
    valueOf(other).hex.copy(bytes, valueOf(bytes).at)
    expect((await verify(bytes)).signatures).toMatchObject([{ integrity: 'altered', verdict: 'invalid' }])
    expectAgreement(await verify(bytes), bytes)
    const zeros = Buffer.from(once)
    zeros.fill('0', valueOf(zeros).at + 1, valueOf(zeros).at + valueOf(zeros).hex.length)
    expect((await verify(zeros)).verdict).toBe('invalid')
  })

  test('the values of two signatures swapped: neither holds, each stands over the other’s bytes', async () => {
    const values = [...twice.toString('latin1').matchAll(/\/Contents\s*<([0-9a-fA-F]+)>/g)].map((match) => ({ at: match.index + match[0].indexOf('<') + 1, hex: match[1] ?? '' }))
    expect(values).toHaveLength(2)
    const [first, second] = values as [(typeof values)[0], (typeof values)[0]]
    const room = Math.min(first.hex.length, second.hex.length)
    // What is cut off are the zeros behind the value.
    expect(first.hex.slice(room) + second.hex.slice(room)).toMatch(/^0*$/)
    const bytes = Buffer.from(twice)
    bytes.write(second.hex.slice(0, room).padEnd(first.hex.length, '0'), first.at, 'latin1')
    bytes.write(first.hex.slice(0, room).padEnd(second.hex.length, '0'), second.at, 'latin1')
    const report = await verify(bytes)
    expect(report.signatures.map((one) => [one.integrity, one.verdict])).toEqual([
      ['altered', 'invalid'],
      ['altered', 'invalid']
    ])
    expectAgreement(report, bytes)
  })

  test('two fields with one signature: the value of the first is pointed at by the second', async () => {
    const bytes = await increment(twice, (document) => {
      const [first, second] = listSignatureFields(document)
      second?.dict.set(PDFName.of('V'), first?.dict.get(PDFName.of('V')) ?? PDFName.of('null'))
    })
    const report = await verify(bytes)
    expect(report.verdict).toBe('invalid')
    expect(report.signatures.every((one) => one.verdict === 'invalid')).toBe(true)
  })

  test.each([
    ['begins behind the header', (a: number, b: number, c: number) => [9, a - 9, b, c]],
    ['its halves overlap', (a: number, b: number, c: number) => [0, b, a, c + b - a]],
    ['ends before the file', (a: number, b: number, c: number) => [0, a, b, c - 30]],
    ['reaches beyond the file', (a: number, b: number, c: number) => [0, a, b, c + 900]],
    ['covers nothing', () => [0, 0, 0, 0]]
  ])('a byte range that %s: never valid', async (_, change) => {
    const text = once.toString('latin1')
    const range = /\/ByteRange\s*\[[^\]]*\]/.exec(text)?.[0] ?? ''
    const [, a = 0, b = 0, c = 0] = range.match(/\d+/g)?.map(Number) ?? []
    const changed = `/ByteRange [${change(a, b, c).join(' ')}`.padEnd(range.length - 1) + ']'
    expect(changed).toHaveLength(range.length)
    const report = await verify(Buffer.from(text.replace(range, changed), 'latin1'))
    expect(report.signatures).toMatchObject([{ verdict: 'invalid' }])
    expect(report.verdict).toBe('invalid')
  })

  test('a byte range that leaves a hole for text is refused, though the digest over it would hold', async () => {
    const text = once.toString('latin1')
    const range = /\/ByteRange\s*\[[^\]]*\]/.exec(text)?.[0] ?? ''
    const [, a = 0, b = 0, c = 0] = range.match(/\d+/g)?.map(Number) ?? []
    const wider = `/ByteRange [0 ${a} ${b - 10} ${c + 10}`.padEnd(range.length - 1) + ']'
    const report = await verify(Buffer.from(text.replace(range, wider), 'latin1'))
    expect(report.signatures).toMatchObject([{ integrity: 'altered', coverage: { state: 'partial' }, verdict: 'invalid' }])
  })
})

/** An increment by pdf-lib over a signed file, as an attacker would add it. */
async function increment(bytes: Buffer, change: (document: PDFDocument) => void | Promise<void>): Promise<Buffer> {
  const document = await PDFDocument.load(bytes, { forIncrementalUpdate: true, updateMetadata: false })
  await change(document)
  return Buffer.from(await document.commit({ useObjectStreams: false }))
}

describe('content changed after signing, by an increment: intact, but never valid', () => {
  test.each<[string, string, (document: PDFDocument) => void | Promise<void>]>([
    [
      'text drawn over a page',
      'content-changed',
      async (document) => {
        const font = await document.embedFont(StandardFonts.Helvetica)
        document.getPage(0).drawText('Dong y', { x: 72, y: 500, font })
      }
    ],
    ['a white box over the text', 'content-changed', (document) => document.getPage(0).drawRectangle({ x: 60, y: 690, width: 300, height: 40, color: rgb(1, 1, 1) })],
    ['a page added', 'content-changed', (document) => void document.addPage([595, 842])],
    [
      'a stamp annotation added',
      'annotation-changed',
      (document) => {
        const { context } = document
        const note = context.register(context.obj({ Type: 'Annot', Subtype: 'FreeText', Rect: [60, 690, 360, 730], Contents: 'x' }))
        const page = document.getPage(0)
        const annotations = page.node.lookup(PDFName.of('Annots'), PDFArray)
        annotations.push(note)
        context.snapshot?.markRefForSave(context.getRef(annotations) ?? page.ref)
      }
    ],
    [
      'an action at opening',
      'catalog-changed',
      (document) => document.catalog.set(PDFName.of('OpenAction'), document.context.obj({ S: 'URI', URI: 'x' }))
    ],
    [
      'the signature taken out of the form and the page',
      'signature-removed',
      (document) => {
        document.catalog.delete(PDFName.of('AcroForm'))
        document.context.snapshot?.markRefForSave(document.context.getRef(document.catalog)!)
      }
    ]
  ])('%s', async (_, kind, change) => {
    const bytes = await increment(twice, change)
    const report = await verify(bytes)
    if (kind === 'signature-removed') expect(report.verdict).not.toBe('valid')
    else {
      expect(report.signatures.map((one) => one.integrity)).toEqual(['intact', 'intact'])
      for (const one of report.signatures) expect(one.coverage).toMatchObject({ state: 'changed-after', changes: expect.arrayContaining([kind]) as string[] })
      expectAgreement(report, bytes)
    }
    expect(report.signatures.every((one) => one.verdict === 'invalid')).toBe(true)
    expect(report.verdict).not.toBe('valid')
  })

  test('a change between the two signatures: the first is changed after, the second covers it all', async () => {
    const bytes = await sign(await increment(once, (document) => document.getPage(0).drawRectangle({ x: 1, y: 1, width: 9, height: 9 })), clerk, true)
    const report = await verify(bytes)
    expect(report.signatures.map((one) => [one.coverage.state, one.verdict])).toEqual([
      ['changed-after', 'invalid'],
      ['whole-file', 'valid']
    ])
    expect(report.verdict).toBe('invalid')
    expectAgreement(report, bytes)
  })

  test('hidden content shown by a cross-reference alone (shadow attack, hide and replace)', async () => {
    // The author keeps a second page content in the file, signed along; after signing, a new table points the shown content's number at it.
    const author = await PDFDocument.load(table, { updateMetadata: false })
    const page = author.getPage(0)
    const contents = page.node.get(PDFName.of('Contents'))
    const shown = contents instanceof PDFRef ? contents : (page.node.lookup(PDFName.of('Contents'), PDFArray).get(0) as PDFRef)
    const plain = Buffer.from(await author.save({ useObjectStreams: false }))
    const hidden = `\n${shown.objectNumber} 0 obj\n<</Length 44>>\nstream\n${'0 0 1 rg 60 600 300 100 re f'.padEnd(44)}\nendstream\nendobj\n`
    const end = plain.lastIndexOf('startxref')
    const prepared = await sign(Buffer.concat([plain.subarray(0, end), Buffer.from(hidden), plain.subarray(end)]), officer)
    const at = prepared.indexOf(hidden.trimStart())
    const last = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(prepared.toString('latin1'))?.[1])
    const root = /\/Root (\d+ 0 R)/.exec(prepared.toString('latin1'))?.[1] ?? ''
    const size = /\/Size (\d+)/.exec(prepared.subarray(last).toString('latin1'))?.[1] ?? '99'
    const table2 = `xref\n${shown.objectNumber} 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n<</Size ${size} /Root ${root} /Prev ${last}>>\nstartxref\n${prepared.length}\n%%EOF\n`
    expect((await look(prepared)).verdict).toBe('valid')
    const attacked = Buffer.concat([prepared, Buffer.from(table2)])
    const report = await verify(attacked)
    expect(report.signatures).toMatchObject([{ integrity: 'intact', coverage: { state: 'changed-after', changes: ['content-changed'] }, verdict: 'invalid' }])
    expectAgreement(report, attacked)
  })

  test('content promised at signing and supplied afterwards', async () => {
    const author = await PDFDocument.load(table, { updateMetadata: false })
    const page = author.getPage(0)
    const shown = page.node.get(PDFName.of('Contents'))
    const free = PDFRef.of(author.context.largestObjectNumber + 60)
    page.node.set(PDFName.of('Contents'), author.context.obj([...(shown instanceof PDFRef ? [shown] : (shown as PDFArray).asArray()), free]))
    const signed = await sign(Buffer.from(await author.save({ useObjectStreams: false })), officer)
    expect((await look(signed)).verdict).toBe('valid')
    const report = await verify(await increment(signed, (document) => document.context.assign(free, document.context.stream('0 0 1 rg 60 600 300 100 re f'))))
    expect(report.signatures).toMatchObject([{ integrity: 'intact', coverage: { state: 'changed-after', changes: ['content-revealed'] }, verdict: 'invalid' }])
  })
})
