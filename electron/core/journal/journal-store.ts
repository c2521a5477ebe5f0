import type { ChainLink, EntryHeader } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export interface JournalRow {
  header: EntryHeader
  hash: string
  salt: Buffer
  /** Undefined once purged. */
  payload: unknown
}

/** An entry as it lies on the disk: the payload is its very text, so that a check sees every byte of it. */
export interface SealedRow {
  header: EntryHeader
  hash: string
  salt: Buffer
  /** Canonical JSON; undefined once purged. */
  payloadText: string | undefined
}

interface StoredRow {
  seq: number
  epoch: number
  version: number
  kind: string
  officer: string
  dossier: string | null
  base_revision: number
  at: string
  salt: Buffer
  payload: string | null
  payload_hash: string
  previous: string
  hash: string
}

const columns = 'seq, epoch, version, kind, officer, dossier, base_revision, at, salt, payload, payload_hash, previous, hash'

export function findHead(db: ReadDb): { seq: number; hash: string } | undefined {
  return findRow(db, 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1')
}

export function insertEntry(db: WriteDb, row: { header: EntryHeader; hash: string; salt: Uint8Array; payload: string }): void {
  const { header } = row
  run(
    db,
    `INSERT INTO journal (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    header.seq,
    header.epoch,
    header.version,
    header.kind,
    header.officer,
    header.dossier ?? null,
    header.baseRevision,
    header.at,
    row.salt,
    row.payload,
    header.payloadHash,
    header.previous,
    row.hash
  )
}

/** Entries of one dossier in order, without those an officer withdrew, unless they stand here all the same. */
export function listDossierEntries(db: ReadDb, dossier: string, device: string): JournalRow[] {
  return listRows<StoredRow>(db, `SELECT ${columns} FROM journal WHERE dossier = ? AND NOT EXISTS (SELECT 1 FROM withdrawn WHERE withdrawn.seq = journal.seq AND stands = 0) ORDER BY seq`, dossier).map((row) => toRow(row, device))
}

/** Refusals at the counter, the newest first. @param bounds ISO 8601 UTC, as entries tell their time */
export function listRefusedBetween(db: ReadDb, device: string, bounds: { from: string; before: string }, limit: number): JournalRow[] {
  const sql = `SELECT ${columns} FROM journal WHERE kind = 'counter.refused' AND at >= ? AND at < ? ORDER BY at DESC LIMIT ?`
  return listRows<StoredRow>(db, sql, bounds.from, bounds.before, limit).map((row) => toRow(row, device))
}

/** Entries with seq > after, in order. */
export function listEntries(db: ReadDb, device: string, after: number, limit: number): JournalRow[] {
  return listRows<StoredRow>(db, `SELECT ${columns} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit).map((row) => toRow(row, device))
}

/** The same, payloads unread. */
export function listSealed(db: ReadDb, device: string, after: number, limit: number): SealedRow[] {
  return listRows<StoredRow>(db, `SELECT ${columns} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit).map((row) => toSealed(row, device))
}

/** All entries of a dossier's or a document's lane, payloads unread. */
export function listSealedOf(db: ReadDb, lane: string, device: string): SealedRow[] {
  return listRows<StoredRow>(db, `SELECT ${columns} FROM journal WHERE dossier = ? ORDER BY seq`, lane).map((row) => toSealed(row, device))
}

export function getSealed(db: ReadDb, seq: number, device: string): SealedRow {
  return toSealed(getStored(db, seq), device)
}

/** Content and salt go; envelope and hashes stay, so that the chain does. */
export function purgePayload(db: WriteDb, seq: number): void {
  run(db, `UPDATE journal SET payload = NULL, salt = x'' WHERE seq = ?`, seq)
}

/** Links of the chain with seq > after and <= last, in order: read without what they link. */
export function listLinks(db: ReadDb, after: number, last: number, limit: number): ChainLink[] {
  return listRows<ChainLink>(db, 'SELECT epoch, seq, previous, hash FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?', after, last, limit)
}

/** One entry as it travels: its payload as the very bytes that lie on the disk, canonical JSON in UTF-8, never made a string on the way. */
export function getTravelling(db: ReadDb, seq: number, device: string): Omit<SealedRow, 'payloadText'> & { payloadBytes: Buffer | undefined } {
  const row = findRow<Omit<StoredRow, 'payload'> & { payload: Buffer | null }>(db, `SELECT ${columns.replace('payload,', 'CAST(payload AS BLOB) AS payload,')} FROM journal WHERE seq = ?`, seq)
  if (!row) throw new Error(`journal entry ${seq} is not there`)
  const { header, hash, salt } = toSealed({ ...row, payload: null }, device)
  return { header, hash, salt, payloadBytes: row.payload ?? undefined }
}

/** Place and hash of one entry; undefined when there is none. */
export function findLink(db: ReadDb, seq: number): { epoch: number; hash: string } | undefined {
  return findRow(db, 'SELECT epoch, hash FROM journal WHERE seq = ?', seq)
}

export function getEntry(db: ReadDb, seq: number, device: string): JournalRow {
  return toRow(getStored(db, seq), device)
}

/** How much of an entry travels besides its envelope, in bytes; 0 once purged. */
export function getPayloadBytes(db: ReadDb, seq: number): number {
  return findRow<{ bytes: number | null }>(db, 'SELECT length(CAST(payload AS BLOB)) AS bytes FROM journal WHERE seq = ?', seq)?.bytes ?? 0
}

function getStored(db: ReadDb, seq: number): StoredRow {
  const row = findRow<StoredRow>(db, `SELECT ${columns} FROM journal WHERE seq = ?`, seq)
  if (!row) throw new Error(`journal entry ${seq} is not there`)
  return row
}

function toRow(row: StoredRow, device: string): JournalRow {
  const { payloadText, ...sealed } = toSealed(row, device)
  return { ...sealed, payload: payloadText === undefined ? undefined : (JSON.parse(payloadText) as unknown) }
}

function toSealed(row: StoredRow, device: string): SealedRow {
  return {
    // In canonical order, in which it is hashed here and at the portal.
    header: {
      at: row.at,
      baseRevision: row.base_revision,
      device,
      ...(row.dossier === null ? {} : { dossier: row.dossier }),
      epoch: row.epoch,
      kind: row.kind,
      officer: row.officer,
      payloadHash: row.payload_hash,
      previous: row.previous,
      seq: row.seq,
      version: row.version
    },
    hash: row.hash,
    salt: row.salt,
    payloadText: row.payload ?? undefined
  }
}
