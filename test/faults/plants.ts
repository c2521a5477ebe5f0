import { pushPlants } from './push-plants.ts'
import { rulePlants } from './rule-plants.ts'

/** A fault planted in the code: a small textual change that must match exactly once, and the tests that must turn red for it. */
export interface Plant {
  name: string
  file: string
  find: string
  replace: string
  /** Vitest's project, test file and, where the file is slow, a pattern of test names. */
  project: string
  test: string
  only?: string
}

const core = { project: 'core' }

/** The faults that `npm run mutants` plants one at a time, for each law of design/sync.md and each rule an officer would answer for. */
export const plants: readonly Plant[] = [
  {
    name: 'a commit is not synced (FULL to NORMAL)',
    file: 'electron/core/db/open.ts',
    find: `db.pragma('synchronous=FULL')`,
    replace: `db.pragma('synchronous=NORMAL')`,
    ...core,
    test: 'test/core/durability.test.ts',
    only: 'syncs the write-ahead log'
  },
  {
    name: 'the delivery row is left out',
    file: 'electron/core/journal/journal.ts',
    find: `  insertDelivery(db, { seq: header.seq, lane: entry.lane ?? entry.dossier ?? 'counter' })\n`,
    replace: '',
    ...core,
    test: 'test/core/journal.test.ts'
  },
  {
    name: 'the hash chain is not linked',
    file: 'electron/core/journal/journal.ts',
    find: `previous: head?.hash ?? chainStart`,
    replace: `previous: chainStart`,
    ...core,
    test: 'test/core/journal.test.ts'
  },
  {
    name: 'a disputed journal goes on', file: 'electron/core/journal/closed.ts',
    find: `  if (findSetting(db, 'disputed-head')) return { kind: 'history-disputed' }\n`, replace: '',
    ...core, test: 'test/core/restore.test.ts', only: 'cloned'
  },
  {
    name: 'news ring no bell', file: 'test/portal/news.ts',
    find: `!== asker.id)) ring(true)`, replace: `!== asker.id)) ring(false)`,
    ...core, test: 'test/core/two-counters.test.ts', only: 'what one counter received'
  },
  {
    name: 'a changed payload is not noticed',
    file: 'electron/core/journal/verify-chain.ts',
    find: `hashCanonicalPayload(row.salt, row.payloadText) === row.header.payloadHash ? undefined : 'payload'`,
    replace: `hashCanonicalPayload(row.salt, row.payloadText) === '' ? 'payload' : undefined`,
    ...core,
    test: 'test/core/journal.test.ts'
  },
  {
    name: 'a receipt’s path need not lead to its root',
    file: 'electron/crypto/receipt.ts',
    find: `rootFromPath(receipt.entryHash, receipt.path) === receipt.batch.statement.root`,
    replace: `true`,
    project: 'unit',
    test: 'test/unit/crypto/receipt.test.ts'
  },
  {
    name: 'the head’s signature is not verified',
    file: 'electron/core/portal/keep-head.ts',
    find: `|| !isSignedByPortal(head, findPortalKey(db))) return 'unsigned'`,
    replace: `) return 'unsigned'`,
    ...core,
    test: 'test/core/answers.test.ts',
    only: 'a head nobody signed'
  },
  {
    name: 'an announcement of keys need not be signed by the newest key known',
    file: 'electron/crypto/key-announcement.ts',
    find: `  if (!isSigned(statement, newest.publicKey, signature.signature)) return undefined\n`,
    replace: '',
    project: 'unit',
    test: 'test/unit/crypto/key-announcement.test.ts'
  },
  {
    name: 'a device key that was retired is taken',
    file: 'test/portal/authenticate.ts',
    find: `  if (signer.isRetired) throw new HttpProblem(problem('deviceKeyRetired'))\n`,
    replace: '',
    ...core,
    test: 'test/core/key-rotation.test.ts',
    only: 'a key that was retired'
  },
  {
    name: 'the portal signs another root',
    file: 'test/portal/push/take-entries.ts',
    find: `root: tree.root,`,
    replace: `root: buildMerkleTree(['0'.repeat(64)]).root,`,
    ...core,
    test: 'test/core/outbox.test.ts',
    only: 'its answer is lost'
  },
  {
    name: 'the portal forgets an entry’s key',
    file: 'test/portal/push/decide.ts',
    find: `if (held) return held.hash === entry.hash ? undefined : problem('keyReused')`,
    replace: `if (held) return problem('keyReused')`,
    ...core,
    test: 'test/core/outbox.test.ts',
    only: 'its answer is lost'
  },
  {
    name: 'a waiting officer no longer blocks the lane',
    file: 'electron/core/outbox/delivery-store.ts',
    find: `AND earlier.state = 'needs-officer')\n        AND NOT EXISTS (\n          SELECT 1 FROM offered_again`,
    replace: `AND earlier.state = 'nothing')\n        AND NOT EXISTS (\n          SELECT 1 FROM offered_again`,
    ...core,
    test: 'test/core/journal.test.ts'
  },
  {
    name: 'due entries go newest first',
    file: 'electron/core/outbox/delivery-store.ts',
    find: `\${also}\n      ORDER BY seq LIMIT ?\``,
    replace: `\${also}\n      ORDER BY seq DESC LIMIT ?\``,
    ...core,
    test: 'test/core/journal.test.ts'
  },
  {
    name: 'no pause after a failure',
    file: 'electron/core/outbox/link.ts',
    find: `return sinceMs < 0 ? 0 : Math.max(0, restMs - sinceMs)`,
    replace: `return 0`,
    ...core,
    test: 'test/core/answers.test.ts',
    only: '502'
  },
  {
    name: 'a clock set back makes the pause as long',
    file: 'electron/core/outbox/link.ts',
    find: `return sinceMs < 0 ? 0 : Math.max(0, restMs - sinceMs)`,
    replace: `return Math.max(0, restMs - sinceMs)`,
    ...core,
    test: 'test/core/outbox.test.ts',
    only: 'set back by hours'
  },
  {
    name: 'a Receive repeated is a second dossier',
    file: 'electron/core/dossier/receive-dossier.ts',
    find: `  if (known) return ok(toReceived(known.id, known.dossier))\n`,
    replace: '',
    ...core,
    test: 'test/core/receive.test.ts',
    only: 'pressed twice'
  },
  {
    name: 'a number is not noted as issued',
    file: 'electron/core/dossier/receive-dossier.ts',
    find: `  insertIssuedNumber(db, { series: by.series, period: facts.day, serial: facts.serial, onDay: facts.day, dossier: input.draftId, seq })\n`,
    replace: '',
    ...core,
    test: 'test/core/receive.test.ts',
    only: 'daily range'
  },
  {
    name: 'the range gives one number too many',
    file: 'electron/domain/dossier-code.ts',
    find: `if (lastIssuedSerial >= range.to) return`,
    replace: `if (lastIssuedSerial > range.to) return`,
    project: 'unit',
    test: 'test/unit/domain/dossier-code.test.ts'
  },
  {
    name: 'the date in a number may run backwards',
    file: 'electron/domain/dossier-code.ts',
    find: `if (today < highWaterDay) return err(`,
    replace: `if (today < '') return err(`,
    project: 'unit',
    test: 'test/unit/domain/dossier-code.test.ts'
  },
  {
    name: 'a secret procedure is taken',
    file: 'electron/domain/receive.ts',
    find: `  if (procedure.secret) return { kind: 'secret-procedure', procedureCode: procedure.code }\n`,
    replace: '',
    ...core,
    test: 'test/core/secrecy.test.ts'
  },
  {
    name: 'a secret paper is in a draft',
    file: 'electron/core/dossier/draft-handlers.ts',
    find: `components: draft.components.filter((component) => component.ticked), markedSecret`,
    replace: `components: [], markedSecret`,
    ...core,
    test: 'test/core/secrecy.test.ts'
  },
  {
    name: 'anyone may receive',
    file: 'electron/core/permissions.ts',
    find: `'dossier.receive': 'dossier.receive',`,
    replace: `'dossier.receive': null,`,
    ...core,
    test: 'test/core/receive.test.ts',
    only: 'who may'
  },
  {
    name: 'a late autosave brings the draft back',
    file: 'electron/core/dossier/draft-handlers.ts',
    find: `if (!findDossier(db, draft.id)) putDraft(`,
    replace: `putDraft(`,
    ...core,
    test: 'test/core/receive.test.ts',
    only: 'autosave'
  },
  {
    name: 'the deadline is off by one holiday',
    file: 'electron/domain/work-calendar.ts',
    find: `  if (row?.kind === 'off') return`,
    replace: `  if (row?.kind === 'off' && !day.endsWith('-04-30')) return`,
    project: 'unit',
    test: 'test/unit/domain/deadline.test.ts'
  },
  {
    name: 'a day worked in lieu does not count',
    file: 'electron/domain/work-calendar.ts',
    find: `return kind === 'working' || kind === 'in-lieu'`,
    replace: `return kind === 'working'`,
    project: 'unit',
    test: 'test/unit/domain/deadline.test.ts'
  },
  {
    name: 'the place to go on with an upload is not kept',
    file: 'electron/core/portal/upload.ts',
    find: `if (upload.url) write(context.db, (db) => keepUploadUrl(db, row, upload.url ?? ''))`,
    replace: `upload.url ??= ''`,
    ...core,
    test: 'test/core/upload.test.ts',
    only: 'killed after every chunk'
  },
  {
    name: 'a failing file holds up the others',
    file: 'electron/core/outbox/upload-store.ts',
    find: `ORDER BY attempts, size_bytes, upload.sha256 LIMIT 1`,
    replace: `ORDER BY size_bytes, upload.sha256 LIMIT 1`,
    ...core,
    test: 'test/core/upload-order.test.ts'
  },
  {
    name: 'a log line quotes the error',
    file: 'electron/contract/error-line.ts',
    find: `return [error.name,`,
    replace: `return [error.name, error.message,`,
    ...core,
    test: 'test/core/bug-log.test.ts'
  },
  {
    name: 'a document that lost bytes of its past is given out',
    file: 'electron/press/pades.ts',
    find: `  assertPrefixKept(request.source, prepared)\n`,
    replace: '',
    project: 'press',
    test: 'test/press/prefix-kept.test.ts'
  },
  ...pushPlants,
  ...rulePlants
]
