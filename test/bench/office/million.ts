import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { cacheDir } from '../../../build/cache-paths.mjs'
import { projectRoot } from '../../../build/launch.ts'
import type { SignedBatch } from '../../../electron/contract/wire.ts'
import { openDatabase, write, type ReadDb, type WriteDb } from '../../../electron/core/db/open.ts'
import { findRow, listRows, run } from '../../../electron/core/db/statements.ts'
import { insertReceiptBatch, toStoredProof } from '../../../electron/core/outbox/receipt-batch-store.ts'
import type { Dossier } from '../../../electron/domain/dossier.ts'
import { foldForSearch } from '../../../electron/domain/text.ts'
import { wordsOf, type IndexOrder } from './million-index.ts'
import { describeMillionth, openForMaking } from './million-parts.ts'
import { openKey, type BenchOffice } from './open-office.ts'
import { enrolOffice, seedDossiers } from './seed.ts'

export const millionSize = 1_000_000
const models = 40
/** So many at the end are indexed one commit each, as at a counter: what a search meets is an index of many layers. */
const oneByOne = 2_000
/** So many entries share a receipt. */
const batchSize = 100

/**
 * A counter with a million dossiers, kept in the cache of the tools. Forty are received by core's own Receive; the others are written by SQL as copies of them with
 * another person, code and day; their receipts are of batches of a hundred that prove nothing. Of the old ones the journal holds the envelope alone, as after a purge.
 * Rows and index are made beside each other, on two cores.
 */
