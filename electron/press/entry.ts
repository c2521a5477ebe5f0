import { pressMethods } from '../contract/press.ts'
import { getParent } from '../rpc/parent.ts'
import { createBugReporter } from '../rpc/report-bug.ts'
import { serve, type Handlers } from '../rpc/serve.ts'
import type { PressMethods } from '../contract/press.ts'
import { importDocument } from './import-document.ts'
import { createSignerLink } from './signer-link.ts'
import { createSigningHandlers } from './signing.ts'

/** Each process costs about 45 MB: this one leaves when nobody needed it for so long, and core asks for it again. */
const idleMs = 300_000

const parent = getParent()
const reportBug = createBugReporter('press')
let running = 0
let idleTimer = setTimeout(leave, idleMs)

function leave(): void {
  process.exit(0)
}

/** The idle clock stands while a job runs. */
function withIdleClock<I, O>(handler: (input: I) => Promise<O> | O): (input: I) => Promise<O> {
  return async (input) => {
    clearTimeout(idleTimer)
    running += 1
    try {
      return await handler(input)
    } finally {
      running -= 1
      if (running === 0) idleTimer = setTimeout(leave, idleMs)
    }
  }
}

const signing = createSigningHandlers(createSignerLink(parent))
const handlers: Handlers<PressMethods> = {
  'document.import': withIdleClock(importDocument),
  'token.states': withIdleClock(signing['token.states']),
  'batch.open': withIdleClock(signing['batch.open']),
  'batch.sign': withIdleClock(signing['batch.sign']),
  'batch.close': withIdleClock(signing['batch.close'])
}

parent.onLink((name, port) => {
  if (name === 'core') serve(port, pressMethods, handlers, { reportBug })
})
parent.port.onClose(leave)
