import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { canSandbox, electronCommand } from '../../build/launch.ts'

export interface CounterApp {
  app: ElectronApplication
  page: Page
  /** The process id of a child, by its name in main ('core', 'press', 'signer', 'devices'); undefined when it does not run. */
  findChildPid(name: string): Promise<number | undefined>
  /** Ends the whole app as a power cut would: main and every child by SIGKILL. */
  kill(): Promise<void>
  close(): Promise<void>
}

export interface LaunchOptions {
  dataFolder: string
  /** The token's environment, and whatever else a test wants the app to see. */
  env: Record<string, string>
  /** Of the app itself, e.g. `--training`. */
  args?: string[]
  /** Inner size of the window in CSS pixels. */
  size?: { width: number; height: number }
}

/** Starts the built app as the officer's PC would, on a data folder of its own, and waits for its window. */
export async function launchCounter(options: LaunchOptions): Promise<CounterApp> {
  mkdirSync(options.dataFolder, { recursive: true })
  const command = electronCommand()
  const app = await _electron.launch({
    executablePath: command.executable,
    // A virtual screen has no graphics card: drawn by an emulated one, the same pictures take a fifth more of the processor.
    args: ['--disable-gpu', ...command.args, ...(options.args ?? [])],
    env: { ...command.env, QMC_DATA: options.dataFolder, QMC_PRINT_FOLDER: `${options.dataFolder}/in`, ...options.env },
    chromiumSandbox: canSandbox(),
    timeout: 60_000
  })
  app.context().setDefaultTimeout(60_000)
  const page = await app.firstWindow({ timeout: 60_000 })
  const size = options.size ?? { width: 1366, height: 768 }
  await app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setContentSize(wanted.width, wanted.height), size)
  const mainProcess = app.process()

  return {
    app,
    page,
    findChildPid: (name) =>
      app.evaluate(({ app: electron }, wanted) => electron.getAppMetrics().find((metric) => metric.serviceName === wanted || metric.name === wanted)?.pid, `qmc-${name}`),
    kill: async () => {
      if (mainProcess.exitCode !== null || mainProcess.signalCode !== null) return
      const pids = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map((metric) => metric.pid)).catch(() => [])
      for (const pid of [mainProcess.pid, ...pids]) {
        try {
          if (pid !== undefined) process.kill(pid, 'SIGKILL')
        } catch {
          // It ended with its parent already.
        }
      }
      if (mainProcess.exitCode === null && mainProcess.signalCode === null) await once(mainProcess, 'exit')
    },
    close: () => app.close()
  }
}
