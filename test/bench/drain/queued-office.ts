import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProcedure } from '../../../electron/core/catalogue/procedure-store.ts'
import { receiveDossier } from '../../../electron/core/dossier/receive-dossier.ts'
import { write } from '../../../electron/core/db/open.ts'
import { listUnsent, readPushed } from '../../../electron/core/continuity/second-copy.ts'
import { addDays, localDay, type LocalDate } from '../../../electron/domain/calendar.ts'
import type { DossierReceived } from '../../../electron/domain/receive.ts'
import { startCounter } from '../../core/support/counter.ts'
import { copyDossier, readModels } from '../office/copy-dossiers.ts'
import { composeIntake } from '../office/intakes.ts'
import { openContext, receptionistId, type BenchOffice } from '../office/open-office.ts'

const dossiersPerDay = 400
/** Two components, which makes an entry of 2 KB: Đăng ký kết hôn có yếu tố nước ngoài. */
const smallProcedure = '1.000094'

/** A counter enrolled at this portal that received so many dossiers without the line. @returns its folder and what waits, as JSON lines in a file */
export async function queueOffice(portal: { url: string; enrolmentCodes: string[] }, folder: string, size: number): Promise<{ office: BenchOffice; entriesPath: string; bytesEach: number }> {
  const counter = await startCounter(portal.url, { codes: portal.enrolmentCodes, officerId: () => receptionistId }, { dataFolder: join(folder, 'counter') })
  await counter.close()
  const office = { dataFolder: counter.dataFolder, key: counter.key }
  receiveMany(office, size)
  const entriesPath = join(folder, 'entries.jsonl')
  const { db } = openContext(office, Date.now)
  const lines = listUnsent(db, 0).map((seq) => JSON.stringify(readPushed(db, seq)))
  db.close()
  writeFileSync(entriesPath, `${lines.join('\n')}\n`)
  return { office, entriesPath, bytesEach: Math.round(lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / lines.length) }
}

/** 400 a day on the days before today: the first day's by core's own Receive, the rest as copies of those. Only the fsyncs are left out, until the end. */
function receiveMany(office: BenchOffice, size: number): void {
  let nowMs = 0
  const context = openContext(office, () => nowMs)
  const { db } = context
  const procedure = findProcedure(db, smallProcedure, localDay(Date.now()))
  if (!procedure) throw new Error(`procedure ${smallProcedure} is not in the catalogue`)
  let day: LocalDate = addDays(localDay(Date.now()), -Math.ceil(size / dossiersPerDay))
  db.pragma('synchronous=OFF')
  let models: DossierReceived[] | undefined
  for (let first = 0; first < size; first += dossiersPerDay, day = addDays(day, 1)) {
    write(db, (writeDb) => {
      for (let index = first; index < Math.min(size, first + dossiersPerDay); index++) {
        nowMs = Date.parse(`${day}T08:00:00+07:00`) + (index % dossiersPerDay) * 60_000
        if (index < dossiersPerDay) {
          const received = receiveDossier(context, { ...composeIntake(index, procedure), confirmedDay: day })
          if (!received.ok) throw new Error(`a queued dossier is refused: ${received.error.kind}`)
        } else {
          models ??= readModels(db, dossiersPerDay)
          copyDossier(writeDb, models[index % models.length]!, index, 1 + (index % dossiersPerDay), nowMs)
        }
      }
    })
  }
  db.pragma('synchronous=FULL')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}
