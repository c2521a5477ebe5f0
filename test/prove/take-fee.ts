import { birthProcedure } from '../core/support/people.ts'
import type { Seat, Told } from './history-acts.ts'
import type { Random } from './random.ts'

const itemIds = [`${birthProcedure}-LP`]

/** A fee in cash, with a number of the receipt book that this counter was leased; now and then the receipt is spoilt, and another is written. Without a lease, or on a day the clock makes doubtful, none is given. */
export async function takeFee({ counter, device, own }: Pick<Seat, 'counter' | 'device' | 'own'>, told: Told, random: Random): Promise<void> {
  const dossierId = own.length > 0 ? random.pick(own) : undefined
  if (dossierId === undefined || told.poisoned.has(dossierId)) return
  for (let again = random.next() < 0.3; ; again = false) {
    let taken = await counter.call('money.collect', { dossierId, itemIds })
    if (!taken.ok && taken.error.kind === 'shift-closed') {
      await counter.call('till.open', { openingFloat: 0 })
      taken = await counter.call('money.collect', { dossierId, itemIds })
    }
    if (!taken.ok) return
    for (const { series, period, serial } of taken.value.receipts) {
      told.receipts.push({ id: dossierId, by: device, series, day: period, serial })
      if (again) await counter.call('money.void-receipt', { series, period, serial, reason: 'Ghi sai tên người nộp' })
    }
    if (!again) return
  }
}
