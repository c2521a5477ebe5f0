import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'
import type { DossierRow } from './views.ts'

/** Lists to work through: what is due, what waits, and for whom. `handed` is of the officer who asks: what she is to sign for or has in hand. */

export const WorklistName = z.enum(['all', 'handed', 'overdue', 'due-today', 'due-soon', 'online', 'supplement', 'ready', 'unsigned', 'unsent'])
export type WorklistName = z.infer<typeof WorklistName>

/** Whose dossiers: of the officer who received them, of the unit that decides them, or everybody's. */
const Whose = z.object({ officer: z.string().max(200).optional(), unit: z.string().max(500).optional() })
export type Whose = z.infer<typeof Whose>

export type WorklistCounts = Record<Exclude<WorklistName, 'all'>, number>

/** One officer's or unit's open dossiers, for who answers for them (S17). */
export interface WorklistGroup {
  kind: 'officer' | 'unit'
  /** The officer's id, or the unit's name. */
  id: string
  name: string
  open: number
  overdue: number
  dueToday: number
  dueSoon: number
  supplement: number
  ready: number
}

export const searchMethods = {
  /** One list, the most urgent first; `all` and `unsent` newest first. */
  'worklist.list': method({ input: Whose.extend({ list: WorklistName, limit: z.number().int().min(1).max(500) }), output: shape<DossierRow[]>(), error: shape<never>() }),
  'worklist.count': method({ input: Whose, output: shape<WorklistCounts>(), error: shape<never>() }),
  /** Open dossiers by officer and by unit, the one with most overdue first. */
  'worklist.groups': method({ input: z.object({}), output: shape<WorklistGroup[]>(), error: shape<never>() })
}
