import { signerMethods } from '../../electron/contract/signer.ts'
import { getParent } from '../../electron/rpc/parent.ts'
import { createBugReporter } from '../../electron/rpc/report-bug.ts'
import { serve } from '../../electron/rpc/serve.ts'
import { startWatchdog } from '../../electron/rpc/watchdog.ts'
import { chooseModule, listModuleFiles, type ModuleFile } from './modules.ts'
import { createPinPrompt } from './pin-prompt.ts'
import { defaultTimeouts, loadPkcs11Module, type TokenTimeouts } from './pkcs11-token.ts'
import { findCkrName } from './pkcs11-errors.ts'
import { createSigner, type OwnModule } from './signer.ts'

/** Nobody asked for anything for this long and no batch is open: the process ends, and with it all it ever knew. */
const idleMs = 300_000
/** Nor is anybody left who could ask: press leaves when idle, and starts another signer when it is back. */
const afterPressMs = 5_000

const parent = getParent()
const reportBug = createBugReporter('signer')
const watchdog = startWatchdog()
const timeouts = readTimeouts(process.env['QMC_TOKEN_TIMEOUT_MS'])
/** Which library this process is for, as main was asked; without a word, the first that can be loaded. */
const ownId = process.argv[2]
let own: OwnModule | undefined

/** One time-out for every kind of call, for offices with very slow tokens and for tests with tokens that hang. */
function readTimeouts(configured: string | undefined): TokenTimeouts {
  const ms = Number(configured)
  return ms > 0 ? { queryMs: ms, loginMs: ms, signMs: ms } : defaultTimeouts
}

/** Loaded once: some vendors' libraries deadlock when they are unloaded. Looked for again while there is none, since a driver may be installed meanwhile. */
function getOwnModule(): OwnModule | undefined {
  if (own?.module) return own
  const file = chooseModule(listModuleFiles(), ownId)
  own = file && load(file)
  return own
}

function load(file: ModuleFile): OwnModule {
  if (file.problem) return { file }
  try {
    return { file, module: loadPkcs11Module(file.path, watchdog, timeouts) }
  } catch (error) {
    reportBug(`load ${file.module}`, error)
    return { file: { ...file, problem: { kind: 'load-failed', code: findCkrName(error) ?? 'unknown' } } }
  }
}

const pinPrompt = createPinPrompt(parent)
const signer = createSigner({ getOwnModule, listModuleFiles, pinPrompt, now: () => new Date() })

let idleTimer = setTimeout(leaveWhenIdle, idleMs)
function leaveWhenIdle(): void {
  if (signer.hasOpenBatch()) idleTimer = setTimeout(leaveWhenIdle, idleMs)
  else leave()
}

function stayFor(ms: number): void {
  clearTimeout(idleTimer)
  idleTimer = setTimeout(leaveWhenIdle, ms)
}

/** By SIGKILL, because exiting would unload the vendors' libraries. */
function leave(): void {
  process.kill(process.pid, 'SIGKILL')
}

parent.onLink((name, port) => {
  if (name !== 'press') return
  // Before anything is asked: press has just come back.
  stayFor(idleMs)
  port.onMessage(() => stayFor(idleMs))
  // Whoever had the batches opened is gone: nobody is left to sign for.
  port.onClose(() => {
    pinPrompt.cancel()
    signer.closeAll()
    stayFor(afterPressMs)
  })
  serve(port, signerMethods, signer.handlers, { reportBug })
})

parent.port.onClose(() => {
  signer.closeAll()
  leave()
})
