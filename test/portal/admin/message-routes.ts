import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addDays, isLocalDate, localDay } from '../../../electron/domain/calendar.ts'
import { longestMessage } from '../../../electron/domain/portal-message.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import type { PortalContext } from '../context.ts'
import { listMessages, sendMessage, withdrawMessage, type SentMessage } from '../messages-store.ts'
import { renderPage, sendPage } from '../page.ts'
import { getOffices, type OfficeOverview } from './dossier-list-store.ts'
import { html, type Html } from './html.ts'
import { localTime, table } from './parts.ts'
import { formToken, isFormToken } from './session.ts'
import { renderRefusal } from './small-pages.ts'

const deed = 'portal message'
const usualDays = 7
/** A letter with its marks is nine characters in a form. */
const largestFormBytes = 16 * 1024

/** What the administrators tell the counters: written here, read above every screen of theirs, taken back here. */
export function registerMessagePages(scope: FastifyInstance, context: PortalContext, { open, readField }: { open: object; readField(request: FastifyRequest, name: string): string }): void {
  const { database } = context
  scope.get('/admin/messages', open, async (_request, reply) => sendPage(reply, 200, render(await listMessages(database), await getOffices(database), formToken(context, deed), localDay(context.now().getTime()))))

  scope.post('/admin/messages', { ...open, bodyLimit: largestFormBytes }, async (request, reply) => {
    const field = (name: string) => readField(request, name)
    if (!isFormToken(context, deed, field('form-token'))) return sendPage(reply, 403, renderRefusal('Chưa gửi', 'Yêu cầu không đi từ trang thông báo. Hãy mở lại trang và bấm nút ở đó.', back))
    if (field('withdraw')) {
      const isDone = await withdrawMessage(database, field('withdraw'))
      return isDone ? reply.redirect('/admin/messages', 303) : sendPage(reply, 404, renderRefusal('Không có thông báo này', 'Cổng không giữ thông báo nào như vậy.', back))
    }
    const text = toNfc(field('text').replaceAll(/\s+/g, ' '))
    const until = field('until')
    const office = field('office')
    const isOffice = office === '' || (await getOffices(database)).some(({ id }) => id === office)
    if (text === '' || text.length > longestMessage || !isLocalDate(until) || until < localDay(context.now().getTime()) || !isOffice) {
      return sendPage(reply, 400, renderRefusal('Chưa gửi', `Thông báo có từ 1 đến ${longestMessage} chữ, hiện đến hôm nay hoặc một ngày sau, gửi cho mọi đơn vị hoặc một đơn vị có trong danh sách.`, back))
    }
    await sendMessage(database, { text, until }, { officeId: office || undefined, now: context.now() })
    return reply.redirect('/admin/messages', 303)
  })
}

const back = { href: '/admin/messages', text: 'Về trang thông báo' }

function render(messages: readonly SentMessage[], offices: readonly OfficeOverview[], token: string, today: string): string {
  const body = html`<p><a href="/admin">Về trang quản trị</a></p>
<h1>Thông báo cho máy quầy</h1>
<form method="post" action="/admin/messages" class="card"><input type="hidden" name="form-token" value="${token}">
<label for="text">Nội dung (tối đa ${longestMessage} chữ)</label><textarea id="text" name="text" rows="3" maxlength="${longestMessage}" required></textarea>
<label for="office">Gửi cho</label><select id="office" name="office"><option value="">Mọi đơn vị</option>${offices.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select>
<label for="until">Hiện đến hết ngày</label><input id="until" name="until" type="date" required min="${today}" value="${addDays(today, usualDays)}">
<p><button>Gửi thông báo</button></p></form>
<h2>Đã gửi, mới nhất trước</h2>
${table('Thông báo đã gửi', ['Lúc', 'Gửi cho', 'Nội dung', 'Hiện đến', 'Trạng thái'], messages.map((message) => row(message, token, today)))}`
  return renderPage('Thông báo cho máy quầy', body)
}

function row({ id, text, at, until, withdrawn, officeName }: SentMessage, token: string, today: string): Html {
  const withdraw = html`<form method="post" action="/admin/messages"><input type="hidden" name="form-token" value="${token}"><input type="hidden" name="withdraw" value="${id}"><button aria-label="Thu hồi thông báo lúc ${localTime(at)}">Thu hồi</button></form>`
  return html`<tr><td>${localTime(at)}</td><td>${officeName ?? 'Mọi đơn vị'}</td><th scope="row" class="free">${text}</th><td>${until.split('-').toReversed().join('/')}</td><td>${withdrawn ? 'Đã thu hồi' : until < today ? 'Đã hết hạn' : withdraw}</td></tr>`
}
