import { ownProblemTypes, problemTypes } from '../../contract/problem-types.ts'
import type { Problem } from '../../contract/wire.ts'
import type { PortalFailure } from './portal-client.ts'

/** What is refused with one of these, by a page of its own, is the sender or the moment, never what was sent. */
const statusesOfSender = [401, 407, 408, 429]

/** What an entry would wait for an officer with, were it to blame for the refusal of the request it alone made up. Undefined where the refusal is about something else, and says what. */
export function readBlame(failure: PortalFailure): Problem | undefined {
  if (failure.kind === 'problem' && failure.problem.type === problemTypes.tooLarge) return failure.problem
  if (failure.kind === 'untrusted' || (failure.kind === 'problem' && (failure.status < 500 || failure.retryAfterMs !== undefined))) return undefined
  if (failure.kind === 'nonsense' && statusesOfSender.includes(failure.status)) return undefined
  return { type: ownProblemTypes.portalFault, title: 'The portal fails on this entry and takes others', status: failure.kind === 'unreachable' ? 0 : failure.status }
}

/** No answer, or one that is neither the portal's nor a refusal: of the line, as far as this request tells. */
export function isSilence(failure: PortalFailure): boolean {
  return failure.kind === 'unreachable' || (failure.kind === 'nonsense' && failure.status < 400)
}

/** @param problem as either table of deliveries has it */
export function isPortalFault(problem: Problem | string | null | undefined): boolean {
  return (typeof problem === 'string' ? (JSON.parse(problem) as Problem) : problem)?.type === ownProblemTypes.portalFault
}
