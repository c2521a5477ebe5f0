import { basename } from 'node:path'
import { signerMethods, type SigningFailure } from '../../electron/contract/signer.ts'
import { err, ok, type Result } from '../../electron/domain/result.ts'
import { getParent } from '../../electron/rpc/parent.ts'
import { createBugReporter } from '../../electron/rpc/report-bug.ts'
import { serve } from '../../electron/rpc/serve.ts'
import { findModulePaths } from './find-modules.ts'
import { createPinPrompt } from './pin-prompt.ts'
import { defaultTimeouts, loadPkcs11Module, type TokenTimeouts } from './pkcs11-token.ts'
import { createSigner } from './signer.ts'
import type { TokenModule } from './token.ts'
import { startWatchdog } from './watchdog.ts'

/** Nobody asked for anything for this long and no batch is open: the process ends, and with it all it ever knew. */
const idleMs = 300_000

const parent = getParent()
const reportBug = createBugReporter('signer')
const watchdog = startWatchdog()
const timeouts = readTimeouts(process.env['QMC_TOKEN_TIMEOUT_MS'])
let modules: TokenModule[] | undefined

/** One time-out for every kind of call, for offices with very slow tokens and for tests with tokens that hang. */
function readTimeouts(configured: string | undefined): TokenTimeouts {
  const ms = Number(configured)
  return ms > 0 ? { queryMs: ms, loginMs: ms, signMs: ms } : defaultTimeouts
}

/** Loaded once: some vendors' libraries deadlock when they are unloaded. */
function getModules(): Result<TokenModule[], SigningFailure> {
  if (modules && modules.length > 0) return ok(modules)
  const paths = findModulePaths({ platform: process.platform, configured: process.env['QMC_PKCS11_MODULES'] })
  modules = paths.flatMap((path) => {
    try {
      return [loadPkcs11Module(path, watchdog, timeouts)]
    } catch (error) {
      reportBug(`load ${basename(path)}`, error)
      return []
    }
  })
  return modules.length > 0 ? ok(modules) : err({ kind: 'module-missing', modules: paths.map((path) => basename(path)) })
}

const pinPrompt = createPinPrompt(parent)
const signer = createSigner({ getModules, pinPrompt, now: () => new Date() })

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
