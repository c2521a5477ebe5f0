import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HighWater } from '../../electron/core/continuity/high-water.ts'
import { folderMarkPath, openSecondCopy, type SecondCopy } from '../../electron/core/continuity/second-copy.ts'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { putSetting } from '../../electron/core/db/setting-store.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import { createSigningKey, exportPublicKey } from '../../electron/crypto/ed25519.ts'

/** Two sticks that take turns in one place. */

const device = 'may-1'
const lost: HighWater = { device, epoch: 1, seq: 99, hash: 'f'.repeat(64), numbers: [] }
let folder: string
let stick: string
let db: ReadDb
let copy: SecondCopy
let found: HighWater[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-sticks-'))
  stick = join(folder, 'stick')
  mkdirSync(stick)
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32) })
  write(db, (own) => {
    putSetting(own, 'epoch', 1)
    putSetting(own, 'device', { device, privateKey: createSigningKey().privateKey })
    putSetting(own, 'recovery-key', { keyId: 'recovery', publicKey: exportPublicKey(generateKeyPairSync('x25519').privateKey) })
  })
  found = []
  copy = openSecondCopy({ db, folder: stick, filesFolder: join(folder, 'files'), now: Date.now, changed: () => undefined, found: ({ mark }) => found.push(mark) })
})
afterEach(async () => {
  await copy.close()
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const save = (): unknown => write(db, (own) => appendEntry(own, { device, epoch: 1 }, { kind: 'session.opened', officer: 'counter', baseRevision: 0, at: '2026-11-27T00:00:00Z', payload: {} }))

test('one that comes in the other’s place before anybody looked, and holds what this database has lost, is not written over, and its mark is heard', async () => {
  save()
  await copy.keep()
  renameSync(stick, `${stick}-away`)
  mkdirSync(stick)
  const held = '{"format":"qmc-unsent"}\nwhat was lost\n'
  writeFileSync(join(stick, `unsent-${device}.qmc`), held)
  writeFileSync(folderMarkPath(stick, device), JSON.stringify(lost))
  save()
  await copy.keep()
  expect(found).toEqual([lost])
  const [aside] = readdirSync(stick).filter((name) => /Z\.qmc$/.test(name))
  expect(readFileSync(join(stick, aside ?? ''), 'utf8')).toBe(held)
})

test('where another PC goes on as this counter, in an epoch that this one does not know, its copy is not touched', async () => {
  save()
  const [queue, scans] = [join(stick, `unsent-${device}.qmc`), join(stick, `unsent-${device}-files`)]
  writeFileSync(queue, '{"format":"qmc-unsent"}\nof the other PC\n')
  mkdirSync(scans)
  writeFileSync(join(scans, 'a.json'), '{}')
  const later: HighWater = { ...lost, epoch: 2 }
  writeFileSync(folderMarkPath(stick, device), JSON.stringify(later))
  const before = readdirSync(stick, { recursive: true })
  await copy.keep()
  await copy.keep()
  expect([readdirSync(stick, { recursive: true }), copy.getState().state, found.at(-1)]).toEqual([before, 'missing', later])
  // The portal has answered: this one goes on, in an epoch above.
  write(db, (own) => putSetting(own, 'epoch', 3))
  await copy.keep()
  await expect.poll(() => copy.getState(), { timeout: 30_000 }).toMatchObject({ state: 'kept' })
  expect(readdirSync(stick).filter((name) => /Z(\.qmc|-files)$/.test(name))).toHaveLength(2)
})
