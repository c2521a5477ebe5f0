import * as z from '../domain/schema.ts'
import type { SecrecyRefusal } from './intake.ts'
import { method, shape } from './method.ts'

/** Files of dossiers that another counter holds, or that a restore lost: they lie at the portal and come when somebody wants to see them. */

export type FetchFileFailure =
  | { kind: 'dossier-unknown' }
  /** The dossier has no such file. */
  | { kind: 'file-unknown' }
  /** Kept nowhere by this product; what became secret since is not fetched. */
  | SecrecyRefusal
  /** The line is down, or the portal refuses this counter. */
  | { kind: 'file-out-of-reach' }
  /** The counter that holds it has not sent it yet. */
  | { kind: 'file-not-at-portal' }
  /** What came is another file. */
  | { kind: 'file-falsified' }
  | { kind: 'disk-full' }

export const elsewhereMethods = {
  /** Fetches a file of a dossier from the portal, believes it by its hash alone and keeps it encrypted; one that is here already is answered at once. */
  'dossier.fetch-file': method({
    input: z.object({ id: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    output: shape<{ sha256: string }>(),
    error: shape<FetchFileFailure>()
  })
}
