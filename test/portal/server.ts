import { join } from 'node:path'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { describeWithoutMessage } from '../../electron/contract/error-line.ts'
import { requestHeaderName } from '../../electron/contract/headers.ts'
import { entryVersion, wirePaths, type SignatureServices } from '../../electron/contract/wire.ts'
import { getCounts, getDossiers } from './admin/overview-store.ts'
import { registerAdmin } from './admin/routes.ts'
import { renderAstray } from './admin/small-pages.ts'
import { createAdmission, type Admission } from './admission.ts'
import { announceAuthorities, findAnnouncement } from './announce-keys.ts'
import { authenticate, checkDigest, checkVersion, deviceOf, isAdmin } from './authenticate.ts'
import { mendFeed } from './change-store.ts'
import { getChanges } from './changes.ts'
import { compressAnswer } from './compress.ts'
import type { PortalContext } from './context.ts'
import { openDatabase, type Database } from './database.ts'
import { takeDeviceKey } from './device-key.ts'
import { revokeDevice, type Device } from './device-store.ts'
import { enrolDevice } from './enrol.ts'
import { registerFiles } from './files/routes.ts'
import { getHistories } from './history/history.ts'
import { takeOffers } from './history/offers.ts'
import { publishLookup } from './lookup/lookup-store.ts'
import { registerLookup } from './lookup/routes.ts'
import { sendPage } from './page.ts'
import { openIdentity } from './identity-store.ts'
import { migrate } from './migrate.ts'
import type { NationalOptions } from './national/adapter.ts'
import { openRelay } from './national/mirror-store.ts'
import { startRelay } from './national/relay.ts'
import { linkNationalFile, registerNationalFiles } from './national/routes.ts'
import { createNewsWatch, getNews } from './news.ts'
import { HttpProblem, problem } from './problem.ts'
import { leaseNumbers } from './numbers/leases.ts'
import { registerPush } from './push/routes.ts'
import { recall } from './recall.ts'
import { tellUntoldOffices } from './office-counters.ts'
import { registerOnline } from './online/routes.ts'
import { openRecoveryKey } from './recovery-key-store.ts'
import { registerRestore } from './restore/routes.ts'
import { seedPortal } from './seed.ts'
import type { DemoYear, SeedSize } from './seed-data.ts'
import { tellSignatureServices } from './signature-services.ts'
import { watchUnderWay } from './under-way.ts'

export interface PortalOptions {
  /** PostgreSQL; without it PGlite in `dataDir`. */
  databaseUrl?: string | undefined
  dataDir: string
  /** 0 for any free port. */
  port?: number
  host?: string
  /** Where citizens reach it, e.g. behind a proxy; printed on receipts. Without it the address it listens on. */
  publicUrl?: string | undefined
  /** Which province the demo data are of; undefined seeds nothing. */
  seed?: DemoYear | undefined
  /** 'small' is for tests: the procedures known in full, and login keys that cost nothing. */
  seedSize?: SeedSize | undefined
  adminToken?: string | undefined
  /** Serves HTTPS. `ca` are the authorities counters hold it to, one PEM each; without them they go by the public ones. */
  tls?: { cert: string; key: string; ca?: string[] } | undefined
  /** What counters sign and verify with; undefined leaves it as it was told last. */
  signatureServices?: SignatureServices | undefined
  /** The national portal to relay to; undefined relays nothing, and what there is to tell waits. */
  national?: NationalOptions | undefined
  now?: () => Date
  /** As a portal of a later release: it serves counters of this version and of the two before. */
  version?: number
  /** Pushes at once, and how many more may stand in line, before others are told to come back. */
  admission?: Places
  /** The same for what a counter asks beside its entries. */
  questions?: Places
}

type Places = { places: number; waiting: number }

export interface Portal {
  url: string
  database: Database
  adminToken: string
  /** Codes of the demo office that no counter has used yet. */
  enrolmentCodes: string[]
  revoke(device: string): Promise<void>
  close(): Promise<void>
}

