import type { KeyObject } from 'node:crypto'
import type { Database } from './database.ts'

/** The key receipts are signed with now, and what it is known by. */
export interface ReceiptKey {
  keyId: string
  privateKey: KeyObject
}

/** What every route is given. Holds no truth of its own: another instance on the same database answers the same. */
export interface PortalContext {
  database: Database
  portalId: string
  adminToken: string
  receiptKey: ReceiptKey
  /** The authorities of its own certificate, PEM, that counters are to hold it to; undefined for plain HTTP or a public one. */
  caCertificates?: string[] | undefined
  /** Where uploads arrive and files are kept; instances on one database share it. */
  filesFolder: string
  /** Where citizens and administrators reach it, when that is not where it listens. */
  publicUrl?: string | undefined
  now(): Date
}
