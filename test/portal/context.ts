import type { Database } from './database.ts'

/** What every route is given. Holds no truth of its own: another instance on the same database answers the same. */
export interface PortalContext {
  database: Database
  portalId: string
  adminToken: string
  /** Where uploads arrive and files are kept; instances on one database share it. */
  filesFolder: string
  /** Where citizens and administrators reach it, when that is not where it listens. */
  publicUrl?: string | undefined
  /** The version of entries it writes itself; counters of the two before it are served too. */
  version: number
  now(): Date
}
