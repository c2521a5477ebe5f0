import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PortalContext } from '../context.ts'
import { dropTold, listTold } from '../numbers/told-store.ts'
import { sendPage } from '../page.ts'
import { renderConfirmation } from './confirm-page.ts'
import { formToken, isFormToken } from './session.ts'
import { renderRefusal } from './small-pages.ts'
import { describeTold, toldPath } from './told-page.ts'

const back = { href: '/admin/numbers', text: 'Về Sổ số' }

/** Taking back what stands on a counter's word alone, with a question before. */
export function registerToldPages(scope: FastifyInstance, context: PortalContext, { open, readField }: { open: object; readField(request: FastifyRequest, name: string): string }): void {
  const { database } = context
  const missing = (reply: FastifyReply): FastifyReply => sendPage(reply, 404, renderRefusal('Không còn gì để bỏ', 'Điều này đã được bỏ, hoặc đã có số được báo về.', back))

  for (const kind of ['counters', 'lease'] as const) {
    const path = `/admin/numbers/${kind}/:ref`
    const find = async (ref: string) => (await listTold(database)).find((told) => told.kind === kind && told.ref === ref)
    scope.get<{ Params: { ref: string } }>(path, open, async ({ params }, reply) => {
      const told = await find(params.ref)
      return told ? sendPage(reply, 200, renderConfirmation(describeTold(told, formToken(context, toldPath(told))))) : missing(reply)
    })
    scope.post<{ Params: { ref: string } }>(path, open, async (request, reply) => {
      const { ref } = request.params
      if (!isFormToken(context, toldPath({ kind, ref }), readField(request, 'form-token'))) {
        return sendPage(reply, 403, renderRefusal('Chưa bỏ', 'Yêu cầu không đi từ trang xác nhận. Hãy mở lại trang xác nhận và bấm nút ở đó.', back))
      }
      const told = await find(ref)
      return told && (await dropTold(database, told)) ? reply.redirect('/admin/numbers', 303) : missing(reply)
    })
  }
}
