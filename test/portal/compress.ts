import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const pack = promisify(gzip)
/** Less fits into a few packets as it is. */
const smallestBytes = 4_096

/** Packs a long answer for who can unpack it: the feed shrinks to about a fifth, and a slow line is what a counter waits for. Nothing is signed over an answer's bytes; what is signed in it stays as it was. */
export async function compressAnswer(request: FastifyRequest, reply: FastifyReply, answer: unknown): Promise<unknown> {
  if (typeof answer !== 'string' || answer.length < smallestBytes || !/\bgzip\b/.test(String(request.headers['accept-encoding']))) return answer
  reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding')
  return pack(answer)
}
