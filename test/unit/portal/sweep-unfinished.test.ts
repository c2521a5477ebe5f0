import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTestPortal } from './support/engines.ts'
import { sweepUnfinished } from '../../portal/files/sweep-unfinished.ts'

const sha256 = 'a'.repeat(64)

test('what a kill left half written goes after an hour; whole files, uploads and what another instance is writing stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-sweep-'))
  const [left, fresh, upload] = [`${sha256}.${randomUUID()}`, `${sha256}.${randomUUID()}`, 'b'.repeat(32)]
  for (const name of [sha256, left, fresh, upload, `${upload}.json`]) writeFileSync(join(folder, name), 'x')
  const old = new Date(Date.now() - 2 * 3_600_000)
  for (const name of [sha256, left, upload, `${upload}.json`]) utimesSync(join(folder, name), old, old)
  await sweepUnfinished([folder], Date.now())
  expect(readdirSync(folder).sort()).toEqual([sha256, fresh, upload, `${upload}.json`].sort())
  rmSync(folder, { recursive: true, force: true })
})

test('a portal sweeps when it starts', async () => {
  const portal = await startTestPortal('pglite')
  const left = join(portal.dataDir, 'files/held', `${sha256}.${randomUUID()}`)
  writeFileSync(left, 'x')
  utimesSync(left, new Date(0), new Date(0))
  const again = await portal.startAnother()
  expect(readdirSync(join(portal.dataDir, 'files/held'))).toEqual([])
  // Its store makes its folder beside the start, and would miss it after the end.
  await fetch(`${again.url}/v1/keys`)
  await again.close()
  await portal.close()
})
