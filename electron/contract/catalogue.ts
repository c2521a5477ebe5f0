import * as z from '../domain/schema.ts'
import { Channel, type Procedure } from '../domain/catalogue.ts'
import type { DueStep, TimeLimit } from '../domain/deadline.ts'
import type { FeeBill } from '../domain/fee.ts'
import type { OutOfForce } from '../domain/procedure-validity.ts'
import { method, shape } from './method.ts'

/** What the portal publishes of procedures, as a counter searches and shows it on the day. */

/** A line of the search. */
export interface ProcedureHit {
  code: string
  name: string
  field: string
  generated: boolean
  secret: boolean
  /** Set where it is not received today. */
  outOfForce?: OutOfForce
}

/** A procedure as it is received today, and what it would come to. */
export interface OfferedProcedure {
  procedure: Procedure
  fees: FeeBill
  /** By the channel asked for, which may have a limit of its own. */
  due: { limit: TimeLimit; dueAt: string | null; steps: DueStep[] }
  /** Set where it is not received today; what stands in its place by name, as far as the catalogue has it in force. */
  outOfForce?: OutOfForce & { replacements: { code: string; name: string }[] }
}

export const catalogueMethods = {
  /** Folded search over name, code and field; without text the ones this counter receives most. */
  'catalogue.search': method({ input: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100) }), output: shape<ProcedureHit[]>(), error: shape<never>() }),
  'catalogue.get': method({
    /** Fees and the date promised depend on the channel. */
    input: z.object({ code: z.string(), channel: Channel }),
    output: shape<OfferedProcedure>(),
    error: shape<{ kind: 'procedure-unknown' }>()
  })
}
