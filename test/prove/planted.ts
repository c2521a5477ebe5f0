import { openOrchard } from '../faults/plant-runner.ts'
import { engineFaults, type EngineFault } from './engine-faults.ts'
import { bad } from './report.ts'
import { runSection } from './section-process.ts'
import type { SectionName, SectionResult } from './sections.ts'

export interface PlantedResult {
  planted: number
  plantedCaught: number
  details: string[]
}

/** What a section has to do where a fault is: little, and no longer than until the first finding. */
const small: Partial<Record<SectionName, object>> = { cuts: { recordings: 2, imagesEach: 20 }, histories: { histories: 36, offices: 4, shippedOffices: 0, kills: false, restores: false, drainTimeoutMs: 25_000, stopsAtFirst: true } }
const limitMs = 120_000
/** One small section at a time, which must be over in its time beside the dozen processes of the kills. */
const nice = 2
const overtimeMs = 20_000

/**
 * Faults planted one at a time in a copy of the tree, to try the checker: each must show as the breach of law it is. The copy without a fault goes first through each section: where that finds anything, what it
 * would find of a fault shows nothing.
 */
export async function provePlanted(options: { seed: number; untilMs?: number; names?: string }): Promise<PlantedResult> {
  const result: PlantedResult = { planted: 0, plantedCaught: 0, details: [] }
  const { untilMs = Infinity } = options
  const orchard = openOrchard()
  const controls = new Map<SectionName, boolean>()
  const run = ({ also, ...fault }: EngineFault): Promise<SectionResult> => {
    const timeoutMs = Math.max(1, Math.ceil(Math.min(limitMs, untilMs + overtimeMs - Date.now())))
    const act = (folder: string): Promise<SectionResult> => runSection(folder, fault.section, { seed: options.seed, ...small[fault.section] }, timeoutMs, { nice })
    return orchard.withPlant(fault, (folder) => (also ? orchard.withPlant({ ...also, name: fault.name }, act) : act(folder)))
  }
  const isClean = async ({ also: _, ...fault }: EngineFault): Promise<boolean> => {
    const known = controls.get(fault.section)
    if (known !== undefined) return known
    const found = findAnything(await run({ ...fault, replace: fault.find }))
    if (found) result.details.push(`planted seed ${options.seed}: without a fault ${fault.section} finds ${found}: it catches none`)
    controls.set(fault.section, !found)
    return !found
  }
  try {
    let longestMs = 0
    for (const fault of engineFaults.filter(({ name }) => name.includes(options.names ?? ''))) {
      // One that is cut off shows nothing: it is not begun, or not counted.
      if (Date.now() + longestMs > untilMs) break
      const clean = await isClean(fault)
      const beganMs = Date.now()
      const counts = clean ? await run(fault) : undefined
      longestMs = Math.max(longestMs, Date.now() - beganMs)
      const caught = counts !== undefined && isCaught(fault, counts)
      if (!caught && Date.now() > untilMs) break
      result.planted += 1
      if (caught) result.plantedCaught += 1
      else result.details.push(`planted seed ${options.seed}: "${fault.name}" (law ${fault.law}) was not caught: ${JSON.stringify(counts ?? 'not tried').slice(0, 400)}`)
    }
    return result
  } finally {
    orchard.close()
  }
}

/** By what its law names, in the count and in words. */
export function isCaught({ shows, says }: Pick<EngineFault, 'shows' | 'says'>, counts: SectionResult): boolean {
  return Number(counts[shows] ?? 0) > 0 && counts.details.some((line) => says.test(line))
}

/** What a section found that had nothing to find; undefined when that is nothing, as it must be. */
export function findAnything(counts: SectionResult): string | undefined {
  const names = bad.filter((name) => Number(counts[name] ?? 0) > 0)
  return names.length > 0 || counts.details.length > 0 ? [...names, ...counts.details].join('; ').slice(0, 400) : undefined
}
