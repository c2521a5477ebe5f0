import { plants, type Plant } from '../faults/plants.ts'
import type { bad } from './report.ts'
import type { SectionName } from './sections.ts'

type Place = Pick<Plant, 'file' | 'find' | 'replace'>

/** A fault in counter or portal, and how the section that must find it tells of it: by this count and a line like this, so that none is caught by a breach that came of something else. */
export interface EngineFault extends Place {
  /** Of design/sync.md. */
  law: number
  name: string
  /** Planted with it, where one end alone would hide it. */
  also?: Place
  section: SectionName
  shows: (typeof bad)[number]
  says: RegExp
}

const histories = { section: 'histories' } as const
/** An entry that nobody refuses and that nothing sends. */
const waits = { shows: 'stuck', says: /stuck: \S+ is (queued|sending)$/ } as const

/** Those that stand among the plants of `npm run mutants` are taken from there, so that they follow the code once. */
function reuse(name: string): Pick<EngineFault, 'name' | 'file' | 'find' | 'replace'> {
  const plant = plants.find((one) => one.name === name)
  if (!plant) throw new Error(`there is no plant "${name}"`)
  return plant
}

export const engineFaults: readonly EngineFault[] = [
  { law: 1, ...reuse('a commit is not synced (FULL to NORMAL)'), section: 'cuts', shows: 'lost', says: /lost: .* was told saved$/ },
  { law: 1, ...reuse('the delivery row is left out'), section: 'cuts', shows: 'broken', says: /entry \d+ is in no queue$/ },
  {
    law: 1,
    name: 'a scan that comes after Receive is written down and not kept',
    file: 'electron/core/dossier/attach-scans.ts',
    find: `if (entry.kind === 'file.attached') insertAttachment(`,
    replace: `if (entry.kind !== 'file.attached') insertAttachment(`,
    ...histories,
    shows: 'lost',
    says: /lost: \S+ was told scan \S+ and \S+ has it not$/
  },
  {
    law: 2,
    name: 'the portal gives receipts for entries it does not keep',
    file: 'test/portal/push/take-entries.ts',
    find: `    () => insertEntries(tx, device.id, batchId, entries),\n`,
    replace: '',
    ...histories,
    shows: 'falselyReceived',
    says: /falsely received: /
  },
  {
    law: 2,
    name: 'what the portal signed for a batch is not kept',
    file: 'electron/core/outbox/receipt-batch-store.ts',
    find: `const { lastInsertRowid } = run(db, 'INSERT INTO receipt_batch (batch, leaves) VALUES (?, ?)', JSON.stringify(batch), joinLeaves(entryHashes))`,
    replace: `const lastInsertRowid = entryHashes.length`,
    ...histories,
    shows: 'unproven',
    says: /unproven: \S+ has no receipt/
  },
  {
    law: 2,
    name: 'no receipt is verified, and the portal signs another root',
    file: 'electron/core/portal/push-answer.ts',
    find: `if (!isProven || !areProven || verdict === 'unsigned'`,
    replace: `if (verdict === 'unsigned'`,
    also: reuse('the portal signs another root'),
    ...histories,
    shows: 'unproven',
    says: /unproven: \S+ has no receipt/
  },
  {
    law: 3,
    name: 'the portal stores a batch from its end',
    file: 'test/portal/push/take-entries.ts',
    find: `insertEntries(tx, device.id, batchId, entries)`,
    replace: `insertEntries(tx, device.id, batchId, entries.toReversed())`,
    ...histories,
    shows: 'outOfOrder',
    says: /out of order: .* wrote .*, arrived /
  },
  { law: 4, ...reuse('a refused entry is thrown back in the queue'), ...histories, shows: 'stuck', says: /the portal refuses is (queued|sending) and not needs-officer$/ },
  {
    law: 4,
    name: 'a refused entry is deleted from the queue',
    file: 'electron/core/outbox/delivery-store.ts',
    find: `  if (changes === 0) markNeedsOfficerAgain(db, seq, problem, answeredAt)`,
    replace: `  run(db, 'DELETE FROM delivery WHERE seq = ?', seq)\n  if (changes === 0) markNeedsOfficerAgain(db, seq, problem, answeredAt)`,
    ...histories,
    shows: 'unlisted',
    says: /unlisted: \S+ \(dossier\.\S+\) is in no list$/
  },
  {
    law: 5,
    name: 'both counters number in one range',
    file: 'electron/core/numbers/number-context.ts',
    find: `    range: device.range,`,
    replace: `    range: { from: 1, to: 2999 },`,
    ...histories,
    shows: 'numbersTwice',
    says: /number twice: .* is of .* and /
  },
  {
    law: 6,
    name: 'the third failure in a row is the last',
    file: 'electron/core/outbox/back-off.ts',
    find: `return retryAfterMs > 0 ? askedWaitMs(shortAsked, random(), retryAfterMs) : backOffMs(failures, random())`,
    replace: `return failures > 2 ? 3_600_000 : backOffMs(failures, random())`,
    ...histories,
    ...waits
  },
  {
    law: 7,
    name: 'requests are signed by the counter’s own clock',
    file: 'electron/core/portal/device-client.ts',
    find: `portalNow: () => context.now() + (findSetting<number>(context.db, 'clock-offset-ms') ?? 0)`,
    replace: `portalNow: () => context.now()`,
    ...histories,
    ...waits
  },
  { law: 7, ...reuse('the date in a number may run backwards'), ...histories, shows: 'daysBackwards', says: /day went back: .* after one of / },
  {
    law: 8,
    name: 'a submitted payload is changed when it is received',
    file: 'electron/core/outbox/delivery-store.ts',
    find: `  if (changes === 0) markReceivedAgain(db, seq, receipt, answeredAt)`,
    replace: `  run(db, \`UPDATE journal SET payload = replace(payload, 'Giao', 'Xuân') WHERE seq = ?\`, seq)\n  if (changes === 0) markReceivedAgain(db, seq, receipt, answeredAt)`,
    ...histories,
    shows: 'chainsBroken',
    says: /chain: .* \(payload\)$/
  },
  {
    law: 8,
    name: 'the portal keeps another payload than was submitted',
    file: 'test/portal/push/batch-store.ts',
    find: `payload === null ? null : payloadBytes`,
    replace: `payload === null ? null : Buffer.from(payloadBytes.toString().replace('Giao', 'Xuân'))`,
    ...histories,
    shows: 'altered',
    says: /altered: \S+ is not what was submitted$/
  },
  { law: 8, ...reuse('the hash chain is not linked'), section: 'cuts', shows: 'chainsBroken', says: /at \d+ \(previous\)$/ }
]
