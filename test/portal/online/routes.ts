import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readBirthDate } from '../../../electron/domain/birth-date.ts'
import { localDay } from '../../../electron/domain/calendar.ts'
import { ResultDelivery } from '../../../electron/domain/receive.ts'
import { createAdmission } from '../admission.ts'
import type { PortalContext } from '../context.ts'
import { renderLookupMissing } from '../lookup/lookup-page.ts'
import { sendPage } from '../page.ts'
import { HttpProblem } from '../problem.ts'
import { answerSupplement } from './answer-supplement.ts'
import { findProcedure, listOnlineProcedures } from './desk-store.ts'
import { fileDossier } from './file-dossier.ts'
import { renderChoice, renderFiled, renderFiling, renderNotTaken } from './filing-page.ts'
import { findFiling, listOffices, type Filing } from './filing-store.ts'
import { isFilingCheck } from './filing-check.ts'
import { createFormBudget } from './form-budget.ts'
import { acceptForms, largestFilingBytes, readForm, type ReadForm } from './read-form.ts'
import { explainRefusal } from './refusal-words.ts'

/** Filing online (nộp trực tuyến), for citizens: nothing is loaded from elsewhere. */
export async function registerOnline(server: FastifyInstance, context: PortalContext): Promise<void> {
  const { database } = context
  // A few are parsed and filed at once, so that counters are answered meanwhile; a form for which there is neither memory nor a place in the line is told so before it is read.
  const admission = createAdmission({ places: 2, waiting: 16 })
  const budget = createFormBudget({ forms: 32, formBytes: largestFilingBytes, allBytes: 2 * largestFilingBytes, longestMs: 3 * 60_000 })
  const admitForm = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    admission.turnAwayIfFull()
    budget.reserve(request, reply)
  }
  await server.register(async (scope) => {
    acceptForms(scope)
    answerInWords(scope)
    scope.get<{ Querystring: { office?: string; tim?: string } }>('/nop-truc-tuyen', async ({ query: { office, tim } }, reply) => {
      const asked = typeof tim === 'string' ? { office: String(office ?? ''), text: tim } : undefined
      return sendPage(reply, 200, renderChoice(await listOffices(database), await listOnlineProcedures(database, localDay(context.now().getTime())), asked))
    })

    scope.get<{ Querystring: Chosen }>('/nop-truc-tuyen/to-khai', async ({ query }, reply) => {
      const chosen = await readChosen(context, query)
      return chosen ? sendPage(reply, 200, renderFiling(chosen.office, chosen.procedure)) : reply.redirect('/nop-truc-tuyen', 303)
    })
    scope.post<{ Querystring: Chosen }>('/nop-truc-tuyen/to-khai', { onRequest: admitForm }, async (request, reply) => {
      const chosen = await readChosen(context, request.query)
      if (!chosen) return reply.redirect('/nop-truc-tuyen', 303)
      const form = await readForm(request)
      const filed = await admission.run(() =>
        fileDossier(context, { officeId: chosen.office.id, procedureCode: chosen.procedure.code, applicant: readApplicant(form), resultBy: readDelivery(form), note: form.text('note').slice(0, 2000), papers: form.papers, openPapersOnly: form.text('open') === 'yes' })
      )
      if (!filed.ok) return sendPage(reply, 422, renderFiling(chosen.office, chosen.procedure, { sentence: explainRefusal(filed.error), text: form.text }))
      return reply.redirect(`${addressOf(filed.value.reference, filed.value.check)}?da=nop`, 303)
    })

    scope.get<{ Params: Address; Querystring: { da?: string } }>('/nop-truc-tuyen/ho-so/:reference/:check', async ({ params, query }, reply) => {
      const filing = await openFiling(context, params)
      if (!filing) return missing(reply)
      const sentence = query.da === 'nop' ? 'Đã nộp. Xin giữ địa chỉ của trang này để xem tình trạng.' : query.da === 'bo-sung' ? 'Đã gửi bổ sung. Cán bộ sẽ kiểm tra.' : undefined
      return sendPage(reply, 200, renderFiled(filing, addressOf(params.reference, params.check), sentence ? { sentence, tone: 'good' } : undefined))
    })
    scope.post<{ Params: Address }>('/nop-truc-tuyen/ho-so/:reference/:check', { onRequest: admitForm }, async (request, reply) => {
      const { reference, check } = request.params
      const filing = await openFiling(context, request.params)
      if (!filing) return missing(reply)
      const form = await readForm(request)
      const answered = await admission.run(() => answerSupplement(context, filing, { note: form.text('note'), papers: form.papers, openPapersOnly: form.text('open') === 'yes' }))
      if (answered.ok) return reply.redirect(`${addressOf(reference, check)}?da=bo-sung`, 303)
      return sendPage(reply, 422, renderFiled(filing, addressOf(reference, check), { sentence: explainRefusal(answered.error), tone: 'bad' }))
    })
  })
}

/** A citizen who is turned away reads a page that says what to do; the rest is the server's own handler's. */
function answerInWords(scope: FastifyInstance): void {
  scope.setErrorHandler((error, _request, reply) => {
    const status = error instanceof HttpProblem ? error.problem.status : undefined
    if (status !== 413 && status !== 503) throw error
    return sendPage(reply.headers(error instanceof HttpProblem ? error.headers : {}), status, renderNotTaken(status === 413 ? 'too-large' : 'busy'))
  })
}

type Chosen = { office?: string; procedure?: string }
type Address = { reference: string; check: string }

async function readChosen(context: PortalContext, { office, procedure }: Chosen) {
  const offices = await listOffices(context.database)
  const chosen = offices.find(({ id }) => id === office)
  const known = typeof procedure === 'string' && !procedure.includes('\0') ? await findProcedure(context.database, procedure, localDay(context.now().getTime())) : undefined
  return chosen && known?.channels.includes('online') ? { office: chosen, procedure: known } : undefined
}

/** A reference nobody has and a check that is wrong are the same. */
async function openFiling({ database }: PortalContext, { reference, check }: Address): Promise<Filing | undefined> {
  const filing = reference.includes('\0') ? undefined : await findFiling(database, reference)
  return isFilingCheck(check, reference, filing?.secrets) ? filing : undefined
}

function readApplicant({ text }: ReadForm) {
  return { fullName: text('fullName'), idKind: 'cccd' as const, idNumber: text('idNumber'), birthDate: readBirthDate(text('birthDate')) || null, address: text('address'), phone: text('phone') || null, email: text('email') || null }
}

function readDelivery({ text }: ReadForm): ResultDelivery {
  return ResultDelivery.safeParse(text('resultBy')).data ?? 'counter'
}

function addressOf(reference: string, check: string): string {
  return `/nop-truc-tuyen/ho-so/${encodeURIComponent(reference)}/${encodeURIComponent(check)}`
}

function missing(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 404, renderLookupMissing())
}
