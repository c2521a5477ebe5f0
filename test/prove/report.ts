import type { SectionResult } from './sections.ts'

/** Counts that must be 0. */
export const bad = [
  'lost', 'duplicated', 'outOfOrder', 'numbersTwice', 'daysBackwards', 'stuck', 'unlisted', 'falselyReceived', 'unproven', 'altered', 'apart', 'chainsBroken',
  'leaks', 'broken', 'falseRestores', 'crashes', 'hangs', 'unhandled', 'stuckAfterRestore', 'forgotten', 'signingBroken', 'dayFailed', 'sectionsFailed'
] as const
/** What a whole run has to come to, of every section something; `a.b` is the count b of the section's a. */
export const aims = {
  kills: 1_000, cuts: 3_000, recordings: 30, histories: 500, fuzzed: 100_000, planted: 16, 'day.citizens': 50, 'signing.cases': 1, diskFull: 1, portalRestores: 1,
  portalKills: 1, historiesRestored: 4, historiesRestoredShipped: 2, historiesShipped: 200, takenOver: 1, sharedDossiers: 50, conflictsSettled: 20, receipts: 50, lateScans: 1, imagesStarted: 1, filesTold: 1, fuzzedShipped: 15_000
} as const
const nothing = { acknowledged: 0, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, kills: 0, cuts: 0, recordings: 0, histories: 0, fuzzed: 0, planted: 0, plantedCaught: 0 }

export interface Report {
  report: Record<string, unknown>
  /** No law was broken in what was tried, no section failed, and what was planted was caught. */
  isKept: boolean
  /** What a whole run fell short of. */
  short: string[]
  /** In one sentence: a run in which little was tried must not read as one in which all was. */
  verdict: string
}

/**
 * The counts of all sections as `out/prove.json` has them.
 * @param run.isWhole whether all sections were to run: then what is short of its aim is named, and no name is left out
 * @param run.outOfTime sections that went on until their time was over: what they count may be less than there is
 */
export function composeReport({ details: _, ...counts }: SectionResult, run: { seed: number; seconds: number; isWhole: boolean; outOfTime: readonly string[] }): Report {
  const numbers: Record<string, unknown> = { ...(run.isWhole ? nothing : {}), ...counts }
  const count = (name: string): number => Number(name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], numbers) ?? 0)
  const short = run.isWhole ? [...Object.entries(aims).filter(([name, aim]) => count(name) < aim).map(([name, aim]) => `${name} (${count(name)} of ${aim})`), ...tellUnfinished(numbers)] : []
  const whole = run.isWhole && short.length === 0
  const isKept = bad.every((name) => count(name) === 0) && count('planted') === count('plantedCaught')
  const portalRestored = numbers['portalRestores'] === undefined ? 'not tried' : count('forgotten') === 0 ? 'offered again' : 'unsupported'
  return {
    report: { seed: run.seed, whole, ...numbers, sectionsFailed: count('sectionsFailed'), portalRestored, short, outOfTime: run.outOfTime, seconds: run.seconds },
    isKept,
    short,
    verdict: isKept ? `every law held${whole ? '' : ', but the run was not whole'}` : `a law was broken, a section failed or a planted fault was not caught; again with PROVE_SEED=${run.seed}`
  }
}

/** The disk is to be full at every step: a scene that was broken off has later ones that were not tried. */
function tellUnfinished({ diskFullUnfinished: scenes }: Record<string, unknown>): string[] {
  return Array.isArray(scenes) && scenes.length > 0 ? [`diskFull (not to the last step of ${scenes.join(', ')})`] : []
}
