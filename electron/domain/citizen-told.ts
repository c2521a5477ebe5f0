import * as z from './schema.ts'

/** How a citizen was told that something is the matter with the dossier whose receipt she holds. */
export const TellingWay = z.enum(['phone', 'in-person', 'other'])
export type TellingWay = z.infer<typeof TellingWay>

/**
 * Payload of `citizen.told`: the portal refused a dossier after its receipt was handed out, and the officer told the citizen. `note` names no person.
 * @property entry the refused entry
 */
export const CitizenTold = z.object({
  dossier: z.string().min(1),
  code: z.string().min(1),
  entry: z.object({ epoch: z.int().min(1), seq: z.int().min(1) }),
  way: TellingWay,
  note: z.string().max(300)
})
export type CitizenTold = z.infer<typeof CitizenTold>
