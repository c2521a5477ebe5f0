import type { continuityMethods } from '../../contract/continuity.ts'
import type { proofMethods } from '../../contract/proof.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { exportJournal } from '../audit/export-journal.ts'
import { renderProof } from '../audit/render-proof.ts'
import { runDiagnostics } from '../diagnostics/run-diagnostics.ts'
import type { Core } from '../core.ts'
import { exportQueue } from './export-queue.ts'
import type { Continuity } from './continuity.ts'

/** Core's side of contract/continuity.ts and proof.ts. */
export function createContinuityHandlers(core: () => Core): Handlers<typeof continuityMethods & typeof proofMethods> {
  function continuity(): Continuity {
    const found = core().findContinuity()
    if (!found) throw new Error('this counter is not enrolled')
    return found
  }

  return {
    'backup.get': () => ok(continuity().getBackup()),
    'backup.set-folder': ({ folder }) => continuity().setFolder(folder),
    'backup.run': () => continuity().runBackup(),
    'queue.export': ({ folder }) => exportQueue(core().context, folder),
    'journal.export': ({ folder, withContent }) => exportJournal(core().context, folder, withContent),
    'proof.render': ({ dossierId }) => renderProof(core().context, dossierId),
    'diagnostics.run': async () => ok(await runDiagnostics(core()))
  }
}
