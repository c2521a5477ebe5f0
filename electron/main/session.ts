import { randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EnrolFailure, LoginFailure, SessionState } from '../contract/views.ts'
import type { CallFailure } from '../contract/method.ts'
import { OfficersChanged, type CoreMethods } from '../contract/control.ts'
import type { OfficerRecord } from '../contract/wire.ts'
import type { Caller } from '../rpc/call.ts'
import type { RestoreFailure } from '../contract/restore.ts'
import { openSlot } from '../crypto/key-slot.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { CoreHost } from './core-host.ts'
import { findKeys, makeKeys, saveKeys, toOfficerName, type Keys } from './key-store.ts'
import { getDataFolder } from './paths.ts'
import { writeLog } from './log.ts'
import { isInvented } from './run-mode.ts'

type EnrolRequest = { portalUrl: string; code: string; deviceName: string; caCertificates?: string[] }
type Core = Caller<CoreMethods>
type RestoreRequest = { folder: string; portalUrl: string; code: string }
type RestoreResult = Result<SessionState, RestoreFailure | CallFailure>
type EnrolResult = Result<SessionState, EnrolFailure | CallFailure>

export interface SessionKeeper {
  getState(): SessionState
  login(officerId: string, password: string): Promise<Result<SessionState, LoginFailure | CallFailure>>
  logout(): Promise<Result<SessionState, never>>
  enrol(request: EnrolRequest): Promise<EnrolResult>
  /** The training app's own office, made at its first start. */
  foundTrainingOffice(): Promise<EnrolResult>
  /** Puts a dead PC's counter back from its copies. */
  restore(request: RestoreRequest): Promise<RestoreResult>
  /** The portal named other officers: their key slots follow, and one it switched off is logged out. */
  officersChanged(data: unknown): Promise<void>
  /** Core lost its session and could not get it back. */
  lost(): void
}

/** The pause after a wrong password, so that nobody tries a list of them at the counter. */
const wrongPasswordPauseMs = 1_000
/** Scans that were unsent go over the line first. */
const restoreTimeoutMs = 2 * 3_600_000

/**
 * Who is at the counter. The password opens the database key (crypto/key-slot.ts); it is never kept and never leaves main.
 * @param changed told whenever the state is another
 */
