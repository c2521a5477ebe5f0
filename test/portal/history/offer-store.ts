import type { Queryable } from '../database.ts'

export async function hasDevice(db: Queryable, id: string): Promise<boolean> {
  return (await db.query('select 1 from device where id = $1', [id])).length > 0
}

/** So many of its entries came ahead of its chain, up to a place. It was not the device that spoke. */
export async function noteAhead(tx: Queryable, device: string, added: number, seq: number): Promise<void> {
  if (added > 0) await tx.query('update device set held_entries = held_entries + $2, ahead_seq = greatest(ahead_seq, $3) where id = $1', [device, added, seq])
}
