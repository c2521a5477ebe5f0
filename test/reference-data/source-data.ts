import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { Channel } from '../../electron/domain/catalogue.ts'
import { LocalDate } from '../../electron/domain/calendar.ts'

/** Which of the two sets: three levels of government, or two. */
export type Year = 2021 | 2025

const CatalogueEntry = z.object({
  code: z.string(),
  name: z.string(),
  field: z.string(),
  levels: z.array(z.string()),
  channels: z.array(Channel),
  decision: z.string()
})
export type CatalogueEntry = z.infer<typeof CatalogueEntry>

const FullProcedure = z.object({
  code: z.string(),
  name: z.string(),
  field: z.string(),
  level_portal_2026: z.string().nullish(),
  level_seed_2021: z.string(),
  subjects: z.string().optional(),
  announce_decision: z.string().optional(),
  channels: z.array(z.enum(['Trực tiếp', 'Trực tuyến', 'Dịch vụ bưu chính'])),
  service_level_2021: z.literal([1, 2, 3, 4]),
  service_level_2022plus: z.enum(['toan_trinh', 'mot_phan', 'truc_tiep', 'lien_thong']),
  time_limit: z.object({ value: z.int(), unit: z.enum(['same_day', 'working_day', 'calendar_day']) }),
  components: z.array(
    z.object({ name: z.string(), originals: z.int(), copies: z.int(), kind: z.enum(['declaration', 'submit', 'present']) })
  ),
  results: z.array(z.object({ name: z.string(), code: z.string().nullish() }))
})
export type FullProcedure = z.infer<typeof FullProcedure>

const Unit = z.object({
  id: z.string(),
  name: z.string(),
  level: z.string(),
  parent: z.string().nullable(),
  validFrom: LocalDate.nullable(),
  validTo: LocalDate.nullable(),
  successors: z.array(z.object({ id: z.string(), name: z.string() })).nullish()
})
export type Unit = z.infer<typeof Unit>

/** The 1,352 real procedures, name and field only. */
export function getCatalogueEntries(): CatalogueEntry[] {
  return read('catalogue.json', z.object({ procedures: z.array(CatalogueEntry) })).procedures
}

/** The 29 procedures in full. */
export function getFullProcedures(): FullProcedure[] {
  return read('procedures.json', z.object({ procedures: z.array(FullProcedure) })).procedures
}

export function getUnits(): { set2021: Unit[]; set2025: Unit[] } {
  return read('organisations.json', z.object({ set2021: z.array(Unit), set2025: z.array(Unit) }))
}

function read<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(`./source/${name}`, import.meta.url), 'utf8')))
}
