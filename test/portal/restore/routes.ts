import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { restorePaths } from '../../../electron/contract/restore.ts'
import { checkVersion } from '../authenticate.ts'
import type { PortalContext } from '../context.ts'
import { createFormBudget } from '../online/form-budget.ts'
import { handInFile, handInQueue, restoreDevice } from './restore.ts'

/** The largest scan a counter takes, 50 MB and what its signature adds, in base64; a longer queue comes in parts. */
const largestHandInBytes = 96 * 1024 * 1024
/** A whole queue over a line of a few hundred kilobits. */
const longestHandInMs = 30 * 60_000

/** Putting a dead PC's counter back. The machine has no key yet that the portal knows: the one-time code stands in for it. */
export async function registerRestore(server: FastifyInstance, context: PortalContext): Promise<void> {
  // The code stands in the body, so that anybody may send one: memory is set aside before a byte is read.
  const budget = createFormBudget({ forms: 8, formBytes: largestHandInBytes, allBytes: 2 * largestHandInBytes, longestMs: longestHandInMs })
  const handIn = { bodyLimit: largestHandInBytes, onRequest: async (request: FastifyRequest, reply: FastifyReply) => budget.reserve(request, reply) }
  await server.register(async (scope) => {
    scope.addHook('onRequest', async (request) => checkVersion(context, request))
    scope.post(restorePaths.restore, async (request) => restoreDevice(context, request.body))
    scope.post(restorePaths.queue, handIn, async (request) => handInQueue(context, request.body))
    scope.post(restorePaths.file, handIn, async (request) => handInFile(context, request.body))
  })
}
