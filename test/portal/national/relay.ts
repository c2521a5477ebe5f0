import { setTimeout as sleep } from 'node:timers/promises'
import { canonicalJson } from '../../../electron/crypto/canonical.ts'
import { sha256Hex } from '../../../electron/crypto/file-cipher.ts'
import { parseDossierCode } from '../../../electron/domain/dossier-code.ts'
import type { Database } from '../database.ts'
import { createAdapter, LogInRefused, type NationalAdapter, type NationalOptions, type Outcome } from './adapter.ts'
import { describeDossier, describeStep, type LinkFile } from './describe-dossier.ts'
import { keepTaken, noteDone, noteFailed, noteSteps, noteTold, readDossier, takeDue, takeNews, type Taken, type ToTell } from './mirror-store.ts'

/** The national portal takes no more steps at once. */
const stepsAtOnce = 10
const defaultRestMs = 2_000
/** After a refused log-in: an account is locked sooner than an administrator reads. */
const refusedMs = 15 * 60_000

export interface Relay {
  close(): Promise<void>
}

/**
 * Tells the national portal of every dossier that has its number: the dossier first, then its steps, oldest first. Several instances share the work; a dossier is in one hand at a time. What is refused or
 * unreachable is tried again for ever and stands on the administrator's page. A step whose confirmation was lost is told twice: nothing there could tell that it was taken.
 */
export function startRelay(database: Database, options: NationalOptions, linkFile: LinkFile): Relay {
  const stop = new AbortController()
  const adapter = createAdapter(options, stop.signal)
  const rest = () => sleep(options.restMs ?? defaultRestMs, undefined, { signal: stop.signal })
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const more = await takeNews(database)
      const taken = await takeDue(database)
      if (taken) await tell(taken)
      else if (!more) await rest()
    }
  }
  const tell = async (taken: Taken): Promise<void> => {
    try {
      const refused = await tellDossier(database, adapter, taken, linkFile)
      if (refused === undefined) await noteDone(database, taken)
      else await noteFailed(database, taken.dossierId, refused)
    } catch (error) {
      if (stop.signal.aborted) throw error
      const isRefused = error instanceof LogInRefused
      await noteFailed(database, taken.dossierId, isRefused ? 'Cổng quốc gia từ chối tài khoản của tỉnh: kiểm tra PORTAL_NATIONAL_USER và mật khẩu.' : `Không liên lạc được với cổng quốc gia (${error instanceof Error ? error.name : 'unknown'}).`)
      await (isRefused ? sleep(refusedMs, undefined, { signal: stop.signal }) : rest())
    }
  }
  const running = (async () => {
    while (!stop.signal.aborted) {
      // The database may be away for a while; nothing is lost with it, the rows say where to go on.
      await run().catch(() => rest().catch(() => undefined))
    }
  })()
  return {
    close: async () => {
      stop.abort()
      await running
    }
  }
}

/** @returns why it was refused, in the other side's words */
async function tellDossier(database: Database, adapter: NationalAdapter, taken: Taken, linkFile: LinkFile): Promise<string | undefined> {
  const known = await readDossier(database, taken.dossierId)
  // A filing that no officer accepted has a reference and no number, which is the national portal's key.
  if (!parseDossierCode(known.dossier.code).ok) return undefined
  const described = describeDossier(known.dossier, { isHeld: (sha256) => known.held.has(sha256), results: known.results, linkFile })
  const hash = sha256Hex(Buffer.from(canonicalJson(described)))
  if (hash !== taken.toldHash) {
    const outcome = await putDossier(adapter, described, taken.toldHash !== null)
    if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.words : 'Cổng quốc gia nói hồ sơ đã tồn tại mà không nhận cập nhật.'
    await noteTold(database, taken.dossierId, hash)
  }
  return tellSteps(database, adapter, taken, known)
}

/** An answer that was lost, and a portal put back from a backup: what one says is there is updated, what it does not know is put in anew. */
async function putDossier(adapter: NationalAdapter, described: Record<string, unknown>, isThere: boolean): Promise<Outcome> {
  const outcome = await adapter.putDossier(described, isThere)
  if (outcome.state === 'exists' && !isThere) return adapter.putDossier(described, true)
  if (outcome.state === 'refused' && isThere && /(không|chưa) tồn tại/i.test(outcome.words)) return adapter.putDossier(described, false)
  return outcome
}

async function tellSteps(database: Database, adapter: NationalAdapter, taken: Taken, { dossier, steps }: ToTell): Promise<string | undefined> {
  for (let told = taken.steps; told < steps.length; told += stepsAtOnce) {
    if (!(await keepTaken(database, taken.dossierId, told))) return 'Một bản khác của cổng đang gửi hồ sơ này.'
    const chunk = steps.slice(told, told + stepsAtOnce)
    const outcome = await adapter.putSteps(chunk.map((step) => describeStep(step, dossier)))
    if (outcome.state === 'refused') return outcome.words
    await noteSteps(database, taken.dossierId, told + chunk.length)
  }
  return undefined
}
