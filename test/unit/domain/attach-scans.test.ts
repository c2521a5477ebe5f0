import { expect, test } from 'vitest'
import { decideAttachScans } from '../../../electron/domain/attach-scans.ts'
import { applyEntry, foldDossier, type Dossier, type DossierEntry } from '../../../electron/domain/dossier.ts'
import type { DossierStatus } from '../../../electron/domain/dossier-status.ts'
import { canMerge } from '../../../electron/domain/merge-entries.ts'
import { decideReceive } from '../../../electron/domain/receive.ts'
import { context, intake } from './receive-fixture.ts'

const at = '2021-03-16T09:00:00+07:00'
const componentId = '1.001193-TP01'
const scan = (char: string) => ({ sha256: char.repeat(64), name: `${char}.pdf`, sizeBytes: 24_000, pages: 2, origin: 'scanned' as const })

function receive(...later: DossierEntry[]): Dossier {
  const decision = decideReceive(intake, context)
  if (!decision.ok) throw new Error(decision.error.kind)
  return foldDossier([{ kind: 'dossier.received', payload: decision.value }, ...later])
}

function attach(dossier: Dossier, scans: ReturnType<typeof scan>[], paper = componentId) {
  return decideAttachScans(dossier, { componentId: paper, scans }, at)
}

const move = (from: DossierStatus, to: DossierStatus): DossierEntry => ({ kind: 'dossier.status-changed', payload: { from, to, at, reason: null } })

test('each scan is an entry that the fold puts beside the files before it', () => {
  const decided = attach(receive(), [scan('a'), scan('b')])
  if (!decided.ok) throw new Error(decided.error.kind)
  expect(decided.value).toEqual([scan('a'), scan('b')].map((each) => ({ ...each, componentId, mediaType: 'application/pdf', at })))
  const dossier = decided.value.reduce((before, payload) => applyEntry(before, { kind: 'file.attached', payload }), receive())
  expect(dossier.files.map(({ name, signatures }) => [name, signatures.length])).toEqual([['a.pdf', 0], ['b.pdf', 0]])
  expect(dossier.revision).toBe(3)
})

test('what was received, is under way, waits for the citizen or for the result to be handed back takes scans; what has ended does not', () => {
  const ways: DossierStatus[][] = [[], [4], [4, 5], [6], [7], [4, 9], [8], [4, 9, 10]]
  const told = ways.map((way) => attach(receive(...way.map((to, index) => move(way[index - 1] ?? 2, to))), [scan('a')]))
  expect(told.map((each) => (each.ok ? 'taken' : each.error))).toEqual([...Array<string>(6).fill('taken'), { kind: 'dossier-closed', status: 8 }, { kind: 'dossier-closed', status: 10 }])
})

test('of a paper that was not handed in there is no scan, and no scan is none', () => {
  expect(attach(receive(), [scan('a')], '1.001193-TP03')).toEqual({ ok: false, error: { kind: 'paper-not-handed-in' } })
  expect(attach(receive(), [])).toEqual({ ok: false, error: { kind: 'scans-missing' } })
})

test('the same bytes are taken once: as they were attached, under another paper, as they were signed, and chosen twice', () => {
  const held = receive(
    { kind: 'file.attached', payload: { ...scan('a'), componentId, mediaType: 'application/pdf', at } },
    { kind: 'file.signed', payload: { sourceSha256: scan('a').sha256, sha256: scan('c').sha256, sizeBytes: 1, signerName: 'Nhung', certificateSerial: '1', at } }
  )
  expect(attach(held, [scan('b'), scan('a')], '1.001193-TP02')).toEqual({ ok: false, error: { kind: 'scan-known', names: ['a.pdf'] } })
  expect(attach(held, [scan('c')])).toEqual({ ok: false, error: { kind: 'scan-known', names: ['c.pdf'] } })
  expect(attach(held, [scan('b'), { ...scan('b'), name: 'lần hai.pdf' }])).toEqual({ ok: false, error: { kind: 'scan-known', names: ['lần hai.pdf'] } })
})

test('scans of two counters that did not know of each other stand beside each other, and beside a change of status', () => {
  const entry = (char: string): DossierEntry => ({ kind: 'file.attached', payload: { ...scan(char), componentId, mediaType: 'application/pdf', at } })
  expect(canMerge(entry('a'), [entry('b'), move(2, 4)])).toBe(true)
  expect(canMerge(entry('a'), [entry('a')])).toBe(false)
})
