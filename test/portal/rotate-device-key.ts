import { askForKey } from './device-key-store.ts'
import { openContext } from './open-context.ts'

/** `node test/portal/rotate-device-key.ts <device>`: the counter gives itself another key at its next pull. */
if (import.meta.main) {
  const device = process.argv[2]
  if (device === undefined) throw new Error('usage: node test/portal/rotate-device-key.ts <device>')
  const { database } = await openContext()
  try {
    if (!(await askForKey(database, device))) throw new Error('no such counter, or one that is revoked')
  } finally {
    await database.close()
  }
}
