import { runSigningCampaign } from '../native/campaign/run-campaign.ts'
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

/** Kills come in campaigns of so many: a counter's range of a day lasts for one. */
const killsOfOneCampaign = 100

export const sections = {
  kills: proveKills,
  signing: proveSigning,
  day: proveDay,
  cuts: (options: SectionOptions) => proveCuts({ recordings: 30, imagesEach: 100, ...options }).then(toResult),
  diskFull: (options: SectionOptions) => proveDiskFull(options).then(toResult),
  histories: (options: SectionOptions) => proveHistories({ histories: 500, offices: 6, kills: true, ...options }).then(toResult),
  restored: (options: SectionOptions) => proveRestoredPortal({ restores: 2, ...options }).then(toResult),
  fuzz: (options: SectionOptions) => proveFuzz({ inputs: 100_000, ...options }).then(toResult)
} satisfies Record<string, (options: SectionOptions) => Promise<SectionResult>>
export type SectionName = keyof typeof sections

/** The faults of token and driver (test/native/campaign); its three bad counts are also one of the whole. */
async function proveSigning(): Promise<SectionResult> {
  const { findings, slowestRecoveryMs, ...signing } = await runSigningCampaign()
  const signingBroken = signing.wrongOutcomes + signing.falselySigned + signing.pinRetries
  return { signing, signingBroken, slowestSigningRecoveryMs: Math.round(slowestRecoveryMs), details: findings.map((finding) => `signing: ${finding}`) }
}

async function proveKills(options: SectionOptions): Promise<SectionResult> {
  const wanted = typeof options['kills'] === 'number' ? options['kills'] : 1_000
  let all: SectionResult = { details: [] }
  for (let kills = 0, round = 0; kills < wanted && Date.now() < (options.untilMs ?? Infinity); round++) {
    const said: string[] = []
    const seed = options.seed + round
    const { seed: _own, ...campaign } = await runCampaign({ kills: Math.min(killsOfOneCampaign, wanted - kills), scans: 3, seed, tell: (line) => said.push(line), ...(options.untilMs ? { untilMs: options.untilMs } : {}) })
    kills += campaign.kills
    all = addUp(all, { ...campaign, details: [...said, ...campaign.details].map((line) => `kills seed ${seed}: ${line}`) })
  }
  return all
}

function toResult<R extends { details: string[] }>(result: R): SectionResult {
  return { ...result }
}

/** Counts of the same name are added up, findings are put together, the rest stays side by side. */
export function addUp(a: SectionResult, b: SectionResult): SectionResult {
  const sum: SectionResult = { ...a, ...b, details: [...a.details, ...b.details] }
  for (const [name, value] of Object.entries(a)) if (typeof value === 'number' && typeof b[name] === 'number') sum[name] = value + b[name]
  return sum
}
