import { describe, expect, test } from 'vitest'
import { runCampaign } from './campaign.ts'
import { addEarlier, checkHistory, type Findings, type History } from './checker.ts'
import { sampleWrites } from './disk-full/scene.ts'
import { findLostAtCounter } from './find-lost.ts'
import { createPatience } from './patience.ts'
import { createRandom } from './random.ts'
import { aims, composeReport } from './report.ts'
import { createSchedule } from './schedule.ts'
import { addUp } from './sections.ts'

test('five kills of the core over bad lines: nothing told saved is lost, doubled, disordered or stuck', async () => {
  const { details, ...result } = await runCampaign({ kills: 5, scans: 1, seats: 2, seed: 20_261_123 })
  expect(details).toEqual([])
  expect(result).toMatchObject({ kills: 5, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, falselyReceived: 0, unproven: 0, unlisted: 0, altered: 0, daysBackwards: 0, chainsBroken: 0, leaks: 0 })
  expect(result.acknowledged).toBeGreaterThan(0)
}, 300_000)

/** A good history of two counters and three dossiers, to be spoilt. */
function makeHistory(): History {
  const entry = (device: string, seq: number, kind: string) => ({ device, epoch: 1, seq, kind, hash: `${device}-${seq}`, payloadHash: `${device}-${seq}-p` })
  const row = (device: string, seq: number, dossier: string, kind: string) => ({ seq, dossier, kind, hash: `${device}-${seq}`, payloadHash: `${device}-${seq}-p` })
  const told = (device: string, rows: [number, string][]) => ({ device, deliveries: rows.map(([seq, lane]) => ({ seq, lane, state: 'received' })), uploads: [], offeredAgain: [], withdrawn: [], unproven: [] })
  const number = (seq: number, serial: number, dossier: string) => ({ series: 's', day: 'd', serial, dossier, seq, onDay: '2026-11-26' })
  return {
    acknowledged: [{ id: 'a', code: 'X-0001', by: 'm1' }, { id: 'b', code: 'X-0002', by: 'm1' }, { id: 'c', code: 'X-3000', by: 'm2' }],
    acknowledgedChanges: [{ id: 'a', revision: 2, by: 'm1' }],
    acknowledgedScans: [{ id: 'b', sha256: 'f' }],
    lateScans: [{ id: 'b', sha256: 'e', by: 'm1' }],
    counters: [
      {
        ...told('m1', [[1, 'a'], [2, 'b'], [3, 'a']]),
        journal: [row('m1', 1, 'a', 'dossier.received'), row('m1', 2, 'b', 'dossier.received'), row('m1', 3, 'a', 'dossier.status-changed')],
        issued: [number(1, 1, 'a'), number(2, 2, 'b')],
        dossiers: [{ id: 'a', code: 'X-0001', revision: 2 }, { id: 'b', code: 'X-0002', revision: 1 }],
        scans: [{ dossier: 'b', sha256: 'e' }],
        uploads: [{ sha256: 'f', dossier: 'b', state: 'received' }],
        chain: { kind: 'intact', entries: 3 }
      },
      {
        ...told('m2', [[1, 'c']]),
        journal: [row('m2', 1, 'c', 'dossier.received')],
        issued: [number(1, 3000, 'c')],
        // It was told of its neighbour's dossier too.
        dossiers: [{ id: 'c', code: 'X-3000', revision: 1 }, { id: 'a', code: 'X-0001', revision: 2 }],
        scans: [],
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
    expect(checkHistory(makeHistory())).toMatchObject({ acknowledged: 6, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, daysBackwards: 0, stuck: 0, unlisted: 0, falselyReceived: 0, unproven: 0, altered: 0, chainsBroken: 0, details: [] })
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
    // As if it had never been: neither its own nor what follows waits anywhere.
    history.counters[0]!.deliveries = []
    history.counters[0]!.journal = []
    expect(checkHistory(history).unlisted).toBe(1)
  })

  test('takes what an officer withdrew as it is: it neither waits nor was received', () => {
    const history = makeHistory()
    history.counters[1]!.journal.push({ seq: 2, dossier: 'c', kind: 'dossier.status-changed', hash: 'm2-2', payloadHash: 'm2-2-p' })
    expect(checkHistory(history).unlisted).toBe(1)
    history.counters[1]!.withdrawn = [2]
    expect(checkHistory(history)).toMatchObject({ unlisted: 0, details: [] })
    // What took its place may follow at the portal; it itself may not.
    history.counters[1]!.journal.push({ seq: 3, dossier: 'c', kind: 'dossier.status-changed', hash: 'm2-3', payloadHash: 'm2-3-p' })
    history.counters[1]!.deliveries.push({ seq: 3, lane: 'c', state: 'received' })
    const arrived = { device: 'm2', epoch: 1, kind: 'dossier.status-changed' }
    history.portal[2]!.entries.push({ ...arrived, seq: 3, hash: 'm2-3', payloadHash: 'm2-3-p' })
    expect(checkHistory(history)).toMatchObject({ outOfOrder: 0, details: [] })
    history.portal[2]!.entries.splice(1, 0, { ...arrived, seq: 2, hash: 'm2-2', payloadHash: 'm2-2-p' })
    expect(checkHistory(history).outOfOrder).toBe(1)
  })

  test('knows a change of a dossier that two counters change by its words, wherever it went', () => {
    const history = makeHistory()
    history.sharedChanges = [{ id: 'a', by: 'm1', words: 'Bước 1' }, { id: 'a', by: 'm2', words: 'Bước 2' }]
    expect(checkHistory(history).lost).toBe(2)
    history.counters[0]!.journal[2]!.words = 'Bước 1'
    history.counters[1]!.journal.push({ seq: 2, dossier: 'a', kind: 'dossier.amended', hash: 'm2-2', payloadHash: 'm2-2-p', words: 'Bước 2' })
    history.counters[1]!.withdrawn = [2]
    expect(checkHistory(history)).toMatchObject({ lost: 0, details: [] })
  })

  test('knows each receipt by its number, which is in the books for its dossier and on no other receipt', () => {
    const history = makeHistory()
    const receipt = { id: 'a', by: 'm1', series: 'quyen', day: '2026/001', serial: 7 }
    history.receipts = [receipt]
    expect(checkHistory(history).details).toEqual(['lost: receipt 7 of a is not in the books of m1'])
    history.counters[0]!.issued.push({ series: 'quyen', day: '2026/001', serial: 7, dossier: 'a', seq: 4, onDay: '2026-11-26' })
    expect(checkHistory(history)).toMatchObject({ lost: 0, numbersTwice: 0, details: [] })
    history.receipts.push(receipt)
    expect(checkHistory(history)).toMatchObject({ numbersTwice: 1, details: ['number twice: quyen 2026/001 7 is on two receipts'] })
    history.counters[1]!.issued.push({ series: 'quyen', day: '2026/001', serial: 7, dossier: 'c', seq: 2, onDay: '2026-11-26' })
    expect(checkHistory(history).numbersTwice).toBe(2)
  })

  test('asks that both have what the portal has when a shared dossier is settled', () => {
    const history = makeHistory()
    const find = (...states: (string | undefined)[]) => checkHistory({ ...history, shared: [{ id: 'a', atPortal: 'mới', atCounters: states.map((state, index) => ({ device: `m${index + 1}`, state })) }] })
    expect(find('mới', 'mới')).toMatchObject({ apart: 0, details: [] })
    expect(find('mới', 'cũ')).toMatchObject({ apart: 1, details: ['apart: m2 has a otherwise than the portal'] })
    expect(find(undefined, 'mới').details).toEqual(['apart: m1 has a not at all'])
  })

  test('asks for the counters’ own business where it was read at the portal', () => {
    const history = makeHistory()
    history.counters[0]!.journal.push({ seq: 4, dossier: null, kind: 'counter.recalled', hash: 'm1-4', payloadHash: 'm1-4-p' })
    history.counters[0]!.deliveries.push({ seq: 4, lane: 'counter', state: 'received' })
    expect(checkHistory(history).falselyReceived).toBe(0)
    history.ofNoDossier = []
    expect(checkHistory(history).falselyReceived).toBe(1)
    history.ofNoDossier = [{ device: 'm1', epoch: 1, seq: 4, kind: 'counter.recalled', hash: 'm1-4', payloadHash: 'm1-4-p' }]
    expect(checkHistory(history)).toMatchObject({ falselyReceived: 0, altered: 0, details: [] })
  })

  test('counts a loss that was seen on the way and is filled again at the end, and one that stays only once', () => {
    const history = makeHistory()
    const now = history.counters.map(({ device, dossiers, scans }) => ({ device, scans, dossiers: dossiers.filter(({ id }) => id !== 'b') }))
    const earlier = new Map(findLostAtCounter({ ...history, counters: now }).map((line) => [line, 'after 10 kills']))
    const found = addEarlier(checkHistory(history), 'lost', earlier)
    expect(found).toMatchObject({ lost: 1, details: ['lost: b was told X-0002 and m1 has nothing (after 10 kills)'] })
    history.counters[0]!.dossiers.pop()
    expect(addEarlier(checkHistory(history), 'lost', earlier).lost).toBe(1)
  })

  const spoilt: [string, keyof Findings, (history: History) => void][] = [
    ['a dossier the counter no longer has', 'lost', (history) => history.counters[0]!.dossiers.pop()],
    ['a dossier that only its neighbour still has', 'lost', (history) => history.counters[0]!.dossiers.shift()],
    ['a change that only its neighbour knows', 'lost', (history) => (history.counters[0]!.dossiers[0]!.revision = 1)],
    ['a dossier the counter has under another number', 'lost', (history) => (history.counters[1]!.dossiers[0]!.code = 'X-3001')],
    ['a dossier that is not at the portal', 'lost', (history) => history.portal.pop()],
    ['a change that is not at the portal', 'lost', (history) => (history.portal[0]!.revision = 1)],
    ['a late scan whose bytes are not at the counter', 'lost', (history) => history.counters[0]!.scans.pop()],
    ['a late scan that only its neighbour has', 'lost', (history) => history.counters[1]!.scans.push(...history.counters[0]!.scans.splice(0))],
    ['a scan whose bytes are not at the portal', 'lost', (history) => (history.portal[1]!.files[0]!.present = false)],
    ['a scan the portal never heard of', 'lost', (history) => history.portal[1]!.files.pop()],
    ['an entry that is twice at the portal', 'duplicated', (history) => history.portal[1]!.entries.push(history.portal[1]!.entries[0]!)],
    ['a dossier received twice', 'duplicated', (history) => history.portal[0]!.entries.push({ ...history.portal[0]!.entries[0]!, seq: 9 })],
    ['entries in another order', 'outOfOrder', (history) => history.portal[0]!.entries.reverse()],
    ['entries with a gap', 'outOfOrder', (history) => history.portal[0]!.entries.shift()],
    ['a number of two dossiers at the portal', 'numbersTwice', (history) => (history.portal[2]!.code = 'X-0002')],
    ['a number told twice', 'numbersTwice', (history) => history.acknowledged.push({ id: 'd', code: 'X-0001' })],
    ['a serial issued by both counters', 'numbersTwice', (history) => (history.counters[1]!.issued[0]!.serial = 2)],
    ['a serial issued by both counters for one dossier', 'numbersTwice', (history) => history.counters.forEach(({ issued }) => issued.push({ series: 'receipts', day: '2026/001', serial: 1, dossier: 'a', seq: 9, onDay: null }))],
    ['a number of no dossier issued by both counters', 'numbersTwice', (history) => history.counters.forEach(({ issued }) => issued.push({ series: 'forms', day: '2026', serial: 1, dossier: null, seq: 9, onDay: null }))],
    ['an entry that still waits', 'stuck', (history) => (history.counters[0]!.deliveries[2]!.state = 'queued')],
    ['a scan that still waits', 'stuck', (history) => (history.counters[0]!.uploads[0]!.state = 'sending')],
    ['an entry offered again that still waits', 'stuck', (history) => history.counters[0]!.offeredAgain.push({ seq: 1, lane: 'a', state: 'queued' })],
    ['an entry that was deleted from the queue', 'unlisted', (history) => history.counters[0]!.deliveries.pop()],
    ['a number of an earlier day', 'daysBackwards', (history) => (history.counters[0]!.issued[1]!.onDay = '2026-11-25')],
    ['an entry called received without a receipt', 'unproven', (history) => history.counters[0]!.unproven.push('2')],
    ['a payload that is another at the portal', 'altered', (history) => (history.portal[1]!.entries[0]!.payloadHash = 'other')],
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

test('the disk is full at every write of a life that was counted; where there are too many, at the first, the last and evenly between', () => {
  expect(sampleWrites(4, 9)).toEqual([1, 2, 3, 4])
  expect(sampleWrites(9, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(sampleWrites(101, 5)).toEqual([1, 26, 51, 76, 101])
  expect(sampleWrites(0, 5)).toEqual([])
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
    const { report, isKept, short, verdict } = composeReport(sum, whole)
    for (const name of ['acknowledged', 'lost', 'duplicated', 'outOfOrder', 'numbersTwice', 'stuck', 'kills', 'cuts', 'recordings', 'histories', 'fuzzed', 'planted', 'plantedCaught']) expect(report).toHaveProperty(name)
    expect(report['outOfTime']).toEqual(['day'])
    expect(isKept).toBe(true)
    expect(short).toEqual(['histories (0 of 500)', 'fuzzed (0 of 100000)', 'planted (0 of 16)', 'day.citizens (0 of 50)', 'diskFull (0 of 1)', 'portalRestores (0 of 1)', 'portalKills (0 of 1)', 'historiesRestored (0 of 4)', 'historiesRestoredShipped (0 of 2)', 'historiesShipped (0 of 200)', 'takenOver (0 of 1)', 'sharedDossiers (0 of 50)', 'conflictsSettled (0 of 20)', 'receipts (0 of 50)', 'lateScans (0 of 1)', 'imagesStarted (0 of 1)', 'filesTold (0 of 1)', 'fuzzedShipped (0 of 15000)'])
    expect(report['whole']).toBe(false)
    expect(verdict).toBe('every law held, but the run was not whole')
  })

  const enough = { details: [], kills: 1_000, cuts: 3_000, recordings: 30, histories: 500, fuzzed: 100_000, planted: 16, plantedCaught: 16, day: { citizens: 50 }, signing: { cases: 37 }, diskFull: 9, portalRestores: 2, portalKills: 3, historiesRestored: 4, historiesRestoredShipped: 2, historiesShipped: 200, takenOver: 9, sharedDossiers: 90, conflictsSettled: 60, receipts: 90, lateScans: 9, imagesStarted: 30, filesTold: 5, fuzzedShipped: 15_000 }
  test('is whole when every section came to what it has to', () => {
    expect(composeReport(enough, whole)).toMatchObject({ isKept: true, short: [], verdict: 'every law held', report: { whole: true } })
  })

  test.each(Object.keys(aims).map((name) => name.split('.')[0]!))('is not whole, and no failure, without %s', (name) => {
    const { report, isKept, verdict } = composeReport({ ...enough, [name]: undefined, ...(name === 'planted' ? { plantedCaught: 0 } : {}) }, whole)
    expect([report['whole'], isKept, verdict]).toEqual([false, true, 'every law held, but the run was not whole'])
  })

  test('is not whole where the disk was not full at every step', () => {
    expect(composeReport({ ...enough, diskFullUnfinished: ['start', 'copies'] }, whole)).toMatchObject({ isKept: true, short: ['diskFull (not to the last step of start, copies)'], report: { whole: false } })
    expect(composeReport({ ...enough, diskFullUnfinished: [] }, whole).report['whole']).toBe(true)
  })

  test('is not whole where only some sections were to run', () => {
    expect(composeReport({ details: [], kills: 9 }, { ...whole, isWhole: false })).toMatchObject({ isKept: true, short: [], report: { whole: false } })
  })

  test.each(['lost', 'stuck', 'unlisted', 'unproven', 'daysBackwards', 'altered', 'apart', 'sectionsFailed', 'forgotten', 'crashes'])('is no success with one %s', (name) => {
    expect(composeReport({ details: [], [name]: 1 }, whole).isKept).toBe(false)
  })

  test('is no success with a planted fault that was not caught', () => {
    expect(composeReport({ details: [], planted: 10, plantedCaught: 9 }, whole).isKept).toBe(false)
  })
})
