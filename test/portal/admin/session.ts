import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { isAdmin } from '../authenticate.ts'
import type { PortalContext } from '../context.ts'

const cookieName = 'qmc-admin'

/** What the browser keeps instead of the admin token, which so stays out of addresses and of the browser; a new token ends every session. */
export function sessionCookie(context: PortalContext): string {
  const secure = context.publicUrl?.startsWith('https:') ? '; Secure' : ''
  return `${cookieName}=${derive(context, 'session')}; Path=/admin; HttpOnly; SameSite=Lax${secure}`
}

/** Whether a request comes from a browser that has shown the admin token, or carries it itself. */
export function isAdminSession(context: PortalContext, request: FastifyRequest): boolean {
  const sent = new RegExp(`(?:^|;\\s*)${cookieName}=([^;]{1,200})`).exec(request.headers.cookie ?? '')?.[1]
  return isAdmin(context, request) || (sent !== undefined && isSame(sent, derive(context, 'session')))
}

/** Stands in one form for one deed: another site can send the form, but not this. */
export function formToken(context: PortalContext, deed: string): string {
  return derive(context, `form ${deed}`)
}

export function isFormToken(context: PortalContext, deed: string, sent: string): boolean {
  return isSame(sent, formToken(context, deed))
}

function derive(context: PortalContext, purpose: string): string {
  return createHmac('sha256', context.adminToken).update(`admin ${purpose}`).digest('base64url')
}

function isSame(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
