import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpProblem, problem } from '../problem.ts'

export interface FormBudget {
  /**
   * Sets aside memory for a form before a byte of it is read, until it is answered or its sender is gone.
   * @throws HttpProblem `tooLarge` for one that is larger than any may be or does not say how large it is, `busy` while others fill the memory
   */
  reserve(request: FastifyRequest, reply: FastifyReply): void
}

const retryAfterSeconds = 60

/**
 * How many bytes of forms are in memory at once, whoever sends them: the page is open to everybody, and the same process serves the counters.
 * @param limits.formBytes of one form
 * @param limits.longestMs a sender slower than this is cut off: bytes set aside for nobody would keep everybody out
 */
export function createFormBudget(limits: { formBytes: number; allBytes: number; longestMs: number }): FormBudget {
  let taken = 0
  return {
    reserve: (request, reply) => {
      const bytes = Number(request.headers['content-length'] ?? NaN)
      if (!(bytes <= limits.formBytes)) throw new HttpProblem(problem('tooLarge'))
      if (taken + bytes > limits.allBytes) throw new HttpProblem(problem('busy'), { 'retry-after': String(retryAfterSeconds) })
      taken += bytes
      const cut = setTimeout(() => request.raw.destroy(), limits.longestMs)
      reply.raw.once('close', () => {
        clearTimeout(cut)
        taken -= bytes
      })
    }
  }
}
