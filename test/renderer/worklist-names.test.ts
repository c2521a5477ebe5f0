import { expect, test } from 'vitest'
import { tellEmpty } from '../../renderer/features/worklist/worklist-names.ts'

test('a new counter is not told that there is nothing before the portal has been heard', () => {
  expect(tellEmpty('all', { state: 'connecting' })).toContain('Đang tải danh sách')
  expect(tellEmpty('overdue', undefined)).toContain('Đang tải danh sách')
  expect(tellEmpty('all', { state: 'online', lastContactAt: '2026-11-27T06:51:00.000Z' })).toBe('Chưa có hồ sơ nào. Bấm F2 để tiếp nhận.')
  // No line, no more to come for now; and of her own work nothing comes from there.
  expect(tellEmpty('overdue', { state: 'offline', since: '2026-11-27T06:51:00.000Z' })).toBe('Không có hồ sơ quá hạn.')
  expect(tellEmpty('unsent', { state: 'connecting' })).toBe('Mọi hồ sơ đã gửi tới Cổng.')
})
