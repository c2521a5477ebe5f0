import { expect, test } from 'vitest'
import type { DossierView } from '../../electron/contract/views.ts'
import { groupByPaper, isShowable } from '../../renderer/features/dossier/paper-files.ts'

test('files stand under their paper, two papers of one name apart, and none is left out', () => {
  const components = [{ id: 'a', name: 'Tờ khai' }, { id: 'b', name: 'Tờ khai' }, { id: 'c', name: 'Hộ chiếu' }]
  const dossierFiles = [['b', '1'], ['a', '2'], ['b', '3'], ['gone', '4'], [null, '5']].map(([componentId, name]) => ({ componentId, name }))
  const grouped = groupByPaper({ components, dossierFiles } as unknown as DossierView)
  expect(grouped.map(({ paper, files }) => [paper?.id, files.map(({ name }) => name)])).toEqual([['a', ['2']], ['b', ['1', '3']], ['c', []], [undefined, ['4', '5']]])
})

test('every file whose bytes are here can be looked at, signed or not, sent or stuck, unless it is a state secret by now', () => {
  const states = ['unsigned', 'queued', 'sending', 'received', 'needs-officer', 'filed', 'fetched', 'awaited', 'elsewhere'] as const
  expect(states.filter((state) => isShowable({ state }))).toEqual(states.slice(0, 7))
  expect(states.some((state) => isShowable({ state, isSecret: true }))).toBe(false)
})
