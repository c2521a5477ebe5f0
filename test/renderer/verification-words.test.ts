import { expect, test } from 'vitest'
import type { LibraryProblem, ModuleReport } from '../../electron/contract/signer.ts'
import type { DocumentReport, LaterChange, SignatureReport } from '../../electron/domain/verification.ts'
import { tellHeading, tellSignature, tellVerdict } from '../../electron/domain/verification-words.ts'
import { explainLibrary, tellDiagnosis, writeReport } from '../../renderer/features/token-doctor/token-words.ts'
import { groupFiles } from '../../renderer/features/verify/group-files.ts'

/** The screen's own words: whatever is wrong with a signature, nobody reads "Hợp lệ". */

const good: SignatureReport = {
  fieldName: 'Signature1',
  kind: 'signature',
  subFilter: 'ETSI.CAdES.detached',
  integrity: 'intact',
  digest: 'sha-256',
  coverage: { state: 'whole-file', changes: [] },
  signer: { commonName: 'Nguyễn Thị Hường', organisation: 'UBND huyện Ý Yên', subject: 'CN=Nguyễn Thị Hường', issuer: 'C=VN, CN=CA công vụ', serial: '1003', validFrom: '2025-01-01T00:00:00Z', validTo: '2028-01-01T00:00:00Z' },
  claimedAt: '2026-11-25T02:00:00Z',
  judgedAt: { at: '2026-11-25T02:00:00Z', source: 'claimed' },
  chain: 'trusted',
  usage: 'allowed',
  validity: 'valid',
  revocation: { state: 'good', source: 'crl', from: 'kept', asOf: '2026-11-24T17:30:00Z', isFresh: true },
  verdict: 'valid'
}
const reportOf = (...signatures: SignatureReport[]): DocumentReport => ({ signatures, verdict: signatures.some(({ verdict }) => verdict === 'invalid') ? 'invalid' : signatures.some(({ verdict }) => verdict === 'undetermined') ? 'undetermined' : 'valid' })

test('a good one says so, with the time of what revocation was judged by', () => {
  expect(tellVerdict(reportOf(good)).title).toBe('Hợp lệ')
  expect(tellVerdict(reportOf(good)).advice).toContain('chưa có dấu thời gian')
  expect(tellSignature(good).find(({ name }) => name === 'Thu hồi')?.text).toBe('Chưa bị thu hồi (CRL lưu trên máy, lập 00:30 25/11/2026)')
  expect(tellSignature(good).find(({ name }) => name === 'Nơi cấp chứng thư')?.text).toContain('CA công vụ')
  expect(tellSignature(good).find(({ name }) => name === 'Cơ quan')?.text).toBe('UBND huyện Ý Yên')
  expect(tellHeading(good, 0)).toMatchObject({ name: 'Chữ ký 1: Nguyễn Thị Hường', text: 'Hợp lệ' })
})

const changes: LaterChange[] = ['content-changed', 'content-removed', 'content-revealed', 'catalog-changed', 'form-changed', 'annotation-changed', 'page-overlaid', 'signature-removed', 'bytes-appended', 'unreadable']
const bad: [string, Partial<SignatureReport>, string][] = [
  ['altered', { integrity: 'altered' }, 'thay đổi sau khi Nguyễn Thị Hường ký'],
  ['unreadable', { integrity: 'unreadable' }, 'không đọc được'],
  ['partial', { coverage: { state: 'partial', changes: [] } }, 'không bao trùm hết'],
  ['forged issuer', { chain: 'broken' }, 'giả mạo'],
  ['wrong usage', { usage: 'wrong-usage' }, 'không được cấp để ký'],
  ['revoked', { revocation: { state: 'revoked', source: 'ocsp', revokedAt: '2026-11-20T02:00:00Z' } }, 'thu hồi từ 09:00 20/11/2026'],
  ['expired', { validity: 'expired' }, 'hết hạn khi ký'],
  ['not yet valid', { validity: 'not-yet-valid' }, 'chưa có hiệu lực'],
  ...changes.map((change): [string, Partial<SignatureReport>, string] => [change, { coverage: { state: 'changed-after', changes: [change] } }, 'bị sửa sau khi Nguyễn Thị Hường ký'])
]
test.each(bad)('%s: never "Hợp lệ", with the reason, a red line, and what to do', (_name, change, words) => {
  const one: SignatureReport = { ...good, ...change, verdict: 'invalid' }
  const told = tellVerdict(reportOf(good, one))
  expect(told).toMatchObject({ title: 'Không hợp lệ', tone: 'danger' })
  expect(told.reason).toContain(words)
  expect(told.advice).toContain('Trả lại')
  expect(tellSignature(one).some(({ tone }) => tone === 'danger')).toBe(true)
})

