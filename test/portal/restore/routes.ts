import type { FastifyInstance } from 'fastify'
import { restorePaths } from '../../../electron/contract/restore.ts'
import { checkVersion } from '../authenticate.ts'
import type { PortalContext } from '../context.ts'
import { handInFile, handInQueue, restoreDevice } from './restore.ts'

/** The largest scan a counter takes, 50 MB and what its signature adds, in base64; a longer queue comes in parts. */
const largestHandInBytes = 96 * 1024 * 1024

/** Putting a dead PC's counter back. The machine has no key yet that the portal knows: the one-time code stands in for it. */
export async function registerRestore(server: FastifyInstance, context: PortalContext): Promise<void> {
  await server.register(async (scope) => {
    scope.addHook('onRequest', async (request) => checkVersion(context, request))
    scope.post(restorePaths.restore, async (request) => restoreDevice(context, request.body))
    scope.post(restorePaths.queue, { bodyLimit: largestHandInBytes }, async (request) => handInQueue(context, request.body))
    scope.post(restorePaths.file, { bodyLimit: largestHandInBytes }, async (request) => handInFile(context, request.body))
  })
}
