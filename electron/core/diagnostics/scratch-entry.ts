import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { scratchMethods } from '../../contract/scratch.ts'
import { ok } from '../../domain/result.ts'
import { createBugReporter } from '../../rpc/report-bug.ts'
import { getParent } from '../../rpc/parent.ts'
import { serve } from '../../rpc/serve.ts'
import { formatRecord } from './scratch-record.ts'

/** A process of its own, to be killed: the same file under Electron's utilityProcess and under plain Node. */
const parent = getParent()
const handlers = {
  'scratch.write': ({ path, record, last }: { path: string; record: number; last: boolean }) => {
    const descriptor = openSync(path, 'a', 0o600)
    writeSync(descriptor, formatRecord(record))
    // Written, not synced: what a power cut or a crash finds. The caller never hears of it.
    if (last) process.kill(process.pid, 'SIGKILL')
    fsyncSync(descriptor)
    closeSync(descriptor)
    return ok({ record })
  }
}
parent.onLink((_name, port) => {
  serve(port, scratchMethods, handlers, { reportBug: createBugReporter('scratch') })
})
parent.port.onClose(() => process.exit(0))
