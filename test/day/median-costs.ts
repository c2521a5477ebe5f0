import type { TaskCount } from '../harness/hands.ts'

export type MedianCost = { times: number; keys: number; scans: number; seconds: number }

/** Of each task the median of its keys, scans and seconds over the day. */
export function medianCosts(costs: readonly TaskCount[]): Record<string, MedianCost> {
  const tasks = [...new Set(costs.map(({ task }) => task))]
  return Object.fromEntries(
    tasks.map((task) => {
      const of = costs.filter((cost) => cost.task === task)
      const median = (pick: (cost: TaskCount) => number): number => of.map(pick).sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0
      return [task, { times: of.length, keys: median(({ keys }) => keys), scans: median(({ scans }) => scans), seconds: median(({ seconds }) => seconds) }]
    })
  )
}
