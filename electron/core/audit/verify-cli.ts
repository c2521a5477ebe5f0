import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { isProof, verifyProof, type ProofFinding } from '../../crypto/proof.ts'
import { AuditKeys, keyFinder, verifyExport, type ExportFault, type ExportFinding } from './verify-export.ts'

/**
 * The auditor's tool: `node verify.mjs journal.jsonl keys.json`. Needs no counter, no portal, no network. Ends with 0 when the journal is intact, 1 when it is not, 2 when it could not be read.
 */
const reasons: Record<ExportFault, string> = {
  unreadable: 'dòng này không đọc được',
  'device-unknown': 'Cổng không có máy quầy này',
  sequence: 'thiếu, thừa hoặc sai thứ tự bản ghi',
  previous: 'không nối tiếp với bản ghi trước: một trong hai đã bị sửa',
  payload: 'nội dung đã bị sửa',
  'content-missing': 'thiếu nội dung của nhiều bản ghi hơn số đã hủy theo thời hạn lưu ghi trong nhật ký',
  receipt: 'biên nhận của Cổng không khớp hoặc chữ ký sai',
  'file-receipt': 'biên nhận tệp của Cổng không khớp hoặc chữ ký sai',
  'signed-head': 'không khớp với bản ghi Cổng đã ký xác nhận',
  end: 'tệp bị cắt hoặc bị viết thêm: thiếu chữ ký của máy quầy ở cuối'
}

const proofFaults: Record<Exclude<ProofFinding['kind'], 'valid'>, string> = {
  unreadable: 'KHÔNG ĐỌC ĐƯỢC: nội dung mã QR bị thiếu hoặc sai.',
  'key-unknown': 'KHÔNG ĐÚNG: Cổng không có khóa ký này.',
  forged: 'KHÔNG ĐÚNG: chữ ký không phải của Cổng cho bản ghi này.'
}
const largestProofBytes = 8_000

async function main(paths: string[]): Promise<number> {
  const [exportPath, keysPath] = paths
  if (exportPath === undefined || keysPath === undefined) {
    process.stderr.write('Cách dùng: node verify.mjs <tệp nhật ký, hoặc nội dung mã QR> <tệp khóa công khai của Cổng>\n')
    return 2
  }
  const keys = AuditKeys.parse(JSON.parse(readFileSync(keysPath, 'utf8')))
  const proof = findProof(exportPath)
  if (proof !== undefined) return tellProof(verifyProof(proof, keyFinder(keys)))
  const found = await verifyExport(createInterface({ input: createReadStream(exportPath), crlfDelay: Infinity }), keys)
  process.stdout.write(`${tell(found)}\n`)
  return found.kind === 'intact' ? 0 : 1
}

/** The text of a printed proof, from the command line or out of a file, also as `zbarimg` writes it; undefined for an export. */
function findProof(given: string): string | undefined {
  if (isProof(given)) return given
  const text = existsSync(given) && statSync(given).size < largestProofBytes ? readFileSync(given, 'utf8').replace(/^QR-Code:/, '').trim() : ''
  return isProof(text) ? text : undefined
}

function tellProof(found: ProofFinding): number {
  process.stdout.write(`${found.kind === 'valid' ? tellValid(found) : proofFaults[found.kind]}\n`)
  return found.kind === 'valid' ? 0 : 1
}

function tellValid({ header, portal, signedAt }: Extract<ProofFinding, { kind: 'valid' }>): string {
  return `ĐÚNG: Cổng ${portal} đã ký nhận lúc ${signedAt} bản ghi ${header.kind} số ${header.seq} của máy ${header.device}, hồ sơ ${header.dossier ?? '(không)'}, ghi lúc ${header.at}.`
}

function tell(found: ExportFinding): string {
  if (found.kind === 'broken') return `KHÔNG NGUYÊN VẸN: dòng ${found.line}${found.seq === undefined ? '' : `, bản ghi số ${found.seq}`}: ${reasons[found.reason]}.`
  const { device, entries, withReceipt, receiptsLost, withContent, files, signedTo } = found
  return `NGUYÊN VẸN: máy ${device}, ${entries} bản ghi, ${withReceipt} biên nhận đúng chữ ký của Cổng, ${receiptsLost > 0 ? `${receiptsLost} biên nhận đã mất ở máy quầy (đối chiếu với Cổng), ` : ''}${files} tệp có biên nhận, ${withContent} bản ghi kèm nội dung; Cổng đã ký xác nhận đến bản ghi số ${signedTo}.`
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`Không đọc được tệp: ${error instanceof Error ? error.message : 'lỗi'}\n`)
  return 2
})
