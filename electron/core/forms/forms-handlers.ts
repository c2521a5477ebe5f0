import type { formsMethods } from '../../contract/forms.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { listRefusals } from './refusal-lines.ts'
import { noteFormPrinted, prepareForm, renderMarked } from './prepare-form.ts'
import { listRegisterLines } from './register-lines.ts'

/** Core's side of contract/forms.ts. */
export function createFormsHandlers(core: () => Core): Handlers<typeof formsMethods> {
  return {
    'form.render': (request) => renderMarked(core().context, core().checks, request),
    'form.prepare': (request) => prepareForm(core().context, core().checks, request),
    'form.printed': (request) => noteFormPrinted(core().context, request),
    'register.list': ({ from, to, limit, after }) => ok(listRegisterLines(core().context.db, { from, to }, limit, after)),
    'register.refusals': ({ from, to, limit }) => ok(listRefusals(core().context.db, { from, to }, limit))
  }
}
