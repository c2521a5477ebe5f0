import type { CoreMethods } from '../../contract/control.ts'
import type { ErrorOf } from '../../contract/method.ts'
import { err, type Result } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { ReadDb } from '../db/open.ts'
import { PurgedDossier } from '../dossier/purged-dossier.ts'
import { findJournalClosed, JournalClosed } from '../journal/closed.ts'
import type { Continuity } from './continuity.ts'

/** The calls that write to the journal: those whose contract says that a database which was put back refuses them. */
type Journaling = { [K in keyof CoreMethods]: [Extract<ErrorOf<CoreMethods[K]>, { kind: 'history-disputed' }>] extends [never] ? never : K }[keyof CoreMethods]

/** Each of them, or it does not compile. */
const journaling: Record<Journaling, true> = {
  'dossier.receive': true,
  'dossier.refuse-at-counter': true,
  'dossier.assign-line': true,
  'dossier.change-status': true,
  'dossier.return-result': true,
  'dossier.reappoint': true,
  'dossier.attach-scans': true,
  'dossier.amend': true,
  'dossier.hand-over': true,
  'dossier.take-over': true,
  'dossier.decline-hand-over': true,
  'dossier.send-leg': true,
  'dossier.answer-leg': true,
  'document.import': true,
  'document.return': true,
  'document.sign': true,
  'document.seal': true,
  'handover.export': true,
  'handover.import': true,
  'signing.sign': true,
  'trust.add': true,
  'trust.remove': true,
  'retention.purge': true,
  'queue.withdraw': true,
  'queue.told': true,
  'queue.mend': true,
  'queue.reconcile': true,
  'queue.settle-document': true,
  'queue.tell-for-other': true,
  'money.collect': true,
  'money.exempt': true,
  'money.show-transfer': true,
  'money.settle-transfer': true,
  'money.void-receipt': true,
  'till.open': true,
  'till.close': true
}

/**
 * The same handlers, of which those that write to the journal write nothing while this database is a restored copy the portal has not answered, or once the portal has signed another history
 * under this counter's name (law 5), and answer only when what they wrote is outside the database too.
 */
export function keepHandlers(handlers: Handlers<CoreMethods>, core: () => { db: ReadDb; continuity: Continuity | undefined }): Handlers<CoreMethods> {
  const kept = { ...handlers } as Record<string, unknown>
  for (const name of Object.keys(journaling) as Journaling[]) {
    const handler = handlers[name] as (input: never) => Promise<Result<unknown, unknown>> | Result<unknown, unknown>
    kept[name] = async (input: never): Promise<Result<unknown, unknown>> => {
      const { db, continuity } = core()
      try {
        await continuity?.hear()
        const closed = findJournalClosed(db)
        if (closed) return err(closed)
        const result = await handler(input)
        if (result.ok) await core().continuity?.keepOutside()
        return result
      } catch (error) {
        // The portal's answer came while it was at work, e.g. while a token signed.
        if (error instanceof JournalClosed || error instanceof PurgedDossier) return err(error.reason)
        throw error
      }
    }
  }
  // A paper's number is journalled too, and a paper is drawn also where nothing may be journalled: it refuses nothing.
  kept['form.prepare'] = async (input: Parameters<Handlers<CoreMethods>['form.prepare']>[0]) => {
    await core().continuity?.hear()
    const result = await handlers['form.prepare'](input)
    if (result.ok) await core().continuity?.keepOutside()
    return result
  }
  return kept as unknown as Handlers<CoreMethods>
}
