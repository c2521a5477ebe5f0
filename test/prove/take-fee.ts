import type { CoreCall } from '../core/support/counter.ts'
import { birthProcedure, makeIntake } from '../core/support/people.ts'
import type { Told } from './history-acts.ts'
import type { Random } from './random.ts'

/** Who takes it: a history's seat, or a core that may be killed meanwhile. */
interface Taker {
  counter: { call: CoreCall }
  device: string
  own: readonly string[]
}

const itemIds = [`${birthProcedure}-LP`]

/** A fee in cash, with a number of the receipt book that this counter was leased; now and then the receipt is spoilt, and another is written. Without a lease, or on a day the clock makes doubtful, none is given. */
export async function takeFee({ counter, device, own }: Taker, told: Pick<Told, 'receipts'> & Partial<Pick<Told, 'poisoned'>>, random: Random): Promise<void> {
  const dossierId = own.length > 0 ? random.pick(own) : undefined
  if (dossierId === undefined || told.poisoned?.has(dossierId)) return
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

/** Papers refused at the counter, with the number of their form: of a series whose numbers name no dossier. */
export async function refuseOne({ counter: { call } }: Pick<Taker, 'counter'>): Promise<void> {
  const { procedureCode, applicant } = makeIntake()
  const refused = await call('dossier.refuse-at-counter', { procedureCode, applicant, reason: 'Không thuộc thẩm quyền của xã', secrecy: 'none' })
  if (!refused.ok) return
  const form = { kind: 'counter-refusal', seq: refused.value.seq } as const
  const prepared = await call('form.prepare', form)
  if (!prepared.ok && prepared.error.kind === 'clock-jumped') await call('form.prepare', { ...form, confirmedDay: prepared.error.today })
}