/** Together as many as the database has connections (database.ts): however many ask, and whatever they wait for there, a push finds one. */
const defaultPlaces = { admission: { places: 8, waiting: 64 }, questions: { places: 2, waiting: 64 } }
const largestBodyBytes = 8 * 1024 * 1024
/** A thousand counters may connect in the same moment; the system's own limit may be lower. */
const mostConnecting = 2_048

/** Starts one instance of the portal; several may share one PostgreSQL (and then one files folder). */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const database = await openDatabase({ databaseUrl: options.databaseUrl, folder: join(options.dataDir, 'pglite') })
  await migrate(database)
  const identity = await openIdentity(database, { adminToken: options.adminToken })
  await openRecoveryKey(database)
  await tellUntoldOffices(database)
  const enrolmentCodes = options.seed ? await seedPortal(database, options.seed, options.seedSize) : []
  await mendFeed(database)
  const context: PortalContext = { database, ...identity, version: options.version ?? entryVersion, filesFolder: join(options.dataDir, 'files'), publicUrl: options.publicUrl, now: options.now ?? (() => new Date()) }
  if (options.signatureServices) await tellSignatureServices(database, options.signatureServices)
  if (options.tls?.ca) await announceAuthorities(context, options.tls.ca)

  const serverOptions = { bodyLimit: largestBodyBytes, forceCloseConnections: true, logger: false, routerOptions: { maxParamLength: 200 }, frameworkErrors: answerBadAddress } as const
  // Fastify's types tell the two servers apart; no route here does.
  const server = options.tls ? (fastify({ ...serverOptions, https: { cert: options.tls.cert, key: options.tls.key } }) as unknown as FastifyInstance) : fastify(serverOptions)
  server.decorateRequest('device', undefined)
  server.decorateRequest('rawBody', undefined)
  answerProblems(server)
  markAnswers(server)
  const underWay = watchUnderWay(server)
  const questions = createAdmission(options.questions ?? defaultPlaces.questions)
  await registerFiles(server, context, questions)
  await registerProtocol(server, context, createAdmission(options.admission ?? defaultPlaces.admission), questions)
  registerInspection(server, context)
  registerLookup(server, context)
  await registerRestore(server, context)
  await registerOnline(server, context)
  await registerAdmin(server, context)
  const national = options.national && { options: options.national, ...(await openRelay(database)) }
  if (national) registerNationalFiles(server, context, national.fileSecret)
  const url = await server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1', backlog: mostConnecting })
  const publicUrl = options.publicUrl ?? url
  await publishLookup(database, publicUrl)
  const relay = national && startRelay(database, national.options, (sha256) => linkNationalFile(publicUrl, national.fileSecret, sha256))

  return {
    url,
    database,
    adminToken: identity.adminToken,
    enrolmentCodes,
    revoke: async (device) => void (await database.transaction((tx) => revokeDevice(tx, device))),
    close: async () => {
      await relay?.close()
      await server.close()
      await underWay.end()
      await database.close()
    }
  }
}

