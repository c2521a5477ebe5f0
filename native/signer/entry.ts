import { basename } from 'node:path'
import { signerMethods, type LibraryProblem, type SigningFailure } from '../../electron/contract/signer.ts'
import { err, ok, type Result } from '../../electron/domain/result.ts'
import { getParent } from '../../electron/rpc/parent.ts'
import { createBugReporter } from '../../electron/rpc/report-bug.ts'
import { serve } from '../../electron/rpc/serve.ts'
import { findModulePaths } from './find-modules.ts'
import { findLibraryProblem, readLibraryFile } from './library-file.ts'
import { createPinPrompt } from './pin-prompt.ts'
import { defaultTimeouts, loadPkcs11Module, type TokenTimeouts } from './pkcs11-token.ts'
import { findCkrName } from './pkcs11-errors.ts'
import { createSigner, type ModuleCandidate } from './signer.ts'
import type { TokenModule } from './token.ts'
import { startWatchdog } from './watchdog.ts'

/** Nobody asked for anything for this long and no batch is open: the process ends, and with it all it ever knew. */
const idleMs = 300_000

const parent = getParent()
const reportBug = createBugReporter('signer')
const watchdog = startWatchdog()
const timeouts = readTimeouts(process.env['QMC_TOKEN_TIMEOUT_MS'])
let candidates: ModuleCandidate[] | undefined

/** One time-out for every kind of call, for offices with very slow tokens and for tests with tokens that hang. */
function readTimeouts(configured: string | undefined): TokenTimeouts {
  const ms = Number(configured)
  return ms > 0 ? { queryMs: ms, loginMs: ms, signMs: ms } : defaultTimeouts
}

/** Loaded once: some vendors' libraries deadlock when they are unloaded. Looked for again while there is none, since a driver may be installed meanwhile. */
function getModules(): Result<TokenModule[], SigningFailure> {
  if (!candidates?.some((one) => one.module)) candidates = findModulePaths({ platform: process.platform, configured: process.env['QMC_PKCS11_MODULES'] }).map(loadCandidate)
  const loaded = candidates.flatMap((one) => one.module ?? [])
  if (loaded.length > 0) return ok(loaded)
  return err({ kind: 'module-missing', modules: candidates.map((one) => one.name), problems: candidates.flatMap((one) => one.problem ?? []) })
}

function loadCandidate(path: string): ModuleCandidate {
  const name = basename(path)
  const file = readLibraryFile(path)
  const facts = { name, ...(file?.processor ? { processor: file.processor } : {}) }
  const problem: LibraryProblem | undefined = file ? findLibraryProblem(file, process.platform, process.arch) : { kind: 'missing' }
  if (problem) return { ...facts, problem }
  try {
    return { ...facts, module: loadPkcs11Module(path, watchdog, timeouts) }
  } catch (error) {
    reportBug(`load ${name}`, error)
    return { ...facts, problem: { kind: 'load-failed', code: findCkrName(error) ?? 'unknown' } }
  }
}

const pinPrompt = createPinPrompt(parent)
const signer = createSigner({ getModules, getCandidates: () => candidates ?? [], pinPrompt, now: () => new Date() })

let idleTimer = setTimeout(leaveWhenIdle, idleMs)
function leaveWhenIdle(): void {
  if (signer.hasOpenBatch()) idleTimer = setTimeout(leaveWhenIdle, idleMs)
  else leave()
}

/** By SIGKILL, because exiting would unload the vendors' libraries. */
function leave(): void {
  process.kill(process.pid, 'SIGKILL')
}

parent.onLink((name, port) => {
  if (name !== 'press') return
  port.onMessage(() => {
    clearTimeout(idleTimer)
    idleTimer = setTimeout(leaveWhenIdle, idleMs)
  })
  // Whoever had the batches opened is gone: nobody is left to sign for.
  port.onClose(() => {
    pinPrompt.cancel()
    signer.closeAll()
  })
  serve(port, signerMethods, signer.handlers, { reportBug })
})

parent.port.onClose(() => {
  signer.closeAll()
  leave()
})
