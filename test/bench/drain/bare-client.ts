import { readFileSync } from 'node:fs'
import { Pool } from 'undici'

/** `node bare-client.ts <server> <entries as JSON lines>`: posts them in batches of 100, one after another, over one connection. Prints the time in ms. */
const [server = '', entries = ''] = process.argv.slice(2)
const values = readFileSync(entries, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as object)
const pool = new Pool(server, { connections: 1 })
const began = performance.now()
for (let from = 0; from < values.length; from += 100) {
  const answer = await pool.request({ method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body: JSON.stringify(values.slice(from, from + 100)) })
  if (answer.statusCode !== 200) throw new Error(`the bare table answered ${answer.statusCode}`)
  await answer.body.text()
}
console.log(JSON.stringify({ drainMs: performance.now() - began }))
process.exit(0)
