import type { searchMethods } from '../../contract/search.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { getOfficer } from '../context.ts'
import type { Core } from '../core.ts'
import { countWorklists, groupWorklists, listWorklist } from './worklist.ts'

/** Core's side of contract/search.ts. */
export function createSearchHandlers(core: () => Core): Handlers<typeof searchMethods> {
  return {
    'worklist.list': (request) => {
      const { context } = core()
      return ok(listWorklist(context.db, request, context.now(), getOfficer(context).id))
    },
    'worklist.count': (whose) => {
      const { context } = core()
      return ok(countWorklists(context.db, whose, context.now(), getOfficer(context).id))
    },
    'worklist.groups': () => {
      const { db, now } = core().context
      return ok(groupWorklists(db, now()))
    }
  }
}
