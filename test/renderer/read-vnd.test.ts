import { expect, test } from 'vitest'
import { readVnd } from '../../renderer/features/money/read-vnd.ts'

test.each([
  ['500000', 500_000], ['500.000', 500_000], [' 1.500.000 đ', 1_500_000], ['1,500,000 đồng', 1_500_000], ['1 500 000 VNĐ', 1_500_000], ['0', 0], ['1000000000000', 1_000_000_000_000],
  // A fraction read without its mark would be a hundred times as much.
  ['1.500.000,00', undefined], ['1,500,000.00', undefined], ['1500000,5', undefined], ['12.50', undefined], ['1.500,000', undefined], ['', undefined], ['-5', undefined], ['năm chục', undefined]
])('%s', (text, amount) => expect(readVnd(text)).toBe(amount))
