import { join } from 'node:path'
import { app } from 'electron'

/** The folder of the built app: this bundle's own. */
export const appFolder = import.meta.dirname

export const fontsFolder = join(appFolder, 'fonts')

/** Where this counter keeps database, files and key slots; tests and the demo name their own. */
export function getDataFolder(): string {
  // Never the roaming profile: a domain would copy the database to another PC, or bring back yesterday's.
  const base = process.platform === 'win32' ? (process.env['LOCALAPPDATA'] ?? app.getPath('appData')) : app.getPath('appData')
  return process.env['QMC_DATA'] ?? join(base, 'quay-mot-cua')
}

/** Chromium's own caches, apart from what must never be lost. */
export function getChromiumFolder(): string {
  return join(getDataFolder(), 'chromium')
}

/** Where receipts go as PDF when this PC has no printer. */
export function getPrintFolder(): string {
  return process.env['QMC_PRINT_FOLDER'] ?? join(app.getPath('documents'), 'Giay tiep nhan')
}
