import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BatchStatement } from '../../../electron/contract/wire.ts'
import { putProcedure } from '../../../electron/core/catalogue/procedure-store.ts'
import { putReference } from '../../../electron/core/catalogue/reference-store.ts'
import type { DeviceRecord } from '../../../electron/core/context.ts'
import { openDatabase, write, type ReadDb, type WriteDb } from '../../../electron/core/db/open.ts'
import { findSetting, putSetting } from '../../../electron/core/db/setting-store.ts'
import { listRows } from '../../../electron/core/db/statements.ts'
import { receiveDossier } from '../../../electron/core/dossier/receive-dossier.ts'
import { findHead } from '../../../electron/core/journal/journal-store.ts'
import { markReceived } from '../../../electron/core/outbox/delivery-store.ts'
import { insertReceiptBatch } from '../../../electron/core/outbox/receipt-batch-store.ts'
import { createSigningKey, importPrivateKey } from '../../../electron/crypto/ed25519.ts'
import { sealKey } from '../../../electron/crypto/key-slot.ts'
import { merkleRoot } from '../../../electron/crypto/merkle.ts'
import { signStatement } from '../../../electron/crypto/receipt.ts'
import { addDays, localDay, type LocalDate } from '../../../electron/domain/calendar.ts'
import { Procedure } from '../../../electron/domain/catalogue.ts'
import type { DossierReceived } from '../../../electron/domain/receive.ts'
import { isWorkingDay, WorkCalendar } from '../../../electron/domain/work-calendar.ts'
import { createDemoOfficers, describeReference, getDemoProvince } from '../../portal/seed-data.ts'
import { copyDossier, readModels } from './copy-dossiers.ts'
import { composeIntake } from './intakes.ts'
import { openContext, receptionistId, writeKeys, type BenchOffice } from './open-office.ts'

const dossiersPerDay = 400
/** So many are received one by one. */
const receivedFirst = 4_000
const portal = { id: 'bench', keyId: 'bench-receipts' }

/** The office at enrolment: device record, officers, catalogue, calendar and forms of the province of 2021, and the officers' key slots. Its portal cannot be reached. */
export async function enrolOffice(dataFolder: string): Promise<void> {
  const province = getDemoProvince(2021, 'whole')
  const officers = await createDemoOfficers(province, 'whole')
  const receiptKey = createSigningKey()
  const device: DeviceRecord = {
    device: 'bench-counter-1',
    portal: portal.id,
    officeId: province.office.id,
    officeName: province.office.name,
    agencyCode: province.office.agencyCode,
    counterNumber: 1,
    range: { from: 1, to: 2999 },
    receiptKeys: [{ keyId: portal.keyId, publicKey: receiptKey.publicKey }],
    // The discard port: refused at once, on every machine.
    portalUrl: 'http://127.0.0.1:9',
    privateKey: createSigningKey().privateKey
  }
  const key = randomBytes(32)
  mkdirSync(join(dataFolder, 'files'), { recursive: true })
  const db = openDatabase({ path: join(dataFolder, 'counter.db'), key })
  write(db, (writeDb) => {
    putSetting(writeDb, 'device', device)
    putSetting(writeDb, 'epoch', 1)
    putSetting(writeDb, 'clock-offset-ms', 0)
    for (const officer of officers) putReference(writeDb, 'officer', officer.id, officer)
    for (const { kind, ref, value } of describeReference(province)) {
      if (kind === 'procedure') putProcedure(writeDb, Procedure.parse(value))
      else if (kind !== 'dossier-status') putReference(writeDb, kind, ref, value)
    }
  })
  db.close()
  writeKeys(dataFolder, {
    officeName: province.office.name,
    lastOfficerId: receptionistId,
    officers: officers.map(({ id, login, fullName, title, role, loginKey }) => ({ id, login, fullName, title, role, slot: sealKey(key, loginKey) }))
  })
}

/**
 * Brings the office up to so many dossiers, 400 on each working day of the past: the first thousands by core's own Receive, the rest as copies of those; and has each batch of a hundred answered as
 * the portal answers: one signed root, kept once. Only the fsyncs are left out, until the end.
 */
