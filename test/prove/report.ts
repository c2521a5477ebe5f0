import type { SectionResult } from './sections.ts'

/** Counts that must be 0. */
const bad = ['lost', 'duplicated', 'outOfOrder', 'numbersTwice', 'stuck', 'falselyReceived', 'chainsBroken', 'leaks', 'broken', 'falseRestores', 'crashes', 'hangs', 'unhandled', 'stuckAfterRestore', 'forgotten', 'signingBroken', 'dayFailed', 'sectionsFailed'] as const
/** What a whole run has to come to. */
const aims = { kills: 1_000, cuts: 3_000, recordings: 30, histories: 500, fuzzed: 100_000, planted: 10 } as const
const nothing = { acknowledged: 0, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, kills: 0, cuts: 0, recordings: 0, histories: 0, fuzzed: 0, planted: 0, plantedCaught: 0 }

/**
 * The counts of all sections as `out/prove.json` has them.
 * @param run.isWhole whether all sections were to run: then what is short of its aim is named, and no name is left out
 * @param run.outOfTime sections that went on until their time was over: what they count may be less than there is
 */
export function composeReport({ details: _, ...counts }: SectionResult, run: { seed: number; seconds: number; isWhole: boolean; outOfTime: readonly string[] }): { report: Record<string, unknown>; isKept: boolean; short: string[] } {
  const numbers: Record<string, unknown> = { ...(run.isWhole ? nothing : {}), ...counts }
  const count = (name: string): number => Number(numbers[name] ?? 0)
  const short = run.isWhole ? Object.entries(aims).filter(([name, aim]) => count(name) < aim).map(([name, aim]) => `${name} (${count(name)} of ${aim})`) : []
  const portalRestored = numbers['portalRestores'] === undefined ? 'not tried' : count('forgotten') === 0 ? 'offered again' : 'unsupported'
  return {
    report: { seed: run.seed, ...numbers, sectionsFailed: count('sectionsFailed'), portalRestored, short, outOfTime: run.outOfTime, seconds: run.seconds },
    isKept: bad.every((name) => count(name) === 0) && count('planted') === count('plantedCaught'),
    short
  }
}
