import { createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { PortalContext } from '../context.ts'
import { findStoredFile } from '../files/file-store.ts'
import { heldFolder } from '../files/finish-upload.ts'

/** Files travel to the national portal as addresses that it fetches; each address holds the key to its one file. */
export function registerNationalFiles(server: FastifyInstance, context: PortalContext, fileSecret: string): void {
  server.get<{ Params: { sha256: string }; Querystring: { k?: string } }>('/national/files/:sha256', async ({ params: { sha256 }, query: { k } }, reply) => {
    const file = isKeyOf(fileSecret, sha256, k) ? await findStoredFile(context.database, sha256) : undefined
    if (!file) return reply.callNotFound()
    return reply.header('content-length', file.sizeBytes).header('content-disposition', 'attachment').type('application/octet-stream').send(createReadStream(join(heldFolder(context), sha256)))
  })
}

export function linkNationalFile(baseUrl: string, fileSecret: string, sha256: string): string {
  return new URL(`/national/files/${sha256}?k=${keyOf(fileSecret, sha256)}`, baseUrl).href
}

function keyOf(fileSecret: string, sha256: string): string {
  return createHmac('sha256', Buffer.from(fileSecret, 'base64')).update(sha256).digest('base64url')
}

function isKeyOf(fileSecret: string, sha256: string, key: unknown): boolean {
  const right = Buffer.from(keyOf(fileSecret, sha256))
  const given = Buffer.from(typeof key === 'string' ? key : '')
  return given.length === right.length && timingSafeEqual(given, right)
}