export function createSession(host: CoreHost, changed: (state: SessionState) => void): SessionKeeper {
  let state = lockedState()
  let enrolling: Promise<EnrolResult> | undefined
  let restoring: Promise<RestoreResult> | undefined
  let saving: Promise<void> = Promise.resolve()

  function setState(next: SessionState): SessionState {
    state = next
    changed(next)
    return next
  }

  /** One change of the key file after the other, each on what the last one left. */
  function changeKeys(change: (keys: Keys | undefined) => Keys | undefined): Promise<void> {
    const next = saving.then(async () => {
      const before = findKeys()?.keys
      const after = change(before)
      if (after && JSON.stringify(after) !== JSON.stringify(before)) await saveKeys(after)
    })
    saving = next.catch((error: unknown) => writeLog(`the key file was not saved: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`))
    return next
  }

  async function openWith(databaseKey: Buffer, officerId: string, loginPublicKey: string): Promise<Result<SessionState, LoginFailure | CallFailure>> {
    const core = await host.get()
    const opened = await core.call('core.open', { dataFolder: getDataFolder(), key: databaseKey.toString('base64'), mustExist: true })
    if (!opened.ok) return opened
    const { officers, officeName } = opened.value
    await changeKeys((keys) => makeKeys(databaseKey, officeName, officers, keys))
    const begun = await core.call('core.begin-session', { officerId, loginPublicKey })
    if (!begun.ok) return begun
    host.state.databaseKey = databaseKey
    host.state.officer = { officerId, loginPublicKey }
    await changeKeys((keys) => keys && { ...keys, lastOfficerId: officerId })
    const { officer, ...office } = begun.value
    return ok(setState({ state: 'open', officer: toOfficerName(officer), ...office, protection: findKeys()?.protection ?? 'password' }))
  }

  async function logout(): Promise<Result<SessionState, never>> {
    delete host.state.officer
    await (await host.get()).call('core.end-session', {})
    return ok(setState(lockedState()))
  }

  async function enrol(request: EnrolRequest): Promise<EnrolResult> {
    if (isInvented) return err({ kind: 'already-enrolled' })
    return makeOffice((core) => core.call('core.enrol', request, { timeoutMs: 60_000 }))
  }

  /** A new database and its key, sealed to the officers that enrolling or founding it answers. */
  async function makeOffice(make: (core: Core) => Promise<Result<{ officers: OfficerRecord[]; officeName: string }, EnrolFailure | CallFailure>>): Promise<EnrolResult> {
    if (state.state !== 'not-enrolled' || restoring) return err({ kind: 'already-enrolled' })
    setAsideUnopenable()
    const databaseKey = randomBytes(32)
    const core = await host.get()
    const opened = await core.call('core.open', { dataFolder: getDataFolder(), key: databaseKey.toString('base64'), mustExist: false })
    if (!opened.ok) return err({ kind: 'unexpected', reportId: 'enrol-open' })
    try {
      const enrolled = await make(core)
      if (!enrolled.ok) return enrolled
      await changeKeys(() => makeKeys(databaseKey, enrolled.value.officeName, enrolled.value.officers))
      return ok(setState(lockedState()))
    } finally {
      // The next log-in opens it by a password, or the next attempt sets it aside.
      await core.call('core.close', {})
    }
  }

  async function restore(request: RestoreRequest): Promise<RestoreResult> {
    if (isInvented || state.state !== 'not-enrolled' || enrolling) return err({ kind: 'already-enrolled' })
    setAsideUnopenable()
    const core = await host.get()
    const restored = await core.call('core.restore', { ...request, dataFolder: getDataFolder() }, { timeoutMs: restoreTimeoutMs })
    if (!restored.ok) return restored
    const { databaseKey, officeName, officers } = restored.value
    await changeKeys(() => makeKeys(Buffer.from(databaseKey, 'base64'), officeName, officers))
    return ok(setState(lockedState()))
  }

  return {
    getState: () => state,
    login: async (officerId, password) => {
      const slot = findKeys()?.keys.officers.find((officer) => officer.id === officerId)?.slot
      if (!slot) return err({ kind: 'officer-unknown' })
      const databaseKey = await openSlot(slot, password)
      if (databaseKey) return openWith(databaseKey, officerId, slot.loginKey.publicKey)
      await new Promise((resolve) => setTimeout(resolve, wrongPasswordPauseMs))
      return err({ kind: 'password-incorrect' })
    },
    logout,
    enrol: (request) => {
      enrolling ??= enrol(request).finally(() => {
        enrolling = undefined
      })
      return enrolling
    },
    foundTrainingOffice: () => makeOffice((core) => core.call('core.found-training', {}, { timeoutMs: 60_000 })),
    restore: (request) => {
      restoring ??= restore(request).finally(() => {
        restoring = undefined
      })
      return restoring
    },
    officersChanged: async (data) => {
      const officersNow = OfficersChanged.safeParse(data)
      const { databaseKey, officer } = host.state
      if (!officersNow.success || !databaseKey) return
      const { officers, officeName, agencyCode, counterNumber } = officersNow.data
      await changeKeys((keys) => makeKeys(databaseKey, officeName, officers, keys))
      if (officer && officers.find(({ id }) => id === officer.officerId)?.active === false) await logout()
      else if (state.state === 'locked') setState(lockedState())
      // The office was merged into another while she was at work.
      else if (state.state === 'open' && state.agencyCode !== agencyCode) setState({ ...state, officeName, agencyCode, counterNumber })
    },
    lost: () => {
      delete host.state.officer
      setState(lockedState())
    }
  }
}

function lockedState(): SessionState {
  try {
    const found = findKeys()
    if (!found) return { state: 'not-enrolled' }
    const { officeName, officers, lastOfficerId } = found.keys
    return { state: 'locked', officeName, officers: officers.map(toOfficerName), ...(lastOfficerId ? { lastOfficerId } : {}) }
  } catch (error) {
    writeLog(`the key file cannot be read: ${error instanceof Error ? error.name : typeof error}`)
    return { state: 'keys-unreadable' }
  }
}

/**
 * An enrolment that a power cut interrupted before its key was sealed leaves a database nobody can open; so does a lost key file, and then it is a full one. Both are set
 * aside and never deleted: what was received is at the portal or in the second copy.
 */
function setAsideUnopenable(): void {
  const folder = getDataFolder()
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'counter.db')
  if (!existsSync(path)) return
  const aside = `${path}.unopened-${Date.now()}`
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  writeLog('a database without its key file was set aside')
}
