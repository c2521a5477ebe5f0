import Database from 'better-sqlite3'
import { isDiskFull } from '../context.ts'
import { migrate } from './migrate.ts'

declare const readable: unique symbol
declare const writable: unique symbol

/** A connection a query may be made on. */
export type ReadDb = Database.Database & { [readable]: true }
/** A connection inside a write transaction: only `write` hands one out, so a store function that changes rows cannot be called outside one. */
export type WriteDb = ReadDb & { [writable]: true }

export interface OpenOptions {
  /** Path of the database file; its -wal and -shm stand beside it. */
  path: string
  /** The raw SQLCipher key, 32 bytes. */
  key: Uint8Array
  /** True once the counter is enrolled: a missing file is then a loss to be told, not a fresh start. */
  mustExist?: boolean
  /** Of a copy that is only looked into: nothing of it is changed, not even its version. */
  readOnly?: boolean
}

/**
 * Opens the encrypted database (SQLCipher 4 layout, raw key), WAL with `synchronous=FULL`.
 * The build of better-sqlite3 falls to NORMAL in WAL by default, which loses acknowledged rows at a power cut (design/sync.md law 1): FULL is set
 * on every connection, and a test counts fsyncs from outside the process.
 * @throws SqliteError SQLITE_NOTADB on a wrong key.
 */
export function openDatabase(options: OpenOptions): ReadDb {
  // The Electron that development falls back to needs a build of its own; everything else takes the package's own binary.
  const nativeBinding = process.env['QMC_SQLITE_BINDING']
  const db = new Database(options.path, { fileMustExist: options.mustExist === true, readonly: options.readOnly === true, ...(nativeBinding ? { nativeBinding } : {}) }) as ReadDb
  try {
    db.pragma(`cipher='sqlcipher'`)
    db.pragma(`legacy=4`)
    db.pragma(`key="x'${Buffer.from(options.key).toString('hex')}'"`)
    if (options.readOnly) return db
    db.pragma('journal_mode=WAL')
    db.pragma('synchronous=FULL')
    db.pragma('foreign_keys=ON')
    db.pragma('cache_size=-65536')
    migrate(db)
    return db
  } catch (error) {
    // Windows lets nobody move or remove a file that is open.
    db.close()
    throw error
  }
}

const fullDiskListeners = new WeakMap<ReadDb, () => void>()

/** Tells of every transaction that found no room on the disk. */
export function onDiskFull(db: ReadDb, listener: () => void): void {
  fullDiskListeners.set(db, listener)
}

/** Runs one write transaction: all of it is on disk when this returns, or none of it. */
export function write<T>(db: ReadDb, change: (db: WriteDb) => T): T {
  try {
    return db.transaction(() => change(db as WriteDb)).immediate()
  } catch (error) {
    if (isDiskFull(error)) fullDiskListeners.get(db)?.()
    throw error
  }
}
