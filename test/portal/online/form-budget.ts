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
/** How often a sender is looked at, and how much of its even share it must have sent each time: an idle one is cut off at the first look, a mobile line that halts for seconds at none. */
const lookEveryMs = 15_000
const leastOfShare = 0.25

/**
 * How many forms, and bytes of them, are in memory at once, whoever sends them: the page is open to everybody, and the same process serves the counters.
 * @param limits.formBytes of one form
 * @param limits.longestMs a sender slower than this is cut off, and at each look one that does not even send a quarter of what this asks for: bytes set aside for nobody would keep everybody out
 */
export function createFormBudget(limits: { forms: number; formBytes: number; allBytes: number; longestMs: number }): FormBudget {
  let forms = 0
  let taken = 0
  return {
    reserve: ({ raw }, reply) => {
      const bytes = Number(raw.headers['content-length'] ?? NaN)
      if (!(bytes <= limits.formBytes)) throw new HttpProblem(problem('tooLarge'))
      if (forms + 1 > limits.forms || taken + bytes > limits.allBytes) throw new HttpProblem(problem('busy'), { 'retry-after': String(retryAfterSeconds) })
      forms += 1
      taken += bytes
      const leastBytes = ((bytes * lookEveryMs) / limits.longestMs) * leastOfShare
      const beganMs = performance.now()
      let seen = raw.socket.bytesRead
      const look = setInterval(() => {
        if (raw.complete) return
        if (performance.now() - beganMs > limits.longestMs || raw.socket.bytesRead - seen < leastBytes) raw.destroy()
        seen = raw.socket.bytesRead
      }, lookEveryMs)
      reply.raw.once('close', () => {
        clearInterval(look)
        forms -= 1
        taken -= bytes
      })
    }
  }
}
