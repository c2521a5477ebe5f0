import { loadPeer } from './peers.ts'

/** What is used of PouchDB. */
export interface Pouch {
  bulkDocs(docs: readonly object[]): Promise<unknown>
  info(): Promise<{ doc_count: number }>
  replicate: { to(target: string, options: { batch_size: number }): Promise<{ docs_written: number; ok: boolean }> }
  close(): Promise<void>
}

export interface PouchConstructor {
  new (name: string): Pouch
  defaults(options: { prefix: string; db: unknown }): PouchConstructor
}

type Write = (...args: unknown[]) => void

interface LevelDown {
  (location: string): object
  new (location: string): { _put: Write; _batch: Write; _del: Write }
}

/** PouchDB on LevelDB, its databases in one folder. @param sync whether every write is flushed to the disk before it is answered, as both ends of ours do; by itself PouchDB flushes nothing */
export function loadPouch(folder: string, sync: boolean): PouchConstructor {
  const leveldown = loadPeer<LevelDown>('leveldown')
  return loadPeer<PouchConstructor>('pouchdb').defaults({ prefix: `${folder}/`, db: sync ? flushing(leveldown) : leveldown })
}

/** The same store, asked for `sync` at each write; the options are the last but one of what its writers are given. */
function flushing(LevelDown: LevelDown): unknown {
  function leveldown(location: string): object {
    const store = new LevelDown(location)
    for (const name of ['_put', '_batch', '_del'] as const) {
      const write = store[name].bind(store)
      store[name] = (...args) => write(...args.slice(0, -2), { ...(args.at(-2) as object), sync: true }, args.at(-1))
    }
    return store
  }
  return Object.assign(leveldown, LevelDown)
}
