import { cardQr, createDraw, inventCitizens, type Citizen } from './citizens.ts'

/** What one citizen comes for. */
export interface Visit {
  citizen: Citizen
  card: string
  /** National code, and the digits that find it. */
  procedure: string
  /** With a scanned paper that is signed at once. */
  withScan: boolean
  /** What becomes of the dossier the same day. */
  course: 'stays' | 'done-while-waiting' | 'supplemented' | 'withdrawn' | 'refused'
  pays: 'cash' | 'transfer'
}

/** What falls on the office between two visits: each before the visit of that index. */
export interface Incidents {
  /** In the middle of this visit's intake. */
  powerCut: number
  lineDown: number
  lineUp: number
}

/** Common procedures of a commune: free ones, fees by the case and by the copy, done at once and in days. */
const procedures = ['1.001193', '2.000635', '1.004873', '2.000884', '1.001612']

/** The same day from the same seed. A quarter of it (two of eight hours) is without the line. */
export function planDay(count: number, seed: number): { visits: Visit[]; incidents: Incidents } {
  const draw = createDraw(seed)
  const visits = inventCitizens(count, seed).map((citizen, index): Visit => {
    const course = index % 16 === 7 ? 'refused' : index % 3 === 1 ? 'done-while-waiting' : index % 8 === 3 ? 'supplemented' : index % 10 === 2 ? 'withdrawn' : 'stays'
    return { citizen, card: cardQr(citizen), procedure: procedures[draw(procedures.length)] ?? '1.001193', withScan: index % 12 === 5, course, pays: index % 9 === 4 ? 'transfer' : 'cash' }
  })
  return { visits, incidents: { powerCut: Math.floor(count * 0.3), lineDown: Math.floor(count * 0.5), lineUp: Math.floor(count * 0.75) } }
}
