import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { electronCommand } from '../../build/launch.ts'
import { connectToFirstPage, type DevtoolsPage } from './devtools.ts'

export interface ElectronRun {
  page: DevtoolsPage
  /** Epoch milliseconds with fractions, on the clock of the pages' performance.timeOrigin, just before the process was made. */
  spawnedAt: number
  pid: number
  /** Ends it as the officer does, so that the next start finds everything closed; by force after 10 s. */
  quit(): Promise<void>
}

/** Starts Electron on an app folder and attaches to its first page. @param options.appFolder the project itself when it is not given */
export async function startElectron(options: { appFolder?: string; env: Record<string, string> }): Promise<ElectronRun> {
  const command = options.appFolder === undefined ? electronCommand() : electronCommand(options.appFolder)
  const spawnedAt = performance.timeOrigin + performance.now()
  const child = spawn(command.executable, ['--remote-debugging-port=0', ...command.args], { env: { ...command.env, ...options.env }, stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  const quit = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(timer)
  }
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = ''
      child.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
        const found = /DevTools listening on (ws:\S+)/.exec(text)
        if (found?.[1]) resolve(found[1])
      })
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`Electron ended before it listened: ${text.slice(-500)}`)))
    })
    const page = await connectToFirstPage(url)
    return { page, spawnedAt, pid: child.pid!, quit }
  } catch (error) {
    await quit()
    throw error
  }
}
