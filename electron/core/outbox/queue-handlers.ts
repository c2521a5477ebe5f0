import type { queueMethods } from '../../contract/queue.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { write } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { retryDamaged } from '../files/damaged-store.ts'
import { listQueue } from '../queue-view.ts'
import { requeueAll, requeueLane } from './delivery-store.ts'
import { requeueAllAgain } from './offered-again-store.ts'
import { noteCitizenTold } from './citizen-told.ts'
import { compare, findMendable, mend, reconcile, withdraw } from './settle-acts.ts'
import { requeueAllUploads } from './upload-store.ts'
import { listWithdrawnItems } from './withdrawn-view.ts'

/** Core's side of contract/queue.ts. */
export function createQueueHandlers(core: () => Core): Handlers<typeof queueMethods> {
  return {
    'queue.list': () => ok(listQueue(core().context.db, core().findFileRestEnd)),
    'queue.retry': ({ lane }) => {
      const { context } = core()
      write(context.db, (db) => {
        if (lane === undefined) requeueAll(db)
        else requeueLane(db, lane)
        requeueAllAgain(db, lane)
        requeueAllUploads(db, lane)
        retryDamaged(db, lane)
      })
      core().retryNow()
      context.emit('data.changed', { areas: ['queue', 'dossier'] })
      return ok({})
    },
    'queue.set-budget': ({ bytesPerSecond }) => {
      const { context } = core()
      write(context.db, (db) => putSetting(db, 'upload-budget', bytesPerSecond ?? 0))
      context.emit('data.changed', { areas: ['queue'] })
      return ok({})
    },
    'queue.withdrawn': () => ok(listWithdrawnItems(core().context.db)),
    'queue.withdraw': (input) => withdraw(core().context, input),
    'queue.told': (input) => noteCitizenTold(core().context, input),
    'queue.mendable': ({ seq }) => findMendable(core().context.db, seq),
    'queue.mend': (input) => mend(core().context, input),
    'queue.compare': ({ seq }) => compare(core().context.db, seq),
    'queue.reconcile': (input) => reconcile(core().context, input)
  }
}
