import { expect, test } from 'vitest'
import { keyOfItem } from '../../renderer/features/outbox/item-key.ts'
import { listUnseen, useSeen } from '../../renderer/features/signing/seen-store.ts'
import type { SigningItem } from '../../renderer/features/signing/signing-queue.tsx'

const item = (key: string, sha256: string): SigningItem => ({ what: 'document', key, name: key, detail: '', sha256, sizeBytes: 1, since: '', isHere: true, revision: 1, isUnstamped: false, createdById: 'o', told: { text: '', tone: 'warning' } })

test('two scans of one name and size are two items, and one scan under two papers too', () => {
  const scan = { what: 'file', seq: 0, lane: 'd-1', component: 'to-khai', sha256: 'a' } as const
  expect(new Set([scan, { ...scan, sha256: 'b' }, { ...scan, component: 'giay-chung-sinh' }, { ...scan, lane: 'd-2' }].map(keyOfItem)).size).toBe(4)
})

test('a document is signed only after its bytes were shown; changed since, it is shown again; the next officer begins anew', () => {
  const [first, second] = [item('v-1', 'a'), item('v-2', 'b')]
  const unseen = (...items: SigningItem[]) => listUnseen('person', items, useSeen.getState().seen).map(({ key }) => key)
  useSeen.getState().note('a')
  expect(unseen(first, second)).toEqual(['v-2'])
  expect(unseen({ ...first, sha256: 'c' })).toEqual(['v-1'])
  expect(listUnseen('agency', [second], useSeen.getState().seen)).toEqual([second])
  expect(listUnseen('scans', [second], useSeen.getState().seen)).toEqual([])
  useSeen.getState().reset()
  expect(unseen(first)).toEqual(['v-1'])
})
