import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chooseBodySize, countLines } from '../../../electron/domain/forms/form-fit.ts'
import { pickReceiptPrinter } from '../../../electron/main/printing/receipt-printer.ts'
import { writeDurably } from '../../../electron/crypto/write-durably.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-printing-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function printer(name: string, more: { isDefault?: boolean; displayName?: string } = {}) {
  return { name, displayName: name, description: '', options: {}, ...more }
}

describe('the receipt printer', () => {
  it('is the configured one, else the default, else the only one', () => {
    const two = [printer('Canon_LBP'), printer('HP_M404', { isDefault: true })]
    expect(pickReceiptPrinter(two, 'Canon_LBP')?.name).toBe('Canon_LBP')
    expect(pickReceiptPrinter(two)?.name).toBe('HP_M404')
    expect(pickReceiptPrinter([printer('Canon_LBP')])?.name).toBe('Canon_LBP')
  })

  it('is none rather than another that nobody chose', () => {
    expect(pickReceiptPrinter([])).toBeUndefined()
    expect(pickReceiptPrinter([printer('A'), printer('B')])).toBeUndefined()
    expect(pickReceiptPrinter([printer('A', { isDefault: true })], 'B')).toBeUndefined()
  })

  it('is never by default one that makes files or sends faxes', () => {
    expect(pickReceiptPrinter([printer('Microsoft Print to PDF', { isDefault: true }), printer('Fax')])).toBeUndefined()
    expect(pickReceiptPrinter([printer('Microsoft XPS Document Writer', { isDefault: true }), printer('Canon_LBP')])?.name).toBe('Canon_LBP')
    expect(pickReceiptPrinter([printer('Microsoft Print to PDF')], 'Microsoft Print to PDF')?.name).toBe('Microsoft Print to PDF')
  })
})

describe('a file written durably', () => {
  it('replaces an older one and leaves nothing else behind', async () => {
    const path = join(folder, 'new', 'receipt.pdf')
    mkdirSync(join(folder, 'new'))
    await writeDurably(path, new TextEncoder().encode('first'))
    await writeDurably(path, new TextEncoder().encode('second'))
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(readdirSync(join(folder, 'new'))).toEqual(['receipt.pdf'])
  })

  it('is not there at all when it could not be finished', async () => {
    const path = join(folder, 'taken')
    mkdirSync(path)
    await writeDurably(join(path, 'inside'), new Uint8Array(1))
    await expect(writeDurably(path, new Uint8Array(1))).rejects.toThrow()
    expect(readdirSync(folder).sort()).toEqual(['new', 'taken'])
  })
})

describe('type as large as fits', () => {
  const block = (words: number) => [{ text: 'chữ '.repeat(words).trim(), widthPt: 300, scale: 1, extraPt: 0 }]

  it('takes the largest size for one page and shrinks before it takes a second', () => {
    const sizes = [12, 11, 10]
    expect(chooseBodySize(block(10), 0, 100, sizes)).toBe(12)
    const chosen = [50, 100, 120, 130].map((words) => chooseBodySize(block(words), 0, 100, sizes))
    expect(chosen).toEqual([...chosen].sort((a, b) => b - a))
    expect(new Set(chosen).size).toBeGreaterThan(1)
  })

  it('breaks at spaces, and cuts a word only when it is wider than a line', () => {
    expect(countLines('', 1000)).toBe(1)
    expect(countLines('nn nn', 2250)).toBe(1)
    expect(countLines('nn nn', 2249)).toBe(2)
    expect(countLines('nnnnnnnnnn', 1000)).toBe(5)
    expect(countLines('nguyễn'.normalize('NFD'), 2700)).toBe(countLines('nguyễn'.normalize('NFC'), 2700))
  })
})
