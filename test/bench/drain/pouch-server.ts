import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { loadPeer } from './peers.ts'
import { loadPouch, type PouchConstructor } from './pouch.ts'

/** `node pouch-server.ts <folder> [sync]`: express-pouchdb as its documentation sets it up. Prints one line with its URL. */
interface Express {
  (): { use(handler: unknown): void; listen(port: number, host: string, done: () => void): { address(): AddressInfo } }
}

const folder = process.argv[2] ?? ''
mkdirSync(folder, { recursive: true })
const app = loadPeer<Express>('express')()
const createHandler = loadPeer<(pouch: PouchConstructor, options: object) => unknown>('express-pouchdb')
// It would write a line to its log for each request, and its settings beside the benchmark.
app.use(createHandler(loadPouch(folder, process.argv[3] === 'sync'), { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') }))
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
