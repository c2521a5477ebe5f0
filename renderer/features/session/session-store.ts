import { create } from 'zustand'
import type { SessionState } from '../../../electron/contract/views.ts'
import { call, type CounterFailure } from '../../api/call.ts'

interface SessionStore {
  session: SessionState | undefined
  /** Why the session could not be asked for; it is asked again by itself. */
  failure: CounterFailure<'session.get'> | undefined
  load(): Promise<void>
  accept(session: SessionState): void
  /** Told at the log-in that follows a log-out or a restore, until somebody logs in. */
  farewell: string | undefined
  /** @param farewell what the one who goes should know of what she leaves */
  logOut(farewell?: string): Promise<void>
}

/** Who sits here. Main holds the truth; this is its copy. */
export const useSession = create<SessionStore>((set) => ({
  session: undefined,
  failure: undefined,
  farewell: undefined,
  load: async () => {
    const result = await call('session.get', {})
    set(result.ok ? { session: result.value, failure: undefined } : { failure: { ...result.error } })
  },
  // Log-in tells it twice, as an event and as its answer: the whole screen is drawn once.
  accept: (session) => set((now) => ({ session: JSON.stringify(now.session) === JSON.stringify(session) ? now.session : session, failure: undefined, ...(session.state === 'open' ? { farewell: undefined } : {}) })),
  logOut: async (farewell) => {
    const result = await call('session.logout', {})
    if (result.ok) set({ session: result.value, farewell })
  }
}))
