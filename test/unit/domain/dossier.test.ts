import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEntry, currentSha256, DossierEntry, foldDossier, type Dossier } from '../../../electron/domain/dossier.ts'
import { legalNext, type DossierStatus } from '../../../electron/domain/dossier-status.ts'
import { decideReceive, type DossierReceived } from '../../../electron/domain/receive.ts'
import { context, intake } from './receive-fixture.ts'

const hash = (char: string) => char.repeat(64)
const at = (day: number, time = '09:00') => `2021-03-${day}T${time}:00+07:00`

function received(): DossierEntry & { kind: 'dossier.received' } {
  const decision = decideReceive(intake, context)
  if (!decision.ok) throw new Error(decision.error.kind)
  return { kind: 'dossier.received', payload: decision.value }
}

function status(from: DossierStatus, to: DossierStatus, more: object = {}): DossierEntry {
  return { kind: 'dossier.status-changed', payload: { from, to, at: at(16), reason: null, ...more } }
}

function attached(sha256: string, componentId: string | null = '1.001193-TP01'): DossierEntry {
  const file = { sha256, componentId, name: 'to-khai.pdf', mediaType: 'application/pdf', sizeBytes: 24_000, pages: 1, origin: 'scanned' as const }
  return { kind: 'file.attached', payload: { ...file, at: at(15) } }
}

function signed(sourceSha256: string, sha256: string): DossierEntry {
  const signature = { sizeBytes: 40_000, signerName: 'Vũ Thị Hồng Nhung', certificateSerial: '01', at: at(15) }
  return { kind: 'file.signed', payload: { sourceSha256, sha256, ...signature } }
}

describe('a dossier is its entries', () => {
  it('begins as it was received', () => {
    const entry = received()
    expect(foldDossier([entry])).toMatchObject({ ...entry.payload, status: 2, revision: 1, files: [], returnTo: [], finishedAt: null })
  })

  it('goes through a supplement and back with both dates, and is finished once', () => {
    const moved = { previous: at(15, '17:00'), next: at(18, '17:00') }
    const dossier = foldDossier([
      received(), status(2, 4), status(4, 5, { items: ['Giấy chứng sinh'] }), status(5, 7), status(7, 5), status(5, 4, { dueAt: moved }),
      status(4, 9), { ...status(9, 10), payload: { ...status(9, 10).payload, at: at(19) } } as DossierEntry
    ])
    expect(dossier).toMatchObject({
      status: 10, returnTo: [], dueAt: at(18, '17:00'), earlierDueAts: [at(15, '17:00')], supplementRequests: 1, revision: 8, finishedAt: at(16), changedAt: at(19)
    })
  })

  it('remembers the one new appointment', () => {
    const entry: DossierEntry = {
      kind: 'dossier.reappointed',
      payload: { previousDueAt: at(15, '17:00'), newDueAt: at(17, '17:00'), at: at(15), reason: 'Chờ xác minh' }
    }
    expect(foldDossier([received(), entry])).toMatchObject({ reappointed: true, dueAt: at(17, '17:00'), earlierDueAts: [at(15, '17:00')] })
  })

  it('takes an amendment field by field', () => {
    const entry = received()
    const applicant = { ...entry.payload.applicant, address: 'Xóm 6' }
    const amended: DossierEntry = { kind: 'dossier.amended', payload: { at: at(16), reason: 'Sai địa chỉ', changes: { applicant, note: undefined } } }
    expect(foldDossier([entry, amended])).toMatchObject({ applicant: { address: 'Xóm 6' }, note: null, subject: entry.payload.subject, revision: 2 })
  })

  it('keeps a file once, and its signatures in order', () => {
    const dossier = foldDossier([received(), attached(hash('a')), attached(hash('a')), signed(hash('a'), hash('b')), signed(hash('b'), hash('c'))])
    expect(dossier.files).toHaveLength(1)
    expect(dossier.files[0]?.signatures.map(({ sha256 }) => sha256)).toEqual([hash('b'), hash('c')])
    expect(currentSha256(dossier.files[0]!)).toBe(hash('c'))
    expect(dossier.revision).toBe(5)
  })
})

describe('what can only be a bug throws', () => {
  it.each<[string, DossierEntry[], string]>([
    ['nothing at all', [], 'at least one entry'],
    ['a change before receipt', [status(2, 4)], 'before dossier.received'],
    ['received twice', [received(), received()], 'received once'],
    ['a change from another status', [received(), status(4, 9)], 'status is 2, the entry says 4'],
    ['a change that is not in the table', [received(), status(2, 10)], 'not in the table'],
    ['a signature on an unknown file', [received(), attached(hash('a')), signed(hash('b'), hash('c'))], 'does not hold'],
    ['a signature on an older state of a file', [received(), attached(hash('a')), signed(hash('a'), hash('b')), signed(hash('a'), hash('c'))], 'does not hold']
  ])('%s', (_, entries, message) => expect(() => foldDossier(entries)).toThrow(message))
})

describe('for any legal history', () => {
  const history = fc.array(fc.nat(), { maxLength: 25 }).map((choices) => {
    const entries: DossierEntry[] = [received()]
    let dossier: Dossier = foldDossier(entries)
    for (const [i, choice] of choices.entries()) {
      const next = legalNext(dossier.status, dossier)
      const change = choice % 3 === 0 || next.length === 0 ? undefined : status(dossier.status, next[choice % next.length]!)
      const entry = change ?? attached(i.toString(16).padStart(64, '0'))
      entries.push(entry)
      dossier = applyEntry(dossier, entry)
    }
    return { entries, dossier }
  })

  it('the fold is deterministic, also entry by entry, in any split, and through JSON', () => {
    fc.assert(
      fc.property(history, fc.nat(), ({ entries, dossier }, cut) => {
        const split = cut % entries.length
        const head = split === 0 ? undefined : foldDossier(entries.slice(0, split))
        const resumed = entries.slice(split).reduce<Dossier | undefined>(applyEntry, head)
        const wired = (JSON.parse(JSON.stringify(entries)) as unknown[]).map((entry) => DossierEntry.parse(entry))
        expect(foldDossier(entries)).toEqual(dossier)
        expect(resumed).toEqual(dossier)
        expect(foldDossier(wired)).toEqual(dossier)
        expect(dossier.revision).toBe(entries.length)
      })
    )
  })

  it('the received facts never change', () => {
    fc.assert(
      fc.property(history, ({ entries, dossier }) => {
        const facts: DossierReceived = (entries[0] as DossierEntry & { kind: 'dossier.received' }).payload
        expect(dossier).toMatchObject({ code: facts.code, receivedAt: facts.receivedAt, procedure: facts.procedure, fees: facts.fees })
      })
    )
  })
})
