import type { CoreMethods } from '../contract/control.ts'
import { createCaller, type Caller } from '../rpc/call.ts'
import type { Children } from './child-process.ts'
import { getDataFolder } from './paths.ts'
import { writeLog } from './log.ts'

/** What a core that died must be given again to go on where it was. */
export interface CoreState {
  /** The database key, once a password has opened it. Held by main and core until the app ends, because sending goes on after log-out. */
  databaseKey?: Buffer
  officer?: { officerId: string; loginPublicKey: string }
}

/** Core, always up: started when the window stands or something is first asked, opened at log-in, and started, opened and logged in again when it dies. */
export interface CoreHost {
  readonly state: CoreState
  /** The caller on a core that is open as far as it was before a restart. The first time it starts one. */
  get(): Promise<Caller<CoreMethods>>
  /** Tells the host that core has ended; it comes back after a pause that grows while it keeps dying. */
  restart(): void
  /** Lets a core that was started close its database. */
  close(): Promise<void>
}

export interface CoreHostOptions {
  onEvent(event: string, data: unknown): void
  /** A new core could not be brought to where the old one was: the officer has to log in again. */
  onSessionLost(): void
}

const pausesMs = [0, 200, 1_000, 5_000]
/** A core that lived this long died of something new. */
const calmMs = 60_000

export function createCoreHost(children: Children, options: CoreHostOptions): CoreHost {
  const state: CoreState = {}
  let deaths = 0
  let startedAt = Date.now()
  let ready: Promise<Caller<CoreMethods>> | undefined

  async function start(): Promise<Caller<CoreMethods>> {
    startedAt = Date.now()
    const caller = createCaller<CoreMethods>(children.start('core').port, 'core')
    caller.on(options.onEvent)
    if (state.databaseKey && !(await reopen(caller, state.databaseKey))) options.onSessionLost()
    return caller
  }

  async function reopen(caller: Caller<CoreMethods>, databaseKey: Buffer): Promise<boolean> {
    const opened = await caller.call('core.open', { dataFolder: getDataFolder(), key: databaseKey.toString('base64'), mustExist: true })
    if (!opened.ok) {
      writeLog(`core does not open again: ${opened.error.kind}`)
      return false
    }
    return !state.officer || (await caller.call('core.begin-session', state.officer)).ok
  }

  return {
    state,
    get: () => (ready ??= start()),
    restart: () => {
      deaths = Date.now() - startedAt > calmMs ? 1 : deaths + 1
      const pauseMs = pausesMs[Math.min(deaths - 1, pausesMs.length - 1)] ?? 0
      ready = new Promise((resolve) => setTimeout(resolve, pauseMs)).then(start)
    },
    close: async () => {
      await (await ready)?.call('core.close', {}, { timeoutMs: 3_000 })
    }
  }
}
