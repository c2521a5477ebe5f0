import { randomUUID } from 'node:crypto'
import type { ReceiveDossier } from '../../../electron/contract/intake.ts'

/** Invented people. Every name and number that was put into a counter, so that a log can be searched for them. */
const used = new Set<string>()
const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Đỗ', 'Vũ', 'Bùi', 'Đặng']
const given = ['Hồng Nhung', 'Thúy Quỳnh', 'Văn Khánh', 'Đức Thịnh', 'Mỹ Duyên', 'Quốc Đạt', 'Phương Trâm']
let count = 0

/** Dossiers of a birth registration, the components of which are all handed over. */
export const birthProcedure = '1.001193'
/** A procedure that a portal may come to call a state secret while a counter is offline: its Receive is then refused there. */
export const poisonProcedure = '1.000894'
export const poisonComponents = [{ id: '1.000894-TP01', ticked: true, originals: 1, certifiedCopies: 0, copies: 0, files: [] }]
/** The first of its papers. */
export const birthPaper = '1.001193-TP01'
const birthComponents = [birthPaper, '1.001193-TP02']

/** A whole intake of another invented person each time. */
export function makeIntake(change: Partial<ReceiveDossier> = {}): ReceiveDossier {
  count += 1
  const fullName = `${families[count % families.length]} ${given[count % given.length]} ${count}`.normalize('NFC').replace(/\d+$/, toLetters(count))
  const idNumber = `0361900${String(count).padStart(5, '0')}`
  used.add(fullName).add(idNumber)
  return {
    draftId: randomUUID(),
    procedureCode: birthProcedure,
    applicant: { fullName, idKind: 'cccd', idNumber, address: 'Xóm 5, xã Giao Yến, tỉnh Nam Định' },
    components: birthComponents.map((id) => handOver(id)),
    sets: 1,
    channel: 'direct',
    returnAt: 'counter',
    secrecy: 'none',
    note: '',
    exemptionIds: [],
    ...change
  }
}

export function handOver(id: string): ReceiveDossier['components'][number] {
  return { id, ticked: true, originals: 1, certifiedCopies: 0, copies: 0, files: [] }
}

/** Names and numbers of the people used so far in this test file. */
export function listPersonalData(): string[] {
  return [...used]
}

/** Those of the people used so far whose name or number stands in the text, also where it was cut up by JSON or percent encoding. */
export function findPersonalData(text: string): string[] {
  return listPersonalData().filter((word) => [word, word.normalize('NFD'), encodeURIComponent(word), JSON.stringify(word).slice(1, -1)].some((form) => text.includes(form)))
}

function toLetters(number: number): string {
  return number
    .toString()
    .split('')
    .map((digit) => 'abcdeghikl'[Number(digit)])
    .join('')
    .replace(/^./, (letter) => letter.toUpperCase())
}