async function registerProtocol(server: FastifyInstance, context: PortalContext, admission: Admission, questions: Admission): Promise<void> {
  const ask = async (request: FastifyRequest): Promise<void> => authenticate(context, request, { bodyDigest: request.method === 'POST', admit: questions.turnAwayIfFull })
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
      request.rawBody = body as Buffer
      done(null, undefined)
    })
    scope.addHook('onSend', compressAnswer)
    const answer = (path: string, work: (device: Device, body: unknown) => Promise<object>): void =>
      void scope.post(path, { onRequest: ask, preHandler: async (request) => checkDigest(request) }, async (request) => questions.run(async () => work(deviceOf(request), readJson(request.rawBody)), deviceOf(request).id))
    scope.get(wirePaths.keys, async (_request, reply) => (await findAnnouncement(context.database)) ?? reply.callNotFound())
    answer(wirePaths.deviceKey, async (device, body) => takeDeviceKey(context, device.id, body))
    const knock = async (request: FastifyRequest): Promise<void> => {
      checkVersion(context, request)
      questions.turnAwayIfFull()
    }
    scope.post(wirePaths.enrol, { onRequest: knock }, async (request) => questions.run(async () => enrolDevice(context, readJson(request.rawBody))))
    registerPush(scope, context, { admission, mostBytes: largestBodyBytes })
    answer(wirePaths.recall, async (device, body) => recall(context, device, body))
    answer(wirePaths.leases, async (device, body) => leaseNumbers(context, device, body))
    answer(wirePaths.histories, async (device, body) => getHistories(context, device, body))
    answer(wirePaths.offers, async (device, body) => takeOffers(context, device, body))
    scope.get<{ Querystring: { since?: string; limit?: string; standing?: string; queue?: string } }>(
      wirePaths.changes,
      { onRequest: ask },
      async (request) => questions.run(async () => getChanges(context, deviceOf(request), request.query), deviceOf(request).id)
    )
    const watch = createNewsWatch(context.database)
    server.addHook('preClose', async () => watch.close())
    scope.get<{ Querystring: { since?: string; wait?: string } }>(
      wirePaths.news,
      { onRequest: async (request) => authenticate(context, request, { bodyDigest: false }) },
      async (request, reply) => {
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        return getNews(context.database, watch, deviceOf(request), request.query, gone.signal)
      }
    )
  })
}

function registerInspection(server: FastifyInstance, context: PortalContext): void {
  server.get('/status', async () => ({ portal: context.portalId, engine: context.database.engine, ...(await getCounts(context.database)) }))
  server.get('/inspect/dossiers', async (request, reply) => {
    if (!isAdmin(context, request)) return reply.code(401).send(problem('badSignature'))
    return getDossiers(context.database)
  })
}

/** An answer bears the name of its request (contract/headers.ts), and nobody on the way keeps it: a counter that is given another request's takes none of it, and would ask for ever. */
function markAnswers(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    // At the socket's own answer, which tus writes to by itself.
    reply.raw.setHeader('cache-control', 'no-store')
    const name = request.headers[requestHeaderName]
    if (typeof name === 'string' && /^[0-9a-f]{32}$/.test(name)) reply.header(requestHeaderName, name)
  })
}

/** Counters and scripts ask for JSON or anything; only browsers ask for pages. */
function isBrowser({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true
}

function answerProblems(server: FastifyInstance): void {
  server.setNotFoundHandler((request, reply) => isBrowser(request) ? sendPage(reply, 404, renderAstray('Không có trang này', 'Địa chỉ có thể gõ thiếu hoặc đã cũ. Nếu quét mã trên giấy hẹn, xin quét lại; hoặc chọn một trong hai trang dưới đây.')) : reply.code(404).type('application/problem+json').send({ type: 'about:blank', title: 'Không có địa chỉ này', status: 404 }))
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const { problem: refused, headers } = asHttpProblem(error)
    if (isBrowser(request)) return sendPage(reply.headers(headers), refused.status, renderAstray('Chưa mở được trang này', `${refused.title}. Xin thử lại sau ít phút; nếu vẫn vậy, xin liên hệ bộ phận một cửa.`))
    return reply.code(refused.status).headers(headers).type('application/problem+json').send(refused)
  })
}

/** An address that is none (`%zz`) comes to no route and to no error handler. */
function answerBadAddress(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(400).type('application/problem+json').send(problem('badRequest'))
}

function asHttpProblem(error: FastifyError): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new HttpProblem(problem('tooLarge'))
  if (error.statusCode && error.statusCode < 500) return new HttpProblem(problem('badRequest'))
  // Neither text nor parameters of a database error may leave: they hold people's names.
  process.stderr.write(`portal: ${describeWithoutMessage(error)}\n`)
  return new HttpProblem({ type: 'about:blank', title: 'Lỗi máy chủ', status: 500 })
}

function readJson(body: Buffer = Buffer.alloc(0)): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    throw new HttpProblem(problem('badRequest'))
  }
}