export async function prepareMillion(): Promise<BenchOffice> {
  const root = join(cacheDir(), 'bench-offices')
  const dataFolder = join(root, `million-${hashOfWriters()}`)
  if (!existsSync(dataFolder)) {
    const startedAt = Date.now()
    rmSync(root, { recursive: true, force: true })
    const making = `${dataFolder}.making`
    mkdirSync(making, { recursive: true })
    await enrolOffice(making)
    const office = { dataFolder: making, key: await openKey(making) }
    seedDossiers(office, models)
    await multiply(office)
    renameSync(making, dataFolder)
    console.log(`seeded ${millionSize} dossiers in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
  }
  return { dataFolder, key: await openKey(dataFolder) }
}

async function multiply(office: BenchOffice): Promise<void> {
  const path = join(office.dataFolder, 'counter.db')
  const indexPath = `${path}.index`
  const { seeds, first } = readSeeds(path, office.key)
  const procedureWords = seeds.map((seed) => seed.procedureWords)
  const put = (writeDb: WriteDb, from: number, to: number): void => {
    const proof = insertReceiptBatch(writeDb, seeds[0]!.batch, Array.from({ length: to - from }, (_, index) => hashOf(first + from + index)))
    for (let index = from; index < to; index++) insertCopy(writeDb, index, first + index, seeds[index % seeds.length]!, toStoredProof(proof))
  }
  const batched = millionSize - oneByOne
  copyFileSync(path, indexPath)
  const indexed = makeIndex({ path: indexPath, key: office.key, from: models, to: batched, procedureWords })
  const rows = openForMaking(path, office.key)
  write(rows, (writeDb) => {
    for (let index = models; index < batched; index += batchSize) put(writeDb, index, Math.min(index + batchSize, batched))
  })
  await indexed
  takeIndex(rows, indexPath, office.key)
  rows.close()
  rmSync(indexPath)

  const db = openForMaking(path, office.key)
  for (let index = batched; index < millionSize; index++) {
    write(db, (writeDb) => {
      put(writeDb, index, index + 1)
      run(writeDb, 'INSERT INTO dossier_search (rowid, words) VALUES (?, ?)', index + 1, wordsOf(index, procedureWords))
    })
  }
  db.exec('ANALYZE')
  db.pragma('journal_mode=WAL')
  db.close()
}

async function makeIndex(order: IndexOrder): Promise<void> {
  const [code] = (await once(new Worker(new URL('million-index.ts', import.meta.url), { workerData: order }), 'exit')) as [number]
  if (code !== 0) throw new Error('the index was not made')
}

/** FTS5's own tables as they are; a connection that has the index open would not notice, so this one is closed next. */
function takeIndex(db: ReadDb, path: string, key: Uint8Array): void {
  db.prepare('ATTACH ? AS made KEY ?').run(path, `x'${Buffer.from(key).toString('hex')}'`)
  db.unsafeMode(true)
  for (const table of ['data', 'idx', 'docsize']) db.exec(`DELETE FROM main.dossier_search_${table}; INSERT INTO main.dossier_search_${table} SELECT * FROM made.dossier_search_${table}`)
  db.exec('DETACH made')
}

interface Seed {
  /** The dossier's row with the person and code of a copy. */
  fillState: (copy: Copied) => string
  batch: SignedBatch
  dossier: Dossier
  /** Code and name of the procedure, folded. */
  procedureWords: string
}

type Copied = ReturnType<typeof describeMillionth>

/** The dossiers to copy, and the place in the journal of an index of 0. */
function readSeeds(path: string, key: Uint8Array): { seeds: Seed[]; first: number } {
  const db = openDatabase({ path, key })
  const { batch } = findRow<{ batch: string }>(db, 'SELECT batch FROM receipt_batch ORDER BY id LIMIT 1')!
  const seeds = listRows<{ state: string }>(db, 'SELECT state FROM dossier').map(({ state }) => {
    const dossier = JSON.parse(state) as Dossier
    const { code, name } = dossier.procedure
    return { fillState: toTemplate(state, dossier), batch: JSON.parse(batch) as SignedBatch, dossier, procedureWords: foldForSearch(`${code} ${name}`) }
  })
  const first = findRow<{ seq: number }>(db, 'SELECT max(seq) AS seq FROM journal')!.seq + 1
  db.close()
  return { seeds, first }
}

/** Cut where a copy differs, once for all copies of a dossier. */
function toTemplate(state: string, { applicant, code }: Dossier): (copy: Copied) => string {
  const fields = new Map<string | null | undefined, (copy: Copied) => string>([
    [applicant.fullName, ({ fullName }) => fullName],
    [applicant.idNumber, ({ idNumber }) => idNumber],
    [applicant.phone, ({ phone }) => `+84${phone.slice(1)}`],
    [code, (copy) => copy.code]
  ])
  const known = [...fields.keys()].filter((text) => typeof text === 'string')
  const places = new RegExp(`(${known.map((text) => text.replaceAll(/[+.]/g, String.raw`\$&`)).join('|')})`)
  const pieces = state.split(places).map((piece) => fields.get(piece) ?? piece)
  return (copy) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(copy))).join('')
}

function hashOf(seq: number): string {
  return seq.toString(16).padStart(64, '0')
}

function insertCopy(db: WriteDb, index: number, seq: number, { fillState, dossier }: Seed, { receipt, signedAt }: ReturnType<typeof toStoredProof>): void {
  const copy = describeMillionth(index)
  const { fullName, idNumber, code, receivedAt } = copy
  const { procedure, agency } = dossier
  const id = `bench-${index}`
  run(
    db,
    `INSERT INTO journal (seq, epoch, version, kind, officer, dossier, base_revision, at, salt, payload, payload_hash, previous, hash)
     VALUES (?, 1, 1, 'dossier.received', 'can-bo-01', ?, 0, ?, x'00', NULL, '', '', ?)`,
    seq,
    id,
    receivedAt,
    hashOf(seq)
  )
  run(db, `INSERT INTO delivery (seq, lane, state, attempts, answered_at, receipt, receipt_signed_at) VALUES (?, ?, 'received', 1, ?, ?, ?)`, seq, id, receivedAt, receipt, signedAt)
  run(
    db,
    `INSERT INTO dossier (rowid_, id, code, revision, status, procedure_code, applicant_id_number, received_at, due_at, last_seq, applicant_name, procedure_name, officer, unit, state)
     VALUES (?, ?, ?, 1, 10, ?, ?, ?, ?, ?, ?, ?, 'can-bo-01', ?, ?)`,
    index + 1, id, code, procedure.code, idNumber, receivedAt, receivedAt, seq, fullName, procedure.name, agency.name, fillState(copy)
  )
}

/** A change of the schema or of what is seeded makes a new database. */
function hashOfWriters(): string {
  const hash = createHash('sha256')
  const sources = globSync(['electron/core/db/migrations/*.sql', 'test/bench/office/{million*,intakes}.ts'], { cwd: projectRoot })
  for (const path of sources.sort()) hash.update(readFileSync(join(projectRoot, path)))
  return hash.digest('hex').slice(0, 12)
}
