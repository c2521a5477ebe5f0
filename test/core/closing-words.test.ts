import { expect, test } from 'vitest'
import { listWaiting } from '../../electron/main/list-waiting.ts'

const queue = { entriesWaiting: 0, dossiersWaiting: 0, documentsWaiting: 0, filesWaiting: 0, bytesWaiting: 0, filesUnsigned: 0, needsOfficer: 0 }

test('at closing a dossier that the portal has is told by its new step, one that it does not have as waiting', () => {
  expect(listWaiting({ queue: { ...queue, entriesWaiting: 2, dossiersWaiting: 1, dossiersChanged: 1 }, drafts: 0 })).toBe('1 hồ sơ có bước mới chờ gửi')
  expect(listWaiting({ queue: { ...queue, entriesWaiting: 5, dossiersWaiting: 3, dossiersChanged: 1, filesUnsigned: 2 }, drafts: 1 })).toBe('2 hồ sơ chờ gửi, 1 hồ sơ có bước mới chờ gửi, 2 tệp chờ ký, 1 bản nháp')
  expect(listWaiting({ queue: { ...queue, entriesWaiting: 1 }, drafts: 0 })).toBe('1 mục chờ gửi')
  expect(listWaiting({ queue, drafts: 0 })).toBe('')
})
