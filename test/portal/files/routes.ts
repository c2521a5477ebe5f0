import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { problemTypes, wirePaths } from '../../../electron/contract/wire.ts'
import type { Admission } from '../admission.ts'
import { authenticate, deviceOf } from '../authenticate.ts'
import type { PortalContext } from '../context.ts'
import { problem } from '../problem.ts'
import { getFileReceipt } from './file-receipt.ts'
import { isOfficeFile } from './file-store.ts'
import { arrivingFolder, findHeldFile, finishUpload, heldFolder } from './finish-upload.ts'
import { createFolder, SyncedFileStore } from './fsync-store.ts'
import { sweepUnfinished } from './sweep-unfinished.ts'
import { TusServer } from './tus-server.ts'

const largestFileBytes = 512 * 1024 * 1024

/** Which device signed a request that tus is working on. */
const senders = new WeakMap<object, string>()

/**
 * tus 1.0 and the look-up by hash. Bodies of PATCH carry no digest: the hash of the whole file is checked at its end. That also makes several instances
 * on one folder safe, although tus locks an upload only within one: two requests for one upload write the same bytes to the same places, or the hash tells.
 */
export async function registerFiles(server: FastifyInstance, context: PortalContext, questions: Admission): Promise<void> {
  await createFolder(context.filesFolder)
  await createFolder(arrivingFolder(context))
  await createFolder(heldFolder(context))
  await sweepUnfinished([heldFolder(context), arrivingFolder(context)], Date.now())
  const store = new SyncedFileStore({ directory: arrivingFolder(context) })
  const tus = createTus(context, store)

  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // The bytes go to tus as a stream; Fastify leaves them alone.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    const signed = { onRequest: async (request: FastifyRequest) => authenticate(context, request, { bodyDigest: false }) }
    // With these a counter begins and ends each file; what it has begun to send is never turned away.
    const asked = { onRequest: async (request: FastifyRequest) => authenticate(context, request, { bodyDigest: false, admit: questions.turnAwayIfFull }) }
    const inTurn = <T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> => questions.run(work, deviceOf(request).id)

    scope.head<{ Params: { sha256: string } }>(`${wirePaths.filesByHash}/:sha256`, asked, async (request, reply) => {
      const file = await inTurn(request, () => findHeldFile(context, request.params.sha256))
      return file ? reply.header('content-length', file.sizeBytes).send() : reply.code(404).send()
    })
    scope.get<{ Params: { sha256: string } }>(`${wirePaths.filesByHash}/:sha256`, asked, async (request, reply) => {
      const { sha256 } = request.params
      const file = await inTurn(request, async () => ((await isOfficeFile(context.database, deviceOf(request).officeId, sha256)) ? findHeldFile(context, sha256) : undefined))
      if (!file) return reply.code(404).send()
      return reply.header('content-length', file.sizeBytes).type('application/octet-stream').send(createReadStream(join(heldFolder(context), sha256)))
    })
    scope.get<{ Params: { sha256: string }; Querystring: { dossier?: string } }>(`${wirePaths.filesByHash}/:sha256/receipt`, asked, async (request, reply) => {
      const { dossier } = request.query
      if (dossier === undefined || !/^[\x21-\x7e]{1,100}$/.test(dossier)) return reply.code(400).type('application/problem+json').send(problem('badRequest'))
      const receipt = await inTurn(request, () => getFileReceipt(context, deviceOf(request).id, dossier, request.params.sha256))
      return receipt ?? reply.code(404).type('application/problem+json').send({ type: 'about:blank', title: 'Không có tệp này', status: 404 })
    })
    scope.route({
      method: ['POST', 'HEAD', 'PATCH', 'DELETE'],
      url: `${wirePaths.files}/:id`,
      ...signed,
      handler: async (request, reply) => {
        const { id } = request.params as { id: string }
        const refused = await checkUpload(context, store, id, deviceOf(request).id)
        if (refused) return reply.code(refused.status).header('tus-resumable', '1.0.0').type('application/problem+json').send(refused)
        reply.hijack()
        await tus.handle(request.raw, reply.raw)
      }
    })
    scope.post(wirePaths.files, signed, async (request, reply) => {
      senders.set(request.raw, deviceOf(request).id)
      reply.hijack()
      await tus.handle(request.raw, reply.raw)
    })
  })
}

function createTus(context: PortalContext, store: SyncedFileStore): TusServer {
  return new TusServer({
    path: wirePaths.files,
    datastore: store,
    maxSize: largestFileBytes,
    relativeLocation: true,
    disableTerminationForFinishedUploads: true,
    onUploadCreate: async (request, upload) => {
      const sha256 = upload.metadata?.['sha256'] ?? ''
      if (!/^[0-9a-f]{64}$/.test(sha256)) throw tusProblem('badRequest', 'Upload-Metadata thiếu sha256.')
      const sender = request.runtime?.node?.req
      // The device is the server's word, not the sender's.
      return { metadata: { ...upload.metadata, sha256, device: (sender && senders.get(sender)) ?? '' } }
    },
    onUploadFinish: async (_request, upload) => {
      const path = upload.storage?.path ?? `${store.directory}/${upload.id}`
      const sizeBytes = upload.size ?? 0
      const finished = await finishUpload(context, { path, sha256: upload.metadata?.['sha256'] ?? '', sizeBytes, device: upload.metadata?.['device'] ?? '' })
      if (finished) return {}
      await store.remove(upload.id)
      throw tusProblem('hashMismatch', 'Tệp nhận được không khớp mã băm; hãy gửi lại từ đầu.')
    },
    // Neither text nor path of a fault of its own leaves.
    onResponseError: (_request, error) => ('body' in error ? { status_code: error.status_code, body: error.body } : { status_code: 500, body: '' })
  })
}

/** An upload is its own device's. One that is complete but was never taken over (a crash in between) is taken over now. */
async function checkUpload(context: PortalContext, store: SyncedFileStore, id: string, device: string) {
  const upload = /^[0-9a-f]{32}$/.test(id) ? await store.getUpload(id).catch(() => undefined) : undefined
  if (!upload || upload.metadata?.['device'] !== device) return problemNotFound
  const sha256 = upload.metadata['sha256'] ?? ''
  if (upload.offset !== upload.size || (await findHeldFile(context, sha256))) return undefined
  const finished = await finishUpload(context, { path: `${store.directory}/${id}`, sha256, sizeBytes: upload.size, device })
  if (finished) return undefined
  await store.remove(id)
  return problem('hashMismatch')
}

const problemNotFound = { type: problemTypes.badRequest, title: 'Không có lượt tải lên này', status: 404 }

function tusProblem(name: 'badRequest' | 'hashMismatch', detail: string) {
  const refused = problem(name, { detail })
  return { status_code: refused.status, body: JSON.stringify(refused) }
}
