import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../../../build/cache-paths.mjs'
import { projectRoot } from '../../../build/launch.ts'
import type { SignedBatch } from '../../../electron/contract/wire.ts'
import { openDatabase, write, type ReadDb, type WriteDb } from '../../../electron/core/db/open.ts'
import { findRow, listRows, run } from '../../../electron/core/db/statements.ts'
import { insertReceiptBatch, toStoredProof } from '../../../electron/core/outbox/receipt-batch-store.ts'
import type { Dossier } from '../../../electron/domain/dossier.ts'
import { foldForSearch } from '../../../electron/domain/text.ts'
import { composePerson } from './intakes.ts'
import { openKey, type BenchOffice } from './open-office.ts'
import { enrolOffice, seedDossiers } from './seed.ts'

export const millionSize = 1_000_000
const models = 40
/** So many at the end are indexed one commit each, as at a counter: what a search meets is an index of many layers. */
const oneByOne = 2_000
const perDay = 400
/** So many entries share a receipt. */
const batchSize = 100
const firstDay = Date.parse('2015-01-05T00:00:00Z')

/**
 * A counter with a million dossiers, kept in the cache of the tools. Forty are received by core's own Receive; the others are written by SQL as copies of them with
 * another person, code and day; their receipts are of batches of a hundred that prove nothing. Of the old ones the journal holds the envelope alone, as after a purge.
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
    multiply(office)
    renameSync(making, dataFolder)
    console.log(`seeded ${millionSize} dossiers in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
  }
  return { dataFolder, key: await openKey(dataFolder) }
}

/** The person, code and times of the dossier of an index; the same for every run. */
export function describeMillionth(index: number): { fullName: string; idNumber: string; phone: string; code: string; receivedAt: string } {
  const person = composePerson(index)
  const day = new Date(firstDay + Math.floor(index / perDay) * 86_400_000).toISOString().slice(0, 10)
  const serial = 1 + (index % perDay)
  return { ...person, code: `000.18.16.H40-${day.slice(2).replaceAll('-', '')}-${String(serial).padStart(4, '0')}`, receivedAt: `${day}T08:00:00+07:00` }
}

function multiply(office: BenchOffice): void {
  const db = openDatabase({ path: join(office.dataFolder, 'counter.db'), key: office.key })
  // Cut off half-way it is made anew, so nothing has to be written twice. Not OFF: SQLite as the driver opens it refuses that without a word and stays with a log of all of it.
  if (db.pragma('journal_mode=MEMORY', { simple: true }) !== 'memory') throw new Error('the log is still written')
  db.pragma('synchronous=OFF')
  db.pragma('foreign_keys=OFF')
  // A gigabyte: the indices that grow in no order stay in memory, and no page is encrypted twice.
  db.pragma('cache_size=-1048576')
  const seeds = readSeeds(db)
  const first = findRow<{ seq: number }>(db, 'SELECT max(seq) AS seq FROM journal')!.seq + 1
  const put = (writeDb: WriteDb, from: number, to: number): void => {
    const proof = insertReceiptBatch(writeDb, seeds[0]!.batch, Array.from({ length: to - from }, (_, index) => hashOf(first + from + index)))
    for (let index = from; index < to; index++) insertCopy(writeDb, index, first + index, seeds[index % seeds.length]!, toStoredProof(proof))
  }
  db.exec(`INSERT INTO dossier_search (dossier_search, rank) VALUES ('hashsize', ${64 << 20})`)
  write(db, (writeDb) => {
    for (let index = models; index < millionSize - oneByOne; index += batchSize) put(writeDb, index, Math.min(index + batchSize, millionSize - oneByOne))
  })
  db.exec(`INSERT INTO dossier_search (dossier_search, rank) VALUES ('hashsize', ${1 << 20})`)
  for (let index = millionSize - oneByOne; index < millionSize; index++) write(db, (writeDb) => put(writeDb, index, index + 1))
  db.exec('ANALYZE')
  db.pragma('journal_mode=WAL')
  db.close()
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

function readSeeds(db: ReadDb): Seed[] {
  const { batch } = findRow<{ batch: string }>(db, 'SELECT batch FROM receipt_batch ORDER BY id LIMIT 1')!
  return listRows<{ state: string }>(db, 'SELECT state FROM dossier').map(({ state }) => {
    const dossier = JSON.parse(state) as Dossier
    const { code, name } = dossier.procedure
    return { fillState: toTemplate(state, dossier), batch: JSON.parse(batch) as SignedBatch, dossier, procedureWords: foldForSearch(`${code} ${name}`) }
  })
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

function insertCopy(db: WriteDb, index: number, seq: number, { fillState, dossier, procedureWords }: Seed, { receipt, signedAt }: ReturnType<typeof toStoredProof>): void {
  const copy = describeMillionth(index)
  const { fullName, idNumber, phone, code, receivedAt } = copy
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
  const { lastInsertRowid } = run(
    db,
    `INSERT INTO dossier (id, code, revision, status, procedure_code, applicant_id_number, received_at, due_at, last_seq, applicant_name, procedure_name, officer, unit, state)
     VALUES (?, ?, 1, 10, ?, ?, ?, ?, ?, ?, ?, 'can-bo-01', ?, ?)`,
    id, code, procedure.code, idNumber, receivedAt, receivedAt, seq, fullName, procedure.name, agency.name, fillState(copy)
  )
  run(db, 'INSERT INTO dossier_search (rowid, words) VALUES (?, ?)', lastInsertRowid, `${foldForSearch(`${code} ${fullName} ${idNumber} ${phone}`)} ${procedureWords}`)
}

/** A change of the schema or of what is seeded makes a new database. */
function hashOfWriters(): string {
  const hash = createHash('sha256')
  const sources = [...globSync('electron/core/db/migrations/*.sql', { cwd: projectRoot }), 'test/bench/office/million.ts', 'test/bench/office/intakes.ts']
  for (const path of sources.sort()) hash.update(readFileSync(join(projectRoot, path)))
  return hash.digest('hex').slice(0, 12)
}
