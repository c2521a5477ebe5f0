/** A scan of several papers, taken apart: which page begins a paper, and which paper it is. Pages are counted from 1. */
export interface Segment {
  /** Its first page; it goes on to the next segment's. */
  from: number
  componentId: string
}

/** At first all pages are one paper. */
export function beginPlan(componentId: string): Segment[] {
  return [{ from: 1, componentId }]
}

export function segmentOf(plan: readonly Segment[], page: number): Segment {
  return plan.findLast(({ from }) => from <= page) ?? plan[0]!
}

/**
 * A new paper begins at a page, or no longer does. It is taken for the next in the order of the checklist, so that papers laid into the feeder in that order need one key each.
 * @param order ids of the papers that may be scanned
 */
export function toggleSplit(plan: readonly Segment[], page: number, order: readonly string[]): Segment[] {
  if (page === 1) return [...plan]
  if (plan.some(({ from }) => from === page)) return plan.filter(({ from }) => from !== page)
  const before = segmentOf(plan, page)
  const next = order[Math.min(order.length - 1, order.indexOf(before.componentId) + 1)] ?? before.componentId
  return [...plan, { from: page, componentId: next }].sort((a, b) => a.from - b.from)
}

/** The paper a page belongs to is another one: up or down the checklist. */
export function moveSegment(plan: readonly Segment[], page: number, step: number, order: readonly string[]): Segment[] {
  const segment = segmentOf(plan, page)
  const componentId = order[Math.max(0, Math.min(order.length - 1, order.indexOf(segment.componentId) + step))] ?? segment.componentId
  return plan.map((one) => (one.from === segment.from ? { ...one, componentId } : one))
}

/** The pages of each segment, in order. */
export function toParts(plan: readonly Segment[], pages: number): { componentId: string; pages: number[] }[] {
  return plan.map(({ from, componentId }, index) => {
    const end = plan[index + 1]?.from ?? pages + 1
    return { componentId, pages: Array.from({ length: end - from }, (_, offset) => from + offset) }
  })
}
