import { pressMethods, type PressMethods } from '../contract/press.ts'
import { createIdleClock } from '../rpc/idle-clock.ts'
import { getParent } from '../rpc/parent.ts'
import { createBugReporter } from '../rpc/report-bug.ts'
import { serve, type Handlers } from '../rpc/serve.ts'
import { importDocument } from './import-document.ts'
import { createSignerLink } from './signer-link.ts'
import { createSigningHandlers } from './signing.ts'

/** Each process costs about 45 MB: this one leaves when nobody needed it for so long, and core asks for it again. */
const idleMs = 300_000

const parent = getParent()
const reportBug = createBugReporter('press')
const clock = createIdleClock(idleMs, leave)

function leave(): void {
  process.exit(0)
}

const signing = createSigningHandlers(createSignerLink(parent))
const handlers: Handlers<PressMethods> = {
  'document.import': (input) => clock.run(() => importDocument(input)),
  'token.states': (input) => clock.run(() => signing['token.states'](input)),
  'batch.open': (input) => clock.run(() => signing['batch.open'](input)),
  'batch.sign': (input) => clock.run(() => signing['batch.sign'](input)),
  'batch.close': (input) => clock.run(() => signing['batch.close'](input))
}

parent.onLink((name, port) => {
  if (name === 'core') serve(port, pressMethods, handlers, { reportBug })
})
parent.port.onClose(leave)
