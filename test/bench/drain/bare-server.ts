import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

/** `node bare-server.ts <database url>`: takes a batch as a JSON array and stores it in one table in one transaction; nothing is checked, signed or kept besides. Prints its URL. */
const pool = new pg.Pool({ connectionString: process.argv[2] ?? '', max: 4, options: '-c synchronous_commit=on' })
await pool.query('create table bare (id bigserial primary key, value json not null)')
const server = createServer((request, response) => {
  void store(request).then(
    () => response.writeHead(200).end('{}'),
    () => response.writeHead(500).end()
  )
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))

async function store(body: AsyncIterable<Buffer>): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  const batch = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown[]
  await pool.query('insert into bare (value) select value from json_array_elements($1::json) as value', [JSON.stringify(batch)])
}
