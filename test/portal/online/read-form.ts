import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpProblem, problem } from '../problem.ts'
import { largestPaperBytes, mostPapers, type FiledPaper } from './filing-file.ts'

export const largestFilingBytes = 64 * 1024 * 1024

/** Keeps the bytes of a multipart form for `readForm`. */
export function acceptForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('multipart/form-data', { parseAs: 'buffer', bodyLimit: largestFilingBytes }, (request, body, done) => {
    request.rawBody = body as Buffer
    done(null, undefined)
  })
}

export interface ReadForm {
  /** A text field, without what no text has; empty when it is not there. */
  text(name: string): string
  /** The files of fields `paper-…`: of a component by its id, of `paper-` of none. */
  papers: FiledPaper[]
}

/** Reads a multipart form (RFC 7578). @throws HttpProblem badRequest when it is none */
export async function readForm(request: FastifyRequest): Promise<ReadForm> {
  const form = await new Response(new Uint8Array(request.rawBody ?? []), { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData().catch(() => undefined)
  if (!form) throw new HttpProblem(problem('badRequest'))
  const papers: FiledPaper[] = []
  for (const [field, value] of form) {
    if (typeof value === 'string' || !field.startsWith('paper-') || value.size === 0) continue
    if (papers.length > mostPapers || value.size > largestPaperBytes + 1) {
      // Too many or too large is told by the rule; the bytes are not looked at.
      papers.push({ component: null, name: value.name, bytes: Buffer.alloc(Math.min(value.size, largestPaperBytes + 1)) })
      continue
    }
    papers.push({ component: field.slice('paper-'.length) || null, name: value.name, bytes: Buffer.from(await value.arrayBuffer()) })
  }
  const text = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value.replaceAll('\0', '').replaceAll('\r\n', '\n') : ''
  }
  return { text, papers }
}
