import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CoreMethods } from '../../../electron/contract/control.ts'
import { createCaller } from '../../../electron/rpc/call.ts'
import { startProcess, type StartedProcess } from '../../harness/processes.ts'
import { logIn, type CoreCall } from './counter.ts'

const sourceEntry = fileURLToPath(new URL('../../../electron/core/entry.ts', import.meta.url))
const builtEntry = fileURLToPath(new URL('../../../out/app/core.js', import.meta.url))

export interface CoreProcess {
  process: StartedProcess
  call: CoreCall
}

/** The core as the app runs it: a process of its own on the shipped bundle where there is one, which starts in a third of the time. A copy of the tree in which a fault is planted has the sources alone. */
export function startCoreProcess(options: { env?: NodeJS.ProcessEnv } = {}): CoreProcess {
  const entry = existsSync(builtEntry) ? builtEntry : sourceEntry
  const started = startProcess(entry, { env: { NODE_NO_WARNINGS: '1', ...options.env } })
  return { process: started, call: createCaller<CoreMethods>(started.port, 'core').call }
}

/** Opens a counter's folder in a core process and sets its officer to work. */
export async function openCoreProcess(counter: { dataFolder: string; key: Buffer }, officerId: string, options: { env?: NodeJS.ProcessEnv } = {}): Promise<CoreProcess> {
  const core = startCoreProcess(options)
  await logIn(core.call, counter, officerId)
  return core
}
