import type { formsMethods } from '../../contract/forms.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { listRegisterLines } from './register-lines.ts'
import { renderPaper } from './render-papers.ts'

/** Core's side of contract/forms.ts. */
export function createFormsHandlers(core: () => Core): Handlers<typeof formsMethods> {
  return {
    'form.render': (request) => renderPaper(core().context, core().checks, request),
    'register.list': ({ from, to, limit }) => ok(listRegisterLines(core().context.db, { from, to }, limit))
  }
}
