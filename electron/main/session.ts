import { randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EnrolFailure, LoginFailure, SessionState } from '../contract/counter.ts'
import type { CallFailure } from '../contract/method.ts'
import { OfficersChanged } from '../contract/control.ts'
import { openSlot } from '../crypto/key-slot.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { CoreHost } from './core-host.ts'
import { findKeys, makeKeys, saveKeys, toOfficerName } from './key-store.ts'
import { getDataFolder } from './paths.ts'
import { writeLog } from './log.ts'

export interface SessionKeeper {
  getState(): SessionState
  login(officerId: string, password: string): Promise<Result<SessionState, LoginFailure | CallFailure>>
  logout(): Promise<Result<SessionState, never>>
  enrol(request: { portalUrl: string; code: string; deviceName: string }): Promise<Result<SessionState, EnrolFailure | CallFailure>>
  /** The portal named other officers: their key slots follow. */
  officersChanged(data: unknown): Promise<void>
}

/** Who is at the counter. The password opens the database key (crypto/key-slot.ts); it is never kept and never leaves main. */
export function createSession(host: CoreHost): SessionKeeper {
  let state = lockedState()

  async function openWith(databaseKey: Buffer, officerId: string): Promise<Result<SessionState, LoginFailure | CallFailure>> {
    const core = await host.get()
    const opened = await core.call('core.open', { dataFolder: getDataFolder(), key: databaseKey.toString('base64') })
    if (!opened.ok) return opened
    host.state.databaseKey = databaseKey
    const begun = await core.call('core.begin-session', { officerId })
    if (!begun.ok) return begun
    host.state.officerId = officerId
    const { officer, ...office } = begun.value
    const found = findKeys()
    state = { state: 'open', officer: toOfficerName(officer), ...office, protection: found?.protection ?? 'password' }
    if (found && found.keys.lastOfficerId !== officerId) await saveKeys({ ...found.keys, lastOfficerId: officerId })
    return ok(state)
  }

  return {
    getState: () => state,
    login: async (officerId, password) => {
      const slot = findKeys()?.keys.officers.find((officer) => officer.id === officerId)?.slot
      if (!slot) return err({ kind: 'officer-unknown' })
      const databaseKey = await openSlot(slot, password)
      return databaseKey ? openWith(databaseKey, officerId) : err({ kind: 'password-incorrect' })
    },
    logout: async () => {
      delete host.state.officerId
      await (await host.get()).call('core.end-session', {})
      state = lockedState()
      return ok(state)
    },
    enrol: async (request) => {
      if (state.state !== 'not-enrolled') return err({ kind: 'already-enrolled' })
      setAsideUnopenable()
      const databaseKey = randomBytes(32)
      const core = await host.get()
      const opened = await core.call('core.open', { dataFolder: getDataFolder(), key: databaseKey.toString('base64') })
      if (!opened.ok) return err({ kind: 'unexpected', reportId: 'enrol-open' })
      const enrolled = await core.call('core.enrol', request, { timeoutMs: 60_000 })
      if (!enrolled.ok) {
        await core.call('core.close', {})
        return enrolled
      }
      await saveKeys(makeKeys(databaseKey, enrolled.value.officeName, enrolled.value.officers))
      host.state.databaseKey = databaseKey
      state = lockedState()
      return ok(state)
    },
    officersChanged: async (data) => {
      const changed = OfficersChanged.safeParse(data)
      const { databaseKey } = host.state
      if (!changed.success || !databaseKey) return
      await saveKeys(makeKeys(databaseKey, changed.data.officeName, changed.data.officers, findKeys()?.keys))
      if (state.state === 'locked') state = lockedState()
    }
  }
}

function lockedState(): SessionState {
  const found = findKeys()
  if (!found) return { state: 'not-enrolled' }
  const { officeName, officers, lastOfficerId } = found.keys
  return { state: 'locked', officeName, officers: officers.map(toOfficerName), ...(lastOfficerId ? { lastOfficerId } : {}) }
}

/**
 * An enrolment that a power cut interrupted before its key was sealed leaves a database nobody can open. It holds nothing but that enrolment, and is set aside rather
 * than deleted.
 */
function setAsideUnopenable(): void {
  const folder = getDataFolder()
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'counter.db')
  if (!existsSync(path)) return
  const aside = `${path}.unopened-${Date.now()}`
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  writeLog('an unfinished enrolment was set aside')
}
