import pg from 'pg'

/** A copy of a whole database beside it, as a dump would be. Nobody may be connected to it. */
export async function copyDatabase(url: string, what: 'keep' | 'put-back' | 'forget'): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] ?? '' })
  await client.connect()
  try {
    if (what !== 'put-back') await client.query(`drop database if exists ${name}_kept with (force)`)
    if (what === 'keep') await client.query(`create database ${name}_kept template ${name}`)
    if (what === 'put-back') {
      await client.query(`drop database ${name} with (force)`)
      await client.query(`create database ${name} template ${name}_kept`)
    }
  } finally {
    await client.end()
  }
}
