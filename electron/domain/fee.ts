import * as z from './schema.ts'
import { LocalDate } from './calendar.ts'
import { isValidOn } from './work-calendar.ts'

/** Whole đồng; money is never a fraction. */
export const Vnd = z.int().min(0)
export type Vnd = number

/** Phí (service fee) and lệ phí (statutory fee) keep separate lines, receipt numbers and exemptions. */
export const FeeKind = z.enum(['service-fee', 'statutory-fee'])
export type FeeKind = z.infer<typeof FeeKind>

export const FEE_KIND_NAME: Readonly<Record<FeeKind, string>> = { 'service-fee': 'Phí', 'statutory-fee': 'Lệ phí' }

/** A fee with its kind, which many names of the catalogue begin with already: "Phí chứng thực", not "Phí: Phí chứng thực". */
export function tellFeeName({ kind, name }: { kind: FeeKind; name: string }): string {
  const kindName = FEE_KIND_NAME[kind]
  return name.toLowerCase().startsWith(kindName.toLowerCase()) ? name : `${kindName}: ${name}`
}

/** How an amount comes about. A tier holds from its page up to the next tier's; pages are those of the original. */
export const FeeBasis = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('per-unit'), unit: z.enum(['case', 'copy', 'transaction', 'document']), amount: Vnd }),
  z.object({
    kind: z.literal('per-page'),
    tiers: z.array(z.object({ fromPage: z.int().min(1), amount: Vnd })).min(1),
    maxPerCopy: Vnd.nullable()
  })
])
export type FeeBasis = z.infer<typeof FeeBasis>

export const FeeExemption = z.object({ id: z.string(), name: z.string(), percent: z.int().min(1).max(100) })
export type FeeExemption = z.infer<typeof FeeExemption>

export const FeeItem = z.object({
  id: z.string(),
  name: z.string(),
  kind: FeeKind,
  basis: FeeBasis,
  /** Null: the same on every channel. Limits and fees do differ by channel (1.004222: 20.000 đ, online 10.000 đ). */
  channel: z.enum(['direct', 'online', 'post']).nullable(),
  exemptions: z.array(FeeExemption),
  collectedAt: z.enum(['receipt', 'supplement', 'return']),
  /** How many are taken when nobody says: 1, or 0 for what is only charged on request (extra copies). */
  defaultUnits: z.int().min(0),
  /** True when the People's Council of the province sets the amount (HĐND). */
  setByProvince: z.boolean(),
  note: z.string(),
  validFrom: LocalDate.nullable(),
  validTo: LocalDate.nullable()
})
export type FeeItem = z.infer<typeof FeeItem>

/** What is counted at the counter: `pages` of the original, and how many copies, cases or documents. */
export const FeeQuantity = z.object({ units: z.int().min(0), pages: z.int().min(0).optional() })
export type FeeQuantity = z.infer<typeof FeeQuantity>

export const FeeLine = z.object({
  itemId: z.string(),
  name: z.string(),
  kind: FeeKind,
  units: z.int().min(0),
  pages: z.int().min(0).nullable(),
  /** Before exemption. */
  fullAmount: Vnd,
  amount: Vnd,
  exemptionId: z.string().nullable(),
  collectedAt: z.enum(['receipt', 'supplement', 'return'])
})
export type FeeLine = z.infer<typeof FeeLine>

export const FeeBill = z.object({ lines: z.array(FeeLine), serviceFees: Vnd, statutoryFees: Vnd, total: Vnd })
export type FeeBill = z.infer<typeof FeeBill>

/**
 * What a citizen owes: one line per item in force that day on that channel.
 * @param quantities by item id; an item without one counts its `defaultUnits` (of one page)
 * @param exemptionIds what the citizen is entitled to; of several the largest holds, rounded down to whole đồng
 */
export function computeFees(input: {
  items: readonly FeeItem[]
  quantities?: Readonly<Record<string, FeeQuantity>>
  exemptionIds?: readonly string[]
  channel: 'direct' | 'online' | 'post'
  day: LocalDate
}): FeeBill {
  const inForce = input.items.filter((item) => isValidOn(item, input.day) && (item.channel ?? input.channel) === input.channel)
  const lines = inForce.map((item): FeeLine => {
    const { units, pages } = input.quantities?.[item.id] ?? { units: item.defaultUnits }
    const fullAmount = amountOf(item.basis, units, pages ?? 1)
    const exemption = item.exemptions
      .filter((candidate) => input.exemptionIds?.includes(candidate.id))
      .reduce<FeeExemption | undefined>((best, next) => (best === undefined || next.percent > best.percent ? next : best), undefined)
    return {
      itemId: item.id,
      name: item.name,
      kind: item.kind,
      units,
      pages: item.basis.kind === 'per-page' ? (pages ?? 1) : null,
      fullAmount,
      amount: Math.floor((fullAmount * (100 - (exemption?.percent ?? 0))) / 100),
      exemptionId: exemption?.id ?? null,
      collectedAt: item.collectedAt
    }
  })
  const serviceFees = sum(lines.filter((line) => line.kind === 'service-fee'))
  const statutoryFees = sum(lines.filter((line) => line.kind === 'statutory-fee'))
  return { lines, serviceFees, statutoryFees, total: serviceFees + statutoryFees }
}

function amountOf(basis: FeeBasis, units: number, pages: number): Vnd {
  if (basis.kind === 'per-unit') return basis.amount * units
  const tiers = [...basis.tiers].sort((a, b) => a.fromPage - b.fromPage)
  const perCopy = tiers.reduce((total, tier, i) => {
    const lastPage = Math.min(pages, (tiers[i + 1]?.fromPage ?? Number.POSITIVE_INFINITY) - 1)
    return total + Math.max(0, lastPage - tier.fromPage + 1) * tier.amount
  }, 0)
  return Math.min(perCopy, basis.maxPerCopy ?? perCopy) * units
}

function sum(lines: readonly FeeLine[]): Vnd {
  return lines.reduce((total, line) => total + line.amount, 0)
}
