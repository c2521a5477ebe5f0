import type { FastifyInstance } from 'fastify'
import { isLookupCheck } from '../../../electron/crypto/lookup-link.ts'
import type { PortalContext } from '../context.ts'
import { sendPage } from '../page.ts'
import { renderLookupForm, renderLookupMissing, renderLookupPage } from './lookup-page.ts'
import { findPublicDossier } from './lookup-store.ts'

/** Compared against for a code that is not there, so that it takes as long as one that is. */
const nobodysSecret = Buffer.alloc(32).toString('base64')

/** The public page behind a receipt's QR. Needs no key; without the right check it is as if the dossier were not there. */
export function registerLookup(server: FastifyInstance, context: PortalContext): void {
  server.get<{ Params: { code: string; check: string } }>('/tra-cuu/:code/:check', async ({ params: { code, check } }, reply) => {
    const found = code.includes('\0') ? undefined : await findPublicDossier(context.database, code)
    const isRight = (found?.secrets ?? [nobodysSecret]).some((secret) => isLookupCheck(check, code, secret))
    return found && isRight ? sendPage(reply, 200, renderLookupPage(found)) : sendPage(reply, 404, renderLookupMissing())
  })
  server.get<{ Querystring: { ma?: string; khoa?: string } }>('/tra-cuu', async ({ query: { ma, khoa } }, reply) => {
    const [code, check] = [readTyped(ma).toUpperCase(), readTyped(khoa).toLowerCase()]
    return code === '' || check === '' ? sendPage(reply, 200, renderLookupForm()) : reply.redirect(`/tra-cuu/${encodeURIComponent(code)}/${encodeURIComponent(check)}`, 303)
  })
  server.get('/tra-cuu/:code', async (_request, reply) => sendPage(reply, 404, renderLookupMissing()))
}

/** As typed from paper, with spaces anywhere. */
function readTyped(text: string | undefined): string {
  return typeof text === 'string' ? text.replace(/\s/g, '').slice(0, 60) : ''
}
