import { ERRORS, Server } from '@tus/server'
import type { Problem } from '../../../electron/contract/wire.ts'
import { problem } from '../problem.ts'

/** tus tells what it refuses in a line of text; a counter is told by a problem, as everywhere else (RFC 9457). */
export class TusServer extends Server {
  override write(context: Parameters<Server['write']>[0], headers: Headers, status: number, body?: string): ReturnType<Server['write']> {
    if (status < 400) return super.write(context, headers, status, body)
    headers.set('content-type', 'application/problem+json')
    if (body?.startsWith('{')) return super.write(context, headers, status, body)
    const refused = toProblem(status, body)
    return super.write(context, headers, refused.status, JSON.stringify(refused))
  }
}

function toProblem(status: number, body: string | undefined): Problem {
  // Another request for the same upload took its place, which tus calls a bad request.
  if (status === 409 || body === ERRORS.ABORTED.body) return problem('uploadMoved')
  if (status === 413) return problem('tooLarge')
  if (status < 500) return { ...problem('badRequest'), status }
  return { type: 'about:blank', title: 'Lỗi máy chủ', status }
}
