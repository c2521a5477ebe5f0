import { describe, expect, test } from 'vitest'
import { runCampaign } from './campaign.ts'
import { checkHistory, type Findings, type History } from './checker.ts'
import { createPatience } from './patience.ts'
import { createRandom } from './random.ts'
import { composeReport } from './report.ts'
import { createSchedule } from './schedule.ts'
import { addUp } from './sections.ts'

test('five kills of the core over bad lines: nothing told saved is lost, doubled, disordered or stuck', async () => {
  const said: string[] = []
  const { details, ...result } = await runCampaign({ kills: 5, scans: 1, seats: 2, seed: 20_261_123, tell: (line) => said.push(line) })
  expect([...said, ...details]).toEqual([])
  expect(result).toMatchObject({ kills: 5, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, falselyReceived: 0, chainsBroken: 0, leaks: 0 })
  expect(result.acknowledged).toBeGreaterThan(0)
}, 300_000)

/** A good history of two counters and three dossiers, to be spoilt. */
function makeHistory(): History {
  const entry = (device: string, seq: number, kind: string) => ({ device, epoch: 1, seq, kind, hash: `${device}-${seq}` })
  const row = (device: string, seq: number, dossier: string, kind: string) => ({ seq, dossier, kind, hash: `${device}-${seq}` })
  return {
    acknowledged: [{ id: 'a', code: 'X-0001' }, { id: 'b', code: 'X-0002' }, { id: 'c', code: 'X-3000' }],
    acknowledgedChanges: [{ id: 'a', revision: 2 }],
    acknowledgedScans: [{ id: 'b', sha256: 'f' }],
    counters: [
      {
        device: 'm1',
        journal: [row('m1', 1, 'a', 'dossier.received'), row('m1', 2, 'b', 'dossier.received'), row('m1', 3, 'a', 'dossier.status-changed')],
        deliveries: [1, 2, 3].map((seq) => ({ seq, state: 'received' })),
        issued: [{ series: 's', day: 'd', serial: 1, dossier: 'a' }, { series: 's', day: 'd', serial: 2, dossier: 'b' }],
        dossiers: [{ id: 'a', code: 'X-0001', revision: 2 }, { id: 'b', code: 'X-0002', revision: 1 }],
        chain: { kind: 'intact', entries: 3 }
      },
      {
        device: 'm2',
        journal: [row('m2', 1, 'c', 'dossier.received')],
        deliveries: [{ seq: 1, state: 'received' }],
        issued: [{ series: 's', day: 'd', serial: 3000, dossier: 'c' }],
        dossiers: [{ id: 'c', code: 'X-3000', revision: 1 }],
        chain: { kind: 'intact', entries: 1 }
      }
    ],
    portal: [
      { id: 'a', code: 'X-0001', revision: 2, entries: [entry('m1', 1, 'dossier.received'), entry('m1', 3, 'dossier.status-changed')], files: [] },
      { id: 'b', code: 'X-0002', revision: 1, entries: [entry('m1', 2, 'dossier.received')], files: [{ sha256: 'f', present: true }] },
      { id: 'c', code: 'X-3000', revision: 1, entries: [entry('m2', 1, 'dossier.received')], files: [] }
    ]
  }
}

describe('the checker', () => {
  test('finds nothing in a good history', () => {
    expect(checkHistory(makeHistory())).toMatchObject({ acknowledged: 5, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, falselyReceived: 0, chainsBroken: 0, details: [] })
  })

  test('takes a poisoned dossier that waits for its officer as it is, and asks the portal only for the others', () => {
    const history = makeHistory()
    history.counters[0]!.deliveries = [{ seq: 1, lane: 'a', state: 'needs-officer' }, { seq: 2, lane: 'b', state: 'received' }, { seq: 3, lane: 'a', state: 'queued' }]
    history.portal.shift()
    history.poisoned = new Set(['a'])
    expect(checkHistory(history)).toMatchObject({ lost: 0, stuck: 0, details: [] })
    history.counters[0]!.deliveries[0]!.state = 'queued'
    expect(checkHistory(history).stuck).toBe(1)
    history.counters[0]!.deliveries[1]!.state = 'needs-officer'
    expect(checkHistory(history).stuck).toBe(2)
  })

  const spoilt: [string, keyof Findings, (history: History) => void][] = [
    ['a dossier the counter no longer has', 'lost', (history) => history.counters[0]!.dossiers.pop()],
    ['a dossier the counter has under another number', 'lost', (history) => (history.counters[1]!.dossiers[0]!.code = 'X-3001')],
    ['a change the counter forgot', 'lost', (history) => (history.counters[0]!.dossiers[0]!.revision = 1)],
    ['a dossier that is not at the portal', 'lost', (history) => history.portal.pop()],
    ['a change that is not at the portal', 'lost', (history) => (history.portal[0]!.revision = 1)],
    ['a scan whose bytes are not at the portal', 'lost', (history) => (history.portal[1]!.files[0]!.present = false)],
    ['a scan the portal never heard of', 'lost', (history) => history.portal[1]!.files.pop()],
    ['an entry that is twice at the portal', 'duplicated', (history) => history.portal[1]!.entries.push(history.portal[1]!.entries[0]!)],
    ['a dossier received twice', 'duplicated', (history) => history.portal[0]!.entries.push({ ...history.portal[0]!.entries[0]!, seq: 9 })],
    ['entries in another order', 'outOfOrder', (history) => history.portal[0]!.entries.reverse()],
    ['entries with a gap', 'outOfOrder', (history) => history.portal[0]!.entries.shift()],
    ['a number of two dossiers at the portal', 'numbersTwice', (history) => (history.portal[2]!.code = 'X-0002')],
    ['a number told twice', 'numbersTwice', (history) => history.acknowledged.push({ id: 'd', code: 'X-0001' })],
    ['a serial issued by both counters', 'numbersTwice', (history) => (history.counters[1]!.issued[0]!.serial = 2)],
    ['an entry that still waits', 'stuck', (history) => (history.counters[0]!.deliveries[2]!.state = 'queued')],
    ['an entry put aside without poison', 'stuck', (history) => (history.counters[0]!.deliveries[2]!.state = 'needs-officer')],
    ['an entry called received that the portal has with another hash', 'falselyReceived', (history) => (history.portal[1]!.entries[0]!.hash = 'other')],
    ['an entry called received that the portal has not', 'falselyReceived', (history) => history.portal[2]!.entries.pop()],
    ['a broken chain', 'chainsBroken', (history) => (history.counters[0]!.chain = { kind: 'broken', seq: 2, reason: 'hash' })]
  ]
  test.each(spoilt)('finds %s', (_what, law, spoil) => {
    const history = makeHistory()
    spoil(history)
    const found = checkHistory(history)
    expect(found[law]).toBeGreaterThan(0)
    expect(found.details.length).toBeGreaterThan(0)
  })
})

