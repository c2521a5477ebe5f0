import type { CoreMethods } from '../../contract/control.ts'
import { err, type Result } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import type { Continuity } from './continuity.ts'
import { findRestored } from './restored.ts'

/** The calls that write to the journal. */
const journaling = [
  'dossier.receive', 'dossier.refuse-at-counter', 'dossier.assign-line', 'dossier.change-status', 'dossier.return-result', 'dossier.reappoint', 'dossier.amend',
  'dossier.hand-over', 'dossier.take-over', 'dossier.decline-hand-over', 'dossier.send-leg', 'dossier.answer-leg',
  'document.import', 'document.return', 'queue.settle-document', 'signing.sign', 'document.sign', 'document.seal', 'trust.add', 'trust.remove',
  'money.collect', 'money.exempt', 'money.show-transfer', 'money.settle-transfer', 'money.void-receipt', 'till.open', 'till.close'
] as const

/**
 * The same handlers, of which those that write to the journal write nothing while this database is a restored copy the portal has not answered, or once the portal has signed another history
 * under this counter's name (law 5), and answer only when what they wrote is outside the database too.
 */
export function keepHandlers(handlers: Handlers<CoreMethods>, core: () => { db: ReadDb; continuity: Continuity | undefined }): Handlers<CoreMethods> {
  const kept = { ...handlers } as Record<string, unknown>
  for (const name of journaling) {
    const handler = handlers[name] as (input: never) => Promise<Result<unknown, unknown>> | Result<unknown, unknown>
    kept[name] = async (input: never): Promise<Result<unknown, unknown>> => {
      const { db } = core()
      if (findRestored(db)) return err({ kind: 'restored-needs-portal' })
      if (findSetting(db, 'disputed-head')) return err({ kind: 'history-disputed' })
      const result = await handler(input)
      if (result.ok) await core().continuity?.keepOutside()
      return result
    }
  }
  // A paper's number is journalled too, and a paper is drawn also where nothing may be journalled: it refuses nothing.
  kept['form.prepare'] = async (input: Parameters<Handlers<CoreMethods>['form.prepare']>[0]) => {
    const result = await handlers['form.prepare'](input)
    if (result.ok) await core().continuity?.keepOutside()
    return result
  }
  return kept as unknown as Handlers<CoreMethods>
}
