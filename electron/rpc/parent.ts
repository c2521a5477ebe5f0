import { fromElectronPort, type ElectronPort, type Port } from './port.ts'

/**
 * Where a child process meets whoever started it: Electron's main (utilityProcess) or a plain Node process (child_process.fork, in tests and
 * benchmarks). `port` carries the calls from above; a link is a port to a sibling, handed down by the parent.
 */
export interface Parent {
  port: Port
  /** Called for every sibling port handed down, with the sibling's name. */
  onLink(listener: (name: string, port: Port) => void): void
  /** Asks the parent to start the sibling if needed and to hand down a port to it (it arrives by onLink). */
  requestLink(name: string): void
}

interface LinkFrame {
  link: string
  data?: unknown
  closed?: true
}

export function getParent(): Parent {
  const parentPort = (process as unknown as { parentPort?: ElectronPort }).parentPort
  return parentPort ? fromUtilityProcess(parentPort) : fromForkedProcess()
}

function fromUtilityProcess(parentPort: ElectronPort): Parent {
  const linkListeners: ((name: string, port: Port) => void)[] = []
  const messageListeners: ((message: unknown) => void)[] = []
  parentPort.on('message', (event) => {
    const transferred = event.ports[0]
    if (transferred && isLinkFrame(event.data)) {
      for (const listener of linkListeners) listener(event.data.link, fromElectronPort(transferred))
    } else {
      for (const listener of messageListeners) listener(event.data)
    }
  })
  return {
    port: {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => messageListeners.push(listener),
      // Electron ends a utility process with its parent, so there is nobody left to tell.
      onClose: () => undefined,
      close: () => process.exit(0)
    },
    onLink: (listener) => linkListeners.push(listener),
    requestLink: (name) => parentPort.postMessage({ link: name })
  }
}

/** Under plain Node ports cannot be passed between processes, so the parent relays: `{link, data}` frames on the one channel. */
function fromForkedProcess(): Parent {
  const linkListeners: ((name: string, port: Port) => void)[] = []
  const messageListeners: ((message: unknown) => void)[] = []
  const links = new Map<string, { messages: ((message: unknown) => void)[]; closes: (() => void)[] }>()
  process.on('message', (message: unknown) => {
    if (!isLinkFrame(message)) {
      for (const listener of messageListeners) listener(message)
      return
    }
    const open = links.get(message.link)
    if (message.closed) {
      links.delete(message.link)
      for (const listener of open?.closes ?? []) listener()
    } else if (open && 'data' in message) {
      for (const listener of open.messages) listener(message.data)
    } else if (!open) {
      const name = message.link
      const link = { messages: [] as ((message: unknown) => void)[], closes: [] as (() => void)[] }
      links.set(name, link)
      for (const listener of linkListeners) {
        listener(name, {
          // A late answer on a link that closed must not turn up on the next one of the same name.
          post: (data) => {
            if (links.get(name) === link) process.send?.({ link: name, data })
          },
          onMessage: (onMessage) => link.messages.push(onMessage),
          onClose: (onClose) => link.closes.push(onClose),
          close: () => process.send?.({ link: name, closed: true })
        })
      }
    }
  })
  return {
    port: {
      post: (message) => process.send?.(message),
      onMessage: (listener) => messageListeners.push(listener),
      onClose: (listener) => process.on('disconnect', listener),
      close: () => process.exit(0)
    },
    onLink: (listener) => linkListeners.push(listener),
    requestLink: (name) => process.send?.({ link: name })
  }
}

/** A frame that concerns a sibling port rather than the parent itself. */
export function isLinkFrame(message: unknown): message is LinkFrame {
  return typeof message === 'object' && message !== null && typeof (message as LinkFrame).link === 'string'
}
