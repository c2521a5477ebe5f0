import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { receiptsHeaderName } from '../../../electron/contract/headers.ts'
import { wirePaths } from '../../../electron/contract/wire.ts'
import type { Admission } from '../admission.ts'
import { authenticate, checkDigest, deviceOf } from '../authenticate.ts'
import type { PortalContext } from '../context.ts'
import { HttpProblem, problem } from '../problem.ts'
import { toBatchedResponse } from './batched-response.ts'
import { acceptPush } from './push.ts'
import { receivePushBody, type PushBody } from './read-body.ts'
import { readPushRequest } from './read-request.ts'

/** Longer than a counter keeps the last byte back: of a PC that lost its power in between nothing else would tell. */
const longestSilenceMs = 120_000

/** `POST /v1/entries`. Who asks is known before its body is read; what is read of it before it is whole counts for nothing. */
export function registerPush(server: FastifyInstance, context: PortalContext, { admission, mostBytes }: { admission: Admission; mostBytes: number }): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', async (request: FastifyRequest, sent: Readable) => {
      const body = await receive(sent, Number(request.headers['content-length'] ?? 0), mostBytes)
      request.rawBody = body.getBytes()
      return body
    })
    scope.post<{ Body: PushBody }>(
      wirePaths.entries,
      {
        onRequest: async (request) => authenticate(context, request, { bodyDigest: true, admit: admission.turnAwayIfFull }),
        preHandler: async (request) => checkDigest(request)
      },
      async (request) => {
        const { body } = request
        const response = await admission.run(async () => acceptPush(context, deviceOf(request).id, readPushRequest(readValue(body), body.readEntry)), deviceOf(request).id)
        return request.headers[receiptsHeaderName] === 'batch' ? toBatchedResponse(response) : response
      }
    )
  })
}

/** @throws HttpProblem tooLarge, while the answer can still be sent; badRequest of one that ended in the middle, which nobody hears */
async function receive(sent: Readable, expectedBytes: number, mostBytes: number): Promise<PushBody> {
  if (expectedBytes > mostBytes) throw tooLarge()
  const body = receivePushBody(expectedBytes)
  const silence = setTimeout(() => sent.destroy(), longestSilenceMs)
  try {
    let bytes = 0
    for await (const chunk of sent.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      silence.refresh()
      if ((bytes += chunk.length) > mostBytes) throw tooLarge()
      body.take(chunk)
    }
  } catch (error) {
    throw error instanceof HttpProblem ? error : new HttpProblem(problem('badRequest'))
  } finally {
    clearTimeout(silence)
  }
  return body
}

function tooLarge(): HttpProblem {
  return new HttpProblem(problem('tooLarge'), { connection: 'close' })
}

function readValue(body: PushBody): unknown {
  try {
    return body.getValue()
  } catch {
    throw new HttpProblem(problem('badRequest'))
  }
}
