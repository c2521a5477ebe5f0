import { mkdirSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { encodeRows, type Cell } from './copy-rows.ts'

/** What both a connection pool and a transaction can do. Parameters are scalars; lists travel as one JSON text, which both engines read alike; a long text may come as its bytes. */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** Several statements without parameters. */
  execute(sql: string): Promise<void>
  /** Puts rows of some KB each into a table; what they do not name takes its default. @param into a table and its columns, e.g. `entry (seq, payload)` */
  copy(into: string, rows: readonly (readonly Cell[])[]): Promise<void>
}

/**
 * Begins each work in its turn without waiting for the one before: the statements of one transaction follow one another at the database while this process does the rest of its work.
 * @throws the first failure, when nothing of them is under way any more
 */
export async function together<T extends unknown[]>(...works: { [K in keyof T]: () => T[K] | Promise<T[K]> }): Promise<T> {
  const begun = works.map(async (work) => work())
  try {
    return (await Promise.all(begun)) as T
  } catch (error) {
    await Promise.allSettled(begun)
    throw error
  }
}

export interface Database extends Queryable {
  readonly engine: 'postgresql' | 'pglite'
  /** Runs the work in one transaction; a deadlock or serialisation failure runs it again, so the work must be repeatable. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** SQLSTATEs after which the same transaction may well pass: serialisation failure and deadlock. */
const repeatable = new Set(['40001', '40P01'])
const attempts = 4

/** PostgreSQL when a URL is given; else PGlite in a folder (demo only: it does not fsync). */
export async function openDatabase(options: { databaseUrl?: string | undefined; folder: string }): Promise<Database> {
  return options.databaseUrl ? openPostgres(options.databaseUrl) : openPglite(options.folder)
}

async function openPostgres(databaseUrl: string): Promise<Database> {
  // A server set to synchronous_commit=off would let a receipt outlive its entry (law 2); the connection says otherwise.
  // And one that hangs in mid-transaction would hold back the feed of every counter (change-store.ts).
  // A whole reading in a transaction (below) is estimated so dear that the server would compile it each time: for statements of this size that costs more than it saves.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, options: '-c synchronous_commit=on -c idle_in_transaction_session_timeout=60000 -c jit=off' })
  // A broken idle connection is replaced by the pool; unheard, its event would end the process.
  pool.on('error', () => undefined)
  const wrap = (client: pg.Pool | pg.PoolClient, inTurn: InTurn = (work) => work()): Queryable => ({
    // Named, so that the server reads and plans a text once a connection.
    query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) => (await inTurn(() => client.query({ name: nameOf(text), text, values: [...parameters] }))).rows as Row[],
    execute: async (sql) => void (await inTurn(() => client.query(sql))),
    copy: async (into, rows) => {
      // While the database does what goes before.
      const pieces = encodeRows(rows)
      await inTurn(() => copyRows(client, into, pieces))
    }
  })
  return {
    engine: 'postgresql',
    ...wrap(pool),
    transaction: (work) =>
      repeat(async () => {
        const client = await pool.connect()
        let failure: Error | undefined
        // A server that ends in mid-transaction: the statement under way fails and says so; unheard, the event would end this process too.
        const noteBroken = (error: Error): void => void (failure = error)
        client.on('error', noteBroken)
        try {
          // A transaction finds what it needs by keys. The plans of a connection that was there when its tables were empty would read them whole, long after they grew: a third of the database's work in a drain.
          await client.query('begin; set local enable_seqscan = off')
          const value = await work(wrap(client, createTurns()))
          await client.query('commit')
          return value
        } catch (error) {
          // A connection that cannot even roll back is not given to the next request.
          await client.query('rollback').catch((broken: Error) => (failure = broken))
          throw error
        } finally {
          client.off('error', noteBroken)
          client.release(failure)
        }
      }),
    close: () => pool.end()
  }
}

async function copyRows(client: pg.Pool | pg.PoolClient, into: string, pieces: readonly Buffer[]): Promise<void> {
  if (client instanceof pg.Pool) throw new Error('rows are copied in a transaction')
  await pipeline(pieces, client.query(copyFrom(`copy ${into} from stdin (format binary)`)))
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** One after another, in the order asked for, also where the asker does not wait: a connection takes one statement at a time. The first begins at once. */
function createTurns(): InTurn {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = waiting === 0 ? work() : last.then(work)
    waiting++
    last = turn.catch(() => undefined).then(() => waiting--)
    return turn
  }
}

const names = new Map<string, string>()

/** One short name for one statement; the portal's statements are few and fixed. */
function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) names.set(text, (name = `s${names.size}`))
  return name
}

async function openPglite(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true })
  // Loaded where it is the engine: a portal on PostgreSQL, which a fault campaign starts over and over, does without.
  const db = await (await import('@electric-sql/pglite')).PGlite.create(folder)
  const wrap = (client: Pick<PGlite, 'query' | 'exec'>): Queryable => ({
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) => (await client.query<Row>(sql, parameters.map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : value)))).rows,
    execute: async (sql) => void (await client.exec(sql)),
    copy: async (into, rows) => void (await client.query(`copy ${into} from '/dev/blob' (format binary)`, [], { blob: new Blob(encodeRows(rows)) }))
  })
  return {
    engine: 'pglite',
    ...wrap(db),
    transaction: (work) => repeat(() => db.transaction((tx) => work(wrap(tx)))),
    close: () => db.close()
  }
}

async function repeat<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !repeatable.has(sqlState(error))) throw error
    }
  }
}

/** The SQLSTATE of a database error; empty for any other. */
export function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The constraint a database error names; empty when it names none. */
export function constraintOf(error: unknown): string {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : ''
}
