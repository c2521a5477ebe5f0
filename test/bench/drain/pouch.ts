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
  defaults(options: { prefix: string }): PouchConstructor
}

/** PouchDB on LevelDB, its databases in one folder. */
export function loadPouch(folder: string): PouchConstructor {
  return loadPeer<PouchConstructor>('pouchdb').defaults({ prefix: `${folder}/` })
}