test('a seed gives the same choices again, another seed others', () => {
  const draw = (seed: number) => Array.from({ length: 20 }, ((random) => () => random.below(1000))(createRandom(seed)))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(new Set(draw(7)).size).toBeGreaterThan(15)
})

describe('the patience with a queue that must empty', () => {
  /** Looks until it is over, at most a thousand times; what goes by between two looks is always the same. */
  const countLooks = (each: { wallMs: number; cpuMs: number }): number => {
    let looks = 0
    const isOver = createPatience(40_000, 100, () => ({ wallMs: looks * each.wallMs, cpuMs: looks * each.cpuMs }))
    do looks += 1
    while (!isOver() && looks < 1_000)
    return looks
  }

  test.each([
    ['is by the clock where looks come in time', { wallMs: 100, cpuMs: 10 }, 400],
    ['counts all that a core blocked for', { wallMs: 5_000, cpuMs: 5_000 }, 8],
    ['counts no thread beside it twice', { wallMs: 5_000, cpuMs: 15_000 }, 8],
    ['forgives what the processor was elsewhere', { wallMs: 900, cpuMs: 100 }, 200],
    ['counts what it had meanwhile', { wallMs: 900, cpuMs: 400 }, 100],
    ['ends at five times its length by the clock', { wallMs: 5_000, cpuMs: 0 }, 40]
  ])('%s', (_name, each, looks) => {
    expect(countLooks(each)).toBe(looks)
  })
})

describe('the time of prove', () => {
  const parts = [
    { name: 'kills', seconds: 100 },
    { name: 'cuts', seconds: 60 },
    { name: 'fuzz', seconds: 40 }
  ]

  test('is shared out by what each part takes, and what one leaves is the others’', () => {
    const schedule = createSchedule(parts, { lanes: 2, endMs: 200_000 })
    const first = schedule.begin(0)!
    expect(first.part.name).toBe('kills')
    // Twice the time they take: each may take twice as long, and none longer than the end.
    expect([first.untilMs, schedule.begin(0)!.untilMs]).toEqual([200_000, 120_000])
    schedule.end(parts[1]!)
    const last = schedule.begin(40_000)!
    expect(last).toMatchObject({ part: { name: 'fuzz' }, untilMs: 40_000 + 40 * 1000 * (320 / 100) })
    expect(schedule.begin(41_000)).toBeUndefined()
  })

  test('is never longer than there is', () => {
    const schedule = createSchedule(parts, { lanes: 2, endMs: 50_000 })
    expect(schedule.begin(0)!.untilMs).toBe(50_000)
    expect(schedule.begin(60_000)!.untilMs).toBe(50_000)
  })
})

describe('what prove tells', () => {
  const whole = { seed: 7, seconds: 1, isWhole: true, outOfTime: ['day'] }
  test('has every count that issue 3 and 4 name, adds the sections up and says what was too short', () => {
    const sum = addUp({ details: ['a'], kills: 1_000, killsIn: { intake: 5 }, lost: 0 }, { details: ['b'], cuts: 3_000, recordings: 30, killsIn: { intake: 2, pull: 1 }, lost: 0, signing: { cases: 9 } })
    expect(sum).toMatchObject({ details: ['a', 'b'], killsIn: { intake: 7, pull: 1 } })
    const { report, isKept, short } = composeReport(sum, whole)
    for (const name of ['acknowledged', 'lost', 'duplicated', 'outOfOrder', 'numbersTwice', 'stuck', 'kills', 'cuts', 'recordings', 'histories', 'fuzzed', 'planted', 'plantedCaught']) expect(report).toHaveProperty(name)
    expect(report['outOfTime']).toEqual(['day'])
    expect(isKept).toBe(true)
    expect(short).toEqual(['histories (0 of 500)', 'fuzzed (0 of 100000)', 'planted (0 of 10)'])
  })

  test.each(['lost', 'stuck', 'sectionsFailed', 'forgotten', 'crashes'])('is no success with one %s', (name) => {
    expect(composeReport({ details: [], [name]: 1 }, whole).isKept).toBe(false)
  })

  test('is no success with a planted fault that was not caught', () => {
    expect(composeReport({ details: [], planted: 10, plantedCaught: 9 }, whole).isKept).toBe(false)
  })
})
