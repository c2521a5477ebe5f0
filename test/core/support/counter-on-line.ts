import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { TestPortal } from '../../unit/portal/support/engines.ts'
import { removeFolder, startCounter, type Counter } from './counter.ts'
import { openOffice, startReferencePortal, type TestOffice } from './portal.ts'

export interface CounterOnLine<Line> {
  portal: TestPortal
  line: Line
  office: TestOffice
  counter: Counter
}

/** One portal for the tests of a file, and for each of them a line to it, an office and a counter of its own, whose back-off waits as short as it may. */
export function useCounterOnLine<Line extends { url: string }>(options: {
  startLine(target: string): Promise<Line>
  closeLine(line: Line): Promise<void>
  use(made: CounterOnLine<Line>): void
  /** When the counter is closed. */
  closed?(counter: Counter): void
}): void {
  let portal: TestPortal
  let made: CounterOnLine<Line>

  beforeAll(async () => {
    portal = await startReferencePortal()
  })
  afterAll(() => portal.close())
  beforeEach(async () => {
    const line = await options.startLine(portal.url)
    const office = await openOffice(portal.database)
    made = { portal, line, office, counter: await startCounter(line.url, office, { random: () => 0 }) }
    options.use(made)
  })
  afterEach(async () => {
    const { counter, line } = made
    await counter.close()
    await options.closeLine(line)
    removeFolder(counter)
    options.closed?.(counter)
  })
}
