import { mkdirSync, readFileSync } from 'node:fs'
import { loadPouch } from './pouch.ts'

/** `node pouch-client.ts <folder> <server> <documents as JSON lines> [sync]`: queues the documents in a PouchDB, then sends them in batches of 100. Prints both times in ms. */
const [folder = '', server = '', documents = '', flushes] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const lines = readFileSync(documents, 'utf8').trimEnd().split('\n')
const local = new (loadPouch(folder, flushes === 'sync'))('queue')
const began = performance.now()
for (let from = 0; from < lines.length; from += 100) {
  await local.bulkDocs(lines.slice(from, from + 100).map((line, index) => ({ _id: String(from + index).padStart(8, '0'), entry: JSON.parse(line) as object })))
}
const queued = performance.now()
const sent = await local.replicate.to(`${server}/portal`, { batch_size: 100 })
const drained = performance.now()
if (!sent.ok || sent.docs_written !== lines.length) throw new Error(`PouchDB sent ${sent.docs_written} of ${lines.length}`)
console.log(JSON.stringify({ queueMs: queued - began, drainMs: drained - queued }))
process.exit(0)