export function seedDossiers(office: BenchOffice, size: number): void {
  let nowMs = 0
  const context = openContext(office, () => nowMs)
  const { db } = context
  const province = getDemoProvince(2021, 'whole')
  const procedures = chooseProcedures(province.procedures)
  const days = listWorkingDays(WorkCalendar.parse(province.workCalendar), localDay(Date.now()), 100_000 / dossiersPerDay)
  const receiptKey = createSigningKey()
  db.pragma('synchronous=OFF')
  const start = findHead(db)?.seq ?? 0
  let models: DossierReceived[] | undefined
  write(db, (writeDb) => replaceReceiptKey(writeDb, receiptKey.publicKey))
  for (let first = start; first < size; first += 1_000) {
    // Receive's own transaction becomes a savepoint of this one.
    write(db, (writeDb) => {
      for (let index = first; index < Math.min(size, first + 1_000); index++) {
        nowMs = Date.parse(`${days[Math.floor(index / dossiersPerDay)]}T08:00:00+07:00`) + (index % dossiersPerDay) * 60_000
        if (index < receivedFirst) {
          const received = receiveDossier(context, composeIntake(index, procedures[index % procedures.length]!))
          if (!received.ok) throw new Error(`a seeded dossier is refused: ${received.error.kind}`)
        } else {
          models ??= readModels(db, receivedFirst)
          copyDossier(writeDb, models[index % models.length]!, index, 1 + (index % dossiersPerDay), nowMs)
        }
      }
      receiptAll(writeDb, importPrivateKey('ed25519', receiptKey.privateKey), new Date(nowMs).toISOString())
    })
  }
  db.pragma('synchronous=FULL')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/** Continuing a copy needs a receipt key again: the private half of the first was not kept. Both stay known, as at a rotation. */
function replaceReceiptKey(db: WriteDb, publicKey: string): void {
  const device = findSetting<DeviceRecord>(db as ReadDb, 'device')!
  putSetting(db, 'device', { ...device, receiptKeys: [...device.receiptKeys, { keyId: `${portal.keyId}-${device.receiptKeys.length}`, publicKey }] })
}

function receiptAll(db: WriteDb, privateKey: ReturnType<typeof importPrivateKey>, signedAt: string): void {
  const device = findSetting<DeviceRecord>(db as ReadDb, 'device')!
  const keyId = device.receiptKeys.at(-1)!.keyId
  const waiting = listRows<{ seq: number; hash: string }>(
    db as ReadDb,
    `SELECT delivery.seq, hash FROM delivery JOIN journal ON journal.seq = delivery.seq WHERE state <> 'received' ORDER BY delivery.seq`
  )
  for (let first = 0; first < waiting.length; first += 100) {
    const entries = waiting.slice(first, first + 100)
    const hashes = entries.map(({ hash }) => hash)
    const statement: BatchStatement = { type: 'qmc-receipt-batch', portal: portal.id, device: device.device, root: merkleRoot(hashes), size: entries.length, signedAt }
    const proof = insertReceiptBatch(db, signStatement(statement, keyId, privateKey), hashes)
    for (const { seq } of entries) markReceived(db, seq, proof, signedAt)
  }
  const head = findHead(db as ReadDb)!
  const statement = { type: 'qmc-chain-head' as const, portal: portal.id, device: device.device, epoch: 1, seq: head.seq, hash: head.hash, signedAt }
  putSetting(db, 'signed-head', signStatement(statement, keyId, privateKey))
}

/** Those with six components that a citizen may hand in here, and as many of the rest. */
function chooseProcedures(all: readonly Procedure[]): Procedure[] {
  const usable = all.filter(({ secret, generated, channels, components }) => !secret && !generated && channels.includes('direct') && !components.some((component) => component.secret))
  const typical = usable.filter(({ components }) => components.length === 6)
  return [...typical, ...usable.filter(({ components }) => components.length < 6).slice(0, typical.length)]
}

/** The last so many working days before a day, oldest first. */
function listWorkingDays(calendar: WorkCalendar, before: LocalDate, count: number): LocalDate[] {
  const days: LocalDate[] = []
  for (let day = addDays(before, -1); days.length < count; day = addDays(day, -1)) if (isWorkingDay(day, calendar)) days.unshift(day)
  return days
}
