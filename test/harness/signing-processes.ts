import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { signerNamePattern, type PinRequest } from '../../electron/contract/signer.ts'
import type { PressMethods } from '../../electron/contract/press.ts'
import { createCaller, type Caller } from '../../electron/rpc/call.ts'
import { link, startProcess, type StartedProcess } from './processes.ts'

const sourceEntryPaths = {
  press: fileURLToPath(new URL('../../electron/press/entry.ts', import.meta.url)),
  signer: fileURLToPath(new URL('../../native/signer/entry.ts', import.meta.url)),
  devices: fileURLToPath(new URL('../../native/devices/entry.ts', import.meta.url))
}

/** The same as they are bundled for the app: what start and memory are measured on. Built before by the command that runs. */
export const bundledEntryPaths: typeof sourceEntryPaths = {
  press: fileURLToPath(new URL('../../out/app/press.js', import.meta.url)),
  signer: fileURLToPath(new URL('../../out/app/signer.js', import.meta.url)),
  devices: fileURLToPath(new URL('../../out/app/devices.js', import.meta.url))
}

/** As the app ships them where it is built: they start in a third of the time. A copy of the tree in which a fault is planted has the sources alone. */
export const entryPaths = existsSync(bundledEntryPaths.press) ? bundledEntryPaths : sourceEntryPaths

export interface SigningProcesses {
  press: Caller<PressMethods>
  pressProcess: StartedProcess
  /** The signer that runs now, by default the first library's; undefined before press first needed it. */
  getSigner(name?: string): StartedProcess | undefined
  /** The names of the signers that run: `signer` and, for each further library, `signer:<id>`. */
  listSigners(): string[]
  /** What the PIN window was told, in order. */
  pinRequests: PinRequest[]
  stop(): Promise<void>
}

export interface SigningProcessesOptions {
  env: NodeJS.ProcessEnv
  /** `entryPaths` unless given. */
  entries?: typeof entryPaths
  /** Only for the signer, e.g. a fault point. Asked at each start. */
  signerEnv?: () => NodeJS.ProcessEnv
  /** The officer at the PIN window: the PIN, or undefined to close it. */
  answerPin(request: PinRequest): string | undefined
}

/** Press and signer as the app runs them, with the harness in main's part: it starts a signer when press asks for one and shows the PIN window. */
export function startSigningProcesses(options: SigningProcessesOptions): SigningProcesses {
  const entries = options.entries ?? entryPaths
  const pressProcess = startProcess(entries.press, { env: options.env })
  const pinRequests: PinRequest[] = []
  const signers = new Map<string, StartedProcess>()

  function startSigner(name: string): StartedProcess {
    const started = startProcess(entries.signer, { args: name.split(':').slice(1), env: { ...options.env, ...options.signerEnv?.() } })
    signers.set(name, started)
    started.port.onMessage(() => {
      const window = started.openLink('pin')
      window.onMessage((message) => {
        const request = message as PinRequest
        pinRequests.push(request)
        const pin = options.answerPin(request)
        window.post(pin === undefined ? { type: 'cancelled' } : { type: 'pin', pin })
      })
    })
    // At the channel's end, not at the exit's news: press hears of the one before the other and may ask for a new signer in between.
    started.port.onClose(() => {
      if (signers.get(name) === started) signers.delete(name)
    })
    return started
  }

  pressProcess.onLinkRequest((name) => {
    if (!signerNamePattern.test(name)) return
    link(pressProcess, signers.get(name) ?? startSigner(name), { a: name, b: 'press' })
  })

  return {
    press: createCaller<PressMethods>(pressProcess.openLink('core'), 'press'),
    pressProcess,
    getSigner: (name = 'signer') => signers.get(name),
    listSigners: () => [...signers.keys()],
    pinRequests,
    stop: async () => {
      await Promise.all([...signers.values()].map((signer) => signer.kill()))
      await pressProcess.kill()
    }
  }
}
