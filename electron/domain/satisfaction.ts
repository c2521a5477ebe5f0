import { z } from 'zod'

/** How a citizen was served: the three levels of the question (TT 01/2018/TT-VPCP art. 27 [from memory]). */
export const SatisfactionLevel = z.enum(['satisfied', 'neutral', 'dissatisfied'])
export type SatisfactionLevel = z.infer<typeof SatisfactionLevel>

/** When it is asked: the dossier was taken in, or its result handed back. */
export const SatisfactionOccasion = z.enum(['receipt', 'return'])
export type SatisfactionOccasion = z.infer<typeof SatisfactionOccasion>

/** Payload of `satisfaction.rated`. Who answered, and about which dossier, is not in it: an answer that could be traced would be no free one. */
export const SatisfactionRated = z.object({ level: SatisfactionLevel, occasion: SatisfactionOccasion, day: z.string().regex(/^\d{4}-\d\d-\d\d$/) })
export type SatisfactionRated = z.infer<typeof SatisfactionRated>
