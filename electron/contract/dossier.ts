import { z } from 'zod'
import { DossierStatus } from '../domain/dossier-status.ts'
import { ReceiveDossier, type ReceiveError, type ReceivedDossier, type RestoredNeedsPortal } from './intake.ts'
import { method, shape } from './method.ts'
import type { DossierRow, DossierView } from './views.ts'

/** The life of a dossier: received, looked at, moved on. Each act is one entry of the journal in one transaction. */

export const dossierMethods = {
  'dossier.receive': method({ input: ReceiveDossier, output: shape<ReceivedDossier>(), error: shape<ReceiveError>() }),
  'dossier.list': method({ input: z.object({ limit: z.number().int().min(1).max(500) }), output: shape<DossierRow[]>(), error: shape<never>() }),
  'dossier.search': method({ input: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100) }), output: shape<DossierRow[]>(), error: shape<never>() }),
  'dossier.get': method({ input: z.object({ id: z.string() }), output: shape<DossierView>(), error: shape<{ kind: 'dossier-unknown' }>() }),
  'dossier.change-status': method({
    input: z.object({ id: z.string(), baseRevision: z.number().int(), to: DossierStatus, note: z.string().max(1000) }),
    output: shape<{ revision: number }>(),
    error: shape<
      | { kind: 'dossier-unknown' }
      | { kind: 'transition-refused'; from: DossierStatus; to: DossierStatus; allowed: DossierStatus[] }
      | { kind: 'edit-conflict'; revision: number }
      | { kind: 'disk-full' }
      | RestoredNeedsPortal
    >()
  })
}
