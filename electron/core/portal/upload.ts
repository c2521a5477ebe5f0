import type { Agent as HttpsAgent } from 'node:https'
import type { DetailedError, HttpRequest, HttpResponse } from 'tus-js-client'
import { ownProblemTypes } from '../../contract/problem-types.ts'
import { problemTypes, Problem, wirePaths } from '../../contract/wire.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { mendFile } from '../continuity/mend-file.ts'
import { write } from '../db/open.ts'
import { findFile } from '../files/file-store.ts'
import { readStoredFile } from '../files/mend-stored.ts'
import { isSecretFile } from '../history/secret-file.ts'
import { findDueUpload, forgetUploadUrl, keepUploadUrl, markUploadNeedsOfficer, markUploadReceived, markUploadSending, noteSentBytes, requeueUpload, type UploadRow } from '../outbox/upload-store.ts'
import { putFileReceipt } from '../outbox/file-receipt-store.ts'
import { askFileReceipt, type FileReceiptFailure } from './file-receipt.ts'
import type { FileRests } from '../outbox/file-rests.ts'
import { isAboutCounter } from '../outbox/link.ts'
import type { Pace } from '../outbox/pace.ts'
import { readLineFailure, type PortalClient } from './portal-client.ts'

/** `rests`: the portal says no of this one file, where neither line nor officer can help. */
export type UploadOutcome = { kind: 'nothing-due' } | { kind: 'sent'; sizeBytes: number } | { kind: 'refused' } | { kind: 'rests'; problem: Problem } | { kind: 'failed'; failure: FileReceiptFailure }

/** Loaded with the first file: not every day has one, and it is an eighth of what core runs before it can open. */
const loadTus = (): Promise<typeof import('tus-js-client')> => import('tus-js-client')
/** A line on which nothing moved for so long is taken as dead: tus itself would wait for ever. */
const idleTimeoutMs = 60_000
/** A moved upload passes by itself: from so many tries on it is told, and holds up no other file. */
const fewestTriesTold = 3

/**
 * Sends the next signed scan by tus 1.0. What the portal holds already (by its hash) is not sent again; a cut, also by a restart, goes on at the byte the portal
 * has, because the upload's URL is kept before the first byte. It is received with the portal's signed receipt, and not before.
 */
export async function uploadNext(context: CoreContext, client: PortalClient, pace: Pace, rests: FileRests): Promise<UploadOutcome> {
  const row = findDueUpload(context.db, rests.listResting())
  if (!row) return { kind: 'nothing-due' }
  write(context.db, (db) => markUploadSending(db, row))
  context.emit('data.changed', { areas: ['queue'] })
  const sent = await sendFile(context, client, pace, row)
  const receipt = sent.kind === 'sent' ? await askFileReceipt(context, client, row) : undefined
  const outcome: UploadOutcome = receipt && !receipt.ok ? toOutcome(receipt.error) : sent
  if (outcome.kind === 'rests') rests.rest(row)
  else if (receipt?.ok) rests.forget(row)
  write(context.db, (db) => {
    if (receipt?.ok) {
      putFileReceipt(db, receipt.value)
      markUploadReceived(db, row)
    } else if (outcome.kind === 'failed') requeueUpload(db, row)
    else if (outcome.kind === 'rests') requeueUpload(db, row, outcome.problem)
  })
  context.emit('data.changed', { areas: ['queue', 'dossier'] })
  return outcome
}

function toOutcome(failure: FileReceiptFailure): UploadOutcome {
  return failure.kind === 'problem' && isFinal(failure.status, failure.problem) ? { kind: 'rests', problem: failure.problem } : { kind: 'failed', failure }
}

async function sendFile(context: CoreContext, client: PortalClient, pace: Pace, row: UploadRow): Promise<UploadOutcome> {
  // Its paper may have become one since it was taken in: of a state secret no byte leaves this PC.
  if (isSecretFile(context, row.sha256)) return refuse(context, row, { type: problemTypes.secret, title: 'The paper is a state secret by now', status: 0 })
  const held = await client.request('HEAD', `${wirePaths.filesByHash}/${row.sha256}`)
  if (held.ok && held.value === row.sizeBytes) return { kind: 'sent', sizeBytes: 0 }
  if (held.ok) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  if (held.error.kind !== 'problem' || held.error.status !== 404) return toOutcome(held.error)
  const file = findFile(context.db, row.sha256)
  const bytes = file && (readStoredFile(context, file) ?? (await mendFile(context, file, client.closing)))
  // Whether there is a whole copy was not found out.
  if (!bytes && client.closing.aborted) return { kind: 'failed', failure: { kind: 'unreachable', detail: 'closing' } }
  if (!bytes) return refuse(context, row, { type: ownProblemTypes.fileDamaged, title: 'The stored file cannot be read whole', status: 0 })
  const [tus, agent] = [await loadTus(), await client.pin?.getAgent()]
  // Nobody would hear it any more.
  if (client.closing.aborted) return { kind: 'failed', failure: { kind: 'unreachable', detail: 'closing' } }
  return sendBytes(context, client, pace, { row, bytes, tus, agent })
}

