import { rotateReceiptKey } from './announce-keys.ts'
import { openContext } from './open-context.ts'

/** `node test/portal/rotate-receipt-key.ts [hours]`: a new receipt key, which signs after so many hours (24), or at once with 0 where the old one is no longer to be trusted. */
if (import.meta.main) {
  const hours = Number(process.argv[2] ?? 24)
  if (!Number.isFinite(hours) || hours < 0) throw new Error('usage: node test/portal/rotate-receipt-key.ts [hours]')
  const context = await openContext()
  try {
    process.stdout.write(`${JSON.stringify(await rotateReceiptKey(context, { overlapMs: hours * 3_600_000 }))}\n`)
  } finally {
    await context.database.close()
  }
}
