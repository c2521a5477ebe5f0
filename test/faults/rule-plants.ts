import type { Plant } from './plants.ts'

/** Faults in rules of days, tills, time stamps and signed bytes. */
export const rulePlants: readonly Plant[] = [
  {
    name: 'a PC a day behind the portal numbers unasked',
    file: 'electron/core/numbers/legal-day.ts',
    find: `if (today === portalDay ||`,
    replace: `if (today <= portalDay ||`,
    project: 'core',
    test: 'test/core/numbers.test.ts',
    only: 'the next line of its register'
  },
  {
    name: 'a transfer found between two shifts stands on no sheet',
    file: 'electron/core/money/till.ts',
    find: `    takeStrayReceipts(db, payload.shiftId)\n`,
    replace: '',
    project: 'core',
    test: 'test/core/money.test.ts',
    only: 'while no till is open'
  },
  {
    name: 'whoever has the key of a time stamper writes any time',
    file: 'electron/press/judge-stamp.ts',
    find: ` && harmlessReasons.includes(facts.reason)`,
    replace: '',
    project: 'press',
    test: 'test/press/timestamp-document.test.ts',
    only: 'taken back'
  },
  {
    name: 'the old revision of a PDF is rewritten',
    file: 'electron/press/pades.ts',
    find: `snapshot.prevStartXRef = lastXref.offset`,
    replace: `snapshot.prevStartXRef = lastXref.offset + 1`,
    project: 'press',
    test: 'test/press/sign-pdf.test.ts',
    only: 'kind table'
  }
]
