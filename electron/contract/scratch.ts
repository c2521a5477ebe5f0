import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'

/** The process of the small crash test: it writes numbered records to a file and is killed by itself between a write and its fsync. */
export const scratchMethods = {
  /** Answers after the record's fsync; the last one is written and never answered, because the process kills itself before the fsync. */
  'scratch.write': method({ input: z.object({ path: z.string(), record: z.number().int(), last: z.boolean() }), output: shape<{ record: number }>(), error: shape<never>() })
}
export type ScratchMethods = typeof scratchMethods
