import { PinReply, type PinRequest } from '../../electron/contract/signer.ts'
import type { Parent } from '../../electron/rpc/parent.ts'
import type { Port } from '../../electron/rpc/port.ts'

/** How long main may take to open the window, and the officer to type: together less than the three minutes core waits, so that it hears `pin-cancelled`. */
const windowTimeoutMs = 20_000
const replyTimeoutMs = 150_000

export interface PinPrompt {
  /**
   * Has the PIN window opened and waits for the officer. One window at a time; a second asker waits its turn.
   * @returns what she typed and how to close the window after the attempt, or undefined when she closed it.
   */
  ask(request: PinRequest): Promise<{ pin: string; closeWindow(): void } | undefined>
  /** Closes an open window: whoever asked has gone, and nobody must type a PIN for nobody. */
  cancel(): void
}

export function createPinPrompt(parent: Parent): PinPrompt {
  let waitingForWindow: ((port: Port | undefined) => void) | undefined
  let closeOpenWindow: (() => void) | undefined
  let last: Promise<unknown> = Promise.resolve()

  parent.onLink((name, port) => {
    if (name !== 'pin') return
    if (waitingForWindow) waitingForWindow(port)
    else port.close()
  })

  function openWindow(batchId: string): Promise<Port | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), windowTimeoutMs)
      function settle(port: Port | undefined): void {
        clearTimeout(timer)
        waitingForWindow = undefined
        resolve(port)
      }
      waitingForWindow = settle
      parent.port.post({ type: 'pin-needed', batchId })
    })
  }

  async function askNow(request: PinRequest): Promise<{ pin: string; closeWindow(): void } | undefined> {
    const port = await openWindow(request.batchId)
    if (!port) return undefined
    const pin = await new Promise<string | undefined>((resolve) => {
      // The own end that closes hears nothing of it.
      closeOpenWindow = () => resolve(undefined)
      void readReply(port, request).then(resolve)
    })
    closeOpenWindow = undefined
    if (pin !== undefined) return { pin, closeWindow: () => port.close() }
    port.close()
    return undefined
  }

  return {
    ask: (request) => {
      const answer = last.then(() => askNow(request))
      last = answer.catch(() => undefined)
      return answer
    },
    cancel: () => {
      waitingForWindow?.(undefined)
      closeOpenWindow?.()
    }
  }
}

function readReply(port: Port, request: PinRequest): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(undefined), replyTimeoutMs)
    function settle(pin: string | undefined): void {
      clearTimeout(timer)
      resolve(pin)
    }
    port.onClose(() => settle(undefined))
    port.onMessage((message) => {
      const reply = PinReply.safeParse(message)
      if (reply.success) settle(reply.data.type === 'pin' ? reply.data.pin : undefined)
    })
    port.post(request)
  })
}
