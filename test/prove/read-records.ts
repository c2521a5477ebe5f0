import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { createReceiptReader, isFileReceiptValid, type FindReceiptKey } from '../../electron/crypto/receipt.ts'
import { getDevice } from '../../electron/core/context.ts'
import type { ReadDb } from '../../electron/core/db/open.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { findFileReceipt } from '../../electron/core/outbox/file-receipt-store.ts'
import { createReceiptBuilder, type StoredProof } from '../../electron/core/outbox/receipt-batch-store.ts'
import { inspect, type Counter } from '../core/support/counter.ts'
import type { Database } from '../portal/database.ts'
import type { CounterRecord, PortalRecord } from './checker.ts'

type Folder = Pick<Counter, 'dataFolder' | 'key'>
type PublicKeys = readonly { keyId: string; publicKey: string }[]

/**
 * A counter's database as the checker wants it, by a connection of its own.
 * @param receiptKeys the portal's, as the portal has them (`getReceiptKeys`); else those the counter was given
 */
export function readCounter(counter: Folder, receiptKeys?: PublicKeys): CounterRecord {
  return inspect(counter, (db) => {
    const all = <Row>(sql: string): Row[] => db.prepare(sql).all() as Row[]
    const { device, receiptKeys: given } = getDevice(db)
    return {
      device,
      journal: all(`SELECT seq, dossier, kind, hash, payload_hash AS payloadHash, json_extract(payload, '$.reason') AS words FROM journal ORDER BY seq`),
      deliveries: all('SELECT seq, lane, state FROM delivery ORDER BY seq'),
      uploads: all('SELECT sha256, dossier, state FROM upload'),
      offeredAgain: all('SELECT seq, lane, state FROM offered_again ORDER BY seq'),
      withdrawn: all<{ seq: number }>(`SELECT withdrawn.seq FROM withdrawn JOIN journal ON journal.seq = decision AND kind = 'entry.withdrawn'`).map(({ seq }) => seq),
      unproven: listUnproven(db, device, receiptKeys ?? given),
      issued: all('SELECT series, day, serial, dossier, seq, on_day AS onDay FROM issued_number'),
      ...readKept(db, counter),
      chain: verifyChain(db, device)
    }
  })
}

/** What is called received without the portal's word for it. A batch's signature is verified once, and its tree built once. */
function listUnproven(db: ReadDb, device: string, keys: PublicKeys): string[] {
  const findKey: FindReceiptKey = (keyId) => {
    const key = keys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  }
  const reader = createReceiptReader(findKey)
  const buildReceipt = createReceiptBuilder(db)
  const rowsOf = (table: string): { seq: number; receipt: string; hash: string }[] =>
    db.prepare(`SELECT seq, receipt, hash FROM ${table} JOIN journal USING (seq) WHERE state = 'received' ORDER BY seq`).all() as { seq: number; receipt: string; hash: string }[]
  const entries = [...rowsOf('delivery'), ...rowsOf('offered_again')].filter(({ seq, receipt, hash }) => {
    const built = buildReceipt(seq, JSON.parse(receipt) as StoredProof)
    return !built || !reader.isReceiptValid(built, { device, seq, entryHash: hash })
  })
  const files = db.prepare(`SELECT sha256, dossier, size_bytes AS size FROM upload JOIN file USING (sha256) WHERE state = 'received'`).all() as { sha256: string; dossier: string; size: number }[]
  const unprovenFiles = files.filter((file) => {
    const receipt = findFileReceipt(db, file.dossier, file.sha256)
    return !receipt || !isFileReceiptValid(receipt, { device, ...file }, findKey)
  })
  return [...entries.map(({ seq }) => String(seq)), ...unprovenFiles.map(({ sha256 }) => sha256)]
}

/** By this name the checker knows a counter. */
export function readDevice(counter: Folder): string {
  return inspect(counter, (db) => getDevice(db).device)
}

/** Of an entry as the portal holds it; the hash of its payload is taken of the very bytes that lie there. */
const entryJson = `json_build_object('device', e.device_id, 'epoch', e.epoch, 'seq', e.seq, 'kind', e.kind, 'hash', e.hash,
  'payloadHash', encode(sha256(decode(e.salt, 'base64') || convert_to(coalesce(e.payload::text, 'null'), 'UTF8')), 'hex'))`

/** All dossiers of one office at the portal, in order of arrival. */
export async function readPortal(database: Database, office: { id: string }): Promise<PortalRecord[]> {
  return database.query<PortalRecord>(
    `select d.id, d.code, d.revision,
            coalesce((select json_agg(${entryJson} order by e.arrival) from entry e where e.dossier_id = d.id), '[]') as entries,
            coalesce((select json_agg(json_build_object('sha256', f.sha256, 'present', b.sha256 is not null))
              from expected_file f left join stored_file b on b.sha256 = f.sha256 where f.dossier_id = d.id), '[]') as files
     from dossier d where d.office_id = $1 order by d.arrival`,
    [office.id]
  )
}

/** What the portal holds of the own business of an office's counters. */
export async function readOfNoDossier(database: Database, office: { id: string }): Promise<PortalRecord['entries']> {
  const rows = await database.query<{ entry: PortalRecord['entries'][number] }>(
    `select ${entryJson} as entry from entry e join device on device.id = e.device_id where device.office_id = $1 and e.dossier_id is null order by e.arrival`,
    [office.id]
  )
  return rows.map(({ entry }) => entry)
}

/** Only what the officer can see is there: quick enough to be asked after every kill. */
export function readDossiers(counter: Folder): Pick<CounterRecord, 'dossiers' | 'scans'> {
  return inspect(counter, (db) => readKept(db, counter))
}

function readKept(db: ReadDb, { dataFolder }: Folder): Pick<CounterRecord, 'dossiers' | 'scans'> {
  const attached = db.prepare('SELECT dossier, attachment.sha256, path FROM attachment JOIN file USING (sha256)').all() as { dossier: string; sha256: string; path: string }[]
  return {
    dossiers: db.prepare('SELECT id, code, revision FROM dossier').all() as CounterRecord['dossiers'],
    scans: attached.filter(({ path }) => existsSync(join(dataFolder, 'files', path))).map(({ dossier, sha256 }) => ({ dossier, sha256 }))
  }
}
