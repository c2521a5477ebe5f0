import { decodeProof, encodeProof, verifyProof } from '../../../electron/crypto/proof.ts'
import { lookupLink } from '../../../electron/crypto/lookup-link.ts'
import { parseCccdQr } from '../../../electron/domain/cccd-qr.ts'
import { parseDossierCode } from '../../../electron/domain/dossier-code.ts'
import { findCardIn, findCodeIn, readScan } from '../../../renderer/features/receive/wedge-detector.ts'
import { cards } from '../../harness/steps.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'
import { mutateText } from './mutate.ts'

export type Proof = Parameters<typeof encodeProof>

/** What a scanner types and a QR holds: cards, receipts of ours by code, bar and public page, proofs of a receipt. Each reader must answer, whatever it is given. */
export function createTextTry([header, receipt]: Proof): (random: Random) => Deep {
  const proof = encodeProof(header, receipt)
  if (proof === undefined) throw new Error('a receipt of this portal has a proof')
  const code = '000.00.16.H40-261126-0001'
  const sources = [...Object.values(cards), ...Object.values(cards), code, code.replace(/\D/g, ''), lookupLink(code, { baseUrl: 'https://cong.namdinh.gov.vn', secret: 'AAAA' }), proof, proof]
  return (random) => {
    const text = mutateText(random.pick(sources), random)
    const answers = [parseCccdQr(text).ok, parseDossierCode(text).ok]
    if (answers.some((answer) => typeof answer !== 'boolean')) throw new Error('no answer')
    const scan = readScan(text)
    if (scan?.kind === 'dossier' && scan.search === '') throw new Error('a scan that searches for nothing')
    findCardIn(text)
    findCodeIn(text)
    const read = decodeProof(text)
    // With no key known nothing is proved.
    if (verifyProof(text, () => undefined).kind !== (read ? 'key-unknown' : 'unreadable')) throw new Error('a proof without a key was believed')
    return read ? 'proof' : answers[0] ? 'card' : answers[1] ? 'code' : undefined
  }
}
