import { X509Certificate } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CaCertificates } from '../../../electron/contract/portal-keys.ts'
import { announceAuthorities, findAnnouncement, rotateReceiptKey } from '../announce-keys.ts'
import type { PortalContext } from '../context.ts'
import { sendPage } from '../page.ts'
import { renderConfirmation } from './confirm-page.ts'
import { html } from './html.ts'
import { renderKeysPage } from './keys-page.ts'
import { formToken, isFormToken } from './session.ts'
import { renderRefusal } from './small-pages.ts'

const overlaps = { '24': 24, '0': 0 } as const
const largestListBytes = 8 * 16_384

/** The portal's own keys: what the commands `rotate-receipt-key.ts` and `PORTAL_TLS_CA` do, with a question before. */
export function registerKeyPages(scope: FastifyInstance, context: PortalContext, options: { open: object; readField(request: FastifyRequest, name: string): string }): void {
  const { database } = context
  const { open, readField } = options
  const unasked = (reply: FastifyReply): FastifyReply => sendPage(reply, 403, renderRefusal('Chưa đổi', 'Yêu cầu không đi từ trang xác nhận. Hãy mở lại trang xác nhận và bấm nút ở đó.'))

  scope.get<{ Querystring: { xong?: string } }>('/admin/keys', open, async ({ query }, reply) => sendPage(reply, 200, await renderKeysPage(database, { now: context.now(), done: query.xong })))

  scope.get('/admin/keys/receipt', open, async (_request, reply) =>
    sendPage(
      reply,
      200,
      renderConfirmation({
        title: 'Đổi khóa ký biên nhận?',
        facts: [],
        sentence: 'Cổng tạo khóa mới và công bố ngay; biên nhận cũ vẫn kiểm tra được bằng khóa cũ. Sao lưu cơ sở dữ liệu của cổng ngay sau khi đổi.',
        fields: [
          html`<label class="choice"><input type="radio" name="overlap" value="24" checked> Khóa mới ký sau 24 giờ, để máy quầy kịp biết (thường dùng)</label>`,
          html`<label class="choice"><input type="radio" name="overlap" value="0"> Khóa mới ký ngay: khi khóa cũ có thể đã lộ</label>`
        ],
        action: '/admin/keys/receipt',
        token: formToken(context, 'receipt key'),
        yes: 'Đổi khóa',
        no: 'Không đổi',
        back: '/admin/keys',
        isDangerous: true
      })
    )
  )
  scope.post('/admin/keys/receipt', open, async (request, reply) => {
    const hours = overlaps[readField(request, 'overlap') as keyof typeof overlaps] as number | undefined
    if (hours === undefined || !isFormToken(context, 'receipt key', readField(request, 'form-token'))) return unasked(reply)
    await rotateReceiptKey(context, { overlapMs: hours * 3_600_000 })
    return reply.redirect('/admin/keys?xong=khoa-ky', 303)
  })

  scope.get('/admin/keys/authorities', open, async (_request, reply) => {
    const told = (await findAnnouncement(database))?.statement.caCertificates ?? []
    return sendPage(
      reply,
      200,
      renderConfirmation({
        title: 'Công bố danh sách CA?',
        facts: [{ name: 'Đang công bố', value: told.length === 0 ? 'Không có: máy quầy tin các CA công cộng' : `${told.length} CA` }],
        sentence: 'Máy quầy chỉ tin các CA trong danh sách này. Danh sách thiếu CA đã cấp chứng thư đang dùng của cổng thì máy quầy không nối được nữa.',
        fields: [html`<label for="list">Các chứng thư CA, dạng PEM, dán liền nhau</label><textarea class="code" id="list" name="list" rows="12" required spellcheck="false">${told.join('\n')}</textarea>`],
        action: '/admin/keys/authorities',
        token: formToken(context, 'authorities'),
        yes: 'Công bố',
        no: 'Không công bố',
        back: '/admin/keys',
        isDangerous: true
      })
    )
  })
  scope.post('/admin/keys/authorities', { ...open, bodyLimit: largestListBytes }, async (request, reply) => {
    if (!isFormToken(context, 'authorities', readField(request, 'form-token'))) return unasked(reply)
    const list = readAuthorities(readField(request, 'list'))
    if (!list) return sendPage(reply, 400, renderRefusal('Chưa công bố', 'Danh sách phải gồm từ 1 đến 8 chứng thư CA còn hạn, dạng PEM. Quay lại, dán đủ từ dòng BEGIN đến dòng END CERTIFICATE.', { href: '/admin/keys/authorities', text: 'Dán lại danh sách' }))
    await announceAuthorities(context, list)
    return reply.redirect('/admin/keys?xong=ca', 303)
  })

  /** Undefined unless all of it are authorities that have not ended. */
  function readAuthorities(text: string): string[] | undefined {
    const list = CaCertificates.safeParse(text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)?.map((pem) => `${pem.replaceAll('\r', '')}\n`))
    if (!list.success) return undefined
    const isEach = list.data.every((pem) => {
      try {
        const { ca, validTo } = new X509Certificate(pem)
        return ca && new Date(validTo) > context.now()
      } catch {
        return false
      }
    })
    return isEach ? list.data : undefined
  }
}
