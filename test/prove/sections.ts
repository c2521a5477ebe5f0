import { runSigningCampaign, type SigningCampaign } from '../native/campaign/run-campaign.ts'
import { heavyKinds, sampleKinds } from '../press/sample-pdfs.ts'
import { runCampaign } from './campaign.ts'
import { proveCuts } from './cuts.ts'
import { proveDay } from './day.ts'
import { proveDiskFull } from './disk-full.ts'
import { proveFuzz } from './fuzz.ts'
import { proveHistories } from './histories.ts'
import { proveRestoredPortal } from './restored-portal.ts'

/** Counts by name, and a line for each finding. */
export type SectionResult = Record<string, unknown> & { details: string[] }

/** Options as they arrive from another process: plain numbers. */
export interface SectionOptions {
  seed: number
  untilMs?: number
  [option: string]: number | boolean | undefined
}

/** Takes the counts so far: what was counted is not lost when the rest fails. */
export type Note = (soFar: SectionResult) => void
type Section = (options: SectionOptions, note: Note) => Promise<SectionResult>

/** Kills come in campaigns of so many: a counter's range of a day and its scans last for one. */
const killsOfOneCampaign = 500
/** Two at a time, of three counters each: one life in four waits for its line. */
const campaignsAtOnce = 2
const seatsOfOneCampaign = 3
const scansOfOneCounter = 10
/** After the last kill: the queues empty, scans and all. */
const drainingMs = 40_000

export const sections = {
  kills: proveKills,
  signing: proveSigning,
  day: proveDay,
  cuts: (options, note) => proveCuts({ recordings: 30, imagesEach: 105, ...options, note: (soFar) => note({ ...soFar }) }).then(toResult),
  diskFull: (options, note) => proveDiskFull({ ...options, note: (soFar) => note({ ...soFar }) }).then(toResult),
  histories: (options, note) => proveHistories({ histories: 500, offices: 9, shippedOffices: 5, kills: true, restores: true, ...options, note: (soFar) => note({ ...soFar }) }).then(toResult),
  restored: (options) => proveRestoredPortal({ restores: 2, ...options }).then(toResult),
  fuzz: (options, note) => proveFuzz({ inputs: 100_000, ...options, note: (soFar) => note({ ...soFar }) }).then(toResult)
} satisfies Record<string, Section>
export type SectionName = keyof typeof sections

/** The faults of token and driver (test/native/campaign) and the kinds of PDF; the three bad counts are also one of the whole. */
async function proveSigning({ untilMs }: SectionOptions, note: Note): Promise<SectionResult> {
  const toCounts = ({ findings, slowestRecoveryMs, ...signing }: SigningCampaign): SectionResult => {
    const signingBroken = signing.wrongOutcomes + signing.falselySigned + signing.pinRetries
    return { signing, signingBroken, slowestSigningRecoveryMs: Math.round(slowestRecoveryMs), details: findings.map((finding) => `signing: ${finding}`) }
  }
  return toCounts(await runSigningCampaign({ kinds: [...sampleKinds, ...heavyKinds], ...(untilMs ? { untilMs } : {}), note: (soFar) => note(toCounts(soFar)) }))
}

async function proveKills(options: SectionOptions, note: Note): Promise<SectionResult> {
  const wanted = typeof options['kills'] === 'number' ? options['kills'] : 1_000
  const untilMs = (options.untilMs ?? Infinity) - drainingMs
  const each = Math.min(killsOfOneCampaign, Math.ceil(wanted / campaignsAtOnce))
  const results = new Map<number, SectionResult>()
  const sum = (): SectionResult => [...results.values()].reduce(addUp, { kills: 0, details: [] })
  const tell = (round: number, result: SectionResult): void => {
    results.set(round, result)
    note(sum())
  }
  let begun = 0
  let rounds = 0
  const runCampaigns = async (): Promise<void> => {
    while (begun < wanted && Date.now() < untilMs) {
      const round = rounds++
      const seed = options.seed + round
      const kills = Math.min(each, wanted - begun)
      begun += kills
      const name = (line: string): string => `kills seed ${seed}: ${line}`
      const campaign = await runCampaign({ kills, scans: scansOfOneCounter, seats: seatsOfOneCampaign, seed, untilMs, note: (soFar) => tell(round, { ...soFar, details: soFar.details.map(name) }) }).catch((error: unknown): SectionResult => ({ sectionsFailed: 1, details: [`ended early: ${error instanceof Error ? error.message : 'unknown'}`] }))
      const { seed: _own, ...counts } = campaign as SectionResult
      const known = counts['sectionsFailed'] ? results.get(round) : undefined
      tell(round, { ...known, ...counts, details: [...(known?.details ?? []), ...counts.details.map(name)] })
    }
  }
  await Promise.all(Array.from({ length: campaignsAtOnce }, runCampaigns))
  return sum()
}

function toResult<R extends { details: string[] }>(result: R): SectionResult {
  return { ...result }
}

/** Counts of the same name are added up, also in parts; findings are put together, the rest stays side by side. */
export function addUp(a: SectionResult, b: SectionResult): SectionResult {
  return { ...(addNumbers(a, b) as Record<string, unknown>), details: [...a.details, ...b.details] }
}

function addNumbers(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (!isRecord(a) || !isRecord(b)) return b
  const sum: Record<string, unknown> = { ...a, ...b }
  for (const name of Object.keys(a)) if (name in b) sum[name] = addNumbers(a[name], b[name])
  return sum
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
