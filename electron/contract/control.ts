import * as z from '../domain/schema.ts'
import { coreCounterMethods } from './counter.ts'
import type { EnrolFailure, QueueSummary } from './views.ts'
import type { FoundCopy, RestoreFailure } from './restore.ts'
import { method, shape } from './method.ts'
import type { StoredFile } from './press.ts'
import { satisfactionControlMethods } from './satisfaction.ts'
import { OfficerRecord } from './wire.ts'

export interface WaitingHere {
  queue: QueueSummary
  drafts: number
}

/** What main alone may ask of core, never the screen. */
export const coreControlMethods = {
  /** Opens the database; `key` is 32 bytes, base64; an open one only takes the key it was opened with. Starts the link when the counter is enrolled. */
  'core.open': method({
    input: z.object({ dataFolder: z.string(), key: z.string(), mustExist: z.boolean().default(false) }),
    /** The officers as the portal last named them, so that main's key slots never fall behind. */
    output: shape<{ officers: OfficerRecord[]; officeName: string }>(),
    error: shape<{ kind: 'database-unreadable' } | { kind: 'disk-full' }>()
  }),
  /** Enrols this counter with a one-time code and fetches the first data set; answers the officers to make key slots for. */
  'core.enrol': method({
    input: z.object({ portalUrl: z.string(), code: z.string(), deviceName: z.string(), caCertificates: z.array(z.string()).optional() }),
    output: shape<{ officers: OfficerRecord[]; officeName: string }>(),
    error: shape<EnrolFailure>()
  }),
  /** Makes a new database the training app's invented office: no portal is asked, and none can be asked from it. */
  'core.found-training': method({
    input: z.object({}),
    output: shape<{ officers: OfficerRecord[]; officeName: string }>(),
    error: shape<{ kind: 'already-enrolled' }>()
  }),
  /** Puts a dead PC's counter back from its copies into an empty data folder; answers the database key and the officers to make key slots for. Core must not be open. */
  'core.restore': method({
    input: z.object({ dataFolder: z.string(), folder: z.string(), portalUrl: z.string(), code: z.string() }),
    output: shape<{ databaseKey: string; officers: OfficerRecord[]; officeName: string }>(),
    error: shape<RestoreFailure>()
  }),
  'core.find-copies': method({ input: z.object({ folder: z.string() }), output: shape<{ copies: FoundCopy[] }>(), error: shape<never>() }),
  'core.begin-session': method({
    /** `loginPublicKey` is of the slot the password opened: it must be the officer's in the database, which nobody can edit. */
    input: z.object({ officerId: z.string(), loginPublicKey: z.string() }),
    output: shape<{ officer: OfficerRecord; officeName: string; agencyCode: string; counterNumber: number }>(),
    error: shape<{ kind: 'officer-inactive' } | { kind: 'officer-unknown' } | { kind: 'password-changed' }>()
  }),
  /** Where a stored file lies and its key, so that main can show a page the very bytes; only while an officer is at work. */
  'core.open-file': method({ input: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), output: shape<StoredFile>(), error: shape<{ kind: 'file-unknown' }>() }),
  /** What would stay on this PC if the app ended now. */
  'core.count-waiting': method({ input: z.object({}), output: shape<WaitingHere>(), error: shape<never>() }),
  ...satisfactionControlMethods,
  'core.end-session': method({ input: z.object({}), output: shape<object>(), error: shape<never>() }),
  /** Finishes what is under way and closes the database. */
  'core.close': method({ input: z.object({}), output: shape<object>(), error: shape<never>() })
}

export const coreMethods = { ...coreControlMethods, ...coreCounterMethods }
export type CoreMethods = typeof coreMethods

/** Announced by core to main alone: officers came or changed at the portal, so the key slots must follow. */
export const OfficersChanged = z.object({ officers: z.array(OfficerRecord), officeName: z.string(), agencyCode: z.string(), counterNumber: z.number().int() })
export type OfficersChanged = z.infer<typeof OfficersChanged>
