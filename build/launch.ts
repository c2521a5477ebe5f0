import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRuntime } from './setup.ts'

export { startPostgres, startPostgresOfWorkers, type Postgres } from './postgres.ts'
export { startXvfb, type Display } from './xvfb.ts'

export type ElectronCommand = {
  executable: string
  /** Chromium switches first, the app folder last; more arguments may follow. */
  args: string[]
  /** To be merged over the environment; undefined values are removed by spawn. */
  env: Record<string, string>
}

/** How to start the built app, or another `appFolder`, on this machine. The set-up must have run. */
export function electronCommand(appFolder = projectRoot): ElectronCommand {
  const { electron, sqliteBinding } = getRuntime()
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value
  // Either of these would start Electron as something else than the app.
  delete env.ELECTRON_RUN_AS_NODE
  delete env.NODE_OPTIONS
  if (sqliteBinding) env.QMC_SQLITE_BINDING = sqliteBinding
  return { executable: electron.executable, args: [...(canSandbox() ? [] : ['--no-sandbox']), appFolder], env }
}

/** The project's folder. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Chromium refuses its sandbox to root, and has none where the kernel or a container forbids user namespaces. */
export function canSandbox(): boolean {
  if (process.platform !== 'linux') return true
  if (process.getuid?.() === 0) return false
  return spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' }).status === 0
}
