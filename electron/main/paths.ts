import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { runMode } from './run-mode.ts'

/** The folder of the built app: this bundle's own. */
export const appFolder = import.meta.dirname

export const fontsFolder = join(appFolder, 'fonts')

/** What the training app keeps stands beside the counter's own, never in it. */
const trainingSuffix = '-tap-huan'

let smokeFolder: string | undefined

/** Where this counter keeps database, files and key slots; tests and the demo name their own. */
export function getDataFolder(): string {
  if (runMode === 'smoke') return (smokeFolder ??= mkdtempSync(join(tmpdir(), `qmc-smoke-${process.pid}-`)))
  // Never the roaming profile: a domain would copy the database to another PC, or bring back yesterday's.
  const base = process.platform === 'win32' ? (process.env['LOCALAPPDATA'] ?? app.getPath('appData')) : app.getPath('appData')
  const folder = process.env['QMC_DATA'] ?? join(base, 'quay-mot-cua')
  return runMode === 'training' ? folder + trainingSuffix : folder
}

/** Chromium's own caches, apart from what must never be lost. */
export function getChromiumFolder(): string {
  return join(getDataFolder(), 'chromium')
}

/** Where receipts go as PDF when this PC has no printer. */
export function getPrintFolder(): string {
  if (runMode === 'smoke') return join(getDataFolder(), 'in')
  const folder = process.env['QMC_PRINT_FOLDER'] ?? join(app.getPath('documents'), 'Giay tiep nhan')
  return runMode === 'training' ? folder + trainingSuffix : folder
}
