import { fork, type ChildProcess } from 'node:child_process'
import { isLinkFrame } from '../../electron/rpc/parent.ts'
import type { Port } from '../../electron/rpc/port.ts'

/**
 * Starts the app's process entries as plain Node children and relays the links between them, as Electron's main does with message ports. The frames are
 * those of `electron/rpc/parent.ts`.
 */
export interface StartedProcess {
  child: ChildProcess
  /** The channel to the process itself (its `parent.port`). */
  port: Port
  /** Called when the process asks for a sibling it has no open link to. */
  onLinkRequest(listener: (name: string) => void): void
  /** Hands the process a link under this name; the answer is the other end of it. */
  openLink(name: string): Port
  /** Ends it at once, as a crash would. Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** What the process wrote to stderr so far. */
  readStderr(): string
}

export interface StartOptions {
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv
  args?: string[]
  /** The program to run it with, if not this Node. */
  execPath?: string
}

export function startProcess(entryPath: string, options: StartOptions = {}): StartedProcess {
  const child = fork(entryPath, options.args ?? [], {
    env: { ...process.env, ...options.env },
    execArgv: [],
    ...(options.execPath ? { execPath: options.execPath } : {}),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc']
  })
  const ownListeners = createListeners()
  const requestListeners: ((name: string) => void)[] = []
  const links = new Map<string, Listeners>()
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }))
  })

  const disconnected = new Promise<void>((resolve) => {
    child.once('disconnect', resolve)
  })

  function send(message: unknown): void {
    if (child.connected) child.send(message as object, () => undefined)
  }

  function closeLink(name: string): void {
    const link = links.get(name)
    if (!link) return
    links.delete(name)
    for (const listener of link.closes) listener()
  }

  child.on('message', (message: unknown) => {
    if (!isLinkFrame(message)) {
      for (const listener of ownListeners.messages) listener(message)
    } else if (message.closed) {
      // Told back, so that the child forgets the link too and may ask for a new one.
      if (links.has(message.link)) send({ link: message.link, closed: true })
      closeLink(message.link)
    } else if ('data' in message) {
      links.get(message.link)?.deliver(message.data)
    } else {
      for (const listener of requestListeners) listener(message.link)
    }
  })
  child.on('disconnect', () => {
    // The process's own end first, so that who hears of a closed link already knows that it is gone.
    for (const listener of ownListeners.closes) listener()
    for (const name of [...links.keys()]) closeLink(name)
  })

  return {
    child,
    port: {
      post: send,
      onMessage: (listener) => ownListeners.messages.push(listener),
      onClose: (listener) => ownListeners.closes.push(listener),
      close: () => child.disconnect()
    },
    onLinkRequest: (listener) => requestListeners.push(listener),
    openLink: (name) => {
      if (links.has(name)) throw new Error(`link ${name} is open already`)
      if (!child.connected) throw new Error('process has ended')
      const listeners = createListeners()
      links.set(name, listeners)
      send({ link: name })
      return {
        post: (data) => send({ link: name, data }),
        onMessage: (listener) => {
          listeners.messages.push(listener)
          listeners.flush()
        },
        onClose: (listener) => listeners.closes.push(listener),
        close: () => {
          if (links.get(name) !== listeners) return
          send({ link: name, closed: true })
          closeLink(name)
        }
      }
    },
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal)
      await Promise.all([exited, disconnected])
    },
    exited,
    readStderr: () => stderr
  }
}

/**
 * Joins two processes: `a` sees the other under `names.a`, `b` sees it under `names.b`, e.g. `link(press, signer, { a: 'signer', b: 'press' })`. When one ends
 * its link, or dies, the other's closes.
 */
export function link(a: StartedProcess, b: StartedProcess, names: { a: string; b: string }): void {
  // The other first: if it has ended meanwhile, the asker is not left with a link to nowhere.
  const endB = b.openLink(names.b)
  const endA = a.openLink(names.a)
  endA.onMessage((message) => endB.post(message))
  endB.onMessage((message) => endA.post(message))
  endA.onClose(() => endB.close())
  endB.onClose(() => endA.close())
}

interface Listeners {
  messages: ((message: unknown) => void)[]
  closes: (() => void)[]
  deliver(message: unknown): void
  /** Delivers what arrived before the first listener, as Electron's ports do. */
  flush(): void
}

function createListeners(): Listeners {
  const early: unknown[] = []
  const listeners: Listeners = {
    messages: [],
    closes: [],
    deliver: (message) => {
      if (listeners.messages.length === 0) early.push(message)
      else for (const listener of listeners.messages) listener(message)
    },
    flush: () => {
      for (const message of early.splice(0)) for (const listener of listeners.messages) listener(message)
    }
  }
  return listeners
}
