import { join } from 'node:path'
import type { CoreMethods } from '../../electron/contract/control.ts'
import { createCaller } from '../../electron/rpc/call.ts'
import { projectRoot } from '../../build/launch.ts'
import { startProcess } from '../harness/processes.ts'
import { createFsyncCounter } from './fsync-counter.ts'
import { receptionistId } from './office/open-office.ts'
import { copyOffice, prepareOffice } from './office/prepare-office.ts'
import { composeIntakes } from './receive-commit.ts'
import type { SectionReport } from './section.ts'

const receives = 200
const quietMs = 25

/**
 * Whether Receive answers only when the row is on the disk: core runs as a process of its own with its flushes counted, and each Receive is pressed only after the
 * process has been still for a moment, so that no other commit's flush is taken for its own. The least of 200 is told, because one that did not flush is one too many.
 */
export async function measure(): Promise<SectionReport> {
  const office = copyOffice(await prepareOffice(10_000), 'fsyncs')
  const intakes = composeIntakes(office, receives, Date.now())
  const counter = createFsyncCounter('fsyncs')
  const core = startProcess(join(projectRoot, 'electron', 'core', 'entry.ts'), { env: counter.env })
  const caller = createCaller<CoreMethods>(core.port, 'core')
  try {
    const opened = await caller.call('core.open', { dataFolder: office.dataFolder, key: office.key.toString('base64') })
    if (!opened.ok) throw new Error(`core does not open: ${opened.error.kind}`)
    const begun = await caller.call('core.begin-session', { officerId: receptionistId, loginPublicKey: opened.value.officers.find(({ id }) => id === receptionistId)?.loginKey.publicKey ?? '' })
    if (!begun.ok) throw new Error(`no session: ${begun.error.kind}`)
    const counts: number[] = []
    for (const intake of intakes) {
      await stillness(counter.read)
      const before = counter.read().wal
      const received = await caller.call('dossier.receive', intake)
      const after = counter.read().wal
      if (!received.ok) throw new Error(`Receive is refused: ${received.error.kind}`)
      counts.push(after - before)
    }
    return {
      values: { fsyncsPerCommit: Math.min(...counts) },
      details: { receives, most: Math.max(...counts), withMoreThanTheLeast: counts.filter((count) => count > Math.min(...counts)).length }
    }
  } finally {
    await core.kill()
    counter.close()
  }
}

/** Until no flush was counted for a moment. */
async function stillness(read: () => { wal: number; others: number }): Promise<void> {
  for (let last = read(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, quietMs))
    const now = read()
    if (now.wal === last.wal && now.others === last.others) return
    last = now
  }
}
