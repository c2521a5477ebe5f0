import * as z from '../domain/schema.ts'
import type { Applicant } from '../domain/applicant.ts'
import { method, shape } from './method.ts'

/** Who was here before: so that nobody has to declare again what this office already wrote down. */
export const peopleMethods = {
  /** The people who last handed a dossier in at this counter, newest first, each once. */
  'citizen.recent': method({ input: z.object({ limit: z.number().int().min(1).max(50) }), output: shape<{ applicant: Applicant; receivedAt: string }[]>(), error: shape<never>() })
}
