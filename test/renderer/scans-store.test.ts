import { expect, test } from 'vitest'
import type { DossierView } from '../../electron/contract/views.ts'
import { createScans, findTarget } from '../../renderer/features/dossier/acts/scans-store.ts'

type View = Pick<DossierView, 'components' | 'dossierFiles' | 'procedureCode'>

function makeView(files: { componentName: string; state: string }[]): View {
  return { procedureCode: '1.001193', components: [{ id: 'a', name: 'Tờ khai' }, { id: 'b', name: 'Giấy chứng sinh' }, { id: 'c', name: 'Giấy ủy quyền' }], dossierFiles: files } as unknown as View
}

const guess = (files: { componentName: string; state: string }[]) => createScans(makeView(files)).getState().componentId

test('the paper that is offered is the one whose file cannot be sent, else the first without a file', () => {
  const received = { componentName: 'Tờ khai', state: 'received' }
  expect(guess([])).toBe('a')
  expect(guess([received])).toBe('b')
  expect(guess([received, { componentName: 'Giấy ủy quyền', state: 'needs-officer' }])).toBe('c')
})

test('a scan is taken once, onto the paper that is chosen then; of a secret one and in a form that is gone nothing is', () => {
  const view = makeView([])
  const scans = createScans(view)
  scans.setState({ componentId: 'b' })
  const target = findTarget(scans, view)!
  expect(target).toMatchObject({ procedureCode: '1.001193', component: { id: 'b', name: 'Giấy chứng sinh' } })
  const file = { sha256: 'a'.repeat(64), name: 'a.pdf', sizeBytes: 1, pages: 1, origin: 'scanned' as const }
  target.add(file)
  target.add(file)
  expect(scans.getState().files).toEqual([file])
  scans.setState({ isOpen: false, secrecy: 'mat' })
  expect([target.isOpen(), target.getSecrecy(), findTarget(scans, view)]).toEqual([false, 'mat', undefined])
})
