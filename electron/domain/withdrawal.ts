import * as z from './schema.ts'

/**
 * Payload of `entry.withdrawn`: an officer decided that these entries are not sent. `reason` names no person.
 * @property replaced what they said is said again by later entries (mended, or laid upon another base); false where it is given up
 * @property code of the dossier they belong to
 */
export const EntryWithdrawn = z.object({
  dossier: z.string().min(1),
  code: z.string().min(1),
  entries: z.array(z.object({ epoch: z.int().min(1), seq: z.int().min(1) })).min(1),
  reason: z.string().min(1).max(1000),
  replaced: z.boolean()
})
export type EntryWithdrawn = z.infer<typeof EntryWithdrawn>
