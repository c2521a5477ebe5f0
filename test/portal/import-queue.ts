import { existsSync, readFileSync } from 'node:fs'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { readQueueFile, readQueueFileHead } from '../../electron/crypto/queue-file.ts'
import { problemTypes, type ChainLink, type EntryResult, type PushedEntry } from '../../electron/contract/wire.ts'
import type { PortalContext } from './context.ts'
import { findDevice } from './device-store.ts'
import { importFiles } from './import-files.ts'
import { getHead } from './head.ts'
import { HttpProblem, problem } from './problem.ts'
import { isEpochNear } from './push/chain.ts'
import { acceptPush } from './push/push.ts'
import { isPlace } from './push/read-request.ts'
import { toReadEntry, type ReadEntry } from './push/state.ts'
import { findRecoveryPrivateKey } from './recovery-key-store.ts'
import { openContext } from './open-context.ts'

export interface ImportOutcome {
  device: string
  /** Entries of the file that the device signed. */
  entries: number
  /** Now held; those that were held before count too. */
  held: number
  refused: { seq: number; type: string }[]
  /** Lines of the file that were cut, altered or not signed by the device. */
  spoilt: number[]
}

const batchSize = 100

/**
 * Takes a counter's queue out of a file that was carried here: the same entries by the same door as from the line, so what is held already is not taken twice. Only what the
 * device itself signed is read at all.
 * @throws when the file is none of ours: another format, another portal's key, an unknown counter
 */
export async function importQueue(context: PortalContext, text: string): Promise<ImportOutcome> {
  const head = readQueueFileHead(text)
  const device = await findDevice(context.database, head.device)
  if (!device) throw new Error('no such counter at this portal')
  const privateKey = await findRecoveryPrivateKey(context.database, head.keyId)
  if (!privateKey) throw new Error('the file is sealed for another portal')
  const { entries, spoilt } = readQueueFile(text, privateKey, device.keys.map(({ publicKey }) => importPublicKey('ed25519', publicKey)))
  const outcome: ImportOutcome = { device: device.id, entries: entries.length, held: 0, refused: [], spoilt }
  const reached = (await getHead(context.database, device.id)).epoch
  const isNear = ({ header }: PushedEntry): boolean => isPlace(header) && isEpochNear(reached, header.epoch)
  // Alone: with one in its chain the whole batch would be refused.
  for (const { header } of entries.filter((entry) => !isNear(entry))) outcome.refused.push({ seq: header.seq, type: problemTypes.chainBroken })
  const taken = entries.filter(isNear)
  for (const batch of cutBatches(taken.map(toReadEntry))) {
    for (const result of await takeBatch(context, device.id, batch)) {
      if (result.outcome === 'accepted') outcome.held += 1
      else outcome.refused.push({ seq: result.seq, type: result.problem.type })
    }
  }
  return outcome
}

/** Each ends where the links between two entries are lost: what lies before comes in. None ends where one is: only together do the two tell it. */
function cutBatches(entries: readonly ReadEntry[]): ReadEntry[][] {
  const batches: ReadEntry[][] = []
  for (const entry of entries) {
    const last = batches.at(-1)
    const before = last?.at(-1)?.header
    const missing = before?.epoch === entry.header.epoch ? entry.header.seq - before.seq - 1 : 0
    if (last && (missing === 1 || (missing === 0 && last.length < batchSize))) last.push(entry)
    else batches.push([entry])
  }
  return batches
}

/** What hangs on nothing that the portal has is refused, and ends neither the import nor the setting-up of the counter that hands it in. */
async function takeBatch(context: PortalContext, device: string, batch: readonly ReadEntry[]): Promise<EntryResult[]> {
  // Without content it is a link alone: given up before it ever travelled. Refused like an entry, it would hold back what was written anew of its dossier.
  const entries = batch.filter(({ payload }) => payload !== null)
  try {
    // A stolen machine is revoked; what its officers had received before is still theirs to hand in.
    return (await acceptPush(context, device, { chain: listLinks(batch), entries }, { isCarried: true })).results
  } catch (error) {
    if (!(error instanceof HttpProblem && error.problem.type === problemTypes.chainBroken)) throw error
    return entries.map(({ header: { seq } }) => ({ outcome: 'refused', seq, problem: problem('chainBroken', { seq }) }))
  }
}

/** The links of entries in order. Where one line was spoilt, its neighbours name both ends of the link that is missing. */
function listLinks(entries: readonly ReadEntry[]): ChainLink[] {
  return entries.flatMap(({ header, hash }, index) => {
    const link = { epoch: header.epoch, seq: header.seq, previous: header.previous, hash }
    const before = entries[index - 1]
    const isOneMissing = before !== undefined && before.header.epoch === header.epoch && before.header.seq === header.seq - 2
    return isOneMissing ? [{ epoch: header.epoch, seq: header.seq - 1, previous: before.hash, hash: header.previous }, link] : [link]
  })
}

/** What an administrator carried here: the queue, and the scans in the folder beside it, of the second copy as of an export; where nothing waited with one, there is none. */
export async function importCarried(context: PortalContext, path: string): Promise<ImportOutcome & { files: Awaited<ReturnType<typeof importFiles>> }> {
  const entries = await importQueue(context, readFileSync(path, 'utf8'))
  const folder = path.replace(/\.qmc$/, '-files')
  return { ...entries, files: existsSync(folder) ? await importFiles(context, folder, entries.device) : { held: 0, spoilt: [] } }
}

/** `node test/portal/import-queue.ts <file>` with the portal's own DATABASE_URL or PORTAL_DATA. */
if (import.meta.main) {
  const path = process.argv[2]
  if (path === undefined) throw new Error('usage: node test/portal/import-queue.ts <file>')
  const context = await openContext()
  try {
    process.stdout.write(`${JSON.stringify(await importCarried(context, path))}\n`)
  } finally {
    await context.database.close()
  }
}
