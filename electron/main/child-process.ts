import { join } from 'node:path'
import { MessageChannelMain, utilityProcess, type UtilityProcess } from 'electron'
import { signerNamePattern } from '../contract/signer.ts'
import { isLinkFrame } from '../rpc/parent.ts'
import type { Port } from '../rpc/port.ts'
import { appFolder } from './paths.ts'
import { writeLog } from './log.ts'

/** Each PKCS#11 library has a signer of its own; those behind the first are named by the library. */
export type ChildName = 'core' | 'press' | 'signer' | `signer:${string}` | 'devices' | 'scratch'

/** The one process that starts, joins and counts the children. They import nothing of Electron; what they need comes by their ports. */
export interface Children {
  /** Starts a child unless it runs. */
  start(name: ChildName): RunningChild
  /** Hands a running child one end of a port and returns the other, for the PIN window. */
  openPort(name: ChildName, link: string): Electron.MessagePortMain
  stopAll(): void
}

export interface RunningChild {
  name: ChildName
  pid: number | undefined
  port: Port
}

interface Child extends RunningChild {
  process: UtilityProcess
}

export interface ChildrenOptions {
  /** A message on a child's parent port that is no answer and no link, e.g. `pin-needed`. */
  onMessage(name: ChildName, message: unknown): void
  onExit(name: ChildName, code: number): void
}

export function createChildren(options: ChildrenOptions): Children {
  const children = new Map<ChildName, Child>()
  let stopping = false

  function start(name: ChildName): Child {
    const running = children.get(name)
    if (running) return running
    const [kind = '', ...args] = name.split(':')
    const process = utilityProcess.fork(join(appFolder, `${kind}.js`), args, { serviceName: `qmc-${kind}`, stdio: ['ignore', 'ignore', 'pipe'] })
    process.stderr?.on('data', (chunk: Buffer) => writeLog(chunk.toString('utf8')))
    const closeListeners: (() => void)[] = []
    const messageListeners: ((message: unknown) => void)[] = []
    const child: Child = {
      name,
      get pid() {
        return process.pid
      },
      process,
      port: {
        post: (message) => process.postMessage(message),
        onMessage: (listener) => messageListeners.push(listener),
        onClose: (listener) => closeListeners.push(listener),
        close: () => process.kill()
      }
    }
    children.set(name, child)
    process.on('message', (message: unknown) => {
      if (isLinkFrame(message)) joinSiblings(child, message.link)
      else {
        options.onMessage(name, message)
        for (const listener of messageListeners) listener(message)
      }
    })
    process.on('exit', (code) => {
      children.delete(name)
      for (const listener of closeListeners) listener()
      // Scratch dies on purpose: it is what diagnostics kill.
      if (!stopping && name !== 'scratch') options.onExit(name, code)
    })
    return child
  }

  function joinSiblings(asker: Child, wanted: string): void {
    if (!isChildName(wanted)) return
    const { port1, port2 } = new MessageChannelMain()
    const sibling = start(wanted)
    sibling.process.postMessage({ link: asker.name }, [port2])
    asker.process.postMessage({ link: wanted }, [port1])
  }

  return {
    start,
    openPort: (name, link) => {
      const { port1, port2 } = new MessageChannelMain()
      start(name).process.postMessage({ link }, [port2])
      return port1
    },
    stopAll: () => {
      stopping = true
      for (const child of children.values()) child.process.kill()
    }
  }
}

function isChildName(name: string): name is ChildName {
  return name === 'core' || name === 'press' || name === 'devices' || name === 'scratch' || isSignerName(name)
}

export function isSignerName(name: string): name is 'signer' | `signer:${string}` {
  return signerNamePattern.test(name)
}
