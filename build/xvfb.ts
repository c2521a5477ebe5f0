import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { endWithUs, ended } from './child-processes.ts'

export type Display = {
  /** As in the variable DISPLAY, ":42". */
  display: string
  /** False when the machine's own display is used. */
  isVirtual: boolean
  stop(): Promise<void>
}

const startTimeoutMs = 20_000

/**
 * A display to open windows on: the machine's own when there is one, else a virtual one on the first free number.
 * Sets DISPLAY in this process, so that children find it.
 * @param size of a virtual screen in pixels, "1366x768"
 */
export async function startXvfb(size = '1366x768', wantsVirtual = false): Promise<Display> {
  const own = process.env.DISPLAY
  if (process.platform !== 'linux' || (own && !wantsVirtual)) {
    return { display: own ?? '', isVirtual: false, stop: () => Promise.resolve() }
  }

  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await firstLine(server.stdio[3] as Readable, server)
  const guard = endWithUs(() => server.kill('SIGKILL'))
  const display = `:${number}`
  process.env.DISPLAY = display
  return {
    display,
    isVirtual: true,
    stop: async () => {
      server.kill()
      await ended(server)
      guard.release()
      if (process.env.DISPLAY !== display) return
      if (own) process.env.DISPLAY = own
      else delete process.env.DISPLAY
    },
  }
}

function firstLine(stream: Readable, server: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => {
      server.kill('SIGKILL')
      reject(new Error('Xvfb did not start in time'))
    }, startTimeoutMs)
    server.once('error', () => reject(new Error('Xvfb is not installed (Debian package xvfb)')))
    server.once('exit', (code) => reject(new Error(`Xvfb ended at once (code ${code})`)))
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (!text.includes('\n')) return
      clearTimeout(timer)
      resolve(text.trim())
    })
  })
}
