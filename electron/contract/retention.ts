import * as z from '../domain/schema.ts'
import type { PurgeObstacle } from '../domain/retention.ts'
import type { RestoredNeedsPortal } from './intake.ts'
import { method, shape } from './method.ts'

/** Content at the end of its retention: looked at first, then purged by an administrator. */

/** What would be purged today. Days are `YYYY-MM-DD`. */
export interface RetentionPreview {
  /** The earlier of this PC's day and the day the portal last signed: what is over is counted from it. */
  today: string
  dossiers: number
  documents: number
  entries: number
  files: number
  bytes: number
  /** The first and the last day on which something happened to one of them; null where there are none. */
  from: string | null
  to: string | null
  /** Past their retention and kept all the same, by what they wait for. */
  held: { obstacle: PurgeObstacle; dossiers: number }[]
}

/** A purge that was begun: it goes on in small steps, also after a restart. */
export interface RetentionState {
  /** `waits`: until the portal is heard and has again all that it had received. */
  running: { dossiers: number; purged: number; waits: boolean } | null
  /** `held`: looked at and not purged after all, because something happened to them meanwhile; `failed`: how many of them a fault kept, whole. */
  last: { at: string; dossiers: number; bytes: number; held: number; failed: number } | null
  /** A copy from before the purge of then was put back: its content is here again, to be purged anew. */
  undoneAt: string | null
}

export type RetentionRefusal =
  | { kind: 'retention-in-training' }
  /** This PC's day and the portal's differ: nothing is over by a clock that may be wrong. */
  | { kind: 'retention-day-unsure'; today: string; portalDay: string }
  /** The portal has signed no day here yet, or is just being offered again what it lost. */
  | { kind: 'retention-needs-portal' }
  /** The journal is not intact: what is wrong with it is evidence. */
  | { kind: 'retention-chain-broken'; seq: number }
  | { kind: 'retention-running' }

export type PurgeRefusal =
  | RetentionRefusal
  | RestoredNeedsPortal
  | { kind: 'disk-full' }
  | { kind: 'purge-without-reason' }
  | { kind: 'nothing-to-purge' }
  /** Other than what was looked at and typed. */
  | { kind: 'purge-count-differs'; dossiers: number }

export const retentionMethods = {
  'retention.get': method({ input: z.object({}), output: shape<RetentionState>(), error: shape<never>() }),
  'retention.preview': method({ input: z.object({}), output: shape<RetentionPreview>(), error: shape<RetentionRefusal>() }),
  /** Begins to purge. @property dossiers as many as the preview said, typed by the administrator @property reason names the decision, never a person */
  'retention.purge': method({ input: z.object({ dossiers: z.int().min(0), reason: z.string().max(500) }), output: shape<RetentionState>(), error: shape<PurgeRefusal>() })
}
