import Database from 'better-sqlite3'
import { join } from 'node:path'
import type { CoreContext } from '../../electron/core/context.ts'
import { findProcedure } from '../../electron/core/catalogue/procedure-store.ts'
import { receiveDossier } from '../../electron/core/dossier/receive-dossier.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { composeIntake } from './office/intakes.ts'
import { openContext, type BenchOffice } from './office/open-office.ts'
import { copyOffice, prepareOffice } from './office/prepare-office.ts'
import type { SectionReport } from './section.ts'
import { recordStatements, type RecordedStatement } from './statement-recorder.ts'
import { quantile, toThreeDigits } from './stats.ts'

const runs = 1_000
const warmUps = 100
/** Six components, the form of the demo: Đăng ký khai sinh. */
export const typicalProcedure = '1.001193'

/**
 * What Receive costs over its own SQL. Three copies of one encrypted database of 10,000 dossiers: on the first, core's Receive runs once for each intake and its
 * statements are noted; on the second, core's Receive runs as it is and is timed; on the third, bare better-sqlite3 with the same cipher and FULL runs the noted
 * statements with their very values in one immediate transaction and is timed. The two timed sides take turns, one Receive each.
 */
export async function measure(): Promise<SectionReport> {
  const seeded = await prepareOffice(10_000)
  const nowMs = Date.now()
  const intakes = composeIntakes(seeded, runs + warmUps, nowMs)
  const recorded = record(copyOffice(seeded, 'receive-recorded'), intakes, nowMs)
  const context = openContext(copyOffice(seeded, 'receive-core'), () => nowMs)
  const bare = openBare(copyOffice(seeded, 'receive-bare'))

  const coreMs: number[] = []
  const bareMs: number[] = []
  for (const [index, intake] of intakes.entries()) {
    const statements = recorded[index]!
    const sides = [() => timeCore(context, intake), () => bare.time(statements)] as const
    // Each side goes first every other time.
    const order = index % 2 === 0 ? [0, 1] : [1, 0]
    for (const side of order) {
      const ms = sides[side]!()
      if (index >= warmUps) (side === 0 ? coreMs : bareMs).push(ms)
    }
  }
  const count = (db: Database.Database): number => db.prepare('SELECT count(*) FROM journal').pluck().get() as number
  if (count(context.db) !== count(bare.db)) throw new Error('the two sides did not write the same rows')
  const at = (values: number[], share: number): number => toThreeDigits(quantile(values, share))
  return {
    values: {
      receiveCommitRatio: toThreeDigits(quantile(coreMs, 0.5) / quantile(bareMs, 0.5)),
      receiveCommitRatioP99: toThreeDigits(quantile(coreMs, 0.99) / quantile(bareMs, 0.99))
    },
    details: {
      runs,
      statements: recorded[0]!.length,
      coreMs: { p50: at(coreMs, 0.5), p99: at(coreMs, 0.99) },
      bareMs: { p50: at(bareMs, 0.5), p99: at(bareMs, 0.99) }
    }
  }
}

type Intakes = ReturnType<typeof composeIntakes>

/** The day is confirmed, because the seeded dossiers may lie some time back. */
export function composeIntakes(office: BenchOffice, count: number, nowMs: number) {
  const { db } = openContext(office, () => nowMs)
  const procedure = findProcedure(db, typicalProcedure, localDay(nowMs))
  db.close()
  if (!procedure) throw new Error(`procedure ${typicalProcedure} is not in the catalogue`)
  return Array.from({ length: count }, (_, index) => ({ ...composeIntake(200_000 + index, procedure), confirmedDay: localDay(nowMs) }))
}

function record(office: BenchOffice, intakes: Intakes, nowMs: number): RecordedStatement[][] {
  const context = openContext(office, () => nowMs)
  const take = recordStatements(context.db)
  // A statement prepared before, at opening, would go unseen.
  const recorded = intakes.map((intake) => {
    receive(context, intake)
    return take()
  })
  context.db.close()
  return recorded
}

function timeCore(context: CoreContext, intake: Intakes[number]): number {
  const startedAt = performance.now()
  receive(context, intake)
  return performance.now() - startedAt
}

function receive(context: CoreContext, intake: Intakes[number]): void {
  const received = receiveDossier(context, intake)
  if (!received.ok) throw new Error(`Receive is refused: ${received.error.kind}`)
}

/** The floor: nothing of ours between the values and SQLite. */
function openBare(office: BenchOffice): { db: Database.Database; time(statements: readonly RecordedStatement[]): number } {
  const db = new Database(join(office.dataFolder, 'counter.db'))
  db.pragma(`cipher='sqlcipher'`)
  db.pragma('legacy=4')
  db.pragma(`key="x'${office.key.toString('hex')}'"`)
  db.pragma('journal_mode=WAL')
  db.pragma('synchronous=FULL')
  db.pragma('foreign_keys=ON')
  db.pragma('cache_size=-65536')
  const prepared = new Map<string, Database.Statement>()
  const replay = db.transaction((statements: readonly RecordedStatement[]) => {
    for (const { sql, method, parameters } of statements) prepared.get(sql)![method](...parameters)
  })
  return {
    db,
    time: (statements) => {
      for (const { sql } of statements) if (!prepared.has(sql)) prepared.set(sql, db.prepare(sql))
      const startedAt = performance.now()
      replay.immediate(statements)
      return performance.now() - startedAt
    }
  }
}
