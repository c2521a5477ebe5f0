import { expect, test } from 'vitest'
import { computeDueAt } from '../../electron/domain/deadline.ts'
import type { WorkCalendar } from '../../electron/domain/work-calendar.ts'
import { explainDueSteps, explainLimit } from '../../renderer/i18n/due-steps.ts'

const calendar: WorkCalendar = {
  workHours: [{ weekdays: [1, 2, 3, 4, 5], hours: [{ from: '07:00', to: '11:30' }, { from: '13:30', to: '17:00' }], validFrom: null, validTo: null }],
  holidays: [{ date: '2021-04-21', kind: 'off', name: 'Giỗ Tổ Hùng Vương', validFrom: null, validTo: null }]
}

test('a weekend is told in one line and a holiday by its name', () => {
  const { steps } = computeDueAt({ receivedAt: '2021-04-16T09:30:00+07:00', limit: { unit: 'working-day', value: 4 }, calendar })
  expect(explainDueSteps(steps)).toEqual([
    'Nhận hồ sơ lúc 09:30 thứ Sáu 16/04/2021.',
    'Không tính từ thứ Bảy 17/04/2021 đến Chủ nhật 18/04/2021: nghỉ cuối tuần.',
    'Không tính thứ Tư 21/04/2021: Giỗ Tổ Hùng Vương.',
    'Hẹn trả kết quả lúc 09:30 thứ Sáu 23/04/2021.'
  ])
})

test('receiving after closing and after the cut-off say so', () => {
  const late = computeDueAt({ receivedAt: '2021-04-19T18:00:00+07:00', limit: { unit: 'hour', value: 2 }, calendar })
  expect(explainDueSteps(late.steps)[1]).toBe('Nhận sau giờ làm việc: tính từ 07:00 thứ Ba 20/04/2021.')
  const cutOff = computeDueAt({ receivedAt: '2021-04-19T15:30:00+07:00', limit: { unit: 'same-day', cutOff: '15:00' }, calendar })
  expect(explainDueSteps(cutOff.steps)).toContain('Nhận sau 15:00: trả vào ngày làm việc kế tiếp.')
})

test('no limit, no date', () => {
  const { steps } = computeDueAt({ receivedAt: '2021-04-19T09:00:00+07:00', limit: { unit: 'none' }, calendar })
  expect(explainDueSteps(steps).at(-1)).toBe('Thủ tục không quy định thời hạn: không có ngày hẹn trả cụ thể.')
})

test('limits in the words of the procedure', () => {
  expect(explainLimit({ unit: 'working-day', value: 5 })).toBe('5 ngày làm việc')
  expect(explainLimit({ unit: 'month', value: 2 })).toBe('2 tháng')
})