test.each<[string, Partial<SignatureReport>, string]>([
  ['unknown issuer', { chain: 'unknown-issuer', revocation: { state: 'unknown' } }, 'danh sách tổ chức tin cậy'],
  ['unknown revocation', { revocation: { state: 'unknown' } }, 'có bị thu hồi hay không'],
  ['old list', { revocation: { state: 'good', source: 'crl', asOf: '2026-01-01T00:00:00Z', isFresh: false } }, 'đã cũ'],
  ['forgeable hash', { digest: 'sha-1' }, 'SHA-1'],
  ['unsupported', { integrity: 'unsupported' }, 'chưa kiểm tra được'],
  ['unproven time', {}, 'dấu thời gian']
])('%s: not enough grounds, and what to do', (_name, change, words) => {
  const told = tellVerdict(reportOf({ ...good, ...change, verdict: 'undetermined' }))
  expect(told).toMatchObject({ title: 'Chưa đủ căn cứ', tone: 'warning' })
  expect(told.reason).toContain(words)
})

test('a file nobody signed, or only a time stamper, is not signed', () => {
  expect(tellVerdict({ signatures: [], verdict: 'unsigned' }).title).toBe('Không có chữ ký số')
  expect(tellVerdict({ signatures: [{ ...good, kind: 'document-timestamp' }], verdict: 'unsigned' }).reason).toContain('chỉ có dấu thời gian')
})

test('a detached signature is checked with its own file, all others alone', () => {
  const groups = (...names: string[]) => groupFiles(names.map((name) => ({ name }))).map((group) => group.map(({ name }) => name))
  expect(groups('a.pdf', 'b.xml')).toEqual([['a.pdf'], ['b.xml']])
  expect(groups('b.docx', 'a.pdf', 'a.pdf.p7s')).toEqual([['b.docx'], ['a.pdf.p7s', 'a.pdf']])
  expect(groups('công văn.docx', 'chu ky.p7s')).toEqual([['chu ky.p7s', 'công văn.docx']])
  expect(groups('a.p7s')).toEqual([['a.p7s']])
  expect(groups('a.docx', 'a.p7s', 'c.pdf')).toEqual([['a.p7s', 'a.docx'], ['c.pdf']])
})

test('the token doctor says what to do for every trouble, and its file holds nothing secret', () => {
  const problems: LibraryProblem[] = [{ kind: 'missing' }, { kind: 'no-library' }, { kind: 'wrong-processor', found: 'x86' }, { kind: 'no-pkcs11' }, { kind: 'load-failed', code: 'CKR_GENERAL_ERROR' }, { kind: 'no-answer' }]
  for (const problem of problems) expect(explainLibrary(problem, 'x64')).toMatch(/\. .+\.$/)
  expect(explainLibrary({ kind: 'wrong-processor', found: 'x86' }, 'x64')).toContain('32-bit, ứng dụng chạy 64-bit')
  const certificate = { certificateId: '01', subject: 'CN=Nguyễn Thị Hường', commonName: 'Nguyễn Thị Hường', issuer: 'CN=CA', serial: '1003', validFrom: '2025-01-01T00:00:00Z', validTo: '2026-01-01T00:00:00Z', algorithm: 'rsa-2048', unusable: 'expired' } as const
  const module: ModuleReport = {
    id: 'a',
    module: 'vnptca_p11_v8.dll',
    vendor: 'VNPT-CA',
    processor: 'x64',
    lastError: { code: 'CKR_PIN_INCORRECT', at: '2026-11-25T02:00:00Z' },
    slots: [{ description: 'Khe 0', tokenPresent: true, token: { label: 'Token', tokenSerial: 'S1', manufacturer: 'VNPT', model: 'V8', pin: 'final-try' }, certificates: [certificate] }]
  }
  const report = { platform: 'win32', processor: 'x64', modules: [module] }
  expect(tellDiagnosis(report)).toMatchObject({ tone: 'danger', text: expect.stringContaining('không chứng thư nào ký được') as string })
  expect(tellDiagnosis({ ...report, modules: [] }).text).toContain('chưa cài trình điều khiển')
  expect(tellDiagnosis({ ...report, modules: [{ ...module, slots: [] }] }).text).toContain('chưa thấy thiết bị')
  const text = writeReport(report, { at: '2026-11-25T02:00:00Z', version: '0.1.0' })
  for (const words of ['vnptca_p11_v8.dll', '64-bit', 'chỉ còn một lần', 'chứng thư số đã hết hạn', 'mã PIN vừa nhập không đúng (CKR_PIN_INCORRECT)', 'Không chứa mã PIN']) expect(text).toContain(words)
})
