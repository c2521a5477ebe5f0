import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RenderedForm } from '../../../electron/domain/forms/form-data.ts'
import { renderNoticeForm } from '../../../electron/domain/forms/notice.ts'
import { contents, longNotice, notice, templateFor } from './notice-fixture.ts'
import { judge, pagesOfPdf, printForms, textOfPdf } from './print-forms.ts'
import { getLongestName } from './receipt-fixture.ts'

const kept = process.env['QMC_FORMS_OUT']
const folder = mkdtempSync(join(tmpdir(), 'qmc-notices-'))
const pathOf = (name: string) => join(kept ?? folder, `${name}.pdf`)
const kinds2018 = ['supplement', 'refusal', 'apology', 'control-slip'] as const
const kinds2025 = [...kinds2018, 'stop'] as const
const forms: Record<string, RenderedForm> = {
  ...Object.fromEntries(kinds2018.map((kind) => [`${kind}-2018`, renderNoticeForm(notice(contents[kind]), templateFor(kind, 2021))])),
  ...Object.fromEntries(kinds2025.map((kind) => [`${kind}-2025`, renderNoticeForm(longNotice(contents[kind]), templateFor(kind, 2025))]))
}

beforeAll(async () => {
  const { files } = await printForms(folder, Object.entries(forms).map(([name, form]) => ({ ...form, outPath: pathOf(name) })))
  expect(files.filter(({ ok }) => !ok)).toEqual([])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the forms after the receipt, as printed by Electron', () => {
  it('take one A5 page on an ordinary day, whichever they are', () => {
    for (const kind of kinds2018) {
      expect(pagesOfPdf(pathOf(`${kind}-2018`)), kind).toBe(1)
      const [, width, height] = /^Page size:\s+([\d.]+) x ([\d.]+) pts/m.exec(judge('pdfinfo', pathOf(`${kind}-2018`))) ?? []
      expect(Math.abs(Number(width) - (148 / 25.4) * 72)).toBeLessThan(1)
      expect(Math.abs(Number(height) - (210 / 25.4) * 72)).toBeLessThan(1)
    }
  })

  it('give their text back in NFC with the longest procedure whole', () => {
    for (const kind of kinds2025) {
      const text = textOfPdf(pathOf(`${kind}-2025`))
      expect(text, kind).toBe(text.normalize('NFC'))
      expect(text.replaceAll(' ', ''), kind).toContain(getLongestName().replaceAll(' ', ''))
      expect(text, kind).toContain('03/2025/TT-VPCP')
      expect(pagesOfPdf(pathOf(`${kind}-2025`)), kind).toBeLessThanOrEqual(3)
    }
  })

  it('embed Tinos and use no other face', () => {
    for (const name of Object.keys(forms)) {
      for (const font of judge('pdffonts', pathOf(name)).trim().split('\n').slice(2)) expect(font, name).toMatch(/^[A-Z]{6}\+Tinos-\w+\s.*\s(yes) (yes) (yes)\s/)
    }
  })
})
