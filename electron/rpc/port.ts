/**
 * One end of a two-way channel of structured-clonable messages. Everything that talks in this app talks through a Port, so the same code runs
 * over Electron's ports, a Node child process or a MessageChannel in a test.
 */
export interface Port {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when the other end has gone. */
  onClose(listener: () => void): void
  close(): void
}

/** What Electron's MessagePortMain and `process.parentPort` have in common, written down so that nothing here imports Electron. */
export interface ElectronPort {
  postMessage(message: unknown, transfer?: unknown[]): void
  on(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start?(): void
  close?(): void
}

/** A Port over one of Electron's ports. Electron queues what arrives before `start`, so nothing is lost between hand-over and listening. */
export function fromElectronPort(electronPort: ElectronPort): Port {
  return {
    post: (message) => electronPort.postMessage(message),
    onMessage: (listener) => {
      electronPort.on('message', (event) => listener(event.data))
      electronPort.start?.()
    },
    onClose: (listener) => {
      electronPort.on('close', listener)
    },
    close: () => electronPort.close?.()
  }
}

/** Two Ports joined in one process, delivering in order and asynchronously: for tests, and for a part that lives in its caller's process. */
export function createPortPair(): [Port, Port] {
  const ends = [createEnd(), createEnd()] as const
  return [joinEnds(ends[0], ends[1]), joinEnds(ends[1], ends[0])]
}

interface End {
  messages: ((message: unknown) => void)[]
  closes: (() => void)[]
  closed: boolean
}

function createEnd(): End {
  return { messages: [], closes: [], closed: false }
}

function joinEnds(own: End, other: End): Port {
  return {
    post: (message) => {
      const copy: unknown = structuredClone(message)
      queueMicrotask(() => {
        if (!own.closed) for (const listener of other.messages) listener(copy)
      })
    },
    onMessage: (listener) => own.messages.push(listener),
    onClose: (listener) => own.closes.push(listener),
    close: () => {
      if (own.closed) return
      own.closed = true
      other.closed = true
      queueMicrotask(() => {
        for (const listener of [...own.closes, ...other.closes]) listener()
      })
    }
  }
}
