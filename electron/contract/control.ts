import { z } from 'zod'
import { coreCounterMethods, type EnrolFailure } from './counter.ts'
import { method, shape } from './method.ts'
import { OfficerRecord } from './wire.ts'

/** What main alone may ask of core, never the screen. */
export const coreControlMethods = {
  /** Opens the database; `key` is 32 bytes, base64. Starts the link when the counter is enrolled. */
  'core.open': method({
    input: z.object({ dataFolder: z.string(), key: z.string() }),
    output: shape<{ enrolled: boolean }>(),
    error: shape<{ kind: 'database-unreadable' }>()
  }),
  /** Enrols this counter with a one-time code and fetches the first data set; answers the officers to make key slots for. */
  'core.enrol': method({
    input: z.object({ portalUrl: z.string(), code: z.string(), deviceName: z.string() }),
    output: shape<{ officers: OfficerRecord[]; officeName: string }>(),
    error: shape<EnrolFailure>()
  }),
  'core.begin-session': method({
    input: z.object({ officerId: z.string() }),
    output: shape<{ officer: OfficerRecord; officeName: string; agencyCode: string; counterNumber: number }>(),
    error: shape<{ kind: 'officer-inactive' } | { kind: 'officer-unknown' }>()
  }),
  'core.end-session': method({ input: z.object({}), output: shape<object>(), error: shape<never>() }),
  /** Finishes what is under way and closes the database. */
  'core.close': method({ input: z.object({}), output: shape<object>(), error: shape<never>() })
}

export const coreMethods = { ...coreControlMethods, ...coreCounterMethods }
export type CoreMethods = typeof coreMethods

/** Announced by core to main alone: officers came or changed at the portal, so the key slots must follow. */
export const OfficersChanged = z.object({ officers: z.array(OfficerRecord), officeName: z.string() })
export type OfficersChanged = z.infer<typeof OfficersChanged>
