import { fileURLToPath } from 'node:url'
import type { PinRequest } from '../../electron/contract/signer.ts'
import type { PressMethods } from '../../electron/contract/press.ts'
import { createCaller, type Caller } from '../../electron/rpc/call.ts'
import { link, startProcess, type StartedProcess } from './processes.ts'

export const entryPaths = {
  press: fileURLToPath(new URL('../../electron/press/entry.ts', import.meta.url)),
  signer: fileURLToPath(new URL('../../native/signer/entry.ts', import.meta.url)),
  devices: fileURLToPath(new URL('../../native/devices/entry.ts', import.meta.url))
}

export interface SigningProcesses {
  press: Caller<PressMethods>
  pressProcess: StartedProcess
  /** The signer that runs now; undefined before press first needed one. */
  getSigner(): StartedProcess | undefined
  /** What the PIN window was told, in order. */
  pinRequests: PinRequest[]
  stop(): Promise<void>
}

export interface SigningProcessesOptions {
  env: NodeJS.ProcessEnv
  /** Only for the signer, e.g. a fault point. Asked at each start. */
  signerEnv?: () => NodeJS.ProcessEnv
  /** The officer at the PIN window: the PIN, or undefined to close it. */
  answerPin(request: PinRequest): string | undefined
}

/** Press and signer as the app runs them, with the harness in main's part: it starts a signer when press asks for one and shows the PIN window. */
export function startSigningProcesses(options: SigningProcessesOptions): SigningProcesses {
  const pressProcess = startProcess(entryPaths.press, { env: options.env })
  const pinRequests: PinRequest[] = []
  let signer: StartedProcess | undefined

  function startSigner(): StartedProcess {
    const started = startProcess(entryPaths.signer, { env: { ...options.env, ...options.signerEnv?.() } })
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
      if (signer === started) signer = undefined
    })
    return started
  }

  pressProcess.onLinkRequest((name) => {
    if (name !== 'signer') return
    signer ??= startSigner()
    link(pressProcess, signer, { a: 'signer', b: 'press' })
  })

  return {
    press: createCaller<PressMethods>(pressProcess.openLink('core'), 'press'),
    pressProcess,
    getSigner: () => signer,
    pinRequests,
    stop: async () => {
      await signer?.kill()
      await pressProcess.kill()
    }
  }
}
