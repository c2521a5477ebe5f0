import type { WithdrawnItem } from '../../../electron/contract/queue.ts'

/** One decision of an officer, told by the step it was about. `others`: how many went with that step. */
export type Decision = WithdrawnItem & { others: number }

/** A decision takes a step and all that waited behind it: in the list it is one line. */
export function groupDecisions(items: readonly WithdrawnItem[]): Decision[] {
  const decisions = new Map<string, Decision>()
  for (const item of items) {
    const key = `${item.at} ${item.code} ${item.replaced}`
    const known = decisions.get(key)
    if (known) known.others++
    else decisions.set(key, { ...item, others: 0 })
  }
  return [...decisions.values()]
}
