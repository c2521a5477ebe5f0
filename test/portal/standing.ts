import type { Standing } from '../../electron/contract/wire.ts'
import { parseDossierCode } from '../../electron/domain/dossier-code.ts'
import type { Queryable } from './database.ts'
import { getRecoveryKey } from './recovery-key-store.ts'

/** Days of numbers told: a copy older than that numbers days nobody has used since. */
const daysTold = 40

/** Where a device's chain and numbers stand at the portal: what a counter that was put back from a copy goes on above. */
export async function getStanding(db: Queryable, device: string): Promise<Standing> {
  const [head] = await db.query<{ head_epoch: number; head_seq: number; head_hash: string }>('select head_epoch, head_seq, head_hash from device where id = $1', [device])
  if (!head) throw new Error('a signed request of a device that is gone')
  // The highest code of each agency and day: the serial has four digits, so the text's order is its order.
  const rows = await db.query<{ code: string }>(
    `select max(code) as code from dossier where device_id = $1
     group by split_part(code, '-', 1), split_part(code, '-', 2) order by split_part(max(code), '-', 2) desc limit $2`,
    [device, daysTold]
  )
  const numbers = rows.flatMap(({ code }) => {
    const parsed = parseDossierCode(code)
    return parsed.ok ? [{ series: `dossier:${parsed.value.agencyCode}`, day: parsed.value.day, serial: parsed.value.serial }] : []
  })
  return { epoch: head.head_epoch, seq: await getHighestSeq(db, device, head.head_seq), hash: head.head_hash, numbers, recoveryKey: await getRecoveryKey(db) }
}

/** A copy put back twice may stand below an older epoch's end: the highest of all is what was ever reached. */
async function getHighestSeq(db: Queryable, device: string, headSeq: number): Promise<number> {
  const [row] = await db.query<{ seq: number | null }>('select max(seq) as seq from chain_link where device_id = $1', [device])
  return Math.max(headSeq, row?.seq ?? 0)
}
