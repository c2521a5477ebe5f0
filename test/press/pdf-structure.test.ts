import { expect, test } from 'vitest'
import { findLastXref } from '../../electron/press/pdf-structure.ts'

const body = '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'
const table = 'xref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\n'
const stream = '5 0 obj\n<< /Type /XRef >>\nendobj\n'

function pdf(...parts: string[]): Buffer {
  return Buffer.from(parts.join(''), 'latin1')
}

test.each([
  ['a table', pdf(body, table, `startxref\n${body.length}\n%%EOF\n`), { ok: true, value: { offset: body.length, kind: 'table' } }],
  ['a stream', pdf(body, stream, `startxref\r\n${body.length}\r\n%%EOF`), { ok: true, value: { offset: body.length, kind: 'stream' } }],
  ['a little behind the end mark', pdf(body, table, `startxref\n${body.length}\n%%EOF\n\0\0<!-- scan -->`), { ok: true, value: { offset: body.length, kind: 'table' } }],
  ['the last of two revisions', pdf(body, table, 'startxref\n9\n%%EOF\n', body, `startxref\n${body.length}\n%%EOF\n`), { ok: true, value: { offset: body.length, kind: 'table' } }],
  ['a second revision that broke off', pdf(body, table, `startxref\n${body.length}\n%%EOF\n`, '7 0 obj\n<< /Len'), { ok: false, error: 'cut-short' }],
  ['no end', pdf(body, table), { ok: false, error: 'cut-short' }],
  ['an offset into nowhere', pdf(body, table, 'startxref\n999999\n%%EOF\n'), { ok: false, error: 'xref-misplaced' }],
  ['an offset into a dictionary', pdf(body, table, 'startxref\n18\n%%EOF\n'), { ok: false, error: 'xref-misplaced' }]
])('%s', (_, bytes, result) => {
  expect(findLastXref(bytes)).toEqual(result)
})
