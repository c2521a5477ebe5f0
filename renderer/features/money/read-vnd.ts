import { toNfc } from '../../../electron/domain/text.ts'

/**
 * An amount as typed or pasted, `500.000`, `500,000 đ`, `1 500 000 đồng`: whole đồng up to thirteen digits. Undefined for what is no amount, and for a fraction
 * (`1.500.000,00`): read without its mark it would be a hundred times as much.
 */
export function readVnd(text = ''): number | undefined {
  const amount = toNfc(text).replace(/(đồng|đ|₫|VNĐ|VND)$/iu, '').replace(/\s/g, '')
  return /^(\d{1,13}|\d{1,3}([.,])\d{3}(\2\d{3}){0,3})$/.test(amount) ? Number(amount.replace(/[.,]/g, '')) : undefined
}