function sendBytes(context: CoreContext, client: PortalClient, pace: Pace, { row, bytes, tus, agent }: { row: UploadRow; bytes: Buffer; tus: typeof import('tus-js-client'); agent: HttpsAgent | undefined }): Promise<UploadOutcome> {
  const base = getDevice(context.db).portalUrl.replace(/\/+$/, '')
  const chunkBytes = pace.getChunkBytes()
  return new Promise((resolve) => {
    let idle: NodeJS.Timeout | undefined
    let sentBytes = row.sentBytes
    const settle = (outcome: UploadOutcome): void => {
      clearTimeout(idle)
      client.closing.removeEventListener('abort', giveUp)
      resolve(outcome)
    }
    const giveUp = (): void => {
      upload.abort().catch(() => undefined)
      settle({ kind: 'failed', failure: { kind: 'unreachable', detail: 'upload' } })
    }
    const noteMoving = (): void => {
      clearTimeout(idle)
      idle = setTimeout(giveUp, idleTimeoutMs)
    }
    const upload = new tus.Upload(bytes, {
      endpoint: base + wirePaths.files,
      uploadUrl: row.tusUrl,
      uploadSize: bytes.length,
      chunkSize: chunkBytes,
      ...(agent ? { httpStack: new tus.DefaultHttpStack({ agent }) } : {}),
      // Retrying is the outbox's, with its one back-off for the whole link.
      retryDelays: null,
      metadata: { sha256: row.sha256, dossier: row.dossier },
      onBeforeRequest: async (request: HttpRequest) => {
        if (request.getMethod() === 'PATCH') {
          // To wait for the budget is no silence of the line.
          clearTimeout(idle)
          await pace.admit(Math.min(chunkBytes, bytes.length - sentBytes), client.closing)
          if (client.closing.aborted) throw new Error('closing')
        }
        noteMoving()
        const url = new URL(request.getURL())
        for (const [name, value] of Object.entries(client.sign(request.getMethod(), url.pathname + url.search))) request.setHeader(name, value)
      },
      onProgress: noteMoving,
      onUploadUrlAvailable: () => {
        if (upload.url) write(context.db, (db) => keepUploadUrl(db, row, upload.url ?? ''))
      },
      onChunkComplete: (_chunkSize: number, accepted: number) => {
        sentBytes = accepted
        write(context.db, (db) => noteSentBytes(db, row, accepted))
        context.emit('data.changed', { areas: ['queue'] })
        faultPoint('core-mid-file')
      },
      onSuccess: () => settle({ kind: 'sent', sizeBytes: bytes.length }),
      onError: (error: Error | DetailedError) => settle(readUploadError(context, row, error instanceof tus.DetailedError ? error : { cause: error }))
    })
    client.closing.addEventListener('abort', giveUp)
    noteMoving()
    upload.start()
  })
}

function readUploadError(context: CoreContext, row: UploadRow, error: DetailedError | { cause: Error }): UploadOutcome {
  const response: HttpResponse | null = 'originalResponse' in error ? error.originalResponse : null
  if (!response) return { kind: 'failed', failure: readLineFailure({ cause: 'causingError' in error ? error.causingError : error.cause }) }
  const problem = parseProblem(response.getBody())
  const status = response.getStatus()
  // What was resumed may have been cut badly; the portal threw it away, so once more from the first byte.
  if (problem?.type === problemTypes.hashMismatch && row.tusUrl !== null) {
    write(context.db, (db) => forgetUploadUrl(db, row))
    return { kind: 'failed', failure: { kind: 'problem', status, problem } }
  }
  if (problem?.type === problemTypes.uploadMoved && row.attempts >= fewestTriesTold) return { kind: 'rests', problem }
  if (problem && isFinal(status, problem)) return refuse(context, row, problem)
  if (problem) return { kind: 'failed', failure: { kind: 'problem', status, problem } }
  return { kind: 'failed', failure: { kind: 'nonsense', status } }
}

/** What will be answered the same next time and of no other file. 401, 408, 423 and 429 pass by themselves; the next try asks where a moved upload stands. */
function isFinal(status: number, { type }: Problem): boolean {
  return status >= 400 && status < 500 && ![401, 408, 423, 429].includes(status) && type !== problemTypes.uploadMoved && !isAboutCounter(type)
}

function refuse(context: CoreContext, row: UploadRow, problem: Problem): UploadOutcome {
  write(context.db, (db) => markUploadNeedsOfficer(db, row, problem))
  return { kind: 'refused' }
}

function parseProblem(body: string): Problem | undefined {
  try {
    const parsed = Problem.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
