import type { Plant } from './plants.ts'

const core = { project: 'core' }

/** Faults in what is sent to the portal and what is believed of its answers. */
export const pushPlants: readonly Plant[] = [
  {
    name: 'a receipt is not verified',
    file: 'electron/core/portal/push-answer.ts',
    find: `(result) => result.outcome !== 'accepted' || !result.receipt || reader.isReceiptValid(`,
    replace: `(result) => result.outcome !== 'accepted' || !result.receipt || true || reader.isReceiptValid(`,
    ...core,
    test: 'test/core/answers.test.ts',
    only: 'another root|one false receipt'
  },
  {
    name: 'what the portal signed for a whole batch is not verified',
    file: 'electron/core/portal/push-answer.ts',
    find: `(batch !== undefined && reader.isBatchValid(batch, { device, entryHashes: together }))`,
    replace: `batch !== undefined`,
    ...core,
    test: 'test/core/answers.test.ts',
    only: 'together'
  },
  {
    name: 'a batch that waits for the answer before it is sent whole',
    file: 'electron/core/portal/portal-client.ts',
    find: `yield bytes.subarray(0, -1)\n  await released\n  yield bytes.subarray(-1)`,
    replace: `yield bytes\n  await released`,
    ...core,
    test: 'test/core/sent-ahead.test.ts'
  },
  {
    name: 'a refused entry is thrown back in the queue',
    file: 'electron/core/portal/push-answer.ts',
    find: `markNeedsOfficer(writeDb, result.seq, result.problem, response.serverTime)`,
    replace: `requeue(writeDb, [result.seq])`,
    ...core,
    test: 'test/core/outbox.test.ts',
    only: 'waits for the officer'
  }
]
