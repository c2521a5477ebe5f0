import { openOrchard, type Orchard } from '../faults/plant-runner.ts'
import { plants } from '../faults/plants.ts'
import { runSection } from './section-process.ts'
import type { SectionName, SectionResult } from './sections.ts'

export interface PlantedResult {
  planted: number
  plantedCaught: number
  details: string[]
}

/** A fault in counter or portal, the section that must find it and the counts in which it may show. */
interface EngineFault {
  /** Of design/sync.md. */
  law: number
  name: string
  file: string
  find: string
  replace: string
  section: SectionName
  shows: readonly string[]
}

const histories = { section: 'histories' } as const

/** Those that stand among the plants of `npm run mutants` are taken from there, so that they follow the code once. */
function reuse(name: string): Pick<EngineFault, 'name' | 'file' | 'find' | 'replace'> {
  const plant = plants.find((one) => one.name === name)
  if (!plant) throw new Error(`there is no plant "${name}"`)
  return plant
}

export const engineFaults: readonly EngineFault[] = [
  { law: 1, ...reuse('a commit is not synced (FULL to NORMAL)'), section: 'cuts', shows: ['lost'] },
  { law: 1, ...reuse('the delivery row is left out'), section: 'cuts', shows: ['broken'] },
  {
    law: 2,
    name: 'the portal gives receipts for entries it does not keep',
    file: 'test/portal/push/take-entries.ts',
    find: `    () => insertEntries(tx, device.id, batchId, entries),\n`,
    replace: '',
    ...histories,
    shows: ['falselyReceived']
  },
  {
    law: 3,
    name: 'the portal stores a batch from its end',
    file: 'test/portal/push/take-entries.ts',
    find: `insertEntries(tx, device.id, batchId, entries)`,
    replace: `insertEntries(tx, device.id, batchId, entries.toReversed())`,
    ...histories,
    shows: ['outOfOrder']
  },
  { law: 4, ...reuse('a refused entry is thrown back in the queue'), ...histories, shows: ['stuck'] },
  {
    law: 5,
    name: 'both counters number in one range',
    file: 'electron/core/numbers/number-context.ts',
    find: `    range: device.range,`,
    replace: `    range: { from: 1, to: 2999 },`,
    ...histories,
    shows: ['numbersTwice']
  },
  {
    law: 6,
    name: 'the third failure in a row is the last',
    file: 'electron/core/outbox/back-off.ts',
    find: `return retryAfterMs > 0 ? askedWaitMs(shortAsked, random(), retryAfterMs) : backOffMs(failures, random())`,
    replace: `return failures > 2 ? 3_600_000 : backOffMs(failures, random())`,
    ...histories,
    shows: ['stuck']
  },
  {
    law: 7,
    name: 'requests are signed by the counter’s own clock',
    file: 'electron/core/portal/device-client.ts',
    find: `portalNow: () => context.now() + (findSetting<number>(context.db, 'clock-offset-ms') ?? 0)`,
    replace: `portalNow: () => context.now()`,
    ...histories,
    shows: ['stuck']
  },
  {
    law: 8,
    name: 'a submitted payload is changed when it is received',
    file: 'electron/core/outbox/delivery-store.ts',
    find: `  if (changes === 0) markReceivedAgain(db, seq, receipt, answeredAt)`,
    replace: `  run(db, \`UPDATE journal SET payload = replace(payload, 'Giao', 'Xuân') WHERE seq = ?\`, seq)\n  if (changes === 0) markReceivedAgain(db, seq, receipt, answeredAt)`,
    ...histories,
    shows: ['chainsBroken']
  },
  { law: 8, ...reuse('the hash chain is not linked'), section: 'cuts', shows: ['chainsBroken'] }
]

/** What a section has to do where a fault is: little, and no longer than until the first finding. */
const small: Partial<Record<SectionName, object>> = { cuts: { recordings: 2, imagesEach: 20 }, histories: { histories: 36, offices: 4, kills: false, drainTimeoutMs: 6_000, stopsAtFirst: true } }
const limitMs = 120_000
const overtimeMs = 20_000

/** Faults planted one at a time in a copy of the tree, to try the checker: each must show as the breach of law it is. */
export async function provePlanted(options: { seed: number; untilMs?: number; names?: string }): Promise<PlantedResult> {
  const result: PlantedResult = { planted: 0, plantedCaught: 0, details: [] }
  const { untilMs = Infinity } = options
  const orchard = openOrchard()
  try {
    let longestMs = 0
    for (const fault of engineFaults.filter(({ name }) => name.includes(options.names ?? ''))) {
      const beganMs = Date.now()
      // One that is cut off shows nothing: it is not begun, or not counted.
      if (beganMs + longestMs > untilMs) break
      const counts = await tryFault(orchard, fault, options.seed, Math.ceil(Math.min(limitMs, untilMs + overtimeMs - beganMs)))
      longestMs = Math.max(longestMs, Date.now() - beganMs)
      const isCaught = fault.shows.some((law) => Number(counts[law] ?? 0) > 0)
      if (!isCaught && Date.now() > untilMs) break
      result.planted += 1
      if (isCaught) result.plantedCaught += 1
      else result.details.push(`planted seed ${options.seed}: "${fault.name}" (law ${fault.law}) was not caught: ${JSON.stringify(counts).slice(0, 400)}`)
    }
    return result
  } finally {
    orchard.close()
  }
}

function tryFault(orchard: Orchard, fault: EngineFault, seed: number, timeoutMs: number): Promise<SectionResult> {
  return orchard.withPlant(fault, (folder) => runSection(folder, fault.section, { seed, ...small[fault.section] }, timeoutMs))
}
