import type { searchMethods } from '../../contract/search.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { countWorklists, groupWorklists, listWorklist } from './worklist.ts'

/** Core's side of contract/search.ts. */
export function createSearchHandlers(core: () => Core): Handlers<typeof searchMethods> {
  return {
    'worklist.list': (request) => {
      const { db, now } = core().context
      return ok(listWorklist(db, request, now()))
    },
    'worklist.count': (whose) => {
      const { db, now } = core().context
      return ok(countWorklists(db, whose, now()))
    },
    'worklist.groups': () => {
      const { db, now } = core().context
      return ok(groupWorklists(db, now()))
    }
  }
}
