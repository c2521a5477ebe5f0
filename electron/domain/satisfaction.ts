import * as z from './schema.ts'

/** How a citizen was served: the three levels of the survey as QĐ 766/QĐ-TTg counts them (domain/brief.md, 7). */
export const SatisfactionLevel = z.enum(['very-satisfied', 'satisfied', 'dissatisfied'])
export type SatisfactionLevel = z.infer<typeof SatisfactionLevel>

/** When it is asked: the dossier was taken in, or its result handed back. */
export const SatisfactionOccasion = z.enum(['receipt', 'return'])
export type SatisfactionOccasion = z.infer<typeof SatisfactionOccasion>

/**
 * Payload of `satisfaction.rated`. Who answered, and about which dossier, is not in it: an answer that could be traced would be no free one.
 * Until 2026-11-26 the question offered `neutral` in place of `very-satisfied`; such entries stay what they are.
 */
export const SatisfactionRated = z.object({ level: z.enum([...SatisfactionLevel.options, 'neutral']), occasion: SatisfactionOccasion, day: z.string().regex(/^\d{4}-\d\d-\d\d$/) })
export type SatisfactionRated = z.infer<typeof SatisfactionRated>
