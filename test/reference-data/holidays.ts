import { addDays, type LocalDate } from '../../electron/domain/calendar.ts'
import type { Holiday, WorkHours } from '../../electron/domain/work-calendar.ts'

const verified = 'python holidays 0.105 (VN)'
const fromMemory = 'from memory, unverified'

/** [first day, last day, name]; weekends inside a range are listed too, as the announcements do. */
const daysOff: readonly (readonly [LocalDate, LocalDate, string])[] = [
  ['2021-01-01', '2021-01-01', 'Tết Dương lịch'],
  ['2021-02-10', '2021-02-16', 'Tết Nguyên đán'],
  ['2021-04-21', '2021-04-21', 'Giỗ Tổ Hùng Vương'],
  ['2021-04-30', '2021-04-30', 'Ngày Chiến thắng 30/4'],
  ['2021-05-01', '2021-05-01', 'Ngày Quốc tế lao động 01/5'],
  ['2021-05-03', '2021-05-03', 'Nghỉ bù ngày 01/5'],
  ['2021-09-02', '2021-09-03', 'Quốc khánh'],
  ['2022-01-03', '2022-01-03', 'Nghỉ bù Tết Dương lịch'],
  ['2022-01-31', '2022-02-04', 'Tết Nguyên đán'],
  ['2022-04-11', '2022-04-11', 'Nghỉ bù Giỗ Tổ Hùng Vương'],
  ['2022-04-30', '2022-04-30', 'Ngày Chiến thắng 30/4'],
  ['2022-05-01', '2022-05-01', 'Ngày Quốc tế lao động 01/5'],
  ['2022-05-02', '2022-05-03', 'Nghỉ bù ngày 30/4 và 01/5'],
  ['2022-09-01', '2022-09-02', 'Quốc khánh'],
  ['2023-01-02', '2023-01-02', 'Nghỉ bù Tết Dương lịch'],
  ['2023-01-20', '2023-01-26', 'Tết Nguyên đán'],
  ['2023-04-29', '2023-04-29', 'Giỗ Tổ Hùng Vương'],
  ['2023-04-30', '2023-04-30', 'Ngày Chiến thắng 30/4'],
  ['2023-05-01', '2023-05-01', 'Ngày Quốc tế lao động 01/5'],
  ['2023-05-02', '2023-05-03', 'Nghỉ bù Giỗ Tổ Hùng Vương và ngày 30/4'],
  ['2023-09-01', '2023-09-02', 'Quốc khánh'],
  ['2023-09-04', '2023-09-04', 'Nghỉ bù Quốc khánh'],
  ['2024-01-01', '2024-01-01', 'Tết Dương lịch'],
  ['2024-02-08', '2024-02-14', 'Tết Nguyên đán'],
  ['2024-04-18', '2024-04-18', 'Giỗ Tổ Hùng Vương'],
  ['2024-04-29', '2024-04-29', 'Nghỉ hoán đổi, làm bù thứ Bảy 04/5'],
  ['2024-04-30', '2024-04-30', 'Ngày Chiến thắng 30/4'],
  ['2024-05-01', '2024-05-01', 'Ngày Quốc tế lao động 01/5'],
  ['2024-09-02', '2024-09-03', 'Quốc khánh'],
  ['2025-01-01', '2025-01-01', 'Tết Dương lịch'],
  ['2025-01-27', '2025-01-31', 'Tết Nguyên đán'],
  ['2025-04-07', '2025-04-07', 'Giỗ Tổ Hùng Vương'],
  ['2025-04-30', '2025-04-30', 'Ngày Chiến thắng 30/4'],
  ['2025-05-01', '2025-05-01', 'Ngày Quốc tế lao động 01/5'],
  ['2025-09-01', '2025-09-02', 'Quốc khánh'],
  ['2026-01-01', '2026-01-01', 'Tết Dương lịch'],
  ['2026-02-16', '2026-02-20', 'Tết Nguyên đán'],
  ['2026-04-27', '2026-04-27', 'Nghỉ bù Giỗ Tổ Hùng Vương'],
  ['2026-04-30', '2026-04-30', 'Ngày Chiến thắng 30/4'],
  ['2026-05-01', '2026-05-01', 'Ngày Quốc tế lao động 01/5'],
  ['2026-09-01', '2026-09-02', 'Quốc khánh'],
  ['2026-11-24', '2026-11-24', 'Ngày Văn hóa Việt Nam']
]

/** Saturdays worked in lieu of a swapped day. */
const daysInLieu: readonly (readonly [LocalDate, string, string])[] = [
  ['2024-05-04', 'Làm bù ngày 29/4/2024', verified],
  ['2025-04-26', 'Làm bù ngày 02/5/2025', fromMemory]
]

/** The days off and worked in lieu of 2021-2026, one row a day, each with its source. */
export function getHolidays(): Holiday[] {
  const off = daysOff.flatMap(([first, last, name]) => spread(first, last, name, sourceOf(first)))
  const swapped = spread('2025-05-02', '2025-05-02', 'Nghỉ hoán đổi, làm bù thứ Bảy 26/4', fromMemory)
  const inLieu = daysInLieu.map(([date, name, source]): Holiday => ({ ...row(date, name, source), kind: 'in-lieu' }))
  return [...off, ...swapped, ...inLieu].sort((a, b) => (a.date < b.date ? -1 : 1))
}

/** The hours Thanh Hóa's system takes by default; an office may have its own. */
export function getWorkHours(): WorkHours[] {
  const hours = [
    { from: '07:00', to: '11:30' },
    { from: '13:30', to: '17:00' }
  ]
  return [{ weekdays: [1, 2, 3, 4, 5], hours, validFrom: null, validTo: null }]
}

function sourceOf(day: LocalDate): string {
  return day === '2026-11-24' ? 'NQ 28/2026/QH16' : verified
}

function spread(first: LocalDate, last: LocalDate, name: string, source: string): Holiday[] {
  const rows: Holiday[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) rows.push(row(day, name, source))
  return rows
}

function row(date: LocalDate, name: string, source: string): Holiday {
  return { date, kind: 'off', half: null, name, validFrom: null, validTo: null, source }
}
