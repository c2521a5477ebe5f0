import type { formsMethods } from '../../contract/forms.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { renderDossierForm } from './render-form.ts'

/** Core's side of contract/forms.ts. */
export function createFormsHandlers(core: () => Core): Handlers<typeof formsMethods> {
  return { 'form.render': (request) => renderDossierForm(core().context, request) }
}
