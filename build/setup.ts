import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeElectron, ensureElectron, findElectron, type ElectronRuntime } from './electron-runtime.ts'
import { ensureSqliteBinding, sqliteBindingPath } from './sqlite-binding.ts'

/**
 * Bring Electron, and for the fallback runtime its own better-sqlite3, onto this machine. Finished work is not repeated.
 * @returns the runtime and, on the fallback, the path of the binding the app must load
 */
export async function ensureRuntime(): Promise<{ electron: ElectronRuntime; sqliteBinding: string | undefined }> {
  const electron = await ensureElectron()
  console.log(describeElectron(electron))
  if (!needsOwnBinding(electron)) return { electron, sqliteBinding: undefined }
  return { electron, sqliteBinding: ensureSqliteBinding(process.env.QMC_NODE_HEADERS ?? join(dirname(process.execPath), '..')) }
}

/** The same, of what is there already: for tests and tools that run after the set-up. */
export function getRuntime(): { electron: ElectronRuntime; sqliteBinding: string | undefined } {
  const electron = findElectron()
  if (!electron) throw new Error('Electron is not set up yet: run `npm run setup`')
  if (!needsOwnBinding(electron)) return { electron, sqliteBinding: undefined }
  const sqliteBinding = sqliteBindingPath()
  if (!existsSync(sqliteBinding)) throw new Error('better-sqlite3 is not built for this Electron yet: run `npm run setup`')
  return { electron, sqliteBinding }
}

/** Electron before 36 has a Node below 22.14, whose Node-API 9 the prebuilt binary crashes on. */
function needsOwnBinding(electron: ElectronRuntime): boolean {
  return electron.kind === 'fallback' || Number(electron.version.split('.')[0]) < 36
}
