import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { importPublicKey } from '../../../electron/crypto/ed25519.ts'
import { isAdminToken } from '../authenticate.ts'
import type { PortalContext } from '../context.ts'
import { askForKey } from '../device-key-store.ts'
import { revokeDevice } from '../device-store.ts'
import { sendPage } from '../page.ts'
import { getReceiptKeys } from '../receipt-key-store.ts'
import { createRestoreCode } from '../restore/restore-code.ts'
import { renderAdminPage } from './admin-page.ts'
import { renderConfirmation } from './confirm-page.ts'
import { describeDeviceDeed, renderRestoreCode, type DeviceDeed } from './device-deeds.ts'
import { renderDossierPage } from './dossier-page.ts'
import { findListedDossier, getReceipts } from './dossier-list-store.ts'
import { registerKeyPages } from './key-routes.ts'
import { registerMessagePages } from './message-routes.ts'
import { renderNationalPage } from './national-page.ts'
import { renderNumbersPage } from './numbers-page.ts'
import { getDevices } from './overview-store.ts'
import { renderRefusalsPage } from './refusals-page.ts'
import { formToken, isAdminSession, isFormToken, sessionCookie } from './session.ts'
import { renderRefusal, renderSignIn } from './small-pages.ts'
import { registerToldPages } from './told-routes.ts'

const largestFormBytes = 4096
const highestPage = 1_000_000
const notDone: Record<DeviceDeed, string> = { revoke: 'Chưa thu hồi', 'restore-code': 'Chưa tạo mã', 'device-key': 'Chưa đổi khóa' }

/** The administrator's pages. The token opens them by the address once, or by the sign-in form; then a cookie does. */
export async function registerAdmin(server: FastifyInstance, context: PortalContext): Promise<void> {
  const { database } = context
  const findDevice = async (id: string) => (await getDevices(database)).find((device) => device.id === id)
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: largestFormBytes }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body)))
    )
    const open = { preHandler: async (request: FastifyRequest, reply: FastifyReply) => void (isAdminSession(context, request) || (await sendPage(reply, 401, renderSignIn({ wrong: false })))) }

    scope.get<{ Querystring: { token?: string; trang?: string; 'thu-hoi'?: string; 'doi-khoa'?: string } }>('/admin', async (request, reply) => {
      const { token, trang, 'thu-hoi': revoked, 'doi-khoa': rekeyed } = request.query
      // On to an address without the token, which a browser would keep in its history.
      if (typeof token === 'string' && isAdminToken(context, token)) return reply.header('set-cookie', sessionCookie(context)).redirect('/admin', 303)
      if (!isAdminSession(context, request)) return sendPage(reply, 401, renderSignIn({ wrong: token !== undefined }))
      const wanted = Number(trang ?? 1)
      const page = Number.isInteger(wanted) && wanted >= 1 && wanted <= highestPage ? wanted : 1
      return sendPage(reply, 200, await renderAdminPage(database, { page, revoked, rekeyed }))
    })
    scope.post('/admin', async (request, reply) => {
      if (!isAdminToken(context, readField(request, 'token'))) return sendPage(reply, 401, renderSignIn({ wrong: true }))
      return reply.header('set-cookie', sessionCookie(context)).redirect('/admin', 303)
    })
    scope.get('/admin/national', open, async (_request, reply) => sendPage(reply, 200, await renderNationalPage(database)))
    scope.get('/admin/refusals', open, async (_request, reply) => sendPage(reply, 200, await renderRefusalsPage(database)))
    scope.get('/admin/numbers', open, async (_request, reply) => sendPage(reply, 200, await renderNumbersPage(database)))
    scope.get<{ Params: { id: string } }>('/admin/dossiers/:id', open, async ({ params }, reply) => {
      const dossier = params.id.includes('\0') ? undefined : await findListedDossier(database, params.id)
      if (!dossier) return sendPage(reply, 404, renderRefusal('Không có hồ sơ này', 'Cổng không giữ hồ sơ nào ở địa chỉ này.'))
      const keys = new Map((await getReceiptKeys(database)).map(({ keyId, publicKey }) => [keyId, importPublicKey('ed25519', publicKey)]))
      return sendPage(reply, 200, renderDossierPage(dossier, await getReceipts(database, dossier.id), (keyId) => keys.get(keyId)))
    })
    for (const deed of ['revoke', 'restore-code', 'device-key'] as const) {
      const path = `/admin/devices/:id/${deed}`
      const deedOf = (id: string): string => `${deed} ${id}`
      scope.get<{ Params: { id: string } }>(path, open, async ({ params }, reply) => {
        const device = await findDevice(params.id)
        return device ? sendPage(reply, 200, renderConfirmation(describeDeviceDeed(deed, device, formToken(context, deedOf(device.id))))) : noDevice(reply)
      })
      scope.post<{ Params: { id: string } }>(path, open, async (request, reply) => {
        const device = await findDevice(request.params.id)
        if (!isFormToken(context, deedOf(request.params.id), readField(request, 'form-token'))) {
          return sendPage(reply, 403, renderRefusal(notDone[deed], 'Yêu cầu không đi từ trang xác nhận. Hãy mở lại trang xác nhận và bấm nút ở đó.'))
        }
        if (!device) return noDevice(reply)
        const { id } = device
        if (deed === 'restore-code') return sendPage(reply, 200, renderRestoreCode(device, await createRestoreCode(database, id)))
        const isDone = deed === 'revoke' ? await database.transaction((tx) => revokeDevice(tx, id)) : await askForKey(database, id)
        return isDone ? reply.redirect(`/admin?${deed === 'revoke' ? 'thu-hoi' : 'doi-khoa'}=${encodeURIComponent(id)}`, 303) : noDevice(reply)
      })
    }
    registerKeyPages(scope, context, { open, readField })
    registerMessagePages(scope, context, { open, readField })
    registerToldPages(scope, context, { open, readField })
  })
}

function noDevice(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 404, renderRefusal('Không có máy này', 'Cổng không biết máy quầy nào ở địa chỉ này.'))
}

function readField(request: FastifyRequest, name: string): string {
  return (request.body instanceof URLSearchParams && request.body.get(name)) || ''
}
