/** The value below which a share of the sample lies (nearest rank). @throws on an empty sample */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('a quantile of nothing')
  return value
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Three significant digits: more would claim what a shared machine cannot measure. */
export function toThreeDigits(value: number): number {
  return Number(value.toPrecision(3))
}
