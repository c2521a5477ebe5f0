import type { Organisation } from '../../electron/domain/catalogue.ts'
import { getUnits, type Unit, type Year } from './source-data.ts'
import { demoOffices } from './offices.ts'

/**
 * The units of a year with the agency codes of the demo's offices (illustrative; other agencies' codes are not known).
 * @param view the three levels as known in 2021, without end, or with what 2025 made of them: dates and successors
 */
export function getOrganisations(year: Year, view: 'as-known-then' | 'in-hindsight' = 'as-known-then'): Organisation[] {
  const units = year === 2021 ? getUnits().set2021 : getUnits().set2025
  return units.map((unit) => toOrganisation(unit, year, view))
}

function toOrganisation(unit: Unit, year: Year, view: 'as-known-then' | 'in-hindsight'): Organisation {
  const hindsight = view === 'in-hindsight'
  const office = demoOffices[year].find((candidate) => candidate.id === unit.id)
  return {
    id: unit.id,
    name: unit.name.normalize('NFC'),
    level: unit.level,
    parent: unit.parent,
    codes: office === undefined ? [] : [{ code: office.agencyCode, scheme: office.codeScheme, illustrative: true, validFrom: null, validTo: null }],
    validFrom: unit.validFrom,
    validTo: hindsight ? unit.validTo : null,
    successors: hindsight ? (unit.successors ?? null) : []
  }
}
