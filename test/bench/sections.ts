import type { Section } from './section.ts'

/** Every section, in the order they run: the quick ones first, what makes the machine warm later, the million dossiers last because the first run has to make them. */
export const sections: readonly Section[] = [
  {
    name: 'receive-commit',
    timeoutMs: 240_000,
    keys: {
      receiveCommitRatio: { aim: '<= 1.5', floor: 'p50: the same statements with the same values in bare better-sqlite3, same cipher, FULL, one transaction' },
      receiveCommitRatioP99: { aim: '<= 1.5', floor: 'p99 of the same' }
    },
    load: () => import('./receive-commit.ts')
  },
  {
    name: 'fsyncs-per-commit',
    timeoutMs: 180_000,
    keys: { fsyncsPerCommit: { aim: '>= 1', floor: 'the least over 200 Receives, fsync and fdatasync on the write-ahead log, press to answer' } },
    load: () => import('./fsyncs-per-commit.ts')
  },
  {
    name: 'drain',
    timeoutMs: 400_000,
    keys: {
      drainOverPouch: { aim: '>= 5', floor: 'PouchDB 9 to express-pouchdb, the same 10,000 entries in batches of 100, every write flushed at both ends as ours are' },
      drainOverPouchUnflushed: { aim: '', floor: 'the same as PouchDB comes: nothing is flushed there' },
      drainOverBare: { aim: '>= 0.6', floor: 'a batched POST of the same entries into one table of the same PostgreSQL, fsync on' }
    },
    load: () => import('./drain/drain.ts')
  },
  {
    name: 'sign',
    timeoutMs: 300_000,
    keys: {
      signOverheadMs: { aim: '<= 1', floor: 'p50 asked of the signer’s process, less p50 of C_Sign in a loop of C' },
      padesOverheadMs: { aim: '<= 15', floor: 'p50 of a 1 MB 20-page visible PAdES in a batch of 200 with one PIN, less p50 of C_Sign' },
      padesMemoryGrowthMb: { aim: '<= 30', floor: 'resident memory of press after 200 documents less after 20' },
      padesOverPdfsig: { aim: '<= 1', floor: 'the same document by pdfsig with a key of the same kind, in turns' },
      verifyMs: { aim: '<= 25', floor: '1 MB with two signatures, offline, warm' },
      signerStartMs: { aim: '<= 400', floor: 'spawn of the signer to its list of tokens' }
    },
    load: () => import('./sign.ts')
  },
  {
    name: 'upload',
    timeoutMs: 240_000,
    keys: { uploadBytesRatio: { aim: '<= 1.03', floor: 'the size of a scan of 20 MB; the line is cut three times at random bytes' } },
    load: () => import('./upload.ts')
  },
  {
    name: 'receipt-pdf',
    timeoutMs: 240_000,
    keys: { receiptPdfOverBare: { aim: '<= 1.3', floor: 'p50: the same document loaded into a window of an empty Electron, printToPDF with the same options, written and flushed; in turns' } },
    load: () => import('./receipt-pdf.ts')
  },
  {
    name: 'keys',
    timeoutMs: 240_000,
    keys: {
      keyToFrameP95Ms: { aim: '<= 100', floor: 'ms, 95 of 100 letters typed into a name, key to the frame that shows it, the page’s processor slowed four times' },
      keys: { aim: 'the table of design/ui.md', floor: 'keys a task, by pressed keys and real focus' },
      seconds: { aim: '', floor: 'of the same, by hands that never wait' }
    },
    load: () => import('./keys.ts')
  },
  {
    name: 'reconnect',
    timeoutMs: 300_000,
    keys: { reconnect: { aim: '1000, <= 2, 0', floor: '{drained, slowestOverMedian, badStatus}: 1,000 counters with 50 dossiers each come back at once; bad is every status but 200, 429, 503' } },
    load: () => import('./reconnect/reconnect.ts')
  },
  {
    name: 'memory',
    timeoutMs: 400_000,
    keys: {
      memoryRatio: { aim: '<= 1.6', floor: 'PSS of the process tree of an empty window of the same Electron; ours with 100,000 dossiers, at rest' },
      memoryGrowthMb: { aim: '', floor: 'MB above rest at the most, while 10,000 queued dossiers drain' }
    },
    load: () => import('./memory.ts')
  },
  {
    name: 'start',
    timeoutMs: 600_000,
    keys: {
      startRatio: { aim: '<= 1.25', floor: 'spawn to first contentful paint of an empty window of the same Electron; ours to the first key in the intake form, log-in and all' },
      startRatioLessPassword: { aim: '', floor: 'the same without the password’s typing and its scrypt' },
      startSpent: { aim: '', floor: 'median ms of each part of the start' }
    },
    load: () => import('./start.ts')
  },
  {
    name: 'search',
    timeoutMs: 900_000,
    keys: {
      searchOverRaw: { aim: '<= 1.2', floor: 'p50: the same FTS5 MATCH over 1,000,000 dossiers, newest 20 and their lines, in bare better-sqlite3, same cipher' },
      searchP95Ms: { aim: '<= 16', floor: 'ms, 95 of 100 searches: typed text to rows of the screen, inside core' }
    },
    load: () => import('./search.ts')
  }
]
